"""The booking form: what it refuses, what it keeps, what it offers."""

import pytest
from sqlalchemy import text

from booking.actions.service import Service
from booking.model.people import Role
from booking.model.policy import Rule, RuleField, RuleScope
from tests.actions.steps import booked, wish
from tests.estate import Estate, at, set_rules
from tests.store.state import run
from tests.web.browser import Browser, Clock, Page
from tests.web.conftest import Browsers

DAY = "date=2026-11-25&from=09:00&to=10:00"
BUTTONS = "//main//form//button"

LONG = "A" * 10_000
CONTROL = "This holds a control character or a hidden mark, often from pasted text. Type it again."
FORMULA = "This starts with =, +, - or @, which spreadsheets read as a formula. Start with a letter or a number."
NOBODY = "We know nobody of that name or address whom you may book for. Check the spelling, or type less of it."
MARKUP = "This looks like markup, such as <b>. Use plain words."


def count_bookings(service: Service) -> int:
    return service.db.read(lambda tx: int(tx.execute(text("SELECT count(*) FROM booking")).scalar_one()))


def open_form(browser: Browser, estate: Estate, name: str, more: str = "") -> Page:
    return browser.get(f"/book?resource={estate.ref(name)}&{DAY}{more}")


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("title", LONG, "This is 10,000 characters long. Use 120 or fewer."),
        ("title", "before\u2028after", CONTROL),
        ("title", "bell\x07", CONTROL),
        ("title", "\u202egnp.exe", CONTROL),
        ("title", "<script>alert(1)</script>", MARKUP),
        ("title", "=HYPERLINK(1)", FORMULA),
        ("people", "", "Enter how many people will be there."),
        ("people", "four", "Enter the number of people in figures, such as 4."),
        ("people", "0", "Enter a number from 1 to 999."),
        ("people", "-3", "Enter a number from 1 to 999."),
        ("people", "2.5", "Enter the number of people in figures, such as 4."),
        ("people", "9" * 5000, "Enter a number from 1 to 999."),
        ("people", "999", "Middle is for up to 8 people, and you asked for 999. Choose a larger room or fewer people."),
        ("to", "09:00", "The end must be after the start. Choose a later end."),
        ("to", "08:00", "The end must be after the start. Choose a later end."),
        ("to", "half ten", "This is not a time that we can read. Enter hours and minutes, such as 09:30."),
        ("from", "", "Enter the start time."),
        ("date", "2026-02-30", "This is not a date that we can read. Enter it as year-month-day, such as 2026-11-24."),
        (
            "date",
            "2029-01-01",
            "Middle can be booked up to 365 days ahead. Choose a day up to Wednesday 24 November 2027.",
        ),
        ("date", "2026-11-20", "This time has already passed. Choose a time that ends after now."),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_bad_field_is_named_beside_it_and_everything_typed_is_kept(
    staff: Browser, estate: Estate, service: Service, field: str, typed: str, fault: str
) -> None:
    form = open_form(staff, estate, "Middle")
    sent = form.form("/book") | {"people": "5", "title": "Reports", field: typed}

    page = Page(staff.client.post("/book", data=sent))

    beside = "to" if fault.startswith("This time has already") else field
    assert (page.status, page.faults) == (422, [(f"#{beside}", fault)])
    label = {"date": "Date: ", "from": "From: ", "to": "To: "}.get(beside, "")
    assert page.find(f"//*[@id='{beside}-error']").text_content().split() == f"Error: {label}{fault}".split()
    assert f"{beside}-error" in page.find(f"//*[@id='{beside}']").get("aria-describedby", "").split()
    assert page.title.startswith("Error: Book Middle")
    assert page.typed("/book") == {name: value for name, value in sent.items() if name != "csrf_token"}
    assert count_bookings(service) == 0


def test_everything_wrong_is_said_at_once(staff: Browser, estate: Estate) -> None:
    page = staff.send_to_page(
        open_form(staff, estate, "Middle"), "/book", date="", from_="x", to="y", people="z", title="=1"
    )

    assert [field for field, _ in page.faults] == ["#date", "#from", "#to", "#people", "#title"]


def test_words_of_others_are_shown_as_words(staff: Browser, estate: Estate) -> None:
    page = staff.send(open_form(staff, estate, "D1"), "/book", title="Tom & \"Ann\" 5 > 3 'x' {{ 7 * 7 }}")

    booked = staff.follow(page)

    assert booked.words_at("//dd[contains(@class, 'app-typed')]") == ["Tom & \"Ann\" 5 > 3 'x' {{ 7 * 7 }}"]
    assert "Tom &amp; &#34;Ann&#34; 5 &gt; 3 &#39;x&#39; {{ 7 * 7 }}" in booked.response.text


def test_smaller_room_is_offered_before_a_large_one_is_booked(staff: Browser, estate: Estate, service: Service) -> None:
    offer = staff.send_to_page(open_form(staff, estate, "Large"), "/book", people="3", title="Ward round")

    assert (offer.status, offer.heading, count_bookings(service)) == (200, "A better-sized room is free", 0)
    assert offer.words_at("//main//button") == ["Book Small (4 seats)", "Keep Large (20 seats)"]
    floor = staff.get(offer.link("Back to the floor"))
    assert floor.form(f"/floors/{estate.floor_refs['oak1']}")["from"] == "09:00"
    assert floor.words_at("//*[@class='app-tools__shown']") == ["Shown on the map: Large"]


@pytest.mark.parametrize(("choice", "booked"), [(0, "Small"), (1, "Large")], ids=["take", "keep"])
def test_offer_is_taken_or_refused_with_one_press(staff: Browser, estate: Estate, choice: int, booked: str) -> None:
    offer = staff.send_to_page(open_form(staff, estate, "Large"), "/book", people="3", title="Ward round")
    form = [form for form in offer.root.forms if str(form.action) == "/book"][choice]

    page = staff.follow(staff.client.post("/book", data=dict(form.form_values())))

    assert page.heading.startswith(f"{booked} 9am")
    assert page.words_at("//dd[contains(@class, 'app-typed')]") == ["Ward round"]


def test_room_that_fits_is_booked_without_a_question(staff: Browser, estate: Estate) -> None:
    assert staff.send(open_form(staff, estate, "Small"), "/book", people="3").status_code == 303


def test_preview_names_a_better_room_only_for_a_known_number_of_people(staff: Browser, estate: Estate) -> None:
    unknown = open_form(staff, estate, "Large")
    known = open_form(staff, estate, "Large", "&people=3")

    assert (unknown.all("//*[contains(@class, 'app-better')]"), unknown.form("/book")["people"]) == ([], "")
    assert known.words_at("//*[contains(@class, 'app-better')]") == [
        "A better-sized room is free: Small (4 seats, same floor). Take Small instead"
    ]


def test_preview_says_what_is_wrong_before_anything_is_sent(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    other = browsers.sign_in(estate, "other")
    other.send(open_form(other, estate, "D1"), "/book")

    page = open_form(staff, estate, "D1")

    assert page.words_at("//*[@class='app-refused']") == [
        "D1 is already booked from 9am to 10am on Wednesday 25 November 2026. Choose another time or another place."
    ]
    assert page.words_at("//li[@class='app-offer']//strong") == ["D2", "D3", "D4"]


def test_place_that_is_refused_is_asked_for_again_before_it_is_booked(
    staff: Browser, browsers: Browsers, estate: Estate
) -> None:
    """While a press would be refused there is no button to book, and what was typed is looked at without one."""
    other = browsers.sign_in(estate, "other")
    other.send(open_form(other, estate, "D1"), "/book")
    refused = open_form(staff, estate, "D1", "&title=Reports")
    assert refused.words_at(BUTTONS) == ["See if you can book this"]
    assert refused.find("//main//form").get("method") == "get"

    looked = refused.form("/book") | {"from": "10:00", "to": "11:00"}
    page = Page(staff.client.get("/book", params=looked))

    assert "csrf_token" not in looked
    assert page.words_at(BUTTONS) == ["Book D1"]
    assert staff.follow(staff.send(page, "/book")).heading == "D1 10am to 11am, Wednesday 25 November 2026"


def test_second_desk_at_one_time_leads_to_the_first(staff: Browser, estate: Estate) -> None:
    form = open_form(staff, estate, "D2")
    first = staff.send(open_form(staff, estate, "D1"), "/book").headers["location"].partition("?")[0]

    pages = [open_form(staff, estate, "D2"), staff.send_to_page(form, "/book")]

    assert [page.status for page in pages] == [200, 409]
    for page in pages:
        assert page.link("See that booking") == first
        change = staff.get(page.link("Change it to this place instead"))
        moved = change.form(f"{first}/change")
        assert (moved["resource"], moved["date"], moved["from"]) == (estate.ref("D2"), "2026-11-25", "09:00")
    assert pages[0].words_at(BUTTONS) == ["See if you can book this"]
    assert staff.follow(staff.send(change, f"{first}/change")).heading.startswith("D2 9am")


@pytest.mark.parametrize(
    ("query", "words", "times"),
    [
        ("from=09:30&to=12:00", ", from 9:30am to midday", ("2026-11-25", "09:30", "12:00", "")),
        (
            "from=09:30&to=01:00&to_date=2026-11-26",
            ", 9:30am on Wednesday 25 November 2026 to 1am on Thursday 26 November 2026",
            ("2026-11-25", "09:30", "01:00", "2026-11-26"),
        ),
    ],
)
def test_own_booking_is_changed_to_the_time_that_was_chosen_for_this_place(
    staff: Browser, estate: Estate, query: str, words: str, times: tuple[str, ...]
) -> None:
    first = staff.send(open_form(staff, estate, "D1"), "/book").headers["location"].partition("?")[0]

    page = staff.get(f"/book?resource={estate.ref('D2')}&date=2026-11-25&{query}")

    change = staff.get(page.link(f"Change it to this place instead{words}")).form(f"{first}/change")
    assert change["resource"] == estate.ref("D2")
    assert tuple(change[name] for name in ("date", "from", "to", "to_date")) == times


def test_own_booking_under_way_or_of_this_very_place_is_not_moved_here(
    browsers: Browsers, estate: Estate, clock: Clock
) -> None:
    staff = browsers.sign_in(estate, "staff")
    staff.send(open_form(staff, estate, "D1"), "/book")
    assert [a for a in open_form(staff, estate, "D1").words_at("//main//a") if a.startswith("Change it")] == []
    assert "Change it to this place instead" in open_form(staff, estate, "D2").words_at("//main//a")

    clock.now = at("09:10")
    staff.sign_in("staff")

    under_way = open_form(staff, estate, "D2").words_at("//main//a")
    assert "See that booking" in under_way
    assert "Change it to this place instead" not in under_way


def test_booking_that_the_booker_may_not_see_is_not_linked(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    """Facilities of Oak book for somebody who has a desk at Elm then; facilities of both sites are led to it."""
    booked(service, estate.actors["other"], wish(estate, "F1", "09:00", "10:00"))

    links = {}
    for name in ("oak_facilities", "facilities"):
        browser = browsers.sign_in(estate, name)
        page = open_form(browser, estate, "D1", "&for=other@trust.example")
        assert "Other already has F1" in page.words
        links[name] = "See that booking" in page.words_at("//main//a")

    assert links == {"oak_facilities": False, "facilities": True}


@pytest.mark.parametrize(("most", "link"), [(1, "See that booking"), (2, "See my bookings")])
def test_limit_of_a_day_leads_to_what_fills_it(
    staff: Browser, estate: Estate, service: Service, most: int, link: str
) -> None:
    """And shows no other times of that day, since none of them helps."""
    limit = Rule(RuleScope.ORGANISATION, int(estate.organisation_id), None, RuleField.MAX_PER_DAY, most)
    set_rules(service, limit)
    for hour in range(most):
        booked(service, estate.actors["staff"], wish(estate, "D1", f"1{hour}:00", f"1{hour}:30"))

    page = open_form(staff, estate, "D2")

    assert f"You already have {most} of at most {most} desk bookings" in page.words
    assert link in page.words_at("//main//a")
    assert page.all("//*[@class='app-free']") == []


@pytest.mark.parametrize("barred", ["out of use", "other roles"])
def test_place_that_nothing_typed_would_open_has_no_form(
    staff: Browser, estate: Estate, service: Service, barred: str
) -> None:
    form = open_form(staff, estate, "D1")
    if barred == "out of use":
        run(service, "UPDATE resource SET retired_at = '2026-11-24 07:00:00' WHERE name = 'D1'")
    else:
        only = frozenset({Role.CLINIC_ADMIN})
        set_rules(service, Rule(RuleScope.RESOURCE, int(estate.id("D1")), None, RuleField.WHO_MAY_BOOK, only))

    before, after = open_form(staff, estate, "D1"), staff.send_to_page(form, "/book")
    mistaken = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=x&to=10:00")

    assert after.status == {"out of use": 409, "other roles": 403}[barred]
    for page in (before, after):
        assert (page.all("//main//form"), page.all("//*[@class='app-free']")) == ([], [])
    assert len(mistaken.all("//*[@class='app-free']")) == (barred == "other roles")


@pytest.mark.parametrize("typed", ["mate@trust.example", "MATE@trust.example ", "Mate", "mat"])
def test_lead_books_for_somebody_of_the_team(browsers: Browsers, estate: Estate, typed: str) -> None:
    lead = browsers.sign_in(estate, "lead")

    page = lead.follow(lead.send(open_form(lead, estate, "D1"), "/book", for_=typed))

    names = page.words_at("//dd[contains(@class, 'nhsuk-summary-list__value')]")
    assert names[-2:] == ["Mate", "Lead"]
    assert lead.get("/bookings").words_at("//*[@class='app-card__names']") == ["For Mate, booked by you"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (
            "other",
            NOBODY,
        ),
        ("a\x00b", "This holds a control character or a hidden mark, often from pasted text. Type it again."),
        ("x" * 10_000, "This is 10,000 characters long. Use 254 or fewer."),
        (
            "trust.example",
            "2 people fit “trust.example”. Choose one of them from the list.",
        ),
    ],
    ids=["outside the team", "control", "long", "ambiguous"],
)
def test_person_to_book_for_must_be_one_whom_one_may_book_for(
    browsers: Browsers, estate: Estate, service: Service, typed: str, fault: str
) -> None:
    lead = browsers.sign_in(estate, "lead")

    page = lead.send_to_page(open_form(lead, estate, "D1"), "/book", for_=typed)

    assert (page.status, page.faults) == (422, [("#for", fault)])
    assert count_bookings(service) == 0


def test_staff_are_not_offered_to_book_for_others(staff: Browser, estate: Estate) -> None:
    assert "for" not in open_form(staff, estate, "D1").form("/book")


def test_room_of_another_role_is_refused_with_the_reason(staff: Browser, estate: Estate, service: Service) -> None:
    form, only = open_form(staff, estate, "Clinic"), frozenset({Role.CLINIC_ADMIN})
    set_rules(service, Rule(RuleScope.RESOURCE, int(estate.id("Clinic")), None, RuleField.WHO_MAY_BOOK, only))

    page = staff.send_to_page(form, "/book", people="2")

    assert (page.status, page.faults) == (
        403,
        [("", "Clinic can only be booked by these roles: clinic admin. Ask one of them to book it for you.")],
    )


@pytest.mark.parametrize(
    ("answer", "status"), [("resource=" + "a" * 26, 404), ("resource=x", 404), ("resource=%00", 404)]
)
def test_unknown_place_is_not_found(staff: Browser, estate: Estate, answer: str, status: int) -> None:
    assert staff.get(f"/book?{answer}&{DAY}").status == status
    sent = open_form(staff, estate, "D1").form("/book") | {"resource": answer.partition("=")[2]}
    assert staff.client.post("/book", data=sent).status_code == status


def test_repeated_hour_is_asked_and_the_answer_counts(staff: Browser, estate: Estate) -> None:
    night = f"/book?resource={estate.ref('D1')}&date=2027-10-31&from=01:30&to=05:00"
    asked = staff.get(night)
    again = staff.send_to_page(asked, "/book")
    booked = staff.follow(staff.send(again, "/book", from_pass="2"))

    question = "The clocks go back that night, so 1:30am comes twice. Say which one you mean."
    assert (asked.status, asked.faults) == (422, [("#from", question)])
    assert (again.status, again.faults) == (422, [("#from", question)])
    assert asked.words_at("//fieldset//label") == [
        "The first, before the clocks go back",
        "The second, after the clocks have gone back",
    ]
    assert booked.heading == "D1 1:30am (after the clocks go back) to 5am, Sunday 31 October 2027"


def test_skipped_hour_is_refused_beside_its_field(staff: Browser, estate: Estate, service: Service) -> None:
    page = staff.send_to_page(open_form(staff, estate, "D1"), "/book", date="2027-03-28", from_="01:30", to="05:00")

    assert (page.status, page.faults) == (
        422,
        [
            (
                "#from",
                "The clocks go forward that night, so there is no 1:30am. Choose a time before or after that hour.",
            )
        ],
    )
    assert count_bookings(service) == 0


def test_places_that_a_booking_can_move_to_are_in_the_order_in_which_people_count(
    service: Service, estate: Estate, browsers: Browsers
) -> None:
    card = booked(service, estate.actors["staff"], wish(estate, "D2"))
    run(service, "UPDATE resource SET name = 'D20' WHERE name = 'D1'")

    page = browsers.sign_in(estate, "staff").get(f"/bookings/{card.booking.ref}/change")

    offered = page.words_at("//select[@name='resource']/option")
    assert offered == ["D2", "D3", "D4", "D20"]
