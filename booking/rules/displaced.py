"""What a closure does to bookings that stand: which it displaces, and where each of them could go instead."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from booking.model.closures import Displaced
from booking.model.decisions import Refused
from booking.model.diary import Diary, Occupied
from booking.model.people import About
from booking.model.policy import Closure
from booking.model.rule_changes import FutureBooking
from booking.rules.breaches import request_again
from booking.rules.closing import is_exempt
from booking.rules.decide import decide, policy_of
from booking.rules.gaps import occupied_by_booking


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


def _about(one: FutureBooking) -> About:
    return About(site_id=one.card.resource.site_id, unit_id=one.card.resource.unit_id)
