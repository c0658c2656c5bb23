"""Turns skipped tests into failures in CI, where everything that a test needs must be present."""

import os
from collections.abc import Generator

import pytest

# Beginnings of the reasons that may skip a test even in CI; each needs a comment that says why.
ALLOWED_REASONS: tuple[str, ...] = ()


def in_ci() -> bool:
    """Say whether this run is the one that decides about a change."""
    return os.environ.get("CI") == "true"


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skipped report into a failed one, unless its reason is on the list; expected failures stay as they are."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = skip_reason(report)
    if reason.startswith(ALLOWED_REASONS):
        return
    report.outcome = "failed"
    report.longrepr = f"Skipped in CI, where a skip is a failure: {reason}"


def skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Give the reason that the test named, without pytest's prefix; may be empty."""
    written = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return written.removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge the skips of tests and their fixtures."""
    report = yield
    if in_ci():
        forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Judge the skips of whole modules."""
    report = yield
    if in_ci():
        forbid_skip(report)
    return report
