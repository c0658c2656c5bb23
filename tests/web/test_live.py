"""What the live map's script is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from booking.actions.service import Service
from booking.model.people import Role
from booking.model.policy import ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from tests.actions.rooms_for_uses import made, taken, terms, wish_for
from tests.actions.seats import publish_row, spacing
from tests.estate import NOW, Estate, set_rules
from tests.store.state import ask
from tests.web.browser import Browser, Clock
from tests.web.conftest import Browsers
from tests.web.test_floor import book, counting

WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)
"""In winter London's midnights are those of UTC."""


def live(browser: Browser, estate: Estate, date: str = "2026-11-25", floor: str = "oak1") -> dict[str, Any]:
    answer = browser.fetch(f"/floors/{estate.floor_refs[floor]}/live?date={date}")
    assert answer.status_code == 200
    return dict(answer.json())


def uses_of(told: dict[str, Any], estate: Estate) -> dict[str, list[Any]]:
    """The uses by the name of their place."""
    names = {str(estate.ref(name)): name for name in ("D1", "D2", "D3", "Small", "Clinic", "Visits")}
    return {names[told["places"][use[0]]]: use[1:] for use in told["uses"]}


def test_uses_are_told_with_their_tail_and_only_those_who_may_be_are_named(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    set_rules(service, Rule(RuleScope.RESOURCE, int(estate.id("D1")), None, RuleField.TURNAROUND_MIN, 30))
    book(browsers.sign_in(estate, "other"), estate, "D1")
    book(browsers.sign_in(estate, "admin"), estate, "Clinic", people="1")
    book(staff, estate, "D2", "date=2026-11-26&from=13:00&to=14:30")
    own = ask(service, "SELECT ref FROM booking WHERE resource_id = :place", place=estate.id("D2"))[0][0]

    told = live(staff, estate)

    hour = 3600
    assert told["start"] == int(WEDNESDAY.timestamp())
    assert uses_of(told, estate) == {
        "D1": [9 * hour, 10 * hour, 10 * hour + 1800, 0, "Other", "", 0],
        "Clinic": [9 * hour, 10 * hour, 10 * hour, 0, "", "", 0],
        "D2": [37 * hour, 38 * hour + 1800, 38 * hour + 1800, 1, "", own, 0],
    }


def test_use_is_told_with_the_time_that_the_room_is_set_up_before_it(
    staff: Browser, estate: Estate, service: Service
) -> None:
    group = made(service, estate, terms("Group therapy", setup=15, turnaround=10))
    taken(service, estate, "other", wish_for(estate, "10:00", "11:00", group, place="Small"))

    hour = 3600
    assert uses_of(live(staff, estate), estate) == {
        "Small": [10 * hour, 11 * hour, 11 * hour + 600, 0, "Other", "", 900]
    }


def test_rules_and_closed_times_are_told_for_each_place_and_day(
    staff: Browser, estate: Estate, service: Service
) -> None:
    oak = (RuleScope.SITE, int(estate.sites["oak"]))
    day = datetime(2026, 11, 27, tzinfo=UTC).date()
    set_rules(
        service,
        Rule(*oak, None, RuleField.OPENING, ((ClockSpan(8 * 60, 18 * 60),),) * 7),
        Rule(*oak, None, RuleField.CLOSED_DAY, ClosedDay(day, "Audit day")),
        Rule(*oak, None, RuleField.HORIZON_DAYS, 30),
        Rule(RuleScope.RESOURCE, int(estate.id("Clinic")), None, RuleField.WHO_MAY_BOOK, frozenset({Role.WARD_TEAM})),
        Rule(RuleScope.RESOURCE, int(estate.id("Small")), None, RuleField.SETUP_MIN, 15),
    )

    told = live(staff, estate)

    place = told["places"].index(str(estate.ref("Small")))
    clinic = told["places"].index(str(estate.ref("Clinic")))
    days = {date: (told["rows"][row], why) for date, row, why in told["days"]}
    assert list(days) == [f"{WEDNESDAY + timedelta(days=step):%Y-%m-%d}" for step in range(8)]
    assert {date: why for date, (_, why) in days.items() if why} == {"2026-11-27": "Audit day"}
    row, _ = days["2026-11-26"]
    assert (told["rules"][row[place]], told["rules"][row[clinic]]) == ([15, 0, 30, 1, 0, 0, 0], [0, 0, 30, 0, 0, 0, 0])
    hour, shut = 3600, told["closed"][told["groups"][place]]
    assert [0, 8 * hour] in shut
    assert [48 * hour, 72 * hour] in shut
    assert [24 * hour, 32 * hour] in shut
    said = told["hours"][told["groups"][place]]
    assert said[:3] == ["open 8am to 6pm on Wednesdays", "open 8am to 6pm on Thursdays", ""]
    assert len(said) == 8


def test_map_that_knows_the_floor_is_told_304_until_something_changes(
    staff: Browser, browsers: Browsers, estate: Estate
) -> None:
    address = f"/floors/{estate.floor_refs['oak1']}/live?date=2026-11-25"
    first = staff.fetch(address)
    tag = first.headers["etag"]

    same = staff.fetch(address, {"If-None-Match": tag})
    book(browsers.sign_in(estate, "other"), estate, "D1")
    changed = staff.fetch(address, {"If-None-Match": tag})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    assert first.headers["cache-control"] == "private, no-cache"


def test_unchanged_map_costs_one_statement(staff: Browser, estate: Estate, service: Service) -> None:
    address = f"/floors/{estate.floor_refs['oak1']}/live?date=2026-11-25"
    tag = staff.fetch(address).headers["etag"]

    with counting(service) as seen:
        assert staff.fetch(address, {"If-None-Match": tag}).status_code == 304

    assert len(seen) == 1, seen


def test_map_is_told_anew_once_somebody_may_do_more_or_less(staff: Browser, estate: Estate, service: Service) -> None:
    """What can be booked depends on who looks, though nothing was written about the floor."""
    address = f"/floors/{estate.floor_refs['oak1']}/live?date=2026-11-25"
    tag = staff.fetch(address).headers["etag"]
    person = estate.actors["staff"].person.id

    service.db.write(
        lambda tx: tx.execute(text("UPDATE role_grant SET role = 'auditor' WHERE person_id = :who"), {"who": person})
    )

    told = staff.fetch(address, {"If-None-Match": tag})
    assert told.status_code == 200
    assert {rule[3] for rule in told.json()["rules"]} == {0}


def test_what_one_person_has_seen_is_no_answer_for_another(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    address = f"/floors/{estate.floor_refs['oak1']}/live?date=2026-11-25"
    tag = staff.fetch(address).headers["etag"]

    assert browsers.sign_in(estate, "other").fetch(address, {"If-None-Match": tag}).status_code == 200
    assert staff.fetch(address.replace("-25", "-26"), {"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("date", ["", "tomorrow", "2026-02-30", "9999-12-31", "2026-11-25%00"])
def test_date_that_cannot_be_read_is_refused(staff: Browser, estate: Estate, date: str) -> None:
    answer = staff.fetch(f"/floors/{estate.floor_refs['oak1']}/live?date={date}")

    assert answer.status_code == 400
    assert "cannot be read" in answer.text


def test_open_map_keeps_no_sign_in_alive(staff: Browser, estate: Estate, clock: Clock, service: Service) -> None:
    """Somebody who left a shared computer is signed out, whatever the page goes on asking; opening a page counts."""
    seen = ask(service, "SELECT max(seen_at) FROM sign_in")
    for minutes in (20, 40, 59):
        clock.now = NOW + timedelta(minutes=minutes)
        live(staff, estate)
    assert ask(service, "SELECT max(seen_at) FROM sign_in") == seen

    clock.now = NOW + timedelta(minutes=61)
    asked = staff.fetch(f"/floors/{estate.floor_refs['oak1']}/live?date=2026-11-25")

    assert (asked.status_code, asked.headers["location"].partition("?")[0]) == (303, "/sign-in")


def test_opening_a_page_keeps_the_sign_in_alive(staff: Browser, estate: Estate, clock: Clock) -> None:
    for minutes in (40, 80):
        clock.now = NOW + timedelta(minutes=minutes)
        assert staff.get(f"/floors/{estate.floor_refs['oak1']}").status == 200


def test_desks_that_a_rule_keeps_apart_are_told_as_pairs(service: Service, staff: Browser, estate: Estate) -> None:
    publish_row(service, estate)
    assert live(staff, estate)["near"] == []

    set_rules(service, spacing(estate, 200))
    told = live(staff, estate)

    names = {str(resource.ref): name for name, resource in estate.resources.items()}
    near = sorted((names[told["places"][one]], names[told["places"][other]], *how) for one, other, *how in told["near"])
    assert near == [("D1", "D2", 1600, 0, 0), ("D3", "D4", 1900, 0, 0)]
    row = told["rows"][told["days"][0][1]]
    desk, room = (told["places"].index(str(estate.ref(name))) for name in ("D1", "Small"))
    assert (told["rules"][row[desk]][4], told["rules"][row[room]][4]) == (200, 0)


def test_map_is_told_for_whom_it_was_answered_and_the_proof_of_their_sign_in(staff: Browser, estate: Estate) -> None:
    address = f"/floors/{estate.floor_refs['oak1']}/live?date=2026-11-25"
    old = staff.get("/bookings").form("/sign-out")["csrf_token"]
    tag = staff.fetch(address).headers["etag"]
    staff.client.cookies.clear()
    staff.sign_in("staff")

    same = staff.fetch(address, {"If-None-Match": tag})
    sent = [
        staff.client.post("/settings", data={"hours": "usual", "csrf_token": token}).status_code
        for token in (old, same.headers["x-csrf-token"])
    ]
    staff.client.cookies.clear()
    staff.sign_in("other")
    others = staff.fetch(address, {"If-None-Match": tag})

    assert (same.status_code, others.status_code) == (304, 200)
    assert (same.headers["x-person"], others.headers["x-person"]) == tuple(
        estate.actors[who].person.ref for who in ("staff", "other")
    )
    assert sent == [403, 303]
