"""Times, days and lengths as the NHS content guide writes them."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from booking.model.estate import ResourceKind
from booking.model.time import Interval
from booking.rules.phrases import say_closed_span, say_day, say_end, say_length, say_resource, say_span, say_time
from tests.rules.facts import LONDON, london, room


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("00:00", "midnight"),
        ("00:05", "12:05am"),
        ("01:00", "1am"),
        ("09:00", "9am"),
        ("09:05", "9:05am"),
        ("11:59", "11:59am"),
        ("12:00", "midday"),
        ("12:30", "12:30pm"),
        ("13:00", "1pm"),
        ("17:30", "5:30pm"),
        ("23:59", "11:59pm"),
        ("12:00:13.123456", "12:00:13pm"),
        ("00:00:00.5", "12:00:00am"),
        ("09:05:07", "9:05:07am"),
    ],
)
def test_say_time_follows_the_content_guide(clock: str, words: str) -> None:
    assert say_time(london(f"2026-11-24T{clock}"), LONDON) == words


def test_say_time_is_the_time_on_the_sites_clock() -> None:
    assert say_time(datetime(2026, 7, 1, 8, 0, tzinfo=UTC), LONDON) == "9am"


@pytest.mark.parametrize(
    ("utc", "words"),
    [
        ((0, 59), "1:59am (before the clocks go back)"),
        ((0, 0), "1am (before the clocks go back)"),
        ((1, 0), "1am (after the clocks go back)"),
        ((1, 30), "1:30am (after the clocks go back)"),
        ((2, 0), "2am"),
    ],
)
def test_say_time_tells_which_of_two_equal_times(utc: tuple[int, int], words: str) -> None:
    assert say_time(datetime(2027, 10, 31, *utc, tzinfo=UTC), LONDON) == words


def test_say_time_before_the_hour_that_is_skipped_and_behind_it() -> None:
    instants = (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC))

    assert [say_time(at, LONDON) for at in instants] == ["12:59am", "2am"]


def test_say_span_within_the_hour_that_comes_twice() -> None:
    span = Interval(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC))

    first, second = "1:30am (before the clocks go back)", "1:30am (after the clocks go back)"
    assert say_span(span, LONDON) == f"{first} to {second} on Sunday 31 October 2027"


def test_say_day_names_the_local_day() -> None:
    assert say_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), LONDON) == "Thursday 2 July 2026"


def test_say_span_within_a_day() -> None:
    span = Interval(london("2026-11-24T09:00"), london("2026-11-24T11:30"))

    assert say_span(span, LONDON) == "9am to 11:30am on Tuesday 24 November 2026"


def test_say_span_over_midnight_names_both_days() -> None:
    span = Interval(london("2026-11-24T22:00"), london("2026-11-25T06:00"))

    assert say_span(span, LONDON) == "10pm on Tuesday 24 November 2026 to 6am on Wednesday 25 November 2026"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (15, "15 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (150, "2 hours 30 minutes"),
        (1440, "24 hours"),
        (4320, "72 hours"),
    ],
)
def test_say_length_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert say_length(minutes) == words


def test_say_resource_adds_the_kind_to_a_number_only() -> None:
    numbered = room(7, kind=ResourceKind.DESK)
    named = {name: say_resource(replace(numbered, name=name)) for name in ("1.04", "Rowan")}

    assert named == {"1.04": "Desk 1.04", "Rowan": "Rowan"}


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-12-02T00:00", "2026-12-03T00:00", "all day on Wednesday 2 December 2026"),
        (
            "2026-12-02T00:00",
            "2026-12-04T00:00",
            "all day from Wednesday 2 December 2026 to Thursday 3 December 2026",
        ),
        ("2026-12-02T13:00", "2026-12-03T00:00", "1pm to the end of Wednesday 2 December 2026"),
        (
            "2026-12-02T13:00",
            "2026-12-04T00:00",
            "1pm on Wednesday 2 December 2026 to the end of Thursday 3 December 2026",
        ),
        ("2026-12-02T09:00", "2026-12-02T11:00", "9am to 11am on Wednesday 2 December 2026"),
        (
            "2026-12-02T00:00",
            "2026-12-03T09:00",
            "midnight on Wednesday 2 December 2026 to 9am on Thursday 3 December 2026",
        ),
        ("2027-07-02T00:00", "2027-07-03T00:00", "all day on Friday 2 July 2027"),
    ],
)
def test_closure_that_ends_at_midnight_ends_with_the_day_before(start: str, end: str, words: str) -> None:
    at = Interval(*(datetime.fromisoformat(each).replace(tzinfo=LONDON).astimezone(UTC) for each in (start, end)))

    assert say_closed_span(at, LONDON) == words


def test_end_that_comes_twice_says_which_midnight_it_is() -> None:
    """In Havana the clocks go back at 1am on 1 November 2026 to midnight."""
    havana = ZoneInfo("America/Havana")

    assert say_end(datetime(2026, 11, 1, 4, tzinfo=UTC), havana) == (
        "midnight (before the clocks go back) on Sunday 1 November 2026"
    )
    assert say_end(datetime(2026, 11, 2, 5, tzinfo=UTC), havana) == "the end of Sunday 1 November 2026"
