"""What a closure does to bookings that stand: which it displaces, and where each of them could go instead."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from booking.model.closures import Displaced
from booking.model.decisions import Reason, Refused
from booking.model.diary import Diary, FloorDesks, Occupied
from booking.model.estate import Floor, Resource
from booking.model.people import About
from booking.model.policy import Closure, widest_tail_min
from booking.model.rule_changes import FutureBooking
from booking.model.time import Interval
from booking.rules.breaches import request_again
from booking.rules.closing import is_exempt
from booking.rules.decide import decide, find_refusals, policy_of, spacing_of
from booking.rules.gaps import occupied_by_booking
from booking.rules.policy import Policies


def find_displaced(bookings: Iterable[FutureBooking], closure: Closure) -> tuple[FutureBooking, ...]:
    """The bookings of closed places that share an instant with the closure, but for those whose booker it lets book."""
    return tuple(
        one
        for one in bookings
        if one.card.booking.interval.overlaps(closure.interval) and not is_exempt(one.booker, closure, _about(one))
    )


def find_instead(one: FutureBooking, diary: Diary, planned: Iterable[Occupied], now: datetime) -> Displaced:
    """Where a displaced booking could go: the best fit of all that its booker could book now; None where nothing is.

    `planned` are the places that others displaced with it would take.
    """
    full = replace(diary, occupied=tuple(sorted((*diary.occupied, *planned), key=lambda held: held.interval.start)))
    verdict = decide(request_again(one.card.booking), full, one.booker, now)
    free = verdict.free_instead if isinstance(verdict, Refused) else ()
    return Displaced(one.card, free[0] if free else None)


def find_elsewhere(
    one: FutureBooking,
    diary: Diary,
    floors: Iterable[FloorDesks],
    planned: Iterable[Occupied],
    policies: Policies,
    now: datetime,
) -> Displaced:
    """The best place on another floor, with that floor; neither where its booker could book none of them now.

    Floors of the same building are asked before others of the site, of these the nearest by level first, then those of
    other sites in the order of their names; on one floor the place that lacks the least of what the booked one has.
    `floors` hold places of the booking's kind; `policies` are those of the diary's rules.
    """
    request, taken = request_again(one.card.booking), tuple(planned)
    hopeless: set[tuple[int, int | None, int]] = set()
    trust = diary.floor.site.organisation_id
    for floor in sorted(floors, key=lambda floor: _remoteness(floor.floor, diary.floor)):
        if floor.floor.id == diary.floor.id:
            continue
        held = _merge(floor, taken, request.interval, diary)
        near = replace(diary, floor=floor.floor, occupied=held, neighbours=floor.neighbours)
        on = request.interval.start.astimezone(floor.floor.site.zone).date()
        spacing = spacing_of(near, policies)
        busy = {held.resource_id for held in near.occupied if held.interval.overlaps(request.interval)}
        free = (desk for desk in floor.desks if desk.id not in busy)
        for desk in sorted(free, key=lambda desk: _difference(desk, diary.resource)):
            policy = policies.of(desk, trust, on)
            alike = (id(policy), desk.unit_id, desk.capacity)
            if alike in hopeless:
                continue
            there, asked = replace(near, resource=desk), replace(request, resource_id=desk.id)
            refusal = next(find_refusals(asked, there, policy, spacing, one.booker, now=now), None)
            if refusal is None:
                return Displaced(one.card, desk, floor.floor)
            if refusal.reason not in _ABOUT_OTHERS:
                hopeless.add(alike)
    return Displaced(one.card, None)


_ABOUT_OTHERS = frozenset({Reason.TAKEN, Reason.LOCKED_OUT, Reason.TOO_CLOSE, Reason.TOO_MANY_PEOPLE})
"""Why one place is refused and one beside it under the same rules may not be; every other reason is that of all."""


def hold_instead(moved: Displaced, diary: Diary) -> Occupied | None:
    """What the booking would hold where it could go."""
    if moved.instead is None:
        return None
    booking = moved.card.booking
    until = occupied_by_booking(booking, policy_of(moved.instead, diary, booking.interval)).end
    return Occupied(
        moved.instead.id,
        booking.id,
        booking.person_id,
        booking.interval,
        until,
        booking.series_id,
        booking.use_id,
    )


def _remoteness(floor: Floor, own: Floor) -> tuple[bool, str, int, bool, int, int]:
    away = floor.site.id != own.site.id
    return (
        away,
        floor.site.name if away else "",
        floor.site.id if away else 0,
        floor.building_id != own.building_id,
        abs(floor.level - own.level),
        floor.id,
    )


def _difference(place: Resource, booked: Resource) -> tuple[int, int, int, int]:
    lacking = len(set(booked.features) - set(place.features))
    return lacking, place.capacity, abs(place.id - booked.id), place.id


def _merge(floor: FloorDesks, planned: Iterable[Occupied], interval: Interval, diary: Diary) -> tuple[Occupied, ...]:
    """What stands in the way on a floor about that time, and what others displaced would hold there."""
    gap = timedelta(minutes=widest_tail_min(diary.rules))
    since, before = interval.start - gap, interval.end + gap
    desks = {desk.id for desk in floor.desks}
    holds = [*floor.occupied, *(held for held in planned if held.resource_id in desks)]
    near = (held for held in holds if held.until > since and held.interval.start < before)
    return tuple(sorted(near, key=lambda held: held.interval.start))


def _about(one: FutureBooking) -> About:
    return About(site_id=one.card.resource.site_id, unit_id=one.card.resource.unit_id)
