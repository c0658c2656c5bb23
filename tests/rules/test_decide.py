"""The decision, rule by rule; each refusal has a permitted twin that differs in one thing."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.model.decisions import Accepted, Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.policy import ClockSpan, ClosedDay, RuleField
from booking.model.time import Interval
from tests.rules.facts import (
    NOW,
    between,
    diary,
    held,
    london,
    room,
    rule,
)
from tests.rules.judging import MORNING, ROOM, ask, judge, reason_of, standing, why_of

# ---- what is booked already -----------------------------------------------------------------------------------------


def test_decide_accepts_a_free_room_and_says_what_it_occupies() -> None:
    verdict = judge(ask(), diary(ROOM, rules=[rule(RuleField.TURNAROUND_MIN, 10)]))

    assert isinstance(verdict, Accepted)
    assert verdict.draft.occupies == Interval(london("2026-11-25T09:00"), london("2026-11-25T12:10"))
    assert verdict.better_fit is None


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("09:00", "12:00", Reason.TAKEN),
        ("10:00", "11:00", Reason.TAKEN),
        ("08:00", "13:00", Reason.TAKEN),
        ("08:00", "09:01", Reason.TAKEN),
        ("11:59", "13:00", Reason.TAKEN),
        ("08:00", "09:00", None),
        ("12:00", "13:00", None),
    ],
)
def test_decide_refuses_what_overlaps_and_takes_what_touches(start: str, end: str, reason: Reason | None) -> None:
    facts = diary(ROOM, occupied=[held(ROOM, MORNING)])

    assert reason_of(judge(ask(between(start, end)), facts)) is reason


def test_decide_names_the_booking_that_stands_in_the_way() -> None:
    hold = held(ROOM, MORNING)
    verdict = judge(ask(), diary(ROOM, occupied=[hold]))

    assert isinstance(verdict, Refused)
    assert verdict.by == hold
    assert verdict.why == (
        "Room 1000 is already booked from 9am to midday on Wednesday 25 November 2026. "
        "Choose another time or another place."
    )


def test_decide_ignores_holds_on_other_rooms_and_the_booking_that_is_changed() -> None:
    facts = diary(ROOM, room(1001), occupied=[held(room(1001), MORNING), held(ROOM, MORNING, booking=5)])

    assert reason_of(judge(ask(changes=5), facts)) is None
    assert reason_of(judge(ask(changes=6), facts)) is Reason.TAKEN


@pytest.mark.parametrize(("start", "reason"), [("12:29", Reason.LOCKED_OUT), ("12:30", None)])
def test_decide_keeps_the_frozen_tail_of_an_earlier_booking(start: str, reason: Reason | None) -> None:
    facts = diary(ROOM, occupied=[held(ROOM, MORNING, tail_min=30)])

    assert reason_of(judge(ask(between(start, "14:00")), facts)) is reason


@pytest.mark.parametrize(
    ("tail_min", "setup_min", "start", "reason"),
    [
        (30, 20, "12:29", Reason.LOCKED_OUT),
        (30, 20, "12:30", None),
        (20, 30, "12:29", Reason.LOCKED_OUT),
        (20, 30, "12:30", None),
        (0, 15, "12:14", Reason.LOCKED_OUT),
        (0, 15, "12:15", None),
    ],
)
def test_decide_asks_for_the_larger_of_tail_and_setup_before_a_booking(
    tail_min: int, setup_min: int, start: str, reason: Reason | None
) -> None:
    facts = diary(ROOM, occupied=[held(ROOM, MORNING, tail_min=tail_min)], rules=[rule(RuleField.SETUP_MIN, setup_min)])

    assert reason_of(judge(ask(between(start, "14:00")), facts)) is reason


@pytest.mark.parametrize(
    ("turnaround_min", "setup_min", "end", "reason"),
    [
        (30, 20, "08:31", Reason.TAKEN),
        (30, 20, "08:30", None),
        (20, 30, "08:31", Reason.TAKEN),
        (20, 30, "08:30", None),
    ],
)
def test_decide_asks_for_the_larger_of_tail_and_setup_behind_a_booking(
    turnaround_min: int, setup_min: int, end: str, reason: Reason | None
) -> None:
    rules = [rule(RuleField.TURNAROUND_MIN, turnaround_min), rule(RuleField.SETUP_MIN, setup_min)]
    facts = diary(ROOM, occupied=[held(ROOM, MORNING)], rules=rules)

    verdict = judge(ask(between("08:00", end), people=1), facts, NOW - timedelta(days=1))

    assert reason_of(verdict) is reason
    assert "needs 30 minutes free after each use" in why_of(verdict) or reason is None


@pytest.mark.parametrize(
    ("used_until", "free_at"),
    [
        ("2026-10-23T17:00", datetime(2026, 10, 26, 16, 0, tzinfo=UTC)),
        ("2027-03-26T17:00", datetime(2027, 3, 29, 17, 0, tzinfo=UTC)),
    ],
)
def test_decide_counts_lockout_in_elapsed_hours_over_clock_changes(used_until: str, free_at: datetime) -> None:
    """T3: 72 hours from Friday 5pm end on Monday at 4pm in autumn and at 6pm (17:00 in UTC) in spring."""
    end = london(used_until)
    now = end - timedelta(days=1)
    first = judge(
        ask(Interval(end - timedelta(hours=1), end)), diary(ROOM, rules=[rule(RuleField.LOCKOUT_HOURS, 72)]), now
    )
    assert isinstance(first, Accepted)
    assert first.draft.occupies.end == free_at

    facts = diary(ROOM, occupied=[held(ROOM, Interval(end - timedelta(hours=1), end), tail_min=72 * 60)])
    hour = timedelta(hours=1)
    assert [
        reason_of(judge(ask(Interval(start, start + hour)), facts, now))
        for start in (free_at - timedelta(minutes=1), free_at)
    ] == [Reason.LOCKED_OUT, None]


def test_decide_says_when_a_locked_place_is_free_again() -> None:
    end = london("2026-10-23T17:00")
    facts = diary(ROOM, occupied=[held(ROOM, Interval(end - timedelta(hours=1), end), tail_min=72 * 60)])

    verdict = judge(ask(Interval(end, end + timedelta(hours=1))), facts, end)

    assert why_of(verdict) == (
        "Room 1000 is kept free after its last use until 4pm on Monday 26 October 2026. "
        "Choose a later time or another place."
    )


# ---- the request itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (timedelta(hours=-2), timedelta(), "end"),
        (timedelta(hours=-2), timedelta(minutes=-1), "end"),
        (timedelta(minutes=-16), timedelta(hours=1), "start"),
        (timedelta(minutes=-15), timedelta(hours=1), None),
        (timedelta(), timedelta(hours=1), None),
    ],
)
def test_decide_refuses_the_past(start: timedelta, end: timedelta, field: str | None) -> None:
    verdict = judge(ask(Interval(NOW + start, NOW + end)), diary(ROOM))

    found = (verdict.reason, verdict.field) if isinstance(verdict, Refused) else None
    assert found == (None if field is None else (Reason.IN_THE_PAST, field))


def test_decide_lets_a_booking_under_way_keep_its_start() -> None:
    mine = Interval(NOW - timedelta(hours=3), NOW + timedelta(hours=1))
    longer = Interval(mine.start, mine.end + timedelta(hours=1))

    assert reason_of(judge(ask(longer, changes=5), diary(ROOM, replaces=standing(mine)))) is None
    assert reason_of(judge(ask(longer), diary(ROOM))) is Reason.IN_THE_PAST


@pytest.mark.parametrize(("day", "reason"), [("2026-12-08", None), ("2026-12-09", Reason.TOO_FAR_AHEAD)])
def test_decide_counts_the_horizon_in_local_days(day: str, reason: Reason | None) -> None:
    facts = diary(ROOM, rules=[rule(RuleField.HORIZON_DAYS, 14)])

    assert reason_of(judge(ask(between("23:00", "23:30", day)), facts)) is reason


@pytest.mark.parametrize(
    ("now", "last"),
    [("2027-03-27T23:30", "Sunday 28 March 2027"), ("2026-10-24T23:30", "Sunday 25 October 2026")],
)
def test_decide_names_the_last_day_that_can_be_booked_over_a_clock_change(now: str, last: str) -> None:
    facts = diary(ROOM, rules=[rule(RuleField.HORIZON_DAYS, 1)])

    verdict = judge(ask(between("09:00", "10:00", "2027-06-01")), facts, london(now))

    assert why_of(verdict) == f"Room 1000 can be booked up to 1 day ahead. Choose a day up to {last}."


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [(29, Reason.TOO_SHORT), (30, None), (240, None), (241, Reason.TOO_LONG)],
)
def test_decide_keeps_lengths_within_the_rules(minutes: int, reason: Reason | None) -> None:
    rules = [rule(RuleField.MIN_LENGTH_MIN, 30), rule(RuleField.MAX_LENGTH_MIN, 240)]
    interval = Interval(MORNING.start, MORNING.start + timedelta(minutes=minutes))

    assert reason_of(judge(ask(interval), diary(ROOM, rules=rules))) is reason


@pytest.mark.parametrize(("minutes", "reason"), [(1440, None), (1441, Reason.TOO_LONG)])
def test_decide_never_takes_more_than_24_hours(minutes: int, reason: Reason | None) -> None:
    interval = Interval(MORNING.start, MORNING.start + timedelta(minutes=minutes))

    assert reason_of(judge(ask(interval), diary(ROOM))) is reason


@pytest.mark.parametrize(("people", "reason"), [(8, None), (9, Reason.TOO_MANY_PEOPLE), (0, Reason.BAD_FIELD)])
def test_decide_keeps_people_within_the_seats(people: int, reason: Reason | None) -> None:
    assert reason_of(judge(ask(people=people), diary(ROOM))) is reason


def test_decide_says_seats_in_the_singular() -> None:
    desk = room(1, kind=ResourceKind.DESK, seats=1)

    assert why_of(judge(ask(people=2, of=desk), diary(desk))) == (
        "Room 1 is for up to 1 person, and you asked for 2. Choose a larger room or fewer people."
    )


OFFICE = ((ClockSpan(480, 1080),),) * 5 + ((),) * 2


@pytest.mark.parametrize(
    ("day", "start", "end", "why"),
    [
        (
            "2026-11-25",
            "07:00",
            "09:00",
            "Room 1000 is not open for the whole of 7am to 9am on Wednesday 25 November 2026. "
            "On Wednesdays it is open 8am to 6pm. Choose another time.",
        ),
        (
            "2026-11-28",
            "09:00",
            "10:00",
            "Room 1000 is not open for the whole of 9am to 10am on Saturday 28 November 2026. "
            "It does not open on Saturdays. Choose another time.",
        ),
        ("2026-12-25", "09:00", "10:00", "Room 1000 is closed then: Christmas Day. Choose another time."),
    ],
)
def test_decide_says_why_a_place_is_closed(day: str, start: str, end: str, why: str) -> None:
    rules = [
        rule(RuleField.OPENING, OFFICE),
        rule(RuleField.CLOSED_DAY, ClosedDay(datetime(2026, 12, 25, tzinfo=UTC).date(), "Christmas Day")),
    ]
    verdict = judge(ask(between(start, end, day)), diary(ROOM, rules=rules))

    assert (reason_of(verdict), why_of(verdict)) == (Reason.CLOSED, why)


def test_decide_blames_the_day_of_a_night_that_is_not_open() -> None:
    """A night from a Wednesday that is open all day into a Thursday that opens at 8am, and into a closed Thursday."""
    week = tuple((ClockSpan(0, 1440),) if day == 2 else (ClockSpan(480, 1080),) for day in range(7))
    hours = rule(RuleField.OPENING, week)
    drill = rule(RuleField.CLOSED_DAY, ClosedDay(datetime(2026, 11, 26, tzinfo=UTC).date(), "Fire alarm test"))
    night = Interval(london("2026-11-25T22:00"), london("2026-11-26T02:00"))

    words = [why_of(judge(ask(night), diary(ROOM, rules=rules))) for rules in ((hours,), (hours, drill))]

    assert words == [
        "Room 1000 is not open for the whole of 10pm on Wednesday 25 November 2026 to 2am on "
        "Thursday 26 November 2026. On Thursdays it is open 8am to 6pm. Choose another time.",
        "Room 1000 is closed then: Fire alarm test. Choose another time.",
    ]


def test_decide_does_not_blame_a_closed_day_that_begins_when_the_booking_ends() -> None:
    """Christmas Eve until midnight: the doors close at 6pm; Christmas Day has nothing to do with it."""
    rules = [
        rule(RuleField.OPENING, OFFICE),
        rule(RuleField.CLOSED_DAY, ClosedDay(datetime(2026, 12, 25, tzinfo=UTC).date(), "Christmas Day")),
    ]
    evening = Interval(london("2026-12-24T20:00"), london("2026-12-25T00:00"))

    verdict = judge(ask(evening), diary(ROOM, rules=rules))

    assert why_of(verdict) == (
        "Room 1000 is not open for the whole of 8pm on Thursday 24 December 2026 to midnight on "
        "Friday 25 December 2026. On Thursdays it is open 8am to 6pm. Choose another time."
    )
