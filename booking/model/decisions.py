"""What a decision answers: accepted, or refused with a reason."""

from dataclasses import dataclass
from enum import StrEnum

from booking.model.bookings import Draft
from booking.model.diary import Occupied
from booking.model.estate import Resource
from booking.model.ids import BookingId


class Reason(StrEnum):
    """Why something is refused; the words are part of the API."""

    TAKEN = "taken"
    LOCKED_OUT = "locked_out"
    TOO_CLOSE = "too_close"
    CLOSED = "closed"
    PERSON_BUSY = "person_busy"
    LIMIT_REACHED = "limit_reached"
    IN_THE_PAST = "in_the_past"
    TOO_FAR_AHEAD = "too_far_ahead"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_MANY_PEOPLE = "too_many_people"
    BAD_FIELD = "bad_field"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    CHANGED_MEANWHILE = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal. It writes nothing.

    Attributes:
        reason: which rule said no.
        why: one or two sentences for the person: what happened, why, what to do next.
        field: the field of the request that is at fault, where one is.
        by: the hold that stands in the way, where one does.
        own_booking: the holder's own booking that stands in the way; None where none does or several do.
        free_instead: resources of the same kind that are free at that time, the best fit first; at most three.
    """

    reason: Reason
    why: str
    field: str | None = None
    by: Occupied | None = None
    own_booking: BookingId | None = None
    free_instead: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What may be written, and a better-sized resource that is free at the same time, where there is one."""

    draft: Draft
    better_fit: Resource | None = None


Verdict = Accepted | Refused
