"""Booking, from the wish to the rows."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.actions.book import Preview, Wish, book, preview_booking
from booking.actions.service import Service
from booking.model.bookings import BookingCard, BookingState
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.people import Actor, Role
from booking.model.policy import ClockSpan, Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.store.bookings import find_booking
from booking.store.tables import booking, occupation
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, checksum, count


def test_book_writes_booking_occupation_audit_and_letter(service: Service, estate: Estate) -> None:
    card = booked(service, estate.actors["staff"], wish(estate, title="Writing week"))

    staff, desk = estate.actors["staff"].person.id, estate.id("D1")
    with service.db.reading() as tx:
        row = tx.execute(booking.select()).one()
        hold = tx.execute(occupation.select()).one()
    assert (row.resource_id, row.person_id, row.booked_by_id, row.people, row.title) == (
        desk, staff, staff, 1, "Writing week",
    )  # fmt: skip
    assert (row.starts_at, row.ends_at) == (
        datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
        datetime(2026, 11, 25, 17, 0, tzinfo=UTC),
    )
    assert (row.state, row.ended_why, row.holds, row.version, row.sequence) == ("confirmed", None, True, 1, 0)
    assert (row.created_at, row.changed_at, row.checked_in_at, row.checked_out_at) == (NOW, NOW, None, None)
    assert (hold.booking_id, hold.starts_at, hold.until_at, hold.live) == (
        row.id, row.starts_at, row.ends_at, True,
    )  # fmt: skip
    assert ask(service, "SELECT atom_id FROM resource_atom WHERE resource_id = :id", id=desk)[0][0] == hold.atom_id
    assert ask(service, "SELECT chain, seq, act, actor_id, person_id, booking_id, resource_id FROM audit_entry") == [
        (f"site:{estate.sites['oak']}", 1, "booked", staff, staff, row.id, desk)
    ]
    assert ask(service, "SELECT event, booking_id, sequence, sent_at FROM outbox") == [("booked", row.id, 0, None)]
    assert card.booking.ref == row.ref
    assert len(card.booking.ref) == 26


def test_book_answers_what_stands_in_the_database(service: Service, estate: Estate) -> None:
    card = booked(service, estate.actors["staff"], wish(estate, "Middle", people=6, title="Ward round"))

    assert service.db.read(lambda tx: find_booking(tx, card.booking.ref)) == card


def test_book_refuses_what_is_taken_and_says_what_is_free(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate))

    refused = book(service, estate.actors["other"], wish(estate, start="16:45", end="18:00"), now=NOW)

    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TAKEN
    assert [resource.name for resource in refused.free_instead] == ["D2", "D3", "D4"]
    assert (count(service, "booking"), count(service, "audit_entry"), count(service, "outbox")) == (1, 1, 1)


def test_book_allows_touching_bookings(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, start="10:00", end="12:00"))

    booked(service, estate.actors["other"], wish(estate, start="12:00", end="14:00"))
    booked(service, estate.actors["mate"], wish(estate, start="08:00", end="10:00"))

    assert count(service, "occupation", "live") == 3


def test_book_raises_the_version_of_its_floor_alone(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate))

    versions = {row.name: row.diary_version for row in ask(service, "SELECT name, diary_version FROM floor")}
    assert versions == {"First": 1, "Second": 0, "Ground": 0}


def test_preview_names_a_better_fit(service: Service, estate: Estate) -> None:
    preview = preview_booking(service, estate.actors["staff"], wish(estate, "Large", people=3), now=NOW)

    assert isinstance(preview, Preview)
    assert isinstance(preview.verdict, Accepted)
    assert preview.verdict.better_fit is not None
    assert preview.verdict.better_fit.name == "Small"


def test_preview_writes_nothing(service: Service, estate: Estate) -> None:
    before = checksum(service)

    preview_booking(service, estate.actors["staff"], wish(estate), now=NOW)

    assert checksum(service) == before


def test_book_for_somebody_keeps_both_names(service: Service, estate: Estate) -> None:
    card = booked(service, estate.actors["lead"], wish(estate, for_person="mate"))

    assert (card.person.name, card.booked_by.name) == ("Mate", "Lead")
    lead, mate = estate.actors["lead"].person.id, estate.actors["mate"].person.id
    assert ask(service, "SELECT person_id, booked_by_id FROM booking") == [(mate, lead)]
    assert ask(service, "SELECT actor_id, person_id FROM audit_entry") == [(lead, mate)]


def test_book_asks_who_may_book_for_whom(service: Service, estate: Estate) -> None:
    table = {
        ("lead", "mate"): None,
        ("lead", "other"): Reason.NOT_ALLOWED,
        ("staff", "mate"): Reason.NOT_ALLOWED,
        ("facilities", "staff"): None,
        ("oak_facilities", "other"): None,
        ("reception", "staff"): Reason.NOT_ALLOWED,
        ("auditor", "auditor"): Reason.NOT_ALLOWED,
        ("nobody", "nobody"): Reason.NOT_FOUND,
        ("admin", "ward"): None,
    }

    answers = {}
    for hour, (who, holder) in enumerate(table):
        wanted = wish(estate, start=f"{9 + hour:02d}:00", end=f"{10 + hour:02d}:00", for_person=holder)
        answers[who, holder] = refusal_of(book(service, estate.actors[who], wanted, now=NOW))

    assert answers == table
    assert count(service, "booking") == 4


def test_book_reaches_no_farther_than_the_grant(service: Service, estate: Estate) -> None:
    facilities = estate.actors["oak_facilities"]

    assert refusal_of(book(service, facilities, wish(estate, "F1"), now=NOW)) is Reason.NOT_FOUND
    assert refusal_of(book(service, facilities, wish(estate, "D1"), now=NOW)) is None


def test_book_refuses_a_person_whose_account_is_closed(service: Service, estate: Estate) -> None:
    service.db.write(lambda tx: tx.connection.exec_driver_sql("UPDATE person SET active = false WHERE name = 'Mate'"))

    refused = book(service, estate.actors["lead"], wish(estate, for_person="mate"), now=NOW)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "for_person")


def test_book_refuses_far_away_years_in_words(service: Service, estate: Estate) -> None:
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))
    first, soon, last = (
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 25, 9, tzinfo=UTC),
        datetime(2999, 12, 31, 23, tzinfo=UTC),
    )
    hour = timedelta(hours=1)
    table = {
        Interval(first, first + hour): Reason.IN_THE_PAST,
        Interval(first, last): Reason.IN_THE_PAST,
        Interval(last - hour, last): Reason.TOO_FAR_AHEAD,
        Interval(soon, last): Reason.TOO_LONG,
    }

    answers = {
        interval: book(service, estate.actors["staff"], Wish(estate.ref("D1"), interval), now=NOW) for interval in table
    }

    assert {interval: refusal_of(answer) for interval, answer in answers.items()} == table


def test_book_writes_nothing_when_it_refuses_whatever_the_reason(service: Service, estate: Estate) -> None:
    """O9: every table as before, versions of floors and people included."""
    staff = estate.actors["staff"]
    small = (RuleScope.RESOURCE, int(estate.id("Small")), None)
    set_rules(
        service,
        Rule(*small, RuleField.MAX_LENGTH_MIN, 60),
        Rule(*small, RuleField.MIN_LENGTH_MIN, 30),
        Rule(*small, RuleField.TURNAROUND_MIN, 30),
        Rule(*small, RuleField.OPENING, ((ClockSpan(480, 1080),),) * 7),
        Rule(RuleScope.RESOURCE, int(estate.id("Large")), None, RuleField.MAX_PER_DAY, 1),
        Rule(RuleScope.RESOURCE, int(estate.id("Clinic")), None, RuleField.WHO_MAY_BOOK, frozenset({Role.RECEPTION})),
    )
    booked(service, estate.actors["other"], wish(estate, "Small", "09:00", "10:00"))
    booked(service, staff, wish(estate, "Middle", "11:00", "12:00"))
    nowhere = Wish(estate.floor_refs["oak1"], Interval(at("09:00"), at("10:00")))
    before = checksum(service)

    table = [
        (wish(estate, "Small", "09:30", "10:15"), Reason.TAKEN),
        (wish(estate, "Small", "10:15", "11:00"), Reason.LOCKED_OUT),
        (wish(estate, "Small", "17:30", "18:30"), Reason.CLOSED),
        (wish(estate, "Middle", "11:30", "12:30"), Reason.PERSON_BUSY),
        (wish(estate, "Large", "14:00", "15:00"), Reason.LIMIT_REACHED),
        (wish(estate, "Small", "09:00", "10:00", day="2026-11-23"), Reason.IN_THE_PAST),
        (wish(estate, "Small", "09:00", "10:00", day="2028-11-23"), Reason.TOO_FAR_AHEAD),
        (wish(estate, "Small", "14:00", "15:01"), Reason.TOO_LONG),
        (wish(estate, "Small", "14:00", "14:29"), Reason.TOO_SHORT),
        (wish(estate, "Small", "14:00", "15:00", people=5), Reason.TOO_MANY_PEOPLE),
        (wish(estate, "Small", "14:00", "15:00", people=0), Reason.BAD_FIELD),
        (wish(estate, "Clinic", "14:00", "15:00"), Reason.NOT_ALLOWED),
        (nowhere, Reason.NOT_FOUND),
    ]
    answers = [
        (wanted, refusal_of(book(service, staff, wanted, now=NOW)), refusal_of(_verdict(service, staff, wanted)))
        for wanted, _ in table
    ]

    assert answers == [(wanted, reason, reason) for wanted, reason in table]
    assert checksum(service) == before


def _verdict(service: Service, who: Actor, wanted: Wish) -> object:
    """What the preview answers."""
    preview = preview_booking(service, who, wanted, now=NOW)
    return preview.verdict if isinstance(preview, Preview) else preview


def test_book_lets_only_the_roles_of_the_rule(service: Service, estate: Estate) -> None:
    clinics = (RuleScope.ORGANISATION, int(estate.organisation_id), ResourceKind.CLINIC_ROOM)
    set_rules(service, Rule(*clinics, RuleField.WHO_MAY_BOOK, frozenset({Role.CLINIC_ADMIN})))

    assert refusal_of(book(service, estate.actors["staff"], wish(estate, "Clinic"), now=NOW)) is Reason.NOT_ALLOWED
    card = card_of(book(service, estate.actors["clinic"], wish(estate, "Clinic"), now=NOW))
    assert card.booking.state is BookingState.CONFIRMED


# ---- turnaround, set-up and lockout ---------------------------------------------------------------------------------


def gap_rules(estate: Estate, *, turnaround_min: int = 0, setup_min: int = 0, lockout_hours: int = 0) -> list[Rule]:
    desks = (RuleScope.ORGANISATION, int(estate.organisation_id), ResourceKind.DESK)
    return [
        Rule(*desks, RuleField.TURNAROUND_MIN, turnaround_min),
        Rule(*desks, RuleField.SETUP_MIN, setup_min),
        Rule(*desks, RuleField.LOCKOUT_HOURS, lockout_hours),
    ]


def test_book_keeps_the_larger_of_turnaround_and_setup_free(service: Service, estate: Estate) -> None:
    set_rules(service, *gap_rules(estate, turnaround_min=20, setup_min=30))
    booked(service, estate.actors["staff"], wish(estate, end="12:00"))

    answers = [
        refusal_of(book(service, estate.actors["other"], wish(estate, start=start, end="14:00"), now=NOW))
        for start in ("12:19", "12:20", "12:29", "12:30")
    ]

    assert answers == [Reason.LOCKED_OUT] * 3 + [None]


@pytest.mark.parametrize(
    ("used_until", "free_at"),
    [
        (datetime(2026, 10, 23, 16, 0, tzinfo=UTC), datetime(2026, 10, 26, 16, 0, tzinfo=UTC)),
        (datetime(2027, 3, 26, 17, 0, tzinfo=UTC), datetime(2027, 3, 29, 17, 0, tzinfo=UTC)),
    ],
)
def test_book_locks_a_place_for_72_elapsed_hours(
    service: Service, estate: Estate, used_until: datetime, free_at: datetime
) -> None:
    """T3, through both engines: Friday 5pm in London to Monday 4pm in autumn, and to Monday 6pm in spring."""
    set_rules(service, *gap_rules(estate, lockout_hours=72))
    now, hour = used_until - timedelta(days=1), timedelta(hours=1)
    used = Wish(estate.ref("D1"), Interval(used_until - hour, used_until))
    booked(service, estate.actors["staff"], used, now)

    early = Wish(estate.ref("D1"), Interval(free_at - timedelta(seconds=1), free_at + hour))
    on_time = Wish(estate.ref("D1"), Interval(free_at, free_at + hour))

    assert refusal_of(book(service, estate.actors["other"], early, now=now)) is Reason.LOCKED_OUT
    assert isinstance(book(service, estate.actors["other"], on_time, now=now), BookingCard)


def test_book_sees_a_lockout_of_14_days_after_a_booking_of_24_hours(service: Service, estate: Estate) -> None:
    """The longest that anything can reach: reads of the diary look back just as far."""
    set_rules(service, *gap_rules(estate, lockout_hours=14 * 24))
    long = Wish(estate.ref("D1"), Interval(at("09:00"), at("09:00", "2026-11-26")))
    booked(service, estate.actors["staff"], long)

    last = Interval(at("08:59", "2026-12-10"), at("10:00", "2026-12-10"))
    first = Interval(at("09:00", "2026-12-10"), at("10:00", "2026-12-10"))

    assert refusal_of(book(service, estate.actors["other"], Wish(estate.ref("D1"), last), now=NOW)) is Reason.LOCKED_OUT
    assert refusal_of(book(service, estate.actors["other"], Wish(estate.ref("D1"), first), now=NOW)) is None


def test_book_keeps_a_frozen_lockout_after_its_rule_was_lifted(service: Service, estate: Estate) -> None:
    set_rules(service, *gap_rules(estate, lockout_hours=14 * 24))
    long = Wish(estate.ref("D1"), Interval(at("09:00"), at("09:00", "2026-11-26")))
    booked(service, estate.actors["staff"], long)
    service.db.write(lambda tx: tx.connection.exec_driver_sql("DELETE FROM policy_rule"))

    last = Interval(at("08:59", "2026-12-10"), at("10:00", "2026-12-10"))

    assert refusal_of(book(service, estate.actors["other"], Wish(estate.ref("D1"), last), now=NOW)) is Reason.LOCKED_OUT
