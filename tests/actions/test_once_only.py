"""A request with a key takes effect once: sent again, sent at once, sent with another body, sent a day later."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event

from booking.actions.book import OnceOnly, Repeated, book
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from tests.actions.steps import card_of, refusal_of, wish
from tests.estate import NOW, Estate
from tests.store.state import ask, checksum, count


def once(key: str = "key-1", body: str = "digest of the body") -> OnceOnly:
    return OnceOnly(key, body, lambda card: (201, f'{{"id":"{card.booking.ref}"}}'))


def test_book_with_a_key_answers_the_same_again_and_writes_nothing(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    card = card_of(book(service, staff, wish(estate), now=NOW, once=once()))
    before = checksum(service)

    again = book(service, staff, wish(estate), now=NOW + timedelta(hours=23, minutes=59), once=once())

    assert again == Repeated(201, f'{{"id":"{card.booking.ref}"}}')
    assert checksum(service) == before


def test_book_with_a_key_that_takes_effect_meanwhile_answers_the_same(service: Service, estate: Estate) -> None:
    """The second time it is sent it looks for its key in vain, then sees the place held: by what it asked itself."""
    staff, made = estate.actors["staff"], []

    @event.listens_for(service.db.engine, "after_cursor_execute", once=True)
    def overtake(*_statement: object) -> None:
        made.append(card_of(book(service, staff, wish(estate), now=NOW, once=once())))

    again = book(service, staff, wish(estate), now=NOW, once=once())

    assert again == Repeated(201, f'{{"id":"{made[0].booking.ref}"}}')
    assert count(service, "booking") == 1


def test_book_with_a_key_of_another_body_is_refused(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    card_of(book(service, staff, wish(estate), now=NOW, once=once()))
    before = checksum(service)

    refused = book(service, staff, wish(estate, "E1"), now=NOW, once=once(body="another"))

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "Idempotency-Key")
    assert checksum(service) == before


def test_book_with_a_key_is_known_by_its_person_alone(service: Service, estate: Estate) -> None:
    card_of(book(service, estate.actors["staff"], wish(estate), now=NOW, once=once()))

    other = book(service, estate.actors["other"], wish(estate, "D2"), now=NOW, once=once(body="another"))

    assert isinstance(other, BookingCard)


def test_book_forgets_a_key_after_a_day(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    card_of(book(service, staff, wish(estate), now=NOW, once=once()))

    next_day = wish(estate, day="2026-11-27")
    again = book(service, staff, next_day, now=NOW + timedelta(days=1), once=once(body="another"))

    assert isinstance(again, BookingCard)
    assert count(service, "idempotency_key") == 1


def test_book_keeps_no_key_for_a_refusal(service: Service, estate: Estate) -> None:
    """So that the person may send it again when the place is free."""
    staff = estate.actors["staff"]

    assert refusal_of(book(service, staff, wish(estate, people=5), now=NOW, once=once())) is Reason.TOO_MANY_PEOPLE
    assert count(service, "idempotency_key") == 0
    card_of(book(service, staff, wish(estate), now=NOW, once=once(body="mended")))


def test_book_keeps_keys_as_digests(service: Service, estate: Estate) -> None:
    card_of(book(service, estate.actors["staff"], wish(estate), now=NOW, once=once("a key nobody should read")))

    kept = ask(service, "SELECT key_digest FROM idempotency_key")[0][0]
    assert len(kept) == 64
    assert "nobody" not in kept


def test_book_with_one_key_20_times_at_once_makes_one_booking(service: Service, estate: Estate) -> None:
    """B11."""
    staff = estate.actors["staff"]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: book(service, staff, wish(estate), now=NOW, once=once()), range(20)))

    made = [answer for answer in answers if isinstance(answer, BookingCard)]
    assert len(made) == 1
    kept = Repeated(201, f'{{"id":"{made[0].booking.ref}"}}')
    assert [answer for answer in answers if answer is not made[0]] == [kept] * 19
    assert (count(service, "booking"), count(service, "audit_entry"), count(service, "outbox")) == (1, 1, 1)


def test_book_with_one_key_for_two_floors_at_once_makes_one_booking(service: Service, estate: Estate) -> None:
    """Only the unique key joins two requests for different people and floors; losers are told."""
    facilities = estate.actors["facilities"]
    wishes = [
        wish(estate, place, for_person=holder)
        for place, holder in (("D1", "staff"), ("E1", "other"), ("F1", "mate"), ("D2", "lead"))
    ]

    def send(number: int) -> BookingCard | Repeated | Refused:
        one = replace(once(), body_digest=f"body {number % 4}")
        return book(service, facilities, wishes[number % 4], now=NOW, once=one)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))

    assert sum(isinstance(answer, BookingCard) for answer in answers) == 1
    assert count(service, "booking") == 1
    refused = {answer.field for answer in answers if isinstance(answer, Refused)}
    assert refused == {"Idempotency-Key"}
