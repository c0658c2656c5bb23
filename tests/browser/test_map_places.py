"""The places of the live map in Chromium: chosen, filtered, jumped to, and booked from their card."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, let_in
from tests.browser.map_steps import give_back, open_floor, place, row, set_field
from tests.browser.town import FIRST_FLOOR, STAFF, Town, day_in
from tests.served import Setting

pytestmark = pytest.mark.xdist_group("browser")


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


def test_choosing_a_place_leaves_the_page_where_it_is(live: Page) -> None:
    live.set_viewport_size({"width": 1440, "height": 900})
    shape = place(live, "Desk 1.07")
    shape.scroll_into_view_if_needed()
    before = live.evaluate("scrollY")

    shape.click()

    card = live.get_by_role("dialog", name="Desk 1.07").bounding_box()
    assert card is not None
    assert live.evaluate("scrollY") == before
    assert 0 <= card["y"] < 900


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1366, 560), (320, 640)])
def test_card_of_a_place_shows_its_button_and_keeps_the_focus(
    open_page: OpenPage, town: Town, width: int, height: int
) -> None:
    """Of a room, which also asks for how many people."""
    page = open_page(width=width, height=height)
    let_in(page, STAFF)
    open_floor(page, town.floors[FIRST_FLOOR], town.day, ("14:00", "15:00"))
    expect(page.locator("#live")).to_be_visible()
    rooms = page.locator("a.app-place--free[aria-label*='seats']")

    for number in range(rooms.count()):
        rooms.nth(number).dispatch_event("click")

        button = page.locator("#chosen-button")
        expect(button).to_be_in_viewport(ratio=0.95)
        expect(page.locator("#chosen-name")).to_be_in_viewport(ratio=0.95)
        expect(page.locator("#chosen-name")).to_be_focused()
        page.keyboard.press("Escape")
    assert rooms.count() > 3


def test_arrows_lead_from_place_to_place_and_tab_past_them_all(live: Page) -> None:
    set_field(live, "from", "14:00")
    drawn = live.locator("a.app-place")
    assert live.locator("a.app-place[tabindex='0']").count() == 1
    middles = """places => places.map(place => {
      const box = place.querySelector(".app-place__shape").getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    })"""
    points = drawn.evaluate_all(middles)
    centre = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    x, y = min(points, key=lambda point: abs(point[0] - centre[0]) + abs(point[1] - centre[1]))
    here = drawn.nth(points.index([x, y]))

    moved = {}
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        here.focus()
        live.keyboard.press(key)
        expect(live.locator("a.app-place:focus")).to_have_count(1)
        to_x, to_y = live.locator("a.app-place:focus").evaluate(f"place => ({middles})([place])[0]")
        moved[key] = (to_x - x, to_y - y)

    assert moved["ArrowRight"][0] > 0 > moved["ArrowLeft"][0]
    assert moved["ArrowDown"][1] > 0 > moved["ArrowUp"][1]
    for key, (right, down) in moved.items():
        along, aside = (right, down) if key in ("ArrowRight", "ArrowLeft") else (down, right)
        assert abs(aside) <= 2 * abs(along), key
    assert live.locator("a.app-place[tabindex='0']").count() == 1
    live.keyboard.press("Tab")
    assert live.locator("a.app-place:focus").count() == 0
    live.keyboard.press("Shift+Tab")
    expect(live.locator("a.app-place:focus")).to_have_count(1)
    live.get_by_label("Places").select_option("meeting_room")
    expect(live.locator("a.app-place[tabindex='0']")).to_have_attribute("aria-label", re.compile("^Birch, free"))
    live.locator("a.app-place[tabindex='0']").focus()
    for _ in range(3):
        live.keyboard.press("ArrowRight")
    expect(live.locator("a.app-place:focus")).to_have_attribute("aria-label", re.compile("seats"))


def test_card_names_a_better_sized_room_before_the_press(live: Page) -> None:
    place(live, "Oak").click()
    card = live.get_by_role("dialog", name="Oak")

    card.get_by_label("How many people?").select_option("2")

    expect(card.locator("#chosen-better")).to_contain_text("A better-sized room is free: ")
    expect(card.get_by_role("button", name="Book 9am to 10am")).to_be_visible()


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
    card.get_by_role("button", name="5pm to midnight").click()
    expect(card.get_by_role("button", name="Book 5pm to midnight")).to_be_focused()
    assert f"date={town.day}&from=17%3A00&to=00%3A00" in live.url


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


@pytest.mark.parametrize("javascript", [True, False])
def test_link_to_a_place_brings_the_map_into_a_phones_first_screen(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(width=390, height=844, javascript=javascript)
    let_in(page, STAFF)
    page.goto("/search?q=birch")

    page.get_by_role("link", name="Show on the map").first.click()

    expect(page.get_by_text("Shown on the map: Birch")).to_be_in_viewport()
    expect(page.get_by_role("region", name="Map of")).to_be_in_viewport(ratio=0.5)


@pytest.fixture
def desk_kept(town: Town, setting: Setting) -> Iterator[str]:
    """Desk 1.01 goes out of use for a while, and Sam's booking of it is kept, beside one of a place of the town."""
    ref, when = town.places["1.01"], "2026-01-01 00:00:00.000000"
    with closing(sqlite3.connect(setting.database_url.removeprefix("sqlite:///"), timeout=30)) as database:
        for retired_at in (when, None):
            with database:
                database.execute("UPDATE resource SET retired_at = ? WHERE ref = ?", (retired_at, ref))
                database.execute(
                    "UPDATE floor SET sheet_version = sheet_version + 1, diary_version = diary_version + 1"
                    " WHERE id = (SELECT floor_id FROM resource WHERE ref = ?)",
                    (ref,),
                )
            if retired_at is not None:
                yield ref


@pytest.mark.parametrize("width", [1440, 320])
def test_place_that_is_kept_for_bookings_says_so_on_the_map_and_in_its_card(
    open_page: OpenPage, town: Town, desk_kept: str, width: int
) -> None:
    page = open_page(width=width)
    let_in(page, STAFF)
    open_floor(page, town.floors[FIRST_FLOOR], town.day)
    assert desk_kept == town.places["1.01"]
    desk, legend = place(page, "Desk 1.01"), page.locator("#legend li", has_text="Kept for bookings")

    expect(legend).to_have_text("Kept for bookings 2")
    expect(desk.locator("use")).to_have_attribute("href", "#mark-kept")
    expect(desk).to_have_attribute("href", f"/bookings/{town.bookings['coming']}")
    desk.focus()
    page.keyboard.press("Enter")

    card = page.get_by_role("dialog", name="Desk 1.01")
    expect(card.locator("#chosen-facts")).to_have_text("Kept for the bookings that stand. It takes no new ones.")
    expect(card.locator("#chosen-state")).to_have_text(re.compile("^Not in use any more; kept until "))
    expect(card.locator("#chosen-mark")).to_have_attribute("href", "#mark-kept")
    expect(card.get_by_role("link", name="See your booking")).to_have_attribute(
        "href", f"/bookings/{town.bookings['coming']}"
    )
    expect(card.get_by_role("button", name=re.compile("^Book"))).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(desk).to_be_focused()

    place(page, "Desk 1.07").focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="Desk 1.07")
    expect(card.locator("#chosen-refused")).to_contain_text("Desk 1.01")  # the rules still count the booking of it
    expect(card.locator("#chosen-state")).to_contain_text("Free")


def test_kept_place_is_faint_and_not_counted_once_only_some_places_are_asked_for(
    open_page: OpenPage, town: Town, desk_kept: str
) -> None:
    page = open_page()
    let_in(page, STAFF)
    open_floor(page, town.floors[FIRST_FLOOR], town.day)
    kept, legend = page.locator(f"a[data-kept='{desk_kept}']"), page.locator("#legend")

    page.get_by_label("Free only").check(force=True)
    expect(kept).to_have_class(re.compile("app-place--unsuited"))
    expect(legend).not_to_contain_text("Kept for bookings")
    page.get_by_label("Free only").uncheck(force=True)

    expect(kept).not_to_have_class(re.compile("app-place--unsuited"))
    expect(legend).to_contain_text("Kept for bookings 2")


def _view(page: Page) -> list[float]:
    """The part of the drawing that is shown: left, top, width, height in metres."""
    return [float(number) for number in str(page.locator("#drawing").get_attribute("viewBox")).split()]


@pytest.mark.parametrize(("width", "closes"), [(1366, True), (320, False)])
def test_list_of_features_gives_way_where_it_lies_over_what_has_the_focus(
    open_page: OpenPage, town: Town, width: int, *, closes: bool
) -> None:
    page = open_page(width=width)
    let_in(page, STAFF)
    open_floor(page, town.floors[FIRST_FLOOR], town.day)
    if width < 600:
        page.locator("#open-form").click()
    must, summary = page.locator("details.app-must"), page.locator(".app-must__summary")

    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('.app-must__choices') !== null")
    page.keyboard.press("Escape")
    escaped = (must.get_attribute("open"), page.evaluate("document.activeElement.className"))
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('.app-must') !== null"):
            break

    assert inside
    assert escaped == (None, "app-must__summary")
    assert page.evaluate("document.activeElement.closest('.app-must')") is None
    assert (must.get_attribute("open") is None) is closes
