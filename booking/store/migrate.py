"""Bringing a database to its newest form."""

import ast
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

from booking.store.engine import Database, Tx

_VERSION_TABLE = "alembic_version"
_TURN = 7_262_645
"""The number of the advisory lock that migrating processes take; any number that nothing else here uses."""

_TURN_WAIT_S = 60


def migrations_folder() -> Path:
    """Where the steps are: inside the installed package, or in the checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_migrations"
    return packed if packed.is_dir() else package.parent / "migrations"


def migrate(database: Database) -> str:
    """Run every step that has not been run yet, all in one transaction, and answer the revision that then stands."""
    from alembic import command  # noqa: PLC0415 - takes half a second to import, and only this needs it

    def work(tx: Tx) -> None:
        _wait_for_turn(tx)
        command.upgrade(_config(tx.connection), "head")

    database.write(work)
    return newest_revision()


def newest_revision() -> str:
    """The revision that the code expects."""
    return _last_step(migrations_folder())


@cache
def _last_step(folder: Path) -> str:
    """The one step that no other follows, as the steps say themselves: Alembic would take 11 MB of each worker."""
    steps = [_read_step(file) for file in (folder / "versions").glob("*.py")]
    last = {step.get("revision") for step in steps} - {step.get("down_revision") for step in steps}
    if len(last) != 1:
        raise RuntimeError(f"of the {len(steps)} migrations in {folder}, {len(last)} are the last, not one")
    return str(last.pop())


def _read_step(file: Path) -> dict[str, Any]:
    """The constants that a step assigns, by name."""
    return {
        target.id: line.value.value
        for line in ast.parse(file.read_text("utf-8")).body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
        for target in line.targets
        if isinstance(target, ast.Name)
    }


def current_revision(connection: Connection) -> str | None:
    """The revision at which the database stands; None where it was never migrated."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION_TABLE}").scalar_one_or_none()  # noqa: S608


def _wait_for_turn(tx: Tx) -> None:
    """Let one process at a time migrate, and let a step take as long as it needs; SQLite has one writer anyway."""
    if tx.on_postgres:
        for statement in (
            "SET LOCAL statement_timeout = 0",
            f"SET LOCAL lock_timeout = '{_TURN_WAIT_S}s'",
            f"SELECT pg_advisory_xact_lock({_TURN})",
            "SET LOCAL lock_timeout = '5s'",
        ):
            tx.connection.exec_driver_sql(statement)


def _config(connection: Connection) -> Any:
    from alembic.config import Config  # noqa: PLC0415 - takes half a second to import, and only this needs it

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
