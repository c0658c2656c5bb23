"""From a picture of a plan to a booked desk on it; and what is shown while a drawing is read."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.actions.drafts.scans import WALL, scan
from tests.actions.drafts.steps import OFFICE
from tests.browser.conftest import OpenPage, let_in
from tests.browser.editor_steps import SETTLE, click, wait_until_saved
from tests.browser.town import MANAGER, SECOND_FLOOR, STAFF, Town

pytestmark = pytest.mark.xdist_group("browser")

SVG_SPOT = """([selector, x, y]) => {
  const at = new DOMPoint(x, y).matrixTransform(document.querySelector(selector).getScreenCTM());
  return [Math.round(at.x), Math.round(at.y)];
}"""


def add_floor(page: Page, town: Town, name: str, level: int) -> None:
    """Add a floor to the annexe, and go where its draft is begun."""
    page.goto(f"/admin/buildings/{town.estate['annexe']}/add")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Level").fill(str(level))
    page.get_by_role("button", name="Add the floor").click()
    page.get_by_role("link", name="Draw the floor plan").click()
    page.wait_for_url("**/draft")


def colour_at(page: Page, drawing: str, x: float, y: float) -> tuple[int, ...]:
    """The colour of a point of a drawing as it is on the screen; 0 to 255 each."""
    page.locator(drawing).scroll_into_view_if_needed()
    at = page.evaluate(SVG_SPOT, [drawing, x, y])
    with Image.open(io.BytesIO(page.screenshot())) as shown:
        pixel = shown.convert("RGB").getpixel((at[0], at[1]))
    assert isinstance(pixel, tuple)
    return pixel


def is_about(seen: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 30 for one, other in zip(seen, wanted, strict=True))


def test_picture_is_uploaded_scaled_drawn_on_published_and_booked_on(
    open_page: OpenPage, town: Town, tmp_path: Path
) -> None:
    """Its walls, 1,000 pixels long, are said to be 25 m: a pixel is 0.025 m, and a desk 64 by 32 pixels."""
    picture = tmp_path / "scan.png"
    picture.write_bytes(scan())
    page = open_page()
    let_in(page, MANAGER)
    add_floor(page, town, "Ninth floor", 9)

    page.get_by_label("Drawing").set_input_files(picture)
    page.get_by_role("button", name="Read the drawing").click()
    expect(page.get_by_text("This plan is a picture, so no rooms and desks were found in it.")).to_be_visible()
    expect(page.locator("#editor-saved")).to_have_text("Saved")
    page.evaluate(SETTLE)
    assert is_about(colour_at(page, "#editor-drawing", 400, 104), WALL)
    assert is_about(colour_at(page, "#editor-drawing", 400, 400), (255, 255, 255))

    page.locator("[data-tool=scale]").click()
    click(page, 100, 700)
    click(page, 1100, 700)
    page.get_by_label("How long the line is in reality").fill("25")
    page.get_by_role("button", name="Set the scale").first.click()
    page.locator("[data-tool=desk]").click()
    click(page, 400, 400)
    page.get_by_label("Name", exact=True).fill("9.01")
    page.keyboard.press("Enter")
    wait_until_saved(page)
    page.get_by_role("button", name="See what publishing does").click()
    expect(page.locator("#effect")).to_contain_text("The floor gets a new plan with 1 place.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("Published.")

    page.get_by_role("link", name="Show the floor map").click()
    floor = page.url.split("?")[0]
    page.goto(f"{floor}?date={town.day}&from=10:00&to=11:00")
    expect(page.locator("#live")).to_be_visible()
    expect(page.locator("a.app-place")).to_have_count(1)
    assert is_about(colour_at(page, "#drawing", 10, 2.6), WALL)
    assert is_about(colour_at(page, "#drawing", 20, 10), (255, 255, 255))
    page.locator("#list").get_by_role("link", name=re.compile("^Book .*9.01")).click()
    page.get_by_role("button", name=re.compile("^Book .*9.01")).click()
    expect(page.get_by_role("status").filter(has_text="Booked.")).to_be_visible()
    expect(page.locator(".app-where .app-picture")).to_have_count(2)

    _look_in_the_dark_and_on_paper(open_page, f"{floor}?date={town.day}&from=10:00&to=11:00")


def _look_in_the_dark_and_on_paper(open_page: OpenPage, floor: str) -> None:
    """Dark ground and light walls in the dark; on paper as it was scanned, also for whoever likes it dark."""
    page = open_page(dark=True)
    let_in(page, STAFF)
    page.goto(floor)
    expect(page.locator("#live")).to_be_visible()
    ground, wall = colour_at(page, "#drawing", 20, 10), colour_at(page, "#drawing", 10, 2.6)
    assert max(ground) < 40
    assert sum(wall) - sum(ground) > 200

    page.emulate_media(media="print", color_scheme="dark")
    assert is_about(colour_at(page, "#drawing", 20, 10), (255, 255, 255))
    assert is_about(colour_at(page, "#drawing", 10, 2.6), WALL)


@pytest.fixture
def start(open_page: OpenPage, town: Town) -> Page:
    """The page on which a draft is begun, with a drawing chosen."""
    page = open_page(width=320)
    let_in(page, MANAGER)
    page.goto(f"/admin/floors/{town.floors[SECOND_FLOOR]}/draft")
    page.get_by_label("Drawing").set_input_files({"name": "office.svg", "mimeType": "", "buffer": OFFICE})
    return page


WATCH = """() => {
  const says = document.getElementById("progress-says"), bar = document.getElementById("progress-bar"), seen = [];
  const button = document.querySelector("#upload button"), below = [...document.querySelectorAll("h2")].pop();
  new MutationObserver(() => {
    seen.push([says.textContent, bar.value, button.getAttribute("aria-disabled"), below.getBoundingClientRect().top]);
    sessionStorage.setItem("seen", JSON.stringify(seen));
  }).observe(says, {childList: true, characterData: true, subtree: true});
}"""
"""Notes what the page says, how far the bar is, whether the button is off, and where what stands below it lies."""

SAID = (
    "Sending the drawing.",
    "Reading the drawing.",
    "Finding rooms and desks.",
    "Preparing the draft.",
    "Done. Opening the draft.",
)


def test_reading_is_shown_step_by_step_and_sent_once(start: Page) -> None:
    """Steps that follow one another within some 50 ms are passed over by the browser; none comes before another."""
    posts: list[str] = []
    start.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    start.evaluate(WATCH)

    start.get_by_role("button", name="Read the drawing").dblclick()
    expect(start.get_by_role("heading", level=1)).to_contain_text("Draft plan")

    said, far, off, below = zip(*start.evaluate("JSON.parse(sessionStorage.getItem('seen'))"), strict=True)
    assert said[:2] == SAID[:2]
    assert said[-1] == SAID[-1]
    assert said == tuple(words for words in SAID if words in said)
    assert list(far) == sorted(far)
    assert set(off) == {"true"}
    assert len(set(below)) == 1, "nothing jumps"
    assert len(posts) == 1
    start.locator("form[action$='/discard'] button").click()
    start.wait_for_load_state()


def test_refused_drawing_is_said_beside_the_file_which_stays_chosen(start: Page) -> None:
    start.get_by_label("Drawing").set_input_files({"name": "a.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
    start.get_by_role("button", name="Read the drawing").click()

    expect(start.locator("#problem")).to_be_focused()
    expect(start.locator("#problem li")).to_contain_text("This is a PDF.")
    expect(start.locator("#drawing-error")).to_contain_text("Error: This is a PDF.")
    assert start.title().startswith("Error: Begin a draft")
    assert start.evaluate("document.getElementById('drawing').files[0].name") == "a.pdf"
    assert "drawing-error" in (start.get_by_label("Drawing").get_attribute("aria-describedby") or "")
    assert start.get_by_role("button", name="Read the drawing").get_attribute("aria-disabled") is None


def test_connection_that_fails_is_said_and_the_drawing_can_be_sent_again(start: Page) -> None:
    start.route("**/draft", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    start.get_by_role("button", name="Read the drawing").click()
    expect(start.locator("#problem li")).to_contain_text(re.compile("the connection failed|The connection was lost"))
    expect(start.locator("#progress-bar")).to_be_hidden()

    start.unroute("**/draft")
    start.get_by_role("button", name="Read the drawing").click()
    expect(start.get_by_role("heading", level=1)).to_contain_text("Draft plan")
    start.locator("form[action$='/discard'] button").click()
    start.wait_for_load_state()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ('{"step": "reading"}\n{"step": "fin', "The connection was lost while the drawing was being read."),
        ("", "The connection was lost while the drawing was being read."),
    ],
)
def test_answer_that_is_cut_off_is_said(start: Page, told: str, says: str) -> None:
    start.route(
        "**/draft",
        lambda route: (
            route.fulfill(status=200, content_type="application/x-ndjson", body=told)
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    start.get_by_role("button", name="Read the drawing").click()
    expect(start.locator("#problem li")).to_contain_text(says)


def test_page_that_refuses_is_repeated_in_its_own_words(start: Page) -> None:
    """A form whose proof is of another sign-in."""
    start.evaluate("document.querySelector('#upload [name=csrf_token]').setAttribute('value', 'a'.repeat(128))")
    start.get_by_role("button", name="Read the drawing").click()
    expect(start.locator("#problem li")).to_contain_text(
        "Your sign-in has changed since this page was opened. Nothing was sent."
    )

    start.get_by_label("Drawing").set_input_files({"name": "empty.svg", "mimeType": "", "buffer": b""})
    start.get_by_role("button", name="Read the drawing").click()

    expect(start.locator("#problem li")).to_contain_text("The file is empty.")


def test_empty_file_is_said_to_be_empty(start: Page) -> None:
    start.get_by_label("Drawing").set_input_files({"name": "empty.svg", "mimeType": "", "buffer": b""})
    start.get_by_role("button", name="Read the drawing").click()
    expect(start.locator("#problem li")).to_have_text(
        "The file is empty. Export the floor as SVG or DXF and upload that."
    )


@pytest.mark.parametrize(
    ("kind", "told", "says"),
    [
        (
            "text/html",
            "<main><p>Choose the drawing that you have.</p>"
            '<div id="problem"><ul><li><a href="#drawing">Too large by half.</a></li></ul></div></main>',
            "Too large by half.",
        ),
        ("application/problem+json", '{"title": "Busy", "detail": "Try again in a minute."}', "Try again in a minute."),
        ("application/problem+json", "{", "Something went wrong, and nothing was changed."),
    ],
)
def test_fault_in_another_answer_is_repeated(start: Page, kind: str, told: str, says: str) -> None:
    start.route(
        "**/draft",
        lambda route: (
            route.fulfill(status=422, content_type=kind, body=told)
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    start.get_by_role("button", name="Read the drawing").click()
    expect(start.locator("#problem li")).to_contain_text(says)


def test_somebody_who_has_signed_out_goes_to_sign_in(start: Page) -> None:
    start.context.clear_cookies()
    start.get_by_role("button", name="Read the drawing").click()
    start.wait_for_url("**/sign-in?**")
