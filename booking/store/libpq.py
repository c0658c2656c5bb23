"""Statements put to PostgreSQL through libpq itself, prepared once on each connection.

The driver's cursors cost more than the statements of a booking do: each looks its statement up, chooses a type for each
value and waits in steps. Here the server chooses the types once, when it prepares the statement, and the driver's own
converters read the rows.

The driver drops every prepared statement of a connection when a transaction is rolled back, so whoever rolls back calls
`forget_statements`; one that is gone all the same is answered with `InvalidSqlStatementName`.
"""

from collections.abc import Callable, MutableMapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from psycopg import Connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

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
    return driver.autocommit or driver.pgconn.transaction_status != TransactionStatus.IDLE


def put(
    driver: "Connection[Any]",
    statements: Statements,
    key: int,
    text: str,
    values: Sequence[Any],
    make: Callable[[Sequence[Any]], Any] | None,
) -> list[Any]:
    """The rows that the statement gives back; none where it gives none.

    Args:
        driver: the connection.
        statements: what stands prepared on it.
        key: tells the statement from all others.
        text: the statement, its values numbered `$1` and on.
        values: as many as it has numbers.
        make: makes a row of its values; None where nothing is given back.

    Raises:
        psycopg.Error: as the driver raises it.
    """
    given = [_write(value, statements.reader) for value in values]
    name = statements.names.get(key)
    if name is None:
        name = b"q%d_%d" % (key, statements.generation)
        _check(driver, driver.pgconn.prepare(name, text.encode()))
        statements.names[key] = name
    result = _check(driver, driver.pgconn.exec_prepared(name, given))
    if make is None:
        return []
    statements.reader.set_pgresult(result)
    rows: list[Any] = statements.reader.load_rows(0, result.ntuples, make)
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
    if result.status not in _DONE:
        raise error_from_result(result, driver.info.encoding)
    return result
