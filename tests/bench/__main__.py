"""`make bench`: fills the estate, runs the loads, prints each figure beside the machine's limit, and judges the CPU.

`--quick` fills a tenth of the estate and shortens the loads; its figures are for trying out, not for publishing.
`--engine none` measures only what needs no database. `--write` writes the figures as the page of the documentation.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from booking.actions.service import Service
from booking.store.engine import Database
from booking.store.migrate import migrate
from tests.bench.client import Call, Tally, make_call, run_load
from tests.bench.fill import Filled, Size, fill
from tests.bench.layouts import measure_layouts
from tests.bench.limits import measure_insert
from tests.bench.loads import Calls, create_calls, diary_calls, morning_calls, state_calls, unchanged_calls
from tests.bench.pages import browsing, count_clicks, measure_map
from tests.bench.report import Figure, print_figure, print_head, write_page
from tests.bench.server import (
    Running,
    bare_command,
    find_database_server,
    free_port,
    measure_help,
    serve,
    service_command,
)
from tests.postgres import running_postgres

_ENGINES = ("postgresql", "sqlite")
SECRET = "a secret key for the benchmark, and nothing else"
CPU_BUDGET_MS = {"state": 4.0, "morning": 2.0, "unchanged": 1.5, "diary": 12.0, "create": 12.0}
"""CPU milliseconds a request, server and database together; beyond it the benchmark fails. About twice what a quiet
machine of two slow cores takes."""


@dataclass(slots=True)
class Bench:
    """One engine's run: the service, what it is filled with, the limits, and what was found."""

    running: Running
    filled: Filled
    bare: Tally
    insert_ms: float
    counts: dict[str, int]
    figures: list[Figure] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def note(self, figure: Figure) -> None:
        """Show a figure and keep it."""
        self.figures.append(figure)
        print_figure(figure)


def main() -> int:
    """Run the benchmark on each engine asked for; 1 where a CPU budget was broken or an answer was not as expected."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--engine", choices=(*_ENGINES, "both", "none"), default="both")
    asked = parser.parse_args()
    parts: list[tuple[str, list[Figure]]] = []
    over: list[str] = []
    for engine in {"both": _ENGINES, "none": ()}.get(asked.engine, (asked.engine,)):
        with _begun(engine, quick=asked.quick) as (title, bench):
            print_head(title)
            _run(bench)
            parts.append((title, bench.figures))
            over += [f"{engine}: {line}" for line in bench.over]
    with_layouts, late = _measure_without_database()
    parts.append(with_layouts)
    over += late
    for line in over:
        print(f"OVER BUDGET: {line}")
    if asked.write:
        write_page(parts)
    return 1 if over else 0


def _measure_without_database() -> tuple[tuple[str, list[Figure]], list[str]]:
    title, figures, over = "Without a database", [], []
    print_head(title)
    for taken in measure_layouts():
        print_figure(taken.figure)
        figures.append(taken.figure)
        over += [taken.over] if taken.over else []
    return (title, figures), over


@contextmanager
def _begun(engine: str, *, quick: bool) -> Iterator[tuple[str, Bench]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/bench.sqlite"
        if engine == "postgresql":
            url = stack.enter_context(running_postgres(durable=True)).create_database("bench")
        anchors = folder / "audit-anchors.txt"
        service = Service(Database(url, anchors=anchors), SECRET.encode(), anchors)
        migrate(service.db)
        filled = fill(service, Size(sites=2) if quick else Size(), datetime.now(UTC))
        workers = 2 if engine == "postgresql" else 1
        counts = {"read": 200, "write": 100} if quick else {"read": 4000, "write": 1600}
        insert_ms = measure_insert(service, filled.first_free).p50_ms
        bare = _measure_bare(workers, counts["read"])
        service.db.close()
        environment = {"BOOKING_DATABASE_URL": url, "BOOKING_DATA_DIR": str(folder), "BOOKING_SECRET_KEY": SECRET}
        port = free_port()
        database_pid = find_database_server(url)
        running = stack.enter_context(
            serve(service_command(port, workers), port, environment, ready="/readyz", database_pid=database_pid)
        )
        name = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[engine]
        title = f"{name}, {workers} process{'es' if workers > 1 else ''}, {filled.bookings:,} bookings"
        yield title, Bench(running, filled, bare, insert_ms, counts)


def _measure_bare(workers: int, count: int) -> Tally:
    port = free_port()
    with serve(bare_command(port, workers), port, {}, ready="/") as running:
        call = make_call("GET", "/", "none")
        run_load(running.port, lambda _n: call, clients=4, count=count // 4)
        return run_load(running.port, lambda _n: call, clients=8, count=count)


def _run(bench: Bench) -> None:
    filled, port, reads = bench.filled, bench.running.port, bench.counts["read"]
    bare = bench.bare
    bench.note(
        Figure("limit: a bare route", f"{bare.quantile_ms(0.5):.2f}", f"{bare.quantile_ms(0.95):.2f}", _rate(bare))
    )
    bench.note(Figure("limit: a bare insert", f"{bench.insert_ms:.2f}"))
    beside = _bookings_beside(filled)
    run_load(port, state_calls(filled), clients=8, count=reads // 4)
    wanted = {1: "p50 at most 3 ms", 8: "at least 1,000 a second", 32: "at least 1,000 a second"}
    for what, calls in (("state", state_calls), ("morning", morning_calls)):
        for clients in (1, 8, 32):
            _measure(bench, what, calls(filled), clients, wanted[clients], beside)
    unchanged = unchanged_calls(port, filled)
    for clients in (8, 32):
        _measure(bench, "unchanged", unchanged, clients, "at least 2,500 a second", beside)
    week = _measure(bench, "diary", diary_calls(filled), 8, "", beside)
    largest, usual = max(week.sizes) / 1000, median(week.sizes) / 1000
    bench.note(Figure("eight days of a floor, packed", beside=f"{usual:.1f} KB, at most {largest:.1f}", wanted="25 KB"))
    for clients, goal in ((1, "p50 at most 8 ms"), (16, "300 a second (SQLite 200), or 3 ms of CPU")):
        _measure(bench, "create", create_calls(filled, after=timedelta(days=61 * (clients > 1))), clients, goal, None)
    bench.note(Figure("memory after the load (PSS)", beside=f"{bench.running.pss_mb():.0f} MB", wanted="180 MB"))
    bench.note(Figure("`booking --help`", beside=f"{measure_help():.2f} s", wanted="0.5 s"))
    _look(bench)


def _look(bench: Bench) -> None:
    with browsing() as browser:
        if browser is None:
            print("no Chromium here: the pages are not measured")
            return
        page = measure_map(browser, bench.running.port, bench.filled)
        bench.note(Figure("map page, cold: requests", beside=f"{page.requests:.0f}", wanted="10"))
        bench.note(Figure("map page, cold: on the wire", beside=f"{page.kb:.0f} KB", wanted="100 KB"))
        bench.note(Figure("limit: an empty page in Chromium", beside=f"{page.empty_ms:.0f} ms"))
        usable = f"{page.usable_ms:.0f} ms, {page.usable_ms / page.empty_ms:.1f} empty pages"
        bench.note(Figure("map page, cold: usable in Chromium", beside=usable, wanted="400 ms"))
        bench.note(Figure("map page: nodes", beside=f"{page.nodes:.0f}"))
        clicks = count_clicks(browser, bench.running.port, bench.filled)
        bench.note(Figure("clicks from the first page to a booked desk", beside=f"{clicks}", wanted="3"))


_NAMES = {
    "state": "state of a floor, any of 40 days",
    "morning": "state of a floor, today or tomorrow",
    "unchanged": "state unchanged (304)",
    "diary": "eight days of a floor",
    "create": "booking made",
}
_EXPECTED = {"state": 200, "morning": 200, "unchanged": 304, "diary": 200, "create": 201}


def _measure(
    bench: Bench, what: str, calls: Calls, clients: int, wanted: str, beside: Callable[[], Call] | None
) -> Tally:
    count = bench.counts["write" if what == "create" else "read"] // (4 if clients == 1 or what == "diary" else 1)
    before = bench.running.cpu_s()
    tally = run_load(bench.running.port, calls, clients=clients, count=count, beside=beside)
    after = bench.running.cpu_s()
    service_ms, database_ms = ((now - then) / count * 1000 for now, then in zip(after, before, strict=True))
    if what == "create":
        ratio = f"{tally.quantile_ms(0.5) / bench.insert_ms:.1f} bare inserts"
    else:
        ratio = f"{tally.per_second / bench.bare.per_second:.2f} of a bare route"
    name = f"{_NAMES[what]}, {clients} client{'s' if clients > 1 else ''}"
    p50, p95 = (f"{tally.quantile_ms(share):.2f}" for share in (0.5, 0.95))
    database = f"{database_ms:.2f}" if bench.running.database_pid else "in the service"
    bench.note(Figure(name, p50, p95, _rate(tally), f"{service_ms:.2f}", database, ratio, wanted))
    if clients != 1 and service_ms + database_ms > CPU_BUDGET_MS[what]:
        bench.over.append(f"{name}: {service_ms + database_ms:.2f} ms of CPU, budget {CPU_BUDGET_MS[what]} ms")
    _judge_answers(bench, name, what, tally)
    return tally


def _judge_answers(bench: Bench, name: str, what: str, tally: Tally) -> None:
    """A poll may meet a booking made meanwhile, and is then answered in full; all else is answered as expected."""
    passing = {_EXPECTED[what], *({200} if what == "unchanged" else ())}
    if set(tally.statuses) - passing or set(tally.beside) - {201}:
        bench.over.append(f"{name}: answered {tally.statuses}, beside it {tally.beside}")


def _bookings_beside(filled: Filled) -> Callable[[], Call]:
    """Bookings that come in meanwhile, all accepted: on days that no other load books."""
    calls, sent = create_calls(filled, after=timedelta(days=183)), iter(range(10**9))
    return lambda: calls(next(sent))


def _rate(tally: Tally) -> str:
    return f"{tally.per_second:,.0f}"


if __name__ == "__main__":
    sys.exit(main())
