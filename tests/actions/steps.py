"""Short ways to do and to judge, for tests of the actions."""

from datetime import datetime, timedelta

from booking.actions.book import Repeated, Wish, book
from booking.actions.service import Service
from booking.actions.show_floor import FloorView, show_floor, stamp_of
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.time import Interval
from tests.estate import NOW, Estate, at


def wish(
    estate: Estate,
    place: str = "D1",
    start: str = "09:00",
    end: str = "17:00",
    *,
    day: str = "2026-11-25",
    people: int = 1,
    title: str = "",
    for_person: str | None = None,
) -> Wish:
    """A wish for a place on one London day."""
    holder = None if for_person is None else estate.actors[for_person].person.ref
    return Wish(estate.ref(place), Interval(at(start, day), at(end, day)), people, title, holder)


def card_of(answer: BookingCard | Repeated | Refused | None) -> BookingCard:
    """The booking that was answered; the test fails where there is none."""
    assert isinstance(answer, BookingCard), answer
    return answer


def refusal_of(answer: object) -> Reason | None:
    """Why it was refused; None where it was not."""
    return answer.reason if isinstance(answer, Refused) else None


def booked(service: Service, who: Actor, wanted: Wish, now: datetime = NOW) -> BookingCard:
    """A booking that must succeed."""
    return card_of(book(service, who, wanted, now=now))


def stamp_floor(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> str | None:
    """The stamp under which a floor is shown to somebody; None where they are shown none."""
    view = show_floor(service, actor, ref, Interval(now, now + timedelta(hours=1)))
    return stamp_of(view.floor, now) if isinstance(view, FloorView) else None
