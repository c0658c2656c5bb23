"""A skip is a failure in CI and stays a skip elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPING = """
import pytest

def test_runs(): pass

def test_skips(): pytest.skip("nothing to read")

@pytest.mark.skip(reason="not today")
def test_is_marked(): pass

@pytest.fixture
def absent(): pytest.skip("no server")

def test_asks(absent): pass

@pytest.mark.xfail(reason="known", strict=True)
def test_is_expected_to_fail(): raise AssertionError
"""
SKIPPING_WHOLE = 'import pytest\npytest.skip("no such engine", allow_module_level=True)\n'


def closing_line(folder: Path, content: str, *, ci: str) -> str:
    """Run one test file with the plugin in a pytest of its own and give its last line without the time."""
    (folder / "test_it.py").write_text(content, encoding="utf-8")
    (folder / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.strict_skips", "-p", "no:cacheprovider", "test_it.py"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = kept | {"CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return run.stdout.splitlines()[-1].split(" in ")[0]


@pytest.mark.parametrize(
    ("ci", "expected"),
    [("", "1 passed, 3 skipped, 1 xfailed"), ("true", "1 failed, 1 passed, 1 xfailed, 2 errors")],
)
def test_skipped_tests_fail_in_ci_only(ci: str, expected: str, tmp_path: Path) -> None:
    assert closing_line(tmp_path, SKIPPING, ci=ci) == expected


@pytest.mark.parametrize(("ci", "expected"), [("", "1 skipped"), ("true", "1 error")])
def test_skipped_module_fails_in_ci_only(ci: str, expected: str, tmp_path: Path) -> None:
    assert closing_line(tmp_path, SKIPPING_WHOLE, ci=ci) == expected
