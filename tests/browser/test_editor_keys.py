"""The plan's editor by keyboard alone, what a screen reader hears of it, and that axe finds nothing in its states."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor_steps import (
    canvas,
    expect_said,
    make_desk,
    make_room,
    open_draft,
    press,
    read_draft,
    read_places,
)
from tests.browser.test_accessible import RULES, RUN_AXE, TOO_WIDE, axe

__all__ = ["axe"]

pytestmark = pytest.mark.xdist_group("browser")

ROOM = [(2, 9), (8, 9), (8, 13), (2, 13)]


def test_plan_is_edited_by_keys_alone(draft_page: Page, draft: str) -> None:
    """Choose, move, turn, seat, a row, a new room with a name: no mouse at all."""
    open_draft(draft_page, draft, [make_desk("b", 8, 4, "1.02"), make_desk("a", 4, 4, "1.01")])
    canvas(draft_page).focus()

    press(draft_page, "Tab")
    expect_said(draft_page, "Desk 1.01, 1 seat, faces up")
    press(draft_page, "ArrowRight", "Shift+ArrowDown")
    expect_said(draft_page, "1.01 moved down.")
    press(draft_page, "f")
    expect_said(draft_page, "Desk 1.01, 1 seat, faces right.")
    press(draft_page, "Enter")
    expect(draft_page.get_by_label("Name", exact=True)).to_be_focused()
    press(draft_page, "Control+a")
    draft_page.keyboard.type("2.01")
    press(draft_page, "Enter")
    expect(canvas(draft_page)).to_be_focused()
    press(draft_page, "w")
    expect(draft_page.get_by_label("How many more")).to_be_focused()
    draft_page.keyboard.type("2")
    press(draft_page, "Enter")
    expect_said(draft_page, "2 copies added, from 2.02 to 2.03.")

    places = read_places(draft_page)
    assert [places[name]["outline"][0] for name in ("2.01", "2.02", "2.03")] == [
        pytest.approx([x, 5], abs=1e-6) for x in (4.1, 5.7, 7.3)
    ]
    assert {places[name]["facing"] for name in ("2.01", "2.02", "2.03")} == {90}


def test_room_is_drawn_by_keys_alone(draft_page: Page, draft: str) -> None:
    """The cross begins in the middle of what is shown; each arrow is 10 cm, with Shift a metre."""
    open_draft(draft_page, draft, [])
    canvas(draft_page).focus()

    press(draft_page, "b", "Enter", *["Shift+ArrowRight"] * 3, *["Shift+ArrowDown"] * 2, "ArrowDown")
    expect_said(draft_page, "3.00 m across, 2.10 m down from the last point.")
    press(draft_page, "Enter")

    (room,) = read_places(draft_page).values()
    (left, top), _, (right, bottom), _ = room["outline"]
    assert (right - left, bottom - top) == pytest.approx((3, 2.1))
    press(draft_page, "p", "Enter", *["Shift+ArrowRight"] * 2, "Enter", "Shift+ArrowDown", "Enter")
    press(draft_page, *["Shift+ArrowLeft"] * 2, "Shift+ArrowUp", "Enter")
    assert sorted(len(place["outline"]) for place in read_places(draft_page).values()) == [3, 4]


def test_corner_is_moved_added_and_taken_out_by_keys(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_room("r", ROOM, "Room")])
    canvas(draft_page).focus()

    press(draft_page, "Tab", "c", "c")
    expect_said(draft_page, "Corner 2 of 4. Arrows move it.")
    press(draft_page, "i", "Shift+ArrowRight")
    assert read_places(draft_page)["Room"]["outline"] == [[2, 9], [8, 9], [9, 11], [8, 13], [2, 13]]
    press(draft_page, "Delete", "Escape", "r")
    expect_said(draft_page, "Room turned by 15°.")
    assert len(read_places(draft_page)["Room"]["outline"]) == 4


def test_scale_is_set_by_keys(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [], scale=None)
    canvas(draft_page).focus()

    press(draft_page, "l", "Enter", "Shift+ArrowRight", "Enter")
    draft_page.keyboard.type("5")
    press(draft_page, "Enter")
    expect_said(draft_page, "The scale is set. Sizes are in metres now.")
    expect(draft_page.locator("#editor-saved")).to_have_text("Saved")
    assert read_draft(draft_page)["metres_per_unit"] > 0
    expect(canvas(draft_page)).to_be_focused()


def test_proposals_are_judged_by_keys(draft_page: Page, draft: str) -> None:
    unsure = {"accepted": False, "confidence": 0.4, "doubt": "no label"}
    places = [make_desk("a", 4, 4, "1.01", accepted=False, confidence=0.9), make_desk("b", 8, 4, "1.02", **unsure)]
    open_draft(draft_page, draft, [*places, make_desk("c", 12, 4, "1.03", **unsure)])
    canvas(draft_page).focus()

    press(draft_page, "Shift+A", "n", "a", "n", "x")

    assert {name: place["accepted"] for name, place in read_places(draft_page).items()} == {"1.01": True, "1.02": True}
    press(draft_page, "Control+z")
    expect_said(draft_page, "Undone: deleted 1.03.")


def test_tab_leaves_the_plan_behind_the_last_place_and_after_escape(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01"), make_desk("b", 8, 4, "1.02")])
    canvas(draft_page).focus()

    press(draft_page, "Tab", "Tab", "Tab")
    expect(draft_page.get_by_label("Name", exact=True)).to_be_focused()
    canvas(draft_page).focus()
    press(draft_page, "Tab", "Escape", "Tab")
    expect(canvas(draft_page)).not_to_be_focused()


def test_screen_reader_is_led_to_the_current_place(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01"), make_desk("b", 8, 4, "1.02")])
    canvas(draft_page).focus()

    press(draft_page, "Tab", " ")

    expect(canvas(draft_page)).to_have_attribute("aria-activedescendant", "editor-place-b")
    expect(canvas(draft_page).get_by_role("option", selected=True)).to_have_count(2)


def test_keys_are_listed(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [])
    canvas(draft_page).focus()

    press(draft_page, "?")

    expect(draft_page.get_by_role("dialog", name="Keys")).to_be_visible()
    press(draft_page, "Escape")
    expect(canvas(draft_page)).to_be_focused()


def test_axe_finds_nothing_in_the_editor(draft_page: Page, draft: str, axe: str) -> None:
    """With proposals, a place in doubt, a fault beside a field, the row's form and the list of keys, light and dark."""
    places = [make_desk("a", 4, 4, "1.01"), make_desk("b", 4.5, 4, "1.02"), make_room("r", ROOM, "Room")]
    unsure = make_desk("c", 9, 4, "1.03", accepted=False, confidence=0.5, doubt="two labels inside")
    open_draft(draft_page, draft, [*places, unsure])
    canvas(draft_page).focus()
    found: list[object] = []
    for keys in (["Tab"], ["n"], ["w"], ["Escape", "?"], ["Escape", "d"], ["Escape", "Escape"]):
        press(draft_page, *keys)
        for width in (320, 1366):
            draft_page.set_viewport_size({"width": width, "height": 900})
            found += look(draft_page, axe, f"{keys} at {width}")
        draft_page.emulate_media(color_scheme="dark")
        found += look(draft_page, axe, f"{keys} in the dark")
        draft_page.emulate_media(color_scheme="light")

    assert found == []


def look(page: Page, axe: str, where: str) -> list[object]:
    """What axe finds, and what is wider than the screen."""
    page.evaluate(axe)
    found = page.evaluate(RUN_AXE, RULES)
    return [(where, json.dumps(fault)) for fault in [*found, *page.evaluate(TOO_WIDE)]]
