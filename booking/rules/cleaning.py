"""Cleaning: which lock somebody who has cleaned a place can release, and which places are needed soonest."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from booking.model.cleaning import Cleaned, Lock, ToClean
from booking.model.decisions import Reason, Refused
from booking.model.diary import Occupied
from booking.model.estate import Resource
from booking.rules.phrases import say_day, say_resource, say_time

_LAST = datetime.max.replace(tzinfo=UTC)


def find_lock(
    place: Resource,
    holds: Iterable[Occupied],
    last: Cleaned | None,
    zone: ZoneInfo,
    now: datetime,
    *,
    rested_at: datetime | None = None,
) -> Lock | Refused:
    """The lock that cleaning the place releases now; Refused where it is in use, cleaned already or not locked.

    `holds` are at least those on the place that have begun and keep it from being booked now; `last` is its latest
    cleaning. Until it has `rested_at` after a procedure cleaning releases nothing: it does not change the air.
    """
    begun = [held for held in holds if held.resource_id == place.id and held.interval.start <= now < held.until]
    name = say_resource(place)
    used = [held for held in begun if now < held.interval.end]
    if used:
        until = max(held.interval.end for held in used)
        return Refused(
            Reason.TAKEN,
            f"{name} is booked until {_say_at(until, zone)}, so it cannot be noted as cleaned yet. Clean it after its "
            "use, or ask the person who has it to check out.",
        )
    if begun and rested_at is not None and now < rested_at:
        return Refused(
            Reason.LOCKED_OUT,
            f"{name} rests until {_say_at(rested_at, zone)} after the procedure there. Clean it then.",
        )
    if begun:
        return lock_of(begun)
    if last is not None and now < last.kept_until:
        return Refused(
            Reason.CHANGED_MEANWHILE,
            f"{name} was cleaned already, by {last.by} at {_say_at(last.cleaned_at, zone)}. Nothing more to do.",
        )
    return Refused(
        Reason.BAD_FIELD, f"{name} is not locked, so there is nothing to release. Choose a place from the list."
    )


def lock_of(holds: Sequence[Occupied]) -> Lock:
    """The lock that one or more uses of a place, all of them over, have left behind."""
    return Lock(
        used_until=max(held.interval.end for held in holds),
        kept_until=max(held.until for held in holds),
        bookings=tuple(sorted({held.booking_id for held in holds})),
    )


def order_by_need(places: Iterable[ToClean]) -> tuple[ToClean, ...]:
    """The places as they are needed: booked soonest first, then those that nobody has booked, longest locked first.

    A lock that ends by itself sooner can wait; of two places that nobody has booked the one is needed more that
    nobody could book for longer.
    """
    return tuple(
        sorted(
            places,
            key=lambda each: (each.next_at or _LAST, -each.lock.kept_until.timestamp(), int(each.resource.id)),
        )
    )


def _say_at(at: datetime, zone: ZoneInfo) -> str:
    return f"{say_time(at, zone)} on {say_day(at, zone)}"
