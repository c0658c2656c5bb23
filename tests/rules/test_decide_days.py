"""Local days around midnight and the days on which clocks change."""

from datetime import timedelta

import pytest

from booking.model.decisions import Reason
from booking.model.policy import RuleField
from booking.model.time import Interval
from tests.rules.facts import (
    Mine,
    diary,
    london,
    rule,
)
from tests.rules.judging import ROOM, ask, judge, reason_of


@pytest.mark.parametrize(
    ("now", "last", "too_far"),
    [
        ("2026-03-28T23:59", "2026-03-29T23:30", "2026-03-30T00:00"),
        ("2026-03-29T00:01", "2026-03-30T23:30", "2026-03-31T00:00"),
        ("2026-10-24T23:59", "2026-10-25T23:30", "2026-10-26T00:00"),
        ("2026-10-25T00:01", "2026-10-26T23:30", "2026-10-27T00:00"),
        ("2026-12-31T23:59", "2027-01-01T23:30", "2027-01-02T00:00"),
        ("2027-03-27T23:59", "2027-03-28T23:30", "2027-03-29T00:00"),
        ("2027-10-30T23:59", "2027-10-31T23:30", "2027-11-01T00:00"),
        ("2028-02-28T23:59", "2028-02-29T23:30", "2028-03-01T00:00"),
        ("2028-03-25T23:59", "2028-03-26T23:30", "2028-03-27T00:00"),
        ("2028-10-28T23:59", "2028-10-29T23:30", "2028-10-30T00:00"),
    ],
)
def test_decide_counts_a_horizon_of_one_day_to_the_end_of_tomorrow(now: str, last: str, too_far: str) -> None:
    facts = diary(ROOM, rules=[rule(RuleField.HORIZON_DAYS, 1)])
    half_an_hour = timedelta(minutes=30)

    asked = [ask(Interval(london(start), london(start) + half_an_hour)) for start in (last, too_far)]
    assert [reason_of(judge(one, facts, london(now))) for one in asked] == [None, Reason.TOO_FAR_AHEAD]


@pytest.mark.parametrize(
    ("held_at", "same_day", "other_day"),
    [
        ("2026-10-25T00:30", "2026-10-25T23:00", "2026-10-24T23:00"),
        ("2026-10-25T23:30", "2026-10-25T00:30", "2026-10-26T00:00"),
        ("2027-03-28T00:30", "2027-03-28T23:00", "2027-03-27T23:00"),
        ("2027-03-28T23:30", "2027-03-28T00:30", "2027-03-29T00:00"),
        ("2026-07-01T00:30", "2026-07-01T23:00", "2026-06-30T23:30"),
    ],
)
def test_decide_counts_a_limit_by_the_day_on_the_sites_clock(held_at: str, same_day: str, other_day: str) -> None:
    half_an_hour = timedelta(minutes=30)
    mine = Mine(Interval(london(held_at), london(held_at) + half_an_hour))
    facts = diary(ROOM, mine=[mine], rules=[rule(RuleField.MAX_PER_DAY, 1)])
    now = london("2026-06-01T09:00")

    asked = [ask(Interval(london(start), london(start) + half_an_hour)) for start in (same_day, other_day)]
    assert [reason_of(judge(one, facts, now)) for one in asked] == [Reason.LIMIT_REACHED, None]
