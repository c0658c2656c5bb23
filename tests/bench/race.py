"""The race for one desk, long enough to trust: every round has one winner, and the database holds no two bookings."""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from booking.actions.service import Service
from booking.store.engine import Database
from booking.store.migrate import migrate
from tests.bench.report import Table, write_row
from tests.bench.wanted import Want, at_most, none_of, show_met, show_wanted
from tests.conftest import SECRET
from tests.postgres import Postgres, running_postgres
from tests.race.crowd import CROWD, Crowd, gather_crowd
from tests.race.one_desk import Times, identical, quantile_s, round_of, staggered
from tests.race.outside import OCCUPATION_OVERLAPS, OVERLAPS, count
from tests.race.starter import Answer, askers
from tests.served import Setting, serving

ROUNDS, QUICK_ROUNDS = 1000, 20
PROCESSES = 2
P99_MS = 1000
"""Who loses such a race is told so within a second."""

WAYS: tuple[tuple[str, Times], ...] = (("the same times", identical), ("times 15 minutes apart", staggered))
COLUMNS = (
    *(f"{CROWD} ask at once for one desk", "rounds", "double bookings", "errors", "rounds without one winner"),
    *("p50, ms", "p99, ms", "wanted", "met"),
)
_WON, _LOST = (201, None), (409, "taken")


@dataclass(slots=True)
class Race:
    """What came of one way of asking.

    Attributes:
        what: the way.
        rounds: how many were run; the race breaks off at the first answer that never came.
        errors: answers other than a booking and a refusal because the desk is taken, and answers that never came.
        unwon: rounds in which not exactly one person was given the desk.
        doubles: pairs of live bookings of one desk that overlap, counted in the database afterwards.
        after_s: how long each answer took.
    """

    what: str
    rounds: int = 0
    errors: int = 0
    unwon: int = 0
    doubles: int = 0
    after_s: list[float] = field(default_factory=list)

    def note(self, answers: Sequence[Answer | None]) -> None:
        """Count one round's answers."""
        verdicts = Counter(_judge(answer) for answer in answers)
        self.rounds += 1
        self.errors += len(answers) - verdicts[_WON] - verdicts[_LOST]
        self.unwon += verdicts[_WON] != 1
        self.after_s += [answer.after_s for answer in answers if answer]

    @property
    def wanted(self) -> tuple[Want, ...]:
        """All but the time binds."""
        return (
            none_of(self.doubles, "double bookings"),
            none_of(self.errors, "errors"),
            none_of(self.unwon, "rounds without one winner", words="one winner a round"),
            at_most(self._quantile_ms(99), P99_MS, "ms", of="p99"),
        )

    @property
    def row(self) -> str:
        """The line as a row of the table."""
        counts = (f"{number:,}" for number in (self.rounds, self.doubles, self.errors, self.unwon))
        times = (f"{found:.0f}" if found else "" for found in (self._quantile_ms(50), self._quantile_ms(99)))
        return write_row(self.what, *counts, *times, show_wanted(self.wanted), show_met(self.wanted))

    def _quantile_ms(self, percent: int) -> float | None:
        return quantile_s(self.after_s, percent) * 1000 if self.after_s else None


def _judge(answer: Answer | None) -> tuple[int, str | None] | None:
    """Status, and the reason of a refusal; what failed need not have one that can be read."""
    if answer is None:
        return None
    return answer.verdict if answer.status == 409 else (answer.status, None)


def race_for_one_desk(rounds: int) -> Table:
    """Run so many rounds of each way on a PostgreSQL that keeps what it is told, served by two processes."""
    table = Table(f"Race for one desk, PostgreSQL, {PROCESSES} processes", COLUMNS)
    table.begin()
    with running_postgres(durable=True) as postgres:
        for what, times in WAYS:
            table.add(run_race(postgres, what, times, rounds))
    return table


def run_race(postgres: Postgres, what: str, times: Times, rounds: int) -> Race:
    """Run one way in a database of its own."""
    race, name = Race(what), f"race_{uuid4().hex}"
    url = postgres.create_database(name)
    try:
        with tempfile.TemporaryDirectory() as folder:
            crowd, setting = _gather(url, Path(folder)), Setting(url, Path(folder))
            with serving(setting, workers=PROCESSES) as served, askers(served.port, CROWD) as asking:
                _run_rounds(race, rounds, lambda number: asking.try_asking(round_of(crowd, times, number)))
        race.doubles = count_doubles(url)
    finally:
        postgres.drop_database(name)
    return race


def _run_rounds(race: Race, rounds: int, ask: Callable[[int], Sequence[Answer | None]]) -> None:
    for number in range(rounds):
        answers = ask(number)
        race.note(answers)
        if None in answers:
            return


def count_doubles(url: str) -> int:
    """Pairs that overlap, by the bookings' own times or by what they occupy, whichever are more."""
    return max(count(url, OVERLAPS), count(url, OCCUPATION_OVERLAPS))


def _gather(url: str, folder: Path) -> Crowd:
    anchors = folder / "audit-anchors.txt"
    with closing(Database(url, anchors=anchors)) as database:
        migrate(database)
        return gather_crowd(Service(database, SECRET, anchors))
