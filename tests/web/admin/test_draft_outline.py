"""The outline of a floor on the draft's plain page: it is shown, can be typed corner by corner, and can be left out."""

import json
from dataclasses import replace

import pytest

from booking.actions.plan_drafts import save_draft
from booking.actions.service import Service
from booking.model.drafts import Draft
from tests.actions.drafts.test_stranded import desk, drawn
from tests.estate import NOW, Estate
from tests.store.state import ask
from tests.web.conftest import Browsers

BEYOND = "D2 lies partly or wholly outside the outline of the floor."
RING = ((90.0, 90.0), (200.0, 90.0), (200.0, 200.0), (90.0, 200.0))


def outline(service: Service, estate: Estate, ring: tuple[tuple[float, float], ...], scale: float | None = None) -> str:
    """Give the draft of a floor with two desks an outline; the address of its page."""
    drawn(service, estate, desk("D1", 100), desk("D2", 300))
    seen = ask(service, "SELECT revision FROM plan_draft")[0].revision
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]

    def change(draft: Draft) -> Draft:
        return replace(draft, outline=ring, metres_per_unit=scale)

    assert isinstance(save_draft(service, actor, floor, change, seen=seen, now=NOW), Draft)
    return f"/admin/floors/{floor}/draft"


def saved(service: Service) -> object:
    return json.loads(ask(service, "SELECT outline FROM plan_draft")[0].outline)


def test_outline_is_shown_with_what_lies_beyond_it_and_can_be_left_out(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    manager, path = browsers.sign_in(estate, "facilities"), outline(service, estate, RING)

    page = manager.get(path)
    after = manager.follow(manager.send(page, f"{path}/outline", leave="1"))

    assert page.find("//*[@class='adm-draft__outline']").get("points") == "90,90 200,90 200,200 90,200"
    assert BEYOND in page.words
    assert BEYOND not in after.words
    assert after.all("//*[@class='adm-draft__outline']") == []
    assert after.find("//textarea").text_content().strip() == ""


def test_corners_are_typed_in_metres_and_those_left_alone_stay_exactly_where_they_are(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    """The first corner has more decimals than are shown."""
    manager, path = (
        browsers.sign_in(estate, "facilities"),
        outline(service, estate, ((90.00123, 90.0), *RING[1:]), 0.02),
    )
    page = manager.get(path)
    shown = page.find("//textarea").text_content().strip().splitlines()

    typed = "\r\n".join([shown[0], "", "10;1.8", " 10   4 ", *shown[3:]])
    after = manager.follow(manager.send(page, f"{path}/outline", corners=typed))

    assert shown == ["1.8, 1.8", "4, 1.8", "4, 4", "1.8, 4"]
    assert saved(service) == [[90.00123, 90.0], [500.0, 90.0], [500.0, 200.0], [90.0, 200.0]]
    assert BEYOND not in after.words


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("1, 1\n5, 1\nfar away", "Line 3 is no corner. Write how far across and how far down it is, such as 12.5, 4."),
        ("1, 1\n5, nan\n5, 5", "Line 2 is no corner. Write how far across and how far down it is, such as 12.5, 4."),
        ("1, 1\n5, 1", "An outline has 3 to 200 corners."),
        ("1, 1\n" * 201, "An outline has 3 to 200 corners."),
        ("1, 1\n5, 5\n5, 1\n1, 5", "The outline of the floor crosses itself or encloses nothing."),
        ("1, 1\n5, 1\n9, 1", "The outline of the floor crosses itself or encloses nothing."),
        ("1, 1\n99999, 1\n5, 5", "Corner 2 lies too far beyond the plan. Set it on the plan, or close beside it."),
        ("1, 1\n5, -99999\n5, 5", "Corner 2 lies too far beyond the plan. Set it on the plan, or close beside it."),
    ],
)
def test_outline_that_cannot_be_is_answered_beside_the_field_and_stays_typed(
    browsers: Browsers, estate: Estate, service: Service, typed: str, fault: str
) -> None:
    manager, path = browsers.sign_in(estate, "facilities"), outline(service, estate, RING)

    page = manager.send_to_page(manager.get(path), f"{path}/outline", corners=typed)

    assert (page.status, page.faults) == (422, [("#corners", fault)])
    assert page.words_at("//*[@id='corners-error']") == [f"Error: {fault}"]
    assert page.find("//textarea").text_content().split() == typed.split()
    assert saved(service) == [list(corner) for corner in RING]
