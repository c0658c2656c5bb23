"""The benchmark's figures as tables: printed, and written as the page of the documentation."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.wanted import Line, Want, find_missed, find_unmeasured, show_met, show_wanted

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"

COLUMNS = (
    *("measured", "p50", "p95", "a second", "CPU ms, service", "CPU ms, database", "beside the machine's limit"),
    *("wanted", "met"),
)

PARTS = ("PostgreSQL", "SQLite", "Without a database", "Race for one desk")
"""What the titles of the page's tables begin with, in their order."""

_ABOUT = """# How fast it is

Written by `make bench`, which fills an estate of 20 sites, 100 floors and 5,000 places with 120,000 bookings over 60
days, and drives the whole application: token, permission, rules, audit and outbox. Floors are chosen at random, the
tokens are those of 50 people, and five bookings a second come in while anything else is measured. Client and service
share the same processors.

CPU milliseconds are for one request; other work on the machine lengthens times more than it lengthens them. The limits
are of the same run: a bare route of the framework on the same server with as many processes, and a bare insert into the
same database.

What is wanted in **bold** hardly depends on the machine: the benchmark ends with 1 where it is missed. Times and rates
are met or not on the machine they were measured on; 1,000 and 2,500 answers a second are wanted of two processes, so
not of SQLite, which is served by one.

The race is run by `python -m tests.bench --race`: in each round 64 people ask two processes at the same moment for the
same desk, and one of them may have it.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the main tables: each part as it is shown; empty where it does not apply."""

    what: str
    p50: str = ""
    p95: str = ""
    per_second: str = ""
    service_ms: str = ""
    database_ms: str = ""
    beside: str = ""
    wanted: tuple[Want, ...] = ()

    @property
    def row(self) -> str:
        """The line as a row of the table."""
        parts = (self.what, self.p50, self.p95, self.per_second, self.service_ms, self.database_ms, self.beside)
        return write_row(*parts, show_wanted(self.wanted), show_met(self.wanted))


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the page; its title begins with one of `PARTS`, a comma behind it where it goes on."""

    title: str
    columns: Sequence[str] = COLUMNS
    lines: list[Line] = field(default_factory=list)

    def begin(self) -> None:
        """Show its head."""
        print(f"\n## {self.title}\n\n{self._head}", flush=True)

    def add(self, line: Line) -> None:
        """Show a line and keep it."""
        self.lines.append(line)
        print(line.row, flush=True)

    @property
    def text(self) -> str:
        """The part as it is written."""
        rows = "\n".join(line.row for line in self.lines)
        return f"## {self.title}\n\nMeasured on: {describe_machine()}.\n\n{self._head}\n{rows}"

    @property
    def _head(self) -> str:
        return f"{write_row(*self.columns)}\n|{'---|' * len(self.columns)}"


def write_row(*parts: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(parts)} |"


def describe_machine() -> str:
    """What the figures were measured on, without names."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} processors, {memory_gb:.0f} GB, Linux, Python {platform.python_version()}"


def write_page(tables: Iterable[Table], page: Path = PAGE) -> None:
    """Write the page; of parts that were not measured now, it keeps what stands there."""
    parts = _read_parts(page) | {_part_of(table.title): table.text for table in tables}
    page.parent.mkdir(exist_ok=True)
    ordered = [parts.pop(part) for part in PARTS if part in parts]
    page.write_text("\n\n".join([_ABOUT.rstrip(), *ordered, *parts.values()]) + "\n", "utf-8")


def _read_parts(page: Path) -> dict[str, str]:
    if not page.exists():
        return {}
    _, *parts = page.read_text("utf-8").split("\n## ")
    return {_part_of(part.partition("\n")[0]): f"## {part.strip()}" for part in parts}


def _part_of(title: str) -> str:
    return title.partition(",")[0]


def conclude(tables: Iterable[Table], faults: Sequence[str], *, complete: bool) -> int:
    """Say what ends the benchmark with 1, and give its exit code.

    Args:
        tables: what was measured.
        faults: answers that were not as expected, in words.
        complete: whether a figure that could not be measured (no browser) is a miss, as it is in CI.
    """
    missed, unmeasured = list(faults), []
    for table in tables:
        part = _part_of(table.title)
        missed += [f"{part}: {line}" for line in find_missed(table.lines)]
        unmeasured += [f"{part}: {line}" for line in find_unmeasured(table.lines)]
    for line in missed:
        print(f"NOT MET: {line}")
    for line in unmeasured:
        print(f"NOT MEASURED: {line}")
    return 1 if missed or (complete and unmeasured) else 0
