"""Starting the service, and the bare application that is its limit, as they are served in earnest; and their cost."""

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import psutil
import psycopg

CHECKOUT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 30
HELP_ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Running:
    """A server at work, and the database server's process where there is one."""

    port: int
    process: psutil.Process
    database_pid: int | None

    def cpu_s(self) -> tuple[float, float]:
        """Seconds of CPU that the server with its children, and the database server with its own, have taken so far."""
        own = sum(_cpu_of(one) for one in [self.process, *self.process.children(recursive=True)])
        if self.database_pid is None:
            return own, 0.0
        database = psutil.Process(self.database_pid)
        return own, sum(_cpu_of(one) for one in [database, *database.children(recursive=True)])

    def pss_mb(self) -> float:
        """Memory of the server's processes, shared pages counted by their share, in megabytes."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in family) / 1e6


@dataclass(frozen=True, slots=True)
class Help:
    """What `booking --help` takes until it has said what it knows, and a Python that does nothing: medians.

    Starts are compared by their processor time: on a busy machine their seconds differ threefold from run to run.
    """

    seconds: float
    cpu_ms: float
    python_cpu_ms: float


@contextmanager
def serve(
    command: list[str], port: int, environment: Mapping[str, str], *, ready: str, database_pid: int | None = None
) -> Iterator[Running]:
    """Run a server for the length of the block; `ready` is the path that answers 200 once it serves."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, ready, process)
        yield Running(port, psutil.Process(process.pid), database_pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def service_command(port: int, workers: int) -> list[str]:
    """The command that serves the whole application."""
    return [sys.executable, "-m", "booking.cli", "serve", "--port", str(port), "--workers", str(workers)]


def bare_command(port: int, workers: int) -> list[str]:
    """The command that serves the bare application, which is the limit of framework and server."""
    return [sys.executable, "-m", "tests.bench.bare", str(port), str(workers)]


def find_database_server(url: str) -> int | None:
    """The process under which PostgreSQL's backends run; None for SQLite, and for a server on another machine."""
    if not url.startswith("postgresql"):
        return None
    with psycopg.connect(url) as connection:
        pid = connection.info.backend_pid
        try:
            backend = psutil.Process(pid)
            return backend.ppid() if backend.name().startswith("postgres") else None
        except psutil.NoSuchProcess:
            return None


def measure_help() -> Help:
    """Time `booking --help`, in turns with a Python that starts and does nothing."""
    speaking, silent = [sys.executable, "-m", "booking.cli", "--help"], [sys.executable, "-c", "pass"]
    rounds = [(*_time(speaking), _time(silent)[1]) for _ in range(HELP_ROUNDS)]
    return Help(*map(median, zip(*rounds, strict=True)))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _time(command: list[str]) -> tuple[float, float]:
    """Seconds, and milliseconds of processor time, that a command takes."""
    began, before_s = time.perf_counter(), _cpu_of_ended()
    subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began, (_cpu_of_ended() - before_s) * 1000


def _cpu_of_ended() -> float:
    """Seconds of CPU of all processes that were started from here and have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def _cpu_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _wait(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once with exit code {process.returncode}")
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not answer within {START_WITHIN_S} s")
