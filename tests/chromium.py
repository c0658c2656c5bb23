"""Gives tests the machine's browser: one for all tests of a process, since two cannot be driven side by side in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = "/usr/bin/chromium"
PROGRAMS = ("chromium-headless-shell", "chromium")
"""The first that is installed: without windows to keep, the same engine opens a page in half the processor time."""
QUIET = (
    "--no-sandbox",  # as root there is none; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--lang=en-GB",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The browser of the machine."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import, and few tests need it

    path = next(filter(None, map(shutil.which, PROGRAMS)), CHROMIUM)
    if not Path(path).exists():
        pytest.skip(f"no browser: {CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
