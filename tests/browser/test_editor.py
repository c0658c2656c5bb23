"""The plan's editor in Chromium, by mouse and by finger, and what the server then has."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, let_in
from tests.browser.editor_steps import (
    canvas,
    click,
    drag,
    expect_said,
    make_desk,
    make_room,
    open_draft,
    press,
    read_draft,
    read_places,
    shape,
    spot,
    wait_until_saved,
)
from tests.browser.town import ADMIN

pytestmark = pytest.mark.xdist_group("browser")

ROOM = [(2, 9), (8, 9), (8, 13), (2, 13)]


def near(*points: tuple[float, float]) -> list[object]:
    return [pytest.approx(list(point), abs=1e-6) for point in points]


def test_desk_is_dragged_onto_the_grid_and_saved_by_itself(draft_page: Page, draft: str) -> None:
    """It lies far from all others, so the grid of 10 cm takes it."""
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01"), make_desk("b", 14, 12, "1.02")])

    drag(draft_page, (4.8, 4.4), (6.93, 7.12))

    expect_said(draft_page, "1.01 moved.")
    moved = read_places(draft_page)["1.01"]
    assert moved["outline"] == near((6.1, 6.7), (7.7, 6.7), (7.7, 7.5), (6.1, 7.5))
    assert moved["seat"] == pytest.approx([6.9, 7.85])
    assert read_places(draft_page)["1.02"]["outline"][0] == [14, 12]


def test_desk_snaps_to_its_neighbour_and_alt_lets_it_lie(draft_page: Page, draft: str) -> None:
    """Dropped 6 cm short of the neighbour's right edge and 5 cm too low, it closes up; with Alt it lies as dropped."""
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01"), make_desk("b", 10, 8, "1.02")])

    drag(draft_page, (10.8, 8.4), (6.46, 4.45))
    assert read_places(draft_page)["1.02"]["outline"][0] == pytest.approx([5.6, 4], abs=1e-6)

    drag(draft_page, (6.4, 4.4), (12.43, 8.43), keys=["Alt"])
    x, y = read_places(draft_page)["1.02"]["outline"][0]
    assert abs(x / 0.1 - round(x / 0.1)) > 0.05 or abs(y / 0.1 - round(y / 0.1)) > 0.05


def test_undo_and_redo_by_buttons(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01")])
    click(draft_page, 4.8, 4.4)
    draft_page.get_by_role("button", name="Duplicate").click()
    draft_page.get_by_role("button", name="Turn", exact=True).click()
    expect_said(draft_page, "1.02 turned by 15°.")

    for _ in range(2):
        draft_page.get_by_role("button", name="Undo").click()
    expect_said(draft_page, "Undone: added 1.02.")
    assert list(read_places(draft_page)) == ["1.01"]

    draft_page.get_by_role("button", name="Redo").click()
    assert read_places(draft_page)["1.02"]["outline"] == near((5.6, 4), (7.2, 4), (7.2, 4.8), (5.6, 4.8))


def test_rooms_are_drawn_by_their_corners(draft_page: Page, draft: str) -> None:
    """A rectangle of 4 by 3 m has seats by its area, one for 2.5 m²; an L is closed at its first corner."""
    open_draft(draft_page, draft, [])
    draft_page.locator("[data-tool=box]").click()
    drag(draft_page, (3, 3), (7, 6))
    draft_page.locator("[data-tool=corners]").click()
    for point in ((9, 3), (14, 3), (14, 5), (11, 5), (11, 8), (9, 8), (9, 3)):
        click(draft_page, *point)
    draft_page.get_by_label("Name", exact=True).fill("Quiet room")
    draft_page.keyboard.press("Enter")

    places = read_places(draft_page)
    assert (places["Room 1"]["kind"], places["Room 1"]["seats"]) == ("meeting_room", 4)
    assert places["Room 1"]["outline"] == near((3, 3), (7, 3), (7, 6), (3, 6))
    assert places["Quiet room"]["outline"] == near((9, 3), (14, 3), (14, 5), (11, 5), (11, 8), (9, 8))


def test_desks_are_set_by_click_and_seated_by_a_click_on_a_side(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [])
    draft_page.locator("[data-tool=desk]").click()
    click(draft_page, 5, 5)
    click(draft_page, 9, 5)
    press(draft_page, "v")
    click(draft_page, 5, 5)
    for _ in range(4):
        draft_page.get_by_role("button", name="Zoom in").click()
    draft_page.locator("[data-side='0']").click()

    places = read_places(draft_page)
    assert places["Desk 1"]["outline"] == near((4.2, 4.6), (5.8, 4.6), (5.8, 5.4), (4.2, 5.4))
    assert (places["Desk 1"]["facing"], places["Desk 1"]["seat"]) == (180, pytest.approx([5, 4.25], abs=1e-6))
    assert (places["Desk 2"]["facing"], places["Desk 2"]["seat"]) == (0, pytest.approx([9, 5.75], abs=1e-6))


def test_corners_and_angle_are_dragged_by_their_handles(draft_page: Page, draft: str) -> None:
    """The rectangle stays one; a quarter turn comes in steps of 15 degrees."""
    open_draft(draft_page, draft, [make_room("r", ROOM, "Room")])
    click(draft_page, 5, 11)
    handle = draft_page.locator("[data-corner='2']").bounding_box()
    assert handle is not None
    far = spot(draft_page, 10, 15)[0] - spot(draft_page, 8, 13)[0]
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    draft_page.mouse.move(x, y)
    draft_page.mouse.down()
    draft_page.mouse.move(x + far, y, steps=5)
    draft_page.mouse.up()
    assert read_places(draft_page)["Room"]["outline"] == near((2, 9), (10, 9), (10, 13), (2, 13))

    turn = draft_page.locator("[data-turn]").bounding_box()
    assert turn is not None
    draft_page.mouse.move(turn["x"] + turn["width"] / 2, turn["y"] + turn["height"] / 2)
    draft_page.mouse.down()
    draft_page.mouse.move(*spot(draft_page, 12, 11.2), steps=8)
    draft_page.mouse.up()
    expect_said(draft_page, "Room turned by 90°.")
    assert read_places(draft_page)["Room"]["outline"] == near((8, 7), (8, 15), (4, 15), (4, 7))


def test_frame_and_shift_choose_several(draft_page: Page, draft: str) -> None:
    desks = [make_desk("a", 4, 4, "1.01"), make_desk("b", 6, 4, "1.02"), make_desk("c", 12, 9, "1.03")]
    open_draft(draft_page, draft, desks)

    drag(draft_page, (3, 3), (8, 6))
    expect_said(draft_page, "2 places are chosen. 1.02 was the last.")
    draft_page.keyboard.down("Shift")
    click(draft_page, 12.8, 9.4)
    draft_page.keyboard.up("Shift")
    expect(draft_page.locator("#editor-chosen-title")).to_have_text("3 places")
    press(draft_page, "Delete")

    expect(draft_page.locator(".ed-place")).to_have_count(0)
    assert read_places(draft_page) == {}


def test_row_of_desks_is_shown_before_it_is_made_and_numbered_on(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.08")])
    click(draft_page, 4.8, 4.4)
    draft_page.get_by_role("button", name="Row").click()
    draft_page.get_by_label("How many more").fill("three")
    draft_page.get_by_role("button", name="Add the row").click()
    expect(draft_page.locator("#editor-row-count-error")).to_have_text("Enter a whole number from 1 to 200")
    expect(draft_page.get_by_label("How many more")).to_have_value("three")

    draft_page.get_by_label("How many more").fill("3")
    draft_page.get_by_label("Gap between them").fill("20")
    draft_page.get_by_label("Direction").select_option("Downwards")
    expect(draft_page.locator(".ed-ghost")).to_have_count(3)
    draft_page.get_by_role("button", name="Add the row").click()

    places = read_places(draft_page)
    assert [(name, place["outline"][0][1]) for name, place in places.items()] == [
        ("1.08", 4),
        ("1.09", pytest.approx(5)),
        ("1.10", pytest.approx(6)),
        ("1.11", pytest.approx(7)),
    ]
    draft_page.get_by_label("First name").fill("2.01")
    draft_page.get_by_role("button", name="Number on from this name").click()
    assert list(read_places(draft_page)) == ["2.01", "2.02", "2.03", "2.04"]


def test_panel_changes_what_a_place_is(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_room("r", ROOM, "Room")])
    click(draft_page, 5, 11)

    draft_page.get_by_role("textbox", name="Seats").fill("0")
    draft_page.get_by_label("Name", exact=True).fill("Clinic 4")
    expect(draft_page.locator("#editor-seats-error")).to_have_text("Enter a whole number from 1 to 500")
    expect(draft_page.get_by_role("textbox", name="Seats")).to_have_value("0")
    draft_page.get_by_role("textbox", name="Seats").fill("3")
    draft_page.get_by_label("Kind").select_option("Clinic room")
    draft_page.get_by_label("Width").fill("5,5")
    feature = draft_page.locator("#editor-features input").first
    feature.check()

    place = read_places(draft_page)["Clinic 4"]
    assert (place["kind"], place["seats"]) == ("clinic_room", 3)
    assert place["features"] == [feature.get_attribute("value")]
    assert place["outline"] == near((2.25, 9), (7.75, 9), (7.75, 13), (2.25, 13))


def test_scale_by_two_points_gives_metres(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_room("r", ROOM, "Room")], scale=None)
    draft_page.locator("[data-tool=scale]").click()
    click(draft_page, 2, 9)
    click(draft_page, 8, 9)
    draft_page.get_by_label("How long the line is in reality").fill("long")
    draft_page.get_by_role("button", name="Set the scale").click()
    expect(draft_page.locator("#editor-scale-length-error")).to_have_text("Enter the length in metres, such as 7.5")

    draft_page.get_by_label("How long the line is in reality").fill("12")
    draft_page.get_by_role("button", name="Set the scale").click()

    wait_until_saved(draft_page)
    assert read_draft(draft_page)["metres_per_unit"] == pytest.approx(2)
    click(draft_page, 5, 11)
    expect(draft_page.get_by_label("Width")).to_have_value("12.00")


def test_proposals_are_accepted_and_rejected(draft_page: Page, draft: str) -> None:
    """Doubt is told by a mark of its own shape, by words, and in what a screen reader hears."""
    sure = {"accepted": False, "confidence": 0.93}
    unsure = {"accepted": False, "confidence": 0.62, "doubt": "two labels inside"}
    places = [make_desk("a", 4, 4, "1.01", **sure), make_desk("b", 8, 4, "1.02", **sure)]
    open_draft(
        draft_page, draft, [*places, make_desk("c", 12, 4, "1.03", **unsure), make_desk("d", 4, 8, "1.04", **unsure)]
    )
    doubtful = draft_page.locator("#editor-place-c")
    assert (
        doubtful.get_attribute("aria-label")
        == "Desk 1.03 62 % sure, 1 seat, faces up, proposal in doubt: two labels inside"
    )
    expect(doubtful.locator(".ed-doubt")).to_have_count(1)
    expect(draft_page.locator("#editor-place-a .ed-doubt")).to_have_count(0)

    draft_page.get_by_role("button", name="Accept all 2 confident").click()
    draft_page.get_by_role("button", name="1.03: in doubt").click()
    draft_page.get_by_role("button", name="Accept", exact=True).click()
    draft_page.get_by_role("button", name="1.04: in doubt").click()
    draft_page.get_by_role("button", name="Reject").click()

    assert {name: place["accepted"] for name, place in read_places(draft_page).items()} == {
        "1.01": True,
        "1.02": True,
        "1.03": True,
    }
    expect(draft_page.locator("#editor-proposals")).to_be_hidden()


def test_after_accepting_it_is_said_how_many_of_them_can_be_booked(draft_page: Page, draft: str) -> None:
    store = {"accepted": False, "confidence": 0.93, "kind": "none"}
    places = [make_desk(key, x, 4, key.upper(), **store) for key, x in (("a", 4), ("b", 8), ("c", 12))]
    open_draft(draft_page, draft, places)

    draft_page.get_by_role("button", name="Accept all 3 confident").click()
    says = 'None of the 3 accepted places can be booked, all are "Not booked". Give those that people book a kind'
    expect(draft_page.locator("#editor-spoken")).to_contain_text(f"3 places accepted. {says}")
    expect(draft_page.locator("#editor-plan-says")).to_contain_text(says)

    click(draft_page, 4.8, 4.4)
    draft_page.get_by_label("Kind").select_option("desk")
    expect(draft_page.locator("#editor-plan-says")).to_contain_text("1 of the 3 accepted places can be booked")


def test_faults_are_listed_as_they_arise_and_lead_to_the_place(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01"), make_desk("b", 10, 4, "1.02")])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    draft_page.route("**/draft.json", hold)

    drag(draft_page, (10.8, 4.4), (5.5, 4.4), keys=["Alt"])

    fault = draft_page.locator("#editor-faults .ed-line", has_text="overlap")
    expect(fault).to_have_count(1)  # while nothing is saved
    draft_page.unroute("**/draft.json")
    for waiting in held:
        waiting.continue_()
    wait_until_saved(draft_page)
    expect(fault).to_have_count(1)
    press(draft_page, "Escape")
    fault.click()
    expect(draft_page.locator("#editor-chosen-title")).to_have_text("2 places")
    expect(canvas(draft_page)).to_be_focused()
    press(draft_page, "Control+z")
    expect(fault).to_have_count(0)


def test_drag_draws_again_only_what_moves_among_a_thousand(draft_page: Page, draft: str) -> None:
    """Each move changes the group that moves and the guides, whatever else lies on the plan."""
    places = [make_desk(f"p{at}", 0.2 + at % 40 * 0.5, 0.2 + at // 40 * 0.5, f"d{at}") for at in range(1000)]
    for place in places:
        x, y = place["outline"][0]
        place["outline"] = [[x, y], [x + 0.4, y], [x + 0.4, y + 0.3], [x, y + 0.3]]
        place["seat"] = place["facing"] = None
    open_draft(draft_page, draft, places)
    draft_page.evaluate("""() => {
      window.drawn = new Set();
      new MutationObserver((changes) => {
        for (const {target, addedNodes} of changes) {
          const place = target.closest("[data-key]") || [...addedNodes].find((node) => node.dataset?.key);
          if (place) window.drawn.add(place.dataset.key);
        }
      }).observe(document.getElementById("editor-drawing"), {subtree: true, childList: true, attributes: true});
    }""")

    drag(draft_page, (10.4, 6.35), (14.2, 14.6))

    expect_said(draft_page, "d500 moved.")
    assert draft_page.evaluate("[...window.drawn]") == ["p500"]


@pytest.mark.usefixtures("draft_page")
def test_fingers_move_the_view_and_drag_places(open_page: OpenPage, draft: str) -> None:
    page = open_page(touch=True, width=390, height=800)
    let_in(page, ADMIN)
    open_draft(page, draft, [make_desk("a", 4, 4, "1.01")])
    touches = page.context.new_cdp_session(page)
    canvas(page).scroll_into_view_if_needed()

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    width = shape(page, "a").bounding_box()
    box = canvas(page).bounding_box()
    assert width is not None
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.75
    touch("touchStart", (x - 20, y), (x + 20, y))
    for step in range(1, 6):
        touch("touchMove", (x - 20 - step * 4, y), (x + 20 + step * 4, y))
    touch("touchEnd")
    wider = shape(page, "a").bounding_box()
    assert wider is not None
    assert wider["width"] / width["width"] == pytest.approx(2, rel=0.1)
    assert read_places(page)["1.01"]["outline"][0] == [4, 4]

    press(page, "0")
    start, end = spot(page, 4.8, 4.4), spot(page, 4.8, 9.4)
    touch("touchStart", start)
    for step in range(1, 6):
        touch("touchMove", (start[0], start[1] + (end[1] - start[1]) * step / 5))
    touch("touchEnd")
    expect_said(page, "1.01 moved.")
    assert read_places(page)["1.01"]["outline"][0] == pytest.approx([4, 9], abs=0.06)


def test_list_with_forms_is_shown_instead_to_whoever_wants_it(draft_page: Page, draft: str) -> None:
    """It stays for the tab until the drawing is asked for again."""
    draft_page.get_by_role("link", name="Show a list with forms instead").click()
    expect(draft_page.get_by_label("Its length in metres")).to_be_visible()
    expect(canvas(draft_page)).to_be_hidden()
    draft_page.goto(draft)
    expect(draft_page.get_by_label("Its length in metres")).to_be_visible()

    draft_page.get_by_role("link", name="Edit on the drawing").click()

    expect(canvas(draft_page)).to_be_visible()
    expect(draft_page.get_by_label("Its length in metres")).to_be_hidden()


def test_publishing_is_about_what_is_drawn_now(draft_page: Page, draft: str) -> None:
    """The button is pressed before the pause after which changes are saved by themselves."""
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01")])

    drag(draft_page, (4.8, 4.4), (8.8, 4.4))
    draft_page.get_by_role("button", name="See what publishing does").click()

    draft_page.wait_for_url("**/draft/publish*")
    draft_page.goto(draft)
    assert read_places(draft_page)["1.01"]["outline"][0] == pytest.approx([8, 4], abs=1e-6)
