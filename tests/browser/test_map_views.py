"""The live map near and far, on paper, small screens and under fingers, in Chromium."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, let_in, sign_in
from tests.browser.map_steps import open_floor, place
from tests.browser.town import CLINIC_GROUND, FIRST_FLOOR, SECOND_FLOOR, STAFF, Town

pytestmark = pytest.mark.xdist_group("browser")

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


@pytest.mark.parametrize("floor", [FIRST_FLOOR, SECOND_FLOOR, CLINIC_GROUND])
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


def test_small_screen_shows_places_that_a_finger_hits_and_folds_the_form(open_page: OpenPage, town: Town) -> None:
    page = open_page(width=320, height=640, touch=True)
    let_in(page, STAFF)
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
    let_in(page, STAFF)
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


@pytest.mark.parametrize("floor", [FIRST_FLOOR, SECOND_FLOOR])
@pytest.mark.parametrize(("width", "height", "least"), [(1440, 900, 1.0), (1366, 768, 0.99), (768, 1024, 1.0)])
def test_whole_map_is_seen_without_scrolling(
    open_page: OpenPage, town: Town, floor: str, width: int, height: int, least: float
) -> None:
    page = open_page(width=width, height=height)
    let_in(page, STAFF)

    open_floor(page, town.floors[floor], town.day, ("09:00", "17:00"))

    expect(page.locator("#slider")).to_be_visible()
    box = page.locator("#map").bounding_box()
    assert box is not None
    assert min(1.0, (height - box["y"]) / box["height"]) >= least
    drawn = [shape.bounding_box() for shape in page.locator(".app-place__shape").all()]
    lowest = max(shape["y"] + shape["height"] for shape in drawn if shape is not None)
    assert lowest <= box["y"] + box["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for needed in ("All floors", "Morning", "Afternoon", "All day"):
        expect(page.get_by_role("link", name=needed, exact=True)).to_be_visible()
    for field in ("Date", "From", "To", "Places", "Free only"):
        expect(page.get_by_label(field, exact=True)).to_be_visible()
    cut = "field => field.scrollWidth > field.clientWidth"
    assert [field for field in page.locator("#when input:not([type=checkbox])").all() if field.evaluate(cut)] == []


@pytest.mark.parametrize(("width", "rows"), [(320, 3), (768, 1), (1440, 1)])
def test_days_of_the_start_page_stand_in_one_row_or_one_below_the_other(
    open_page: OpenPage, width: int, rows: int
) -> None:
    page = open_page(width=width, height=1024)

    sign_in(page, STAFF)

    boxes = [card.bounding_box() for card in page.locator(".app-day-card").all()]
    assert len(boxes) == 3
    assert len({round(box["y"]) for box in boxes if box is not None}) == rows
    assert page.evaluate("document.documentElement.scrollWidth") == width


def _view(page: Page) -> list[float]:
    """The part of the drawing that is shown: left, top, width, height in metres."""
    return [float(number) for number in str(page.locator("#drawing").get_attribute("viewBox")).split()]


def _in_sight(page: Page, target: Locator) -> bool:
    box, around = target.bounding_box(), page.locator("#map").bounding_box()
    if box is None or around is None:
        return False
    inside = box["x"] >= around["x"] and box["x"] + box["width"] <= around["x"] + around["width"]
    return inside and box["y"] >= around["y"] and box["y"] + box["height"] <= min(around["y"] + around["height"], 640)


def test_printed_plan_names_every_desk(live: Page) -> None:
    """The list below the plan goes by number: each of the 56 desks has its own on it, on A4 on its long side."""
    live.set_viewport_size({"width": 1123, "height": 794})
    assert live.locator(".app-printed text:visible").count() == 0

    live.emulate_media(media="print")

    named = live.locator(".app-printed text:visible").all_text_contents()
    assert sorted(named) == [f"1.{number:02d}" for number in range(1, 57)]
    assert live.locator(".app-place[data-paper] > use:visible").count() == 0
    assert live.locator(".app-place:not([data-paper]) > use:visible").count() == 9
