"""Fixtures that every test shares: a migrated database on each engine, the service on it, and a small estate."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from booking.actions.service import Service
from booking.store.engine import Database
from booking.store.migrate import migrate
from tests.estate import Estate, make_estate
from tests.postgres import Postgres

ENGINES = ("sqlite", "postgresql")
# Others use the machine too: an example may take its time, and each run tries the same ones.
settings.register_profile("shared machine", deadline=None, derandomize=True)
settings.load_profile("shared machine")

GARBAGE_AFTER = (20_000, 20, 50)
"""How many new things there are when rubbish is looked for: by the usual numbers that took a fourteenth of the time."""

SECRET = b"a secret for tests, thirty-two bytes and more"


def pytest_collection_finish() -> None:
    """Look for rubbish seldom, and never among the tests themselves, which all stay until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BOOKING_") and not name.startswith("BOOKING_TEST_")]:
        monkeypatch.delenv(name)


@dataclass(frozen=True, slots=True)
class Template:
    """A migrated database to be copied: a file of SQLite, or the name of a database of PostgreSQL.

    Attributes:
        source: the file's path, or the name.
        anchors: the heads of its audit, as anchored; empty where nothing has been written.
        estate: the small trust that stands in it, if one does.
    """

    source: str
    anchors: bytes = b""
    estate: Estate | None = None


_compilers: dict[str, Engine] = {}


def keep_compiler(engine: Engine) -> None:
    """Keep what an engine that is done with knows of its server, and room for whatever is compiled for it."""
    engine._compiled_cache = LRUCache(5_000)
    _compilers[engine.name] = engine


def lend_compiler(engine: Engine) -> None:
    """Have statements compiled once for all tests: each has a database, so an engine, and a seventh went into that."""
    known = _compilers[engine.name]
    engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A migrated, empty SQLite file."""
    path = tmp_path_factory.mktemp("template") / "booking.sqlite"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    _settle(database)
    keep_compiler(database.engine)
    return Template(str(path))


@pytest.fixture(scope="session")
def sqlite_estate(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A file with the small trust."""
    return fill_sqlite(sqlite_template, tmp_path_factory.mktemp("estate"), make_estate)


def fill_sqlite(source: Template, folder: Path, fill: Callable[[Service], Estate]) -> Template:
    """A copy of a file with more in it."""
    path = shutil.copy(source.source, folder)
    database = Database(f"sqlite:///{path}", anchors=folder / "anchors")
    anchors, made = _fill(database, source, folder / "anchors", fill)
    _settle(database)
    return Template(str(path), anchors, made)


def _fill(
    database: Database, source: Template, anchors: Path, fill: Callable[[Service], Estate]
) -> tuple[bytes, Estate]:
    if source.anchors:
        anchors.write_bytes(source.anchors)
    made = fill(Service(database, SECRET, anchors))
    return (anchors.read_bytes() if anchors.exists() else b""), made


def _settle(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> Iterator[Template]:
    """The name of a migrated, empty PostgreSQL database."""
    name = f"template_{uuid4().hex}"
    database = Database(postgres.create_database(name))
    migrate(database)
    database.close()
    keep_compiler(database.engine)
    yield Template(name)
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def postgres_estate(
    postgres: Postgres, postgres_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Template]:
    """The name of a database with the small trust."""
    with filled_postgres(postgres, postgres_template, tmp_path_factory.mktemp("estate"), make_estate) as made:
        yield made


@contextmanager
def filled_postgres(
    postgres: Postgres, source: Template, folder: Path, fill: Callable[[Service], Estate]
) -> Iterator[Template]:
    """A copy of a database with more in it."""
    name = f"filled_{uuid4().hex}"
    database = Database(postgres.create_database(name, source.source), anchors=folder / "anchors")
    anchors, made = _fill(database, source, folder / "anchors", fill)
    database.close()
    yield Template(name, anchors, made)
    postgres.drop_database(name)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def template(engine_name: str, request: pytest.FixtureRequest) -> Template:
    """What a test's database is copied from: with the small trust, or all the seats, where the test asks for them."""
    asked = request.fixturenames
    kind = "seats" if "seats" in asked else "estate" if "estate" in asked else "template"
    found: Template = request.getfixturevalue(f"{'sqlite' if engine_name == 'sqlite' else 'postgres'}_{kind}")
    return found


@pytest.fixture
def database_url(engine_name: str, template: Template, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of its own for each test."""
    if engine_name == "sqlite":
        path = tmp_path / "booking.sqlite"
        shutil.copy(template.source, path)
        yield f"sqlite:///{path}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    yield postgres.create_database(name, template.source)
    postgres.drop_database(name)


@pytest.fixture
def service(database_url: str, template: Template, tmp_path: Path) -> Iterator[Service]:
    """The service on a migrated database: empty, or with the small trust where the test asks for that."""
    anchors = tmp_path / "audit-anchors.txt"
    if template.anchors:
        anchors.write_bytes(template.anchors)
    made = Service(Database(database_url, anchors=anchors), SECRET, anchors)
    lend_compiler(made.db.engine)
    yield made
    made.db.close()


@pytest.fixture
def estate(template: Template) -> Estate:
    """A small trust in the service's database: see tests/estate.py."""
    assert template.estate is not None, "asked for while the test runs: name it among the test's arguments"
    return deepcopy(template.estate)
