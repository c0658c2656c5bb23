"""The steps that bring a database to its newest form."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import booking.store.migrate
from booking.store.engine import Database
from booking.store.guards import install_guards, missing_guards
from booking.store.migrate import current_revision, migrate, migrations_folder, newest_revision
from booking.store.tables import metadata
from tests.paths import CHECKOUT
from tests.postgres import Postgres


@pytest.fixture
def empty_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing stands."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"empty_{uuid4().hex}"
    yield postgres.create_database(name)
    postgres.drop_database(name)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url)
    yield database
    database.close()


def tables_of(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_migrations_are_one_line_from_the_first_to_the_newest() -> None:
    steps = list(ScriptDirectory(str(migrations_folder())).walk_revisions())

    assert [len(step.nextrev) for step in steps] == [0] + [1] * (len(steps) - 1)
    assert steps[-1].down_revision is None
    assert all(isinstance(step.down_revision, str) for step in steps[:-1])
    assert [step.revision for step in reversed(steps)] == [f"{number:04d}" for number in range(1, len(steps) + 1)]


def test_migrations_lead_to_the_tables_that_the_code_knows(empty: Database) -> None:
    migrate(empty)

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_lead_to_the_indexes_and_checks_that_the_code_knows(empty: Database) -> None:
    """Alembic compares no check constraints and no conditions of indexes."""
    migrate(empty)

    with empty.engine.connect() as connection:
        looked = inspect(connection)
        checks = {str(check["name"]) for table in metadata.tables for check in looked.get_check_constraints(table)}
        indexes = {str(index["name"]) for table in metadata.tables for index in looked.get_indexes(table)}
        if connection.dialect.name == "sqlite":
            partial = connection.execute(text("SELECT name FROM sqlite_master WHERE sql LIKE '%INDEX%WHERE%'"))
        else:
            partial = connection.execute(text("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%btree%WHERE%'"))
        conditional = set(partial.scalars())
    assert {"ck_booking_half_open", "ck_booking_people", "ck_occupation_half_open", "ck_resource_capacity"} <= checks
    assert {str(index.name) for table in metadata.tables.values() for index in table.indexes} <= indexes
    assert conditional == {"ix_booking_use_id", "ix_desk_layout_standing", "ix_occupation_window", "ix_outbox_unsent"}


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    first = migrate(empty)
    tables = tables_of(empty)

    assert migrate(empty) == first == newest_revision()
    assert tables_of(empty) == tables
    with empty.engine.connect() as connection:
        assert current_revision(connection) == first
        assert missing_guards(connection) == ()


def test_newest_revision_is_the_one_that_alembic_would_run_to() -> None:
    assert newest_revision() == ScriptDirectory(str(migrations_folder())).get_current_head()


@pytest.mark.parametrize("after", ["0001", "none"], ids=["two that follow one step", "two beginnings"])
def test_steps_with_two_ends_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str) -> None:
    folder = _copied_steps(tmp_path, FAILING_STEP.replace("{newest}", after))
    monkeypatch.setattr(booking.store.migrate, "migrations_folder", lambda: folder)

    with pytest.raises(RuntimeError, match="2 are the last, not one"):
        newest_revision()


def test_migrating_from_two_processes_at_once_is_harmless(empty_url: str, tmp_path: Path) -> None:
    """Two servers of a trust that start at the same moment."""
    environment = {"BOOKING_DATABASE_URL": empty_url, "BOOKING_DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "booking.cli", "migrate"]
    both = [
        subprocess.Popen(command, env=environment, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]

    said = [one.communicate(timeout=60) for one in both]

    assert [one.returncode for one in both] == [0, 0], said


FAILING_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade():
    op.create_table("half_made", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO half_made (id) VALUES (1)")
    op.execute("SELECT * FROM no_such_table")
"""


def test_a_failing_migration_leaves_nothing_half_made(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with the steps before it: all run in one transaction."""
    folder = _copied_steps(tmp_path, FAILING_STEP)
    monkeypatch.setattr(booking.store.migrate, "migrations_folder", lambda: folder)

    with pytest.raises(Exception, match="no_such_table"):
        migrate(empty)

    assert tables_of(empty) == set()


def test_a_failing_migration_keeps_what_stood_before(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = migrate(empty)
    tables = tables_of(empty)
    folder = _copied_steps(tmp_path, FAILING_STEP)
    monkeypatch.setattr(booking.store.migrate, "migrations_folder", lambda: folder)

    with pytest.raises(Exception, match="no_such_table"):
        migrate(empty)

    assert tables_of(empty) == tables
    with empty.engine.connect() as connection:
        assert (current_revision(connection), missing_guards(connection)) == (newest, ())


def _copied_steps(tmp_path: Path, step: str) -> Path:
    folder = tmp_path / "steps"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text((migrations_folder() / "env.py").read_text("utf-8"), "utf-8")
    for standing in (migrations_folder() / "versions").glob("*.py"):
        (folder / "versions" / standing.name).write_text(standing.read_text("utf-8"), "utf-8")
    failing = step.replace("{newest}", newest_revision())
    (folder / "versions" / "9999_failing.py").write_text(failing, "utf-8")
    return folder


def test_batch_mode_on_sqlite_drops_triggers_and_missing_guards_names_them(tmp_path: Path) -> None:
    """The trap that `install_guards` at the end of such a step is for."""
    database = Database(f"sqlite:///{tmp_path / 'booking.sqlite'}")
    migrate(database)
    with database.writing() as tx:
        operations = Operations(MigrationContext.configure(tx.connection))
        with operations.batch_alter_table("occupation", recreate="always") as batch:
            batch.alter_column("live", nullable=False)

        assert missing_guards(tx.connection) == ("occupation_no_overlap_insert", "occupation_no_overlap_update")
        install_guards(tx.connection)
        assert missing_guards(tx.connection) == ()
    database.close()


def test_migrating_uses_the_durable_settings_of_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "booking.sqlite"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        read: Callable[[str], object] = lambda name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()  # noqa: E731
        assert [read(name) for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]
    database.close()
    with sqlite3.connect(path) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()
