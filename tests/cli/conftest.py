"""What every command stands in: a database of its own and a folder."""

from pathlib import Path

import pytest

from tests.conftest import SECRET


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a service on the test's database; answers its data folder."""
    monkeypatch.setenv("BOOKING_DATABASE_URL", database_url)
    monkeypatch.setenv("BOOKING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BOOKING_SECRET_KEY", SECRET.decode())
    return tmp_path
