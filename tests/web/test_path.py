"""The walking path: sign in, see a floor, take a desk, find it again, change it, cancel it, bring it back."""

import pytest

from tests.conftest import ENGINES
from tests.estate import Estate
from tests.web.browser import Browser
from tests.web.conftest import Browsers


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_person_books_changes_and_cancels_a_desk(staff: Browser, estate: Estate) -> None:
    floor = staff.get(f"/floors/{estate.floor_refs['oak1']}?date=2026-11-25&from=09:00&to=17:00")
    booking_page = staff.get(floor.link("Book D1"))
    assert booking_page.heading == "Book D1 First, Oak"

    booked = staff.follow(staff.send(booking_page, "/book", title="Reports"))
    assert booked.words_at("//*[@class='app-done']/p") == ["Booked."]
    address = str(booked.response.url.path)

    mine = staff.get("/bookings")
    assert mine.words_at("//h3") == ["Wednesday 25 November 2026"]
    assert mine.words_at("//*[@class='app-card__when']") == ["9am to 5pm"]

    form = staff.get(f"{address}/change")
    changed = staff.follow(staff.send(form, f"{address}/change", from_="10:00", to="12:30", resource=estate.ref("D2")))
    assert changed.heading == "D2 10am to 12:30pm, Wednesday 25 November 2026"

    cancelled = staff.follow(staff.send(staff.get(f"{address}/cancel"), f"{address}/cancel"))
    assert cancelled.words_at("//*[contains(@class, 'nhsuk-tag')]") == ["Cancelled"]

    back = staff.follow(staff.send(cancelled, f"{address}/reinstate"))
    assert back.words_at("//*[contains(@class, 'nhsuk-tag')]") == ["Confirmed"]
    assert back.words_at("//*[@class='app-done']/p") == ["Brought back. It is booked again."]


def test_two_people_cannot_have_one_desk(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    address = f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=17:00"
    other = browsers.sign_in(estate, "other")
    first, second = staff.get(address), other.get(address)

    won = staff.send(first, "/book")
    lost = other.send_to_page(second, "/book", title="Mine as well")

    assert (won.status_code, lost.status) == (303, 409)
    assert lost.faults == [
        (
            "",
            "D1 is already booked from 9am to 5pm on Wednesday 25 November 2026. Choose another time or another place.",
        )
    ]
    assert lost.form("/book")["title"] == "Mine as well"
    assert lost.words_at("//li[@class='app-offer']//strong") == ["D2", "D3", "D4"]


def test_place_offered_instead_is_taken_with_everything_typed(
    staff: Browser, browsers: Browsers, estate: Estate
) -> None:
    address = f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=17:00"
    page, other = staff.get(address), browsers.sign_in(estate, "other")
    other.send(other.get(address), "/book")
    lost = staff.send_to_page(page, "/book", title="Reports & more")

    instead = staff.get(lost.link("Take this: D2"))
    booked = staff.follow(staff.send(instead, "/book"))

    assert booked.heading == "D2 9am to 5pm, Wednesday 25 November 2026"
    assert booked.words_at("//dd[contains(@class, 'app-typed')]") == ["Reports & more"]


def test_booking_under_way_is_checked_in_and_ended(staff: Browser, estate: Estate) -> None:
    """The clock stands at 8am, so a booking from 7:45 is under way."""
    page = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-24&from=07:45&to=17:00")
    booked = staff.follow(staff.send(page, "/book"))
    address = str(booked.response.url.path)

    arrived = staff.follow(staff.send(booked, f"{address}/check-in"))
    left = staff.follow(staff.send(arrived, f"{address}/check-out"))

    assert arrived.words_at("//*[contains(@class, 'nhsuk-tag')]") == ["Checked in"]
    assert left.words_at("//*[contains(@class, 'nhsuk-tag')]") == ["Ended"]
    assert left.heading == "D1 7:45am to 8am, Tuesday 24 November 2026"
    assert [form.action for form in left.root.forms] == ["/search", "/sign-out"]
