"""Booking for a colleague whose name is only half known, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, let_in
from tests.browser.map_steps import open_floor, place
from tests.browser.town import FIRST_FLOOR, MANAGER, STAFF, Town

pytestmark = pytest.mark.xdist_group("browser")


def open_form(page: Page, town: Town) -> None:
    page.goto(f"/book?resource={town.places['1.07']}&date={town.day}&from=17:00&to=17:30")


def test_colleagues_are_suggested_as_one_types(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    let_in(page, MANAGER)
    open_form(page, town)

    page.get_by_label("Book for somebody else").press_sequentially("marek cl")

    option = page.locator("#for-people option")
    expect(option).to_have_attribute("value", "marek.clarke@demo.example")
    expect(option).to_have_text("Marek Clarke")
    expect(page.get_by_label("Book for somebody else")).to_have_attribute("list", "for-people")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("clarke m", "Clarke Marek"),
        ("Clarke, Ma", "Clarke, Marek"),
        ("clárke marek", "Marek Clarke (clárke marek)"),
    ],
)
def test_suggestion_holds_what_was_typed_so_that_the_browser_shows_it(
    open_page: OpenPage, town: Town, typed: str, label: str
) -> None:
    page = open_page()
    let_in(page, MANAGER)
    open_form(page, town)

    page.get_by_label("Book for somebody else").press_sequentially(typed)

    option = page.locator("#for-people option[value='marek.clarke@demo.example']")
    expect(option).to_have_text(label)


def test_colleague_is_chosen_from_a_list_without_script(open_page: OpenPage, town: Town) -> None:
    page = open_page(javascript=False)
    let_in(page, MANAGER)
    open_form(page, town)
    page.get_by_label("Book for somebody else").fill("clarke")
    page.get_by_role("button", name="Book Desk 1.07").click()

    expect(page.get_by_role("link", name=re.compile("people fit “clarke”"))).to_be_visible()
    page.get_by_label("Who is meant?").select_option("marek.clarke@demo.example")
    page.get_by_role("button", name="Book Desk 1.07").click()

    expect(page.get_by_role("status").filter(has_text="Booked.")).to_be_visible()
    expect(page.locator("dd", has_text="Marek Clarke")).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name=re.compile("^Cancel")).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_focus_is_on_what_is_wrong_where_it_is_not_clear_who_is_meant(
    open_page: OpenPage, town: Town, *, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    let_in(page, MANAGER)
    open_form(page, town)
    page.get_by_label("Book for somebody else").fill("clarke")
    page.get_by_role("button", name="Book Desk 1.07").click()
    summary = page.locator("#problem")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()

    page.get_by_role("button", name="Book Desk 1.07").click()  # still nobody is chosen

    expect(summary).to_contain_text("people fit “clarke”")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Book for somebody else")).to_be_focused()


@pytest.mark.parametrize(
    ("who", "words"), [(STAFF, "Give the booking a name"), (MANAGER, "For somebody else, or with a name")]
)
def test_card_offers_what_the_person_may_do(open_page: OpenPage, town: Town, who: str, words: str) -> None:
    page = open_page()
    let_in(page, who)
    open_floor(page, town.floors[FIRST_FLOOR], town.day, ("17:00", "17:30"))
    place(page, "Desk 1.07").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog").get_by_role("link", name=words)).to_be_visible()
