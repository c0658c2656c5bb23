"""Intervals: half-open, aware, in UTC; checked against a brute count of minutes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.model.time import Interval

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

minutes = st.integers(min_value=0, max_value=40)
pairs = st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1])


def span(start: int, end: int) -> Interval:
    return Interval(NOON + timedelta(minutes=start), NOON + timedelta(minutes=end))


def inside(pair: tuple[int, int]) -> set[int]:
    """The minutes of [start, end), one by one: the oracle."""
    return set(range(*pair))


@given(pairs, pairs)
def test_interval_overlaps_when_a_minute_is_in_both(one: tuple[int, int], two: tuple[int, int]) -> None:
    assert span(*one).overlaps(span(*two)) == bool(inside(one) & inside(two))


@given(pairs, pairs)
def test_interval_overlaps_both_ways_round(one: tuple[int, int], two: tuple[int, int]) -> None:
    assert span(*one).overlaps(span(*two)) == span(*two).overlaps(span(*one))


@given(pairs, pairs)
def test_interval_covers_when_every_minute_of_the_other_is_in_it(one: tuple[int, int], two: tuple[int, int]) -> None:
    assert span(*one).covers(span(*two)) == (inside(two) <= inside(one))


@given(pairs, minutes)
def test_interval_has_the_minutes_in_it(pair: tuple[int, int], minute: int) -> None:
    assert span(*pair).has(NOON + timedelta(minutes=minute)) == (minute in inside(pair))


def test_interval_touching_another_does_not_overlap_it() -> None:
    assert not span(0, 10).overlaps(span(10, 20))


def test_interval_has_its_start_and_not_its_end() -> None:
    assert [span(0, 10).has(span(0, 10).start), span(0, 10).has(span(0, 10).end)] == [True, False]


@pytest.mark.parametrize("end", [0, -5])
def test_interval_that_does_not_end_after_its_start_is_refused(end: int) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        span(0, end)


def test_interval_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Interval(NOON.replace(tzinfo=None), NOON + timedelta(hours=1))


def test_interval_is_kept_in_utc_and_measured_in_elapsed_time() -> None:
    """On 25 October 2026 the clocks go back at 2am, so midnight to 3am lasts four hours (T2)."""
    london = ZoneInfo("Europe/London")
    night = Interval(datetime(2026, 10, 25, 0, 0, tzinfo=london), datetime(2026, 10, 25, 3, 0, tzinfo=london))

    assert night.start == datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    assert night.start.tzinfo is UTC
    assert night.length == timedelta(hours=4)


def test_interval_within_the_repeated_hour_is_measured_in_elapsed_time() -> None:
    """Python holds the first and the second 1:30am for equal; an interval does not."""
    first = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"))

    assert Interval(first, first.replace(fold=1)).length == timedelta(hours=1)
