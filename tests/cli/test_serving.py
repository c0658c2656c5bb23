"""What the server's processes load and share, so that a second one costs little memory."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.paths import CHECKOUT
from tests.served import Setting, run_booking, serving, worker_pids

IN_A_WORKER = """
import sys
from booking.app import serve_app
serve_app()
from booking.actions.open_service import open_service
from booking.actions.ready import Unready, find_unready
from booking.settings import read_settings
given = read_settings()
assert find_unready(open_service(given.database_url, given.data_dir, given.secret_key)) is Unready.NOTHING
print(*{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.xdist_group("served")
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_workers_share_what_was_loaded_before_them(database_url: str, tmp_path: Path) -> None:
    setting = Setting(database_url, tmp_path)
    with serving(setting, workers=2) as served:
        memory = [psutil.Process(pid).memory_full_info() for pid in worker_pids(served)]

    assert len(memory) == 2
    assert all(one.uss < one.rss / 2 for one in memory), memory


def test_worker_loads_neither_geometry_nor_migrations_until_they_are_needed(database_url: str, tmp_path: Path) -> None:
    """It answers whether it is ready all the same."""
    setting = Setting(database_url, tmp_path)
    assert run_booking(setting, "migrate").returncode == 0

    command = [sys.executable, "-c", IN_A_WORKER]
    said = subprocess.run(command, env=setting.environment, cwd=CHECKOUT, capture_output=True, text=True, check=True)

    loaded = set(said.stdout.split())
    assert {"booking", "sqlalchemy", "starlette"} <= loaded
    assert loaded & {"alembic", "shapely", "numpy", "qrcode", "highspy", "ortools", "fitz", "pymupdf", "PIL"} == set()
