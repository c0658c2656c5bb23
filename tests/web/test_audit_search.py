"""The audit searched by person and place, within a day of the site's own clock."""

from datetime import UTC, datetime

import pytest

from booking.actions.service import Service
from tests.estate import Estate
from tests.store.state import run
from tests.web.browser import Browser, Clock
from tests.web.conftest import Browsers

WORDS = "//*[@class='app-story__words']"


@pytest.fixture
def auditor(browsers: Browsers, estate: Estate) -> Browser:
    """The auditor, after Lead booked D1 for Mate, and Staff booked D2."""
    lead, staff = browsers.sign_in(estate, "lead"), browsers.sign_in(estate, "staff")
    form = lead.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=10:00")
    lead.send(form, "/book", for_="mate@trust.example")
    staff.send(staff.get(f"/book?resource={estate.ref('D2')}&date=2026-11-25&from=09:00&to=10:00"), "/book")
    return browsers.sign_in(estate, "auditor")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=mate", ["Lead booked D1 for Mate."]),
        ("person=LEAD@trust.example", ["Lead signed in.", "Lead booked D1 for Mate."]),
        ("place=oak+d2", ["Staff booked D2."]),
        ("place=d1&person=mate", ["Lead booked D1 for Mate."]),
        ("place=d2&person=mate", []),
    ],
)
def test_day_is_searched_by_person_and_place(auditor: Browser, query: str, found: list[str]) -> None:
    page = auditor.get(f"/audit?date=2026-11-24&{query}")

    assert (page.status, page.words_at(WORDS)) == (200, found)


def test_closed_account_and_place_that_left_are_found(auditor: Browser, service: Service) -> None:
    run(service, "UPDATE person SET active = :no, name = 'Siân O’Mate' WHERE name = 'Mate'", no=False)
    run(service, "UPDATE resource SET retired_at = :at WHERE name = 'D1'", at="2026-11-24 08:00:00")

    assert auditor.get("/audit?date=2026-11-24&person=omate+sian").words_at(WORDS) == [
        "Lead booked D1 for Siân O’Mate."
    ]
    assert auditor.get("/audit?date=2026-11-24&place=d1").words_at(WORDS) == ["Lead booked D1 for Siân O’Mate."]


@pytest.mark.parametrize(
    ("query", "field", "why"),
    [
        ("person=zzz", "person", "We know nobody of that name or address. Check the spelling, or type less of it."),
        ("place=zzz", "place", "We know no place of that name. Check the spelling, or type less of it."),
        ("place=!", "place", "We know no place of that name. Check the spelling, or type less of it."),
    ],
)
def test_what_fits_nobody_is_said_beside_the_field(auditor: Browser, query: str, field: str, why: str) -> None:
    page = auditor.get(f"/audit?date=2026-11-24&{query}")

    assert (page.status, page.faults) == (422, [(f"#{field}", why)])
    assert page.words_at(f"//*[@id='{field}-error']") == [f"Error: {why}"]
    assert page.words_at(WORDS) == []


def test_nothing_that_fits_says_what_to_change(auditor: Browser) -> None:
    page = auditor.get("/audit?date=2026-11-20&person=mate")

    assert page.words_at("//p[@class='app-empty']") == [
        "Nothing that fits was written down on this day. Try another day, or leave the person empty."
    ]


def test_day_begins_at_midnight_of_the_site(browsers: Browsers, estate: Estate, clock: Clock) -> None:
    """In summer London is an hour before UTC: half past eleven at night in UTC is the next day there."""
    clock.now = datetime(2026, 7, 1, 22, 59, tzinfo=UTC)
    browsers.sign_in(estate, "staff")
    clock.now = datetime(2026, 7, 1, 23, 0, tzinfo=UTC)
    browsers.sign_in(estate, "mate")
    auditor = browsers.sign_in(estate, "auditor")

    assert auditor.get("/audit?date=2026-07-01").words_at(WORDS) == ["Staff signed in."]
    assert auditor.get("/audit?date=2026-07-02").words_at(WORDS) == ["Mate signed in.", "Auditor signed in."]


def test_pages_of_a_day_keep_the_person(auditor: Browser, browsers: Browsers, estate: Estate) -> None:
    staff = browsers.sign_in(estate, "staff")
    for _ in range(60):
        staff.send(staff.get("/"), "/sign-out")
        staff.sign_in("staff")
    browsers.sign_in(estate, "mate")

    first = auditor.get("/audit?date=2026-11-24&person=staff")
    second = auditor.get(first.link("Later the same day"))

    lengths = [len(page.words_at(WORDS)) for page in (first, second)]
    assert lengths == [100, 23]
    assert {words.partition(" ")[0] for words in second.words_at(WORDS)} == {"Staff"}
