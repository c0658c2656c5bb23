"""The drawings on a booking's page that show where its place is."""

from datetime import timedelta

import pytest

from booking.actions.service import Service
from booking.model.estate import Floor, Place, Plan, Site
from booking.model.ids import BuildingId, FloorId, OrganisationId, PlanId, Ref, ResourceId, SiteId
from booking.web.place_map import PlaceMap, draw_place
from tests.actions.steps import booked, wish
from tests.estate import Estate
from tests.store.state import run
from tests.web.browser import Browser
from tests.web.conftest import Browsers
from tests.web.test_floor import counting, draw_plan


def draw(
    corners: tuple[tuple[float, float], ...], width: float = 60.0, height: float = 24.0, scale: float | None = 1.0
) -> PlaceMap:
    plan = Plan(PlanId(1), Ref("p" * 26), 1, width, height, scale)
    site = Site(SiteId(1), Ref("s"), OrganisationId(1), "Oak", "Europe/London")
    floor = Floor(FloorId(1), Ref("f"), BuildingId(1), "Oak", "First floor", 1, site, 0, plan)
    drawn = draw_place(floor, Place(ResourceId(1), corners, 0.0, 0.0, None), "Desk 1.07")
    assert drawn is not None
    return drawn


def square(x: float, y: float, side: float = 2.0) -> tuple[tuple[float, float], ...]:
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side))


@pytest.mark.parametrize(
    ("corners", "view"),
    [
        (square(29, 11), "24 8 12 8"),
        (square(0, 0), "0 0 12 8"),
        (square(58, 22), "48 16 12 8"),
        (((20.0, 4.0), (40.0, 4.0), (40.0, 8.0), (20.0, 8.0)), "17.5 0 25 16.667"),
    ],
)
def test_twelve_metres_around_a_place_are_shown_and_all_of_a_larger_one(
    corners: tuple[tuple[float, float], ...], view: str
) -> None:
    assert draw(corners).view == view


def test_drawing_without_a_scale_shows_a_quarter_of_its_width() -> None:
    assert draw(square(490, 190, 20), 1000.0, 400.0, None).view == "375 116.667 250 166.667"


def test_floor_smaller_than_the_part_is_shown_whole() -> None:
    assert draw(square(2, 1), 10.0, 5.0).view == "0 0 10 5"


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (1, 1, "at the top left"),
        (29, 1, "at the top"),
        (57, 21, "at the bottom right"),
        (29, 11, "at the centre"),
        (1, 11, "at the left"),
    ],
)
def test_words_say_where_on_the_plan_it_is(x: float, y: float, words: str) -> None:
    assert draw(square(x, y)).words == f"Desk 1.07 on First floor, {words} of the plan"


def test_booking_shows_its_place_alone_on_the_floors_drawing(staff: Browser, estate: Estate, service: Service) -> None:
    draw_plan(service, estate, "D1", "D2")
    card = booked(service, estate.actors["staff"], wish(estate, "D2"))

    page = staff.get(f"/bookings/{card.booking.ref}")

    near = page.find("//svg[@class='app-where__near']")
    assert near.get("viewbox") == "0 0 12 8"
    assert near.get("aria-label") == "Map: D2 on First, at the top left of the plan"
    assert [path.get("d") for path in near.xpath(".//path")] == ["M4 1L6 1L6 3L4 3Z"]
    images = {str(image.get("href")) for image in page.all("//div[@class='app-where']//image")}
    assert len(images) == 1
    drawing = staff.client.get(images.pop())
    assert (drawing.status_code, drawing.headers["content-type"]) == (200, "image/svg+xml")
    link = page.link("Show on the map")
    assert link.endswith(f"&show={estate.ref('D2')}#shown")
    assert staff.get(link).status == 200


def test_place_without_a_plan_has_no_map(staff: Browser, estate: Estate, service: Service) -> None:
    draw_plan(service, estate, "D1")
    for place in ("D2", "E1"):
        card = booked(service, estate.actors["staff"], wish(estate, place, day=f"2026-11-2{5 + (place == 'E1')}"))
        page = staff.get(f"/bookings/{card.booking.ref}")
        assert (page.status, page.all("//div[@class='app-where']")) == (200, [])


def test_map_is_not_shown_to_somebody_who_may_not_look_there(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    """A ward's team may see its own people's bookings at a site at which it may not look."""
    draw_plan(service, estate, "D1")
    card = booked(service, estate.actors["ward"], wish(estate, "D1"))
    assert (
        len(browsers.sign_in(estate, "ward").get(f"/bookings/{card.booking.ref}").all("//div[@class='app-where']")) == 1
    )

    run(service, "DELETE FROM role_grant WHERE role = 'staff' AND person_id = :id", id=estate.actors["ward"].person.id)

    page = browsers.sign_in(estate, "ward").get(f"/bookings/{card.booking.ref}")
    assert (page.status, page.all("//div[@class='app-where']")) == (200, [])


def test_booking_with_its_map_costs_four_statements(staff: Browser, estate: Estate, service: Service) -> None:
    draw_plan(service, estate, "D1")
    card = booked(service, estate.actors["staff"], wish(estate, "D1"))

    with counting(service) as seen:
        staff.get(f"/bookings/{card.booking.ref}")

    assert len(seen) == 4


def test_both_names_stand_on_the_booking_in_the_list_and_in_the_history(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    card = booked(service, estate.actors["lead"], wish(estate, "D2", for_person="mate"))
    mate, path = browsers.sign_in(estate, "mate"), f"/bookings/{card.booking.ref}"

    page = mate.get(path)

    keys, values = page.words_at("//dl//dt"), page.words_at("//dl//dd")
    names = dict(zip(keys, values, strict=True))
    assert (names["Booked for"], names["Booked by"]) == ("Mate", "Lead")
    assert mate.get("/bookings").words_at("//*[@class='app-card__names']") == ["For you, booked by Lead"]
    assert "Lead booked it for Mate" in mate.get(f"{path}/history").words
    assert card.booking.interval.length == timedelta(hours=8)
