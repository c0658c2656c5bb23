"""Statements put to PostgreSQL through libpq itself, prepared once on each connection.

The driver's cursors cost more than the statements of a booking do: each looks its statement up, chooses a type for each
value and waits in steps. Here the server chooses the types once, when it prepares the statement, and the driver's own
converters read the rows. Statements that need nothing of each other's rows go in one pipeline: one way there and back.

The driver drops every prepared statement of a connection when a transaction is rolled back, so whoever rolls back calls
`forget_statements`; one that is gone all the same is answered with `InvalidSqlStatementName`.
"""

from collections.abc import Callable, Generator, MutableMapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from psycopg import Connection, Error
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import OperationalError, error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, PipelineStatus, TransactionStatus

_KEPT = "statements"
_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


_GENERATIONS = count()


class Statements:
    """The statements that stand prepared on one connection, and what reads their rows there."""

    def __init__(self, driver: "Connection[Any]") -> None:
        self.reader: Any = Transformer(driver)
        self.generation = next(_GENERATIONS)
        self.names: dict[int, bytes] = {}


def statements_of(driver: "Connection[Any]", info: MutableMapping[str, Any]) -> Statements:
    """What stands prepared on a connection, which is kept in what the pool knows of it."""
    known: Statements | None = info.get(_KEPT)
    if known is None:
        known = info[_KEPT] = Statements(driver)
    return known


def forget_statements(info: MutableMapping[str, Any]) -> None:
    """Take it that nothing stands prepared any more on a connection."""
    info.pop(_KEPT, None)


def can_take(driver: "Connection[Any]") -> bool:
    """Whether the connection can be asked directly: the driver begins a transaction with its own first statement."""
    return driver.autocommit or not is_idle(driver)


def is_idle(driver: "Connection[Any]") -> bool:
    """Whether the connection is in no transaction."""
    return bool(driver.pgconn.transaction_status == TransactionStatus.IDLE)


class Asked(NamedTuple):
    """A statement to be put, and its values.

    Args:
        key: tells the statement from all others; None for one that is not kept prepared.
        text: the statement, its values numbered `$1` and on.
        values: as many as it has numbers.
        make: makes a row of its values; None where nothing is given back.
    """

    key: int | None
    text: str
    values: Sequence[Any] = ()
    make: Callable[[Sequence[Any]], Any] | None = None


BEGIN, COMMIT = Asked(None, "BEGIN"), Asked(None, "COMMIT")


def put(driver: "Connection[Any]", statements: Statements, asked: Asked) -> list[Any]:
    """The rows that the statement gives back; none where it gives none.

    Raises:
        psycopg.Error: as the driver raises it.
    """
    given = [_write(value, statements.reader) for value in asked.values]
    name = _prepare(driver, statements, asked)
    result = driver.pgconn.exec_prepared(name, given) if name else driver.pgconn.exec_(asked.text.encode())
    return _read(statements, asked, _check(driver, result))


def put_all(driver: "Connection[Any]", statements: Statements, asked: Sequence[Asked]) -> list[list[Any]]:
    """Put the statements in order, in one pipeline, and answer the rows of each.

    Where one fails, those behind it do not run.

    Raises:
        psycopg.Error: as the driver raises it, for the first that failed.
    """
    if len(asked) == 1:
        return [put(driver, statements, asked[0])]
    ready = [
        (_prepare(driver, statements, one), [_write(value, statements.reader) for value in one.values]) for one in asked
    ]
    pgconn = driver.pgconn
    pgconn.enter_pipeline_mode()
    try:
        for one, (name, given) in zip(asked, ready, strict=True):
            if name:
                pgconn.send_query_prepared(name, given)
            else:
                pgconn.send_query_params(one.text.encode(), given)
        pgconn.pipeline_sync()
        results = driver.wait(_receive(pgconn, len(asked)))
    finally:
        if pgconn.status == ConnStatus.OK and pgconn.transaction_status != TransactionStatus.ACTIVE:
            pgconn.exit_pipeline_mode()
    return [_read(statements, one, _check(driver, result)) for one, result in zip(asked, results, strict=False)]


def is_lost(driver: "Connection[Any]", fault: Error) -> bool:
    """Whether a fault ended the connection. One that was lost in the middle of sending still passes for open."""
    return driver.closed or (isinstance(fault, OperationalError) and fault.sqlstate is None)


def roll_back(driver: "Connection[Any]") -> bool:
    """Roll a transaction back; whether the connection may be used again."""
    pgconn = driver.pgconn
    if pgconn.status != ConnStatus.OK or pgconn.pipeline_status != PipelineStatus.OFF:
        return False
    if is_idle(driver):
        return True
    if pgconn.transaction_status not in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        return False
    return bool(pgconn.exec_(b"ROLLBACK").status == ExecStatus.COMMAND_OK)


def _receive(pgconn: Any, number: int) -> Generator[Any, Any, list[Any]]:
    """The results of so many statements of a pipeline, and the end of the pipeline behind them."""
    yield from send(pgconn)
    results: list[Any] = []
    while len(results) < number:
        got = yield from fetch_many(pgconn)
        if not got:
            raise OperationalError("the connection was lost among statements")
        results.extend(got)
        if pgconn.status != ConnStatus.OK:
            return results
    yield from fetch_many(pgconn)
    return results


def _prepare(driver: "Connection[Any]", statements: Statements, asked: Asked) -> bytes:
    """The name under which the statement stands prepared; empty for one that is not kept."""
    if asked.key is None:
        return b""
    name = statements.names.get(asked.key)
    if name is None:
        name = b"q%d_%d" % (asked.key, statements.generation)
        _check(driver, driver.pgconn.prepare(name, asked.text.encode()))
        statements.names[asked.key] = name
    return name


def _read(statements: Statements, asked: Asked, result: Any) -> list[Any]:
    if asked.make is None:
        return []
    statements.reader.set_pgresult(result)
    rows: list[Any] = statements.reader.load_rows(0, result.ntuples, asked.make)
    return rows


def _write(value: Any, writer: Any) -> Any:
    """A value as text in the form that the server reads."""
    kind = type(value)
    if kind is int:
        return b"%d" % value
    if kind is str and "\x00" not in value:
        return value.encode()
    if value is None:
        return None
    if kind is datetime:
        return value.isoformat(" ").encode()
    if kind is bool:
        return b"t" if value else b"f"
    return writer.get_dumper(value, PyFormat.TEXT).dump(value)


def _check(driver: "Connection[Any]", result: Any) -> Any:
    """The result, if it is a good one. A fault without a state is libpq's own: the server did not answer any more."""
    if result.status in _DONE:
        return result
    if result.status == ExecStatus.FATAL_ERROR and not result.error_field(DiagnosticField.SQLSTATE):
        raise OperationalError(result.get_error_message(driver.info.encoding))
    raise error_from_result(result, driver.info.encoding)
