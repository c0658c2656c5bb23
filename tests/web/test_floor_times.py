"""The floor page at other times: other days, times past, too far ahead, closed, or typed wrongly."""

from datetime import date, timedelta

import pytest

from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.policy import ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from booking.model.time import Interval
from tests.actions.steps import booked, wish
from tests.actions.test_closures import close
from tests.conftest import ENGINES
from tests.estate import NOW, Estate, at, set_rules
from tests.web.browser import Browser, Clock
from tests.web.conftest import Browsers
from tests.web.test_floor import NOTE, book, draw_plan, list_states, open_floor

NOT_YET = "Not open for booking yet: bookings open on"
OAK1 = ("D1", "D2", "D3", "D4", "Small", "Middle", "Large", "Clinic", "Visits")


def test_time_that_nobody_asked_for_is_the_rest_of_today(staff: Browser, estate: Estate) -> None:
    page = open_floor(staff, estate, "")

    assert page.title == "First, Oak: Tuesday 24 November 2026, 8am to 5pm – Clinic Space Booking"
    assert page.form(f"/floors/{estate.floor_refs['oak1']}") == {
        "date": "2026-11-24",
        "from": "08:00",
        "to": "17:00",
        "kind": "",
    }


def test_other_days_and_parts_of_the_day_are_one_link_away(staff: Browser, clock: Clock, estate: Estate) -> None:
    clock.now = NOW + timedelta(hours=2, minutes=5)
    staff.sign_in("staff")
    here = f"/floors/{estate.floor_refs['oak1']}"

    page = open_floor(staff, estate, "date=2026-11-24&from=11:00&to=12:00&kind=desk&free=1")

    kept = "&kind=desk&free=1"
    links = "//nav[@aria-label='Other times']//a[not(ancestor::li[@hidden])]"
    addresses = [str(link.get("href")) for link in page.all(links)]
    days = ("Tue 24 Nov", "Wed 25 Nov", "Thu 26 Nov", "Fri 27 Nov", "Sat 28 Nov", "Sun 29 Nov", "Mon 30 Nov")
    assert list(zip(addresses, page.words_at(links), strict=True)) == [
        *((f"{here}?date=2026-11-{int(day[4:6])}&from=11%3A00&to=12%3A00{kept}", day) for day in days),
        (f"{here}?date=2026-12-01&from=11%3A00&to=12%3A00{kept}", "→The week after, from Tue 1 Dec"),
        (f"{here}?date=2026-11-24&from=11%3A00&to=12%3A00{kept}&days=1", "Say how many places are free on each day"),
        (f"{here}?date=2026-11-24&from=10%3A15&to=13%3A00{kept}", "Morning"),
        (f"{here}?date=2026-11-24&from=13%3A00&to=17%3A00{kept}", "Afternoon"),
        (f"{here}?date=2026-11-24&from=10%3A15&to=17%3A00{kept}", "All day"),
    ]


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
@pytest.mark.parametrize(
    ("filters", "times", "said"),
    [
        ("", "from=09:00&to=10:00", ["9 free", "8 free", "8 free", "Closed", "9 free", "9 free", "9 free"]),
        ("&kind=desk", "from=09:00&to=10:00", ["4 free", "3 free", "3 free", "Closed", "4 free", "4 free", "4 free"]),
        ("&feature=none-has", "from=09:00&to=10:00", ["0 free", "0 free", "0 free", "Closed", *["0 free"] * 3]),
        ("", "from=07:00&to=08:00", ["", "9 free", "9 free", "Closed", "9 free", "9 free", "9 free"]),
        ("&kind=desk", "from=07:30&to=08:30", ["4 free", "4 free", "4 free", "Closed", "4 free", "4 free", "4 free"]),
        ("", "from=09:00&to=01:00&to_date=2026-11-25", [""] * 7),
    ],
    ids=["all", "desks", "what nothing has", "over today", "begun today", "over midnight"],
)
def test_each_day_says_how_much_is_free_then(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service, filters: str, times: str, said: list[str]
) -> None:
    """At 8am, with a desk that was used until then, one that somebody has tomorrow, and one's own on the day after."""
    other = browsers.sign_in(estate, "other")
    until_now = wish(estate, "D3", "07:00", "08:00", day="2026-11-24")
    booked(service, estate.actors["other"], until_now, at("06:00", "2026-11-24"))
    book(other, estate, "D1")
    book(staff, estate, "D2", "date=2026-11-26&from=09:00&to=10:00")
    shut = ClosedDay(date(2026, 11, 27), "Fire alarm test")
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.CLOSED_DAY, shut))

    page = open_floor(staff, estate, f"date=2026-11-24&{times}{filters}&days=1")

    assert page.words_at("//a[@data-date]//span[@class='app-week__free']") == said


def test_numbers_of_days_are_one_link_away_without_script_and_stay_for_other_times(
    staff: Browser, estate: Estate
) -> None:
    page = open_floor(staff, estate, "date=2026-11-24&from=09:00&to=10:00&kind=desk")
    assert page.words_at("//span[@class='app-week__free']") == [""] * 7

    (link,) = page.all("//noscript//a")
    counted = staff.get(str(link.get("href")))

    assert counted.words_at("//span[@class='app-week__free']")[1] == "4 free"
    assert counted.all("//noscript//a") == []
    assert all("days=1" in str(each.get("href")) for each in counted.all("//nav[@class='app-steps']//a"))
    assert [each.get("value") for each in counted.all("//form[@id='when']//input[@name='days']")] == ["1"]


def test_day_too_far_ahead_has_nothing_free(staff: Browser, estate: Estate, service: Service) -> None:
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.HORIZON_DAYS, 2))

    page = open_floor(staff, estate, "date=2026-11-24&from=09:00&to=10:00&days=1")

    said = page.words_at("//a[@data-date]//span[@class='app-week__free']")
    assert said == ["9 free", "9 free", "9 free", "0 free", "0 free", "0 free", "0 free"]


def test_closed_floor_offers_nothing(staff: Browser, estate: Estate, service: Service) -> None:
    hours = ((ClockSpan(8 * 60, 18 * 60),),) * 7
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.OPENING, hours))

    page = open_floor(staff, estate, "date=2026-11-25&from=17:00&to=19:00")

    assert set(list_states(page).values()) == {"Closed: open 8am to 6pm on Wednesdays"}
    assert page.all("//*[@id='list']//a") == []


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("date=2026-11-27&from=09:00&to=10:00", "Closed: open 10am to 4pm on Fridays"),
        ("date=2026-11-27&from=10:00&to=11:00", "Free"),
        ("date=2026-11-27&from=15:30&to=16:30", "Closed: open 10am to 4pm on Fridays"),
        ("date=2026-11-28&from=12:00&to=13:00", "Closed: not open on Saturdays"),
        ("date=2026-11-30&from=12:15&to=13:00", "Closed: open 9am to midday and 1pm to 7:30pm on Mondays"),
        ("date=2026-12-04&from=09:00&to=10:00", "Closed"),
        ("date=2026-12-11&from=09:00&to=10:00", "Closed until midday: flood"),
    ],
)
def test_visiting_room_that_is_closed_says_when_it_opens(
    staff: Browser, estate: Estate, service: Service, when: str, said: str
) -> None:
    """A closed day and a closure say their own; on the map, in its list and for those who hear it."""
    draw_plan(service, estate, "Visits")
    short, split = (ClockSpan(600, 960),), (ClockSpan(540, 720), ClockSpan(780, 1170))
    scope, key = RuleScope.SITE, int(estate.sites["oak"])
    opening = Rule(scope, key, ResourceKind.VISITING_ROOM, RuleField.OPENING, (split, *(short,) * 4, (), ()))
    shut = Rule(scope, key, None, RuleField.CLOSED_DAY, ClosedDay(date(2026, 12, 4), "Fire alarm test"))
    set_rules(service, opening, shut)
    close(service, estate, "Visits", interval=Interval(at("08:00", "2026-12-11"), at("12:00", "2026-12-11")))

    page = open_floor(staff, estate, when)

    assert list_states(page)["Visits"] == said
    label = str(page.find("//svg[@id='drawing']/a").get("aria-label"))
    assert label.startswith(f"Visits, {said[:1].lower()}{said[1:]}, ")


def test_closed_day_says_why_also_beside_bookings_that_stand(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    book(browsers.sign_in(estate, "other"), estate, "D1")
    shut = ClosedDay(date(2026, 11, 25), "Fire alarm test")
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.CLOSED_DAY, shut))

    page = open_floor(staff, estate)

    assert (list_states(page)["D1"], list_states(page)["D2"]) == ("Taken by Other until 10am", "Closed")
    assert page.words_at(NOTE) == ["Closed at this time. Choose another time or another day. (Fire alarm test)"]


def test_closure_and_the_booking_that_stands_in_it_are_both_told(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    draw_plan(service, estate, "D1", "D2")
    book(browsers.sign_in(estate, "other"), estate, "D1")
    book(staff, estate, "D2")
    close(service, estate, "D1", "D2", "D3", interval=Interval(at("06:00"), at("17:00", "2026-11-26")))

    page = open_floor(staff, estate)

    closed = "Closed until 5pm on Thursday 26 November 2026: flood"
    said = {name: words for name, words in list_states(page).items() if name in ("D1", "D2", "D3")}
    assert said == {
        "D1": f"{closed}. Taken by Other until 10am",
        "D2": f"{closed}. Yours until 10am",
        "D3": closed,
    }
    assert [str(shape.get("class")).split()[1] for shape in page.all("//*[contains(@class, 'app-place ')]")] == [
        "app-place--closed",
        "app-place--yours",
    ]
    assert page.words_at("//*[@id='list']//li[.//*[text()='D2']]//a") == ["View D2"]


@pytest.mark.parametrize(
    ("now", "steps"),
    [
        ("08:30", [("Morning", None), ("Afternoon", "true"), ("All day", None)]),
        ("13:10", [("Afternoon", "true"), ("All day", None)]),
    ],
)
def test_one_part_of_the_day_is_marked_though_two_fit(
    browsers: Browsers, clock: Clock, estate: Estate, now: str, steps: list[tuple[str, str | None]]
) -> None:
    """Of an afternoon, all that is left of the day is the afternoon."""
    clock.now = at(now, "2026-11-24")
    start = "13:00" if now < "13:00" else "13:15"

    page = open_floor(browsers.sign_in(estate, "staff"), estate, f"date=2026-11-24&from={start}&to=17:00")

    links = page.all("//*[@id='sessions']//a")
    assert [(link.text_content(), link.get("aria-current")) for link in links] == steps


def test_past_time_is_shown_and_offers_nothing(staff: Browser, estate: Estate) -> None:
    page = open_floor(staff, estate, "date=2026-11-23&from=09:00&to=10:00")

    assert page.words_at(NOTE) == ["This time has passed. Choose a later one to book."]
    assert page.words_at("//ul[@class='app-legend']/li") == ["Time has passed 9"]
    assert page.words_at("//*[@class='app-count']") == ["4", "3", "1", "1"]
    assert page.all("//*[@id='list']//a") == []


@pytest.mark.parametrize(
    ("start", "legend", "notes"),
    [
        ("07:45", "Free 9", []),
        ("07:44", "Time has passed 9", ["This start has passed. Choose a start from now on to book."]),
    ],
)
def test_time_that_began_a_while_ago_is_not_free(
    staff: Browser, estate: Estate, start: str, legend: str, notes: list[str]
) -> None:
    page = open_floor(staff, estate, f"date=2026-11-24&from={start}&to=10:00")

    assert page.words_at("//ul[@class='app-legend']/li") == [legend]
    assert page.words_at(NOTE) == notes


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-11-27", "Free"), ("2026-11-28", f"{NOT_YET} Wednesday 25 November 2026")],
)
def test_day_beyond_the_horizon_is_not_free(
    staff: Browser, estate: Estate, service: Service, day: str, state: str
) -> None:
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.HORIZON_DAYS, 3))

    page = open_floor(staff, estate, f"date={day}&from=09:00&to=10:00")

    assert set(list_states(page).values()) == {state}


def open_by_day(service: Service, estate: Estate, site: str) -> None:
    """From 7am to 8pm, every day of the week."""
    hours = ((ClockSpan(7 * 60, 20 * 60),),) * 7
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites[site]), None, RuleField.OPENING, hours))


@pytest.mark.parametrize(
    ("when", "fields"),
    [
        ("date=2026-11-25&from=10:00&to=09:00", ["#to"]),
        ("date=2026-11-25&from=&to=09:00", ["#from"]),
        ("date=tomorrow&from=x&to=y", ["#date", "#from", "#to"]),
        ("date=2027-03-28&from=01:30&to=05:00", ["#from"]),
        ("date=9999-12-31&from=09:00&to=10:00", ["#date"]),
    ],
)
def test_bad_time_is_named_and_no_places_are_listed(
    staff: Browser, estate: Estate, service: Service, when: str, fields: list[str]
) -> None:
    open_by_day(service, estate, "oak")

    page = open_floor(staff, estate, when)

    assert (page.status, [field for field, _ in page.faults]) == (422, fields)
    assert page.all("//*[@class='app-row__name']") == []
    assert page.words_at("//*[@class='app-empty']") == [
        "Correct the date or time above to see the places and whether they are free."
    ]
    assert page.form(f"/floors/{estate.floor_refs['oak1']}")["date"] == when.partition("=")[2].partition("&")[0]


def test_repeated_hour_is_asked_and_the_answer_is_kept(staff: Browser, estate: Estate) -> None:
    night = "date=2027-10-31&from=01:30&to=05:00"
    asked = open_floor(staff, estate, night)
    answered = open_floor(staff, estate, f"{night}&from_pass=2")

    assert (asked.status, answered.status) == (422, 200)
    assert asked.words_at("//fieldset[contains(@id, 'pass')]/legend") == ["01:30 comes twice. Which one do you mean?"]
    assert answered.form(f"/floors/{estate.floor_refs['oak1']}")["from_pass"] == "2"
    assert answered.link("Book D1").endswith("from_pass=2")


def test_floor_closed_for_several_reasons_names_none_above_its_map(
    staff: Browser, estate: Estate, service: Service
) -> None:
    close(service, estate, "D1", interval=Interval(at("06:00"), at("17:00")), why="Flood")
    close(service, estate, *OAK1[1:], interval=Interval(at("06:00"), at("17:00")), why="Boiler repair")

    everything = open_floor(staff, estate)
    rooms = open_floor(staff, estate, "date=2026-11-25&from=09:00&to=10:00&kind=meeting_room")

    closed = "Closed at this time. Choose another time or another day."
    assert [page.words_at(NOTE) for page in (everything, rooms)] == [[closed], [f"{closed} (Boiler repair)"]]


def test_day_beyond_the_horizon_says_when_it_opens_and_leads_to_the_last_day_that_is_open(
    staff: Browser, estate: Estate, service: Service
) -> None:
    """Oak opens 3 days ahead, its desks 5: they are the first to open."""
    oak = (RuleScope.SITE, int(estate.sites["oak"]))
    set_rules(service, Rule(*oak, None, RuleField.HORIZON_DAYS, 3))
    set_rules(service, Rule(*oak, ResourceKind.DESK, RuleField.HORIZON_DAYS, 5))

    page = open_floor(staff, estate, "date=2026-12-10&from=09:00&to=10:00")
    rooms = open_floor(staff, estate, "date=2026-12-10&from=09:00&to=10:00&kind=meeting_room")

    last = "Show Sunday 29 November 2026, the last day that can be booked now"
    assert page.words_at(NOTE) == [f"{NOT_YET} Saturday 5 December 2026. {last}"]
    assert rooms.words_at(NOTE) == [
        f"{NOT_YET} Monday 7 December 2026. Show Friday 27 November 2026, the last day that can be booked now"
    ]
    nearer = staff.get(page.link(last))
    assert nearer.words_at("//*[@id='said-when']") == ["Sunday 29 November 2026, 9am to 10am"]
    assert {state for name, state in list_states(nearer).items() if name.startswith("D")} == {"Free"}
