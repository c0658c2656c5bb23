"""Wall clocks and instants, on ordinary days and on those on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from booking.model.policy import ALL_DAY, ClockSpan, ClosedDay, Policy
from booking.model.time import Interval
from booking.rules.wall_clock import ClockFault, ClockTime, closed_on, find_instant, is_open_during, local_day
from tests.rules.facts import LONDON, london

SPRING, AUTUMN, NEXT_SPRING = date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28)
HAVANA = ZoneInfo("America/Havana")  # its clocks change at midnight
CAIRO = ZoneInfo("Africa/Cairo")  # skips midnight to 1am


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def minutes_of(on: date, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every minute of a local day, by asking each minute of three days which day it belongs to: the oracle."""
    start = datetime.combine(on - timedelta(days=1), time(), tzinfo=UTC)
    every = (start + timedelta(minutes=minute) for minute in range(3 * 1440))
    return tuple(minute for minute in every if minute.astimezone(zone).date() == on)


@pytest.mark.parametrize("on", [SPRING, NEXT_SPRING])
@pytest.mark.parametrize("at", [time(1, 0), time(1, 30), time(1, 59)])
@pytest.mark.parametrize("second_pass", [None, False, True])
def test_find_instant_refuses_the_skipped_hour(on: date, at: time, second_pass: bool | None) -> None:
    """T1: the hour from 1am to 2am does not exist when the clocks go forward."""
    assert find_instant(ClockTime(on, at, second_pass), LONDON) is ClockFault.SKIPPED


@pytest.mark.parametrize(("at", "instant"), [(time(0, 59), "2026-03-29T00:59"), (time(2, 0), "2026-03-29T01:00")])
def test_find_instant_knows_the_edges_of_the_skipped_hour(at: time, instant: str) -> None:
    assert find_instant(ClockTime(SPRING, at), LONDON) == utc(instant)


@pytest.mark.parametrize(
    ("second_pass", "answer"),
    [(None, ClockFault.REPEATED), (False, utc("2026-10-25T00:30")), (True, utc("2026-10-25T01:30"))],
)
def test_find_instant_asks_which_pass_of_the_repeated_hour(
    second_pass: bool | None,
    answer: object,
) -> None:
    """T2: half past one is 00:30 and 01:30 in UTC when the clocks go back."""
    assert find_instant(ClockTime(AUTUMN, time(1, 30), second_pass), LONDON) == answer


@pytest.mark.parametrize(("at", "instant"), [(time(0, 59), "2026-10-24T23:59"), (time(2, 0), "2026-10-25T02:00")])
@pytest.mark.parametrize("second_pass", [None, False, True])
def test_find_instant_ignores_the_pass_where_a_time_comes_once(
    at: time,
    instant: str,
    second_pass: bool | None,
) -> None:
    assert find_instant(ClockTime(AUTUMN, at, second_pass), LONDON) == utc(instant)


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
@example(utc("2026-10-25T00:30"))
@example(utc("2026-10-25T01:30"))
@example(utc("2026-03-29T01:00"))
def test_find_instant_undoes_what_the_clock_shows(instant: datetime) -> None:
    shown = instant.astimezone(LONDON)

    assert find_instant(ClockTime(shown.date(), shown.time(), bool(shown.fold)), LONDON) == instant


@pytest.mark.parametrize(
    ("on", "start", "end", "hours"),
    [
        (SPRING, "2026-03-29T00:00", "2026-03-29T23:00", 23),
        (AUTUMN, "2026-10-24T23:00", "2026-10-26T00:00", 25),
        (NEXT_SPRING, "2027-03-28T00:00", "2027-03-28T23:00", 23),
        (date(2026, 11, 25), "2026-11-25T00:00", "2026-11-26T00:00", 24),
        (date(2026, 7, 1), "2026-06-30T23:00", "2026-07-01T23:00", 24),
    ],
)
def test_local_day_is_23_24_or_25_hours_long(on: date, start: str, end: str, hours: int) -> None:
    day = local_day(on, LONDON)

    assert (day, day.length) == (Interval(utc(start), utc(end)), timedelta(hours=hours))


@pytest.mark.parametrize(
    ("zone", "on"),
    [(HAVANA, date(2026, 3, 8)), (HAVANA, date(2026, 11, 1)), (CAIRO, date(2026, 4, 24)), (CAIRO, date(2026, 10, 29))],
)
def test_local_day_starts_and_ends_where_midnight_is_skipped_or_repeated(zone: ZoneInfo, on: date) -> None:
    minutes = minutes_of(on, zone)

    assert local_day(on, zone) == Interval(minutes[0], minutes[-1] + timedelta(minutes=1))


def opened(*spans: tuple[int, int], closed: tuple[date, ...] = ()) -> Policy:
    """A policy that opens on every weekday during the spans of minutes."""
    day = tuple(ClockSpan(*span) for span in spans)
    return Policy(opening=(day,) * 7, closed_days=tuple(ClosedDay(on, "stocktaking") for on in closed))


OFFICE = (8 * 60, 18 * 60)


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ("08:00", "18:00", True),
        ("07:59", "09:00", False),
        ("17:00", "18:01", False),
        ("12:00", "13:00", True),
        ("18:00", "19:00", False),
        ("07:00", "08:00", False),
    ],
)
def test_is_open_during_office_hours(start: str, end: str, answer: bool) -> None:
    interval = Interval(london(f"2026-11-25T{start}"), london(f"2026-11-25T{end}"))

    assert is_open_during(interval, opened(OFFICE), LONDON) is answer


def test_is_open_during_both_parts_of_a_day_only_where_they_touch() -> None:
    morning_to_afternoon = Interval(london("2026-11-25T11:00"), london("2026-11-25T15:00"))

    assert [
        is_open_during(morning_to_afternoon, opened((540, 780), (780, 1020)), LONDON),
        is_open_during(morning_to_afternoon, opened((540, 780), (781, 1020)), LONDON),
    ] == [True, False]


def test_is_open_during_parts_that_are_listed_in_another_order() -> None:
    morning_to_afternoon = Interval(london("2026-11-25T11:00"), london("2026-11-25T15:00"))

    assert is_open_during(morning_to_afternoon, opened((780, 1020), (540, 780)), LONDON)


def test_is_open_during_the_night_where_both_days_are_open_around_midnight() -> None:
    night = Interval(london("2026-11-25T22:00"), london("2026-11-26T02:00"))

    assert [
        is_open_during(night, opened((0, 120), (1320, 1440)), LONDON),
        is_open_during(night, opened((1, 120), (1320, 1440)), LONDON),
        is_open_during(night, opened((0, 120), (1320, 1439)), LONDON),
        is_open_during(night, Policy(), LONDON),
    ] == [True, False, False, True]


def test_is_open_during_nothing_of_a_closed_day() -> None:
    christmas = date(2026, 12, 25)
    policy = Policy(closed_days=(ClosedDay(christmas, "Christmas Day"),))
    until_midnight = Interval(london("2026-12-24T22:00"), london("2026-12-25T00:00"))
    a_minute_longer = Interval(until_midnight.start, london("2026-12-25T00:01"))
    from_midnight = Interval(london("2026-12-26T00:00"), london("2026-12-26T01:00"))

    assert [is_open_during(one, policy, LONDON) for one in (until_midnight, a_minute_longer, from_midnight)] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("on", [SPRING, AUTUMN, NEXT_SPRING])
def test_is_open_during_the_whole_of_a_day_on_which_the_clocks_change(on: date) -> None:
    day = local_day(on, LONDON)
    longer = Interval(day.start, day.end + timedelta(minutes=1))

    assert [is_open_during(day, Policy(), LONDON), is_open_during(longer, Policy(), LONDON)] == [True, True]
    assert closed_on(on, Policy(), LONDON) == []


def test_is_open_during_both_passes_of_the_repeated_hour() -> None:
    both = Interval(utc("2026-10-25T00:00"), utc("2026-10-25T02:00"))

    assert is_open_during(both, opened((60, 120)), LONDON)
    assert not is_open_during(Interval(both.start, both.end + timedelta(minutes=1)), opened((60, 120)), LONDON)


def test_is_open_during_the_repeated_hour_only_where_the_day_closes_after_it_began() -> None:
    """Closing at 1am closes at the first 1am, before the hour from 1am to 2am comes twice."""
    first_pass = Interval(utc("2026-10-25T00:00"), utc("2026-10-25T00:30"))

    assert [is_open_during(first_pass, opened((0, closes)), LONDON) for closes in (60, 89, 90)] == [False, True, True]


def test_closed_on_names_the_parts_of_a_day_that_are_not_open() -> None:
    policy = opened((540, 780), (840, 1020))
    clocks = [("00:00", "09:00"), ("13:00", "14:00"), ("17:00", "23:59")]
    named = [Interval(london(f"2026-11-25T{start}"), london(f"2026-11-25T{end}")) for start, end in clocks]
    named[-1] = Interval(named[-1].start, london("2026-11-26T00:00"))

    assert closed_on(date(2026, 11, 25), policy, LONDON) == named


def test_closed_on_a_closed_day_is_the_whole_day() -> None:
    on = date(2026, 11, 25)

    assert closed_on(on, opened(OFFICE, closed=(on,)), LONDON) == [local_day(on, LONDON)]


def open_minutes(on: date, policy: Policy, zone: ZoneInfo) -> set[datetime]:
    """The oracle: of each span, every minute from the first to the last that the clock shows within it."""
    if any(day.on == on for day in policy.closed_days):
        return set()
    found: set[datetime] = set()
    minutes = minutes_of(on, zone)
    for span in policy.opening[on.weekday()]:
        shown = [minute.astimezone(zone) for minute in minutes]
        within = [
            place
            for place, clock in enumerate(shown)
            if span.opens_min <= clock.hour * 60 + clock.minute < span.closes_min
        ]
        if within:
            found.update(minutes[within[0] : within[-1] + 1])
    return found


SPANS = (
    st.tuples(st.integers(0, 96), st.integers(0, 96))
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: (pair[0] * 15, pair[1] * 15))
)
DAYS = st.sampled_from([(LONDON, day) for day in (SPRING, AUTUMN, NEXT_SPRING, date(2026, 11, 25))]) | st.sampled_from(
    [(HAVANA, date(2026, 3, 8)), (HAVANA, date(2026, 11, 1)), (HAVANA, date(2026, 10, 31)), (CAIRO, date(2026, 4, 24))]
)


@given(DAYS, st.lists(SPANS, max_size=3))
@example((LONDON, SPRING), [(75, 105)])
@example((LONDON, SPRING), [(30, 90)])
@example((LONDON, AUTUMN), [(0, 60)])
@example((LONDON, AUTUMN), [(60, 90)])
@example((LONDON, AUTUMN), [(60, 120)])
@example((HAVANA, date(2026, 10, 31)), [(0, 1440)])
def test_closed_on_agrees_with_a_walk_through_the_minutes(
    day: tuple[ZoneInfo, date], spans: list[tuple[int, int]]
) -> None:
    zone, on = day
    policy = opened(*spans)

    closed = closed_on(on, policy, zone)

    named = {minute for minute in minutes_of(on, zone) if any(part.has(minute) for part in closed)}
    assert named == set(minutes_of(on, zone)) - open_minutes(on, policy, zone)


@given(DAYS, st.lists(SPANS, max_size=3), st.integers(0, 95), st.integers(1, 96))
def test_is_open_during_agrees_with_a_walk_through_the_minutes(
    day: tuple[ZoneInfo, date], spans: list[tuple[int, int]], start: int, length: int
) -> None:
    zone, on = day
    policy = opened(*spans)
    first = minutes_of(on, zone)[0] + timedelta(minutes=15 * start)
    interval = Interval(first, first + timedelta(minutes=15 * length))

    walked = {interval.start + timedelta(minutes=minute) for minute in range(15 * length)}
    days = {minute.astimezone(zone).date() for minute in walked}
    opened_then = set[datetime]().union(*(open_minutes(one, policy, zone) for one in days))
    assert is_open_during(interval, policy, zone) == (walked <= opened_then)


def test_is_open_during_needs_no_rule_to_be_open() -> None:
    assert Policy().opening == (ALL_DAY,) * 7
