"""From the start page to a confirmed desk in at most three actions and without typing, with scripts and without."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, sign_in
from tests.browser.town import Town

pytestmark = pytest.mark.xdist_group("browser")

SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])


class Hand:
    """Clicks, and counts."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1


def have_booked(page: Page, *, clicks: int, most: int) -> None:
    expect(page.get_by_role("status").filter(has_text="Booked.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Desk")
    assert clicks <= most


@SCRIPTS
def test_newcomer_has_a_desk_in_three_actions(open_page: OpenPage, town: Town, *, javascript: bool) -> None:
    """A floor, a free desk, the booking; then the start page needs one action only."""
    assert town.floors
    page, hand = open_page(javascript=javascript), Hand()
    sign_in(page, "imran.clarke@demo.example" if javascript else "jo.clarke@demo.example")

    hand.click(page.get_by_role("link", name=re.compile("^Second floor.*Alder House")))
    hand.click(page.locator("#list").get_by_role("link", name=re.compile("^Book Desk")).first)
    book = page.get_by_role("button", name=re.compile("^Book"))
    hand.click(book.first)
    have_booked(page, clicks=hand.clicks, most=3)
    name = str(page.get_by_role("heading", level=1).text_content()).split("\n")[0].split(" 2026")[0]

    page.goto("/")
    again = Hand()
    again.click(page.locator(".app-day-card__book").first)
    have_booked(page, clicks=again.clicks, most=1)
    expect(page.get_by_role("heading", level=1)).to_contain_text(" ".join(name.split()[:2]))


@SCRIPTS
def test_usual_floor_leads_to_a_desk_by_the_map_in_three_actions(
    open_page: OpenPage, town: Town, *, javascript: bool
) -> None:
    assert town.floors
    page, hand = open_page(javascript=javascript), Hand()
    sign_in(page, "kwame.clarke@demo.example" if javascript else "leila.clarke@demo.example")
    page.goto("/settings")
    page.get_by_label("Your usual floor").select_option(label="First floor")
    page.get_by_role("button", name="Save").click()
    page.goto("/")

    hand.click(page.locator(".app-day-card").last.get_by_role("link", name=re.compile("^Morning")))
    hand.click(page.locator("#list").get_by_role("link", name=re.compile("^Book Desk")).first)
    hand.click(page.get_by_role("button", name=re.compile("^Book")).first)

    have_booked(page, clicks=hand.clicks, most=3)
    expect(page.get_by_role("heading", level=1)).to_contain_text("9am to 1pm")


def test_usual_desk_is_booked_by_keyboard_alone(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    sign_in(page, "marek.clarke@demo.example")
    page.goto(f"/book?resource={town.places['1.20']}&date={town.day}&from=09:00&to=17:00")
    page.get_by_role("button", name="Book Desk 1.20").click()
    page.goto("/")

    button = page.locator(".app-day-card__book").first
    for _ in range(25):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")

    have_booked(page, clicks=0, most=0)
