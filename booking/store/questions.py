"""Reads that are asked thousands of times a second, put to the driver without the toolkit's results around them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import psycopg
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.psycopg import dialect as postgres

from booking.store.engine import Tx


class Question:
    """A select that is asked very often, written down once.

    On PostgreSQL more than half of what such a read costs this process is the making of the toolkit's result, so its
    rows are taken from the driver as they come: instants are aware and in UTC there too, and JSON is read already.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement

    @cached_property
    def _text(self) -> str:
        return str(self._statement.compile(dialect=postgres()))  # type: ignore[no-untyped-call]

    def ask(self, tx: Tx, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows, their values in the order of the select's columns.

        Within a transaction, where somebody listens to the engine's statements, and after a failure of the driver, it
        is asked the usual way, which is where failures are judged.
        """
        connection = tx.connection
        listened = bool(connection.engine.dispatch.before_cursor_execute)
        if tx.on_postgres and not listened and not connection.in_transaction():
            try:
                cursor = connection.connection.cursor()
                cursor.execute(self._text, parameters)
                return cursor.fetchall()
            except psycopg.Error:
                pass  # asked again below: a passing fault passes, and any other is raised as all others are
        return tx.execute(self._statement, dict(parameters)).all()
