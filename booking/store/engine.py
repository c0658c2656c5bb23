"""The database: how connections are made, and the two kinds of transaction that actions open."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from booking.model.audit import ChainHead
from booking.model.decisions import Refused
from booking.store.anchors import write_anchors
from booking.store.libpq import (
    BEGIN,
    COMMIT,
    Asked,
    forget_statements,
    is_idle,
    is_lost,
    put_all,
    roll_back,
    statements_of,
)

T = TypeVar("T")

log = logging.getLogger("booking.store")

LOCK_WAIT_S = 3.0
"""How long a writer waits for its place before the person is asked to try again."""

STATEMENT_LIMIT_S = 10
"""How long PostgreSQL may work on one statement."""


class Busy(Exception):
    """The database did not give this writer a place in time, or is not there; trying again may succeed."""


class _RolledBack(Exception):
    def __init__(self, answer: Refused) -> None:
        super().__init__(answer.reason.value)
        self.answer = answer


@dataclass(slots=True)
class Tx:
    """One transaction, or one read.

    `bare` is the connection whatever waits, `heads` are the audit entries written, `begins` says that this is a
    transaction which PostgreSQL is told to begin and to commit by `waiting`: statements that give nothing back and go
    to the server with the next one, in one pipeline. They run before whatever is asked after them, so that nobody
    inside the transaction can tell the difference.
    """

    bare: Connection
    heads: list[ChainHead] = field(default_factory=list)
    begins: bool = False
    waiting: list[Asked] = field(default_factory=list)

    @property
    def connection(self) -> Connection:
        """The connection, once nothing waits for it any more."""
        self.settle()
        return self.bare

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run one statement."""
        self.settle()
        return self.bare.execute(statement, parameters)

    def settle(self) -> None:
        """Run what waits.

        Raises:
            DBAPIError: as the toolkit raises it.
        """
        if self.waiting:
            self.put()

    def put(self, *asked: Asked) -> list[list[Any]]:
        """The rows of each of the statements for PostgreSQL, put behind whatever waits.

        Raises:
            DBAPIError: as the toolkit raises it.
        """
        todo, before = (*self.waiting, *asked), len(self.waiting)
        self.waiting.clear()
        driver: Any = self.bare.connection.driver_connection
        try:
            try:
                return put_all(driver, statements_of(driver, self.bare.info), todo)[before:]
            except psycopg.errors.InvalidSqlStatementName:
                forget_statements(self.bare.info)
                if not is_idle(driver):
                    raise  # inside a transaction, which is over with this
                return put_all(driver, statements_of(driver, self.bare.info), todo)[before:]
        except psycopg.Error as fault:
            if is_lost(driver, fault):
                driver.close()
                self.bare.exec_driver_sql("SELECT 1")  # the toolkit finds it closed, and drops what it holds of it
            raise as_toolkit_fault(self.bare, todo[-1].text, fault) from fault

    @property
    def on_postgres(self) -> bool:
        """Whether the engine is PostgreSQL; otherwise it is SQLite."""
        return self.bare.dialect.name == "postgresql"


def as_toolkit_fault(connection: Connection, text: str, fault: psycopg.Error | sqlite3.Error) -> DBAPIError:
    """A driver's error as the toolkit raises it."""
    base = psycopg.Error if isinstance(fault, psycopg.Error) else sqlite3.Error
    return cast("DBAPIError", DBAPIError.instance(text, {}, fault, base, dialect=connection.dialect))


class Database:
    """A database and the file that its audit is anchored in.

    Args:
        url: `sqlite:///path` or `postgresql://…`.
        anchors: the anchor file; None writes none (for reading a foreign database).
        pool_size: connections kept open; as many as there are threads that serve.
    """

    def __init__(self, url: str, *, anchors: Path | None = None, pool_size: int = 16) -> None:
        self.engine = _connect(url, pool_size)
        self._anchors = anchors
        self._writer = threading.Lock()

    def read(self, work: Callable[[Tx], T]) -> T:
        """Run reads, each statement seeing what is committed when it runs.

        Raises:
            Busy: the database is away or has no connection free.
        """
        with _passing_as_busy(), self.reading() as tx:
            return work(tx)

    def read_at_once(self, work: Callable[[Tx], T]) -> T:
        """Run reads that all see the database as it stood when the first of them ran.

        Raises:
            Busy: the database is away or has no connection free.
        """
        with _passing_as_busy(), self.engine.connect() as plain:
            if plain.dialect.name == "postgresql":
                return work(Tx(plain.execution_options(isolation_level="REPEATABLE READ")))
            plain.exec_driver_sql("BEGIN")
            return work(Tx(plain))

    def write(self, work: Callable[[Tx], T]) -> T:
        """Run one writing transaction: an answer commits; a `Refused` and an exception roll back.

        A transaction that lost against another writer (deadlock, no place in time, an overlap that only the
        constraint saw) is run once more from its beginning.

        Raises:
            Busy: it lost twice, or the database is away.
        """
        try:
            return self._attempt(work)
        except IntegrityError:
            pass
        except DBAPIError as fault:
            if not _is_passing(fault):
                raise
            if fault.connection_invalidated:
                raise Busy(str(fault)) from fault
        except PoolTimeout as fault:
            raise Busy(str(fault)) from fault
        with _passing_as_busy():
            return self._attempt(work)

    def _attempt(self, work: Callable[[Tx], T]) -> T:
        try:
            with self.writing() as tx:
                answer = work(tx)
                if isinstance(answer, Refused):
                    raise _RolledBack(answer)
                return answer
        except _RolledBack as refusal:
            return cast("T", refusal.answer)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Read without a transaction of its own: each statement sees what is committed when it runs."""
        with self.engine.connect() as connection:
            yield Tx(connection)

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """Open one writing transaction: returning commits, raising rolls back.

        Raises:
            Busy: another writer of this process held SQLite for too long.
        """
        if self.engine.dialect.name == "postgresql":
            with self._transaction() as tx:
                yield tx
            return
        if not self._writer.acquire(timeout=LOCK_WAIT_S):
            raise Busy("another writer holds the database")
        try:
            with self._transaction() as tx:
                yield tx
        finally:
            self._writer.release()

    @contextmanager
    def _transaction(self) -> Iterator[Tx]:
        begin = _begin_on_postgres if self.engine.dialect.name == "postgresql" else _begin_on_sqlite
        with self.engine.connect() as plain, begin(plain) as tx:
            yield tx
        if tx.heads and self._anchors is not None:
            self._anchor(self._anchors, tx.heads)

    def _anchor(self, path: Path, heads: list[ChainHead]) -> None:
        """What is committed is answered as done, also where the file cannot be written."""
        try:
            write_anchors(path, heads)
        except OSError as fault:
            log.error("audit heads not anchored file=%s why=%s", path, fault.strerror)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


_PLANNING = "-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1"
"""How PostgreSQL plans: once a statement and connection, since planning took longer than all that is planned here; and
by index, since what is read stands in memory. Measured on 120,000 bookings: half the time of reading a floor."""


@contextmanager
def _begin_on_sqlite(plain: Connection) -> Iterator[Tx]:
    connection = plain.execution_options(writing=True)
    with connection.begin():
        yield Tx(connection)


@contextmanager
def _begin_on_postgres(plain: Connection) -> Iterator[Tx]:
    """Begin with the first statement, and commit with what is written last; the connection rests in autocommit."""
    tx = Tx(plain, begins=True, waiting=[BEGIN])
    try:
        yield tx
        if tx.waiting != [BEGIN]:
            tx.put(COMMIT)
    except BaseException:
        if not plain.invalidated and not roll_back(cast("Any", plain.connection.driver_connection)):
            plain.invalidate()
        raise


def _connect(url: str, pool_size: int) -> Engine:
    """Connections of PostgreSQL rest in autocommit, so that a read costs its statement and no BEGIN or ROLLBACK."""
    if make_url(url).get_backend_name() == "postgresql":
        engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=LOCK_WAIT_S,
            pool_use_lifo=True,  # the connection used last is the one whose statements are planned and in the cache
            connect_args={
                "prepare_threshold": 2,
                "connect_timeout": 3,
                "options": f"-c lock_timeout={int(LOCK_WAIT_S * 1000)} -c timezone=UTC "
                f"-c statement_timeout={STATEMENT_LIMIT_S * 1000} {_PLANNING}",
            },
        )
        event.listen(engine, "rollback", _forget_prepared)
        return engine
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)  # it will hold digests of passwords: for its owner alone
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=0, pool_timeout=LOCK_WAIT_S, pool_use_lifo=True
    )  # the connection used last has its pages and statements at hand
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _forget_prepared(connection: Connection) -> None:
    """Note that the driver has rolled back; in autocommit it does not, and an invalid connection is not kept."""
    if not connection.invalidated and not getattr(connection.connection.driver_connection, "autocommit", False):
        forget_statements(connection.info)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    _use_wal(connection)
    for setting in ("synchronous=full", "busy_timeout=3000", "foreign_keys=on"):
        connection.execute(f"PRAGMA {setting}")


def _use_wal(connection: Any) -> None:
    """SQLite does not wait for its turn here: two that open a new file at once are both told that it is locked."""
    until = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=wal")
            return
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault) or time.monotonic() > until:
                raise
        time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _passing_as_busy() -> Iterator[None]:
    """Turn what may pass by itself into `Busy`; everything else goes on as it is."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as fault:
        if isinstance(fault, DBAPIError) and not _is_passing(fault):
            raise
        raise Busy(str(fault)) from fault


_PASSING_ON_POSTGRES = frozenset(
    {"40P01", "40001", "55P03", "57014", "57P01", "57P02", "57P03", "53300", "53100", "26000", "23P01"}
)
"""23P01, an overlap that only the constraint saw: the other writer's booking is seen by whoever asks again."""
_PASSING_ON_SQLITE = (
    "database is locked",
    "database or disk is full",
    "disk I/O error",
    "unable to open database",
    "file is not a database",
)


def _is_passing(fault: DBAPIError) -> bool:
    """Whether trying again later may succeed: lost a lock or a deadlock, the server is away, the disk is full."""
    if fault.connection_invalidated:
        return True
    state = getattr(fault.orig, "sqlstate", None)
    if state is not None:
        return state in _PASSING_ON_POSTGRES
    words = str(fault.orig)
    from_psycopg = type(fault.orig).__module__.startswith("psycopg")
    return (from_psycopg and type(fault.orig).__name__ == "OperationalError") or any(
        word in words for word in _PASSING_ON_SQLITE
    )
