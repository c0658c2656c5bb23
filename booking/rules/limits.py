"""The limits of the person for whom something is booked: one at a time, so many a day, so many ahead."""

from collections.abc import Sequence
from datetime import datetime

from booking.model.bookings import Request
from booking.model.decisions import Reason, Refused
from booking.model.diary import Diary, HolderBooking
from booking.model.ids import BookingId, PersonId
from booking.model.policy import Policy
from booking.rules.phrases import say_day, say_place, say_span


def find_limit(request: Request, diary: Diary, policy: Policy, *, asker: PersonId, now: datetime) -> Refused | None:
    """The limit of the holder that the request breaks; None where it breaks none. Limits count within one kind."""
    has = "You already have" if asker == diary.holder.id else f"{diary.holder.name} already has"
    zone, kind = diary.floor.site.zone, diary.resource.kind
    others = [held for held in diary.holder_bookings if held.kind is kind and held.booking_id != request.changes]
    ahead = [held for held in others if held.interval.end > now]
    busy = next((held for held in ahead if held.interval.overlaps(request.interval)), None)
    if policy.one_at_a_time and busy is not None:
        return Refused(
            Reason.PERSON_BUSY,
            f"{has} {say_place(busy.kind, busy.resource_name)} from {say_span(busy.interval, zone)}. "
            f"Change or cancel that booking first: one {kind.words} at a time.",
            own_booking=busy.booking_id,
        )
    day = request.interval.start.astimezone(zone).date()
    that_day = [held for held in others if held.interval.start.astimezone(zone).date() == day]
    if policy.max_per_day is not None and len(that_day) >= policy.max_per_day:
        return Refused(
            Reason.LIMIT_REACHED,
            f"{has} {len(that_day)} of at most {policy.max_per_day} {kind.words} bookings on "
            f"{say_day(request.interval.start, zone)}. Cancel one first, or choose another day.",
            own_booking=_only(that_day),
        )
    if policy.max_upcoming is not None and len(ahead) >= policy.max_upcoming:
        return Refused(
            Reason.LIMIT_REACHED,
            f"{has} {len(ahead)} of at most {policy.max_upcoming} {kind.words} bookings "
            "ahead. Cancel one first, or wait until one has passed.",
            own_booking=_only(ahead),
        )
    return None


def _only(held: Sequence[HolderBooking]) -> BookingId | None:
    return held[0].booking_id if len(held) == 1 else None
