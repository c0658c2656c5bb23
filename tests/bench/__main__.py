"""`make bench`: fills the estate, runs the loads, prints each figure beside the machine's limit, and judges the CPU.

`--quick` fills a tenth of the estate and shortens the loads; its figures are for trying out, not for publishing.
"""

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from booking.actions.service import Service
from booking.store.engine import Database
from booking.store.migrate import migrate
from tests.bench.client import Call, Tally, make_call, run_load
from tests.bench.fill import Filled, Size, fill
from tests.bench.limits import measure_insert
from tests.bench.server import Running, bare_command, free_port, serve, service_command
from tests.postgres import running_postgres

SECRET = "a secret key for the benchmark, and nothing else"
CPU_BUDGET_MS = {"state": 8.0, "unchanged": 4.0, "create": 14.0}
"""CPU milliseconds a request, server and database together; beyond it the benchmark fails."""

Line = tuple[str, str, str]


def main() -> int:
    """Run the benchmark on each engine asked for; 1 where a CPU budget was broken."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--engine", choices=("postgresql", "sqlite", "both"), default="both")
    asked = parser.parse_args()
    over: list[str] = []
    for engine in ("postgresql", "sqlite") if asked.engine == "both" else (asked.engine,):
        over += _run_engine(engine, quick=asked.quick)
    for line in over:
        print(f"OVER BUDGET: {line}")
    return 1 if over else 0


def _run_engine(engine: str, *, quick: bool) -> list[str]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/bench.sqlite"
        if engine == "postgresql":
            url = stack.enter_context(running_postgres(durable=True)).create_database("bench")
        service = Service(
            Database(url, anchors=folder / "audit-anchors.txt"), SECRET.encode(), folder / "audit-anchors.txt"
        )
        migrate(service.db)
        now = datetime.now(UTC)
        size = Size(sites=2) if quick else Size()
        filled = fill(service, size, now)
        workers = 2 if engine == "postgresql" else 1
        print(
            f"\n{engine}: {filled.bookings:,} bookings, {len(filled.floors)} floors, "
            f"{workers} process(es), {os.cpu_count()} cores"
        )
        insert_ms = measure_insert(service, filled.first_free).p50_ms
        bare = _measure_bare(workers, 400 if quick else 4000)
        environment = {
            "BOOKING_DATABASE_URL": url,
            "BOOKING_DATA_DIR": str(folder),
            "BOOKING_SECRET_KEY": SECRET,
        }
        port = free_port()
        running = stack.enter_context(serve(service_command(port, workers), port, environment, ready="/readyz"))
        over = _run_loads(running, filled, bare, insert_ms, quick=quick)
        service.db.close()
        return over


def _measure_bare(workers: int, count: int) -> Tally:
    port = free_port()
    with serve(bare_command(port, workers), port, {}, ready="/") as running:
        call = make_call("GET", "/", "none")
        run_load(running.port, lambda _n: call, clients=4, count=count // 4)
        return run_load(running.port, lambda _n: call, clients=8, count=count)


def _run_loads(running: Running, filled: Filled, bare: Tally, insert_ms: float, *, quick: bool) -> list[str]:
    reads, writes = (200, 100) if quick else (4000, 1600)
    over: list[str] = []
    state = _state_calls(filled)
    print(
        f"limit: a bare route {bare.per_second:,.0f}/s, p50 {bare.quantile_ms(0.5):.2f} ms; "
        f"a bare insert p50 {insert_ms:.2f} ms"
    )
    _measure(running, state, clients=8, count=reads // 4)
    for clients in (1, 8, 32):
        tally, cpu_ms = _measure(running, state, clients=clients, count=reads // (4 if clients == 1 else 1))
        _print(
            f"state of a floor, {clients} client(s)",
            tally,
            cpu_ms,
            f"{tally.per_second / bare.per_second:.3f} of a bare route",
        )
    over += _judge("state", cpu_ms)
    tally, cpu_ms = _measure(running, _unchanged_calls(running, filled), clients=8, count=reads)
    _print(
        "state unchanged (304), 8 clients", tally, cpu_ms, f"{tally.per_second / bare.per_second:.3f} of a bare route"
    )
    over += _judge("unchanged", cpu_ms)
    for clients in (1, 16):
        calls = _create_calls(filled, after=timedelta(days=clients))
        tally, cpu_ms = _measure(running, calls, clients=clients, count=writes // (4 if clients == 1 else 1))
        _print(f"create, {clients} writer(s)", tally, cpu_ms, f"{tally.quantile_ms(0.5) / insert_ms:.1f} bare inserts")
    over += _judge("create", cpu_ms)
    print(f"memory after the load: {running.pss_mb():.0f} MB (PSS)")
    return over


def _measure(running: Running, calls: Callable[[int], Call], *, clients: int, count: int) -> tuple[Tally, float]:
    before = running.cpu_s()
    tally = run_load(running.port, calls, clients=clients, count=count)
    return tally, (running.cpu_s() - before) / count * 1000


def _state_calls(filled: Filled) -> Callable[[int], Call]:
    chance = random.Random(1)  # noqa: S311 - which floor is looked at
    first = filled.first_free - timedelta(days=50)

    def call(_number: int) -> Call:
        start = first + timedelta(days=chance.randrange(40), hours=9)
        return make_call("GET", _state_path(chance.choice(filled.floors), start), chance.choice(filled.tokens))

    return call


def _state_path(floor: str, start: datetime) -> str:
    return f"/api/v1/floors/{floor}/state?start={_say(start)}&end={_say(start + timedelta(hours=8))}"


def _unchanged_calls(running: Running, filled: Filled) -> Callable[[int], Call]:
    """Each poll asks again for what it has: first the answers' tags are fetched."""
    from tests.bench.tags import fetch_tags  # noqa: PLC0415 - beside the client

    start = filled.first_free - timedelta(days=30, hours=-9)
    paths = [_state_path(floor, start) for floor in filled.floors]
    pairs = [(path, token) for path in paths for token in filled.tokens[:10]]
    tags = fetch_tags(running.port, pairs)
    chance = random.Random(2)  # noqa: S311 - whose map asks

    def call(_number: int) -> Call:
        index = chance.randrange(len(pairs))
        path, token = pairs[index]
        return make_call("GET", path, token, headers=(f"If-None-Match: {tags[index]}",))

    return call


def _create_calls(filled: Filled, *, after: timedelta) -> Callable[[int], Call]:
    """Each booking a place, day and person of its own, on random floors, so that all are accepted."""
    chance = random.Random(3)  # noqa: S311 - where is booked
    places = [ref for floor in filled.resources for ref in floor[:43]]
    chance.shuffle(places)
    begin = filled.first_free + after

    def call(number: int) -> Call:
        holder = number % len(filled.tokens)
        start = begin + timedelta(days=number // len(filled.tokens) % 60, hours=number // (len(filled.tokens) * 60))
        body = {
            "resource_id": places[number % len(places)],
            "start": _say(start),
            "end": _say(start + timedelta(minutes=45)),
            "people": 1,
        }
        return make_call("POST", "/api/v1/bookings", filled.tokens[holder], json.dumps(body).encode())

    return call


def _print(what: str, tally: Tally, cpu_ms: float, ratio: str) -> None:
    statuses = " ".join(f"{status}:{count}" for status, count in sorted(tally.statuses.items()))
    print(
        f"{what:36} p50 {tally.quantile_ms(0.5):7.2f} ms  p95 {tally.quantile_ms(0.95):7.2f} ms  "
        f"{tally.per_second:7,.0f}/s  CPU {cpu_ms:5.2f} ms  {ratio}  [{statuses}]"
    )


def _judge(what: str, cpu_ms: float) -> list[str]:
    budget = CPU_BUDGET_MS[what]
    return [f"{what} took {cpu_ms:.2f} ms of CPU, budget {budget} ms"] if cpu_ms > budget else []


def _say(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    sys.exit(main())
