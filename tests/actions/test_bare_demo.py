"""The demo without bookings: everything else stands."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from booking.actions.load_demo import load_demo
from booking.actions.service import Service
from booking.store.engine import Database
from tests.conftest import SECRET, Template
from tests.store.state import count

WEDNESDAY = datetime(2026, 11, 25, 11, 20, tzinfo=UTC)

pytestmark = pytest.mark.xdist_group("demo")


def test_bare_demo_has_no_bookings(tmp_path: Path, sqlite_template: Template) -> None:
    shutil.copy(sqlite_template.source, tmp_path / "booking.sqlite")
    service = Service(Database(f"sqlite:///{tmp_path / 'booking.sqlite'}"), SECRET, tmp_path / "anchors.txt")

    assert load_demo(service, now=WEDNESDAY, bare=True) is None

    tables = ("booking", "occupation", "series", "outbox")
    assert [count(service, table) for table in tables] == [0, 0, 0, 0]
    assert count(service, "person") == 201
    service.db.close()
