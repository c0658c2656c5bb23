"""Look for places that bookings could move to on other floors and at other sites, with one question for all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from booking.model.closures import Displaced
from booking.model.diary import Diary, FloorDesks, Occupied
from booking.model.estate import Floor, Resource, ResourceKind, Site
from booking.model.ids import BookingId, FloorId, SiteId
from booking.model.people import About, Actor
from booking.model.policy import Rule
from booking.model.rule_changes import FutureBooking
from booking.model.spacing import Neighbours
from booking.model.time import Interval
from booking.rules.displaced import find_elsewhere, hold_instead
from booking.rules.permits import Act, may
from booking.rules.policy import Policies
from booking.store.diary import read_desks_occupied, read_kinds_occupied
from booking.store.engine import Tx
from booking.store.estate import ResourceFilter, read_floors, read_resources
from booking.store.policies import read_all_rules
from booking.store.spacing import read_neighbours

Sought = tuple[FutureBooking, Diary]
"""A booking whose own floor has nothing for it, with the diary of its place as it will be."""


def is_desk(sought: Sought) -> bool:
    """Whether a booking is of a desk: rooms were looked for at the whole site already."""
    return sought[0].card.resource.kind is ResourceKind.DESK


def is_sought(one: FutureBooking, found: Displaced, now: datetime) -> bool:
    """Whether another floor may have something: only desks are looked for on one floor at first."""
    booking = one.card.booking
    return found.instead is None and one.card.resource.kind is ResourceKind.DESK and booking.interval.start >= now


def look_elsewhere(
    tx: Tx, sought: Sequence[Sought], planned: Sequence[Occupied], now: datetime
) -> dict[BookingId, Displaced]:
    """The best desk on another floor of the site for each booking, no two the same; those without one are left out.

    Args:
        tx: any transaction.
        sought: bookings of one site in the order in which they are served, with the same rules in all diaries.
        planned: what others would hold that move with them.
        now: the instant of asking.

    Returns:
        By booking. Three selects for all of them, one more where a rule keeps people apart; none without bookings.
    """
    if not sought:
        return {}
    rules, site = sought[0][1].rules, sought[0][1].floor.site
    floors = _read_desks(tx, site, [one.card.booking.interval for one, _ in sought], rules)
    policies, taken, found = Policies(rules), list(planned), {}
    for one, diary in sought:
        moved = find_elsewhere(one, diary, floors, taken, policies, now)
        held = hold_instead(moved, diary)
        if held is not None:
            taken.append(held)
            found[one.card.booking.id] = moved
    return found


def look_at_other_sites(
    tx: Tx, sought: Sequence[Sought], planned: Sequence[Occupied], site_ids: frozenset[SiteId] | None, now: datetime
) -> dict[BookingId, Displaced]:
    """The best place at another site for each booking, where its booker may book; those without one are left out.

    Args:
        tx: any transaction.
        sought: bookings of one site that have not begun and for which nothing there is free, as they are served.
        planned: what others would hold that move with them.
        site_ids: where the asker may look; None is everywhere.
        now: the instant of asking.

    Returns:
        By booking. Four selects for all of them, one more where a rule keeps people apart; none without bookings.
    """
    if not sought:
        return {}
    rules = read_all_rules(tx)
    own, kinds = sought[0][1].floor.site.id, {one.card.resource.kind for one, _ in sought}
    floors = {floor.id: floor for floor in read_floors(tx, site_ids) if floor.site.id != own}
    places = [
        each
        for each in read_resources(tx, ResourceFilter(site_ids=site_ids), None)
        if each.floor_id in floors and each.kind in kinds
    ]
    held = read_kinds_occupied(tx, kinds, [one.card.booking.interval for one, _ in sought], rules)
    desks = [place for place in places if place.kind is ResourceKind.DESK]
    neighbours = read_neighbours(tx, {desk.floor_id for desk in desks}, rules, desks)
    by_kind = {
        kind: _by_floor(floors, [place for place in places if place.kind is kind], held, neighbours) for kind in kinds
    }
    policies, taken, found = Policies(rules), list(planned), {}
    for one, diary in sought:
        theirs = [_narrow(each, one.booker) for each in by_kind[one.card.resource.kind]]
        wide = replace(diary, rules=rules)
        moved = find_elsewhere(one, wide, [each for each in theirs if each.desks], taken, policies, now)
        holds = hold_instead(moved, wide)
        if holds is not None:
            taken.append(holds)
            found[one.card.booking.id] = moved
    return found


def _narrow(there: FloorDesks, booker: Actor) -> FloorDesks:
    """Without the places that the booker may not book."""
    desks = (desk for desk in there.desks if may(booker, Act.BOOK, About(site_id=desk.site_id, unit_id=desk.unit_id)))
    return replace(there, desks=tuple(desks))


def _read_desks(tx: Tx, site: Site, times: Sequence[Interval], rules: tuple[Rule, ...]) -> tuple[FloorDesks, ...]:
    """The desks of every floor of a site that has some, with what is known of them about those times."""
    floors = {floor.id: floor for floor in read_floors(tx, frozenset({site.id}))}
    everywhere = read_resources(tx, ResourceFilter(site_ids=frozenset({site.id}), kind=ResourceKind.DESK), None)
    held = read_desks_occupied(tx, site.id, times, rules)
    neighbours = read_neighbours(tx, floors, rules, everywhere)
    return _by_floor(floors, everywhere, held, neighbours)


def _by_floor(
    floors: Mapping[FloorId, Floor], places: Sequence[Resource], held: Sequence[Occupied], neighbours: Neighbours
) -> tuple[FloorDesks, ...]:
    desks: defaultdict[FloorId, list[Resource]] = defaultdict(list)
    holds: defaultdict[FloorId, list[Occupied]] = defaultdict(list)
    for desk in places:
        desks[desk.floor_id].append(desk)
    on = {desk.id: desk.floor_id for desk in places}
    for each in held:
        if each.resource_id in on:
            holds[on[each.resource_id]].append(each)
    return tuple(
        FloorDesks(floors[floor_id], tuple(there), tuple(holds[floor_id]), neighbours)
        for floor_id, there in desks.items()
        if floor_id in floors
    )
