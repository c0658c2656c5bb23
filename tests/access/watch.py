"""Sees whether anything was written: a denied act leaves everything as it was."""

import hashlib
import sqlite3
from collections.abc import Iterator

from booking.actions.service import Service
from booking.store.tables import metadata

_NEVER_SEEN = {"sign_in_failure": frozenset[str](), "sign_in": frozenset({"seen_at"})}
"""What a denied act may change: failures to sign in are counted, and a sign-in's last use is noted."""


class Watch:
    """Sees from outside whether anything was committed to an SQLite file since it looked last."""

    def __init__(self, service: Service) -> None:
        url = service.db.engine.url
        self._file = (
            sqlite3.connect(str(url.database), check_same_thread=False) if url.get_backend_name() == "sqlite" else None
        )
        self.commits: int | None = None
        self.digest = ""

    def count_commits(self) -> int | None:
        """A number that changes with every commit of somebody else; None where the engine has none."""
        return None if self._file is None else int(self._file.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def take_fingerprint(service: Service) -> str:
    """A digest of everything that is stored, but for failures to sign in and the last use of sign-ins.

    The driver is asked directly: each access test does this hundreds of times.
    """
    digest = hashlib.sha256()
    connection = service.db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        for table_name, statement in _SEEN.items():
            cursor.execute(statement)
            digest.update(repr((table_name, cursor.fetchall())).encode("utf-8"))
    finally:
        connection.close()
    return digest.hexdigest()


def _seen_statements() -> Iterator[tuple[str, str]]:
    for table in metadata.sorted_tables:
        unseen = _NEVER_SEEN.get(table.name, frozenset({""}))
        if names := ", ".join(column.name for column in table.c if unseen and column.name not in unseen):
            yield table.name, f"SELECT {names} FROM {table.name} ORDER BY 1, 2"  # noqa: S608 - our own names


_SEEN = dict(_seen_statements())
"""What reads each table for its digest."""
