"""The walking path in Chromium: sign in, see a floor, take a free desk, change it, give it back."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OTHER_PLAN, OpenPage, sign_in
from tests.browser.town import FIRST_FLOOR, LIBRARY, LIBRARY_FLOOR, PASSWORD, STAFF, Town, day_in

MOST_KEYS = 30
"""How many times a key may be pressed from the sign-in page to the booking, typing aside."""

pytestmark = pytest.mark.xdist_group("browser")

FREE = re.compile(r"^Desk .*\bfree\b")

LOOK = """element => [element, ...element.querySelectorAll("*")].map(part => {
  const style = getComputedStyle(part);
  return [style.outline, style.boxShadow, style.backgroundColor, style.borderColor, style.stroke, style.strokeWidth,
          style.fill, style.textDecoration, style.clip].join("|");
}).join()"""
"""How an element and everything in it looks, as far as a focus could change it."""


def click_with_mouse(page: Page, target: Locator) -> None:
    """Move the mouse to the middle of a thing and press its button there."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def choose_time(page: Page, day: str, start: str = "09:00", end: str = "17:00") -> None:
    page.get_by_label("Date", exact=True).fill(day)
    page.get_by_label("From", exact=True).fill(start)
    page.get_by_label("To", exact=True).fill(end)
    page.get_by_label("To", exact=True).press("Enter")
    said = page.locator("#said-when")  # the day too: in the evening the next day's 9am to 5pm stands there already
    expect(said).to_contain_text(f"{date.fromisoformat(day):%A} {int(day[-2:])} ")
    expect(said).to_contain_text("9am to 5pm" if (start, end) == ("09:00", "17:00") else "to")


def free_desk_on_map(page: Page) -> Locator:
    return page.get_by_role("group", name="First floor").get_by_role("link", name=FREE).first


def test_free_desk_is_booked_by_mouse(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    sign_in(page, "ben.brown@demo.example")
    click_with_mouse(page, page.get_by_role("link", name=re.compile("^First floor.*Alder House")))
    choose_time(page, day_in(10))
    desk = free_desk_on_map(page)
    name = str(desk.get_attribute("aria-label")).partition(",")[0]

    click_with_mouse(page, desk)
    click_with_mouse(page, page.get_by_role("dialog", name=name).get_by_role("button", name="Book 9am to 5pm"))

    expect(page.get_by_role("status")).to_contain_text("Booked")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.get_by_role("link", name="Show on the map").click()
    mine = page.get_by_role("group", name="First floor").get_by_role(
        "link", name=re.compile(f"^{re.escape(name)}, yours")
    )
    expect(mine).to_have_count(1)
    assert town.floors[FIRST_FLOOR] in page.url


def test_free_desk_is_booked_by_keyboard_alone(open_page: OpenPage, capsys: pytest.CaptureFixture[str]) -> None:
    page = open_page()
    page.goto("/sign-in")
    keys = reach(page, "Work email address")
    page.keyboard.type("carys.brown@demo.example")
    keys += reach(page, "Password")
    page.keyboard.type(PASSWORD)
    keys += press(page, "Enter")
    page.wait_for_url("**/")
    keys += reach(page, "^First floor.*Alder House") + press(page, "Enter")
    page.wait_for_url("**/floors/**")
    keys += reach(page, "Skip to the first free place") + press(page, "Enter")
    assert re.search(r"^Desk .*\bfree\b", _name_of(page.locator(":focus")))
    keys += press(page, "Enter")
    keys += reach(page, r"^Book \d") + press(page, "Enter")

    expect(page.get_by_role("status")).to_contain_text("Booked")
    with capsys.disabled():
        print(f"\nbooked by keyboard alone with {keys} keys")  # noqa: T201 - a figure to look at
    assert keys <= MOST_KEYS


def reach(page: Page, name: str) -> int:
    """Press Tab until something of that name has the focus; everything on the way must look as if it had it."""
    for pressed in range(1, 100):
        before = page.evaluate_handle("document.activeElement")
        focused_look = before.evaluate(LOOK) if before.evaluate("element => element.matches(':focus')") else None
        page.keyboard.press("Tab")
        moved = before.evaluate("element => element !== document.activeElement && element !== document.body")
        if moved and before.evaluate(LOOK) == focused_look:
            raise AssertionError(f"no visible focus on {before.evaluate('element => element.outerHTML')[:200]}")
        if re.search(name, _name_of(page.locator(":focus"))):
            return pressed
    raise AssertionError(f"{name} was not reached by keyboard")


def press(page: Page, key: str) -> int:
    page.keyboard.press(key)
    return 1


def _name_of(focused: Locator) -> str:
    """The accessible name of an element, as Chromium's own accessibility tree gives it."""
    if focused.count() == 0:
        return ""  # the button of a date field's calendar: it belongs to the browser
    snapshot = focused.aria_snapshot()
    found = re.search(r'"((?:[^"\\]|\\.)*)"', snapshot)
    return found.group(1) if found else ""


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_booking_is_made_changed_cancelled_and_brought_back(
    open_page: OpenPage, town: Town, *, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    sign_in(page, "daniel.brown@demo.example" if javascript else "efua.brown@demo.example")
    page.goto(f"/floors/{town.floors[FIRST_FLOOR]}")
    choose_time(page, day_in(12))
    link = page.locator("#list").get_by_role("link", name=re.compile("^Book Desk")).first
    name = link.inner_text().replace("\n", " ").removeprefix("Book").strip()
    link.click()
    page.get_by_label("Name of the booking").fill("Quiet writing")
    page.get_by_role("button", name=f"Book {name}").click()
    expect(page.get_by_role("status")).to_contain_text("Booked")
    expect(page.get_by_text("Quiet writing")).to_be_visible()

    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_label("To", exact=True).fill("12:30")
    page.get_by_label("Name of the booking").fill("Quiet reading")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status")).to_contain_text("Changed")
    expect(page.get_by_role("heading", level=1)).to_contain_text("9am to 12:30pm")
    expect(page.get_by_text("Quiet reading")).to_be_visible()

    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel booking").click()
    expect(page.get_by_role("status")).to_contain_text("Cancelled")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_role("status")).to_contain_text("Brought back")

    page.get_by_role("link", name="History of this booking").click()
    acts = page.get_by_role("main").inner_text()
    told = [acts.index(words) for words in ("booked it", "changed it", "cancelled it", "brought it back")]
    assert told in (sorted(told), sorted(told, reverse=True))
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto("/bookings")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_refused_booking_keeps_what_was_typed(open_page: OpenPage, town: Town, *, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    sign_in(page, "fatima.brown@demo.example" if javascript else "hannah.brown@demo.example")
    page.goto(f"/book?resource={town.places['1.02']}&date={town.day}&from=18:00&to=19:00")
    page.get_by_text("Change the date or time").click()
    page.get_by_label("From", exact=True).fill("11:00")
    page.get_by_label("To", exact=True).fill("12:15")
    page.get_by_label("Name of the booking").fill("Interviews & notes")
    page.get_by_role("button", name="Book Desk 1.02").click()

    expect(page.get_by_role("alert")).to_contain_text("already booked")
    assert page.title().startswith("Error: ")
    assert _typed(page) == (town.day, "11:00", "12:15", "Interviews & notes")
    page.get_by_label("To", exact=True).fill("10:00")
    page.get_by_label("Name of the booking").fill("<b>Interviews</b>")
    page.get_by_role("button", name="Book Desk 1.02").click()
    expect(page.get_by_role("alert")).to_contain_text("markup")
    assert _typed(page) == (town.day, "11:00", "10:00", "<b>Interviews</b>")
    for field in ("to", "title"):
        described = str(page.locator(f"#{field}").get_attribute("aria-describedby")).split()
        assert f"{field}-error" in described
        expect(page.locator(f"#{field}-error")).to_be_visible()
    hour = 20 if javascript else 22
    page.get_by_label("From", exact=True).fill(f"{hour}:00")
    page.get_by_label("To", exact=True).fill(f"{hour}:45")
    page.get_by_label("Name of the booking").fill("Interviews")
    page.get_by_role("button", name="Book Desk 1.02").click()
    expect(page.get_by_role("status")).to_contain_text("Booked")


def _typed(page: Page) -> tuple[str, ...]:
    return tuple(page.locator(f"#{field}").input_value() for field in ("date", "from", "to", "title"))


def test_change_that_somebody_else_was_faster_with_keeps_what_was_typed(open_page: OpenPage, town: Town) -> None:
    page, second = open_page(), open_page()
    for one in (page, second):
        sign_in(one, STAFF)
        one.goto(f"/bookings/{town.bookings['coming']}/change")
    second.get_by_label("Name of the booking").fill("Second was faster")
    second.get_by_role("button", name="Save changes").click()
    expect(second.get_by_role("status")).to_contain_text("Changed")

    page.get_by_label("Name of the booking").fill("First was slower")
    page.get_by_role("button", name="Save changes").click()

    expect(page.get_by_role("alert")).to_contain_text("You changed this booking in another window")
    assert page.get_by_label("Name of the booking").input_value() == "First was slower"
    expect(page.locator("#title-hint")).to_contain_text("It says now: Second was faster.")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status")).to_contain_text("Changed")
    expect(page.get_by_text("First was slower")).to_be_visible()


def test_room_of_a_foreign_drawing_is_booked_on_its_map(open_page: OpenPage, town: Town) -> None:
    if LIBRARY_FLOOR not in town.floors:
        pytest.skip(f"no reference data: {OTHER_PLAN.name} is not beside the checkout")
    page = open_page()
    sign_in(page, "george.brown@demo.example")
    page.goto(f"/floors/{town.floors[LIBRARY_FLOOR]}?date={day_in(14)}&from=09:00&to=10:00")
    rooms = page.get_by_role("group", name=LIBRARY).get_by_role("link", name=re.compile("free"))
    assert rooms.count() >= 50
    room = page.get_by_role("group", name=LIBRARY).get_by_role("link", name=re.compile("^H812, free"))

    click_with_mouse(page, room)
    card = page.get_by_role("dialog", name="H812")
    card.get_by_label("How many people").select_option("4")
    card.get_by_role("button", name="Book 9am to 10am").click()

    expect(page.get_by_role("status")).to_contain_text("Booked")
    expect(page.get_by_role("heading", level=1)).to_contain_text("H812")


def test_watch_on_pages_notices_what_they_must_not_do(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/sign-in")
    assert open_page.misdeeds == []

    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://localhost:9/x.png'}))")
    page.evaluate("fetch('http://localhost:9/y').catch(() => 0)")

    assert page.evaluate("window.ran") is None
    assert len(open_page.misdeeds) >= 3
    assert all("policy" in misdeed.lower() or "asked somebody else" in misdeed for misdeed in open_page.misdeeds)
    open_page.misdeeds.clear()
