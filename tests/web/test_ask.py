"""What the card on the map is told before somebody presses."""

from datetime import date
from typing import Any

import pytest

from booking.actions.service import Service
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from tests.estate import Estate, set_rules
from tests.store.state import count
from tests.web.browser import Browser
from tests.web.conftest import Browsers
from tests.web.test_book import DAY
from tests.web.test_floor import book


def ask(browser: Browser, estate: Estate, name: str, people: str = "1", when: str = DAY) -> dict[str, Any]:
    answer = browser.fetch(f"/book/ask?resource={estate.ref(name)}&{when}&people={people}")
    assert answer.status_code == 200
    return dict(answer.json())


def test_place_that_would_be_accepted_is_not_refused_and_nothing_is_written(
    staff: Browser, estate: Estate, service: Service
) -> None:
    assert ask(staff, estate, "D1") == {"refused": "", "own": None, "better": None}
    assert count(service, "booking") == 0


def test_desk_beside_another_of_ones_own_is_refused_beforehand_in_the_words_of_booking(
    staff: Browser, estate: Estate
) -> None:
    page = staff.get(f"/book?resource={estate.ref('D2')}&{DAY}")
    book(staff, estate, "D1")

    told = ask(staff, estate, "D2")

    sent = staff.send_to_page(page, "/book")
    own = told["own"]
    assert (own["text"], own["href"]) == ("See that booking", sent.link("See that booking"))
    assert own["change_text"] == "Change it to this place instead"
    assert own["change_href"] == sent.link(own["change_text"])
    assert told["refused"] in sent.words
    assert "D1" in told["refused"]


def test_taken_and_closed_places_are_refused_for_what_they_are(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    book(browsers.sign_in(estate, "other"), estate, "D1")
    shut = ClosedDay(date(2026, 11, 26), "Fire alarm test")
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.CLOSED_DAY, shut))

    assert "already booked" in ask(staff, estate, "D1")["refused"]
    closed = ask(staff, estate, "D2", when="date=2026-11-26&from=09:00&to=10:00")
    assert "Fire alarm test" in closed["refused"]
    assert closed["own"] is None


def test_better_sized_room_is_named_before_the_press(staff: Browser, estate: Estate) -> None:
    told = ask(staff, estate, "Large", people="3")

    assert told["better"] == {
        "name": "Small",
        "facts": "4 seats, same floor",
        "href": f"/book?date=2026-11-25&from=09%3A00&to=10%3A00&resource={estate.ref('Small')}&people=3",
    }


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("date=2026-11-25&from=10:00&to=09:00&people=1", "The end must be after the start. Choose a later end."),
        ("date=x&from=09:00&to=10:00&people=1", "This is not a date that we can read."),
        ("date=2027-03-28&from=01:30&to=03:00&people=1", "The clocks go forward that night"),
    ],
)
def test_time_that_names_none_is_refused_in_words(staff: Browser, estate: Estate, query: str, refused: str) -> None:
    answer = staff.fetch(f"/book/ask?resource={estate.ref('D1')}&{query}")

    assert refused in answer.json()["refused"]
