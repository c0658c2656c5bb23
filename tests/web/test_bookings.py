"""One's own bookings, and what can be done with each."""

from datetime import date, timedelta

import pytest

from booking.actions.service import Service
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from tests.estate import NOW, Estate, set_rules
from tests.store.state import run
from tests.web.browser import Browser, Clock, Page
from tests.web.conftest import Browsers

TAG = "//*[contains(@class, 'nhsuk-tag')]"


def book(browser: Browser, estate: Estate, name: str, when: str = "date=2026-11-25&from=09:00&to=10:00") -> str:
    """Book, and answer the booking's address."""
    page = browser.get(f"/book?resource={estate.ref(name)}&{when}")
    response = browser.send(page, "/book", people="1" if name[1:].isdigit() else "4")
    assert response.status_code == 303
    return str(response.headers["location"]).partition("?")[0]


def acts(page: Page) -> list[str]:
    """What the page of a booking offers."""
    return [words.partition(" ")[0] for words in page.words_at("//*[@class='app-choices']//*[self::a or self::button]")]


def test_bookings_stand_under_today_coming_cancelled_and_past(staff: Browser, clock: Clock, estate: Estate) -> None:
    book(staff, estate, "D1", "date=2026-11-24&from=08:00&to=09:00")
    book(staff, estate, "D2", "date=2026-11-24&from=13:00&to=14:00")
    book(staff, estate, "D3", "date=2026-11-26&from=09:00&to=10:00")
    gone = book(staff, estate, "D4")
    staff.send(staff.get(f"{gone}/cancel"), f"{gone}/cancel")
    clock.now = NOW + timedelta(hours=2)
    staff.sign_in("staff")

    page = staff.get("/bookings")
    listed = {
        part: staff.get(where).words_at(f"//section[@aria-labelledby='{part}']//*[@class='app-card__name']")
        for part, where in {
            "today": "/bookings",
            "coming": "/bookings",
            "cancelled": page.link("Cancelled (1)"),
            "past": page.link("Past (1)"),
        }.items()
    }

    assert listed == {
        "today": ["D2, 1pm to 2pm on Tuesday 24 November 2026"],
        "coming": ["D3, 9am to 10am on Thursday 26 November 2026"],
        "cancelled": ["D4, 9am to 10am on Wednesday 25 November 2026"],
        "past": ["D1, 8am to 9am on Tuesday 24 November 2026"],
    }
    assert page.words_at("//nav[@aria-label='Which bookings']//a") == ["Coming (2)", "Cancelled (1)", "Past (1)"]


def test_only_what_is_possible_is_offered(staff: Browser, clock: Clock, estate: Estate) -> None:
    address = book(staff, estate, "D1", "date=2026-11-24&from=08:30&to=09:30")
    before = acts(staff.get(address))
    clock.now = NOW + timedelta(minutes=40)
    during = staff.get(address)
    arrived = staff.follow(staff.send(during, f"{address}/check-in"))
    over = staff.follow(staff.send(arrived, f"{address}/check-out"))

    assert before == ["Check", "Change", "Cancel"]
    assert acts(during) == ["Check", "Change", "End"]
    assert acts(arrived) == ["Check", "Change"]
    assert acts(over) == []


def test_other_persons_booking_is_not_there(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    address = book(browsers.sign_in(estate, "other"), estate, "D1")

    statuses = {way: staff.get(f"{address}{way}").status for way in ("", "/change", "/cancel", "/history")}
    sent = staff.client.post(
        f"{address}/cancel", data={"version": "1", "csrf_token": staff.get("/").form("/sign-out")["csrf_token"]}
    )

    assert statuses == {"": 404, "/change": 404, "/cancel": 404, "/history": 404}
    assert sent.status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({"to": "08:00"}, "#to", "The end must be after the start."),
        ({"title": "=1+1"}, "#title", "This starts with =, +, - or @, which spreadsheets read as a formula."),
        ({"people": "99"}, "#people", "Small is for up to 4 people, and you asked for 99."),
        ({"resource": "a" * 26}, "#resource", "There is nothing here under this address."),
    ],
    ids=["time", "title", "people", "place"],
)
def test_change_that_is_refused_keeps_everything_typed(
    staff: Browser, estate: Estate, typed: dict[str, str], field: str, fault: str
) -> None:
    address = book(staff, estate, "Small")
    sent = staff.get(f"{address}/change").form(f"{address}/change") | {"title": "Handover"} | typed

    page = Page(staff.client.post(f"{address}/change", data=sent))

    assert (page.status, [(where, words.partition(". ")[0] + ".") for where, words in page.faults]) == (
        422,
        [(field, fault)],
    )
    kept = sent if "resource" not in typed else sent | {"resource": estate.ref("Small")}
    del kept["csrf_token"]
    assert page.typed(f"{address}/change") == kept
    assert staff.get(address).heading == "Small 9am to 10am, Wednesday 25 November 2026"


def test_change_to_a_taken_time_offers_what_is_free(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    book(browsers.sign_in(estate, "other"), estate, "D1", "date=2026-11-25&from=12:00&to=13:00")
    address = book(staff, estate, "D1")

    refused = staff.send_to_page(staff.get(f"{address}/change"), f"{address}/change", from_="11:30", to="12:30")
    instead = staff.get(refused.link("Take this: D2"))
    changed = staff.follow(staff.send(instead, f"{address}/change"))

    assert (refused.status, changed.heading) == (409, "D2 11:30am to 12:30pm, Wednesday 25 November 2026")


def test_change_that_came_second_shows_how_things_stand_and_may_be_sent_again(
    staff: Browser, browsers: Browsers, estate: Estate
) -> None:
    address = book(staff, estate, "D1")
    stale = staff.get(f"{address}/change")
    admin = browsers.sign_in(estate, "admin")
    admin.send(admin.get(f"{address}/change"), f"{address}/change", resource=estate.ref("D2"))

    second = staff.send_to_page(stale, f"{address}/change", to="11:00", resource=estate.ref("D1"))
    again = staff.follow(staff.send(second, f"{address}/change"))

    assert (second.status, second.faults) == (
        412,
        [("", "Somebody else changed this booking first. Look at it again, then decide.")],
    )
    assert second.words_at("//*[@class='app-what__when']") == ["D2"]
    assert second.words_at("//*[contains(text(), 'It says now')]") == [
        "It says now: 9am to 10am on Wednesday 25 November 2026.",
        "It says now: D2.",
    ]
    assert second.find("//select[@id='resource']").get("aria-describedby") == "resource-now"
    assert second.form(f"{address}/change")["to"] == "11:00"
    assert again.heading == "D1 9am to 11am, Wednesday 25 November 2026"


def test_change_that_one_made_oneself_meanwhile_is_said_to_be_ones_own(staff: Browser, estate: Estate) -> None:
    address = book(staff, estate, "Small")
    stale, asked = staff.get(f"{address}/change"), staff.get(f"{address}/cancel")
    staff.send(staff.get(f"{address}/change"), f"{address}/change", title="Handover", people="2")

    second = staff.send_to_page(stale, f"{address}/change", title="Ward round")
    cancelling = staff.send_to_page(asked, f"{address}/cancel")

    own = [("", "You changed this booking in another window. Look at it again, then decide.")]
    assert [(page.status, page.faults) for page in (second, cancelling)] == [(412, own), (412, own)]
    assert second.words_at("//*[contains(text(), 'It says now')]") == [
        "It says now: 2.",
        "Do not name patients or visitors. It says now: Handover.",
    ]
    assert second.form(f"{address}/change")["title"] == "Ward round"
    assert staff.get(f"{address}/change").all("//*[contains(text(), 'It says now')]") == []


def test_cancel_pressed_after_the_start_says_why_the_booking_stays(
    staff: Browser, clock: Clock, estate: Estate
) -> None:
    address = book(staff, estate, "D1", "date=2026-11-24&from=10:00&to=11:00")
    asked = staff.get(f"{address}/cancel")
    said = {}
    for name, minutes in (("started", 125), ("over", 190)):
        clock.now = NOW + timedelta(minutes=minutes)
        staff.sign_in("staff")
        page = staff.get(f"{address}/cancel")
        said[name] = (page.status, page.heading.partition(" ")[0], page.faults, acts(page))

    started = "This booking has started, so it cannot be cancelled any more. End it below: it becomes free at once."
    over = "This booking has already ended. Make a new booking."
    assert asked.heading == "Cancel this booking?"
    assert said == {
        "started": (200, "D1", [("", started)], ["Check", "Change", "End"]),
        "over": (200, "D1", [("", over)], []),
    }


def test_booking_whose_day_was_closed_since_says_so(staff: Browser, estate: Estate, service: Service) -> None:
    address, oak = book(staff, estate, "D1"), (RuleScope.SITE, int(estate.sites["oak"]))
    other = book(staff, estate, "D2", "date=2026-11-26&from=09:00&to=10:00")
    drill = ClosedDay(date(2026, 11, 25), "Fire alarm test")
    said = "//*[@class='app-refused']"
    before = staff.get(address).words_at(said)

    set_rules(service, Rule(*oak, None, RuleField.CLOSED_DAY, drill))

    assert before == []
    assert staff.get(address).words_at(said) == [
        "Closed that day: Fire alarm test. Ask your facilities team, or change it."
    ]
    assert staff.get(other).words_at(said) == []
    set_rules(service, Rule(*oak, None, RuleField.OPENING, ((),) * 7))
    assert staff.get(other).words_at(said) == [
        "It is no longer open for all of that time. Ask your facilities team, or change it."
    ]
    staff.send(staff.get(f"{address}/cancel"), f"{address}/cancel")
    assert staff.get(address).words_at(said) == []


def test_mistake_in_a_stale_form_does_not_make_it_fresh(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    address = book(staff, estate, "D1")
    stale = staff.get(f"{address}/change")
    admin = browsers.sign_in(estate, "admin")
    admin.send(admin.get(f"{address}/change"), f"{address}/change", resource=estate.ref("D2"))

    mistaken = staff.send_to_page(stale, f"{address}/change", to="08:00")
    corrected = staff.send(mistaken, f"{address}/change", to="11:00")

    assert (mistaken.status, corrected.status_code) == (422, 412)


def test_cancelling_what_somebody_else_changed_asks_again(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    address = book(staff, estate, "D1")
    stale = staff.get(f"{address}/cancel")
    admin = browsers.sign_in(estate, "admin")
    admin.send(admin.get(f"{address}/change"), f"{address}/change", resource=estate.ref("D2"))

    asked = staff.send_to_page(stale, f"{address}/cancel")
    cancelled = staff.follow(staff.send(asked, f"{address}/cancel"))

    assert (asked.status, asked.words_at("//*[@class='app-what__when']")) == (412, ["D2"])
    assert cancelled.words_at(TAG) == ["Cancelled"]


def test_place_taken_meanwhile_cannot_be_brought_back(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    address = book(staff, estate, "D1")
    cancelled = staff.follow(staff.send(staff.get(f"{address}/cancel"), f"{address}/cancel"))
    book(browsers.sign_in(estate, "other"), estate, "D1")

    page = staff.send_to_page(cancelled, f"{address}/reinstate")

    assert (page.status, page.words_at(TAG)) == (409, ["Cancelled"])
    assert page.faults == [
        (
            "",
            "D1 is already booked from 9am to 10am on Wednesday 25 November 2026. "
            "Choose another time or another place.",
        )
    ]


def test_bringing_back_is_not_offered_where_the_place_is_out_of_use(
    staff: Browser, estate: Estate, service: Service
) -> None:
    address = book(staff, estate, "D1")
    staff.send(staff.get(f"{address}/cancel"), f"{address}/cancel")
    before = acts(staff.get(address))

    run(service, "UPDATE resource SET retired_at = '2026-11-24 07:00:00' WHERE name = 'D1'")

    assert (before, acts(staff.get(address))) == (["Bring"], [])


@pytest.mark.parametrize("act", ["cancel", "end", "reinstate", "check-out"])
def test_act_that_is_not_possible_says_why(staff: Browser, estate: Estate, act: str) -> None:
    address = book(staff, estate, "D1")
    if act == "cancel":
        staff.send(staff.get(f"{address}/cancel"), f"{address}/cancel")
    form = {"version": "2" if act == "cancel" else "1", "csrf_token": staff.get("/").form("/sign-out")["csrf_token"]}

    page = Page(staff.client.post(f"{address}/{act}", data=form))

    why = {
        "cancel": "This booking has been cancelled. Bring it back, or make a new booking.",
        "end": "This booking has not started yet. Cancel it instead.",
        "reinstate": "This booking was not cancelled, so it cannot be brought back.",
        "check-out": "Nobody has checked in to this booking. Check in first.",
    }
    assert (page.status, page.faults) == (422, [("", why[act])])


def test_form_without_its_version_is_refused(staff: Browser, estate: Estate) -> None:
    address = book(staff, estate, "D1")
    token = staff.get("/").form("/sign-out")["csrf_token"]

    answers = [
        staff.client.post(f"{address}/cancel", data={"csrf_token": token} | more).status_code
        for more in ({}, {"version": ""}, {"version": "x"}, {"version": "9" * 99})
    ]

    assert answers == [400, 400, 400, 400]
    assert staff.get(address).words_at(TAG) == ["Confirmed"]


def test_booking_over_midnight_is_shown_and_changed_as_such(staff: Browser, estate: Estate) -> None:
    address = book(staff, estate, "D1", "date=2026-11-25&from=20:00&to=08:00&to_date=2026-11-26")
    page = staff.get(f"{address}/change")

    changed = staff.follow(staff.send(page, f"{address}/change", to="07:00"))

    assert page.form(f"{address}/change")["to_date"] == "2026-11-26"
    span = "8pm on Wednesday 25 November 2026 to 7am on Thursday 26 November 2026"
    assert changed.heading == f"D1 {span}"
    card = "//*[@class='app-card__when']"
    assert staff.get("/bookings").words_at(card) == ["8pm to 7am on Thursday 26 November 2026"]
    assert staff.get("/").words_at(card) == [span]
