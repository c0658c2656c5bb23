"""Fixtures that every test shares: a migrated database on each engine, the service on it, and a small estate."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

from booking.actions.service import Service
from booking.store.engine import Database
from booking.store.migrate import migrate
from tests.estate import Estate, make_estate
from tests.postgres import Postgres

ENGINES = ("sqlite", "postgresql")
# Others use the machine too: an example may take its time, and each run tries the same ones.
settings.register_profile("shared machine", deadline=None, derandomize=True)
settings.load_profile("shared machine")

SECRET = b"a secret for tests, thirty-two bytes and more"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BOOKING_") and not name.startswith("BOOKING_TEST_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "booking.sqlite"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> Iterator[str]:
    """The name of a migrated, empty PostgreSQL database, to be copied."""
    name = f"template_{uuid4().hex}"
    database = Database(postgres.create_database(name))
    migrate(database)
    database.close()
    yield name
    postgres.drop_database(name)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database of its own for each test."""
    if engine_name == "sqlite":
        path = tmp_path / "booking.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    yield postgres.create_database(name, request.getfixturevalue("postgres_template"))
    postgres.drop_database(name)


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[Service]:
    """The service on a migrated, empty database."""
    anchors = tmp_path / "audit-anchors.txt"
    made = Service(Database(database_url, anchors=anchors), SECRET, anchors)
    yield made
    made.db.close()


@pytest.fixture
def estate(service: Service) -> Estate:
    """A small trust in the service's database: see tests/estate.py."""
    return make_estate(service)
