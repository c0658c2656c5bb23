"""Statements that run thousands of times a second, put to the driver without the toolkit's results around them."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

import psycopg
from psycopg.types.json import Json
from sqlalchemy import JSON, Insert, Select, UpdateBase
from sqlalchemy.dialects.postgresql.psycopg import dialect as postgres
from sqlalchemy.exc import DBAPIError

from booking.store.engine import Tx


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as the driver takes it: its text, parameters that never change, those of JSON, what makes a row."""

    text: str
    constants: Mapping[str, Any]
    json: tuple[str, ...]
    row: Callable[[Sequence[Any]], Any] | None


class Question:
    """A statement that runs very often, written down once.

    On PostgreSQL more than half of what such a statement costs this process is the toolkit's handling of its parameters
    and the making of its result, so there it goes to the driver as it is: instants come aware and in UTC that way too,
    and JSON is read already.

    Args:
        statement: a select, or what changes rows; without lists of values (`in_`), which the toolkit alone writes out.
        writes: for an insert, the columns that are written.
    """

    def __init__(self, statement: Select[Any] | UpdateBase, writes: Sequence[str] | None = None) -> None:
        if isinstance(statement, Insert) and statement.select is None and writes is None:
            raise ValueError("an insert says which columns it writes")
        self._statement = statement
        self._writes = writes

    @cached_property
    def _written(self) -> "_Written":
        compiled = self._statement.compile(
            dialect=postgres(),  # type: ignore[no-untyped-call]
            column_keys=self._writes,
        )
        columns = [str(name) for name in self._statement.exported_columns.keys()]  # noqa: SIM118 - no mapping
        return _Written(
            text=str(compiled),
            constants={name: bound.value for name, bound in compiled.binds.items() if not bound.required},
            json=tuple(name for name, bound in compiled.binds.items() if isinstance(bound.type, JSON)),
            row=cast("type[NamedTuple]", namedtuple("Row", columns))._make if columns else None,
        )

    def ask(self, tx: Tx, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, their values by name and in the order of the columns; none from what gives none back.

        Where somebody listens to the engine's statements, and after the connection has failed, it is asked the usual
        way, which is where failures are judged.

        Raises:
            DBAPIError: as the usual way raises it.
        """
        connection = tx.connection
        if tx.on_postgres and not connection.engine.dispatch.before_cursor_execute:
            driver: Any = connection.connection.driver_connection
            try:
                return self._put(driver, parameters)
            except psycopg.Error as fault:
                if connection.in_transaction() and not driver.closed:
                    text, dialect = self._written.text, connection.dialect
                    raise DBAPIError.instance(text, dict(parameters), fault, psycopg.Error, dialect=dialect) from fault
                # asked again below: a passing fault passes, and any other is raised as all others are
        result = tx.execute(self._statement, dict(parameters))
        return result.all() if result.returns_rows else ()

    def _put(self, driver: Any, parameters: Mapping[str, Any]) -> Sequence[Any]:
        written = self._written
        given = {**written.constants, **parameters}
        for name in written.json:
            given[name] = Json(given[name])
        cursor = driver.execute(written.text, given)
        return [written.row(row) for row in cursor.fetchall()] if written.row else ()
