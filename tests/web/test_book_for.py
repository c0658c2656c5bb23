"""Booking for somebody else: the person is found by part of a name or an address, among those one may book for."""

from functools import partial
from urllib.parse import urlencode

import pytest
from sqlalchemy import insert

from booking.actions.service import Service
from booking.store.people import NewPerson, add_person
from booking.store.tables import role_grant
from tests.conftest import ENGINES
from tests.estate import NOW, Estate
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers
from tests.web.test_floor import counting, draw_plan

DAY = "date=2026-11-25&from=09:00&to=10:00"
MEANT = "//select[@id='for_one']/option"


def add_people(service: Service, estate: Estate, *names: str) -> None:
    """Add people, each with an address made of their name."""
    for name in names:
        new = NewPerson(name, f"{name.lower().replace(' ', '.')}@trust.example", None)
        service.db.write(partial(add_person, organisation_id=estate.organisation_id, new=new, now=NOW))


def add_crowd(service: Service, estate: Estate) -> None:
    """More people than a list offers, none of whose names holds "ann"."""
    add_people(service, estate, *(f"Person {number:02}" for number in range(30)))


def open_form(browser: Browser, estate: Estate, name: str = "D1", more: str = "") -> Page:
    return browser.get(f"/book?resource={estate.ref(name)}&{DAY}{more}")


def names_on(page: Page) -> list[str]:
    """Whom the booking is for, and who made it."""
    return page.words_at("//dd[contains(@class, 'nhsuk-summary-list__value')]")[-2:]


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
def test_part_of_a_name_that_fits_several_gives_a_list_to_choose_from(
    browsers: Browsers, service: Service, estate: Estate
) -> None:
    add_crowd(service, estate)
    add_people(service, estate, "Joanna Reed", "Ann Okoro", "Ann Bell")
    facilities = browsers.sign_in(estate, "facilities")

    page = facilities.send_to_page(open_form(facilities, estate), "/book", for_="ann", title="Reports")

    assert (page.status, page.faults) == (422, [("#for", "3 people fit “ann”. Choose one of them from the list.")])
    assert page.words_at(MEANT) == [
        "Choose a person",
        "Ann Bell (ann.bell@trust.example)",
        "Ann Okoro (ann.okoro@trust.example)",
        "Joanna Reed (joanna.reed@trust.example)",
    ]
    assert (page.form("/book")["for"], page.form("/book")["title"]) == ("ann", "Reports")
    booked = facilities.follow(facilities.send(page, "/book", for_one="ann.okoro@trust.example"))
    assert names_on(booked) == ["Ann Okoro", "Facilities"]


def test_choice_counts_only_while_it_fits_what_is_typed(browsers: Browsers, service: Service, estate: Estate) -> None:
    add_crowd(service, estate)
    add_people(service, estate, "Ann Okoro", "Ann Bell", "Musa Hall")
    facilities = browsers.sign_in(estate, "facilities")
    asked = facilities.send_to_page(open_form(facilities, estate), "/book", for_="ann")

    booked = facilities.follow(facilities.send(asked, "/book", for_="musa", for_one="ann.bell@trust.example"))

    assert names_on(booked) == ["Musa Hall", "Facilities"]


def test_many_who_fit_are_listed_as_far_as_the_list_goes(browsers: Browsers, service: Service, estate: Estate) -> None:
    add_crowd(service, estate)
    add_people(service, estate, "Person 30")
    facilities = browsers.sign_in(estate, "facilities")

    page = facilities.send_to_page(open_form(facilities, estate), "/book", for_="person")

    why = "More than 30 people fit “person”. Type more of the name, or choose one of the first below."
    assert page.faults == [("#for", why)]
    assert (len(page.all(MEANT)), page.words_at(MEANT)[-1]) == (31, "Person 29 (person.29@trust.example)")


def test_choice_of_somebody_whom_one_may_not_book_for_is_not_taken(browsers: Browsers, estate: Estate) -> None:
    lead = browsers.sign_in(estate, "lead")

    page = lead.send_to_page(open_form(lead, estate), "/book", for_="trust.example", for_one="other@trust.example")

    assert page.faults == [("#for", "2 people fit “trust.example”. Choose one of them from the list.")]


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
def test_script_is_told_of_those_only_whom_one_may_book_for(
    browsers: Browsers, service: Service, estate: Estate
) -> None:
    add_people(service, estate, "Mateo Cruz")
    lead, facilities = browsers.sign_in(estate, "lead"), browsers.sign_in(estate, "facilities")

    mate = {"name": "Mate", "email": "mate@trust.example"}
    mateo = {"name": "Mateo Cruz", "email": "mateo.cruz@trust.example"}
    assert lead.fetch("/book/people?q=MAT").json() == {"people": [mate]}
    assert facilities.fetch("/book/people?q=mat").json() == {"people": [mate, mateo]}


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("brown k", ["Keisha Brown", "Kofi Brown"]),
        ("Brown, Keisha", ["Keisha Brown"]),
        ("keisha  BROWN", ["Keisha Brown"]),
        ("sian", ["Siân Hall-Reed"]),
        ("HALLREED", ["Siân Hall-Reed"]),
        ("reed-hall", ["Siân Hall-Reed"]),
        ("o brien", ["Mary O’Brien"]),
        ("obrien, mary", ["Mary O’Brien"]),
        ("eisha", ["Keisha Brown"]),
        ("kofi.brown@", ["Kofi Brown"]),
        ("keisha hall", []),
    ],
)
def test_colleague_is_found_by_the_parts_of_the_name_in_any_order(
    browsers: Browsers, service: Service, estate: Estate, typed: str, found: list[str]
) -> None:
    add_crowd(service, estate)
    add_people(service, estate, "Keisha Brown", "Kofi Brown", "Siân Hall-Reed", "Mary O’Brien")
    facilities = browsers.sign_in(estate, "facilities")

    with counting(service) as seen:
        answer = facilities.fetch(f"/book/people?{urlencode({'q': typed})}")

    assert [person["name"] for person in answer.json()["people"]] == found
    assert len(seen) == 2  # who asks, and who fits


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
def test_whole_name_surname_first_is_nobody_elses(browsers: Browsers, service: Service, estate: Estate) -> None:
    add_crowd(service, estate)
    add_people(service, estate, "Keisha Brown", "Keisha Browning")
    facilities = browsers.sign_in(estate, "facilities")

    booked = facilities.follow(facilities.send(open_form(facilities, estate), "/book", for_="Brown, Keisha"))

    assert names_on(booked) == ["Keisha Brown", "Facilities"]


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
def test_choice_counts_where_the_surname_was_typed_first(browsers: Browsers, service: Service, estate: Estate) -> None:
    add_crowd(service, estate)
    add_people(service, estate, "Keisha Brown", "Kofi Brown")
    facilities = browsers.sign_in(estate, "facilities")
    asked = facilities.send_to_page(open_form(facilities, estate), "/book", for_="brown k")
    assert asked.faults == [("#for", "2 people fit “brown k”. Choose one of them from the list.")]

    booked = facilities.follow(facilities.send(asked, "/book", for_one="kofi.brown@trust.example"))

    assert names_on(booked) == ["Kofi Brown", "Facilities"]


@pytest.mark.parametrize("typed", ["", "m", "%00ma", "x" * 255])
def test_script_is_told_of_nobody_before_there_is_something_to_look_for(
    browsers: Browsers, estate: Estate, typed: str
) -> None:
    answer = browsers.sign_in(estate, "facilities").fetch(f"/book/people?q={typed}")

    assert (answer.status_code, answer.json()) == (200, {"people": []})


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("staff", "Give the booking a name"),
        ("lead", "For somebody else, or with a name"),
        ("oak_facilities", "For somebody else, or with a name"),
    ],
)
def test_card_on_the_map_offers_no_more_than_one_may_do(
    browsers: Browsers, service: Service, estate: Estate, who: str, words: str
) -> None:
    draw_plan(service, estate, "D1")

    page = browsers.sign_in(estate, who).get(f"/floors/{estate.floor_refs['oak1']}?{DAY}")

    assert page.words_at("//a[@id='chosen-more']") == [words]


def test_nobody_else_is_offered_at_a_site_where_one_may_not_book_for_others(
    browsers: Browsers, service: Service, estate: Estate
) -> None:
    add_crowd(service, estate)
    granted = {"person_id": estate.actors["staff"].person.id, "role": "facilities", "granted_at": NOW}
    oak = {"scope": "site", "scope_id": int(estate.sites["oak"])}
    service.db.write(lambda tx: tx.execute(insert(role_grant).values(**granted, **oak)))
    both = browsers.sign_in(estate, "staff")

    here, there = open_form(both, estate, "D1"), open_form(both, estate, "F1")

    assert [len(page.all("//*[@id='for']")) for page in (here, there)] == [1, 0]
