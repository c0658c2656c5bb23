"""Ending a booking: cancelled, ended early, checked in and out, and brought back."""

from datetime import UTC, datetime

from booking.actions.book import book
from booking.actions.cancel import cancel, check_out, end_early
from booking.actions.change import reinstate_booking
from booking.actions.check_in import check_in
from booking.actions.service import Service
from booking.model.decisions import Reason
from booking.model.estate import ResourceKind
from booking.model.policy import Rule, RuleField, RuleScope
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.actions.written import DURING, entries, holds, letters, rows, versions
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import checksum


def test_cancel_frees_the_place_at_once_and_locks_nothing(service: Service, estate: Estate) -> None:
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))

    card_of(cancel(service, staff, made.booking.ref, version=1, now=NOW))

    assert rows(service) == (at("09:00"), at("17:00"), "cancelled", "cancelled", False, 2, 1)
    assert holds(service) == []
    assert entries(service) == [(1, "booked"), (2, "cancelled")]
    assert letters(service) == [("booked", 0), ("cancelled", 1)]
    booked(service, estate.actors["other"], wish(estate))


def test_cancel_is_refused_twice_after_the_end_and_for_what_is_used(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    ref = made.booking.ref

    assert refusal_of(cancel(service, staff, ref, version=None, now=at("17:00"))) is Reason.IN_THE_PAST
    card_of(check_in(service, staff, ref, now=at("09:05")))
    assert refusal_of(cancel(service, staff, ref, version=None, now=at("09:06"))) is Reason.IN_THE_PAST
    card_of(end_early(service, staff, ref, version=None, now=at("09:07")))
    assert refusal_of(cancel(service, staff, ref, version=None, now=at("09:08"))) is Reason.IN_THE_PAST


def test_cancel_under_way_is_refused_where_use_locks_the_place(service: Service, estate: Estate) -> None:
    """Otherwise a place that was used for a morning would lose its lockout by a click."""
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    locked = booked(service, staff, wish(estate, "Small"))
    set_rules(
        service,
        Rule(RuleScope.ORGANISATION, estate.organisation_id, ResourceKind.MEETING_ROOM, RuleField.LOCKOUT_HOURS, 72),
    )

    assert refusal_of(cancel(service, staff, locked.booking.ref, version=None, now=DURING)) is Reason.IN_THE_PAST
    assert refusal_of(cancel(service, staff, made.booking.ref, version=None, now=DURING)) is None
    assert refusal_of(cancel(service, staff, locked.booking.ref, version=None, now=at("09:00"))) is None


def test_end_early_starts_the_clock_of_the_lockout(service: Service, estate: Estate) -> None:
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    assert holds(service) == [("D1", at("09:00"), at("17:00", "2026-11-28"))]

    card_of(end_early(service, staff, made.booking.ref, version=1, now=DURING))

    assert rows(service) == (at("09:00"), DURING, "completed", "ended_early", True, 2, 1)
    assert holds(service) == [("D1", at("09:00"), at("11:00", "2026-11-28"))]
    assert entries(service)[-1] == (2, "ended_early")
    early = wish(estate, start="10:59", end="12:00", day="2026-11-28")
    on_time = wish(estate, start="11:00", end="12:00", day="2026-11-28")
    assert refusal_of(book(service, estate.actors["other"], early, now=DURING)) is Reason.LOCKED_OUT
    booked(service, estate.actors["other"], on_time, DURING)


def test_end_early_over_a_clock_change_locks_for_elapsed_hours(service: Service, estate: Estate) -> None:
    """T3 and B5: ended at 5pm on Friday 23 October 2026, free again at 4pm on Monday."""
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))
    staff = estate.actors["staff"]
    now = at("12:00", "2026-10-23")
    made = booked(service, staff, wish(estate, start="14:00", end="20:00", day="2026-10-23"), now)

    card_of(end_early(service, staff, made.booking.ref, version=1, now=at("17:00", "2026-10-23")))

    assert holds(service)[0][2] == datetime(2026, 10, 26, 16, 0, tzinfo=UTC)


def test_end_early_leaves_the_old_range_where_a_longer_tail_would_overlap(service: Service, estate: Estate) -> None:
    """A lockout that came after both bookings cannot push the next one out; the day is still ended."""
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate, end="15:00"))
    booked(service, estate.actors["other"], wish(estate, start="16:00", end="17:00"))
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))

    card = card_of(end_early(service, staff, made.booking.ref, version=1, now=DURING))

    assert card.booking.interval.end == DURING
    assert holds(service) == [("D1", at("09:00"), at("15:00")), ("D1", at("16:00"), at("17:00"))]


def test_end_early_needs_a_booking_under_way(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    before = checksum(service)

    times = (NOW, at("09:00"), at("17:00"), at("18:00"))
    answers = [refusal_of(end_early(service, staff, made.booking.ref, version=1, now=now)) for now in times]

    assert answers == [Reason.BAD_FIELD, Reason.BAD_FIELD, Reason.IN_THE_PAST, Reason.IN_THE_PAST]
    assert checksum(service) == before


def test_check_in_and_out_write_when_somebody_came_and_left(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    ref = made.booking.ref

    arrived = card_of(check_in(service, staff, ref, now=at("09:05")))
    again = check_in(service, staff, ref, now=at("09:06"))
    left = card_of(check_out(service, staff, ref, now=DURING))

    assert (arrived.booking.state, arrived.booking.checked_in_at) == ("checked_in", at("09:05"))
    assert refusal_of(again) is Reason.CHANGED_MEANWHILE
    assert (left.booking.state, left.booking.checked_out_at) == ("completed", DURING)
    assert rows(service) == (at("09:00"), DURING, "completed", "checked_out", True, 3, 1)
    assert entries(service) == [(1, "booked"), (2, "checked_in"), (3, "checked_out")]
    assert letters(service) == [("booked", 0), ("checked_in", 0), ("checked_out", 1)]
    assert holds(service) == [("D1", at("09:00"), DURING)]


def test_check_out_needs_an_arrival(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))

    assert refusal_of(check_out(service, staff, made.booking.ref, now=DURING)) is Reason.BAD_FIELD
    card_of(check_in(service, staff, made.booking.ref, now=at("08:50")))
    assert refusal_of(check_out(service, staff, made.booking.ref, now=at("08:55"))) is Reason.BAD_FIELD


def test_check_in_is_for_the_holder_and_those_who_run_the_place(service: Service, estate: Estate) -> None:
    made = booked(service, estate.actors["mate"], wish(estate))
    ref = made.booking.ref

    answers = {
        who: refusal_of(check_in(service, estate.actors[who], ref, now=at("09:00")))
        for who in ("other", "auditor", "lead", "reception")
    }

    assert answers == {
        "other": Reason.NOT_FOUND,
        "auditor": Reason.NOT_ALLOWED,
        "lead": Reason.NOT_ALLOWED,
        "reception": None,
    }


def test_reinstate_brings_back_what_is_still_free(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    ref = made.booking.ref
    assert refusal_of(reinstate_booking(service, staff, ref, version=1, now=NOW)) is Reason.BAD_FIELD
    card_of(cancel(service, staff, ref, version=1, now=NOW))

    card_of(reinstate_booking(service, staff, ref, version=2, now=NOW))

    assert rows(service) == (at("09:00"), at("17:00"), "confirmed", None, True, 3, 2)
    assert holds(service) == [("D1", at("09:00"), at("17:00"))]
    assert entries(service) == [(1, "booked"), (2, "cancelled"), (3, "reinstated")]
    assert letters(service) == [("booked", 0), ("cancelled", 1), ("reinstated", 2)]
    assert versions(service)["First"] == 3


def test_reinstate_is_refused_where_the_time_is_taken_the_person_busy_or_the_day_over(
    service: Service, estate: Estate
) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    ref = made.booking.ref
    card_of(cancel(service, staff, ref, version=1, now=NOW))
    elsewhere = booked(service, staff, wish(estate, "D2", start="16:00", end="18:00"))
    assert refusal_of(reinstate_booking(service, staff, ref, version=2, now=NOW)) is Reason.PERSON_BUSY
    card_of(cancel(service, staff, elsewhere.booking.ref, version=1, now=NOW))
    booked(service, estate.actors["other"], wish(estate, start="12:00", end="13:00"))
    before = checksum(service)

    assert refusal_of(reinstate_booking(service, staff, ref, version=2, now=NOW)) is Reason.TAKEN
    assert refusal_of(reinstate_booking(service, staff, ref, version=2, now=at("17:00"))) is Reason.IN_THE_PAST
    assert checksum(service) == before
