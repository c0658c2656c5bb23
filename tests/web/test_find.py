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

    assert [page.words_at("//li[@class='app-offer']//a") for page in pages] == [
        ["Book Clinic, First, Oak"],
        ["On the map: Clinic, First, Oak"],
    ]


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


HEADING = "//*[@id='results']/text()"
RESULT = "//section[@aria-labelledby='results']//p"


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("date=2020-01-01&from=09:00&to=10:00", "This time has already passed. Choose a time that ends after now."),
        ("date=2026-11-24&from=06:00&to=07:30", "This time has already passed. Choose a time that ends after now."),
        ("date=2026-11-24&from=07:00&to=10:00", "This start has already passed. Choose a start from now on."),
    ],
)
def test_time_that_has_passed_is_said_and_offers_nothing(staff: Browser, when: str, why: str) -> None:
    page = staff.get(f"/find?{when}&people=1")

    assert page.words_at(RESULT) == [why]
    assert page.all("//li[@class='app-offer']") == []


def test_day_that_is_not_open_yet_says_when_it_opens_and_leads_to_the_last_that_is(
    staff: Browser, estate: Estate
) -> None:
    page = staff.get("/find?date=2028-01-01&from=09:00&to=10:00&people=4&kind=meeting_room")

    last = "Find on Wednesday 24 November 2027, the last day that can be booked now"
    assert [str(text).strip() for text in page.all(HEADING)] == ["Nothing is free yet"]
    assert page.words_at(RESULT) == [f"Not open for booking yet: bookings open on Friday 1 January 2027. {last}."]
    assert page.all("//li[@class='app-offer']") == []
    nearer = staff.get(page.link(last))
    assert nearer.words_at("//li[@class='app-offer']//strong") == ["Small", "Far", "Middle", "Large"]
    assert estate.ref("Small") in nearer.link("Book Small, First, Oak")


def test_rooms_for_other_roles_are_counted_named_and_shown_on_the_map(
    staff: Browser, estate: Estate, service: Service
) -> None:
    only = frozenset({Role.CLINIC_ADMIN, Role.RECEPTION})
    set_rules(service, Rule(RuleScope.RESOURCE, int(estate.id("Clinic")), None, RuleField.WHO_MAY_BOOK, only))

    clinics = staff.get(f"/find?{WHEN}&kind=clinic_room")
    everything = staff.get(f"/find?{WHEN}&people=3")

    said = "free, but for other roles only: Clinic administrator, Reception."
    assert [str(text).strip() for text in clinics.all(HEADING)] == ["Nothing that you can book is free"]
    assert clinics.words_at(RESULT) == [f"1 is {said}"]
    assert f"show={estate.ref('Clinic')}" in clinics.link("On the map: Clinic, First, Oak")
    assert [str(text).strip() for text in everything.all(HEADING)] == ["5 free"]
    assert everything.words_at(RESULT) == [f"1 more is {said}"]


def test_who_may_only_look_gets_no_button_to_book(browsers: Browsers, estate: Estate) -> None:
    page = browsers.sign_in(estate, "auditor").get(f"/find?{WHEN}&kind=desk")

    assert page.words_at(RESULT) == ["6 are free then. Your role lets you look at places, not book them."]
    assert len(page.all("//li[@class='app-offer']")) == 6
    assert [link for link in page.all("//a/@href") if str(link).startswith("/book?")] == []
