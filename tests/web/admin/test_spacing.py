"""The page on which desks are kept apart: its numbers, its map, and switching the layout on and off."""

import pytest

from booking.actions.service import Service
from tests.actions.seats import publish_row
from tests.actions.steps import booked, wish
from tests.estate import Estate
from tests.store.state import ask, checksum, run
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    """The browser of somebody who looks after every site."""
    return browsers.sign_in(estate, "facilities")


@pytest.fixture
def path(service: Service, estate: Estate) -> str:
    """The page of a floor with four desks in a row, of which 2 m keeps two."""
    publish_row(service, estate)
    return f"/admin/floors/{estate.floor_refs['oak1']}/spacing"


def figures(page: Page) -> list[str]:
    return page.words_at("//li[@class='adm-figure']")


def test_numbers_of_both_ways_stand_on_the_page_and_nothing_is_written(
    service: Service, manager: Browser, path: str
) -> None:
    before = checksum(service)

    page = manager.get(f"{path}?cm=200")

    assert figures(page) == [
        "4 desks in use now",
        "2 at once, if each booking leaves room for the most others Proven: no choice of desks has more. Which desks "
        "these are can differ from hour to hour.",
        "about 2 at once, if people choose as they like The mean of 200 tries in which people take desks by chance. "
        "The worst of them was 2; an order that is worse still may exist.",
        "2 stay in use in a fixed layout Proven: no choice of desks has more. All of them can be booked at once.",
    ]
    drawn = {
        name: len(page.all(f"//*[name()='svg'][@role='img']/*[@class='adm-layout__{name}']"))
        for name in ("kept", "out")
    }
    assert drawn == {"kept": 2, "out": 2}
    assert checksum(service) == before


def test_presets_fill_the_distance_in_and_keep_the_rest(manager: Browser, path: str) -> None:
    page = manager.get(f"{path}?cm=123&face=150&keep=D2&preset=100")

    assert [page.form(path)[name] for name in ("cm", "face", "keep")] == ["100", "150", "D2"]
    assert page.words_at("//h2[@id='numbers']") == ["People sit at least 1 m apart, 1.5 m where they face each other"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("cm=", "Enter a whole number of centimetres from 1 to 500."),
        ("cm=501", "Enter a whole number of centimetres from 1 to 500."),
        ("cm=200&face=x", "Enter a whole number of centimetres from 0 to 500, or leave it empty."),
        ("cm=200&keep=D1,+D77", "There is no desk called “D77” on the plan of this floor."),
        ("cm=200&keep=D1,D2", "D1 and D2 must both stay, and their seats are 1.6 m apart."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    manager: Browser, path: str, query: str, fault: str
) -> None:
    page = manager.get(f"{path}?{query}&screens=1")

    assert page.status == 422
    assert any(fault in said for said in page.words_at("//*[contains(@class, 'nhsuk-error-message')]"))
    assert page.all("//input[@name='screens'][@checked]")
    assert figures(page) == []


def test_layout_is_shown_confirmed_switched_on_and_undone(
    service: Service, estate: Estate, manager: Browser, staff: Browser, path: str
) -> None:
    booked(service, estate.actors["other"], wish(estate, "D2"))
    numbers = manager.get(f"{path}?cm=200&keep=D1,D3")

    asked = manager.send_to_page(numbers, f"{path}/fix")
    assert asked.words_at("//h1") == ["Take 2 desks out of use and keep people 2 m apart?"]
    assert "1 coming booking will move to a desk that stays, at the same time." in asked.words
    assert asked.words_at("//li[@class='adm-concerned__row']//strong")[1:] == ["Moves to D1, 1.6 m away"]
    blank = manager.send_to_page(asked, f"{path}/fix", message="")
    assert blank.status == 422
    assert "Say why the desks are taken away." in blank.words

    done = manager.follow(manager.send(blank, f"{path}/fix", message="Room to breathe"))
    assert "The desks are kept apart." in done.words
    assert (
        "A fixed layout is switched on: desks are 2 m apart since Tuesday 24 November 2026. 2 of them are in use."
        in done.words
    )
    assert ask(service, "SELECT name FROM resource WHERE retired_at IS NOT NULL ORDER BY name") == [("D2",), ("D4",)]
    floor = f"/floors/{estate.floor_refs['oak1']}?date=2026-11-25&from=09:00&to=17:00"
    assert "D2" not in staff.get(floor).words_at("//*[@class='app-row__name']")

    back = manager.follow(manager.send(done, f"{path}/back"))
    assert "The desks are back in use." in back.words
    assert "D2" in staff.get(floor).words_at("//*[@class='app-row__name']")
    again = manager.send_to_page(done, f"{path}/back")
    assert (again.status, "have been brought back already" in again.words) == (412, True)


def test_layout_of_desks_that_have_changed_is_not_switched_on(service: Service, manager: Browser, path: str) -> None:
    numbers = manager.get(f"{path}?cm=200")
    run(service, "UPDATE resource SET retired_at = '2026-11-01 00:00:00+00:00' WHERE name IN ('D2', 'D4')")

    answer = manager.send_to_page(numbers, f"{path}/fix")

    assert answer.status == 412
    assert "The desks of this floor are no longer those that you saw." in answer.words


def test_floor_without_a_scale_says_what_to_do(service: Service, estate: Estate, manager: Browser) -> None:
    publish_row(service, estate, metres_per_unit=None)

    page = manager.get(f"/admin/floors/{estate.floor_refs['oak1']}/spacing")

    assert "Publish a plan with a scale first." in page.words


def test_rule_form_has_presets_that_fill_the_distance_in(manager: Browser, estate: Estate) -> None:
    form = manager.get(f"/admin/rules/set?at=floor-{estate.floor_refs['oak1']}&kind=desk&field=spacing_cm")
    assert form.words_at("//button[@name='preset']") == ["2 m", "1 m", "Off"]

    filled = manager.send_to_page(form, "/admin/rules/set", value="77", last="2027-01-31", preset="200")

    assert [filled.form("/admin/rules/set")[name] for name in ("value", "last")] == ["200", "2027-01-31"]


def test_height_of_a_room_limits_how_many_it_is_for_and_the_page_of_the_room_says_so(
    service: Service, estate: Estate, manager: Browser, browsers: Browsers
) -> None:
    run(
        service,
        "INSERT INTO plan (ref, floor_id, version, width, height, metres_per_unit, backdrop_svg, published_at) "
        "VALUES ('p', :floor, 1, 20, 10, 1, '<svg/>', '2026-11-01 00:00:00+00:00')",
        floor=estate.floors["oak1"],
    )
    run(service, "UPDATE floor SET plan_id = (SELECT id FROM plan) WHERE id = :floor", floor=estate.floors["oak1"])
    run(
        service,
        "INSERT INTO place (plan_id, resource_id, outline, label_x, label_y, area_m2) "
        "SELECT (SELECT id FROM plan), id, '[[0, 0], [4, 0], [4, 3]]', 1, 1, 12.5 FROM resource WHERE name = 'Clinic'",
    )
    room = f"/admin/places/{estate.ref('Clinic')}"
    wrong = manager.send_to_page(manager.get(room), room, ceiling="0.5")
    assert "Enter the height in metres, from 1 to 30, such as 2.4, or leave it empty." in wrong.words
    asked = manager.send_to_page(wrong, room, ceiling="2.4")
    assert "It is 2.4 m high. Its air may then be for fewer people than it seats." in asked.words
    assert "Saved." in manager.follow(manager.send(asked, room)).words

    address = f"/book?resource={estate.ref('Clinic')}&date=2026-11-25&from=09:00&to=10:00"
    page = browsers.sign_in(estate, "clinic").get(address)

    assert "for up to 2 people: its 30 m³ of air give each person 11 m³" in page.words
    assert ask(service, "SELECT ceiling_cm FROM resource WHERE name = 'Clinic'") == [(240,)]
