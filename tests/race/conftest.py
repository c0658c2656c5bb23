"""What races are run on: a crowd in a database of its own, served by as many processes as the engine takes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from booking.actions.service import Service
from tests.race.crowd import Crowd, gather_crowd
from tests.served import Served, Setting, serving

WORKERS = {"postgresql": 2, "sqlite": 1}


@pytest.fixture
def crowd(service: Service) -> Crowd:
    """64 people with a token each, and eight desks on two floors."""
    return gather_crowd(service)


@pytest.fixture
def setting(database_url: str, tmp_path: Path) -> Setting:
    """What the server of a test is started on."""
    return Setting(database_url, tmp_path / "var")


@pytest.fixture
def served(crowd: Crowd, setting: Setting, engine_name: str) -> Iterator[Served]:
    """`booking serve` on the crowd's database: two processes on PostgreSQL, one on SQLite."""
    assert crowd.tokens
    with serving(setting, workers=WORKERS[engine_name]) as server:
        yield server
