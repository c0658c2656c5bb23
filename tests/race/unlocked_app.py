"""The service without its lock, for the control of the race: nobody takes a floor, and nobody waits for anybody.

It runs on a database from which the test has dropped the overlap guard. On SQLite, where a write takes the whole
database anyway, writes run without a transaction. Between deciding and writing it pauses, so that the control does not
hang on how threads take turns on a busy machine.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from starlette.applications import Starlette

from booking.actions import book
from booking.app import serve_app
from booking.model.diary import Stand
from booking.store.engine import Database, Tx
from booking.store.ledger import write_booking

PAUSE_S = 0.05
"""Between deciding and writing; others decide meanwhile on what they read."""


def serve_unlocked() -> Starlette:
    """Make the application as the server does, then take the locks out of it."""
    for lock in ("lock_floors", "lock_person"):
        setattr(book, lock, _lock_nothing)
    setattr(book, "write_booking", _late(write_booking))  # noqa: B010 - as below
    setattr(Database, "writing", _write_at_once)  # noqa: B010 - said plainly, it would be no method of that type
    return serve_app()


def _lock_nothing(*_asked: object, **_more: object) -> Mapping[object, Stand]:
    """Stand where a lock would be taken, and say of every floor that it stands at a version that nobody knows."""
    return defaultdict(lambda: Stand(-1, -1, None))


def _late(write: Callable[..., Any]) -> Callable[..., Any]:
    def write_late(*facts: object, **more: object) -> object:
        time.sleep(PAUSE_S)
        return write(*facts, **more)

    return write_late


@contextmanager
def _write_at_once(database: Database) -> Iterator[Tx]:
    """On SQLite each statement for itself; on PostgreSQL a transaction that waits for nobody."""
    with database.engine.connect() as connection:
        if database.engine.dialect.name == "sqlite":
            yield Tx(connection)
            return
        with connection.begin():
            yield Tx(connection)


def main() -> None:
    """Serve: the port and the number of processes are the arguments."""
    port, workers = (int(argument) for argument in sys.argv[1:])
    Granian(
        "tests.race.unlocked_app:serve_unlocked",
        factory=True,
        port=port,
        workers=workers,
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main()
