"""Pages left open while their sign-in ended or changed, in Chromium, which says where each form comes from."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import OpenPage, sign_in
from tests.browser.map_steps import give_back, open_floor, place, row
from tests.browser.town import ADMIN, FIRST_FLOOR, NEWCOMER, PASSWORD, STAFF, Town

pytestmark = pytest.mark.xdist_group("browser")

SOON_MS = 5_000
CHANGED = "Your sign-in has changed since this page was opened. Nothing was sent."
ENDED = "Your sign-in had ended, so nothing was sent."
CHECK = "Check what you typed and send it again."


def sign_in_anew(context: BrowserContext, email: str) -> None:
    """In another tab, after the sign-in of all tabs has ended."""
    context.clear_cookies()
    tab = context.new_page()
    sign_in(tab, email)
    tab.close()


def name_of(page: Page) -> str:
    """Who the page says is signed in."""
    return page.locator("header a[href='/settings']").inner_text().split(",")[0].strip()


@pytest.fixture
def newcomers_map(open_page: OpenPage, town: Town) -> Page:
    """The first floor a week ahead, for somebody who has nothing booked."""
    page = open_page()
    sign_in(page, NEWCOMER)
    open_floor(page, town.floors[FIRST_FLOOR], town.day)
    expect(page.locator("#live")).to_be_visible()
    return page


def test_map_books_with_one_press_after_signing_in_again_in_another_tab(newcomers_map: Page) -> None:
    live = newcomers_map
    sign_in_anew(live.context, NEWCOMER)
    with live.expect_response(lambda answer: "/live?" in answer.url and answer.status == 304):
        live.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(live.locator("#trouble")).to_be_hidden()

    place(live, "Desk 1.21").click()
    live.locator("#chosen-button").click()

    live.wait_for_url("**/bookings/*")
    expect(live.locator("h1")).to_contain_text("Desk 1.21")
    give_back(live)


def test_map_of_somebody_else_says_so_and_books_nothing_for_who_is_here_now(newcomers_map: Page) -> None:
    live = newcomers_map
    place(live, "Desk 1.21").click()
    expect(live.locator("#chosen-button")).to_be_visible()
    sign_in_anew(live.context, STAFF)
    live.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    trouble = live.get_by_role("alert").filter(has_text="Somebody else")
    expect(trouble).to_have_text(
        "Somebody else has signed in since this page was opened. Load it again.", timeout=SOON_MS
    )
    expect(live.locator("#live")).to_be_hidden()
    again = trouble.get_by_role("link").get_attribute("href")
    live.locator("#chosen-button").click()
    notice = live.locator("#notice")
    expect(notice).to_contain_text(f"{CHANGED} You are signed in as {name_of(live)}. {CHECK}")
    expect(live.locator("h1")).to_contain_text("Book Desk 1.21")
    live.goto(str(again))
    expect(live.locator("#live")).to_be_visible()
    expect(row(live, "Desk 1.21").locator(".app-row__state")).to_have_text("Free")


@pytest.mark.parametrize("javascript", [True, False])
def test_form_comes_back_filled_in_and_one_press_sends_it(open_page: OpenPage, town: Town, *, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    sign_in(page, NEWCOMER)
    page.goto(f"/book?resource={town.places['1.21']}&date={town.day}&from=09:00&to=10:00")
    page.locator("#title").fill("Long & “careful” words")
    sign_in_anew(page.context, NEWCOMER)

    page.get_by_role("button", name="Book Desk 1.21").click()
    expect(page.locator("#notice")).to_contain_text(f"{CHANGED} You are signed in as")
    expect(page.locator("#title")).to_have_value("Long & “careful” words")
    page.get_by_role("button", name="Book Desk 1.21").click()

    page.wait_for_url("**/bookings/*")
    expect(page.locator("main")).to_contain_text("Long & “careful” words")
    give_back(page)


def test_form_of_administration_comes_back_after_signing_in_and_after_loading_it_again(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    sign_in(page, ADMIN)
    page.goto("/admin/rules/set?field=opening")
    page.locator("#sun_opens2").fill("06:45")
    page.locator("#sun_closes2").fill("07:30")
    page.locator("#last").fill("")
    page.context.clear_cookies()

    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_label("Work email address").fill(ADMIN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    for _ in range(2):
        expect(page.locator("h1")).to_contain_text("Opening hours")
        expect(page.locator("#notice")).to_have_text(f"{ENDED} {CHECK}")
        expect(page.locator("#sun_opens2")).to_have_value("06:45")
        expect(page.locator("#sun_closes2")).to_have_value("07:30")
        page.reload()


def test_second_sign_in_tab_goes_on_and_one_without_its_cookie_asks_again(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/sign-in?next=/find")
    page.get_by_label("Work email address").fill(STAFF)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.context.clear_cookies()

    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#notice")).to_contain_text("This page was open for too long, or its cookie was deleted")
    expect(page.get_by_label("Work email address")).to_have_value(STAFF)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    first = page.context.new_page()
    sign_in(first, STAFF)
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/find")


def test_form_on_somebody_elses_page_is_refused_and_gets_no_form_back(open_page: OpenPage, town: Town) -> None:
    """The sign-in does not travel with it; what it filled in is not kept for who signs in, or is signed in, either."""
    page = open_page(javascript=False)
    sign_in(page, STAFF)
    fields = {"resource": town.places["1.21"], "date": town.day, "from": "09:00", "to": "10:00", "title": "Planted"}
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    home = page.url.rstrip("/")
    evil = "http://localhost:9/"
    page.route(
        evil,
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{home}/book">{inputs}<button>Win</button></form>',
        ),
    )
    page.goto(evil)
    page.get_by_role("button", name="Win").click()
    page.wait_for_url("**/floors")

    assert open_page.misdeeds == [f"asked somebody else: {evil}"]
    open_page.misdeeds.clear()
    assert "Planted" not in page.content()
    assert "Planted" not in page.url
    page.goto(f"/floors/{town.floors[FIRST_FLOOR]}?date={town.day}&from=09:00&to=10:00")
    expect(row(page, "Desk 1.21").locator(".app-row__state")).to_have_text("Free")
