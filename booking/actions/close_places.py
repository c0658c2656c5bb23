"""Close a site, floors or places for a time; change a closure, and end it before its time."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.book import find_again, not_found
from booking.actions.record import say_instant
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.closures import MOST_PLACES, ClosureTarget, Displaced, StandingClosure
from booking.model.decisions import Reason, Refused
from booking.model.diary import Occupied
from booking.model.effects import MOST_SHOWN, Affected, Effect
from booking.model.forecast import Forecast
from booking.model.ids import FloorId, Ref, ResourceId, SiteId
from booking.model.people import About, Actor, Role
from booking.model.policy import Closure, Rule, RuleField, RuleScope
from booking.model.rule_changes import FutureBooking, RuleReach
from booking.model.time import Interval
from booking.rules.breaches import request_again
from booking.rules.displaced import find_displaced, find_instead, hold_instead
from booking.rules.effect_words import say_closing
from booking.rules.forecast import forecast
from booking.rules.origins import is_reached
from booking.rules.permits import Act, may, sites_where
from booking.store import closures as store
from booking.store.audit import Event, append_entry, digest_text
from booking.store.diary import lock_floors, read_diary
from booking.store.engine import Tx
from booking.store.estate import ResourceFilter, read_floors, read_resources
from booking.store.future import read_future_bookings
from booking.store.policies import read_rules
from booking.store.refs import new_ref

Targets = Sequence[tuple[RuleScope, int]]


@dataclass(frozen=True, slots=True)
class ClosureWish:
    """What somebody wants to close, as a door has read it: things of one scope, from when until when, and why.

    `roles` may book all the same.
    """

    scope: RuleScope
    refs: tuple[Ref, ...]
    interval: Interval
    why: str
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class ClosureEffect:
    """What a closure would do: as it is shown, and the first bookings displaced with the place that suits each best."""

    shown: Effect
    displaced: tuple[Displaced, ...]


@dataclass(frozen=True, slots=True)
class ClosureView:
    """A closure, how many bookings stand within it, and the first of them with the best place instead."""

    standing: StandingClosure
    total: int
    displaced: tuple[Displaced, ...]


def weigh_closure(service: Service, actor: Actor, wish: ClosureWish, *, now: datetime) -> ClosureEffect | Refused:
    """Say what the closure would do, and write nothing."""

    def work(tx: Tx) -> ClosureEffect | Refused:
        found = _find_targets(tx, actor, wish, now)
        if isinstance(found, Refused):
            return found
        closure = Closure(Ref(""), wish.interval, wish.why, wish.roles)
        return _weigh(tx, *found, closure, now)

    return service.db.read_at_once(work)


def close_places(
    service: Service, actor: Actor, wish: ClosureWish, stamp: str, *, now: datetime
) -> StandingClosure | Refused:
    """Close, where the effect is still the one that was seen; CHANGED_MEANWHILE where it is another.

    Bookings that stand within the closure stay until they are moved or cancelled; none can be added.
    """
    seen = service.db.read(lambda tx: _see(tx, actor, wish, now))
    if isinstance(seen, Refused):
        return seen
    closure = Closure(new_ref(), wish.interval, wish.why, wish.roles)

    def work(tx: Tx) -> StandingClosure | Refused:
        floors = lock_floors(tx, seen, edges=(wish.interval.start, wish.interval.end), now=now)
        asking = find_again(tx, actor)
        found = _find_targets(tx, asking, wish, now) if asking is not None else not_found()
        if asking is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else not_found()
        targets, site_id = found
        pairs = _pairs(targets)
        displaced = _read_displaced(tx, targets, closure, now)
        if store.read_floors_closed(tx, pairs) != tuple(floors) or _shown(targets, closure, displaced).stamp != stamp:
            return refuse_changed()
        store.write_closure(tx, site_id, closure, pairs, now)
        standing = store.find_closure(tx, closure.ref)
        if standing is None:
            raise RuntimeError("a closure was written and is not there")
        _record(tx, service, asking, AuditAct.CLOSED, standing, now=now)
        return standing

    return service.db.write(work)


def list_closures(service: Service, actor: Actor, *, now: datetime) -> tuple[StandingClosure, ...]:
    """The closures that are not over, at the sites where the actor closes places, by start."""
    return service.db.read(lambda tx: store.read_closures(tx, sites_where(actor, Act.MANAGE_RULES), now))


def show_closure(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> ClosureView | Refused:
    """A closure with the bookings that stand within it, each with the best place instead."""

    def work(tx: Tx) -> ClosureView | Refused:
        standing = find_managed_closure(tx, actor, ref)
        if isinstance(standing, Refused):
            return standing
        displaced = read_displaced(tx, standing, now)
        shown = find_places(tx, displaced[:MOST_SHOWN], (), now)
        return ClosureView(standing, len(displaced), shown)

    return service.db.read_at_once(work)


def end_closure(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> StandingClosure | Refused:
    """End a closure now; one that has not begun never applies."""

    def change(standing: StandingClosure) -> tuple[Closure, bool] | Refused:
        closure = standing.closure
        if closure.interval.start >= now:
            return closure, False
        return replace(closure, interval=Interval(closure.interval.start, now)), True

    return _change(service, actor, ref, change, AuditAct.CLOSURE_ENDED, now=now)


def prolong_closure(
    service: Service, actor: Actor, ref: Ref, until: datetime, *, now: datetime
) -> StandingClosure | Refused:
    """Let a closure end at another instant. Bookings that then stand within it are listed with the others."""

    def change(standing: StandingClosure) -> tuple[Closure, bool] | Refused:
        start = standing.closure.interval.start
        if until <= max(now, start):
            return Refused(Reason.BAD_FIELD, "The new end must lie after now and after the start.", field="until")
        return replace(standing.closure, interval=Interval(start, until)), True

    return _change(service, actor, ref, change, AuditAct.CLOSURE_CHANGED, now=now)


def find_managed_closure(tx: Tx, actor: Actor, ref: Ref) -> StandingClosure | Refused:
    """A closure at a site where the actor closes places; another one is answered as not there."""
    standing = store.find_closure(tx, ref)
    if standing is None or not may(actor, Act.MANAGE_RULES, About(site_id=standing.site.id)):
        return not_found()
    return standing


def read_displaced(tx: Tx, standing: StandingClosure, now: datetime) -> tuple[FutureBooking, ...]:
    """The bookings that stand within a closure, by start."""
    return _read_displaced(tx, standing.targets, standing.closure, now)


def refuse_changed() -> Refused:
    """What is answered where the bookings or places are no longer those that were seen."""
    return Refused(Reason.CHANGED_MEANWHILE, "Something changed since this was shown. Look at it again, then confirm.")


_Changing = Callable[[StandingClosure], tuple[Closure, bool] | Refused]
"""What a closure says after a change, and whether it still applies."""


def _change(
    service: Service, actor: Actor, ref: Ref, change: _Changing, act: AuditAct, *, now: datetime
) -> StandingClosure | Refused:
    def see(tx: Tx) -> tuple[FloorId, ...] | Refused:
        standing = find_managed_closure(tx, actor, ref)
        return standing if isinstance(standing, Refused) else store.read_floors_closed(tx, _pairs(standing.targets))

    seen = service.db.read(see)
    if isinstance(seen, Refused):
        return seen

    def work(tx: Tx) -> StandingClosure | Refused:
        lock_floors(tx, seen, now=now)
        asking = find_again(tx, actor)
        standing = find_managed_closure(tx, asking, ref) if asking is not None else not_found()
        if asking is None or isinstance(standing, Refused):
            return standing if isinstance(standing, Refused) else not_found()
        if standing.closure.interval.end <= now or not standing.applies:
            return Refused(Reason.IN_THE_PAST, "This closure is over. Close the places again if need be.")
        if store.read_floors_closed(tx, _pairs(standing.targets)) != seen:
            return refuse_changed()
        changed = change(standing)
        if isinstance(changed, Refused):
            return changed
        closure, applies = changed
        store.rewrite_closure(tx, standing.id, closure, applies=applies)
        after = replace(standing, closure=closure, applies=applies)
        _record(tx, service, asking, act, after, now=now)
        return after

    return service.db.write(work)


def _see(tx: Tx, actor: Actor, wish: ClosureWish, now: datetime) -> tuple[FloorId, ...] | Refused:
    """The floors on which something would be closed."""
    found = _find_targets(tx, actor, wish, now)
    return found if isinstance(found, Refused) else store.read_floors_closed(tx, _pairs(found[0]))


def _find_targets(
    tx: Tx, actor: Actor, wish: ClosureWish, now: datetime
) -> tuple[tuple[ClosureTarget, ...], SiteId] | Refused:
    if wish.interval.end <= now:
        return Refused(
            Reason.IN_THE_PAST, "This time has already passed. Choose an end that lies ahead.", field="until"
        )
    if not wish.refs or len(wish.refs) > MOST_PLACES:
        why = f"Choose at least one place, and at most {MOST_PLACES}. Close the floor or the site where it is more."
        return Refused(Reason.BAD_FIELD, why, field="place")
    found = store.find_targets(tx, wish.scope, wish.refs)
    site_ids = {site_id for _, site_id in found}
    if len(found) < len(set(wish.refs)) or any(
        not may(actor, Act.MANAGE_RULES, About(site_id=site_id)) for site_id in site_ids
    ):
        return not_found()
    if len(site_ids) > 1:
        why = "These places stand at different sites. Close those of one site at a time."
        return Refused(Reason.BAD_FIELD, why, field="place")
    return tuple(target for target, _ in found), site_ids.pop()


def _weigh(tx: Tx, targets: Sequence[ClosureTarget], site_id: SiteId, closure: Closure, now: datetime) -> ClosureEffect:
    displaced = _read_displaced(tx, targets, closure, now)
    rules = tuple(Rule(target.scope, target.scope_id, None, RuleField.CLOSED_DAY, closure) for target in targets)
    places = find_places(tx, displaced[:MOST_SHOWN], rules, now)
    shown = replace(_shown(targets, closure, displaced), forecast=_forecast(tx, rules, site_id))
    return ClosureEffect(shown, places)


def _forecast(tx: Tx, closing: tuple[Rule, ...], site_id: SiteId) -> Forecast | None:
    """How many of the closed places can be used day by day from the closure's first day on. Three selects."""
    floors = read_floors(tx, frozenset({site_id}))
    closure = closing[0].value
    if not floors or not isinstance(closure, Closure):
        return None
    site = floors[0].site
    rules = read_rules(tx, site.organisation_id, site.id)
    reaches = [RuleReach(rule.scope, rule.scope_id) for rule in closing]
    places = [
        place
        for place in read_resources(tx, ResourceFilter(site_ids=frozenset({site_id})), None)
        if any(is_reached(place, reach) for reach in reaches)
    ]
    first = closure.interval.start.astimezone(site.zone).date()
    return forecast(places, {site.id: site}, before=rules, after=(*rules, *closing), first=first)


def _shown(targets: Sequence[ClosureTarget], closure: Closure, displaced: Sequence[FutureBooking]) -> Effect:
    """What a closure does as it is shown; another booking within it makes it another."""
    times = (say_instant(closure.interval.start), say_instant(closure.interval.end))
    marks = repr((times, [(one.card.booking.id, one.card.booking.version) for one in displaced]))
    mark = hashlib.sha256(marks.encode("ascii")).hexdigest()
    cards = tuple(one.card for one in displaced[:MOST_SHOWN])
    names = tuple(target.name for target in targets)
    return Effect(say_closing(len(displaced)), Affected(len(displaced), cards, mark), names)


def _read_displaced(
    tx: Tx, targets: Sequence[ClosureTarget], closure: Closure, now: datetime
) -> tuple[FutureBooking, ...]:
    return find_displaced(read_future_bookings(tx, [target.reach for target in targets], now), closure)


def find_places(
    tx: Tx, displaced: Sequence[FutureBooking], rules: tuple[Rule, ...], now: datetime
) -> tuple[Displaced, ...]:
    """Where each could go, one after the other, so that no two are sent to the same place. Four selects for each.

    `rules` are those of a closure that is not written yet.
    """
    found: list[Displaced] = []
    planned: list[Occupied] = []
    for one in displaced:
        card = one.card
        diary = read_diary(tx, card.resource, request_again(card.booking), replaces=card.booking, now=now)
        if diary is None:
            found.append(Displaced(card, None))
            continue
        diary = replace(diary, rules=(*diary.rules, *rules))
        alike = {place.id for place in diary.alike}
        moved = find_instead(one, diary, (held for held in planned if held.resource_id in alike), now)
        held = hold_instead(moved, diary)
        planned += [] if held is None else [held]
        found.append(moved)
    return tuple(found)


def _pairs(targets: Sequence[ClosureTarget]) -> Targets:
    return [(target.scope, target.scope_id) for target in targets]


def _record(tx: Tx, service: Service, actor: Actor, act: AuditAct, standing: StandingClosure, *, now: datetime) -> None:
    closure = standing.closure
    facts: dict[str, object] = {
        "closure": standing.id,
        "targets": [[target.scope.value, target.scope_id] for target in standing.targets],
        "from": say_instant(closure.interval.start),
        "until": say_instant(closure.interval.end),
        "why_digest": digest_text(service.secret, closure.why),
        "roles": sorted(role.value for role in closure.roles),
        "applies": standing.applies,
    }
    if actor.token_id is not None:
        facts["token"] = actor.token_id
    single = standing.targets[0] if len(standing.targets) == 1 else None
    place = ResourceId(single.scope_id) if single is not None and single.scope is RuleScope.RESOURCE else None
    event = Event(act, actor.person.id, site_id=standing.site.id, resource_id=place, facts=tuple(facts.items()))
    append_entry(tx, event, now)
