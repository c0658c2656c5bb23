"""People who ask at once for two desks side by side: one of the two is used; and the control, where both are."""

import sys
from collections import Counter
from datetime import time, timedelta

import pytest

from booking.actions.service import Service
from tests.race.crowd import CROWD, Crowd, in_days, sit_in_a_row
from tests.race.outside import OVERLAPS, count
from tests.race.starter import Answer, Ask, askers
from tests.race.test_one_winner import CONTROL_ROUNDS, ROUNDS
from tests.served import Setting, free_port, serving, started

pytestmark = pytest.mark.xdist_group("served")

SIDE_BY_SIDE = """
SELECT count(*) FROM booking AS one
  JOIN seat_pair AS pair ON pair.one_id = one.resource_id AND pair.distance_mm < 2000
  JOIN booking AS two ON two.resource_id = pair.other_id
  AND two.starts_at < one.ends_at AND one.starts_at < two.ends_at
WHERE one.state IN ('requested', 'confirmed', 'checked_in') AND two.state IN ('requested', 'confirmed', 'checked_in')
"""
"""Pairs of live bookings of desks nearer than 2 m that overlap, by the bookings' own times."""


@pytest.fixture
def row(service: Service, crowd: Crowd) -> Crowd:
    """The crowd, and four desks in a row, 1.6 m apart, where people keep 2 m apart."""
    sit_in_a_row(service, crowd)
    return crowd


def round_of(row: Crowd, number: int) -> list[Ask]:
    """Half of the crowd asks for the first desk and half for the one beside it, on a day that no other round uses."""
    start = in_days(number + 1, time(9))
    body = {"start": start.isoformat(), "end": (start + timedelta(hours=8)).isoformat(), "people": 1}
    return [
        Ask(token, "/api/v1/bookings", {**body, "resource_id": row.desks[place % 2]})
        for place, token in enumerate(row.tokens)
    ]


def test_race_for_two_desks_side_by_side_has_one_winner_a_round(row: Crowd, setting: Setting, engine_name: str) -> None:
    workers = 2 if engine_name == "postgresql" else 1
    rounds: list[list[Answer]] = []
    with serving(setting, workers=workers) as served, askers(served.port, CROWD) as asking:
        rounds += [asking.ask(round_of(row, number)) for number in range(ROUNDS)]

    won = [Counter(answer.verdict for answer in answers) for answers in rounds]
    half = CROWD // 2
    assert won == [{(201, None): 1, (409, "taken"): half - 1, (409, "too_close"): half}] * ROUNDS
    assert count(setting.database_url, SIDE_BY_SIDE) == 0
    assert count(setting.database_url, OVERLAPS) == 0
    assert count(setting.database_url, "SELECT count(*) FROM booking") == ROUNDS


def test_race_without_the_lock_lets_people_sit_side_by_side(row: Crowd, setting: Setting, engine_name: str) -> None:
    """The overlap guard stands, and knows nothing of neighbours."""
    port, workers = free_port(), 2 if engine_name == "postgresql" else 1
    command = [sys.executable, "-m", "tests.race.unlocked_app", str(port), str(workers)]
    close, rounds = 0, 0
    with (
        started(command, port, setting.environment, setting.data_dir / "unlocked.log") as unlocked,
        askers(unlocked.port, CROWD) as asking,
    ):
        while close == 0 and rounds < CONTROL_ROUNDS:
            asking.ask(round_of(row, rounds))
            close, rounds = count(setting.database_url, SIDE_BY_SIDE), rounds + 1

    assert close > 0
