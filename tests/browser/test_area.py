"""Drawing over a plan what is closed, and the pages of cleaning on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, sign_in
from tests.browser.test_accessible import TOO_WIDE
from tests.browser.town import FIRST_FLOOR, MANAGER, Town

pytestmark = pytest.mark.xdist_group("browser")


def test_places_in_a_drawn_rectangle_are_ticked_and_a_tap_takes_one_away(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    page.set_viewport_size({"width": 1200, "height": 1000})
    sign_in(page, MANAGER)
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


def test_list_of_places_to_clean_fits_a_telephone(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    page.set_viewport_size({"width": 320, "height": 700})
    sign_in(page, MANAGER)

    for address in ("/cleaning", f"/places/{town.places['1.11']}/cleaned", "/admin/closures"):
        page.goto(address)
        assert page.evaluate(TOO_WIDE) == [], address
