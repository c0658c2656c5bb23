"""What a map shows of a place for a time, and what is written over some days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.model.diary import Occupied
from booking.model.ids import Ref
from booking.model.policy import ClockSpan, ClosedDay, Closure, Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.rules.marks import Mark, PlaceState, mark_places, span_places
from booking.rules.wall_clock import local_day
from tests.rules.facts import LONDON, ME, SITE, actor, between, held, london, room, rule, site

ROOM, NEXT = room(1000), room(1001)
MORNING = between("09:00", "12:00")


def marks(interval: Interval, *holds: Occupied, rules: tuple[Rule, ...] = ()) -> list[Mark]:
    return list(mark_places((ROOM, NEXT), {SITE: site()}, holds, rules, interval=interval, viewer=actor()))


def test_mark_is_free_without_holds_and_for_every_resource_in_the_order_given() -> None:
    assert marks(MORNING) == [Mark(ROOM.id, PlaceState.FREE), Mark(NEXT.id, PlaceState.FREE)]


@pytest.mark.parametrize(
    ("interval", "state"),
    [
        (between("09:00", "12:00"), PlaceState.TAKEN),
        (between("08:00", "09:01"), PlaceState.TAKEN),
        (between("11:59", "13:00"), PlaceState.TAKEN),
        (between("08:00", "09:00"), PlaceState.FREE),
        (between("12:00", "13:00"), PlaceState.FREE),
    ],
)
def test_mark_is_taken_where_a_use_overlaps(interval: Interval, state: PlaceState) -> None:
    until = MORNING.end if state is PlaceState.TAKEN else None

    assert marks(interval, held(ROOM, MORNING)) == [
        Mark(ROOM.id, state, until),
        Mark(NEXT.id, PlaceState.FREE),
    ]


def test_mark_is_yours_before_it_is_taken() -> None:
    mine = held(ROOM, between("11:00", "12:00"), booking=2, by=int(ME))
    theirs = held(ROOM, between("09:00", "11:00"))

    assert marks(MORNING, theirs, mine)[0] == Mark(ROOM.id, PlaceState.YOURS, london("2026-11-25T12:00"))
    assert marks(between("09:00", "11:00"), theirs, mine)[0].state is PlaceState.TAKEN


def test_mark_of_several_uses_stands_until_the_last_of_them_ends() -> None:
    holds = [held(ROOM, between("09:00", "10:00")), held(ROOM, between("11:00", "11:30"), booking=2)]

    assert marks(MORNING, *holds)[0] == Mark(ROOM.id, PlaceState.TAKEN, london("2026-11-25T11:30"))


@pytest.mark.parametrize(
    ("start", "tail_min", "setup_min", "mark"),
    [
        ("12:29", 30, 0, Mark(ROOM.id, PlaceState.LOCKED, london("2026-11-25T12:30"))),
        ("12:30", 30, 0, Mark(ROOM.id, PlaceState.FREE)),
        ("12:29", 0, 30, Mark(ROOM.id, PlaceState.LOCKED, london("2026-11-25T12:30"))),
        ("12:29", 10, 30, Mark(ROOM.id, PlaceState.LOCKED, london("2026-11-25T12:30"))),
        ("12:30", 10, 30, Mark(ROOM.id, PlaceState.FREE)),
    ],
)
def test_mark_is_locked_after_a_use_for_the_larger_of_tail_and_setup(
    start: str, tail_min: int, setup_min: int, mark: Mark
) -> None:
    rules = (rule(RuleField.SETUP_MIN, setup_min),) if setup_min else ()

    assert marks(between(start, "14:00"), held(ROOM, MORNING, tail_min=tail_min), rules=rules)[0] == mark


@pytest.mark.parametrize(("end", "state"), [("08:31", PlaceState.LOCKED), ("08:30", PlaceState.FREE)])
def test_mark_is_locked_where_ones_own_tail_would_reach_a_later_use(end: str, state: PlaceState) -> None:
    rules = (rule(RuleField.TURNAROUND_MIN, 30),)

    assert marks(between("08:00", end), held(ROOM, MORNING), rules=rules)[0] == Mark(ROOM.id, state)


def test_mark_is_closed_where_a_part_of_the_time_is_not_open() -> None:
    rules = (
        rule(RuleField.OPENING, ((ClockSpan(540, 1020),),) * 7, RuleScope.RESOURCE, int(ROOM.id)),
        rule(RuleField.CLOSED_DAY, ClosedDay(date(2026, 11, 26), "stocktaking"), RuleScope.RESOURCE, int(NEXT.id)),
    )

    states = [
        [mark.state for mark in marks(interval, rules=rules)]
        for interval in (MORNING, between("16:00", "17:01"), between("09:00", "10:00", "2026-11-26"))
    ]
    free, closed = PlaceState.FREE, PlaceState.CLOSED
    assert states == [[free, free], [closed, free], [free, closed]]


def test_mark_of_a_closed_place_in_use_is_taken() -> None:
    rules = (rule(RuleField.OPENING, ((),) * 7),)

    assert marks(MORNING, held(ROOM, MORNING), rules=rules)[0].state is PlaceState.TAKEN


SHUT = Closure(Ref("c"), Interval(london("2026-11-25T06:00"), london("2026-11-27T09:00")), "Flood")
CLOSED = Mark(ROOM.id, PlaceState.CLOSED, SHUT.interval.end, "Flood")


@pytest.mark.parametrize(
    ("holds", "mark"),
    [
        ((), CLOSED),
        (
            (held(ROOM, MORNING),),
            CLOSED._replace(beside=Mark(ROOM.id, PlaceState.TAKEN, MORNING.end)),
        ),
        (
            (held(ROOM, MORNING, by=int(ME)),),
            Mark(ROOM.id, PlaceState.YOURS, MORNING.end, beside=CLOSED),
        ),
        (
            (held(ROOM, between("08:00", "09:00"), tail_min=60),),
            CLOSED._replace(beside=Mark(ROOM.id, PlaceState.LOCKED, london("2026-11-25T10:00"))),
        ),
    ],
    ids=["free", "taken", "yours", "locked"],
)
def test_mark_of_a_place_that_is_closed_for_a_time_tells_the_closure_and_the_hold(
    holds: tuple[Occupied, ...], mark: Mark
) -> None:
    rules = (rule(RuleField.CLOSED_DAY, SHUT, RuleScope.RESOURCE, int(ROOM.id)),)

    assert marks(MORNING, *holds, rules=rules) == [mark, Mark(NEXT.id, PlaceState.FREE)]


def test_mark_of_a_use_outside_the_closure_tells_nothing_of_it() -> None:
    rules = (rule(RuleField.CLOSED_DAY, SHUT, RuleScope.RESOURCE, int(ROOM.id)),)
    later = between("10:00", "12:00", "2026-11-27")

    assert marks(later, held(ROOM, later), rules=rules)[0] == Mark(ROOM.id, PlaceState.TAKEN, later.end)


def spans(interval: Interval, *holds: Occupied, rules: tuple[Rule, ...] = ()) -> list[tuple[int, Interval, str]]:
    found = span_places((ROOM, NEXT), site(), holds, rules, interval=interval, viewer=actor())
    return [(span.resource_id, span.interval, span.why) for span in found]


def test_spans_name_uses_their_tails_and_closures_in_order() -> None:
    rules = (rule(RuleField.OPENING, ((ClockSpan(480, 1080),),) * 7, RuleScope.RESOURCE, int(ROOM.id)),)
    mine = held(NEXT, between("10:00", "11:00"), booking=2, by=int(ME))
    day = local_day(date(2026, 11, 25), LONDON)

    found = spans(day, held(ROOM, MORNING, tail_min=90), mine, rules=rules)

    assert found == [
        (ROOM.id, Interval(day.start, london("2026-11-25T08:00")), "closed"),
        (ROOM.id, MORNING, "booked"),
        (ROOM.id, between("12:00", "13:30"), "locked"),
        (ROOM.id, Interval(london("2026-11-25T18:00"), day.end), "closed"),
        (NEXT.id, between("10:00", "11:00"), "yours"),
    ]


def test_spans_are_cut_to_the_interval_and_those_outside_are_left_out() -> None:
    found = spans(
        between("10:00", "12:30"),
        held(ROOM, MORNING, tail_min=60),
        held(NEXT, between("08:00", "10:00"), booking=2),
        held(NEXT, between("12:30", "13:00"), booking=3),
    )

    assert found == [
        (ROOM.id, between("10:00", "12:00"), "booked"),
        (ROOM.id, between("12:00", "12:30"), "locked"),
    ]


def test_spans_over_a_week_with_a_clock_change_have_a_closure_of_each_night() -> None:
    rules = (rule(RuleField.OPENING, ((ClockSpan(480, 1080),),) * 7, RuleScope.RESOURCE, int(ROOM.id)),)
    week = Interval(local_day(date(2026, 10, 24), LONDON).start, local_day(date(2026, 10, 26), LONDON).end)

    closed = [interval for number, interval, _ in spans(week, rules=rules) if number == ROOM.id]

    hours = [interval.length / timedelta(hours=1) for interval in closed]
    assert hours == [8, 6, 9, 6, 8, 6]
    assert closed[2].end == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


HOLDS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 8), st.integers(0, 4), st.sampled_from([1, 2])), max_size=5
)


@settings(max_examples=150)
@given(HOLDS, st.integers(0, 40), st.integers(1, 20))
def test_spans_cover_exactly_the_quarters_that_somebody_holds(
    holds: list[tuple[int, int, int, int]], start: int, length: int
) -> None:
    quarter = timedelta(minutes=15)
    first = london("2026-11-25T08:00")
    made = [
        held(ROOM, Interval(first + quarter * at, first + quarter * (at + long)), tail_min=15 * tail, booking=n, by=who)
        for n, (at, long, tail, who) in enumerate(holds)
    ]
    asked = Interval(first + quarter * start, first + quarter * (start + length))

    found = span_places((ROOM,), site(), made, (), interval=asked, viewer=actor())

    shown: dict[str, set[int]] = {"booked": set(), "yours": set(), "locked": set()}
    for span in found:
        assert asked.covers(span.interval)
        shown[span.why] |= {n for n in range(64) if span.interval.has(first + quarter * n)}
    window = set(range(start, start + length))
    expected: dict[str, set[int]] = {"booked": set(), "yours": set(), "locked": set()}
    for at, long, tail, who in holds:
        expected["yours" if who == int(ME) else "booked"] |= window & set(range(at, at + long))
        expected["locked"] |= window & set(range(at + long, at + long + tail))
    assert shown == expected
