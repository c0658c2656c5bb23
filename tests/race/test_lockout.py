"""People who ask at once for one desk at two times of a day that a lockout keeps apart: one of them has it."""

import sys
from collections import Counter
from datetime import time, timedelta

import pytest

from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.policy import Rule, RuleField, RuleScope
from booking.store.policies import write_rules
from tests.race.crowd import CROWD, Crowd, drop_constraint, in_days
from tests.race.outside import count
from tests.race.starter import Answer, Ask, askers
from tests.race.test_one_winner import CONTROL_ROUNDS, ROUNDS
from tests.served import Setting, free_port, serving, started

pytestmark = pytest.mark.xdist_group("served")

LOCKED_HOURS = 24
WITHIN_THE_LOCK = """
SELECT one.starts_at, one.ends_at, two.starts_at FROM booking AS one
  JOIN booking AS two ON two.resource_id = one.resource_id AND two.id <> one.id
WHERE one.state IN ('requested', 'confirmed', 'checked_in') AND two.state IN ('requested', 'confirmed', 'checked_in')
  AND two.starts_at >= one.starts_at AND two.starts_at < {locked_until}
"""
UNTIL = {
    "postgresql": "one.ends_at + interval '24 hours'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', one.ends_at, '+24 hours')",
}


@pytest.fixture
def locked(service: Service, crowd: Crowd) -> Crowd:
    """The crowd, where every desk of the first floor is locked for a day after each use."""
    rule = Rule(RuleScope.FLOOR, int(crowd.floor_ids[0]), ResourceKind.DESK, RuleField.LOCKOUT_HOURS, LOCKED_HOURS)
    service.db.write(lambda tx: write_rules(tx, [rule]))
    return crowd


def count_within(setting: Setting, engine_name: str) -> int:
    """Pairs of live bookings of a desk of which one begins before the other's lock has passed, by their own times."""
    pairs = WITHIN_THE_LOCK.format(locked_until=UNTIL[engine_name])
    return count(setting.database_url, f"SELECT count(*) FROM ({pairs}) AS pairs")  # noqa: S608 - our own words


def round_of(crowd: Crowd, number: int) -> list[Ask]:
    """Half of the crowd asks for 9am and half for noon, of a day that no other round's lock reaches."""
    asks = []
    for place, token in enumerate(crowd.tokens):
        start = in_days(3 * number + 1, time(9 if place % 2 else 12))
        body = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat(), "people": 1}
        asks.append(Ask(token, "/api/v1/bookings", {**body, "resource_id": crowd.desks[0]}))
    return asks


def test_race_for_two_times_that_a_lockout_keeps_apart_has_one_winner_a_round(
    locked: Crowd, setting: Setting, engine_name: str
) -> None:
    workers = 2 if engine_name == "postgresql" else 1
    rounds: list[list[Answer]] = []
    with serving(setting, workers=workers) as served, askers(served.port, CROWD) as asking:
        rounds += [asking.ask(round_of(locked, number)) for number in range(ROUNDS)]

    half = CROWD // 2
    morning = Counter({(201, None): 1, (409, "taken"): half - 1, (409, "locked_out"): half})
    noon = Counter({(201, None): 1, (409, "taken"): CROWD - 1})
    won = [Counter(answer.verdict for answer in answers) for answers in rounds]
    assert [each for each in won if each not in (morning, noon)] == []
    assert count_within(setting, engine_name) == 0
    assert count(setting.database_url, "SELECT count(*) FROM booking") == ROUNDS


def test_race_without_lock_and_guard_lets_people_in_before_the_lock_has_passed(
    service: Service, locked: Crowd, setting: Setting, engine_name: str
) -> None:
    """The guard of the database knows of the lockout, since a booking occupies its place until then; it is dropped."""
    drop_constraint(service)
    port, workers = free_port(), 2 if engine_name == "postgresql" else 1
    command = [sys.executable, "-m", "tests.race.unlocked_app", str(port), str(workers)]
    within, rounds = 0, 0
    with (
        started(command, port, setting.environment, setting.data_dir / "unlocked.log") as unlocked,
        askers(unlocked.port, CROWD) as asking,
    ):
        while within == 0 and rounds < CONTROL_ROUNDS:
            asking.ask(round_of(locked, rounds))
            within, rounds = count_within(setting, engine_name), rounds + 1

    assert within > 0
