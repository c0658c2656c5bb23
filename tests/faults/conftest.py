"""What faults are tried on: a crowd in a database of its own."""

from pathlib import Path

import pytest

from booking.actions.service import Service
from tests.race.crowd import Crowd, gather_crowd
from tests.served import Setting


@pytest.fixture
def crowd(service: Service) -> Crowd:
    """Eight people with a token each, and eight desks."""
    return gather_crowd(service, people=8)


@pytest.fixture
def setting(database_url: str, tmp_path: Path) -> Setting:
    """What the server of a test is started on."""
    return Setting(database_url, tmp_path / "var")
