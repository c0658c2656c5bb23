"""The benchmark's figures as a table: printed, and written as the page of the documentation."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"

_HEAD = (
    "| measured | p50 | p95 | a second | CPU ms, service | CPU ms, database | beside the machine's limit | wanted |\n"
    "|---|---|---|---|---|---|---|---|"
)

_ABOUT = """# How fast it is

Written by `make bench`, which fills an estate of 20 sites, 100 floors and 5,000 places with 120,000 bookings over 60
days, and drives the whole application: token, permission, rules, audit and outbox. Floors are chosen at random, the
tokens are those of 50 people, and five bookings a second come in while anything else is measured. Client and service
share the same processors.

CPU milliseconds are for one request; other work on the machine lengthens times more than it lengthens them. The limits
are of the same run: a bare route of the framework on the same server with as many processes, and a bare insert into the
same database.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: each part as it is shown; empty where it does not apply."""

    what: str
    p50: str = ""
    p95: str = ""
    per_second: str = ""
    service_ms: str = ""
    database_ms: str = ""
    beside: str = ""
    wanted: str = ""

    @property
    def row(self) -> str:
        """The line as a row of the table."""
        parts = (self.what, self.p50, self.p95, self.per_second, self.service_ms, self.database_ms, self.beside)
        return f"| {' | '.join((*parts, self.wanted))} |"


def describe_machine() -> str:
    """What the figures were measured on, without names."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} processors, {memory_gb:.0f} GB, Linux, Python {platform.python_version()}"


def print_head(title: str) -> None:
    """Begin a table."""
    print(f"\n## {title}\n\n{_HEAD}", flush=True)


def print_figure(figure: Figure) -> None:
    """Add a line to it."""
    print(figure.row, flush=True)


def write_page(parts: Iterable[tuple[str, Iterable[Figure]]]) -> None:
    """Write the page: each part a title and its figures."""
    tables = [f"## {title}\n\n{_HEAD}\n" + "\n".join(each.row for each in figures) for title, figures in parts]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n\n".join([f"{_ABOUT}\nMeasured on: {describe_machine()}.", *tables]) + "\n", "utf-8")
