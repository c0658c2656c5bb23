"""The days of the live map in Chromium: other weeks, back and forward, days too far ahead, and nights."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, sign_in
from tests.browser.map_steps import open_floor, place, row, set_field
from tests.browser.town import CLINIC_GROUND, FIRST_FLOOR, SECURE_GROUND, STAFF, Town

pytestmark = pytest.mark.xdist_group("browser")

DAYS = "a.app-week__day[data-date]"
READ_STRIP = """() => ({
  days: [...document.querySelectorAll("a.app-week__day[data-date]")].map(day => day.dataset.date),
  shown: [...document.querySelectorAll("a.app-week__day[data-date]")].map(day => day.firstChild.textContent.trim()),
  current: document.querySelector("a.app-week__day[aria-current]")?.dataset.date,
  steps: [...document.querySelectorAll(".app-week__step:not([hidden]) a")].map(step => step.getAttribute("href")),
  heading: document.querySelector("#said-when").textContent, field: document.querySelector("#date").value,
})"""
FAR = date(2190, 1, 13)


def said(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"


def strip_from(first: date, ref: str) -> dict[str, Any]:
    """What stands above the map on the first of seven days, far from today."""
    days = [first + timedelta(days=number) for number in range(7)]
    weeks = (first - timedelta(days=7), first + timedelta(days=7))
    return {
        "days": [day.isoformat() for day in days],
        "shown": [f"{day:%a} {day.day}\N{NO-BREAK SPACE}{day:%b}" for day in days],
        "current": first.isoformat(),
        "steps": [f"/floors/{ref}?date={day}&from=09%3A00&to=10%3A00" for day in weeks],
        "heading": f"{said(first)}, 9am to 10am",
        "field": first.isoformat(),
    }


def test_day_that_is_typed_brings_its_week(live: Page, town: Town) -> None:
    """The strip shows seven days from it on, counted, with the ways to the weeks before and after."""
    on = date.fromisoformat(town.day) + timedelta(days=40)

    set_field(live, "date", on.isoformat())

    expect(live.locator("#said-when")).to_contain_text(said(on))
    assert live.evaluate(READ_STRIP) == strip_from(on, town.floors[FIRST_FLOOR])
    free = live.locator(".app-row--free").count()
    expect(live.locator(DAYS).first).to_contain_text(f"{free} free")
    expect(live.locator(DAYS).nth(6)).to_contain_text(" free")


def test_day_that_is_typed_of_the_week_to_come_brings_the_week_from_today(live: Page, town: Town) -> None:
    tomorrow = date.fromisoformat(town.day) - timedelta(days=6)

    set_field(live, "date", tomorrow.isoformat())

    expect(live.locator("#said-when")).to_contain_text(said(tomorrow))
    strip = live.evaluate(READ_STRIP)
    assert strip["days"][:2] == [(tomorrow - timedelta(days=1)).isoformat(), tomorrow.isoformat()]
    assert (strip["current"], len(strip["steps"])) == (tomorrow.isoformat(), 1)


def test_back_leads_to_the_day_before_and_forward_to_the_one_after(live: Page, town: Town) -> None:
    """What was moved along by the slider is not a place to come back to."""
    ref, on = town.floors[FIRST_FLOOR], date.fromisoformat(town.day)
    live.goto("/floors")
    open_floor(live, ref, town.day)
    before = live.evaluate(READ_STRIP)
    states = live.locator(".app-row").evaluate_all("rows => rows.map(row => row.className)")
    live.locator(DAYS).nth(1).click()
    expect(live.locator("#said-when")).to_contain_text(said(on + timedelta(days=1)))
    live.get_by_role("slider", name="End").focus()
    for _ in range(2):
        live.keyboard.press("ArrowRight")
    expect(live.locator("#said-when")).to_contain_text("9am to 10:30am")

    live.go_back()

    expect(live.locator("#said-when")).to_have_text(f"{said(on)}, 9am to 10am")
    assert live.evaluate(READ_STRIP) == before
    assert live.locator(".app-row").evaluate_all("rows => rows.map(row => row.className)") == states
    live.go_forward()
    expect(live.locator("#said-when")).to_have_text(f"{said(on + timedelta(days=1))}, 9am to 10:30am")
    live.go_back()
    live.go_back()
    expect(live).to_have_url("/floors")


def test_back_leads_past_a_typed_day_to_the_one_that_was_chosen_before(live: Page, town: Town) -> None:
    on = date.fromisoformat(town.day)
    live.locator(DAYS).nth(1).click()
    expect(live.locator("#said-when")).to_contain_text(said(on + timedelta(days=1)))

    live.locator("#date").focus()
    for days in (9, 12):  # as keys are pressed one by one, other days show on the way
        set_field(live, "date", (on + timedelta(days=days)).isoformat())
    expect(live.locator("#said-when")).to_contain_text(said(on + timedelta(days=12)))

    live.go_back()
    expect(live.locator("#said-when")).to_contain_text(said(on + timedelta(days=1)))
    live.go_back()
    expect(live.locator("#said-when")).to_contain_text(said(on))


def test_back_to_an_address_without_a_time_shows_the_time_that_it_means(live: Page, town: Town) -> None:
    """Also where a page of another week, loaded in between, no longer knows it."""
    live.goto(f"/floors/{town.floors[FIRST_FLOOR]}")
    expect(live.locator("#live")).to_be_visible()
    meant = live.locator("#said-when").inner_text()
    live.locator(DAYS).nth(3).click()
    expect(live.locator("#said-when")).not_to_have_text(meant)
    live.get_by_role("link", name="The week after").click()
    expect(live.locator("#live")).to_be_visible()

    live.go_back()
    expect(live.locator("#live")).to_be_visible()
    live.go_back()

    expect(live.locator("#said-when")).to_have_text(meant)
    assert "date=" not in live.url


def test_back_from_another_week_and_another_kind_shows_all_as_it_was(live: Page, town: Town) -> None:
    on = date.fromisoformat(town.day)
    live.locator("#sessions a").first.click()
    live.locator("#kind").select_option("meeting_room")
    expect(live.locator("section[data-kind=desk]")).to_be_hidden()
    live.get_by_role("link", name="The week after").click()
    expect(live.locator("#live")).to_be_visible()
    expect(live.locator("#said-when")).to_contain_text(said(on + timedelta(days=7)))

    live.go_back()
    expect(live.locator("#said-when")).to_have_text(f"{said(on)}, 9am to 1pm")
    expect(live.locator("#kind")).to_have_value("meeting_room")
    live.go_back()

    expect(live.locator("#said-when")).to_have_text(f"{said(on)}, 9am to 10am")
    expect(live.locator("#kind")).to_have_value("")
    expect(live.locator("section[data-kind=desk]")).to_be_visible()


def test_day_too_far_ahead_says_from_when_it_can_be_booked(live: Page) -> None:
    """Above the map, in the list and in the card, each with the way to the last day that can be booked."""
    set_field(live, "date", FAR.isoformat())

    opens = FAR - timedelta(days=365)
    yet = f"Not open for booking yet: bookings open on {said(opens)}"
    expect(live.locator("#note-words")).to_have_text(f"{yet}.")
    expect(row(live, "Desk 1.07").locator(".app-row__state")).to_have_text(yet)
    place(live, "Desk 1.07").click()
    card = live.get_by_role("dialog", name="Desk 1.07")
    expect(card.locator("#chosen-state")).to_have_text(yet)
    expect(card.get_by_role("button", name="Book")).to_have_count(0)
    last = card.get_by_role("link", name="the last day that can be booked now")
    assert last.inner_text() == live.locator("#note-link").inner_text()

    last.click()

    expect(live.locator("#live")).to_be_visible()
    expect(live.locator("#note")).to_be_hidden()
    assert live.locator(".app-row--free").count() > 0
    set_field(live, "date", (date.fromisoformat(live.locator("#date").input_value()) + timedelta(days=1)).isoformat())
    expect(live.locator("#note-words")).to_contain_text("Not open for booking yet")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_night_is_asked_for_by_its_two_times(open_page: OpenPage, town: Town, *, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    sign_in(page, STAFF)
    on = date.fromisoformat(town.day)
    page.goto(f"/floors/{town.floors[SECURE_GROUND]}?date={on}&from=09:00&to=10:00")
    if javascript:
        expect(page.locator("#live")).to_be_visible()
    set_field(page, "from", "22:00")
    set_field(page, "to", "06:00")
    if not javascript:
        page.get_by_role("button", name="Show").click()

    night = f"10pm to 6am on {said(on + timedelta(days=1))}"
    expect(page.locator("#said-when")).to_have_text(f"{said(on)}, {night}")
    assert page.locator(".app-row--free").count() > 0
    page.locator(DAYS).nth(1).click()
    night = f"10pm to 6am on {said(on + timedelta(days=2))}"
    expect(page.locator("#said-when")).to_have_text(f"{said(on + timedelta(days=1))}, {night}")
    page.locator(".app-row--free .app-act").first.click()
    expect(page.locator("body")).to_contain_text("10pm")
    expect(page.locator("#to_date")).to_have_value((on + timedelta(days=2)).isoformat())


def test_slider_reaches_over_the_opening_hours_of_the_day_and_says_them(live: Page, town: Town) -> None:
    slider, ends = live.locator("#slider"), (live.locator("#slide-from"), live.locator("#slide-to"))

    open_floor(live, town.floors[SECURE_GROUND], town.day)
    expect(slider).to_have_attribute("aria-label", "Time of day, open all day and night")
    assert (ends[0].get_attribute("min"), ends[1].get_attribute("max")) == ("0", "1440")
    hours = live.locator("#slider-hours span")
    assert "midday" in hours.all_inner_texts()
    assert (hours.first.inner_text(), hours.last.inner_text()) == ("midnight", "midnight")
    weekday = date.fromisoformat(town.day)
    weekday += timedelta(days=max(0, 7 - weekday.isoweekday() + 1) if weekday.isoweekday() > 5 else 0)
    open_floor(live, town.floors[CLINIC_GROUND], weekday.isoformat())

    expect(slider).to_have_attribute("aria-label", "Time of day, open 8am to 6pm")
    assert (ends[0].get_attribute("min"), ends[1].get_attribute("max")) == ("480", "1080")
    assert (hours.first.inner_text(), hours.last.inner_text()) == ("Opens 8am", "Closes 6pm")
    for width in (320, 768, 1440):
        live.set_viewport_size({"width": width, "height": 900})
        live.wait_for_timeout(100)
        boxes = hours.evaluate_all(
            "marks => marks.map(mark => mark.getBoundingClientRect()).map(box => [box.left, box.right])"
        )
        assert all(one[1] < other[0] for one, other in pairwise(boxes)), (width, boxes)


def test_date_that_is_emptied_is_asked_for_beside_its_field(live: Page) -> None:
    heading = live.locator("#said-when").inner_text()

    set_field(live, "date", "")

    fault = live.locator("#when-fault")
    expect(fault).to_have_text("Date: Enter a date with its day, month and year.")
    expect(fault).to_be_visible()
    expect(live.locator("#date")).to_have_attribute("aria-describedby", "when-fault")
    assert live.locator("#said-when").inner_text() == heading
    set_field(live, "date", "2027-01-15")
    expect(fault).to_be_hidden()
    expect(live.locator("#date")).not_to_have_attribute("aria-describedby", "when-fault")
