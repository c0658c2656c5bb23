"""What somebody with every right on the database can do: the guards are switched off first."""

import sqlite3
from contextlib import closing

from booking.actions.service import Service
from booking.store.guards import sqlite_guards
from tests.store.state import run


def tamper(service: Service, *statements: str) -> None:
    """Switch every guard on the audit off, foreign keys too, and write into it."""
    if service.db.engine.dialect.name == "postgresql":
        for table in ("audit_entry", "audit_chain"):
            run(service, f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            run(service, statement)
        return
    guards = [f"DROP TRIGGER {name}" for name in sqlite_guards() if name.startswith("audit_")]
    with closing(sqlite3.connect(str(service.db.engine.url.database))) as connection, connection:
        for statement in (*guards, *statements):
            connection.execute(statement)
