"""Finding a free place by what it must have."""

from datetime import date

import pytest

from booking.actions.service import Service
from booking.model.people import Role
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from tests.actions.steps import booked, wish
from tests.estate import Estate, set_rules
from tests.web.browser import Browser
from tests.web.conftest import Browsers

WHEN = "date=2026-11-25&from=09:00&to=10:00"
WEDNESDAY = date(2026, 11, 25)


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


@pytest.mark.parametrize(
    ("people", "fault"),
    [
        ("0", "Enter a number from 1 to 999."),
        ("-1", "Enter a number from 1 to 999."),
        ("999999", "Enter a number from 1 to 999."),
        ("four", "Enter the number of people in figures, such as 4."),
    ],
)
def test_number_of_people_that_no_room_has_is_explained_and_does_not_matter_for_desks(
    staff: Browser, people: str, fault: str
) -> None:
    rooms = staff.get(f"/find?{WHEN}&people={people}&kind=meeting_room")
    desks = staff.get(f"/find?{WHEN}&people={people}&kind=desk")

    assert (rooms.status, rooms.faults) == (422, [("#people", fault)])
    assert (desks.status, desks.faults) == (200, [])
    assert desks.words_at("//li[@class='app-offer']//strong") == ["D1", "D2", "D3", "D4", "E1", "F1"]


def test_time_at_which_all_is_closed_is_said_with_its_reason(staff: Browser, estate: Estate, service: Service) -> None:
    answers = []
    for site in ("oak", "elm"):
        drill = ClosedDay(WEDNESDAY, "Fire alarm test")
        set_rules(service, Rule(RuleScope.SITE, int(estate.sites[site]), None, RuleField.CLOSED_DAY, drill))
        page = staff.get(f"/find?{WHEN}&people=4&kind=meeting_room")
        answers.append((page.words_at("//*[@id='results']"), page.words_at("//*[@id='results']/following-sibling::p")))

    span = "9am to 10am on Wednesday 25 November 2026"
    assert answers == [
        ([f"1 free{span}"], []),
        ([f"Nothing is open{span}"], ["Closed at that time: Fire alarm test. Choose another time."]),
    ]


def test_places_closed_for_several_reasons_or_taken_are_told_apart(
    staff: Browser, estate: Estate, service: Service
) -> None:
    oak, elm = (int(estate.sites[name]) for name in ("oak", "elm"))
    set_rules(service, Rule(RuleScope.SITE, oak, None, RuleField.CLOSED_DAY, ClosedDay(WEDNESDAY, "Works")))
    booked(service, estate.actors["other"], wish(estate, "Far", "09:00", "10:00", people=4))
    taken = staff.get(f"/find?{WHEN}&people=4&kind=meeting_room").words

    set_rules(service, Rule(RuleScope.SITE, elm, None, RuleField.OPENING, ((),) * 7))
    closed = staff.get(f"/find?{WHEN}&people=4&kind=meeting_room").words
    too_many = staff.get(f"/find?{WHEN}&people=21&kind=meeting_room").words

    assert "Everything that fits is closed at that time. Choose another time." in closed
    for words in (taken, too_many):
        assert "Nothing with all of this is free at that time." in words
        assert "closed" not in words
