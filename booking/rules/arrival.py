"""What may still happen to a booking: cancelling, ending early, arriving, leaving, bringing back."""

from datetime import datetime

from booking.model.bookings import Booking, BookingState
from booking.model.decisions import Reason, Refused
from booking.model.ids import ResourceId

_NOT_LIVE = {
    BookingState.COMPLETED: "This booking has already ended",
    BookingState.RELEASED: "This booking was released because nobody checked in",
}


def refuse_cancelling(booking: Booking, now: datetime) -> Refused | None:
    """Why a booking cannot be cancelled; None where it can: live, not yet over, not in use."""
    if refusal := _refuse_over(booking, now):
        return refusal
    if booking.state is BookingState.CHECKED_IN and now > booking.interval.start:
        return Refused(Reason.IN_THE_PAST, "Somebody has checked in. End the booking early instead of cancelling it.")
    return None


def refuse_unlocking(booking: Booking, lockout_hours: int, now: datetime) -> Refused | None:
    """Why a booking cannot be cancelled where use locks the place; None before its start, or without a lockout."""
    if now <= booking.interval.start or lockout_hours == 0:
        return None
    return Refused(
        Reason.IN_THE_PAST,
        "This booking has started, and its place is kept free after use. End it early instead of cancelling it.",
    )


def refuse_ending(booking: Booking, now: datetime) -> Refused | None:
    """Why a booking cannot be ended now; None where it can: live and under way."""
    if refusal := _refuse_over(booking, now):
        return refusal
    if now <= booking.interval.start:
        return Refused(Reason.BAD_FIELD, "This booking has not started yet. Cancel it instead.", field="state")
    return None


def refuse_arriving(booking: Booking, now: datetime) -> Refused | None:
    """Why nobody can check in to a booking; None where somebody can: live, not yet over, not checked in before."""
    if refusal := _refuse_over(booking, now):
        return refusal
    if booking.state is BookingState.CHECKED_IN:
        return Refused(Reason.CHANGED_MEANWHILE, "Somebody has already checked in to this booking. Nothing more to do.")
    return None


def refuse_leaving(booking: Booking, now: datetime) -> Refused | None:
    """Why nobody can check out of a booking; None where somebody can: checked in and not yet over."""
    if refusal := _refuse_over(booking, now):
        return refusal
    if booking.state is not BookingState.CHECKED_IN:
        return Refused(Reason.BAD_FIELD, "Nobody has checked in to this booking. Check in first.", field="state")
    return None


def refuse_changing(booking: Booking, now: datetime) -> Refused | None:
    """Why a booking cannot be changed; None where it can: live and not yet over."""
    return _refuse_over(booking, now)


def refuse_moving(booking: Booking, to: ResourceId, start: datetime, now: datetime) -> Refused | None:
    """Why a booking cannot be moved there; None where it can: not yet begun, or its place and start stay.

    A place that has been used keeps its lockout; moving the booking away would lose it.
    """
    if now <= booking.interval.start or (to, start) == (booking.resource_id, booking.interval.start):
        return None
    return Refused(
        Reason.IN_THE_PAST,
        "This booking has started, so its place and its start stay as they are. End it early and make a new booking.",
        field="start" if to == booking.resource_id else "resource_id",
    )


def refuse_reinstating(booking: Booking) -> Refused | None:
    """Why a booking cannot be brought back; None where it can: it was cancelled or released."""
    if booking.state in (BookingState.CANCELLED, BookingState.RELEASED):
        return None
    return Refused(Reason.BAD_FIELD, "This booking was not cancelled, so it cannot be brought back.", field="state")


def _refuse_over(booking: Booking, now: datetime) -> Refused | None:
    if booking.state is BookingState.CANCELLED:
        why = "This booking has been cancelled. Bring it back, or make a new booking."
        return Refused(Reason.BAD_FIELD, why, field="state")
    if booking.state in _NOT_LIVE:
        return Refused(Reason.IN_THE_PAST, f"{_NOT_LIVE[booking.state]}. Make a new booking.")
    if booking.interval.end <= now:
        return Refused(Reason.IN_THE_PAST, "This booking has already ended. Make a new booking.")
    return None
