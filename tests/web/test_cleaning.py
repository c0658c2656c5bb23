"""The pages of those who clean."""

import pytest

from booking.actions.service import Service
from booking.model.people import Grant, Role, ScopeKind
from booking.store.engine import Tx
from booking.store.people import NewPerson, add_person
from tests.actions.steps import booked, wish
from tests.actions.test_clean import LATER, lock_for
from tests.estate import _HASH, NOW, Estate, at
from tests.web.browser import Browser, Clock
from tests.web.conftest import Browsers


@pytest.fixture
def cleaner(service: Service, estate: Estate, browsers: Browsers, clock: Clock) -> Browser:
    """The browser of a cleaner at Oak at 6pm, where D1 was used until 5pm and every place is locked for 72 hours."""

    def write(tx: Tx) -> None:
        grant = Grant(Role.CLEANER, ScopeKind.SITE, int(estate.sites["oak"]))
        add_person(tx, estate.organisation_id, NewPerson("Kim Doe", "kim@trust.example", _HASH, (), (grant,)), NOW)

    service.db.write(write)
    lock_for(service, estate)
    booked(service, estate.actors["staff"], wish(estate))
    clock.now = LATER
    return browsers.sign_in(estate, "kim")


def test_cleaner_finds_what_to_clean_and_says_that_it_is_done(cleaner: Browser, estate: Estate) -> None:
    page = cleaner.get("/cleaning")
    address = f"/places/{estate.ref('D1')}/cleaned"

    assert page.words_at("//li[@class='app-offer']//a | //li[@class='app-offer']//*[@class='app-row__facts']") == [
        "D1",
        "Used until 5pm",
        "Locked, free again at 5pm on Saturday 28 November 2026",
    ]
    after = cleaner.follow(cleaner.send(page, address))
    assert after.words_at("//*[@role='status']") == ["D1 is noted as cleaned. It can be booked again."]
    assert "There is nothing to clean now." in after.words


def test_list_names_the_next_booking_and_can_be_narrowed_to_a_floor(
    cleaner: Browser, service: Service, estate: Estate
) -> None:
    booked(service, estate.actors["other"], wish(estate, "E1", end="12:00"))
    booked(service, estate.actors["other"], wish(estate, "E1", day="2026-11-30"))

    page = cleaner.get("/cleaning")
    upstairs = cleaner.get(f"/cleaning?floor={estate.floor_refs['oak2']}")
    nowhere = cleaner.get(f"/cleaning?floor={'a' * 26}")

    assert page.words_at("//section/h2") == ["Second, Oak", "First, Oak"]
    assert "Next booked from 9am on Monday 30 November 2026" in page.words
    assert upstairs.words_at("//section/h2") == ["Second, Oak"]
    assert "There is nothing to clean here now." in nowhere.words


def test_code_at_the_door_leads_to_one_question_and_its_answer(cleaner: Browser, estate: Estate) -> None:
    address = f"/places/{estate.ref('D1')}/cleaned"
    page = cleaner.get(address)

    assert "It was used until 5pm and is kept free until 5pm on Saturday 28 November 2026." in page.words
    after = cleaner.follow(cleaner.send(page, address))
    assert "D1 was cleaned already, by Kim Doe at 6pm on Wednesday 25 November 2026. Nothing more to do." in after.words
    assert after.all("//main//button") == []


@pytest.mark.parametrize(
    ("clock_time", "status", "why"),
    [
        ("16:59", 409, "D1 is booked until 5pm on Wednesday 25 November 2026"),
        ("08:59", 422, "D1 is not locked, so there is nothing to release."),
    ],
)
def test_wrong_state_is_answered_clearly(  # the page was opened when the place was locked
    cleaner: Browser, clock: Clock, estate: Estate, clock_time: str, status: int, why: str
) -> None:
    address = f"/places/{estate.ref('D1')}/cleaned"
    page = cleaner.get(address)
    clock.now = at(clock_time)

    answer = cleaner.send_to_page(page, address)

    assert answer.status == status
    assert [text.startswith(why) for _, text in answer.faults] == [True]


def test_second_of_two_cleaners_learns_that_the_first_was_there(
    cleaner: Browser, browsers: Browsers, estate: Estate
) -> None:
    address = f"/places/{estate.ref('D1')}/cleaned"
    page = cleaner.get(address)
    manager = browsers.sign_in(estate, "facilities")
    assert manager.send(manager.get(address), address).status_code == 303

    answer = cleaner.send_to_page(page, address)

    assert answer.status == 412
    assert answer.faults[0][1].startswith("D1 was cleaned already, by Facilities at 6pm")


def test_cleaner_sees_the_way_to_cleaning_and_staff_do_not(
    cleaner: Browser, browsers: Browsers, estate: Estate
) -> None:
    staff = browsers.sign_in(estate, "staff")

    assert "Cleaning" in cleaner.get("/floors").words_at("//nav//a")
    assert "Cleaning" not in staff.get("/floors").words_at("//nav//a")
    assert staff.get("/cleaning").status == 403


def test_history_of_the_place_tells_who_cleaned_it(cleaner: Browser, browsers: Browsers, estate: Estate) -> None:
    address = f"/places/{estate.ref('D1')}/cleaned"
    cleaner.send(cleaner.get(address), address)

    told = browsers.sign_in(estate, "auditor").get(f"/resources/{estate.ref('D1')}/history")

    assert "Kim Doe noted that D1 was cleaned." in told.words
    assert "It would have been kept free until 5pm on Saturday 28 November 2026." in told.words
