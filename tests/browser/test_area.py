"""Drawing over a plan what is closed, and the pages of cleaning on a telephone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, let_in
from tests.browser.test_accessible import TOO_WIDE
from tests.browser.town import FIRST_FLOOR, MANAGER, Town

SIDES = "shape => { const box = shape.getBoundingClientRect(); return [box.left, box.right]; }"

pytestmark = pytest.mark.xdist_group("browser")


def test_places_in_a_drawn_rectangle_are_ticked_and_a_tap_takes_one_away(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    page.set_viewport_size({"width": 1200, "height": 1000})
    let_in(page, MANAGER)
    page.goto(f"/admin/closures/new?floor={town.floors[FIRST_FLOOR]}")
    expect(page.locator("#area-said")).to_have_text("0 places ticked.")

    one, other = (page.locator(f'path[data-ref="{town.places[name]}"]').bounding_box() for name in ("1.01", "1.02"))
    assert one
    assert other
    left, top = min(one["x"], other["x"]) - 2, min(one["y"], other["y"]) - 2
    right = max(box["x"] + box["width"] for box in (one, other)) + 2
    bottom = max(box["y"] + box["height"] for box in (one, other)) + 2
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=4)
    page.mouse.up()

    first, second = (page.get_by_role("checkbox", name=f"Desk {name}", exact=True) for name in ("1.01", "1.02"))
    expect(first).to_be_checked()
    expect(second).to_be_checked()
    page.mouse.click(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    expect(first).not_to_be_checked()
    expect(second).to_be_checked()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_plan_names_the_places_that_can_be_closed(open_page: OpenPage, town: Town, *, javascript: bool) -> None:
    """Rooms by their names and desks by their numbers, each within its own outline; the tools need scripts."""
    page = open_page(javascript=javascript)
    let_in(page, MANAGER)
    page.goto(f"/admin/closures/new?floor={town.floors[FIRST_FLOOR]}")

    for name in ("1.01", "1.02", "Rowan", "Oak"):
        said = page.locator(".adm-area__plan text", has_text=re.compile(f"^{re.escape(name)}$"))
        expect(said).to_be_visible()
        left, right = said.evaluate(SIDES)
        room = page.locator(f'path[data-ref="{town.places[name]}"]').evaluate(SIDES)
        assert room[0] - 1 <= left < right <= room[1] + 1
    assert page.locator("#area-tools").is_visible() == javascript


def test_places_in_a_shape_drawn_by_its_corners_are_ticked_and_no_others(open_page: OpenPage, town: Town) -> None:
    """The shape goes around the middle one of three desks: a rectangle about the outer two would hold it."""
    page = open_page()
    page.set_viewport_size({"width": 1200, "height": 1000})
    let_in(page, MANAGER)
    page.goto(f"/admin/closures/new?floor={town.floors[FIRST_FLOOR]}")
    page.get_by_role("button", name="Draw corner by corner").click()
    tick, back = (page.get_by_role("button", name=name) for name in ("Tick the places inside", "Take back the last"))
    expect(tick).to_be_disabled()
    corners = _around_the_middle(page, town, "1.01", "1.02", "1.03")

    for corner in [*corners, (corners[0][0] - 24, corners[0][1])]:
        page.mouse.click(*corner)
    expect(page.locator("#area-said")).to_have_text("9 corners drawn. 0 places ticked.")
    back.click()
    page.mouse.click(*corners[0])

    expect(page.locator("#area-said")).to_have_text("2 places ticked.")
    expect(page.get_by_role("checkbox", name="Desk 1.01", exact=True)).to_be_checked()
    expect(page.get_by_role("checkbox", name="Desk 1.02", exact=True)).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Desk 1.03", exact=True)).to_be_checked()
    one, next_to_it, across = corners[0], corners[1], corners[7]
    for corner in (one, next_to_it, (next_to_it[0] + across[0] - one[0], next_to_it[1] + across[1] - one[1]), across):
        page.mouse.click(*corner)
    page.get_by_role("button", name="Take their ticks away").click()
    expect(page.locator("#area-said")).to_have_text("1 place ticked.")


def _around_the_middle(page: Page, town: Town, *names: str) -> list[tuple[float, float]]:
    """The corners of a U that holds the middles of the outer two of three desks in a line, and not the middle one's."""
    boxes = [page.locator(f'path[data-ref="{town.places[name]}"]').bounding_box() for name in names]
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]
    assert len(middles) == 3
    beside = abs(middles[2][0] - middles[0][0]) > abs(middles[2][1] - middles[0][1])
    first, mid, last = sorted(middles if beside else [(y, x) for x, y in middles])
    w = (mid[0] - first[0]) * 0.4
    top, rim, base = mid[1] - w, mid[1] + w * 0.5, mid[1] + w
    found = [
        (first[0] - w, top), (first[0] + w, top), (first[0] + w, rim), (last[0] - w, rim), (last[0] - w, top),
        (last[0] + w, top), (last[0] + w, base), (first[0] - w, base),
    ]  # fmt: skip
    return found if beside else [(y, x) for x, y in found]


def test_list_of_places_to_clean_fits_a_telephone(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    page.set_viewport_size({"width": 320, "height": 700})
    let_in(page, MANAGER)

    for address in ("/cleaning", f"/places/{town.places['1.11']}/cleaned", "/admin/closures"):
        page.goto(address)
        assert page.evaluate(TOO_WIDE) == [], address
