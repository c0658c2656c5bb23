"""Finding a free place by what it must have."""

import pytest

from booking.actions.service import Service
from booking.model.people import Role
from booking.model.policy import Rule, RuleField, RuleScope
from tests.estate import Estate, set_rules
from tests.web.browser import Browser
from tests.web.conftest import Browsers

WHEN = "date=2026-11-25&from=09:00&to=10:00"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("people=4&kind=meeting_room", ["Small", "Far", "Middle", "Large"]),
        ("people=5&kind=meeting_room", ["Far", "Middle", "Large"]),
        ("people=1&feature=screen", ["Middle", "Large"]),
        ("people=1&feature=screen&feature=hearing-loop", ["Large"]),
        ("people=21", []),
        ("kind=clinic_room&people=", ["Clinic"]),
    ],
)
def test_places_that_fit_are_listed_closest_first(staff: Browser, query: str, names: list[str]) -> None:
    page = staff.get(f"/find?{WHEN}&{query}")

    assert page.words_at("//li[@class='app-offer']//strong") == names


def test_room_of_other_roles_is_not_offered(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    only = frozenset({Role.CLINIC_ADMIN})
    set_rules(service, Rule(RuleScope.RESOURCE, int(estate.id("Clinic")), None, RuleField.WHO_MAY_BOOK, only))
    admin = browsers.sign_in(estate, "admin")

    pages = [browser.get(f"/find?{WHEN}&kind=clinic_room") for browser in (admin, staff)]

    assert [page.words_at("//li[@class='app-offer']//strong") for page in pages] == [["Clinic"], []]


@pytest.mark.parametrize(("query", "is_open"), [("", True), (f"?{WHEN}", False), (f"?{WHEN}&feature=screen", True)])
def test_features_are_laid_open_until_they_are_not_wanted(staff: Browser, query: str, *, is_open: bool) -> None:
    page = staff.get(f"/find{query}")

    assert (page.find("//details").get("open") is not None) == is_open


def test_site_narrows_the_search(staff: Browser, estate: Estate) -> None:
    elm = staff.get("/find").find("//select[@id='site']/option[text()='Elm']").get("value")

    page = staff.get(f"/find?{WHEN}&people=4&kind=meeting_room&site={elm}")

    assert page.words_at("//li[@class='app-offer']//strong") == ["Far"]
    assert estate.ref("Far") in page.link("Book Far, Ground, Elm")


def test_found_room_is_booked_with_what_was_asked_for(staff: Browser) -> None:
    page = staff.get(f"/find?{WHEN}&people=3&kind=meeting_room")

    form = staff.get(page.link("Book Small, First, Oak"))
    booked = staff.follow(staff.send(form, "/book"))

    assert form.form("/book")["people"] == "3"
    assert booked.heading == "Small 9am to 10am, Wednesday 25 November 2026"


def test_taken_room_is_not_found(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    other = browsers.sign_in(estate, "other")
    other.send(other.get(f"/book?resource={estate.ref('Small')}&{WHEN}"), "/book", people="4")

    page = staff.get(f"/find?{WHEN}&people=4&kind=meeting_room")

    assert page.words_at("//li[@class='app-offer']//strong") == ["Far", "Middle", "Large"]


def test_form_alone_asks_for_the_rest_of_today(staff: Browser) -> None:
    page = staff.get("/find")

    assert page.form("/find") == {
        "date": "2026-11-24", "from": "08:00", "to": "17:00", "people": "", "kind": "", "site": "",
    }  # fmt: skip
    assert page.all("//*[@id='results']") == []


@pytest.mark.parametrize(
    ("query", "status", "fields"),
    [
        ("date=x&from=09:00&to=10:00&people=none", 422, ["#date", "#people"]),
        ("date=2027-10-31&from=01:30&to=05:00", 422, ["#from"]),
        (f"{WHEN}&kind=castle", 400, []),
        (f"{WHEN}&feature=dragon", 400, []),
        (f"{WHEN}&site=elsewhere", 400, []),
    ],
)
def test_bad_search_is_explained(staff: Browser, query: str, status: int, fields: list[str]) -> None:
    page = staff.get(f"/find?{query}")

    assert (page.status, [field for field, _ in page.faults]) == (status, fields)
