"""The pages of rules: what applies as sentences, and a rule set in three steps without script."""

from datetime import date

import pytest

from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.policy import ClockSpan, Rule, RuleField, RuleScope
from tests.actions.seats import publish_row
from tests.actions.steps import booked, wish
from tests.estate import Estate, set_rules
from tests.store.state import ask, count
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers

SET = "/admin/rules/set"
OFFICE = ((ClockSpan(8 * 60, 18 * 60),),) * 5 + ((), ())


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    return browsers.sign_in(estate, "facilities")


def site_ref(service: Service, name: str = "Oak") -> str:
    return str(ask(service, "SELECT ref FROM site WHERE name = :name", name=name)[0][0])


def said(page: Page) -> dict[str, str]:
    """What each field says, with where it comes from."""
    titles = page.words_at("//dt[@class='adm-rule__title']")
    return dict(zip(titles, page.words_at("//dd[@class='adm-rule__says']"), strict=True))


def test_narrower_rule_beats_a_wider_one_on_the_page(service: Service, estate: Estate, manager: Browser) -> None:
    trust, oak = estate.organisation_id, estate.sites["oak"]
    desk = ResourceKind.DESK
    set_rules(
        service,
        Rule(RuleScope.ORGANISATION, trust, desk, RuleField.HORIZON_DAYS, 60),
        Rule(RuleScope.SITE, oak, None, RuleField.HORIZON_DAYS, 30),
        Rule(RuleScope.FLOOR, estate.floors["oak2"], desk, RuleField.HORIZON_DAYS, 7),
        Rule(RuleScope.RESOURCE, estate.id("D1"), None, RuleField.HORIZON_DAYS, 3),
    )
    first, second = estate.floor_refs["oak1"], estate.floor_refs["oak2"]
    pages = {
        "trust": "/admin/rules?kind=desk",
        "oak": f"/admin/rules?at=site-{site_ref(service)}&kind=desk",
        "elm": f"/admin/rules?at=site-{site_ref(service, 'Elm')}&kind=desk",
        "second": f"/admin/rules?at=floor-{second}&kind=desk",
        "D1": f"/admin/rules?at=floor-{first}&place={estate.ref('D1')}",
        "D2": f"/admin/rules?at=floor-{first}&place={estate.ref('D2')}",
    }

    shown = {name: said(manager.get(address))["How far ahead"] for name, address in pages.items()}

    assert shown == {
        "trust": "Desks can be booked up to 60 days ahead. Set here.",
        "oak": "All places at Oak can be booked up to 30 days ahead. Set here, for every kind of place.",
        "elm": "Desks can be booked up to 60 days ahead. Set for the whole organisation.",
        "second": "Desks on Second, Oak can be booked up to 7 days ahead. Set here.",
        "D1": "D1 can be booked up to 3 days ahead. Set here, for every kind of place.",
        "D2": "All places at Oak can be booked up to 30 days ahead. Set for Oak, for every kind of place.",
    }


def test_page_says_what_is_planned_and_what_nobody_has_set(service: Service, estate: Estate, manager: Browser) -> None:
    later = Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.MAX_LENGTH_MIN, 240, date(2026, 12, 1))
    set_rules(service, later)

    page = said(manager.get("/admin/rules"))

    assert page["Longest booking"] == (
        "All places can be booked for up to 24 hours at a time. Nobody has set this. It is how the service starts. "
        "Planned: All places can be booked for up to 4 hours at a time, from 1 December 2026."
    )
    assert page["Closed days"] == "No day to come is closed."


def test_manager_of_one_site_begins_there(browsers: Browsers, estate: Estate, service: Service) -> None:
    oak = browsers.sign_in(estate, "oak_facilities")

    page = oak.follow(oak.client.get("/admin/rules"))

    assert page.words_at("//h2")[0] == "All kinds of place at Oak"
    assert page.words_at("//select[@id='at']//option") == ["All of Oak", "First, Oak", "Second, Oak"]
    assert oak.get(f"/admin/rules?at=site-{site_ref(service, 'Elm')}").status == 404


def test_hours_are_set_in_three_steps(service: Service, estate: Estate, manager: Browser) -> None:
    card = booked(service, estate.actors["other"], wish(estate, "D2", "07:00", "08:30"))
    form = manager.get(f"{SET}?at=site-{site_ref(service)}&field=opening")
    typed = {"mon_opens1": "08:00", "mon_closes1": "18:00", "first": "2026-11-24"}

    copied = manager.send_to_page(form, SET, copy="weekdays", **typed)
    asked = manager.send_to_page(copied, SET, sat_opens1="", sat_closes1="", sun_opens1="", sun_closes1="")
    assert count(service, "policy_rule") == 0
    assert "1 booking that stands breaks it: 1 is outside the hours or on a closed day." in asked.words
    assert "This booking stays. Move or cancel it from its page." in asked.words
    assert asked.link("7am to 8:30am on Wednesday 25 November 2026, D2, Other") == f"/bookings/{card.booking.ref}"

    done = manager.follow(manager.send(asked, SET))
    assert done.words_at("//*[@role='status']") == ["The rule is set."]
    assert said(done)["Opening hours"] == (
        "All places at Oak open 8am to 6pm, Monday to Friday, and are closed on Saturday and Sunday, "
        "from 24 November 2026. Set here."
    )


def test_what_changed_meanwhile_is_shown_again(service: Service, estate: Estate, manager: Browser) -> None:
    form = manager.get(f"{SET}?field=max_length_min&kind=desk")
    asked = manager.send_to_page(form, SET, value="60")
    booked(service, estate.actors["other"], wish(estate, "D2", "09:00", "11:00"))

    again = manager.send_to_page(asked, SET)

    assert again.status == 409
    assert again.faults == [("", "Bookings or rules changed since you saw this. Look at it again, then confirm.")]
    assert "1 is too long" in again.words
    assert count(service, "policy_rule") == 0
    assert manager.send(again, SET).status_code == 303
    assert count(service, "policy_rule") == 1


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("horizon_days", {"value": "many"}, ("#value", "Enter a whole number of days from 0 to 3,650.")),
        ("horizon_days", {"value": "-1"}, ("#value", "Enter a whole number of days from 0 to 3,650.")),
        ("lockout_hours", {"value": "400"}, ("#value", "Enter a whole number of hours from 0 to 336.")),
        ("max_per_day", {"value": "0"}, ("#value", "Enter a whole number of bookings from 1 to 10,000.")),
        ("setup_min", {"value": "5", "first": "2026-11-23"},
         ("#first", "A rule cannot begin in the past. Enter today or a later day.")),
        ("setup_min", {"value": "5", "first": ""},
         ("#first", "Enter the first day as year-month-day, such as 2026-12-01.")),
        ("setup_min", {"value": "5", "last": "2026-11-01"},
         ("#last", "The last day is before the first. Enter a later day.")),
        ("setup_min", {"value": "5", "last": "soon"},
         ("#last", "Enter the last day as year-month-day, or leave it empty.")),
        ("opening", {"tue_opens1": "18:00", "tue_closes1": "08:00"},
         ("#tue_closes1", "Tuesday: it closes before it opens. Enter a later time, or 0:00 for midnight.")),
        ("opening", {"wed_opens1": "18:00", "wed_closes1": ""},
         ("#wed_closes1", "Wednesday: enter both times, such as 8:00 and 18:00, or leave both empty if closed.")),
        ("opening", {"mon_opens1": "8:00", "mon_closes1": "12:00", "mon_opens2": "11:00", "mon_closes2": "13:00"},
         ("#mon_opens2", "Monday: the two times overlap. Begin the second after the first.")),
        ("closed_day", {}, ("#day_1", "Enter at least one day.")),
        ("closed_day", {"day_1": "2026-12-25"}, ("#why_1", "Line 1: say why it is closed, such as Christmas Day.")),
        ("closed_day", {"day_2": "2020-12-25", "why_2": "Old"},
         ("#day_2", "Line 2: 25 December 2020 has passed. Enter a later day.")),
        ("closed_day", {"day_1": "2026-12-25", "why_1": "=SUM(A1)"},
         ("#why_1", "Line 1: This starts with =, +, - or @, which spreadsheets read as a formula. "
          "Start with a letter or a number.")),
    ],
)  # fmt: skip
def test_wrong_values_are_told_beside_the_field_and_kept(
    service: Service, manager: Browser, field: str, typed: dict[str, str], fault: tuple[str, str]
) -> None:
    form = manager.get(f"{SET}?field={field}")

    page = manager.send_to_page(form, SET, **typed)

    assert (page.status, page.faults) == (422, [fault])
    assert {name: page.form(SET).get(name) for name in typed} == typed
    assert fault[1] in page.words_at(f"//*[@id='{fault[0].lstrip('#')}-error']")[0]
    assert count(service, "policy_rule") == 0


def test_roles_and_choices_are_read_as_they_are_ticked(manager: Browser) -> None:
    token = manager.get(f"{SET}?field=who_may_book&kind=clinic_room").form(SET)["csrf_token"]
    sent = {
        "csrf_token": token, "field": "who_may_book", "kind": "clinic_room", "first": "2026-11-24",
        "value": "roles", "role": ["clinic_admin", "facilities"],
    }  # fmt: skip

    asked = Page(manager.client.post(SET, data=sent))
    bad = Page(manager.client.post(SET, data={**sent, "role": ["king"]}))

    assert "Only clinic administrators and facilities may book clinic rooms, from 24 November 2026." in asked.words
    assert bad.faults == [("#role-1", "Tick roles from the list only.")]
    several = manager.send_to_page(manager.get(f"{SET}?field=one_at_a_time"), SET, value="no")
    assert "Each person can have several bookings at the same time, from 24 November 2026." in several.words


def test_nothing_ticked_is_never_everybody_by_accident(service: Service, manager: Browser) -> None:
    form = manager.get(f"{SET}?field=who_may_book&kind=clinic_room")
    assert form.words_at("//label[@class='nhsuk-label nhsuk-radios__label']") == [
        "Everybody who may book", "Only these roles"
    ]  # fmt: skip
    assert form.form(SET)["value"] == "everybody"

    none = manager.send_to_page(form, SET, value="roles")
    unsaid = manager.send_to_page(form, SET, value="")
    asked = manager.send_to_page(form, SET, value="everybody")

    assert (none.status, none.faults) == (
        422, [("#role-1", "Tick at least one role, or choose everybody who may book.")]
    )  # fmt: skip
    assert none.form(SET)["value"] == "roles"
    assert unsaid.faults == [("#value", "Choose who may book.")]
    said_first = asked.words_at("//*[@id='effect']/p")[0]
    assert said_first == "Everybody who can book may book clinic rooms, from 24 November 2026."
    assert count(service, "policy_rule") == 0


def test_closed_days_are_set_at_every_site(service: Service, manager: Browser) -> None:
    form = manager.get(f"{SET}?at=site-{site_ref(service)}&field=closed_day")
    fields = {"day_1": "2026-12-25", "why_1": "Christmas Day", "everywhere": "1"}
    asked = manager.send_to_page(form, SET, **fields)
    done = manager.follow(manager.send(asked, SET))

    assert said(done)["Closed days"] == "Friday 25 December 2026: Christmas Day"
    there = said(manager.get(f"/admin/rules?at=site-{site_ref(service, 'Elm')}"))
    assert there["Closed days"] == "Friday 25 December 2026: Christmas Day"


def test_rule_is_ended_from_the_page_on_which_it_stands(service: Service, estate: Estate, manager: Browser) -> None:
    set_rules(service, Rule(RuleScope.SITE, estate.sites["oak"], None, RuleField.OPENING, OFFICE))
    rules = manager.get(f"/admin/rules?at=site-{site_ref(service)}")
    sentence = "All places at Oak open 8am to 6pm, Monday to Friday, and are closed on Saturday and Sunday."
    end = rules.link(f"End: {sentence}")

    form = manager.get(end)
    early = manager.send_to_page(form, end, first_day_without="2026-11-23")
    asked = manager.send_to_page(early, end, first_day_without="2026-12-01")
    done = manager.follow(manager.send(asked, end))

    assert early.faults == [("#first_day_without", "Enter today or a later day as year-month-day, such as 2026-12-01.")]
    assert f"No longer: {sentence}" in asked.words
    assert "until 30 November 2026." in said(done)["Opening hours"]


def test_audit_tells_what_a_rule_says(service: Service, estate: Estate, browsers: Browsers, manager: Browser) -> None:
    form = manager.get(f"{SET}?at=site-{site_ref(service)}&field=max_length_min&kind=desk")
    manager.send(manager.send_to_page(form, SET, value="60"), SET)
    days = manager.get(f"{SET}?at=floor-{estate.floor_refs['oak1']}&field=closed_day")
    manager.send(manager.send_to_page(days, SET, day_1="2026-12-25", why_1="Christmas Day"), SET)

    page = browsers.sign_in(estate, "auditor").get("/audit?date=2026-11-24")

    told = page.words_at("//p[@class='app-story__words']"), page.words_at("//p[@class='app-story__detail']")
    assert [line for line in told[0] if "rule" in line] == ["Facilities set a rule."] * 2
    assert told[1] == [
        "Desks at Oak can be booked for up to 1 hour at a time, from 24 November 2026.",
        "All places on First, Oak are closed on Friday 25 December 2026.",
    ]


def test_distance_between_people_is_set_for_desks_alone(service: Service, estate: Estate, manager: Browser) -> None:
    publish_row(service, estate)
    for who, desk in (("other", "D1"), ("mate", "D2")):
        booked(service, estate.actors[who], wish(estate, desk))
    at = f"at=floor-{estate.floor_refs['oak1']}"
    assert said(manager.get(f"/admin/rules?{at}&kind=desk"))["Distance between people at desks"] == (
        "People at desks may sit at any distance. Nobody has set this. It is how the service starts."
    )
    assert "Distance between people at desks" not in said(manager.get(f"/admin/rules?{at}&kind=meeting_room"))
    assert manager.get(f"{SET}?{at}&kind=meeting_room&field=spacing_cm").status == 404

    form = manager.get(f"{SET}?{at}&kind=desk&field=spacing_cm")
    assert "200 is 2 m, 100 is 1 m, 0 switches it off." in form.words
    wrong = manager.send_to_page(form, SET, value="501", first="2026-11-24")
    assert "Enter a whole number of centimetres from 0 to 500." in wrong.words
    asked = manager.send_to_page(form, SET, value="200", first="2026-11-24")
    assert asked.words_at("//ul[@aria-labelledby='together']/li//strong") == ["4", "2", "about 2", "2"]
    (row,) = asked.words_at("//table[contains(@class, 'nhsuk-table-responsive')]/tbody/tr")
    assert row == ("Floor First (Oak) Desks 4 With this rule, at most 2 As people like about 2 In a fixed layout 2")
    own = asked.link("First (Oak)")
    assert own == f"/admin/floors/{estate.floor_refs['oak1']}/spacing?cm=200"
    assert manager.get(own).words_at("//h2[@id='numbers']") == ["People sit at least 2 m apart"]
    assert "2 bookings that stand break it: 2 are too close to other desks in use then." in asked.words
    done = manager.follow(manager.send(asked, SET))

    assert said(done)["Distance between people at desks"] == (
        "People at desks on First, Oak sit at least 2 m apart, seat to seat, from 24 November 2026. Set here."
    )
    listed = manager.get(f"/admin/rules/breaches?{at}&kind=desk")
    assert listed.words.count("It is too close to another desk in use then.") == 2


def test_distance_is_refused_where_the_plan_has_no_scale(service: Service, estate: Estate, manager: Browser) -> None:
    publish_row(service, estate, metres_per_unit=None)
    form = manager.get(f"{SET}?at=floor-{estate.floor_refs['oak1']}&kind=desk&field=spacing_cm")

    asked = manager.send_to_page(form, SET, value="200", first="2026-11-24")

    assert asked.status == 422
    assert "The plan of First (Oak) has no scale" in asked.words
