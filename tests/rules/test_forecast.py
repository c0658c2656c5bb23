"""The forecast of a rule equals what then happens when people book by the real rules, day after day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.model.bookings import Request
from booking.model.decisions import Accepted
from booking.model.diary import Occupied
from booking.model.estate import Resource, ResourceKind
from booking.model.ids import BookingId, PersonId, Ref
from booking.model.policy import ClockSpan, ClosedDay, Closure, Rule, RuleField, RuleScope
from booking.model.spacing import SeatPair, find_neighbours
from booking.model.time import Interval
from booking.rules.decide import decide
from booking.rules.forecast import DAYS_AHEAD, count_usable, fill_order, find_use, forecast
from booking.rules.policy import resolve_policy
from tests.rules.facts import (
    FLOOR,
    LONDON,
    NOW,
    ORGANISATION,
    OTHER_FLOOR,
    SITE,
    actor,
    diary,
    london,
    room,
    rule,
    site,
)

FIVE_DAYS = ((ClockSpan(480, 1080),),) * 5 + ((), ())
OPEN = rule(RuleField.OPENING, FIVE_DAYS)
MONDAY = date(2026, 11, 30)
DESKS = tuple(room(1000 + number, kind=ResourceKind.DESK, seats=1) for number in range(4))
PAIRS = tuple(SeatPair(one.id, other.id, 1500) for one, other in pairwise(DESKS))
SITES = {SITE: site()}


def days_from(first: date) -> list[date]:
    return [first + timedelta(days=step) for step in range(DAYS_AHEAD)]


def usable(*rules: Rule, first: date = MONDAY, pairs: Sequence[SeatPair] = (), now: datetime = NOW) -> tuple[int, ...]:
    near = find_neighbours(pairs, DESKS)
    return count_usable(DESKS, SITES, (OPEN, *rules), days=days_from(first), now=now, neighbours=near)


def happens(*rules: Rule, first: date = MONDAY, pairs: Sequence[SeatPair] = ()) -> tuple[int, ...]:
    """Book every desk on every day for as long as it can be, through the function that decides, and count."""
    every, holds, counted = (OPEN, *rules), list[Occupied](), []
    near = find_neighbours(pairs, DESKS)
    for on in days_from(first):
        made = 0
        for desk in fill_order(DESKS, near):
            use = find_use(on, resolve_policy(every, desk, ORGANISATION, on), LONDON, NOW)
            if use is None:
                continue
            request = Request(desk.id, PersonId(1), use)
            others: list[Resource] = [other for other in DESKS if other is not desk]
            facts = diary(desk, *others, occupied=holds, rules=every, pairs=pairs)
            verdict = decide(request, facts, actor(), NOW)
            if isinstance(verdict, Accepted):
                made += 1
                until = verdict.draft.occupies.end
                holds.append(Occupied(desk.id, BookingId(len(holds) + 1), PersonId(2), use, until))
        counted.append(made)
    return tuple(counted)


def test_lockout_of_72_hours_leaves_30_percent_of_a_five_day_week() -> None:
    """By hand, of one desk: Monday, Friday; Tuesday; Monday, Friday; Tuesday: 6 of 20 days."""
    after = (OPEN, rule(RuleField.LOCKOUT_HOURS, 72))
    found = forecast(DESKS, SITES, before=(OPEN,), after=after, first=MONDAY, now=NOW)

    assert (found.places, found.before, found.after) == (4, 80, 24)
    used = [day.on for day in found.days if day.after]
    assert used == [date(2026, 11, 30), date(2026, 12, 4), date(2026, 12, 8), date(2026, 12, 14), date(2026, 12, 18), date(2026, 12, 22)]  # fmt: skip  # noqa: E501
    assert {day.after for day in found.days} == {0, 4}


@pytest.mark.parametrize(("hours", "share"), [(0, 80), (16, 80), (17, 48), (24, 48), (48, 32), (72, 24), (168, 16)])
def test_lockouts_leave_as_many_desk_days_as_counted_by_hand(hours: int, share: int) -> None:
    """Used from 9am to 5pm: 16 hours end at 9am, 24 cost the next day, 48 two; a week moves each use by a day."""
    assert sum(usable(rule(RuleField.LOCKOUT_HOURS, hours))) == share


def test_spacing_leaves_every_other_desk_of_a_row() -> None:
    assert usable(rule(RuleField.SPACING_CM, 200), pairs=PAIRS)[:7] == (2, 2, 2, 2, 2, 0, 0)
    assert usable(rule(RuleField.SPACING_CM, 100), pairs=PAIRS)[:7] == (4, 4, 4, 4, 4, 0, 0)


def test_closure_takes_its_days_and_closed_days_take_theirs() -> None:
    closed = rule(RuleField.CLOSED_DAY, ClosedDay(date(2026, 12, 4), "stocktaking"))

    assert usable(shut("2026-12-01T00:00", "2026-12-02T12:00"), closed)[:7] == (4, 0, 4, 4, 0, 0, 0)


def shut(start: str, end: str, scope: RuleScope = RuleScope.SITE, scope_id: int = SITE) -> Rule:
    """A closure of everything at the site, or of one thing."""
    times = Interval(london(start), london(end))
    return Rule(scope, scope_id, None, RuleField.CLOSED_DAY, Closure(Ref(f"c{start}{scope_id}"), times, "flood"))


def test_closure_takes_the_places_that_it_closes_and_no_others() -> None:
    one = shut("2026-12-01T00:00", "2026-12-02T00:00", RuleScope.RESOURCE, DESKS[0].id)
    other = shut("2026-12-01T00:00", "2026-12-03T00:00", RuleScope.RESOURCE, DESKS[3].id)
    floor = shut("2026-12-04T00:00", "2026-12-05T00:00", RuleScope.FLOOR, FLOOR)
    elsewhere = shut("2026-11-30T00:00", "2026-12-31T00:00", RuleScope.FLOOR, OTHER_FLOOR)

    assert usable(one, other, floor, elsewhere)[:7] == (4, 2, 3, 4, 0, 0, 0)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("07:45", 4),  # a quarter of an hour before the closure: as long as the shortest booking
        ("07:46", 0),
        ("08:00", 0),
    ],
)
def test_time_that_has_passed_cannot_be_used(now: str, left: int) -> None:
    """Open from 7am, closed from 8am on: only the hour between them is left of the day."""
    early = rule(RuleField.OPENING, ((ClockSpan(420, 1080),),) * 7)
    closed = shut("2026-11-30T08:00", "2026-12-01T00:00")
    days = days_from(MONDAY)

    counted = count_usable(DESKS, SITES, (early, closed), days=days, now=london(f"2026-11-30T{now}"))

    assert counted[:3] == (left, 4, 4)


@pytest.mark.parametrize(("now", "left"), [("12:00", 4), ("16:50", 4), ("17:46", 0), ("22:00", 0)])
def test_rest_of_today_counts_as_long_as_the_shortest_booking_fits(now: str, left: int) -> None:
    """Open until 6pm: at ten to five ten minutes are left of the working day, but more of the opening."""
    assert usable(now=london(f"2026-11-30T{now}"))[:2] == (left, 4)


RULES = st.lists(
    st.one_of(
        st.builds(lambda hours: rule(RuleField.LOCKOUT_HOURS, hours), st.integers(0, 200)),
        st.builds(lambda minutes: rule(RuleField.TURNAROUND_MIN, minutes), st.integers(0, 1440)),
        st.builds(lambda minutes: rule(RuleField.SETUP_MIN, minutes), st.integers(0, 1440)),
        st.builds(lambda cm: rule(RuleField.SPACING_CM, cm), st.integers(0, 300)),
        st.builds(lambda minutes: rule(RuleField.MAX_LENGTH_MIN, minutes), st.integers(30, 1440)),
    ),
    max_size=3,
    unique_by=lambda each: each.field,
)


@settings(max_examples=25, deadline=None)
@given(RULES, st.sampled_from([MONDAY, date(2027, 3, 22), date(2026, 10, 22)]))
def test_forecast_equals_what_then_happens(rules: list[Rule], first: date) -> None:
    """Over both changes of the clock too."""
    when = max(first, MONDAY)

    assert usable(*rules, first=when, pairs=PAIRS) == happens(*rules, first=when, pairs=PAIRS)
