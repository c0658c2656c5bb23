"""Steps that tests of the live map share."""

import re

from playwright.sync_api import Locator, Page, expect


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
