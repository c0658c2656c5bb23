"""The pages of what is out of use, and of what cannot go out of use at once."""

import pytest

from booking.actions.service import Service
from tests.actions.estate.crowd import TOO_MANY, fill
from tests.actions.steps import booked, wish
from tests.estate import Estate
from tests.store.state import ask, count
from tests.web.browser import Browser
from tests.web.conftest import Browsers


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    return browsers.sign_in(estate, "facilities")


def test_effect_of_too_many_bookings_is_shown_without_a_button(
    service: Service, estate: Estate, manager: Browser
) -> None:
    fill(service, estate, 5_001)
    path = f"/admin/floors/{estate.floor_refs['oak1']}/retire"

    page = manager.get(path)

    assert page.status == 200
    assert page.words_at("//p[@class='app-note']") == [TOO_MANY]
    assert "5,001 coming bookings will be cancelled. The message stands on the booking of each person." in page.words
    assert page.all(f"//form[@action='{path}']") == []


def test_floor_of_too_many_bookings_goes_after_one_of_its_places(
    service: Service, estate: Estate, manager: Browser
) -> None:
    fill(service, estate, 6_002)
    floor = f"/admin/floors/{estate.floor_refs['oak1']}/retire"
    page = manager.get(floor)

    listed = page.words_at("//ul[@aria-labelledby='shares']/li")
    place = page.link("Take out of use: D1")
    asked = manager.get(place)
    gone = manager.send(asked, place, message="Water damage")
    rest = manager.get(floor)
    done = manager.send(rest, floor, message="Water damage")

    assert listed == [
        "D1 2,001 coming bookings Take out of use: D1",
        "D2 2,001 coming bookings Take out of use: D2",
        "D3 2,000 coming bookings Take out of use: D3",
    ]
    assert place == f"/admin/places/{estate.ref('D1')}/retire"
    assert (gone.status_code, done.status_code) == (303, 303)
    assert "4,001 coming bookings will be cancelled. The message stands on the booking of each person." in rest.words
    assert count(service, "booking", "state = 'cancelled'") == 6_002


def test_site_of_too_many_bookings_lists_its_floors(service: Service, estate: Estate, manager: Browser) -> None:
    fill(service, estate, 5_001)
    booked(service, estate.actors["staff"], wish(estate, "E1"))
    site = ask(service, "SELECT ref FROM site WHERE name = 'Oak'")[0].ref

    page = manager.get(f"/admin/sites/{site}/retire")

    assert page.words_at("//ul[@aria-labelledby='shares']/li") == [
        "First, Oak 5,001 coming bookings Take out of use: First, Oak",
        "Second, Oak 1 coming booking Take out of use: Second, Oak",
    ]


def test_floor_out_of_use_is_brought_back_from_its_own_page(service: Service, estate: Estate, manager: Browser) -> None:
    path = f"/admin/floors/{estate.floor_refs['oak2']}"
    gone = manager.follow(manager.send(manager.get(f"{path}/retire"), f"{path}/retire"))

    assert gone.words_at("//p[@class='app-empty']") == ["No place is in use while the floor is out of use."]
    assert "Add one" not in gone.words
    back = manager.follow(manager.send(gone, f"{path}/return"))

    assert count(service, "floor", "retired_at IS NOT NULL") == 0
    assert back.all(f"//form[@action='{path}/return']") == []
    assert back.words_at("//main//h2") == ["1 place"]


def test_message_to_somebody_who_left_stands_on_the_booking(
    service: Service, estate: Estate, browsers: Browsers, manager: Browser
) -> None:
    card = booked(service, estate.actors["staff"], wish(estate, "D1"))
    admin, sheet = browsers.sign_in(estate, "admin"), f"/admin/people/{estate.actors['staff'].person.ref}"

    admin.send(admin.get(f"{sheet}/close"), f"{sheet}/close", bookings="cancel", message="You have left.")

    assert "You have left." in manager.get(f"/bookings/{card.booking.ref}").words
