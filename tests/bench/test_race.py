"""The race of the benchmark: what it counts of hand-made answers and rows, and a short one in earnest."""

import json
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import insert

from booking.actions.service import Service
from booking.store import tables
from booking.store.engine import Tx
from tests.bench.fill import _booking
from tests.bench.race import Race, _run_rounds, count_doubles, run_race
from tests.bench.wanted import find_missed
from tests.postgres import Postgres
from tests.race.crowd import CROWD, drop_constraint, gather_crowd
from tests.race.one_desk import quantile_s, staggered
from tests.race.starter import Answer

WANTED = "**no double bookings**; **no errors**; **one winner a round**; p99 at most 1,000 ms"


def answer(status: int, reason: str = "", after_s: float = 0.1) -> Answer:
    return Answer(status, MappingProxyType({}), json.dumps({"reason": reason} if reason else {}), after_s)


def raced(*rounds: list[Answer | None], doubles: int = 0) -> Race:
    race = Race("the same times", doubles=doubles)
    for answers in rounds:
        race.note(answers)
    return race


def test_rounds_with_one_winner_each_are_met() -> None:
    won, lost = answer(201, after_s=0.04), answer(409, "taken", after_s=0.12)

    race = raced([lost, won, lost], [won, lost, lost])

    assert race.row == f"| the same times | 2 | 0 | 0 | 0 | 120 | 120 | {WANTED} | met |"
    assert find_missed([race]) == []


@pytest.mark.parametrize(
    ("answers", "missed"),
    [
        ([answer(201), answer(201)], ["1 rounds without one winner, wanted one winner a round"]),
        ([answer(409, "taken")] * 2, ["1 rounds without one winner, wanted one winner a round"]),
        ([answer(201), answer(503)], ["1 errors, wanted no errors"]),
        ([answer(201), Answer(502, MappingProxyType({}), "<html>", 0.1)], ["1 errors, wanted no errors"]),
        ([answer(201), answer(409, "locked_out")], ["1 errors, wanted no errors"]),
        ([answer(201), None], ["1 errors, wanted no errors"]),
    ],
)
def test_round_that_went_wrong_is_named(answers: list[Answer | None], missed: list[str]) -> None:
    fine: list[Answer | None] = [answer(201), answer(409, "taken")]

    assert find_missed([raced(fine, answers, fine)]) == [f"the same times: {line}" for line in missed]


def test_race_breaks_off_at_an_answer_that_never_came() -> None:
    rounds: list[list[Answer | None]] = [[answer(201), answer(409, "taken")], [answer(201), None], [answer(201)]]
    broken, whole = Race("the same times"), Race("the same times")

    _run_rounds(broken, 3, lambda number: rounds[number])
    _run_rounds(whole, 3, lambda _number: rounds[0])

    assert (broken.rounds, broken.errors, whole.rounds, whole.errors) == (2, 1, 3, 0)


def test_double_bookings_are_named() -> None:
    race = raced([answer(201), answer(409, "taken")], doubles=3)

    assert find_missed([race]) == ["the same times: 3 double bookings, wanted no double bookings"]


def test_slow_answers_are_shown_and_end_nothing() -> None:
    race = raced([answer(201), *[answer(409, "taken", 1.2)] * 63])

    assert race.row.endswith("| 1200 | 1200 | " + WANTED + " | not met: p99 1,000 ms |")
    assert find_missed([race]) == []


def test_quantile_is_the_time_within_which_so_many_came() -> None:
    seconds = [float(number) for number in range(200, 0, -1)]

    assert [quantile_s(seconds, percent) for percent in (50, 99, 100)] == [101.0, 199.0, 200.0]
    assert quantile_s([0.5], 99) == 0.5


@pytest.mark.parametrize(
    ("begin", "occupied", "doubles"),
    [
        ((0, 8), ((0, 8), (8, 16)), 0),
        ((0, 7), ((0, 8),), 1),
        ((0, 8), ((0, 9), (8, 16)), 1),
        ((0, 1, 2), ((0, 8), (8, 16)), 3),
    ],
)
def test_overlap_is_counted_of_the_bookings_and_of_what_they_occupy(
    service: Service, database_url: str, begin: tuple[int, ...], occupied: tuple[tuple[int, int], ...], doubles: int
) -> None:
    """Bookings of eight hours that begin so many hours after nine; and what is occupied, in hours after nine."""
    crowd, nine = gather_crowd(service, people=1, desks=2), datetime(2026, 11, 25, 9, tzinfo=UTC)
    drop_constraint(service)

    def after(hours: int) -> datetime:
        return nine + timedelta(hours=hours)

    def write(tx: Tx) -> None:
        person_id = int(crowd.person_ids[0])
        bookings = [_booking(number, 1, person_id, after(hours)) for number, hours in enumerate(begin, start=1)]
        tx.execute(insert(tables.booking), bookings)
        ranges = [{"starts_at": after(start), "until_at": after(until)} for start, until in occupied]
        tx.execute(insert(tables.occupation), [{"booking_id": 1, "atom_id": 1, "live": True, **one} for one in ranges])

    service.db.write(write)

    assert count_doubles(database_url) == doubles


@pytest.mark.xdist_group("served")
def test_short_race_runs_in_earnest(postgres: Postgres) -> None:
    race = run_race(postgres, "times 15 minutes apart", staggered, 2)

    assert (race.rounds, race.doubles, race.errors, race.unwon) == (2, 0, 0, 0)
    assert len(race.after_s) == 2 * CROWD
