"""`make bench`: fills the estate, runs the loads, prints each figure beside the machine's limit, and judges it.

`--quick` fills a tenth of the estate and shortens the loads; its figures are for trying out, not for publishing.
`--engine none` measures only what needs no database. `--race` runs the race for one desk and nothing else. `--write`
writes the figures into the page of the documentation; what was not measured in this run stays there as it was.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from booking.actions.service import Service
from booking.store.engine import Database
from booking.store.migrate import migrate
from tests.bench.client import Call, Tally, make_call, run_load
from tests.bench.figures import Load, help_figure, load_figure, memory_figure, packed_figure, page_figures
from tests.bench.fill import Filled, Size, fill
from tests.bench.layouts import measure_layouts
from tests.bench.limits import measure_insert
from tests.bench.loads import Calls, create_calls, diary_calls, morning_calls, state_calls, unchanged_calls
from tests.bench.pages import browsing, count_clicks, measure_map
from tests.bench.race import QUICK_ROUNDS, ROUNDS, race_for_one_desk
from tests.bench.report import Figure, Table, conclude, write_page
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
from tests.strict_skips import in_ci

_ENGINES = ("postgresql", "sqlite")
SECRET = "a secret key for the benchmark, and nothing else"


@dataclass(slots=True)
class Bench:
    """One engine's run: the service, what it is filled with, the limits, and what was found."""

    running: Running
    filled: Filled
    bare: Tally
    insert_ms: float
    counts: dict[str, int]
    workers: int
    table: Table
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """Run what is asked for; 1 where a figure that binds is not met, or an answer was not as expected."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--race", action="store_true")
    parser.add_argument("--engine", choices=(*_ENGINES, "both", "none"))
    asked = parser.parse_args()
    if asked.race and asked.engine not in {None, "postgresql"}:
        parser.error("the race is run on PostgreSQL")
    tables: list[Table] = []
    faults: list[str] = []
    if asked.race:
        tables.append(race_for_one_desk(QUICK_ROUNDS if asked.quick else ROUNDS))
    else:
        for engine in {None: _ENGINES, "both": _ENGINES, "none": ()}.get(asked.engine, (asked.engine,)):
            with _begun(engine, quick=asked.quick) as bench:
                _run(bench)
                tables.append(bench.table)
                faults += [f"{engine}: {line}" for line in bench.faults]
        tables.append(_measure_without_database())
    if asked.write:
        write_page(tables)
    return conclude(tables, faults, complete=in_ci())


def _measure_without_database() -> Table:
    table = Table("Without a database")
    table.begin()
    for figure in measure_layouts():
        table.add(figure)
    return table


@contextmanager
def _begun(engine: str, *, quick: bool) -> Iterator[Bench]:
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
        yield Bench(running, filled, bare, insert_ms, counts, workers, Table(title))


def _measure_bare(workers: int, count: int) -> Tally:
    port = free_port()
    with serve(bare_command(port, workers), port, {}, ready="/") as running:
        call = make_call("GET", "/", "none")
        run_load(running.port, lambda _n: call, clients=4, count=count // 4)
        return run_load(running.port, lambda _n: call, clients=8, count=count)


def _run(bench: Bench) -> None:
    table, filled, port, reads = bench.table, bench.filled, bench.running.port, bench.counts["read"]
    bare = bench.bare
    table.begin()
    p50, p95 = (f"{bare.quantile_ms(share):.2f}" for share in (0.5, 0.95))
    table.add(Figure("limit: a bare route", p50, p95, f"{bare.per_second:,.0f}"))
    table.add(Figure("limit: a bare insert", f"{bench.insert_ms:.2f}"))
    beside = _bookings_beside(filled)
    run_load(port, state_calls(filled), clients=8, count=reads // 4)
    for what, calls in (("state", state_calls), ("morning", morning_calls)):
        for clients in (1, 8, 32):
            _measure(bench, what, calls(filled), clients, beside)
    unchanged = unchanged_calls(port, filled)
    for clients in (8, 32):
        _measure(bench, "unchanged", unchanged, clients, beside)
    week = _measure(bench, "diary", diary_calls(filled), 8, beside)
    table.add(packed_figure(week.sizes))
    for clients in (1, 16):
        _measure(bench, "create", create_calls(filled, after=timedelta(days=61 * (clients > 1))), clients, None)
    table.add(memory_figure(bench.running.pss_mb(), bench.workers))
    table.add(help_figure(measure_help()))
    with browsing() as browser:
        page = measure_map(browser, port, filled) if browser else None
        clicks = count_clicks(browser, port, filled) if browser else None
    for figure in page_figures(page, clicks):
        table.add(figure)


_EXPECTED = {"state": 200, "morning": 200, "unchanged": 304, "diary": 200, "create": 201}


def _measure(bench: Bench, what: str, calls: Calls, clients: int, beside: Callable[[], Call] | None) -> Tally:
    count = bench.counts["write" if what == "create" else "read"] // (4 if clients == 1 or what == "diary" else 1)
    before = bench.running.cpu_s()
    tally = run_load(bench.running.port, calls, clients=clients, count=count, beside=beside)
    after = bench.running.cpu_s()
    service_ms, database_ms = ((now - then) / count * 1000 for now, then in zip(after, before, strict=True))
    load = Load(
        what,
        clients,
        bench.workers,
        p50_ms=tally.quantile_ms(0.5),
        p95_ms=tally.quantile_ms(0.95),
        per_second=tally.per_second,
        service_ms=service_ms,
        database_ms=database_ms if bench.running.database_pid else None,
    )
    if what == "create":
        ratio = f"{load.p50_ms / bench.insert_ms:.1f} bare inserts"
    else:
        ratio = f"{load.per_second / bench.bare.per_second:.2f} of a bare route"
    bench.table.add(load_figure(load, ratio))
    _judge_answers(bench, load.name, what, tally)
    return tally


def _judge_answers(bench: Bench, name: str, what: str, tally: Tally) -> None:
    """A poll may meet a booking made meanwhile, and is then answered in full; all else is answered as expected."""
    passing = {_EXPECTED[what], *({200} if what == "unchanged" else ())}
    if set(tally.statuses) - passing or set(tally.beside) - {201}:
        bench.faults.append(f"{name}: answered {tally.statuses}, beside it {tally.beside}")


def _bookings_beside(filled: Filled) -> Callable[[], Call]:
    """Bookings that come in meanwhile, all accepted: on days that no other load books."""
    calls, sent = create_calls(filled, after=timedelta(days=183)), iter(range(10**9))
    return lambda: calls(next(sent))


if __name__ == "__main__":
    sys.exit(main())
