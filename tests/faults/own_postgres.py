"""A PostgreSQL for one test alone, with durability on, that can be stopped without warning and started again."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from tests import postgres as wheel

DURABLE = (
    "listen_addresses=",
    "fsync=off",  # the machine stays up, so what was handed to the kernel is not lost; the log is still written
    "synchronous_commit=on",
    "max_connections=60",
    "shared_buffers=32MB",
    "timezone=UTC",
    "log_min_messages=fatal",
)


@dataclass(slots=True)
class OwnPostgres:
    """A cluster in a folder of its own, running or not."""

    folder: Path
    programs: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def server(self) -> wheel.Postgres:
        """The running server, to make databases in."""
        url = make_url("postgresql://postgres@/postgres").set(query={"host": str(self.folder)})
        return wheel.Postgres(url.render_as_string())

    def start(self) -> None:
        """Start it and wait until it answers; after an immediate stop it first recovers."""
        settings = [part for setting in DURABLE for part in ("-c", setting)]
        command: list[str | Path] = [
            self.programs / "postgres",
            "-D",
            self.folder / "diary",
            "-k",
            self.folder,
            *settings,
        ]
        self.process = wheel._start(command, self.folder, wheel._account())
        wheel._wait_until_ready(self.server, self.process, self.folder)

    def stop_at_once(self) -> None:
        """Stop it without a checkpoint and without waiting for anybody, as `pg_ctl stop --mode immediate` does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(wheel.STOP_TIMEOUT_S)
            self.process = None


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """Set a cluster up, start it, and remove it afterwards; skips the test where the wheel is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="booking-own-postgres-", dir="/tmp"))  # a socket's path must stay short
    account = wheel._account()
    try:
        own = OwnPostgres(folder, wheel._programs(folder, account))
        diary = folder / "diary"
        diary.mkdir(mode=0o700)
        if account:
            shutil.chown(folder, account.pw_uid, account.pw_gid)
            shutil.chown(diary, account.pw_uid, account.pw_gid)
        choices = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        made = wheel._start([own.programs / "initdb", "-D", diary, *choices], folder, account)
        if made.wait(wheel.START_TIMEOUT_S) != 0:
            raise RuntimeError(f"the test's own PostgreSQL could not be set up:\n{wheel._log(folder)}")
        own.start()
        yield own
        own.stop_at_once()
    finally:
        if (left := locals().get("own")) is not None:
            left.stop_at_once()
        shutil.rmtree(folder, ignore_errors=True)
