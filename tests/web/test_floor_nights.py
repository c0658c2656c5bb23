"""The floor page for nights, and for addresses that say less than a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from booking.actions.service import Service
from booking.model.time import Interval
from tests.actions.steps import booked, wish
from tests.actions.test_closures import close
from tests.conftest import ENGINES
from tests.estate import Estate, at
from tests.web.browser import Browser
from tests.web.test_floor import NOTE, list_states, open_floor
from tests.web.test_floor_times import OAK1, open_by_day


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("from=22:00&to=06:00&to_date=2026-11-25", "10pm to 6am on Wednesday 25 November 2026"),
        ("from=22:00&to=00:00&to_date=2026-11-25", "10pm to midnight"),
        ("from=22:00&to=00:00", "10pm to midnight"),
        ("from=22:00&to=06:00", "10pm to 6am on Wednesday 25 November 2026"),
        ("from=19:30&to=08:30", "7:30pm to 8:30am on Wednesday 25 November 2026"),
    ],
)
def test_night_says_on_which_day_it_ends(staff: Browser, estate: Estate, times: str, said: str) -> None:
    page = open_floor(staff, estate, f"date=2026-11-24&{times}")

    assert page.words_at("//*[@id='said-when']") == [f"Tuesday 24 November 2026, {said}"]
    assert len(page.all("//noscript//a")) == times.endswith("from=22:00&to=00:00")


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("date=2027-10-30&from=01:30&to=05:00", ["9 free", "7 free"]),
        ("date=2027-10-30&from=00:00&to=01:40", ["9 free", "7 free"]),
        ("date=2027-10-30&from=00:00&to=00:00", ["9 free", "7 free"]),
        ("date=2027-10-30&from=00:00&to=01:15", ["9 free", "8 free"]),
        ("date=2027-10-31&from=01:30&to=05:00&from_pass=2", ["8 free", "9 free"]),
        ("date=2027-10-31&from=00:00&to=01:40&to_pass=1", ["8 free", "9 free"]),
        ("date=2027-10-31&from=02:00&to=05:00", ["9 free", "9 free"]),
    ],
)
def test_night_on_which_an_hour_comes_twice_has_its_number(
    staff: Browser, estate: Estate, service: Service, asked: str, said: list[str]
) -> None:
    """Of 9 places one is taken at the first half past one, which is 00:30 in UTC, another at the second."""
    first, second = (datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))
    for place, start in (("D1", first), ("D2", second)):
        taken = replace(wish(estate, place), interval=Interval(start, start + timedelta(minutes=15)))
        booked(service, estate.actors["other"], taken)

    page = open_floor(staff, estate, f"{asked}&days=1")

    assert page.words_at("//a[@data-date]//span[@class='app-week__free']")[:2] == said


def test_night_is_booked_from_the_map_and_its_form_keeps_no_day_of_the_end(staff: Browser, estate: Estate) -> None:
    page = open_floor(staff, estate, "date=2026-11-26&from=22:00&to=06:00")

    assert "to_date" not in page.form(f"/floors/{estate.floor_refs['oak1']}")
    assert set(list_states(page).values()) == {"Free"}
    form = staff.get(page.link("Book D1"))
    booked = staff.follow(staff.send(form, "/book"))
    assert booked.heading.startswith("D1 10pm on Thursday 26 November 2026 to 6am on Friday 27 November 2026")


@pytest.mark.parametrize(
    ("name", "times", "status"),
    [("open by day", "from=22:00&to=06:00", 422), ("closed for a while", "from=22:00&to=06:00", 200)],
)
def test_end_before_the_start_is_refused_where_nobody_is_there_at_night(
    staff: Browser, estate: Estate, service: Service, name: str, times: str, status: int
) -> None:
    if name == "open by day":
        open_by_day(service, estate, "oak")
    else:
        close(service, estate, *OAK1, interval=Interval(at("20:00"), at("08:00", "2026-11-26")), why="Boiler repair")

    page = open_floor(staff, estate, f"date=2026-11-25&{times}")

    fault = [("#to", "The end must be after the start. Choose a later end.")]
    assert (page.status, page.faults) == (status, fault if status == 422 else [])
    closed = ["Closed at this time. Choose another time or another day. (Boiler repair)"]
    assert page.words_at(NOTE) == ([] if status == 422 else closed)


@pytest.mark.parametrize("times", ["from=22:00&to=22:00", "from=19:30&to=08:45", "from=10:00&to=09:00"])
def test_end_that_makes_no_night_is_a_mistake_also_where_it_is_always_open(
    staff: Browser, estate: Estate, times: str
) -> None:
    page = open_floor(staff, estate, f"date=2026-11-24&{times}")

    assert page.status == 422
    assert "The end must be after the start. Choose a later end." in page.words


@pytest.mark.parametrize(
    "path", ["/floors/{floor}?date=2026-11-25", "/find?date=2026-11-25", "/book?resource={desk}&date=2026-11-25"]
)
def test_link_that_names_a_day_alone_means_its_working_day(staff: Browser, estate: Estate, path: str) -> None:
    page = staff.get(path.format(floor=estate.floor_refs["oak1"], desk=estate.ref("D1")))

    assert page.status == 200
    shown = [page.find(f"//main//input[@name='{name}']").get("value") for name in ("date", "from", "to")]
    assert shown == ["2026-11-25", "09:00", "17:00"]


def test_fields_that_are_sent_empty_are_asked_for(staff: Browser, estate: Estate) -> None:
    page = staff.get(f"/floors/{estate.floor_refs['oak1']}?date=2026-11-25&from=&to=")

    assert page.status == 422
    assert "Enter the start time." in page.words
