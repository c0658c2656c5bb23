"""The list of floors, and narrowing it by words."""

import pytest

from booking.actions.own_settings import SettingsWish, save_settings
from booking.actions.service import Service
from booking.store.engine import Tx
from booking.store.estate import add_building, add_floor, add_site
from tests.estate import NOW, Estate
from tests.web.browser import Browser
from tests.web.conftest import Browsers
from tests.web.test_floor import counting

NAMES = "//a[@class='app-floor-link']"
OPENED = "//details[@open]//*[@class='nhsuk-details__summary-text']"


def build_sites(service: Service, estate: Estate, number: int) -> None:
    """Further sites, each with a building of two floors."""

    def write(tx: Tx) -> None:
        for one in range(number):
            building = add_building(
                tx, add_site(tx, estate.organisation_id, f"Site {one}", "Europe/London"), f"Ty {one}"
            )
            add_floor(tx, building, "Ground", 0)
            add_floor(tx, building, "Upper", 1)

    service.db.write(write)


@pytest.mark.parametrize(
    ("typed", "floors"),
    [
        ("elm", ["Ground, Elm"]),
        ("OAK%20sec", ["Second, Oak"]),
        ("f", ["First, Oak"]),
        ("ground", ["Ground, Elm"]),
        ("", ["Ground, Elm", "First, Oak", "Second, Oak"]),
        ("%20", ["Ground, Elm", "First, Oak", "Second, Oak"]),
        ("cellar", []),
        ("%25%3Cb", []),
        ("%25", []),
    ],
)
def test_floors_are_narrowed_by_words(staff: Browser, estate: Estate, typed: str, floors: list[str]) -> None:
    assert estate.actors
    page = staff.get(f"/floors?q={typed}")

    assert page.status == 200
    assert [", ".join(name.split(", ")[:2]) for name in page.words_at(NAMES)] == floors
    assert ("No floor fits" in page.words) == (floors == [])


def test_words_that_are_too_long_are_answered_beside_the_field(staff: Browser, estate: Estate) -> None:
    assert estate.actors
    page = staff.get(f"/floors?q={'x' * 101}")

    assert (page.status, page.faults) == (422, [("#q", "Use 100 letters or fewer.")])
    assert page.form("/floors")["q"] == "x" * 101


def test_few_sites_all_stand_open_and_of_many_the_usual_one(staff: Browser, estate: Estate, service: Service) -> None:
    build_sites(service, estate, 4)
    assert staff.get("/floors").all("//details") == []

    build_sites(service, estate, 1)
    page = staff.get("/floors")
    assert (len(page.all("//details")), page.words_at(OPENED)) == (7, [])

    save_settings(service, estate.actors["staff"], SettingsWish(True, estate.floor_refs["oak2"]), now=NOW)
    assert staff.get("/floors").words_at(OPENED) == ["Oak"]
    assert staff.get("/floors?q=ground").words_at(OPENED) == [
        "Elm", "Site 0", "Site 0", "Site 1", "Site 2", "Site 3",
    ]  # fmt: skip


def test_floors_of_other_sites_stay_hidden(browsers: Browsers, estate: Estate) -> None:
    oak = browsers.sign_in(estate, "oak_facilities")

    assert [name.partition(",")[0] for name in oak.get("/floors").words_at(NAMES)] == ["First", "Second"]
    assert oak.get("/floors?q=elm").words_at(NAMES) == []


def test_list_costs_three_statements_beside_the_sign_in(staff: Browser, estate: Estate, service: Service) -> None:
    build_sites(service, estate, 10)

    with counting(service) as seen:
        staff.get("/floors")

    assert len(seen) == 4


def test_floor_opened_last_is_kept_in_the_browser_where_it_may_be_opened(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    build_sites(service, estate, 5)
    oak = browsers.sign_in(estate, "staff")
    missed = oak.client.get(f"/floors/{'a' * 26}")
    opened = oak.client.get(f"/floors/{estate.floor_refs['elm0']}")
    again = oak.client.get(f"/floors/{estate.floor_refs['elm0']}")

    assert (missed.status_code, missed.headers.get("set-cookie")) == (404, None)
    assert opened.headers["set-cookie"] == (
        f"booking-floor={estate.floor_refs['elm0']}; HttpOnly; Max-Age=7776000; Path=/; SameSite=lax"
    )
    assert again.headers.get("set-cookie") is None
    assert oak.get("/floors").words_at(OPENED) == ["Elm"]
