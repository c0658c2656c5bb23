"""When a place can still be booked on a day; what is offered is what the decision accepts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from booking.model.bookings import Request
from booking.model.decisions import Accepted
from booking.model.diary import Occupied
from booking.model.policy import ClockSpan, ClosedDay, Rule, RuleField
from booking.model.time import Interval
from booking.rules.decide import decide
from booking.rules.free import free_times
from tests.rules.facts import ME, NOW, actor, between, diary, held, london, room, rule, site

DAY = date(2026, 11, 25)
HOURS = ((ClockSpan(8 * 60, 18 * 60),),) * 7


def hold(start: str, end: str, *, tail_min: int = 0, day: str = "2026-11-25") -> Occupied:
    return held(room(), between(start, end, day), tail_min=tail_min)


def found(*holds: Occupied, rules: tuple[Rule, ...] = (), now: str = "2026-11-24T08:00") -> list[tuple[str, str]]:
    """The free times as London clock times; a later day's midnight is 24:00."""
    spans = free_times(room(), site(), holds, rules, on=DAY, viewer=actor(), now=london(now))
    midnight = london("2026-11-26T00:00")
    return [(f"{span.start:%H:%M}", "24:00" if span.end == midnight else f"{span.end:%H:%M}") for span in spans]


def test_day_without_bookings_is_free_within_its_opening_hours() -> None:
    assert found() == [("00:00", "24:00")]
    assert found(rules=(rule(RuleField.OPENING, HOURS),)) == [("08:00", "18:00")]


def test_bookings_leave_the_times_between_them() -> None:
    opening = rule(RuleField.OPENING, HOURS)

    assert found(hold("10:00", "12:00"), hold("13:00", "14:00"), rules=(opening,)) == [
        ("08:00", "10:00"), ("12:00", "13:00"), ("14:00", "18:00"),
    ]  # fmt: skip
    assert found(hold("07:00", "18:30"), rules=(opening,)) == []
    assert found(hold("08:00", "10:00"), hold("10:00", "18:00"), rules=(opening,)) == []


def test_turnaround_is_kept_free_on_both_sides_of_a_booking() -> None:
    rules = (rule(RuleField.OPENING, HOURS), rule(RuleField.TURNAROUND_MIN, 30))

    assert found(hold("10:00", "12:00", tail_min=30), rules=rules) == [("08:00", "09:30"), ("12:30", "18:00")]


def test_set_up_is_kept_free_where_it_is_the_larger() -> None:
    rules = (rule(RuleField.OPENING, HOURS), rule(RuleField.SETUP_MIN, 60), rule(RuleField.TURNAROUND_MIN, 15))

    assert found(hold("10:00", "12:00", tail_min=15), rules=rules) == [("08:00", "09:00"), ("13:00", "18:00")]


def test_lockout_of_the_day_before_reaches_into_the_day() -> None:
    rules = (rule(RuleField.OPENING, HOURS), rule(RuleField.LOCKOUT_HOURS, 20))

    assert found(hold("10:00", "14:30", tail_min=20 * 60, day="2026-11-24"), rules=rules) == [("10:30", "18:00")]


def test_gaps_shorter_than_the_shortest_booking_are_left_out() -> None:
    rules = (rule(RuleField.OPENING, HOURS), rule(RuleField.MIN_LENGTH_MIN, 60))

    assert found(hold("08:45", "12:00"), hold("13:00", "17:30"), rules=rules) == [("12:00", "13:00")]


def test_today_begins_at_the_next_quarter_of_an_hour() -> None:
    opening = rule(RuleField.OPENING, HOURS)

    assert found(hold("12:00", "13:00"), rules=(opening,), now="2026-11-25T10:01") == [
        ("10:15", "12:00"), ("13:00", "18:00"),
    ]  # fmt: skip
    assert found(rules=(opening,), now="2026-11-25T17:50") == []


def test_closed_day_is_not_free() -> None:
    assert found(rules=(rule(RuleField.CLOSED_DAY, ClosedDay(DAY, "Works")),)) == []


def test_other_places_do_not_matter() -> None:
    other = replace(hold("10:00", "12:00"), resource_id=room(2000).id)

    assert found(other) == [("00:00", "24:00")]


@pytest.mark.parametrize("setup_min", [0, 20, 45])
@pytest.mark.parametrize("turnaround_min", [0, 30])
def test_what_is_free_is_accepted_and_a_minute_more_is_not(setup_min: int, turnaround_min: int) -> None:
    rules = (
        rule(RuleField.OPENING, HOURS),
        rule(RuleField.SETUP_MIN, setup_min),
        rule(RuleField.TURNAROUND_MIN, turnaround_min),
    )
    holds = (hold("09:30", "10:30", tail_min=turnaround_min), hold("14:00", "15:00", tail_min=turnaround_min))
    facts = diary(room(), occupied=holds, rules=rules)
    minute = timedelta(minutes=1)

    spans = free_times(room(), site(), holds, rules, on=DAY, viewer=actor(), now=NOW)

    assert len(spans) == 3
    for span in spans:
        verdicts = [
            isinstance(decide(Request(room().id, ME, wanted), facts, actor(), NOW), Accepted)
            for wanted in (span, Interval(span.start - minute, span.end), Interval(span.start, span.end + minute))
        ]
        assert verdicts == [True, False, False], span
