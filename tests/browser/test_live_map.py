"""The live map in Chromium: what its script shows is what the server would show, and it stays true."""

import re
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, let_in
from tests.browser.map_steps import give_back, open_floor, place, row, set_field
from tests.browser.town import CLINIC_GROUND, FIRST_FLOOR, MANAGER, NEWCOMER, SECOND_FLOOR, STAFF, Town, day_in

pytestmark = pytest.mark.xdist_group("browser")

SOON_MS = 5_000
"""Within this another person's booking must show."""

READ_PAGE = """() => {
  const rows = [...document.querySelectorAll(".app-row")].map(row => [
    row.querySelector(".app-row__name").textContent, row.className, row.hidden,
    row.querySelector(".app-row__state").textContent, row.querySelector("use")?.getAttribute("href") || "",
    row.querySelector("a")?.getAttribute("href") || "", row.querySelector("a")?.textContent || "",
  ]);
  const shapes = [...document.querySelectorAll("a.app-place")].map(shape => [
    shape.getAttribute("aria-label"), shape.getAttribute("class"), shape.getAttribute("href"),
    shape.querySelector(".app-place__shape").getAttribute("fill"), shape.querySelector("use").getAttribute("href"),
    shape.nextElementSibling?.matches(".app-holder") ? shape.nextElementSibling.textContent : "",
  ]);
  const words = selector =>
    [...document.querySelectorAll(selector)].map(each => each.textContent.trim().replace(/\\s+/g, " "));
  const links = selector => [...document.querySelectorAll(selector)].map(each =>
    [each.firstChild.textContent, each.getAttribute("href"), each.getAttribute("aria-current")]);
  return {
    rows, shapes, heading: words("#said-when"), legend: words("#legend li"), counts: words(".app-count"),
    note: words("#note:not([hidden])"),
    sections: [...document.querySelectorAll("section[data-kind]")].map(each => each.hidden),
    days: links("a.app-week__day[data-date]"), sessions: links("#sessions a"), title: document.title,
  };
}"""

READ_DAYS = "() => [...document.querySelectorAll('.app-week__free:not([hidden])')].map(each => each.textContent)"

TIMES = (
    ("09:00", "10:00"),
    ("09:00", "17:00"),
    ("08:45", "09:00"),
    ("10:00", "10:15"),
    ("16:30", "18:00"),
    ("07:00", "08:15"),
    ("12:30", "21:45"),
    ("17:00", "00:00"),
)


@pytest.mark.parametrize(("person", "floor"), [(STAFF, FIRST_FLOOR), (MANAGER, CLINIC_GROUND)])
def test_script_shows_what_the_server_would_show(open_page: OpenPage, town: Town, person: str, floor: str) -> None:
    """Every time is asked of both: of the script by moving the time, of the server by a page without script."""
    live, plain = open_page(), open_page(javascript=False)
    for page in (live, plain):
        let_in(page, person)
    _compare(live, plain, town.floors[floor], town.day)


def test_script_keeps_people_apart_as_the_server_does(open_page: OpenPage, town: Town) -> None:
    """On the day from which the rule applies, with desks in use; and on the one before."""
    day = date.fromisoformat(town.day) + timedelta(days=3)
    live, plain = open_page(), open_page(javascript=False)
    for page in (live, plain):
        let_in(page, STAFF)

    _compare(live, plain, town.floors[SECOND_FLOOR], f"{day - timedelta(days=1)}", TIMES[::4])
    _compare(live, plain, town.floors[SECOND_FLOOR], f"{day}", TIMES[::2])

    open_floor(live, town.floors[SECOND_FLOOR], f"{day}", ("09:00", "10:00"))
    close = live.locator(".app-row--too_close")
    expect(close.first).to_be_visible()
    assert "Too close to somebody" in close.first.inner_text()
    set_field(live, "from", "17:00")
    set_field(live, "to", "18:00")
    expect(close).to_have_count(0)


def test_script_says_what_is_locked_or_closed_as_the_server_does(open_page: OpenPage, town: Town) -> None:
    """On a day on which a desk is closed with a reason, and tomorrow, when another is locked after use."""
    shut, tomorrow = date.fromisoformat(town.day) + timedelta(days=4), day_in(1)
    live, plain = open_page(), open_page(javascript=False)
    for page in (live, plain):
        let_in(page, STAFF)

    for day in (f"{shut}", tomorrow):
        _compare(live, plain, town.floors[FIRST_FLOOR], day, TIMES[::2])

    open_floor(live, town.floors[FIRST_FLOOR], f"{shut}", ("10:00", "11:00"))
    expect(live.locator("#live")).to_be_visible()
    last = shut + timedelta(days=1)
    said = f"Closed until the end of {last:%A} {last.day} {last:%B %Y}: Carpet cleaning"
    assert said in row(live, "Desk 1.13").inner_text()
    open_floor(live, town.floors[FIRST_FLOOR], tomorrow, ("10:00", "11:00"))
    expect(live.locator("#live")).to_be_visible()
    assert "Locked, free again at" in row(live, "Desk 1.11").inner_text()


def test_script_says_when_a_closed_room_opens_as_the_server_does(open_page: OpenPage, town: Town) -> None:
    """Before its hours, on each of seven days."""
    live, plain = open_page(), open_page(javascript=False)
    for page in (live, plain):
        let_in(page, STAFF)
    open_floor(live, town.floors[CLINIC_GROUND], town.day, ("05:00", "06:00"))
    day = date.fromisoformat(town.day)
    first = live.locator(".app-row--closed .app-row__state").first
    expect(live.locator("#live")).to_be_visible()
    expect(first).to_have_text(re.compile(f"^Closed: (open .+|not open) on {day:%A}s$"))

    for number in range(7):
        live.locator("a.app-week__day[data-date]").nth(number).click()
        plain.goto(live.url)
        assert live.evaluate(READ_PAGE)["rows"] == plain.evaluate(READ_PAGE)["rows"]


def test_script_leaves_a_room_ready_and_rested_as_the_server_does(open_page: OpenPage, town: Town) -> None:
    """A room is booked from 9am to 11am for something that takes 15 minutes to set up and 10 to clear away."""
    day = f"{date.fromisoformat(town.day) + timedelta(days=5)}"
    live, plain = open_page(), open_page(javascript=False)
    for page in (live, plain):
        let_in(page, STAFF)
    ready = (("08:00", "08:45"), ("08:00", "08:50"), ("08:45", "09:00"), ("11:00", "12:00"), ("11:10", "12:00"))

    _compare(live, plain, town.floors[FIRST_FLOOR], day, ready)

    said = []
    open_floor(live, town.floors[FIRST_FLOOR], day)
    expect(live.locator("#live")).to_be_visible()
    for start, end in ready:
        set_field(live, "to", "23:59")
        set_field(live, "from", start)
        set_field(live, "to", end)
        said.append(row(live, "Willow").locator(".app-row__state").inner_text())
    before, after = "Locked before its next use", "Locked, free again at 11:10am"
    assert said == ["Free", before, before, after, "Free"]


def _compare(live: Page, plain: Page, ref: str, day: str, times: Sequence[tuple[str, str]] = TIMES) -> None:
    open_floor(live, ref, day)
    expect(live.locator("#live")).to_be_visible()
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)

    compared = 0
    for start, end in times:
        set_field(live, "to", "23:59")
        set_field(live, "from", start)
        set_field(live, "to", end)
        plain.goto(live.url)
        assert _without_weeks(live) == _without_weeks(plain), f"{start} to {end}"
        compared += len(plain.locator(".app-row").all())
        plain.goto(f"{live.url}&days=1")
        assert live.evaluate(READ_DAYS) == plain.evaluate(READ_DAYS) != [], f"{start} to {end}"
    for _ in range(2):
        live.locator("a.app-week__day[data-date]").nth(2).click()
        plain.goto(live.url)
        assert live.evaluate(READ_PAGE)["rows"] == plain.evaluate(READ_PAGE)["rows"]
    assert asked == []
    assert compared > 20 * len(times)


def test_comparison_notices_a_state_that_is_wrong(live: Page) -> None:
    before = live.evaluate(READ_PAGE)

    live.evaluate("document.querySelector('.app-row').className = 'app-row app-row--taken'")

    assert live.evaluate(READ_PAGE) != before


def test_booking_of_somebody_else_appears_without_loading_the_page(live: Page, open_page: OpenPage, town: Town) -> None:
    expect(row(live, "Desk 1.20").locator(".app-row__state")).to_have_text("Free")
    live.evaluate("window.stillTheSamePage = true")
    other = open_page(javascript=False)
    let_in(other, NEWCOMER)
    other.goto(f"/book?resource={town.places['1.20']}&date={town.day}&from=09:00&to=10:00")
    other.get_by_role("button", name="Book Desk 1.20").click()
    began = time.monotonic()

    expect(row(live, "Desk 1.20").locator(".app-row__state")).to_have_text(
        "Taken by Aisha Brown until 10am", timeout=SOON_MS
    )
    took = time.monotonic() - began

    assert live.evaluate("window.stillTheSamePage") is True
    assert took <= SOON_MS / 1000
    expect(place(live, "Desk 1.20")).to_have_class(re.compile("app-place--taken"))
    expect(live.locator("#spoken")).to_have_text("Desk 1.20 is now taken by aisha brown until 10am.")
    give_back(other)
    expect(row(live, "Desk 1.20").locator(".app-row__state")).to_have_text("Free", timeout=SOON_MS)


def test_map_that_nothing_happens_to_is_answered_304(live: Page) -> None:
    statuses: list[int] = []
    live.on("response", lambda answer: statuses.append(answer.status) if "/live?" in answer.url else None)

    live.wait_for_timeout(7_000)

    assert 2 <= len(statuses) <= 4
    assert set(statuses) == {304}


def test_time_alone_lets_a_start_pass(live: Page, town: Town) -> None:
    """A page left open says so itself, from the server's clock, without asking."""
    open_floor(live, town.floors[FIRST_FLOOR], town.day, ("09:00", "17:00"))
    live.clock.install()
    open_floor(live, town.floors[FIRST_FLOOR], town.day, ("09:00", "17:00"))
    expect(live.locator("#note")).to_be_hidden()
    live.route("**/live?*", lambda route: route.fulfill(status=304))

    live.clock.fast_forward(8 * 24 * 3600 * 1000)

    expect(live.locator("#note")).to_have_text("This time has passed. Choose a later one to book.")
    assert live.locator(".app-row .app-act--book").count() == 0


def test_map_page_costs_ten_requests_cold(live: Page, open_page: OpenPage) -> None:
    fresh = open_page()
    fresh.context.add_cookies(live.context.cookies())  # type: ignore[arg-type]
    asked: list[str] = []
    session = fresh.context.new_cdp_session(fresh)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))

    fresh.goto(live.url)
    expect(fresh.locator("#live")).to_be_visible()

    assert len([url for url in asked if not url.startswith("data:")]) <= 10


def test_somebody_who_was_signed_out_is_told_so(live: Page) -> None:
    live.context.clear_cookies()

    trouble = live.get_by_role("alert").filter(has_text="signed out")
    expect(trouble).to_have_text("You have been signed out. Sign in again.", timeout=SOON_MS)
    trouble.get_by_role("link").click()
    live.wait_for_url("**/sign-in?next=*")


def test_map_that_cannot_reach_the_service_says_since_when(live: Page) -> None:
    live.route("**/live?*", lambda route: route.abort())

    trouble = live.get_by_role("alert").filter(has_text="cannot reach")
    expect(trouble).to_be_visible(timeout=25_000)
    live.unroute("**/live?*")
    live.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(trouble).to_be_hidden()


def test_past_day_is_shown_as_past(live: Page, town: Town) -> None:
    open_floor(live, town.floors[FIRST_FLOOR], day_in(-2))

    expect(live.locator("#note")).to_have_text("This time has passed. Choose a later one to book.")


def _without_weeks(page: Page) -> dict[str, Any]:
    """What is read of a page; the strip of days begins with the day that was opened first, so it is left out."""
    found: dict[str, Any] = page.evaluate(READ_PAGE)
    return {name: said for name, said in found.items() if name != "days"}
