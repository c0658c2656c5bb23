"""A real Chromium in front of a real server on the demo trust; what it must never do is watched on every page."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.map_steps import open_floor
from tests.browser.town import ADMIN, FIRST_FLOOR, PASSWORD, SECOND_FLOOR, STAFF, Town, build_town
from tests.paths import CHECKOUT
from tests.served import Served, Setting, serving

PATIENCE_MS = 15_000
_COOKIES: dict[tuple[str, str], list[tuple[str, str]]] = {}
"""Of everybody whom `let_in` has let in, by server and email."""

OTHER_PLAN = CHECKOUT.parent / "shared" / "data" / "svg" / "concordia" / "floor8.svg"


@pytest.fixture(scope="session")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """A database of the browser tests' own."""
    folder = tmp_path_factory.mktemp("browser")
    return Setting(f"sqlite:///{folder / 'booking.sqlite'}", folder / "var", secret=None)


@pytest.fixture(scope="session")
def town(setting: Setting) -> Town:
    """The demo trust, with a floor read from a real drawing where that drawing is at hand."""
    return build_town(setting, OTHER_PLAN if OTHER_PLAN.exists() else None)


@pytest.fixture(scope="session")
def served(town: Town, setting: Setting) -> Iterator[Served]:
    """The server on it."""
    expect.set_options(timeout=PATIENCE_MS)
    assert town.floors
    with serving(setting) as server:
        yield server


class OpenPage:
    """Opens pages, each in a browser profile of its own, and notes what they do that they must not do."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.misdeeds: list[str] = []
        self._browser = browser
        self._base_url = base_url
        self._contexts: list[BrowserContext] = []

    def __call__(
        self, *, javascript: bool = True, width: int = 1366, height: int = 900, touch: bool = False, dark: bool = False
    ) -> Page:
        """Open an empty page."""
        context = self._browser.new_context(
            base_url=self._base_url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
            has_touch=touch,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note_foreign(request.url, self.misdeeds))
        page.on("pageerror", lambda fault: self.misdeeds.append(f"script failed: {fault}"))
        page.on("console", lambda said: _note_violation(said.text, self.misdeeds))
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def open_page(chromium: Browser, served: Served) -> Iterator[OpenPage]:
    """Opens pages; none of them may break the content security policy, fail in a script or ask another host."""
    opening = OpenPage(chromium, served.url)
    yield opening
    opening.close()
    assert opening.misdeeds == []


@pytest.fixture
def live(open_page: OpenPage, town: Town) -> Page:
    """The first floor of the headquarters a week ahead, for a member of staff, once its script is at work."""
    page = open_page()
    let_in(page, STAFF)
    open_floor(page, town.floors[FIRST_FLOOR], town.day)
    expect(page.locator("#live")).to_be_visible()
    return page


@pytest.fixture
def draft(town: Town) -> str:
    """The address of the draft of a floor."""
    return f"/admin/floors/{town.floors[SECOND_FLOOR]}/draft"


@pytest.fixture
def draft_page(open_page: OpenPage, draft: str) -> Iterator[Page]:
    """The draft begun from the plan that stands, for an administrator; dropped afterwards.

    It is dropped from a page of its own: a test that failed may leave changes behind, and whoever leaves the page is
    asked about them, which has stopped the browser's driver for good.
    """
    page = open_page()
    let_in(page, ADMIN)
    page.goto(draft)
    page.locator("form[action$='/copy'] button").click()
    yield page
    fresh = page.context.new_page()
    page.close()
    fresh.goto(draft)
    fresh.locator("form[action$='/discard'] button").click()
    fresh.wait_for_load_state()


def let_in(page: Page, email: str) -> None:
    """Have somebody signed in on a page that goes elsewhere next.

    They sign in once, as people do; what is opened later has the cookies of then, as another window of theirs would.
    """
    server = page.request.get("/healthz").url
    if kept := _COOKIES.get((server, email)):
        page.context.add_cookies([{"name": name, "value": value, "url": server} for name, value in kept])
        if page.request.get("/sign-in", max_redirects=0).status == 303:  # signed in already
            return
        page.context.clear_cookies()
    sign_in(page, email)
    _COOKIES[server, email] = [(cookie["name"], cookie["value"]) for cookie in page.context.cookies()]


def sign_in(page: Page, email: str) -> None:
    """Sign in as people do, on the page for it."""
    page.goto("/sign-in")
    page.get_by_label("Work email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def _note_foreign(url: str, misdeeds: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "about", "blob") and parts.hostname != "127.0.0.1":
        misdeeds.append(f"asked somebody else: {url}")


def _note_violation(said: str, misdeeds: list[str]) -> None:
    if "Content Security Policy" in said or "Content-Security-Policy" in said or "Refused to" in said:
        misdeeds.append(f"against the policy: {said}")
