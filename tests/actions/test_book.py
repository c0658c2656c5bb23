"""Booking, from the wish to the rows."""

from sqlalchemy import text

from booking.actions.book import Preview, Wish, book, preview_booking
from booking.actions.service import Service
from booking.model.bookings import BookingCard, BookingState
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.time import Interval
from tests.estate import NOW, Estate, at


def wish(estate: Estate, name: str = "D1", start: str = "09:00", end: str = "17:00", people: int = 1) -> Wish:
    return Wish(estate.ref(name), Interval(at(start), at(end)), people)


def test_book_writes_booking_occupation_audit_and_letter(service: Service, estate: Estate) -> None:
    card = book(service, estate.actors["staff"], wish(estate), now=NOW)

    assert isinstance(card, BookingCard)
    assert card.booking.state is BookingState.CONFIRMED
    with service.db.reading() as tx:
        assert tx.execute(text("SELECT count(*) FROM booking")).scalar_one() == 1
        assert tx.execute(text("SELECT count(*) FROM occupation WHERE live")).scalar_one() == 1
        assert tx.execute(text("SELECT act FROM audit_entry ORDER BY id DESC")).scalars().first() == "booked"
        assert tx.execute(text("SELECT event, sequence FROM outbox")).one() == ("booked", 0)


def test_book_refuses_what_is_taken_and_writes_nothing(service: Service, estate: Estate) -> None:
    book(service, estate.actors["staff"], wish(estate), now=NOW)

    refused = book(service, estate.actors["other"], wish(estate, start="16:45", end="18:00"), now=NOW)

    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TAKEN
    assert [resource.name for resource in refused.free_instead] == ["D2", "D3", "D4"]
    with service.db.reading() as tx:
        assert tx.execute(text("SELECT count(*) FROM booking")).scalar_one() == 1
        assert tx.execute(text("SELECT count(*) FROM audit_entry")).scalar_one() == 1


def test_book_allows_touching_bookings(service: Service, estate: Estate) -> None:
    book(service, estate.actors["staff"], wish(estate, end="12:00"), now=NOW)

    assert isinstance(book(service, estate.actors["other"], wish(estate, start="12:00"), now=NOW), BookingCard)


def test_preview_names_a_better_fit(service: Service, estate: Estate) -> None:
    preview = preview_booking(service, estate.actors["staff"], wish(estate, "Large", people=3), now=NOW)

    assert isinstance(preview, Preview)
    assert isinstance(preview.verdict, Accepted)
    assert preview.verdict.better_fit is not None
    assert preview.verdict.better_fit.name == "Small"
