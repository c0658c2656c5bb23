"""From a trust's own drawing to a booked room, on plain pages."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, let_in
from tests.browser.town import MANAGER, Town
from tests.paths import shared_data

pytestmark = pytest.mark.xdist_group("browser")


def test_drawing_is_uploaded_scaled_corrected_published_and_booked_on(open_page: OpenPage, town: Town) -> None:
    drawing = next(iter(sorted(shared_data("svg").rglob("floor8.svg"))))
    page = open_page(javascript=False)
    let_in(page, MANAGER)

    page.goto(f"/admin/buildings/{town.estate['annexe']}/add")
    page.get_by_label("Name").fill("Eighth floor")
    page.get_by_label("Level").fill("8")
    page.get_by_role("button", name="Add the floor").click()
    page.get_by_role("link", name="Draw the floor plan").click()
    page.get_by_label("Drawing").set_input_files(drawing)
    page.get_by_role("button", name="Read the drawing").click()
    expect(page.get_by_role("status")).to_contain_text("The drawing was read")
    expect(page.locator(".adm-draft__place")).to_have_count(76)

    page.get_by_label("What you know the length of").select_option("whole")
    page.get_by_label("Its length in metres").fill("61,5")
    page.get_by_role("button", name="Set the scale").click()
    expect(page.get_by_text("The drawing shows 61.5 m by 61.5 m")).to_be_visible()

    page.get_by_text("Show them").first.click()
    page.get_by_role("link", name="H832.03", exact=True).click()
    page.get_by_label("Name").fill("Cedar")
    page.get_by_label("What it is").select_option(label="Meeting room")
    page.get_by_label("Seats").fill("9")
    page.get_by_role("button", name="Save and accept").click()
    expect(page.get_by_role("heading", name="1 accepted: people will book it")).to_be_visible()

    page.get_by_role("button", name="See what publishing does").click()
    expect(page.locator("#effect")).to_contain_text("The floor gets a new plan with 1 place.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("Published.")

    page.get_by_role("link", name="Show the floor map").click()
    address = page.url.split("?")[0]
    page.goto(f"{address}?date={town.day}&from=10:00&to=11:00")
    expect(page.locator("a.app-place")).to_have_count(1)
    page.locator("#list").get_by_role("link", name=re.compile("^Book Cedar")).click()
    page.get_by_label("How many people will be there?").fill("9")
    page.get_by_role("button", name="Book Cedar").click()
    expect(page.get_by_role("status").filter(has_text="Booked.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cedar")
