"""Close a site, floors or places for a time; what that would do, and what is closed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.book import find_again, not_found
from booking.actions.look_elsewhere import Sought, is_desk, look_at_other_sites, look_elsewhere
from booking.actions.record import say_instant
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.closures import MOST_PLACES, ClosureTarget, Displaced, StandingClosure
from booking.model.decisions import Reason, Refused
from booking.model.diary import Diary, Occupied
from booking.model.effects import MOST_SHOWN, Affected, Effect
from booking.model.forecast import Forecast
from booking.model.ids import BookingId, FloorId, Ref, ResourceId, SiteId
from booking.model.people import About, Actor, Role
from booking.model.policy import Closure, Rule, RuleField, RuleScope
from booking.model.rule_changes import FutureBooking
from booking.model.time import Interval
from booking.rules.breaches import request_again
from booking.rules.displaced import find_displaced, find_instead, hold_instead
from booking.rules.effect_words import say_closing, say_instead
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
    """What closing, or changing a closure, would do: as it is shown, and the first bookings that it displaces.

    Each stands with the place that suits it best instead.
    """

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
        return _weigh(tx, actor, found, closure, now)

    return service.db.read_at_once(work)


def close_places(
    service: Service, actor: Actor, wish: ClosureWish, stamp: str | None, *, now: datetime
) -> StandingClosure | Refused:
    """Close, where the effect is still the one that was seen; CHANGED_MEANWHILE where it is another.

    Bookings that stand within the closure stay until they are moved or cancelled; none can be added. Without a stamp
    it is closed whatever that does.
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
        pairs = pairs_of(targets)
        if store.read_floors_closed(tx, pairs) != tuple(floors):
            return refuse_changed()
        displaced = find_within(tx, targets, closure, now)
        if stamp is not None and _shown(targets, closure, displaced).stamp != stamp:
            return refuse_changed()
        store.write_closure(tx, site_id, closure, pairs, now)
        standing = store.find_closure(tx, closure.ref)
        if standing is None:
            raise RuntimeError("a closure was written and is not there")
        record_closure(tx, service, asking, AuditAct.CLOSED, standing, now=now)
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
        shown = find_places(tx, actor, displaced[:MOST_SHOWN], (), now)
        return ClosureView(standing, len(displaced), shown)

    return service.db.read_at_once(work)


def find_managed_closure(tx: Tx, actor: Actor, ref: Ref) -> StandingClosure | Refused:
    """A closure at a site where the actor closes places; another one is answered as not there."""
    standing = store.find_closure(tx, ref)
    if standing is None or not may(actor, Act.MANAGE_RULES, About(site_id=standing.site.id)):
        return not_found()
    return standing


def read_displaced(tx: Tx, standing: StandingClosure, now: datetime) -> tuple[FutureBooking, ...]:
    """The bookings that stand within a closure, by start."""
    return find_within(tx, standing.targets, standing.closure, now)


def refuse_changed() -> Refused:
    """What is answered where the bookings or places are no longer those that were seen."""
    return Refused(Reason.CHANGED_MEANWHILE, "Something changed since this was shown. Look at it again, then confirm.")


def _see(tx: Tx, actor: Actor, wish: ClosureWish, now: datetime) -> tuple[FloorId, ...] | Refused:
    """The floors on which something would be closed."""
    found = _find_targets(tx, actor, wish, now)
    return found if isinstance(found, Refused) else store.read_floors_closed(tx, pairs_of(found[0]))


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


def _weigh(
    tx: Tx, actor: Actor, found: tuple[Sequence[ClosureTarget], SiteId], closure: Closure, now: datetime
) -> ClosureEffect:
    targets, site_id = found
    displaced = find_within(tx, targets, closure, now)
    places = find_places(tx, actor, displaced[:MOST_SHOWN], rules_of(targets, closure), now)
    left = forecast_closing(tx, targets, closure, site_id, now)
    return ClosureEffect(show_places(_shown(targets, closure, displaced), places, left, now), places)


def show_places(shown: Effect, places: Sequence[Displaced], left: Forecast | None, now: datetime) -> Effect:
    """An effect with what is found beside it and is no part of what is agreed to: the best places, and what is left."""
    return replace(shown, fates=tuple(say_instead(one, now) for one in places), forecast=left)


def rules_of(targets: Sequence[ClosureTarget], closure: Closure) -> tuple[Rule, ...]:
    """A closure as a rule for every thing that it closes."""
    return tuple(Rule(target.scope, target.scope_id, None, RuleField.CLOSED_DAY, closure) for target in targets)


def forecast_closing(
    tx: Tx, targets: Sequence[ClosureTarget], closure: Closure, site_id: SiteId, now: datetime
) -> Forecast | None:
    """How many of the closed places can be used day by day, from today or from the closure's first day on.

    A closure of the same ref that stands already is what it is compared with. Three selects.
    """
    floors = read_floors(tx, frozenset({site_id}))
    if not floors:
        return None
    site = floors[0].site
    rules = read_rules(tx, site.organisation_id, site.id)
    places = [
        place
        for place in read_resources(tx, ResourceFilter(site_ids=frozenset({site_id})), None)
        if any(is_reached(place, target.reach) for target in targets)
    ]
    closures = (rule.value for rule in rules if isinstance(rule.value, Closure))
    starts = [each.interval.start for each in closures if each.ref == closure.ref]
    first = max(min([closure.interval.start, *starts]), now).astimezone(site.zone).date()
    after = (*_without(rules, closure.ref), *rules_of(targets, closure))
    return forecast(places, {site.id: site}, before=rules, after=after, first=first, now=now)


def _shown(targets: Sequence[ClosureTarget], closure: Closure, displaced: Sequence[FutureBooking]) -> Effect:
    """What a closure does as it is shown; another booking within it makes it another."""
    cards = tuple(one.card for one in displaced[:MOST_SHOWN])
    names = tuple(target.name for target in targets)
    affected = Affected(len(displaced), cards, mark_within(closure, displaced))
    return Effect(say_closing(len(displaced)), affected, names)


def mark_within(closure: Closure, displaced: Sequence[FutureBooking]) -> str:
    """A mark that differs with a closure's times, and with any booking that stands within it."""
    times = (say_instant(closure.interval.start), say_instant(closure.interval.end))
    marks = repr((times, [(one.card.booking.id, one.card.booking.version) for one in displaced]))
    return hashlib.sha256(marks.encode("ascii")).hexdigest()


def find_within(tx: Tx, targets: Sequence[ClosureTarget], closure: Closure, now: datetime) -> tuple[FutureBooking, ...]:
    """The bookings that a closure of these things displaces, by start."""
    return find_displaced(read_future_bookings(tx, [target.reach for target in targets], now), closure)


def find_places(
    tx: Tx, actor: Actor, displaced: Sequence[FutureBooking], rules: tuple[Rule, ...], now: datetime
) -> tuple[Displaced, ...]:
    """Where each could go, one after the other, so that no two are sent to the same place. Four selects for each.

    Desks are looked for on their own floors first; four more selects find for all that are left what is free on the
    site's other floors, five more what is free at the other sites at which the actor may look, and one names the floors
    of rooms that leave theirs. `rules` are those of a closure that is not written yet, or not as it is meant to be.
    """
    unwritten = {rule.value.ref for rule in rules if isinstance(rule.value, Closure)}
    found: list[Displaced] = []
    planned: list[Occupied] = []
    left: list[Sought] = []
    for one in displaced:
        card = one.card
        diary = read_diary(tx, card.resource, request_again(card.booking), replaces=card.booking, now=now)
        if diary is None:
            found.append(Displaced(card, None))
            continue
        diary = replace(diary, rules=(*_without(diary.rules, *unwritten), *rules))
        alike = {place.id for place in diary.alike}
        moved = find_instead(one, diary, (held for held in planned if held.resource_id in alike), now)
        held = hold_instead(moved, diary)
        planned += [] if held is None else [held]
        found.append(moved)
        if held is None and card.booking.interval.start >= now:
            left.append((one, diary))
    elsewhere = look_elsewhere(tx, [each for each in left if is_desk(each)], planned, now)
    planned += [held for one, diary in left if (held := _hold(elsewhere, one, diary)) is not None]
    left = [each for each in left if each[0].card.booking.id not in elsewhere]
    elsewhere |= look_at_other_sites(tx, left, planned, sites_where(actor, Act.LOOK), now)
    return _name_floors(tx, [elsewhere.get(one.card.booking.id, one) for one in found])


def _hold(elsewhere: Mapping[BookingId, Displaced], one: FutureBooking, diary: Diary) -> Occupied | None:
    moved = elsewhere.get(one.card.booking.id)
    return hold_instead(moved, diary) if moved is not None else None


def _name_floors(tx: Tx, found: Sequence[Displaced]) -> tuple[Displaced, ...]:
    away = {one.card.floor.site.id for one in found if _leaves_floor(one)}
    floors = {floor.id: floor for floor in read_floors(tx, frozenset(away))} if away else {}
    return tuple(
        replace(one, floor=floors.get(one.instead.floor_id)) if one.instead is not None and _leaves_floor(one) else one
        for one in found
    )


def _leaves_floor(one: Displaced) -> bool:
    return one.instead is not None and one.floor is None and one.instead.floor_id != one.card.floor.id


def _without(rules: tuple[Rule, ...], *refs: Ref) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if not any(_closes(rule, ref) for ref in refs))


def _closes(rule: Rule, ref: Ref) -> bool:
    return isinstance(rule.value, Closure) and rule.value.ref == ref


def pairs_of(targets: Sequence[ClosureTarget]) -> Targets:
    """What is closed, as the store names it."""
    return [(target.scope, target.scope_id) for target in targets]


def record_closure(
    tx: Tx, service: Service, actor: Actor, act: AuditAct, standing: StandingClosure, *, now: datetime
) -> None:
    """Write into the audit what a closure says from now on."""
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
