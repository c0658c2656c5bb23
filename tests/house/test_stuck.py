"""A test that is stuck fails and says where; the tests after it run."""

import os
import subprocess
import sys
from pathlib import Path

STUCK = """
import time
import pytest

@pytest.fixture
def kept():
    yield
    time.sleep(600)

def test_fails(kept): assert False

def test_goes_on(): pass
"""


def test_stuck_test_is_ended_and_named(tmp_path: Path) -> None:
    """What is stuck is the fixture of a test that has failed already, which pytest's own watch does not see."""
    (tmp_path / "test_it.py").write_text(STUCK, encoding="utf-8")
    (tmp_path / "pytest.ini").touch()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "xdist",
        "-n1",
        "-q",
        "-p",
        "tests.stuck",
        "-p",
        "no:cacheprovider",
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = kept | {"BOOKING_TEST_STUCK_S": "2", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert run.returncode == 1
    assert "Stuck for 2 s: test_it.py::test_fails" in run.stderr
    assert "in kept" in run.stderr
    assert "1 passed" in run.stdout.splitlines()[-1]
