"""The outline of a floor in the plan's editor: corners are moved, added and taken out; one is drawn from nothing."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor_steps import (
    SETTLE,
    canvas,
    click,
    drag,
    expect_said,
    make_desk,
    open_draft,
    press,
    read_draft,
    spot,
    wait_until_saved,
    write_draft,
)
from tests.browser.test_accessible import RULES, RUN_AXE, TOO_WIDE, axe

__all__ = ["axe"]

pytestmark = pytest.mark.xdist_group("browser")

ELL = [[2, 2], [20, 2], [20, 8], [10, 8], [10, 14], [2, 14]]
BEYOND = "1.01 lies partly or wholly outside the outline of the floor."
CORNERS = "#editor-drawing .ed-handle[data-corner]"


def open_outlined(page: Page, draft: str, ring: Sequence[Sequence[float]] | None = None) -> None:
    """Open the editor on a draft with an outline and a desk in it, and take up the tool for the outline."""
    open_draft(page, draft, [make_desk("a", 4, 4, "1.01")])
    write_draft(page, outline=ring)
    page.goto(draft)
    wait_until_saved(page)
    page.evaluate(SETTLE)
    canvas(page).focus()
    press(page, "o")


def saved_outline(page: Page) -> Any:  # noqa: ANN401 - JSON
    wait_until_saved(page)
    return read_draft(page)["outline"]


def near(*points: tuple[float, float]) -> list[Any]:
    return [pytest.approx(list(point), abs=1e-6) for point in points]


def test_corner_is_dragged_and_what_then_lies_outside_is_a_fault_at_once(draft_page: Page, draft: str) -> None:
    """The server says the same once it has seen it; undo takes it back; what is saved is there after loading again."""
    open_outlined(draft_page, draft, ELL)
    expect(draft_page.locator(CORNERS)).to_have_count(6)
    expect(draft_page.locator("#editor-faults")).not_to_contain_text(BEYOND)

    draft_page.context.set_offline(True)
    drag(draft_page, (2, 2), (7, 6))
    expect(draft_page.locator("#editor-faults")).to_contain_text(BEYOND)
    draft_page.context.set_offline(False)

    assert saved_outline(draft_page) == near((7, 6), (20, 2), (20, 8), (10, 8), (10, 14), (2, 14))
    assert BEYOND in [fault["says"] for fault in read_draft(draft_page)["faults"]]
    expect(draft_page.locator("#editor-faults")).to_contain_text(BEYOND)
    canvas(draft_page).focus()
    press(draft_page, "Control+z")
    expect_said(draft_page, "Undone: changed the outline of the floor.")
    expect(draft_page.locator("#editor-faults")).not_to_contain_text(BEYOND)
    assert saved_outline(draft_page) == ELL
    press(draft_page, "Control+y")
    assert saved_outline(draft_page)[0] == pytest.approx([7, 6], abs=1e-6)
    draft_page.goto(draft)
    wait_until_saved(draft_page)
    assert draft_page.locator(".ed-outline").get_attribute("d") == "M7 6L20 2L20 8L10 8L10 14L2 14Z"


def test_outline_is_chosen_by_a_click_on_its_line(draft_page: Page, draft: str) -> None:
    open_outlined(draft_page, draft, ELL)
    press(draft_page, "v")
    expect(draft_page.locator(CORNERS)).to_have_count(0)

    click(draft_page, 14, 8)

    expect(draft_page.locator(CORNERS)).to_have_count(6)
    expect(draft_page.get_by_role("button", name="Outline", exact=True)).to_have_attribute("aria-pressed", "true")


def test_edge_that_is_dragged_gets_a_corner_and_a_double_click_adds_one(draft_page: Page, draft: str) -> None:
    open_outlined(draft_page, draft, ELL)

    drag(draft_page, (2, 8), (1, 8))
    assert saved_outline(draft_page) == near((2, 2), (20, 2), (20, 8), (10, 8), (10, 14), (2, 14), (1, 8))
    draft_page.mouse.dblclick(*spot(draft_page, 14, 2))

    assert saved_outline(draft_page)[1] == pytest.approx([14, 2], abs=0.06)
    expect(draft_page.locator(CORNERS)).to_have_count(8)


def test_corner_is_chosen_by_a_click_and_moved_by_figures_and_taken_out(draft_page: Page, draft: str) -> None:
    """Nothing needs a drag. A figure that cannot be is answered beside its field, and moves nothing."""
    open_outlined(draft_page, draft, ELL)

    click(draft_page, 20, 8)
    expect_said(draft_page, "Corner 3 of 6, 20.00 m across, 8.00 m down. Arrows move it.")
    across = draft_page.get_by_label("Across")
    expect(across).to_have_value("20.00")
    across.fill("far")
    across.press("Tab")
    expect(draft_page.locator("#editor-across-error")).to_contain_text("measured from the top left of the plan")
    across.fill("18.5")
    across.press("Tab")
    assert saved_outline(draft_page)[2] == [18.5, 8]
    draft_page.get_by_role("button", name="Add a corner").click()
    draft_page.get_by_role("button", name="Take this corner out").click()
    draft_page.get_by_role("button", name="Take this corner out").click()

    assert saved_outline(draft_page) == [[2, 2], [20, 2], [18.5, 8], [10, 14], [2, 14]]


def test_outline_is_edited_by_keys_alone(draft_page: Page, draft: str) -> None:
    """Keys that follow one another on one corner are one step to undo; Tab leaves behind the last corner."""
    open_outlined(draft_page, draft, ELL)

    press(draft_page, "Tab", "Tab")
    expect_said(draft_page, "Corner 2 of 6, 20.00 m across, 2.00 m down. Arrows move it.")
    press(draft_page, "ArrowRight", "ArrowRight", "Shift+ArrowUp")
    expect_said(draft_page, "Corner 2 moved: 20.20 m across, 1.00 m down.")
    press(draft_page, "Control+z")
    assert saved_outline(draft_page) == ELL
    press(draft_page, "Control+y", "Tab", "Tab", "Shift+Tab", "i")
    expect_said(draft_page, "Corner 4 of 7 added. Arrows move it.")
    press(draft_page, "Shift+ArrowDown", "Tab", "Delete")
    expect_said(draft_page, "Corner 5 is taken out.")

    changed = near((2, 2), (20.2, 1), (20, 8), (15, 9), (10, 14), (2, 14))
    assert saved_outline(draft_page) == changed
    press(draft_page, *["Tab"] * 3)
    expect(canvas(draft_page)).not_to_be_focused()
    canvas(draft_page).focus()
    press(draft_page, "Tab", "Escape", "Escape", "Tab")
    expect_said(draft_page, "Desk 1.01, 1 seat, faces up")


def test_outline_is_drawn_from_nothing_by_mouse_and_by_keys(draft_page: Page, draft: str) -> None:
    open_outlined(draft_page, draft)
    for point in ((2, 2), (14, 2), (14, 12), (2, 2)):
        click(draft_page, *point)

    assert saved_outline(draft_page) == near((2, 2), (14, 2), (14, 12))
    expect(draft_page.locator(CORNERS)).to_have_count(3)
    draft_page.get_by_role("button", name="Leave out the outline").click()
    assert saved_outline(draft_page) is None
    draft_page.get_by_role("button", name="Draw the outline").click()
    expect(canvas(draft_page)).to_be_focused()
    press(draft_page, "Enter", *["Shift+ArrowRight"] * 2, "Enter", *["Shift+ArrowDown"] * 2, "Enter")
    press(draft_page, *["Shift+ArrowLeft"] * 2, "Enter", *["Shift+ArrowUp"] * 2, "Enter")
    expect_said(draft_page, "The outline of the floor is drawn.")
    ring = saved_outline(draft_page)
    x, y = ring[0]
    assert ring == near((x, y), (x + 2, y), (x + 2, y + 2), (x, y + 2))
    press(draft_page, "Control+z")
    expect_said(draft_page, "Undone: drew the outline of the floor.")
    assert saved_outline(draft_page) is None


def test_outline_that_would_cross_itself_is_not_taken_and_says_why(draft_page: Page, draft: str) -> None:
    open_outlined(draft_page, draft, [[2, 2], [14, 2], [14, 12], [2, 12]])

    drag(draft_page, (2, 2), (17, 8))
    expect(draft_page.locator("#editor-hint")).to_contain_text("would cross or touch itself there. It stays as it was.")
    press(draft_page, "Tab", "Delete", "Delete")
    expect(draft_page.locator("#editor-hint")).to_have_text(
        "An outline needs at least three corners. It stays as it was."
    )
    press(draft_page, "ArrowLeft")

    assert saved_outline(draft_page) == near((13.9, 2), (14, 12), (2, 12))


def test_finger_moves_a_corner_and_moves_the_view_beside_it(draft_page: Page, draft: str) -> None:
    """By touch a corner is taken hold of from further away; elsewhere a finger moves the view and changes nothing."""
    open_outlined(draft_page, draft, ELL)
    draft_page.evaluate(
        """([x, y]) => {
          const canvas = document.getElementById("editor-canvas");
          const send = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
            pointerId: 7, pointerType: "touch", clientX: x, clientY: y, bubbles: true, cancelable: true}));
          canvas.setPointerCapture = () => {};
          for (const [dx, dy] of [[20, 0], [150, 90]]) {
            send("pointerdown", x + dx, y + dy);
            send("pointermove", x + dx + 30, y + dy);
            send("pointerup", x + dx + 30, y + dy);
          }
        }""",
        spot(draft_page, 20, 8),
    )

    moved = saved_outline(draft_page)
    assert [point for at, point in enumerate(moved) if at != 2] == [point for at, point in enumerate(ELL) if at != 2]
    assert moved[2][0] > 20


def test_outline_that_was_not_saved_outlives_the_page(draft_page: Page, draft: str) -> None:
    """Also where nothing else of the draft has changed."""
    open_outlined(draft_page, draft, ELL)
    write_draft(draft_page, places=[make_desk("a", 4, 4, "1.01")], outline=ELL)
    drag(draft_page, (2, 2), (1, 1))
    draft_page.get_by_role("button", name="Decide later").click()
    draft_page.on("dialog", lambda dialog: dialog.accept())

    draft_page.goto(draft)

    draft_page.get_by_role("button", name="Put them back").click()
    assert saved_outline(draft_page)[0] == pytest.approx([1, 1], abs=1e-6)


def test_axe_finds_nothing_while_the_outline_is_edited(draft_page: Page, draft: str, axe: str) -> None:
    open_outlined(draft_page, draft, ELL)
    found: list[object] = []
    for keys in (["Tab"], ["Delete"], ["Escape"]):
        press(draft_page, *keys)
        for width in (320, 1366):
            draft_page.set_viewport_size({"width": width, "height": 900})
            draft_page.evaluate(axe)
            faults = [*draft_page.evaluate(RUN_AXE, RULES), *draft_page.evaluate(TOO_WIDE)]
            found += [(keys, width, json.dumps(fault)) for fault in faults]

    assert found == []
