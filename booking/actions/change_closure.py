"""Change a closure: its times, its reason and who may still book; and end it before its time."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.book import find_again, not_found
from booking.actions.close_places import (
    ClosureEffect,
    find_managed_closure,
    find_places,
    find_within,
    forecast_closing,
    mark_within,
    pairs_of,
    record_closure,
    refuse_changed,
    rules_of,
    show_places,
)
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.closures import StandingClosure
from booking.model.decisions import Reason, Refused
from booking.model.effects import MOST_SHOWN, Affected, Effect
from booking.model.ids import FloorId, Ref
from booking.model.people import Actor, Role
from booking.model.policy import Closure
from booking.model.rule_changes import FutureBooking
from booking.model.time import Interval
from booking.rules.effect_words import say_reclosing
from booking.store import closures as store
from booking.store.diary import lock_floors
from booking.store.engine import Tx


@dataclass(frozen=True, slots=True)
class ClosureChange:
    """What a closure is to say from now on; None leaves it as it is. What it closes stays."""

    start: datetime | None = None
    end: datetime | None = None
    why: str | None = None
    roles: frozenset[Role] | None = None


def weigh_change(
    service: Service, actor: Actor, ref: Ref, change: ClosureChange, *, now: datetime
) -> ClosureEffect | Refused:
    """Say what the change would do, and write nothing. The bookings are those that it displaces anew."""

    def work(tx: Tx) -> ClosureEffect | Refused:
        standing = _find_changeable(tx, actor, ref, now)
        if isinstance(standing, Refused):
            return standing
        closure = _apply(standing, change, now)
        if isinstance(closure, Refused):
            return closure
        shown, added = _weigh(tx, standing, closure, now)
        places = find_places(tx, actor, added[:MOST_SHOWN], rules_of(standing.targets, closure), now)
        left = forecast_closing(tx, standing.targets, closure, standing.site.id, now)
        return ClosureEffect(show_places(shown, places, left, now), places)

    return service.db.read_at_once(work)


def change_closure(
    service: Service, actor: Actor, ref: Ref, change: ClosureChange, stamp: str | None, *, now: datetime
) -> StandingClosure | Refused:
    """Change a closure, where the effect is still the one that was seen; CHANGED_MEANWHILE where it is another.

    Without a stamp it is changed whatever that does. Bookings that then stand within it stay, and are listed with it.
    """

    def work(tx: Tx, standing: StandingClosure) -> StandingClosure | Refused:
        closure = _apply(standing, change, now)
        if isinstance(closure, Refused):
            return closure
        if stamp is not None and _weigh(tx, standing, closure, now)[0].stamp != stamp:
            return refuse_changed()
        return replace(standing, closure=closure)

    edges = tuple(at for at in (change.start, change.end) if at is not None)
    return _rewrite(service, actor, ref, work, AuditAct.CLOSURE_CHANGED, edges=edges, now=now)


def end_closure(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> StandingClosure | Refused:
    """End a closure now; one that has not begun never applies."""

    def work(_tx: Tx, standing: StandingClosure) -> StandingClosure:
        closure = standing.closure
        if closure.interval.start >= now:
            return replace(standing, applies=False)
        return replace(standing, closure=replace(closure, interval=Interval(closure.interval.start, now)))

    return _rewrite(service, actor, ref, work, AuditAct.CLOSURE_ENDED, edges=(), now=now)


_Change = Callable[[Tx, StandingClosure], StandingClosure | Refused]
"""What becomes of a closure that stands."""


def _rewrite(  # noqa: PLR0913 - who changes which closure to what, and how that is written down
    service: Service,
    actor: Actor,
    ref: Ref,
    change: _Change,
    act: AuditAct,
    *,
    edges: tuple[datetime, ...],
    now: datetime,
) -> StandingClosure | Refused:
    seen = service.db.read(lambda tx: _see_floors(tx, actor, ref))
    if isinstance(seen, Refused):
        return seen

    def work(tx: Tx) -> StandingClosure | Refused:
        lock_floors(tx, seen, edges=edges, now=now)
        asking = find_again(tx, actor)
        standing = _find_changeable(tx, asking, ref, now) if asking is not None else not_found()
        if asking is None or isinstance(standing, Refused):
            return standing if isinstance(standing, Refused) else not_found()
        if store.read_floors_closed(tx, pairs_of(standing.targets)) != seen:
            return refuse_changed()
        changed = change(tx, standing)
        if isinstance(changed, Refused):
            return changed
        store.rewrite_closure(tx, changed.id, changed.closure, applies=changed.applies)
        record_closure(tx, service, asking, act, changed, now=now)
        return changed

    return service.db.write(work)


def _see_floors(tx: Tx, actor: Actor, ref: Ref) -> tuple[FloorId, ...] | Refused:
    standing = find_managed_closure(tx, actor, ref)
    return standing if isinstance(standing, Refused) else store.read_floors_closed(tx, pairs_of(standing.targets))


def _find_changeable(tx: Tx, actor: Actor, ref: Ref, now: datetime) -> StandingClosure | Refused:
    standing = find_managed_closure(tx, actor, ref)
    if isinstance(standing, Refused):
        return standing
    if standing.closure.interval.end <= now or not standing.applies:
        return Refused(Reason.IN_THE_PAST, "This closure is over. Close the places again if need be.")
    return standing


def _apply(standing: StandingClosure, change: ClosureChange, now: datetime) -> Closure | Refused:
    was = standing.closure
    start, end = change.start or was.interval.start, change.end or was.interval.end
    if end <= start:
        return Refused(Reason.BAD_FIELD, "The end must be after the start. Choose a later one.", field="until")
    if end <= now:
        why = "This time has already passed. Choose an end that lies ahead, or end the closure now."
        return Refused(Reason.IN_THE_PAST, why, field="until")
    closure = Closure(
        was.ref,
        Interval(start, end),
        was.why if change.why is None else change.why,
        was.roles if change.roles is None else change.roles,
    )
    if closure == was:
        why = "This is what the closure says already. Change a time, the reason or who may still book."
        return Refused(Reason.BAD_FIELD, why)
    return closure


def _weigh(
    tx: Tx, standing: StandingClosure, closure: Closure, now: datetime
) -> tuple[Effect, tuple[FutureBooking, ...]]:
    """What the change does as it is shown, and the bookings that it displaces anew."""
    before = find_within(tx, standing.targets, standing.closure, now)
    after = find_within(tx, standing.targets, closure, now)
    stood, stand = ({one.card.booking.id for one in each} for each in (before, after))
    added = tuple(one for one in after if one.card.booking.id not in stood)
    said = [[each.why, *sorted(each.roles)] for each in (standing.closure, closure)]
    marks = repr((said, mark_within(standing.closure, before), mark_within(closure, after)))
    mark = hashlib.sha256(marks.encode("utf-8", "surrogatepass")).hexdigest()
    affected = Affected(len(added), tuple(one.card for one in added[:MOST_SHOWN]), mark)
    names = tuple(target.name for target in standing.targets)
    return Effect(say_reclosing(len(added), kept=len(stood & stand), freed=len(stood - stand)), affected, names), added
