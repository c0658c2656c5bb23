"""Short ways to ask for a room and to read the verdict, for tests of `decide`."""

from datetime import datetime

from booking.model.bookings import Booking, BookingState, Request
from booking.model.decisions import Reason, Refused, Verdict
from booking.model.diary import Diary
from booking.model.estate import Resource
from booking.model.ids import BookingId, Ref
from booking.model.time import Interval
from booking.rules.decide import decide
from tests.rules.facts import (
    ME,
    NOW,
    actor,
    between,
    room,
)

ROOM = room(1000)


MORNING = between("09:00", "12:00")


def ask(interval: Interval = MORNING, *, people: int = 1, changes: int | None = None, of: Resource = ROOM) -> Request:
    return Request(of.id, ME, interval, people, "", None if changes is None else BookingId(changes))


def judge(request: Request, facts: Diary, now: datetime = NOW) -> Verdict:
    return decide(request, facts, actor(), now)


def reason_of(verdict: Verdict) -> Reason | None:
    return verdict.reason if isinstance(verdict, Refused) else None


def why_of(verdict: Verdict) -> str:
    return verdict.why if isinstance(verdict, Refused) else ""


def standing(interval: Interval, number: int = 5) -> Booking:
    return Booking(BookingId(number), Ref("b"), ROOM.id, ME, ME, interval, 1, "", BookingState.CONFIRMED, 1, 0, NOW)
