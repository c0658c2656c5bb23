"""B0, B1: 64 simultaneous askers for one desk, from two processes; and the control, which must double-book."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

import pytest

from booking.actions.service import Service
from tests.race.crowd import CROWD, Crowd, drop_constraint, in_days
from tests.race.outside import OCCUPATION_OVERLAPS, OVERLAPS, count
from tests.race.starter import Answer, Ask, Askers, askers
from tests.served import Served, Setting, free_port, started

ROUNDS = int(os.environ.get("BOOKING_TEST_RACE_ROUNDS", "10"))
"""Rounds of each kind on each engine; 1,000 is a good number to leave running."""

CONTROL_ROUNDS = 10
DAYS_A_ROUND = 2
HORIZON_DAYS = 360

pytestmark = pytest.mark.xdist_group("served")

Times = Callable[[datetime, int], tuple[datetime, datetime]]


def identical(day: datetime, _place: int) -> tuple[datetime, datetime]:
    return day + timedelta(hours=9), day + timedelta(hours=17)


def staggered(day: datetime, place: int) -> tuple[datetime, datetime]:
    """Every one starts 15 minutes after the one before, and all 64 overlap: the last starts as the first ends."""
    start = day + timedelta(minutes=15) * place
    return start, start + timedelta(hours=16)


def round_of(crowd: Crowd, times: Times, number: int) -> list[Ask]:
    """What the whole crowd asks for in one round: a desk and days that no other round uses."""
    lap, place = divmod(number * DAYS_A_ROUND, HORIZON_DAYS - DAYS_A_ROUND)
    day = in_days(place + 1, time(0))
    return [Ask(token, "/api/v1/bookings", _body(crowd, lap, times(day, n))) for n, token in enumerate(crowd.tokens)]


def _body(crowd: Crowd, lap: int, times: tuple[datetime, datetime]) -> dict[str, object]:
    start, end = (edge.isoformat() for edge in times)
    return {"resource_id": crowd.desks[lap], "start": start, "end": end, "people": 1}


def run_rounds(asking: Askers, crowd: Crowd, times: Times, rounds: range) -> list[list[Answer]]:
    return [asking.ask(round_of(crowd, times, number)) for number in rounds]


def p99_s(rounds: Sequence[Sequence[Answer]]) -> float:
    after = sorted(answer.after_s for answers in rounds for answer in answers)
    return after[len(after) * 99 // 100]


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
        slowest = f"p99 {p99_s(rounds) * 1000:.0f} ms"
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
