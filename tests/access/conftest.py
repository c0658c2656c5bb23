"""The application in this process, with everybody in front of it and the clock standing still."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from booking.actions.service import Service
from tests.access.seats import Seats, make_client, take_seats, write_seats
from tests.conftest import Template, fill_sqlite, filled_postgres
from tests.estate import NOW, Estate
from tests.postgres import Postgres


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    """A client of the application at NOW.

    These tests write thousands of small transactions and end no process, so SQLite need not wait for the disk.
    """
    if service.db.engine.dialect.name == "sqlite":
        event.listen(service.db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=off"))
    with make_client(service, lambda: NOW) as made:
        yield made


@pytest.fixture
def seats(service: Service, estate: Estate, client: TestClient) -> Iterator[Seats]:
    """Everybody, with sign-ins and tokens."""
    taken = take_seats(service, estate, client)
    yield taken
    taken.watch.close()


@pytest.fixture(scope="session")
def sqlite_seats(sqlite_estate: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A file with the small trust and everything that the seats need."""
    return fill_sqlite(sqlite_estate, tmp_path_factory.mktemp("seats"), _fill_seats(sqlite_estate))


@pytest.fixture(scope="session")
def postgres_seats(
    postgres: Postgres, postgres_estate: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Template]:
    """The name of a database with the same."""
    folder, fill = tmp_path_factory.mktemp("seats"), _fill_seats(postgres_estate)
    with filled_postgres(postgres, postgres_estate, folder, fill) as made:
        yield made


def _fill_seats(source: Template) -> Callable[[Service], Estate]:
    estate = source.estate
    assert estate is not None

    def fill(service: Service) -> Estate:
        write_seats(service, estate)
        return estate

    return fill
