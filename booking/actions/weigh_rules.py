"""Weigh a change of the rules: which places it concerns, and which bookings that stand would break it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.actions.show_rules import Here
from booking.model.decisions import Reason, Refused
from booking.model.effects import MOST_SHOWN, Affected, Effect
from booking.model.estate import Floor, Resource, ResourceKind, Site
from booking.model.forecast import Forecast
from booking.model.ids import OrganisationId, SiteId
from booking.model.layouts import SpacedFloor
from booking.model.policy import SPACING_FIELDS, Rule, RuleField
from booking.model.rule_changes import Amendment, Breach
from booking.model.spacing import Neighbours
from booking.model.time import Interval
from booking.rules.amend import apply_amendment, merge
from booking.rules.breaches import TAIL_FIELDS, find_breaches, find_retimed
from booking.rules.effect_words import (
    say_breaches,
    say_cost,
    say_forecast,
    say_overruled,
    say_places,
    say_retimed,
    say_spaced,
)
from booking.rules.forecast import forecast
from booking.rules.layouts import find_spaced_floors
from booking.rules.origins import find_origin, is_for, is_reached, spot_of
from booking.rules.policy import Policies
from booking.rules.sentences import list_words, say_rule
from booking.rules.spacing import Spacing
from booking.store.diary import read_site_occupied
from booking.store.engine import Tx
from booking.store.estate import ResourceFilter, read_floors, read_resources
from booking.store.future import read_future_bookings
from booking.store.policies import read_standing_rules, read_uses_and_closures
from booking.store.spacing import read_neighbours, read_unmeasured

AHEAD = timedelta(days=3660)
"""Further ahead than any horizon lets anybody book."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the rules at one spot, and the day from which on it shows."""

    here: Here
    amendment: Amendment
    on: date


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What a change would do: as it is shown, every booking that would break the rules, and what it keeps apart."""

    shown: Effect
    breaches: tuple[Breach, ...]
    spaced: tuple[SpacedFloor, ...] = ()


@dataclass(frozen=True, slots=True)
class _Places:
    """The places that a change reaches and is about, those for which it changes what applies, the floors, and all."""

    reached: tuple[Resource, ...]
    changed: tuple[Resource, ...]
    floors: tuple[Floor, ...]
    estate: tuple[Resource, ...]


def weigh_change(tx: Tx, changes: Sequence[Change], now: datetime) -> RuleEffect | Refused:
    """Ask the deciding functions what the change does; Refused where the rules would contradict one another."""
    whole = merge(change.amendment for change in changes)
    standing = read_standing_rules(tx)
    beside_them = read_uses_and_closures(tx, now)
    closures = tuple(rule for rule in beside_them if rule.field is RuleField.CLOSED_DAY)
    uses = tuple(rule for rule in beside_them if rule.field is RuleField.ROOM_USE)
    before, after = (*(one.rule for one in standing), *uses), (*apply_amendment(standing, whole), *uses)
    places = _find_places(tx, changes, before, after)
    organisation_id = changes[0].here.organisation.id
    if refusal := _refuse_contradiction(places.changed, after, organisation_id, changes[0].on):
        return refusal
    if refusal := _refuse_unmeasured(tx, places, whole):
        return refusal
    future = read_future_bookings(tx, whole.reaches, now)
    near = read_neighbours(tx, {place.floor_id for place in places.reached}, (*before, *after))
    asked = {place.id for place in places.reached}
    beside = {each.desk.id for place_id in asked for each in near.get(place_id, ())}
    occupied = read_site_occupied(tx, asked | beside, Interval(now, now + AHEAD), after)
    breaches = find_breaches(future, occupied, before=before, after=after, now=now, neighbours=near)
    says = [*_say_change(changes), say_places(places.changed, places.floors)]
    if overruled := len(places.reached) - len(places.changed) if places.changed else 0:
        says.append(say_overruled(overruled))
    fields = {rule.field for rule in whole.touched}
    if places.changed:
        policy = Policies(after).of(places.changed[0], organisation_id, changes[0].on)
        says += [cost for cost in (say_cost(field, policy) for field in fields) if cost]
    spaced: tuple[SpacedFloor, ...] = ()
    if fields & set(SPACING_FIELDS):
        spaced, unplaced = _space(tx, places, Spacing(near, Policies(after), _sites_of(places)), changes[0].on)
        says += say_spaced(spaced, unplaced)
    found = None
    if places.changed and _FORECAST & fields:
        found = _forecast(places, (*before, *closures), (*after, *closures), near, changes[0].on, now)
    if found is not None and (said := say_forecast(found)):
        says.append(said)
    if fields & TAIL_FIELDS and (retimed := len(find_retimed(future, after))):
        says.append(say_retimed(retimed))
    says += say_breaches(breaches)
    return RuleEffect(Effect(tuple(says), _affected(breaches), forecast=found), breaches, spaced)


_FORECAST = frozenset(
    {
        RuleField.SPACING_CM,
        RuleField.LOCKOUT_HOURS,
        RuleField.TURNAROUND_MIN,
        RuleField.SETUP_MIN,
        RuleField.OPENING,
        RuleField.CLOSED_DAY,
    }
)
"""The rules that say how often places can be used."""


def _forecast(
    places: _Places, before: tuple[Rule, ...], after: tuple[Rule, ...], near: Neighbours, first: date, now: datetime
) -> Forecast | None:
    """What the change leaves of the places for which it changes what applies; None where it has no say in that."""
    sites = _sites_of(places)
    found = forecast(places.changed, sites, before=before, after=after, first=first, now=now, neighbours=near)
    return found if found.before != found.after else None


def _refuse_unmeasured(tx: Tx, places: _Places, amendment: Amendment) -> Refused | None:
    """Why no distance can be kept on a floor whose plan has no scale; None where every plan has one."""
    if not any(rule.field in SPACING_FIELDS[:2] and rule.value for rule in amendment.added):
        return None
    unscaled, _ = read_unmeasured(tx, places.changed)
    if not unscaled:
        return None
    named = list_words([f"{floor.name} ({floor.building})" for floor in places.floors if floor.id in unscaled])
    return Refused(
        Reason.BAD_FIELD,
        f"The plan of {named} has no scale, so that we cannot tell how far apart its desks stand. Publish a plan with "
        "a scale first, or set this rule for other floors.",
        field="value",
    )


def _space(tx: Tx, places: _Places, spacing: Spacing, on: date) -> tuple[tuple[SpacedFloor, ...], int]:
    """What is kept apart on each floor on which something changes, and how many desks there stand on no plan."""
    floors = {place.floor_id for place in places.changed}
    desks = [place for place in places.estate if place.kind is ResourceKind.DESK and place.floor_id in floors]
    _, unplaced = read_unmeasured(tx, desks)
    placed = [desk for desk in desks if desk.id not in unplaced]
    return find_spaced_floors(placed, places.floors, spacing, on), len(unplaced)


def _sites_of(places: _Places) -> dict[SiteId, Site]:
    return {floor.site.id: floor.site for floor in places.floors}


def _affected(breaches: Sequence[Breach]) -> Affected:
    marks = repr([(breach.card.booking.id, breach.card.booking.version, breach.reason) for breach in breaches])
    mark = hashlib.sha256(marks.encode("ascii")).hexdigest()
    return Affected(len(breaches), tuple(breach.card for breach in breaches[:MOST_SHOWN]), mark)


def _find_places(tx: Tx, changes: Sequence[Change], before: Sequence[Rule], after: Sequence[Rule]) -> _Places:
    trust = changes[0].here.organisation.id
    site_ids = {change.here.site.id for change in changes if change.here.site is not None}
    narrowed = frozenset(site_ids) if all(change.here.site is not None for change in changes) else None
    estate = read_resources(tx, ResourceFilter(site_ids=narrowed), None)
    reaches = frozenset(reach for change in changes for reach in change.amendment.reaches)
    fields = {rule.field for change in changes for rule in change.amendment.touched}
    concerned = [place for place in estate if any(is_for(field, place.kind) for field in fields)]
    reached = tuple(place for place in concerned if any(is_reached(place, reach) for reach in reaches))
    on = changes[0].on

    def is_changed(place: Resource) -> bool:
        spot = spot_of(place, trust)
        return any(find_origin(before, spot, field, on) != find_origin(after, spot, field, on) for field in fields)

    changed = reached if fields == {RuleField.CLOSED_DAY} else tuple(place for place in reached if is_changed(place))
    return _Places(reached, changed, read_floors(tx, narrowed), estate)


def _say_change(changes: Iterable[Change]) -> list[str]:
    """Each rule that is set; or, where none is, each that ends."""
    said = []
    for change in changes:
        gone = (*change.amendment.removed, *(one for one, _ in change.amendment.redated))
        added = [say_rule(rule, change.here.name_of(rule)) for rule in change.amendment.added]
        said += added or [f"No longer: {say_rule(one.rule, change.here.name_of(one.rule))}" for one in gone]
    return said


def _refuse_contradiction(
    places: Iterable[Resource], rules: tuple[Rule, ...], trust: OrganisationId, on: date
) -> Refused | None:
    policies = Policies(rules)
    for place in places:
        policy = policies.of(place, trust, on)
        if policy.min_length_min > policy.max_length_min:
            return Refused(
                Reason.BAD_FIELD,
                f"The shortest booking would be {policy.min_length_min} minutes and the longest "
                f"{policy.max_length_min} minutes, so that nothing could be booked. Choose another length.",
                field="value",
            )
    return None
