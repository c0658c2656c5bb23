"""Statements that run thousands of times a second, put to the driver without the toolkit's results around them."""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple, cast

import psycopg
from sqlalchemy import Connection, Dialect, Insert, Select, UpdateBase
from sqlalchemy.dialects.postgresql.psycopg import dialect as postgres
from sqlalchemy.dialects.sqlite import dialect as sqlite

from booking.store.engine import Tx, as_toolkit_fault
from booking.store.libpq import Asked, can_take

Convert = Callable[[Any], Any]

_NUMBERS = count()
_FAULTS = (psycopg.Error, sqlite3.Error)


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as an engine's driver takes it.

    `numbered` is the same statement with its values by number, whose names stand in `order`, for PostgreSQL.
    `constants` are the parameters that never change, as the driver takes them; `given` and `read` turn the others, and
    the values of a row at their places, into the driver's values and back, where they differ; `row` is None where
    nothing is given back.
    """

    text: str
    numbered: str
    order: tuple[str, ...]
    constants: Mapping[str, Any]
    given: tuple[tuple[str, Convert], ...]
    read: tuple[tuple[int, Convert], ...]
    row: Callable[[Sequence[Any]], Any] | None


class Question:
    """A statement that runs very often, written down once.

    More than half of what such a statement costs this process is the toolkit's handling of its parameters and the
    making of its result, so it goes to the driver as the toolkit would write it, with the toolkit's own conversions.

    Args:
        statement: a select, or what changes rows; without lists of values (`in_`), which the toolkit alone writes out.
        writes: for an insert, the columns that are written.
    """

    def __init__(self, statement: Select[Any] | UpdateBase, writes: Sequence[str] | None = None) -> None:
        if isinstance(statement, Insert) and statement.select is None and writes is None:
            raise ValueError("an insert says which columns it writes")
        self._statement = statement
        self._writes = writes
        self._written: dict[str, _Written] = {}
        self._number = next(_NUMBERS)

    def ask(self, tx: Tx, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, their values by name and in the order of the columns; none from what gives none back.

        Where somebody listens to the engine's statements, and after the connection has failed, it is asked the usual
        way, which is where failures are judged.

        Raises:
            DBAPIError: as the usual way raises it.
        """
        connection, begins = tx.bare, tx.begins
        if not _is_listened_to(connection):
            written = self._written.get(connection.dialect.name) or self._write(connection.dialect.name)
            driver: Any = connection.connection.driver_connection
            if isinstance(driver, psycopg.Connection) and (begins or can_take(driver)):
                return tx.put(self._number_of(written, parameters))[0]
            try:
                return _put(driver, written, parameters)
            except _FAULTS as fault:
                if connection.in_transaction() and not getattr(driver, "closed", False):
                    raise as_toolkit_fault(connection, written.text, fault) from fault
                # asked again below: a passing fault passes, and any other is raised as all others are
        result = tx.execute(self._statement, dict(parameters))
        return result.all() if result.returns_rows else ()

    def tell(self, tx: Tx, parameters: Mapping[str, Any]) -> None:
        """Run what gives nothing back: at once, or where the transaction lets statements wait, before the next one.

        A constraint that it breaks is raised there, at the latest when the transaction commits.

        Raises:
            DBAPIError: as `ask` raises it.
        """
        if not tx.begins or _is_listened_to(tx.bare):
            self.ask(tx, parameters)
            return
        tx.waiting.append(self.number(tx, parameters))

    def number(self, tx: Tx, parameters: Mapping[str, Any]) -> Asked:
        """The statement as PostgreSQL takes it, with its values."""
        return self._number_of(self._written.get(tx.bare.dialect.name) or self._write(tx.bare.dialect.name), parameters)

    def _number_of(self, written: _Written, parameters: Mapping[str, Any]) -> Asked:
        given = _convert(written, parameters)
        return Asked(self._number, written.numbered, [given[name] for name in written.order], written.row)

    def _write(self, engine: str) -> _Written:
        """Write the statement for an engine, and keep it; two threads that do so at once write the same."""
        dialect: Dialect = postgres() if engine == "postgresql" else sqlite(paramstyle="named")  # type: ignore[no-untyped-call]
        compiled = self._statement.compile(dialect=dialect, column_keys=self._writes)
        numbered = self._statement.compile(
            dialect=postgres(paramstyle="numeric_dollar"),  # type: ignore[no-untyped-call]
            column_keys=self._writes,
        )
        convert = {
            name: converter
            for name, bound in compiled.binds.items()
            if (converter := bound.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        fixed = {name: bound.value for name, bound in compiled.binds.items() if not bound.required}
        columns = self._statement.exported_columns
        # From PostgreSQL instants come aware and in UTC, numbers as numbers, and JSON is read already.
        read = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in (columns if engine != "postgresql" else ())
        ]
        names = [str(name) for name in columns.keys()]  # noqa: SIM118 - no mapping: iterating gives columns
        self._written[engine] = written = _Written(
            text=str(compiled),
            numbered=str(numbered),
            order=tuple(numbered.positiontup or ()),
            constants={name: convert[name](value) if name in convert else value for name, value in fixed.items()},
            given=tuple((name, converter) for name, converter in convert.items() if name not in fixed),
            read=tuple((at, converter) for at, converter in enumerate(read) if converter is not None),
            row=cast("type[NamedTuple]", namedtuple("Row", names))._make if names else None,
        )
        return written


def ask_together(tx: Tx, *asked: tuple[Question, Mapping[str, Any]]) -> list[Sequence[Any]]:
    """The rows of each question, none of which needs another's: one way to the server where the connection lets them.

    Raises:
        DBAPIError: as `Question.ask` raises it.
    """
    if len(asked) < 2 or _is_listened_to(tx.bare) or not _takes_many(tx):
        return [question.ask(tx, parameters) for question, parameters in asked]
    return list(tx.put(*(question.number(tx, parameters) for question, parameters in asked)))


def _takes_many(tx: Tx) -> bool:
    """Whether statements may go to the server in one pipeline."""
    if not tx.on_postgres:
        return False
    return tx.begins or can_take(cast("Any", tx.bare.connection.driver_connection))


def _is_listened_to(connection: Connection) -> bool:
    listened = connection.engine.dispatch
    return bool(listened.before_cursor_execute or listened.after_cursor_execute)


def _convert(written: _Written, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Every value of the statement, as the driver takes it."""
    given = {**written.constants, **parameters}
    for name, convert in written.given:
        given[name] = convert(given[name])
    return given


def _put(driver: Any, written: _Written, parameters: Mapping[str, Any]) -> Sequence[Any]:
    cursor = driver.execute(written.text, _convert(written, parameters))
    make = written.row
    if make is None:
        return ()
    if not written.read:
        return [make(row) for row in cursor.fetchall()]
    rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        for at, convert in written.read:
            row[at] = convert(row[at])
    return [make(row) for row in rows]
