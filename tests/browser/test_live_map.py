"""The live map in Chromium: what its script shows is what the server would show, and it stays true."""

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, sign_in
from tests.browser.town import CLINIC_GROUND, FIRST_FLOOR, MANAGER, NEWCOMER, STAFF, Town, day_in

pytestmark = pytest.mark.xdist_group("browser")

SOON_MS = 5_000
"""Within this another person's booking must show."""

OUTSIDE = """() => [...document.querySelectorAll("a.app-place")].flatMap(place => {
  const walls = place.querySelector(".app-place__shape").getBoundingClientRect();
  const beyond = text => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left <= walls.left + 1 || box.right >= walls.right - 1 ||
      box.top < walls.top - 1 || box.bottom > walls.bottom + 1);
  };
  const holder = place.nextElementSibling?.matches(".app-holder") ? [place.nextElementSibling] : [];
  return [...place.querySelectorAll("text"), ...holder].filter(beyond).map(text => text.textContent);
})"""
"""Every name that touches or crosses the walls of its place."""

READ_PAGE = """() => {
  const rows = [...document.querySelectorAll(".app-row")].map(row => [
    row.querySelector(".app-row__name").textContent, row.className, row.hidden,
    row.querySelector(".app-row__state").textContent, row.querySelector("use").getAttribute("href"),
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


def open_floor(page: Page, ref: str, date: str, times: tuple[str, str] = ("09:00", "10:00"), more: str = "") -> None:
    page.goto(f"/floors/{ref}?date={date}&from={times[0]}&to={times[1]}{more}")
    expect(page.locator("#live, .app-empty").first).to_be_visible()


def set_field(page: Page, name: str, value: str) -> None:
    page.locator(f"#{name}").fill(value)
    page.locator(f"#{name}").dispatch_event("change")


def place(page: Page, name: str) -> Locator:
    return page.locator(f'a.app-place[aria-label^="{name},"]')


def row(page: Page, name: str) -> Locator:
    return page.locator(".app-row").filter(has=page.locator(".app-row__name", has_text=re.compile(f"^{name}$")))


def give_back(page: Page) -> None:
    """Cancel the booking that the page shows."""
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name=re.compile("^Cancel")).click()
    page.wait_for_url("**/bookings/*")


@pytest.fixture
def live(open_page: OpenPage, town: Town) -> Page:
    """The first floor of the headquarters a week ahead, for a member of staff, once its script is at work."""
    page = open_page()
    sign_in(page, STAFF)
    open_floor(page, town.floors[FIRST_FLOOR], town.day)
    expect(page.locator("#live")).to_be_visible()
    return page


@pytest.mark.parametrize("person", [STAFF, MANAGER])
@pytest.mark.parametrize("floor", [FIRST_FLOOR, CLINIC_GROUND])
def test_script_shows_what_the_server_would_show(open_page: OpenPage, town: Town, person: str, floor: str) -> None:
    """Every time is asked of both: of the script by moving the time, of the server by a page without script."""
    live, plain = open_page(), open_page(javascript=False)
    for page in (live, plain):
        sign_in(page, person)
    open_floor(live, town.floors[floor], town.day)
    expect(live.locator("#live")).to_be_visible()
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)

    compared = 0
    for start, end in TIMES:
        set_field(live, "to", "23:59")
        set_field(live, "from", start)
        set_field(live, "to", end)
        plain.goto(live.url)
        assert _without_weeks(live) == _without_weeks(plain), f"{start} to {end}"
        compared += len(plain.locator(".app-row").all())
    for _ in range(2):
        live.locator("a.app-week__day[data-date]").nth(2).click()
        plain.goto(live.url)
        assert live.evaluate(READ_PAGE)["rows"] == plain.evaluate(READ_PAGE)["rows"]
    assert asked == []
    assert compared > 20 * len(TIMES)


def _without_weeks(page: Page) -> dict[str, Any]:
    """What is read of a page; the strip of days begins with the day that was opened first, so it is left out."""
    found: dict[str, Any] = page.evaluate(READ_PAGE)
    return {name: said for name, said in found.items() if name != "days"}


def test_comparison_notices_a_state_that_is_wrong(live: Page) -> None:
    before = live.evaluate(READ_PAGE)

    live.evaluate("document.querySelector('.app-row').className = 'app-row app-row--taken'")

    assert live.evaluate(READ_PAGE) != before


def test_booking_of_somebody_else_appears_without_loading_the_page(live: Page, open_page: OpenPage, town: Town) -> None:
    expect(row(live, "Desk 1.20").locator(".app-row__state")).to_have_text("Free")
    live.evaluate("window.stillTheSamePage = true")
    other = open_page(javascript=False)
    sign_in(other, NEWCOMER)
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


def test_slider_moves_by_keys_and_says_the_time(live: Page) -> None:
    start = live.get_by_role("slider", name="Start")
    start.focus()
    assert start.get_attribute("aria-valuetext") == "9am"

    for _ in range(2):
        live.keyboard.press("ArrowRight")

    expect(start).to_have_attribute("aria-valuetext", "9:30am")
    expect(live.locator("#said-when")).to_contain_text("9:30am to 10am")
    expect(live.locator("#from")).to_have_value("09:30")
    assert "from=09%3A30" in live.url
    for _ in range(4):
        live.keyboard.press("ArrowRight")
    expect(start).to_have_attribute("aria-valuetext", "9:45am")
    live.get_by_role("slider", name="End").focus()
    live.keyboard.press("End")
    expect(live.locator("#said-when")).to_contain_text("9:45am to 8pm")


def test_slider_is_dragged_by_mouse(live: Page) -> None:
    end = live.get_by_role("slider", name="End")
    box = end.bounding_box()
    assert box is not None
    share = (10 * 60 - 7 * 60) / (13 * 60)
    at = box["x"] + 16 + (box["width"] - 32) * share
    live.mouse.move(at, box["y"] + box["height"] / 2)
    live.mouse.down()
    live.mouse.move(at + 200, box["y"] + box["height"] / 2, steps=5)
    live.mouse.up()

    said = live.locator("#said-when")
    expect(said).to_contain_text("9am to")
    expect(said).not_to_contain_text("9am to 10am")


def test_time_is_typed_key_by_key_and_the_end_goes_along(live: Page) -> None:
    """Chromium tells of each key: what is half typed waits, and no key is lost."""
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    live.locator("#from").focus()

    for _ in range(2):
        live.keyboard.press("ArrowUp")
    expect(live.locator("#from")).to_have_value("11:00")
    expect(live.locator("#to")).to_have_value("12:00")
    expect(live.locator("#said-when")).to_contain_text("11am to midday")

    live.keyboard.press("Backspace")

    expect(live.locator("#from")).to_have_value("")
    assert live.evaluate("document.activeElement.id") == "from"
    assert live.locator(".app-row").count() > 60
    assert asked == []


def test_end_before_the_start_is_said_beside_the_field_and_nothing_is_lost(live: Page) -> None:
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)

    set_field(live, "to", "08:00")

    expect(live.locator("#when-fault")).to_be_visible()
    expect(live.locator("#to")).to_have_value("08:00")
    assert live.locator(".app-row").count() > 60
    assert asked == []
    set_field(live, "to", "12:00")
    expect(live.locator("#when-fault")).to_be_hidden()
    expect(live.locator("#said-when")).to_contain_text("9am to midday")


def test_later_start_takes_the_end_along(live: Page) -> None:
    set_field(live, "from", "14:00")

    expect(live.locator("#to")).to_have_value("15:00")
    expect(live.locator("#said-when")).to_contain_text("2pm to 3pm")


def test_start_that_is_typed_shows_others_on_its_way_and_the_end_follows_the_last_alone(live: Page) -> None:
    """Typing 11 shows 1 first; the hour that was asked for stays an hour."""
    live.locator("#from").focus()

    live.keyboard.press("1")
    expect(live.locator("#from")).to_have_value("01:00")
    expect(live.locator("#to")).to_have_value("10:00")
    live.keyboard.press("1")

    expect(live.locator("#from")).to_have_value("11:00")
    expect(live.locator("#to")).to_have_value("12:00")
    expect(live.locator("#said-when")).to_contain_text("11am to midday")
    set_field(live, "from", "08:30")
    expect(live.locator("#to")).to_have_value("10:00")


def test_end_that_was_typed_stays_while_an_earlier_start_is_typed(live: Page) -> None:
    set_field(live, "to", "08:00")
    set_field(live, "from", "07:00")

    expect(live.locator("#said-when")).to_contain_text("7am to 8am")


def test_year_that_is_half_typed_is_not_asked_for(live: Page) -> None:
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url))

    for half in ("0002-12-10", "0202-12-10"):
        set_field(live, "date", half)
    set_field(live, "date", "2027-01-15")

    expect(live.locator("#said-when")).to_contain_text("15 January 2027")
    assert [url for url in asked if "date=0" in url] == []


def test_card_says_beforehand_what_would_be_refused(live: Page, town: Town) -> None:
    """Sam holds Desk 1.01 at that time, and one desk at a time is the rule."""
    place(live, "Desk 1.07").click()

    card = live.get_by_role("dialog", name="Desk 1.07")
    expect(card.locator("#chosen-refused")).to_contain_text("Desk 1.01")
    expect(card.get_by_role("button", name=re.compile("^Book"))).to_be_hidden()
    expect(card.get_by_role("link", name="See that booking")).to_have_attribute(
        "href", f"/bookings/{town.bookings['coming']}"
    )
    change = str(card.get_by_role("link", name="Change it to this place instead").get_attribute("href"))
    assert f"resource={town.places['1.07']}&date={town.day}&from=09%3A00&to=10%3A00" in change
    ways = [card.get_by_role("link", name=name).bounding_box() for name in ("See that booking", "Change it to this")]
    assert ways[0] is not None
    assert ways[1] is not None
    assert ways[0]["y"] + ways[0]["height"] <= ways[1]["y"]
    set_field(live, "to", "12:00")
    expect(card.get_by_role("link", name="Change it to this place instead, from 9am to midday")).to_be_visible()
    set_field(live, "to", "10:00")
    set_field(live, "from", "14:00")
    expect(card.get_by_role("button", name="Book 2pm to 3pm")).to_be_visible()
    expect(card.locator("#chosen-refused")).to_be_hidden()


def test_card_names_a_better_sized_room_before_the_press(live: Page) -> None:
    place(live, "Oak").click()
    card = live.get_by_role("dialog", name="Oak")

    card.get_by_label("How many people?").select_option("2")

    expect(card.locator("#chosen-better")).to_contain_text("A better-sized room is free: ")
    expect(card.get_by_role("button", name="Book 9am to 10am")).to_be_visible()


def test_days_of_the_week_say_how_many_are_free_and_are_one_press_away(live: Page, town: Town) -> None:
    days = live.locator("a.app-week__day[data-date]")
    free = live.locator(".app-row--free").count()
    expect(days.first).to_contain_text(f"{free} free")
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url))

    days.nth(3).click()

    expect(days.nth(3)).to_have_attribute("aria-current", "date")
    assert [url for url in asked if "/static/" not in url and "/live?" not in url] == []
    expect(days.nth(3)).to_contain_text(f"{live.locator('.app-row--free').count()} free")
    assert town.day not in live.url


def test_features_kinds_and_free_places_are_filtered_without_loading(live: Page, town: Town) -> None:
    live.get_by_text("Must have").first.click()
    live.get_by_role("checkbox", name="sit stand").check()
    shown = live.locator(".app-row:visible")
    assert shown.count() > 0
    assert all("sit stand" in (shown.nth(n).text_content() or "").lower() for n in range(shown.count()))
    dimmed = live.locator("a.app-place--unsuited").count()
    assert dimmed == live.locator("a.app-place").count() - shown.count()

    live.get_by_role("checkbox", name="sit stand").uncheck()
    live.get_by_label("Places").select_option("meeting_room")
    expect(live.get_by_role("heading", name="Desks")).to_be_hidden()
    expect(live.get_by_role("heading", name="Meeting rooms")).to_be_visible()
    live.get_by_label("Places").select_option("desk")
    set_field(live, "to", "17:00")
    live.get_by_role("checkbox", name="Free only").check()
    expect(row(live, "Desk 1.02")).to_be_hidden()
    expect(row(live, "Desk 1.07")).to_be_visible()
    live.reload()
    expect(row(live, "Desk 1.02")).to_be_hidden()
    assert f"date={town.day}" in live.url


def test_map_is_zoomed_by_buttons_keys_and_wheel_and_moved_by_keys_and_mouse(live: Page) -> None:
    box = _view(live)
    live.get_by_role("button", name="Larger").click()
    closer = _view(live)
    assert closer[2] == pytest.approx(box[2] / 1.5)
    live.locator("#map").focus()
    live.keyboard.press("+")
    assert _view(live)[2] == pytest.approx(closer[2] / 1.5)
    before = _view(live)
    live.keyboard.press("ArrowLeft")
    assert _view(live)[0] < before[0]
    live.keyboard.press("0")
    assert _view(live) == pytest.approx(box)

    desk = place(live, "Desk 1.20")
    desk.hover()
    live.locator("#map").focus()
    live.mouse.wheel(0, -600)
    assert _view(live)[2] < box[2]
    live.get_by_role("button", name="Whole floor").click()
    live.get_by_role("button", name="Larger").click()
    before, around = _view(live), live.locator("#map").bounding_box()
    assert around is not None
    live.mouse.move(around["x"] + 300, around["y"] + 150)
    live.mouse.down()
    live.mouse.move(around["x"] + 400, around["y"] + 200, steps=4)
    live.mouse.up()
    after = _view(live)
    assert after[0] < before[0]
    expect(live.get_by_role("dialog")).to_be_hidden()


def test_paper_has_the_whole_floor(live: Page) -> None:
    whole = _view(live)

    live.emulate_media(media="print")
    live.set_viewport_size({"width": 900, "height": 1200})
    live.wait_for_timeout(200)

    assert _view(live) == whole
    expect(live.locator("#drawing")).to_be_in_viewport()
    expect(live.get_by_text("Zoom in to read")).to_be_hidden()


def test_page_scrolls_over_a_map_that_nobody_has_touched(live: Page) -> None:
    live.locator("h1").click()
    place(live, "Desk 1.20").hover()
    before = _view(live)

    live.mouse.wheel(0, 200)

    live.wait_for_function("scrollY > 0")
    assert _view(live) == before


def test_names_show_once_the_map_is_near_enough(live: Page) -> None:
    name = place(live, "Desk 1.20").locator("text").first
    expect(name).to_be_hidden()

    for _ in range(3):
        live.get_by_role("button", name="Larger").click()

    expect(name).to_be_visible()
    assert name.text_content() == "1.20"


@pytest.mark.parametrize("floor", [FIRST_FLOOR, "Second floor, Alder House", CLINIC_GROUND])
def test_names_stay_within_the_walls_of_their_places(live: Page, town: Town, floor: str) -> None:
    open_floor(live, town.floors[floor], town.day)
    assert live.locator("a.app-place text:visible").count() > 5
    assert live.evaluate(OUTSIDE) == []

    for _ in range(4):
        live.get_by_role("button", name="Larger").click()

    assert live.evaluate(OUTSIDE) == []
    live.locator("a.app-place text").last.evaluate("text => { text.textContent = 'Multidisciplinary'; }")
    assert live.evaluate(OUTSIDE) == ["Multidisciplinary"]


def test_names_of_colleagues_show_once_the_map_is_nearer_still(live: Page) -> None:
    holder = live.locator(".app-holder", has_text="Lena F")
    expect(holder).to_be_hidden()

    place(live, "Desk 1.02").focus()
    for _ in range(4):
        live.keyboard.press("+")

    expect(holder).to_be_visible()
    expect(place(live, "Desk 1.02")).to_be_in_viewport()
    expect(place(live, "Desk 1.02")).not_to_contain_text("Lena")


def test_keyboard_skips_to_the_first_free_place_of_those_asked_for(live: Page) -> None:
    set_field(live, "from", "14:00")
    skip = live.get_by_role("link", name="Skip to the first free place")
    skip.focus()
    live.keyboard.press("Enter")
    expect(place(live, "Desk 1.01")).to_be_focused()

    live.get_by_label("Places").select_option("meeting_room")
    skip.focus()
    live.keyboard.press("Enter")
    expect(live.locator("a.app-place:focus")).to_have_attribute("aria-label", re.compile("^Birch, free"))
    set_field(live, "date", day_in(-2))
    expect(live.get_by_role("link", name="Skip to the map")).to_have_attribute("href", "#map")


@pytest.mark.parametrize("width", [320, 768, 1024])
def test_whole_week_fits_on_every_screen(live: Page, width: int) -> None:
    live.set_viewport_size({"width": width, "height": 900})
    live.locator("a.app-week__day[data-date]").nth(6).click()

    days = [each.bounding_box() for each in live.locator("a.app-week__day").all()]

    assert len(days) >= 8
    assert all(box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width for box in days)
    assert all(box is not None and min(box["width"], box["height"]) >= 24 for box in days)
    assert live.evaluate("document.documentElement.scrollWidth") == width
    wide = "day => day.scrollWidth > day.clientWidth"
    assert [day for day in live.locator("a.app-week__day").all() if day.evaluate(wide)] == []


def test_week_tells_days_that_are_closed_from_days_that_are_full(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    sign_in(page, STAFF)
    ahead = date.fromisoformat(town.day)
    monday = ahead + timedelta(days=-ahead.weekday() % 7)
    open_floor(page, town.floors[CLINIC_GROUND], monday.isoformat())
    expect(page.locator(".app-week__free").first).to_have_text(re.compile(r"\d+ free|Closed"))

    said = {
        date.fromisoformat(str(day.get_attribute("data-date"))): day.locator(".app-week__free").inner_text()
        for day in page.locator("a.app-week__day[data-date]").all()
        if day.locator(".app-week__free").count()
    }

    weekend = {on for on in said if on.weekday() >= 5}
    assert weekend
    assert {said[on] for on in weekend} == {"Closed"}
    assert any(re.fullmatch(r"\d+ free", words) for words in said.values())


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


def test_mouse_over_a_place_says_what_it_is(live: Page) -> None:
    place(live, "Desk 1.02").hover()

    expect(live.locator("#tip")).to_have_text("Desk 1.02, taken by Lena Fischer until 5pm, 1 seat")
    live.locator("h1").hover()
    expect(live.locator("#tip")).to_be_hidden()


def test_place_is_looked_at_and_left_by_keyboard_alone(live: Page) -> None:
    set_field(live, "from", "14:00")
    desk = place(live, "Desk 1.07")
    desk.focus()
    live.keyboard.press("Enter")

    card = live.get_by_role("dialog", name="Desk 1.07")
    expect(card).to_be_visible()
    expect(card.get_by_role("heading")).to_be_focused()
    expect(card).to_contain_text("Free")
    live.keyboard.press("Tab")
    live.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Book 2pm to 3pm")).to_be_focused()
    live.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(desk).to_be_focused()


def test_taken_place_says_by_whom_and_offers_its_free_times(live: Page, town: Town) -> None:
    place(live, "Desk 1.02").click()

    card = live.get_by_role("dialog", name="Desk 1.02")
    expect(card).to_contain_text("Taken by Lena Fischer until 5pm")
    expect(card.get_by_role("button", name="Book")).to_be_hidden()
    card.get_by_role("button", name="5pm to 8pm").click()
    expect(card.get_by_role("button", name="Book 5pm to 8pm")).to_be_focused()
    assert f"date={town.day}&from=17%3A00&to=20%3A00" in live.url


def test_room_is_booked_from_the_map_for_a_number_of_people(live: Page) -> None:
    place(live, "Birch").click()
    card = live.get_by_role("dialog", name="Birch")

    card.get_by_role("button", name="Book 9am to 10am").click()
    assert "/floors/" in live.url  # the browser asks for the number first
    card.get_by_label("How many people?").select_option("4")
    card.get_by_role("button", name="Book 9am to 10am").click()

    expect(live.get_by_role("status").first).to_contain_text("Booked")
    give_back(live)


def test_own_place_is_jumped_to_and_leads_to_its_booking(live: Page, town: Town) -> None:
    live.get_by_role("link", name="Jump to my place: Desk 1.01").click()

    expect(place(live, "Desk 1.01")).to_be_focused()
    assert _view(live)[2] < 48 / 2
    live.keyboard.press("Enter")
    card = live.get_by_role("dialog", name="Desk 1.01")
    card.get_by_role("link", name="See your booking").click()
    live.wait_for_url(f"**/bookings/{town.bookings['coming']}")


def test_place_that_a_link_names_is_marked_and_brought_near(live: Page, town: Town) -> None:
    open_floor(live, town.floors[FIRST_FLOOR], town.day, more=f"&show={town.places['1.33']}")

    expect(place(live, "Desk 1.33")).to_have_class(re.compile("app-place--shown"))
    expect(live.locator(".app-tools__shown")).to_have_text("Shown on the map: Desk 1.33")
    assert _view(live)[2] < 48 / 2


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


def test_small_screen_shows_places_that_a_finger_hits_and_folds_the_form(open_page: OpenPage, town: Town) -> None:
    page = open_page(width=320, height=640, touch=True)
    sign_in(page, STAFF)
    open_floor(page, town.floors[FIRST_FLOOR], town.day)
    expect(page.locator("#when")).to_be_hidden()
    page.get_by_role("button", name="Date, times and filters").tap()
    expect(page.locator("#when")).to_be_visible()
    page.get_by_role("button", name="Date, times and filters").tap()
    page.locator("#map").scroll_into_view_if_needed()
    near = [each for each in page.locator("a.app-place--free").all() if _in_sight(page, each)]
    boxes = [each.bounding_box() for each in near]
    sides = [min(box["width"], box["height"]) for box in boxes if box is not None]
    assert len(sides) > 2
    assert min(sides) >= 24
    expect(near[0].locator("text")).to_be_visible()

    near[0].tap()
    card = page.get_by_role("dialog")
    expect(card).to_be_visible()
    sheet = card.bounding_box()
    assert sheet is not None
    assert (sheet["x"], round(sheet["width"]), round(sheet["y"] + sheet["height"])) == (0, 320, 640)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_two_fingers_zoom_the_map(open_page: OpenPage, town: Town) -> None:
    page = open_page(width=390, height=800, touch=True)
    sign_in(page, STAFF)
    open_floor(page, town.floors[FIRST_FLOOR], town.day)
    page.locator("#map").scroll_into_view_if_needed()
    before, around = _view(page), page.locator("#map").bounding_box()
    assert around is not None
    x, y = around["x"] + around["width"] / 2, around["y"] + around["height"] / 2
    session = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 20), ("touchMove", 40), ("touchMove", 60), ("touchMove", 80)):
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    assert _view(page)[2] < before[2] / 2


def _view(page: Page) -> list[float]:
    """The part of the drawing that is shown: left, top, width, height in metres."""
    return [float(number) for number in str(page.locator("#drawing").get_attribute("viewBox")).split()]


def _in_sight(page: Page, target: Locator) -> bool:
    box, around = target.bounding_box(), page.locator("#map").bounding_box()
    if box is None or around is None:
        return False
    inside = box["x"] >= around["x"] and box["x"] + box["width"] <= around["x"] + around["width"]
    return inside and box["y"] >= around["y"] and box["y"] + box["height"] <= min(around["y"] + around["height"], 640)


def test_past_day_is_shown_as_past(live: Page, town: Town) -> None:
    open_floor(live, town.floors[FIRST_FLOOR], day_in(-2))

    expect(live.locator("#note")).to_have_text("This time has passed. Choose a later one to book.")
