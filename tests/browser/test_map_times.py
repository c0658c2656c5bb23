"""The times above the live map in Chromium: slider, fields and week."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage, let_in
from tests.browser.map_steps import open_floor, set_field
from tests.browser.states import next_night_with_an_hour_twice
from tests.browser.town import CLINIC_GROUND, FIRST_FLOOR, STAFF, Town
from tests.served import Served

pytestmark = pytest.mark.xdist_group("browser")


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
    expect(live.locator("#said-when")).to_contain_text("9:45am to midnight")


def test_slider_is_dragged_by_mouse(live: Page) -> None:
    end = live.get_by_role("slider", name="End")
    box = end.bounding_box()
    assert box is not None
    share = 10 / 24
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


def test_end_before_the_start_is_said_beside_the_field_and_nothing_is_lost(live: Page, town: Town) -> None:
    open_floor(live, town.floors[CLINIC_GROUND], town.day)
    expect(live.locator("#live")).to_be_visible()
    places = live.locator(".app-row").count()
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)

    set_field(live, "to", "08:00")

    expect(live.locator("#when-fault")).to_have_text("The end must be after the start. Choose a later end.")
    expect(live.locator("#when-fault")).to_be_visible()
    expect(live.locator("#to")).to_have_attribute("aria-describedby", "when-fault")
    expect(live.locator("#to")).to_have_value("08:00")
    assert live.locator(".app-row").count() == places
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


@pytest.mark.parametrize("width", [320, 768, 1024, 1263, 1440])
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


@pytest.mark.parametrize("filters", ["", "&kind=clinic_room", "&feature=what-no-place-has"])
def test_week_tells_days_that_are_closed_from_days_that_are_full(open_page: OpenPage, town: Town, filters: str) -> None:
    page = open_page()
    let_in(page, STAFF)
    ahead = date.fromisoformat(town.day)
    monday = ahead + timedelta(days=-ahead.weekday() % 7)
    open_floor(page, town.floors[CLINIC_GROUND], monday.isoformat(), more=filters)
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


def test_script_tells_which_of_two_equal_times_as_the_server_does(open_page: OpenPage, town: Town) -> None:
    said = "1:15am (after the clocks go back) to 4am"
    night = f"/floors/{town.floors[FIRST_FLOOR]}?date={next_night_with_an_hour_twice()}&from=01:15&from_pass=2&to=04:00"
    for javascript in (False, True):
        page = open_page(javascript=javascript)
        let_in(page, STAFF)
        page.goto(night)
        if javascript:
            expect(page.locator("#live")).to_be_visible()
        expect(page.locator("#said-when")).to_contain_text(said)
        assert said in page.title()


@pytest.mark.parametrize(
    "times", ["from=01:15&to=04:00", "from=01:15&to=04:00&from_pass=2", "from=00:00&to=01:15&to_pass=1"]
)
def test_script_numbers_the_night_on_which_an_hour_comes_twice_as_the_server_does(
    open_page: OpenPage, town: Town, times: str
) -> None:
    night = next_night_with_an_hour_twice()
    shown = night if "pass" in times else str(date.fromisoformat(night) - timedelta(days=1))
    said = []
    for javascript in (False, True):
        page = open_page(javascript=javascript)
        let_in(page, STAFF)
        page.goto(f"/floors/{town.floors[FIRST_FLOOR]}?date={shown}&{times}&days=1")
        number = page.locator(f"a[data-date='{night}'] .app-week__free")
        if javascript:
            expect(page.locator("#live")).to_be_visible()
        said.append(number.inner_text())
    assert said[0] != ""
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("ends", "said"), [("06:00", "10pm to 6am on {}"), ("00:00", "10pm to midnight")], ids=["next day", "midnight"]
)
def test_script_says_when_a_night_ends_as_the_server_does(
    open_page: OpenPage, town: Town, ends: str, said: str
) -> None:
    next_day = date.fromisoformat(town.day) + timedelta(days=1)
    said = said.format(f"{next_day:%A} {next_day.day} {next_day:%B %Y}")
    for javascript in (False, True):
        page = open_page(javascript=javascript)
        let_in(page, STAFF)
        page.goto(f"/floors/{town.floors[FIRST_FLOOR]}?date={town.day}&from=22:00&to={ends}&to_date={next_day}")
        if javascript:
            expect(page.locator("#live")).to_be_visible()
        expect(page.locator("#said-when")).to_have_text(re.compile(f", {said}$"))


def test_twelve_hour_times_are_shown_whole_on_the_smallest_screen(
    chromium: Browser, served: Served, town: Town
) -> None:
    context = chromium.new_context(base_url=served.url, locale="en-US", viewport={"width": 320, "height": 900})
    page = context.new_page()
    let_in(page, STAFF)
    page.goto(f"/floors/{town.floors[FIRST_FLOOR]}?date={town.day}&from=10:30&to=12:30")
    page.locator("#open-form").click()

    room = "field => { const has = field.offsetWidth; field.style.width = 'auto'; return has - field.offsetWidth; }"
    tops = {page.locator(f"#{name}").bounding_box()["y"] for name in ("from", "to")}  # type: ignore[index]  # both stand there
    spare = {name: page.locator(f"#{name}").evaluate(room) for name in ("from", "to")}
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert min(spare.values()) >= 0, spare
    assert (len(tops), width) == (1, 320)
