"""A person's own limits, one after the other and all at once."""

from concurrent.futures import ThreadPoolExecutor

from booking.actions.book import book
from booking.actions.cancel import cancel, end_early
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.policy import Rule, RuleField, RuleScope, RuleValue
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import count


def limit(estate: Estate, field: RuleField, value: RuleValue, kind: ResourceKind | None = None) -> Rule:
    return Rule(RuleScope.ORGANISATION, int(estate.organisation_id), kind, field, value)


def test_book_gives_a_person_one_desk_and_one_room_at_a_time(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    booked(service, staff, wish(estate, "D1"))

    second_desk = book(service, staff, wish(estate, "D2", start="16:59", end="18:00"), now=NOW)
    later_desk = book(service, staff, wish(estate, "D2", start="17:00", end="18:00"), now=NOW)
    room = book(service, staff, wish(estate, "Small"), now=NOW)

    assert [refusal_of(answer) for answer in (second_desk, later_desk, room)] == [Reason.PERSON_BUSY, None, None]


def test_book_counts_the_limits_of_the_holder_and_not_of_the_booker(service: Service, estate: Estate) -> None:
    set_rules(service, limit(estate, RuleField.MAX_UPCOMING, 1))
    facilities = estate.actors["facilities"]

    answers = [
        refusal_of(book(service, facilities, wish(estate, place, for_person=holder), now=NOW))
        for place, holder in (("D1", "staff"), ("D2", "other"), ("D3", "staff"), ("D3", "facilities"))
    ]

    assert answers == [None, None, Reason.PERSON_BUSY, None]
    evening = wish(estate, "D4", start="18:00", end="19:00", for_person="staff")
    assert refusal_of(book(service, facilities, evening, now=NOW)) is Reason.LIMIT_REACHED


def test_book_counts_what_was_used_today_and_not_what_was_cancelled(service: Service, estate: Estate) -> None:
    """Two a day: the morning's is over and the next ended early; a cancelled one does not count."""
    set_rules(service, limit(estate, RuleField.MAX_PER_DAY, 2))
    staff = estate.actors["staff"]
    gone = booked(service, staff, wish(estate, "D3", start="09:00", end="10:00"))
    card_of(cancel(service, staff, gone.booking.ref, version=None, now=NOW))
    booked(service, staff, wish(estate, start="09:00", end="10:00"))
    second = booked(service, staff, wish(estate, start="11:00", end="14:00"))
    third = wish(estate, start="15:00", end="16:00")

    before = book(service, staff, third, now=at("12:00"))
    card_of(end_early(service, staff, second.booking.ref, version=None, now=at("12:00")))
    after = book(service, staff, third, now=at("14:30"))
    next_day = book(service, staff, wish(estate, day="2026-11-26"), now=at("14:30"))

    assert [refusal_of(answer) for answer in (before, after, next_day)] == [
        Reason.LIMIT_REACHED,
        Reason.LIMIT_REACHED,
        None,
    ]


def test_book_again_right_after_ending_early_is_not_busy(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    first = booked(service, staff, wish(estate))
    card_of(end_early(service, staff, first.booking.ref, version=None, now=at("10:10")))

    answer = book(service, staff, wish(estate, "D2", start="10:00", end="11:00"), now=at("10:11"))

    assert refusal_of(answer) is None


def test_book_keeps_a_limit_of_two_under_20_requests_at_once(service: Service, estate: Estate) -> None:
    """B8. Each asks for another hour of another place, on two floors, so that only the person's row joins them."""
    set_rules(
        service,
        limit(estate, RuleField.MAX_UPCOMING, 2),
        limit(estate, RuleField.ONE_AT_A_TIME, value=False),
    )
    staff = estate.actors["staff"]
    places = ("D1", "D2", "D3", "D4", "E1")
    wishes = [
        wish(estate, place, start=f"{9 + hour:02d}:00", end=f"{10 + hour:02d}:00")
        for hour in range(4)
        for place in places
    ]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda wanted: book(service, staff, wanted, now=NOW), wishes))

    refused = [answer.reason for answer in answers if isinstance(answer, Refused)]
    assert (len(refused), set(refused)) == (18, {Reason.LIMIT_REACHED})
    assert count(service, "booking", "holds") == 2
    assert count(service, "audit_entry") == 2


def test_book_gives_one_desk_at_a_time_under_20_requests_at_once(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    wishes = [wish(estate, place) for place in ("D1", "D2", "D3", "D4", "E1") * 4]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda wanted: book(service, staff, wanted, now=NOW), wishes))

    assert sum(isinstance(answer, BookingCard) for answer in answers) == 1
    assert count(service, "booking", "holds") == 1
