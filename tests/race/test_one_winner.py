"""B0, B1: 64 simultaneous askers for one desk, from two processes; and the control, which must double-book."""

import os
import sys
from collections import Counter

import pytest

from booking.actions.service import Service
from tests.race.crowd import CROWD, Crowd, drop_constraint
from tests.race.one_desk import Times, identical, quantile_s, run_rounds, staggered
from tests.race.outside import OCCUPATION_OVERLAPS, OVERLAPS, count
from tests.race.starter import askers
from tests.served import Served, Setting, free_port, started

ROUNDS = int(os.environ.get("BOOKING_TEST_RACE_ROUNDS", "10"))
"""Rounds of each kind on each engine; 1,000 is a good number to leave running."""

CONTROL_ROUNDS = 10

pytestmark = pytest.mark.xdist_group("served")


@pytest.mark.parametrize("times", [identical, staggered])
def test_race_for_one_desk_has_one_winner_a_round(
    crowd: Crowd, served: Served, setting: Setting, times: Times, capsys: pytest.CaptureFixture[str]
) -> None:
    with askers(served.port, CROWD) as asking:
        rounds = run_rounds(asking, crowd, times, range(ROUNDS))

    url = setting.database_url
    won = [Counter(answer.verdict for answer in answers) for answers in rounds]
    assert won == [{(201, None): 1, (409, "taken"): CROWD - 1}] * ROUNDS
    assert count(url, OVERLAPS) == 0
    assert count(url, OCCUPATION_OVERLAPS) == 0
    assert count(url, "SELECT count(*) FROM booking") == ROUNDS
    assert count(url, "SELECT count(*) FROM occupation WHERE live") == ROUNDS
    with capsys.disabled():
        after_s = [answer.after_s for answers in rounds for answer in answers]
        slowest = f"p99 {quantile_s(after_s, 99) * 1000:.0f} ms"
        print(f"\nrace {url.partition(':')[0]} {times.__name__}: {ROUNDS} rounds of {CROWD}, 0 doubles, {slowest}")  # noqa: T201 - a figure to look at


def test_race_without_lock_and_constraint_double_books(
    service: Service, crowd: Crowd, setting: Setting, engine_name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    drop_constraint(service)
    port, workers = free_port(), 2 if engine_name == "postgresql" else 1
    command = [sys.executable, "-m", "tests.race.unlocked_app", str(port), str(workers)]
    doubles, rounds = 0, 0
    with (
        started(command, port, setting.environment, setting.data_dir / "unlocked.log") as unlocked,
        askers(unlocked.port, CROWD) as asking,
    ):
        while doubles == 0 and rounds < CONTROL_ROUNDS:
            run_rounds(asking, crowd, identical, range(rounds, rounds + 1))
            doubles, rounds = count(setting.database_url, OVERLAPS), rounds + 1

    assert doubles > 0
    with capsys.disabled():
        print(f"\ncontrol {engine_name}: {doubles} overlapping pairs after {rounds} rounds")  # noqa: T201 - a figure to look at
