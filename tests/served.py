"""Starts the real server as a process of its own, for tests that need sockets, several workers or a kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from tests.conftest import SECRET
from tests.paths import CHECKOUT

HOST = "127.0.0.1"
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """What a server is started on: its database, the folder for its files, and its secret (the demo makes its own)."""

    database_url: str
    data_dir: Path
    secret: bytes | None = SECRET

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the service's commands, without settings of whoever runs the tests."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("BOOKING_")}
        given = {"BOOKING_DATABASE_URL": self.database_url, "BOOKING_DATA_DIR": str(self.data_dir)}
        secret = {} if self.secret is None else {"BOOKING_SECRET_KEY": self.secret.decode("ascii")}
        return {**own, **given, **secret}


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers; `process` leads a process group of its own, workers included."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://{HOST}:{self.port}"

    def kill(self) -> None:
        """End the server and its workers at once, as a power cut would (SIGKILL)."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_TIMEOUT_S)

    def stop(self) -> None:
        """Ask the server to stop, and end whatever of it is then still there."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_TIMEOUT_S)
        self.kill()


@contextmanager
def serving(setting: Setting, *, workers: int = 1) -> Iterator[Served]:
    """Run `booking serve` on a migrated database, and stop it afterwards."""
    port = free_port()
    command = [*booking_command(), "serve", "--host", HOST, "--port", str(port), "--workers", str(workers)]
    with started(command, port, setting.environment, setting.data_dir / f"server-{port}.log") as served:
        yield served


@contextmanager
def started(command: Sequence[str], port: int, environment: Mapping[str, str], log: Path) -> Iterator[Served]:
    """Run a command that serves on the port, wait until it answers, and stop it afterwards."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=CHECKOUT, env=environment, process_group=0
        )
    served = Served(port, process, log)
    try:
        _wait_until_alive(served)
        yield served
    finally:
        served.stop()


def run_booking(setting: Setting, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a `booking` command to its end."""
    return subprocess.run(
        [*booking_command(), *arguments],
        env=setting.environment,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def booking_command() -> list[str]:
    """The `booking` command of this checkout, run by the Python that runs the tests."""
    return [sys.executable, "-m", "booking.cli"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def worker_pids(served: Served) -> list[int]:
    """The processes that the server has started."""
    return [child.pid for child in psutil.Process(served.process.pid).children(recursive=True)]


def _wait_until_alive(served: Served) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not is_alive(served.port):
        if served.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{served.log.read_text(errors='replace')}")
        time.sleep(0.02)


def is_alive(port: int) -> bool:
    """Whether the server on the port answers that it lives."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
