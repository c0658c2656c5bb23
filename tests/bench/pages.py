"""What a person meets: the map page of one of the floors, cold, and the way from the first page to a booking."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from booking.web.tokens import sign_in_cookie
from tests.bench.fill import Filled
from tests.chromium import CHROMIUM, QUIET

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROUNDS = 5
PATIENCE_MS = 15_000
MOST_CLICKS = 6
WINDOW = {"width": 1366, "height": 900}


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map page with nothing of it kept from before: the median of the rounds.

    `empty_ms` is what a page of one word takes in the same browser, on the same server, just before.
    """

    requests: float
    kb: float
    usable_ms: float
    nodes: float
    empty_ms: float


@contextmanager
def browsing() -> Iterator["Browser | None"]:
    """The machine's Chromium; None where there is none."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    path = shutil.which("chromium") or shutil.which(CHROMIUM)
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


def measure_map(browser: "Browser", port: int, filled: Filled) -> MapPage:
    """Open the map page in fresh profiles, signed in; usable is when all of it has loaded and the map's script runs."""
    rounds = [_open_map(browser, port, filled, filled.floors[number]) for number in range(ROUNDS)]
    return MapPage(*(median(figures) for figures in zip(*rounds, strict=True)))


def count_clicks(browser: "Browser", port: int, filled: Filled) -> int:
    """How often somebody clicks between the first page after signing in and a booked desk; nothing is typed.

    They take the first floor that is offered, the first free place on its map, and what then confirms it.

    Raises:
        RuntimeError: no booking within a few clicks.
    """
    with _profile(browser, port, filled) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/", wait_until="load")
        for clicks in range(MOST_CLICKS):
            if urlsplit(page.url).path.startswith("/bookings/"):
                return clicks
            _click_on(page)
    raise RuntimeError(f"{MOST_CLICKS} clicks led to {page.url}, and to no booking")


def _click_on(page: "Page") -> None:
    """Press what confirms a booking, where it is offered; else choose a free place; else go to a floor."""
    ways = (
        page.get_by_role("main").get_by_role("button", name="Book", exact=False),
        page.locator("a.app-place--free[aria-label*='esk ']"),
        page.get_by_role("main").locator("a[href^='/floors/']"),
        page.get_by_role("main").locator("a[href^='/floors']"),
    )
    for way in ways:
        shown = [each for each in way.all() if each.is_visible()]
        if shown:
            shown[0].click(timeout=PATIENCE_MS)
            page.wait_for_load_state("load")
            page.wait_for_timeout(300)  # what a script shows next
            return
    raise RuntimeError(f"there is no way on from {page.url}")


def _open_map(browser: "Browser", port: int, filled: Filled, floor: str) -> tuple[float, ...]:
    empty_ms = _open_empty(browser, port, filled)
    with _profile(browser, port, filled) as context:
        page = context.new_page()
        asked: set[str] = set()
        wire: dict[str, float] = {}
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", lambda event: _note_request(asked, event))
        session.on(
            "Network.loadingFinished", lambda event: wire.update({event["requestId"]: event["encodedDataLength"]})
        )
        page.goto(f"http://127.0.0.1:{port}/floors/{floor}", wait_until="load")
        page.locator("a.app-place").first.wait_for(timeout=PATIENCE_MS)
        timing: dict[str, Any] = page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
        nodes = page.evaluate("document.querySelectorAll('*').length")
        page.wait_for_load_state("networkidle")
        kb = sum(wire.get(one, 0.0) for one in asked) / 1000
        return len(asked), kb, float(timing["loadEventEnd"]), nodes, empty_ms


def _open_empty(browser: "Browser", port: int, filled: Filled) -> float:
    with _profile(browser, port, filled) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/healthz", wait_until="load")
        return float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))


def _note_request(asked: set[str], event: dict[str, Any]) -> None:
    """Note a request that goes over the wire; pictures written into a page or a style sheet do not."""
    if not event["request"]["url"].startswith("data:"):
        asked.add(event["requestId"])


@contextmanager
def _profile(browser: "Browser", port: int, filled: Filled) -> Iterator["BrowserContext"]:
    context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    cookie = {"name": sign_in_cookie(secure=False), "value": filled.sign_in, "url": f"http://127.0.0.1:{port}"}
    context.add_cookies([cookie])  # type: ignore[list-item]
    try:
        yield context
    finally:
        context.close()
