"""The free times on the page on which a place is booked."""

from datetime import UTC, date, datetime

from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.people import Role
from booking.model.policy import ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from tests.actions.steps import booked, wish
from tests.estate import Estate, set_rules
from tests.store.state import run
from tests.web.browser import Browser, Clock, Page
from tests.web.conftest import Browsers
from tests.web.test_floor import counting

LINKS = "//*[@class='app-free']//a"
DAY = "//*[@class='app-free']/h2"


def open_book(browser: Browser, estate: Estate, place: str = "D1", query: str = "") -> Page:
    return browser.get(f"/book?resource={estate.ref(place)}&date=2026-11-26&from=12:00&to=13:00{query}")


def open_in_office_hours(service: Service, estate: Estate) -> None:
    hours = ((ClockSpan(8 * 60, 18 * 60),),) * 7
    set_rules(service, Rule(RuleScope.ORGANISATION, int(estate.organisation_id), None, RuleField.OPENING, hours))


def test_free_times_are_links_that_fill_in_the_times(staff: Browser, estate: Estate, service: Service) -> None:
    open_in_office_hours(service, estate)
    booked(service, estate.actors["other"], wish(estate, "Small", "10:00", "12:00", day="2026-11-26"))

    page = open_book(staff, estate, "Small", "&people=3&title=Planning+%26+tea")

    assert page.words_at(DAY) == ["Free on Thursday 26 November"]
    assert page.words_at(LINKS) == ["8am to 10am", "midday to 6pm", "Afternoon, 1pm to 5pm"]
    filled = staff.get(page.link("midday to 6pm")).form("/book")
    assert {name: filled[name] for name in ("date", "from", "to", "people", "title")} == {
        "date": "2026-11-26", "from": "12:00", "to": "18:00", "people": "3", "title": "Planning & tea",
    }  # fmt: skip


def test_link_to_a_free_time_leads_to_a_booking(staff: Browser, estate: Estate, service: Service) -> None:
    open_in_office_hours(service, estate)
    booked(service, estate.actors["other"], wish(estate, "D1", "10:00", "12:00", day="2026-11-26"))

    filled = staff.get(open_book(staff, estate).link("8am to 10am"))
    assert filled.words_at(f"{LINKS}[@aria-current='true']") == ["8am to 10am"]
    done = staff.follow(staff.send(filled, "/book"))

    assert done.heading == "D1 8am to 10am, Thursday 26 November 2026"


def test_day_that_is_free_throughout_offers_its_parts(staff: Browser, estate: Estate) -> None:
    page = open_book(staff, estate)

    assert page.words_at(DAY) == ["Free all day on Thursday 26 November"]
    assert page.words_at(LINKS) == ["Morning, 9am to 1pm", "Afternoon, 1pm to 5pm", "All day, 9am to 5pm"]


def test_taken_place_says_when_it_is_free_before_and_after_the_press(
    staff: Browser, estate: Estate, service: Service
) -> None:
    open_in_office_hours(service, estate)
    before = open_book(staff, estate)
    booked(service, estate.actors["other"], wish(estate, "D1", "08:00", "17:00", day="2026-11-26"))

    refused = staff.send_to_page(before, "/book")

    assert refused.status == 409
    for page in (refused, open_book(staff, estate)):
        assert (page.words_at(DAY), page.words_at(LINKS)) == (["Free on Thursday 26 November"], ["5pm to 6pm"])


def test_full_and_closed_days_are_not_free(staff: Browser, estate: Estate, service: Service) -> None:
    open_in_office_hours(service, estate)
    booked(service, estate.actors["other"], wish(estate, "D1", "08:00", "18:00", day="2026-11-26"))
    assert open_book(staff, estate).words_at(DAY) == ["Not free on Thursday 26 November"]

    oak = (RuleScope.SITE, int(estate.sites["oak"]))
    set_rules(service, Rule(*oak, None, RuleField.CLOSED_DAY, ClosedDay(date(2026, 11, 26), "Works")))
    assert open_book(staff, estate, "D2").words_at(DAY) == ["Not free on Thursday 26 November"]


def test_today_begins_now_and_the_past_is_left_out(
    browsers: Browsers, estate: Estate, service: Service, clock: Clock
) -> None:
    open_in_office_hours(service, estate)
    clock.now = datetime(2026, 11, 26, 15, 50, tzinfo=UTC)
    staff = browsers.sign_in(estate, "staff")

    page = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-26&from=16:00&to=17:00")
    assert page.words_at(LINKS) == ["4pm to 6pm", "Afternoon, 4pm to 5pm", "All day, 4pm to 5pm"]

    assert staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=16:00&to=17:00").all(DAY) == []


def test_who_may_not_book_there_is_not_shown_when(staff: Browser, estate: Estate, service: Service) -> None:
    oak = (RuleScope.SITE, int(estate.sites["oak"]))
    assert len(open_book(staff, estate).all(DAY)) == 1

    set_rules(service, Rule(*oak, ResourceKind.DESK, RuleField.WHO_MAY_BOOK, frozenset({Role.FACILITIES})))

    assert open_book(staff, estate).all(DAY) == []


def test_form_with_a_fault_still_shows_the_day(staff: Browser, estate: Estate) -> None:
    page = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-26&from=12:00&to=x&title=Notes")

    assert page.status == 422
    assert "title=Notes" in page.link("Morning, 9am to 1pm")
    assert staff.get(f"/book?resource={estate.ref('D1')}&date=x&from=12:00&to=13:00").all(DAY) == []


def test_free_times_cost_one_statement(staff: Browser, estate: Estate, service: Service) -> None:
    """The sign-in, the place, the four of the preview after its own place, and the day."""
    with counting(service) as seen:
        page = open_book(staff, estate)

    assert len(page.all(DAY)) == 1
    assert len(seen) == 8, "\n".join(seen)


def test_room_whose_floor_is_known_costs_no_more_statements(staff: Browser, estate: Estate, service: Service) -> None:
    """For how many people it is follows from the rules that the preview has read."""
    address = f"/book?resource={estate.ref('Large')}&date=2026-11-26&from=09:00&to=10:00&people=4"
    with counting(service) as before:
        staff.get(address)
    run(
        service,
        "INSERT INTO plan (ref, floor_id, version, width, height, metres_per_unit, backdrop_svg, published_at) "
        "VALUES ('p', :floor, 1, 20, 10, 1, '<svg/>', '2026-11-01 00:00:00+00:00')",
        floor=estate.floors["oak1"],
    )
    run(service, "UPDATE floor SET plan_id = (SELECT id FROM plan) WHERE id = :floor", floor=estate.floors["oak1"])
    run(
        service,
        "INSERT INTO place (plan_id, resource_id, outline, label_x, label_y, area_m2) "
        "SELECT (SELECT id FROM plan), id, '[[0, 0], [4, 0], [4, 3]]', 1, 1, 30.5 FROM resource WHERE name = 'Large'",
    )
    trust = (RuleScope.ORGANISATION, int(estate.organisation_id), ResourceKind.MEETING_ROOM)
    set_rules(service, Rule(*trust, RuleField.PERSON_AREA_DM2, 500))

    with counting(service) as seen:
        page = staff.get(address)

    assert "for up to 6 people: its 30.5 m² of floor give each person 5 m²" in page.words
    assert len(seen) == len(before), "\n".join(seen)
