"""The start page."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.actions.service import Service
from booking.store.engine import Tx
from booking.store.estate import add_building, add_floor, add_site
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate
from tests.store.state import ask, run
from tests.web.browser import Browser, Clock, Page
from tests.web.conftest import Browsers
from tests.web.test_floor import counting

BEFORE = NOW - timedelta(days=5)


def had(service: Service, estate: Estate, place: str = "D1") -> None:
    booked(service, estate.actors["staff"], wish(estate, place, day="2026-11-20"), now=BEFORE)


def days(page: Page) -> list[str]:
    return page.words_at("//*[contains(@class, 'app-day-card__day')]")


def test_one_press_books_the_usual_desk(staff: Browser, estate: Estate, service: Service) -> None:
    had(service, estate)
    page = staff.get("/")
    assert page.words_at("//section[@aria-labelledby='usual']/p") == [
        "D1, First, Oak. Change your usual floor and hours"
    ]
    assert days(page) == ["Today Tuesday 24 November", "Tomorrow Wednesday 25 November", "Thursday 26 November"]
    assert page.words_at("//*[contains(@class, 'app-day-card')]//button") == [
        "Book D1, Today, 9am to 5pm", "Book D1, Tomorrow, 9am to 5pm", "Book D1, Thursday 26 November, 9am to 5pm",
    ]  # fmt: skip

    _, tomorrow, _ = (dict(form.form_values()) for form in page.root.forms if form.action == "/book")
    done = staff.follow(staff.client.post("/book", data=tomorrow))

    assert done.words_at("//*[@class='app-done']/p") == ["Booked."]
    assert done.heading == "D1 9am to 5pm, Wednesday 25 November 2026"
    assert [row.starts_at[:16] for row in ask(service, "SELECT starts_at FROM booking ORDER BY id")] == [
        "2026-11-20 09:00", "2026-11-25 09:00",
    ]  # fmt: skip
    assert "You have D1, 9am to 5pm, Tomorrow" in staff.get("/").words


def test_desk_that_was_taken_meanwhile_is_refused_with_what_is_free(
    staff: Browser, estate: Estate, service: Service
) -> None:
    had(service, estate)
    page = staff.get("/")
    today = next(dict(form.form_values()) for form in page.root.forms if form.action == "/book")
    booked(service, estate.actors["other"], wish(estate, day="2026-11-24"))

    refused = Page(staff.client.post("/book", data=today))

    assert refused.status == 409
    assert refused.words_at("//li[@class='app-offer']//strong") == ["D2", "D3", "D4"]
    assert staff.get("/").words_at("//*[@class='app-day-card__note']") == [
        "D1 cannot be booked then. This is the nearest free desk."
    ]


def test_day_leads_to_the_map_at_the_usual_hours_and_parts_of_the_day(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service, clock: Clock
) -> None:
    had(service, estate)
    floor = f"/floors/{estate.floor_refs['oak1']}?date=2026-11-25"

    page = staff.get("/")
    assert page.link("9am to 5pm, Tomorrow") == f"{floor}&from=09%3A00&to=17%3A00"
    assert page.link("Morning, Tomorrow, 9am to 1pm") == f"{floor}&from=09%3A00&to=13%3A00"
    assert page.link("Afternoon, Tomorrow, 1pm to 5pm") == f"{floor}&from=13%3A00&to=17%3A00"

    clock.now = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    later = browsers.sign_in(estate, "staff").get("/")
    assert later.words_at("//*[contains(@class, 'app-day-card')][1]//a") == ["2:15pm to 5pm, Today"]


def test_what_is_under_way_comes_first_with_its_check_in(staff: Browser, estate: Estate, service: Service) -> None:
    page = staff.get("/")
    assert page.all("//section[@aria-labelledby='now']") == []
    earlier = NOW - timedelta(hours=1)
    booked(service, estate.actors["staff"], wish(estate, "D2", "07:30", "12:00", day="2026-11-24"), now=earlier)
    booked(service, estate.actors["staff"], wish(estate, "D3", day="2026-11-26"))

    page = staff.get("/")

    assert page.words_at("//section[@aria-labelledby]/h2")[0] == "Now"
    (check_in,) = page.words_at("//section[@aria-labelledby='now']//button[not(contains(@class, 'secondary'))]")
    assert check_in == "Check in D2, 7:30am to 12pm on Tuesday 24 November 2026".replace("12pm", "midday")
    assert page.words_at("//section[@aria-labelledby='next']//h3") == ["D3, 9am to 5pm on Thursday 26 November 2026"]


def test_list_says_for_whom_a_booking_was_made(browsers: Browsers, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["lead"], wish(estate, "D2", for_person="mate"))

    names = "//*[@class='app-card__names']"
    assert browsers.sign_in(estate, "lead").get("/").words_at(names) == ["For Mate, booked by you"]
    assert browsers.sign_in(estate, "mate").get("/").words_at(names) == ["For you, booked by Lead"]


def test_usual_site_alone_is_shown_with_the_way_to_all(staff: Browser, estate: Estate, service: Service) -> None:
    assert staff.get("/").words_at("//section[@class='app-site']/h3") == ["Elm", "Oak"]

    had(service, estate)

    page = staff.get("/")
    assert page.words_at("//section[@aria-labelledby='where']/h2") == ["Floors at Oak"]
    assert page.words_at("//*[@class='app-floor-link']") == ["First, Oak", "Second, Oak"]
    assert page.link("All sites and floors") == "/floors"


def test_site_of_the_floor_opened_last_stands_open_among_many(staff: Browser, estate: Estate, service: Service) -> None:
    build_sites(service, estate, 6)
    opened = "//details[@open]//*[@class='nhsuk-details__summary-text']"
    page = staff.get("/")
    assert page.words_at(opened) == []
    assert len(page.all("//details")) == 8
    assert page.link("Free desks at Oak").startswith("/find?date=2026-11-24&from=08%3A00&to=17%3A00&kind=desk&site=")

    staff.get(f"/floors/{estate.floor_refs['oak2']}")

    assert staff.get("/").words_at(opened) == ["Oak"]


def test_newcomer_among_many_sites_finds_a_free_desk_in_three_actions(
    staff: Browser, estate: Estate, service: Service
) -> None:
    build_sites(service, estate, 6)

    found = staff.get(staff.get("/").link("Free desks at Oak"))
    place = staff.get(str(found.find("(//li[contains(@class, 'app-offer')]//a)[1]").get("href")))
    done = staff.follow(staff.send(place, "/book"))

    assert done.words_at("//*[@class='app-done']/p") == ["Booked."]


def build_sites(service: Service, estate: Estate, number: int) -> None:
    def write(tx: Tx) -> None:
        for one in range(number):
            site = add_site(tx, estate.organisation_id, f"Site {one}", "Europe/London")
            add_floor(tx, add_building(tx, site, f"House {one}"), "Ground", 0)

    service.db.write(write)


def test_page_costs_four_statements_beside_the_sign_in(staff: Browser, estate: Estate, service: Service) -> None:
    had(service, estate)
    with counting(service) as seen:
        page = staff.get("/")

    assert page.status == 200
    assert len(days(page)) == 3
    assert len(seen) == 5, "\n".join(seen)


def test_page_of_somebody_without_any_role_says_whom_to_ask(browsers: Browsers, estate: Estate) -> None:
    page = browsers.sign_in(estate, "nobody").get("/")

    assert page.status == 200
    assert "There is no floor here that you may look at. Ask your facilities team to add you." in page.words


@pytest.mark.parametrize(
    ("who", "ways"),
    [
        ("auditor", ["Read the audit of who did what"]),
        ("cleaner", ["See what is to be cleaned, and say what has been cleaned"]),
    ],
)
def test_somebody_who_cannot_book_is_told_what_they_can_do(
    browsers: Browsers, estate: Estate, service: Service, who: str, ways: list[str]
) -> None:
    if who == "cleaner":
        run(service, "UPDATE role_grant SET role = 'cleaner' WHERE role = 'auditor'")
    browser, booker = browsers.sign_in(estate, "auditor"), browsers.sign_in(estate, "staff")
    both = [*ways, "Look at the floors, and at what is free or taken", "Search for a place or a colleague"]

    start, own, floors = (browser.get(path) for path in ("/", "/bookings", "/floors"))

    assert start.words_at("//section[@aria-labelledby='next']//h2") == ["What you can do"]
    for page in (start, own):
        assert "Your role does not include booking. Ask your facilities team" in page.words
        assert page.words_at("//main//ul[contains(@class, 'nhsuk-list--bullet')]//a") == both
        for link in page.all("//main//ul[contains(@class, 'nhsuk-list--bullet')]//a"):
            assert browser.get(str(link.get("href"))).status == 200
    for page in (start, own, floors):
        assert not {"Book a desk or a room", "Where do you want to work?", "Choose a floor to see"} & {
            words for words in ("Book a desk or a room", "Where do you want to work?", "Choose a floor to see")
            if words in page.words
        }  # fmt: skip
        assert "Floors" in page.words_at("//nav//a")
        assert "Book" not in page.words_at("//nav//a")
    theirs = booker.get("/")
    assert "Where do you want to work?" in theirs.words
    assert "Book" in theirs.words_at("//nav//a")
    assert "Your role does not include booking" not in theirs.words
    assert booker.get("/bookings").link("Book a desk or a room") == "/floors"


def test_somebody_who_cannot_book_sees_what_was_booked_for_them(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    auditor = estate.actors["auditor"].person.id
    run(service, "UPDATE booking SET person_id = :auditor WHERE id = :id", auditor=auditor, id=made.booking.id)

    start = browsers.sign_in(estate, "auditor").get("/")

    assert start.words_at("//section[@aria-labelledby='next']//h2") == ["Your next bookings"]
    assert "D1, " in start.words


def test_day_with_a_desk_leads_to_no_time_at_which_another_would_be_refused(
    staff: Browser, estate: Estate, service: Service
) -> None:
    had(service, estate)
    booked(service, estate.actors["staff"], wish(estate, "D2", "09:00", "12:00", day="2026-11-25"))

    ways = staff.get("/").words_at("//*[contains(@class, 'app-day-card')][2]//li/a")

    assert ways == ["Afternoon, Tomorrow, 1pm to 5pm"]
