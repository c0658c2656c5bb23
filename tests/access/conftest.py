"""The application in this process, with everybody in front of it and the clock standing still."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from booking.actions.service import Service
from tests.access.seats import Seats, make_client, take_seats
from tests.estate import NOW, Estate


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
    taken.sign_in_all()
    yield taken
    taken.watch.close()
