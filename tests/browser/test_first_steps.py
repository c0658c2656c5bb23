"""From an empty database to the first desk that is booked, in Chromium: each step leads to the next."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessible import RULES, RUN_AXE, TOO_WIDE, axe
from tests.browser.town import LONDON
from tests.served import Served, Setting, run_booking, serving

__all__ = ["axe"]

PASSWORD = "three random words"

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A server on a database that holds nothing but its first administrator, and the path of their link."""
    folder = tmp_path_factory.mktemp("begun")
    setting = Setting(f"sqlite:///{folder / 'booking.sqlite'}", folder / "var")
    setting.data_dir.mkdir()
    assert run_booking(setting, "migrate").returncode == 0
    names = ("--organisation", "Test trust", "--admin", "sam@trust.example", "--name", "Sam Green")
    said = run_booking(setting, "begin", *names).stdout
    link = re.search(r"/invitation/\S+", said)
    assert link is not None, said
    with serving(setting) as served:
        yield served, link.group()


def next_steps(page: Page) -> list[str]:
    """What the list of next steps offers, in order; whether a step can be taken yet is whether it is a link."""
    items = page.locator(".app-setup__item")
    return [
        item.locator("a").inner_text() if item.locator("a").count() else f"later: {item.inner_text().splitlines()[0]}"
        for item in items.all()
    ]


def start_of(page: Page) -> list[str]:
    page.goto("/")
    return next_steps(page)


def save(page: Page, button: str, **typed: str) -> None:
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def test_first_administrator_is_led_from_nothing_to_a_booked_desk(
    chromium: Browser, begun: tuple[Served, str], axe: str
) -> None:
    served, link = begun
    opening = OpenPage(chromium, served.url)
    page = opening()
    page.goto(link)
    save(page, "Set password and sign in", password=PASSWORD, again=PASSWORD)

    assert next_steps(page) == [
        "Add the first one", "later: Add a building", "later: Add a floor", "later: Add desks and rooms",
        "later: Set opening hours", "Add people",
    ]  # fmt: skip
    expect(page.locator(".app-setup__lacks")).to_have_text("There is no site yet.")
    for address in ("/", "/floors", "/find", "/admin"):
        page.set_viewport_size({"width": 320, "height": 640})
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        expect(page.get_by_role("button", name="Add the first one")).to_have_attribute("href", "/admin/sites/add")
        expect(page.get_by_text("Ask your facilities team")).to_have_count(0)
        assert not page.evaluate(TOO_WIDE), address
        page.evaluate(axe)
        assert page.evaluate(RUN_AXE, RULES) == [], address
        page.set_viewport_size({"width": 1366, "height": 900})

    page.goto("/find")
    page.get_by_role("button", name="Add the first one").click()
    save(page, "Add the site", name="Mill Lane")
    assert start_of(page) == [
        "Add a building", "later: Add a floor", "later: Add desks and rooms", "Set opening hours", "Add people",
    ]  # fmt: skip
    page.get_by_role("button", name="Add a building").click()
    save(page, "Add the building", name="Mill House")
    assert start_of(page) == ["Add a floor", "later: Add desks and rooms", "Set opening hours", "Add people"]
    page.get_by_role("button", name="Add a floor").click()
    save(page, "Add the floor", name="Ground floor", level="0")
    assert start_of(page) == ["Add desks and rooms", "Set opening hours", "Add people"]
    page.get_by_role("button", name="Add desks and rooms").click()
    page.get_by_role("link", name="Add a place").click()
    save(page, "Add the place", name="0.01", seats="1")
    assert start_of(page) == ["Set opening hours", "Add people"]
    page.get_by_role("button", name="Set opening hours").click()
    save(page, "Use Monday’s hours from Tuesday to Friday", mon_opens1="08:00", mon_closes1="18:00")
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("button", name="Set this rule").click()
    page.wait_for_load_state()
    assert start_of(page) == ["Add people"]
    page.get_by_role("button", name="Add people").click()
    save(page, "Add and make a sign-in link", name="Una Hill", email="una@trust.example")
    assert start_of(page) == []

    page.get_by_role("link", name="Ground floor").click()
    page.goto(f"{page.url}?date={next_monday()}&from=09:00&to=17:00")
    page.get_by_role("link", name="Book Desk 0.01").first.click()
    page.get_by_role("button", name=re.compile("^Book ")).first.click()
    expect(page.locator(".app-done")).to_have_text("Booked.")
    opening.close()
    assert opening.misdeeds == []


def next_monday() -> str:
    """A day on which the place is open."""
    today = datetime.now(LONDON).date()
    return (today + timedelta(days=7 - today.weekday())).isoformat()
