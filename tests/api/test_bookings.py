"""Booking by other programs: asked beforehand, made, listed, shown; what is stored is read from outside."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from booking.model.estate import Place
from booking.model.policy import ALL_DAY, ClosedDay, Rule, RuleField, RuleScope, RuleValue
from booking.store.plans import NewPlan, publish_plan
from tests.api.program import Api, Program, wish
from tests.estate import NOW, Estate, at, set_rules
from tests.race.outside import ask_database, count

STORED = """
SELECT resource.name, holder.email, booker.email, people, title, state, version
FROM booking JOIN resource ON resource.id = booking.resource_id
JOIN person AS holder ON holder.id = person_id JOIN person AS booker ON booker.id = booked_by_id ORDER BY booking.id
"""


def rule(api: Api, estate: Estate, field: RuleField, value: RuleValue) -> None:
    set_rules(api.service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, field, value))


def own_ref(estate: Estate, name: str) -> str:
    return estate.actors[name].person.ref


def test_create_answers_the_booking_and_stores_it(api: Api, estate: Estate, database_url: str) -> None:
    made = api.program("staff").book(estate.ref("D1"), "09:00", "17:30", title="  Quiet work ")

    body = made.json()
    assert made.status_code == 201
    assert body == {
        "id": body["id"],
        "resource_id": estate.ref("D1"),
        "person": own_ref(estate, "staff"),
        "booked_by": own_ref(estate, "staff"),
        "start": "2026-11-25T09:00:00Z",
        "end": "2026-11-25T17:30:00Z",
        "people": 1,
        "title": "Quiet work",
        "use": None,
        "procedure_end": None,
        "state": "confirmed",
        "version": 1,
    }
    assert made.headers["location"] == f"/api/v1/bookings/{body['id']}"
    assert made.headers["etag"] == '"1"'
    staff = "staff@trust.example"
    assert ask_database(database_url, STORED) == [("D1", staff, staff, 1, "Quiet work", "confirmed", 1)]
    assert count(database_url, "SELECT count(*) FROM occupation WHERE live") == 1
    assert ask_database(database_url, "SELECT act FROM audit_entry ORDER BY id")[-1] == ("booked",)


def test_create_reads_any_offset_and_answers_utc(api: Api, estate: Estate) -> None:
    times = {"start": "2026-11-25T14:30:00.25+05:30", "end": "2026-11-25t09:00:00.2500009z"}

    made = api.program().ask("POST", "/bookings", json=wish(estate.ref("D1")) | times)

    assert made.status_code == 422
    assert made.json()["field"] == "end"
    longer = api.program().ask(
        "POST", "/bookings", json=wish(estate.ref("D1")) | times | {"end": "2026-11-25t10:00:00z"}
    )
    assert (longer.json()["start"], longer.json()["end"]) == ("2026-11-25T09:00:00.250000Z", "2026-11-25T10:00:00Z")


@pytest.mark.parametrize("call", ["/bookings", "/bookings/preview"])
@pytest.mark.parametrize("ref", ["a" * 26, "x", ""])
def test_unknown_place_is_named_as_the_field_at_fault(api: Api, estate: Estate, call: str, ref: str) -> None:
    assert estate.resources

    answer = api.program().ask("POST", call, json=wish(ref))

    said = answer.json()
    assert (answer.status_code, said["reason"], said["field"]) == (404, "not_found", "resource_id")
    why = "There is no place with this id that you may look at. Check the id, or take one from the list of places."
    assert said["detail"] == why


def test_create_for_somebody_else_names_both(api: Api, estate: Estate, database_url: str) -> None:
    made = api.program("lead").book(estate.ref("D1"), for_person=own_ref(estate, "mate"))

    assert (made.json()["person"], made.json()["booked_by"]) == (own_ref(estate, "mate"), own_ref(estate, "lead"))
    mate, lead = "mate@trust.example", "lead@trust.example"
    assert ask_database(database_url, STORED) == [("D1", mate, lead, 1, "", "confirmed", 1)]


def test_create_takes_null_for_what_may_be_left_out(api: Api, estate: Estate) -> None:
    made = api.program().book(estate.ref("D1"), title=None, for_person=None)

    assert (made.status_code, made.json()["title"]) == (201, "")


def test_a_taken_place_is_refused_with_what_is_free_instead(api: Api, estate: Estate, database_url: str) -> None:
    rule(api, estate, RuleField.TURNAROUND_MIN, 30)
    api.program("staff").book(estate.ref("D1"), "09:00", "10:00")

    answer = api.program("other").book(estate.ref("D1"), "09:30", "11:00")

    problem = answer.json()
    assert answer.status_code == 409
    assert problem == {
        "type": "/api/v1/openapi.json#/x-problems/taken",
        "title": "Already booked",
        "status": 409,
        "detail": "D1 is already booked from 9am to 10am on Wednesday 25 November 2026. "
        "Choose another time or another place.",
        "reason": "taken",
        "free_instead": [desk(estate, name) for name in ("D2", "D3", "D4")],
        "blocked_until": "2026-11-25T10:30:00Z",
    }
    assert count(database_url, "SELECT count(*) FROM booking") == 1
    assert ask_database(database_url, "SELECT diary_version FROM floor WHERE name = 'First'") == [
        (2,)
    ]  # the rule, the booking


def desk(estate: Estate, name: str) -> dict[str, object]:
    shape: dict[str, object] = {"id": estate.ref(name), "name": name, "kind": "desk", "capacity": 1, "features": []}
    shape |= {"people_at_most": 1, "limited_by": "seats"}
    return {**shape, "floor_id": estate.floor_refs["oak1"], "position": None}


def make_closed(api: Api, estate: Estate) -> None:
    rule(api, estate, RuleField.CLOSED_DAY, ClosedDay(at("09:00").date(), "Founders' day"))


def make_locked(api: Api, estate: Estate) -> None:
    rule(api, estate, RuleField.LOCKOUT_HOURS, 2)
    api.program("other").book(estate.ref("D1"), "07:00", "08:30")


def make_limited(api: Api, estate: Estate) -> None:
    rule(api, estate, RuleField.MAX_PER_DAY, 1)
    api.program("staff").book(estate.ref("D2"), "14:00", "15:00")


def make_busy(api: Api, estate: Estate) -> None:
    api.program("staff").book(estate.ref("D2"), "09:30", "15:00")


def make_near(api: Api, estate: Estate) -> None:
    rule(api, estate, RuleField.HORIZON_DAYS, 0)


def make_short(api: Api, estate: Estate) -> None:
    rule(api, estate, RuleField.MAX_LENGTH_MIN, 45)


def make_long(api: Api, estate: Estate) -> None:
    rule(api, estate, RuleField.MIN_LENGTH_MIN, 90)


def make_open_all_day(api: Api, estate: Estate) -> None:
    rule(api, estate, RuleField.OPENING, (ALL_DAY,) * 7)


def make_late(api: Api, estate: Estate) -> None:
    assert estate.resources
    api.clock.now = at("10:00")


REFUSALS = [
    (make_closed, {}, 409, "closed", "start"),
    (make_locked, {}, 409, "locked_out", None),
    (make_busy, {}, 409, "person_busy", None),
    (make_limited, {}, 409, "limit_reached", None),
    (make_late, {}, 422, "in_the_past", "end"),
    (make_near, {}, 422, "too_far_ahead", "start"),
    (make_short, {}, 422, "too_long", "end"),
    (make_long, {}, 422, "too_short", "end"),
    (make_open_all_day, {"people": 2}, 422, "too_many_people", "people"),
]


@pytest.mark.parametrize(("prepare", "more", "status", "reason", "field"), REFUSALS, ids=[row[3] for row in REFUSALS])
def test_each_rule_refuses_booking_and_preview_alike_and_writes_nothing(
    api: Api,
    estate: Estate,
    database_url: str,
    prepare: Callable[[Api, Estate], None],
    more: dict[str, object],
    status: int,
    reason: str,
    field: str | None,
) -> None:
    prepare(api, estate)
    before = everything_written(database_url)

    asked = api.program("staff").ask("POST", "/bookings/preview", json=wish(estate.ref("D1"), **more))
    answer = api.program("staff").ask("POST", "/bookings", json=wish(estate.ref("D1"), **more))

    assert (answer.status_code, answer.json()["reason"], answer.json().get("field")) == (status, reason, field)
    assert asked.status_code == 200
    shared = ("reason", "detail", "field", "free_instead", "blocked_until")
    assert {key: asked.json().get(key) for key in shared} == {key: answer.json().get(key) for key in shared}
    assert asked.json()["decision"] == "refused"
    assert everything_written(database_url) == before


def everything_written(database_url: str) -> list[list[tuple[object, ...]]]:
    """What a refusal must leave as it is; tokens are left out, since the test itself issues them."""
    statements = (
        "SELECT * FROM booking ORDER BY id",
        "SELECT * FROM occupation ORDER BY id",
        "SELECT * FROM outbox ORDER BY id",
        "SELECT * FROM idempotency_key ORDER BY id",
        "SELECT id, diary_version FROM floor ORDER BY id",
        "SELECT count(*) FROM audit_entry WHERE act <> 'token_issued'",
    )
    return [ask_database(database_url, statement) for statement in statements]


def test_preview_accepts_and_offers_a_better_fit_with_its_place(api: Api, estate: Estate, database_url: str) -> None:
    place = Place(estate.id("Small"), ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)), 3.0, 4.0, 1.0)
    drawn = NewPlan(20.0, 10.0, 0.01, "<svg/>", (place,))
    api.service.db.write(lambda tx: publish_plan(tx, estate.floors["oak1"], drawn, by=None, now=NOW))
    before = everything_written(database_url)

    answer = api.program().ask("POST", "/bookings/preview", json=wish(estate.ref("Large"), people=3))

    shape = {"id": estate.ref("Small"), "name": "Small", "kind": "meeting_room", "capacity": 4, "features": []}
    shape |= {"people_at_most": 4, "limited_by": "seats"}
    better = {**shape, "floor_id": estate.floor_refs["oak1"], "position": {"x_m": 3.0, "y_m": 4.0}}
    assert (answer.status_code, answer.json()) == (200, {"decision": "accepted", "better_fit": better})
    assert everything_written(database_url) == before


def test_preview_without_a_better_fit_says_accepted_only(api: Api, estate: Estate) -> None:
    answer = api.program().ask("POST", "/bookings/preview", json=wish(estate.ref("D1")))

    assert answer.json() == {"decision": "accepted"}


@pytest.mark.parametrize("path", ["/bookings", "/bookings/preview"])
@pytest.mark.parametrize("resource", ["a" * 26, "", "1", "x" * 10_000, "\u0000"])
def test_a_resource_that_never_was_is_answered_404(api: Api, path: str, resource: str) -> None:
    answer = api.program().ask("POST", path, json=wish(resource))

    assert (answer.status_code, answer.json()["reason"]) == (404, "not_found")


def test_a_resource_out_of_reach_is_answered_like_one_that_never_was(api: Api, estate: Estate) -> None:
    program = api.program("oak_facilities", "manage")

    hidden, never = program.book(estate.ref("F1")), program.book("a" * 26)

    assert (hidden.status_code, hidden.json()) == (404, never.json())


def test_booking_for_somebody_out_of_reach_is_refused_beside_the_field(
    api: Api, estate: Estate, database_url: str
) -> None:
    answer = api.program("staff").book(estate.ref("D1"), for_person=own_ref(estate, "other"))

    assert (answer.status_code, answer.json()["reason"], answer.json()["field"]) == (403, "not_allowed", "for_person")
    assert count(database_url, "SELECT count(*) FROM booking") == 0


def test_booking_for_somebody_who_never_was_is_refused_beside_the_field(api: Api, estate: Estate) -> None:
    answers = [api.program("admin", "admin").book(estate.ref("D1"), for_person=who) for who in ("a" * 26, "me", "")]

    assert [(answer.status_code, answer.json()["field"]) for answer in answers] == [(422, "for_person")] * 3


def make_three(api: Api, estate: Estate) -> Program:
    """Staff's bookings of D1 from 11, of Small from 9 and of D1 on the next day; other's of D2 from 9."""
    staff = api.program("staff")
    staff.book(estate.ref("D1"), "11:00", "12:00")
    api.program("other").book(estate.ref("D2"), "09:00", "10:00")
    staff.book(estate.ref("Small"), "09:00", "10:00")
    day = {"start": "2026-11-26T09:00:00Z", "end": "2026-11-26T10:00:00Z"}
    staff.ask("POST", "/bookings", json=wish(estate.ref("D1")) | day)
    return staff


def listed(program: Program, **query: str) -> list[tuple[str, str]]:
    """Start and resource of the bookings that are listed."""
    parameters = {name.rstrip("_"): value for name, value in query.items()}
    return [(one["start"][5:13], one["resource_id"]) for one in program.get("/bookings", parameters).json()["items"]]


def test_list_is_in_order_of_start_and_holds_what_one_may_see(api: Api, estate: Estate) -> None:
    staff = make_three(api, estate)
    d1, d2, small = (estate.ref(name) for name in ("D1", "D2", "Small"))

    assert listed(staff) == [("11-25T09", small), ("11-25T11", d1), ("11-26T09", d1)]
    assert listed(api.program("other", "read")) == [("11-25T09", d2)]
    everything = [("11-25T09", d2), ("11-25T09", small), ("11-25T11", d1), ("11-26T09", d1)]
    assert listed(api.program("facilities", "read")) == everything
    assert listed(api.program("auditor", "read")) == everything


def test_list_is_narrowed_by_time_resource_and_person(api: Api, estate: Estate) -> None:
    make_three(api, estate)
    seer, d1, d2, small = api.program("admin", "read"), *(estate.ref(name) for name in ("D1", "D2", "Small"))

    assert listed(seer, from_="2026-11-25T10:00:00Z", to="2026-11-26T09:00:00Z") == [("11-25T11", d1)]
    assert listed(seer, from_="2026-11-25T09:59:59Z", to="2026-11-25T11:00:00Z") == [
        ("11-25T09", d2),
        ("11-25T09", small),
    ]
    assert listed(seer, to="2026-11-25T11:00:01Z", resource=d1) == [("11-25T11", d1)]
    assert listed(seer, person=own_ref(estate, "other")) == [("11-25T09", d2)]
    assert listed(seer, person="a" * 26) == []
    assert listed(seer, resource="no such") == []
    assert listed(api.program("other", "read"), person=own_ref(estate, "staff")) == []


@pytest.mark.parametrize("limit", ["1", "2", "3", "4", "500"])
def test_list_is_walked_page_by_page_without_repeats(api: Api, estate: Estate, limit: str) -> None:
    make_three(api, estate)

    pages = api.program("admin", "read").walk("/bookings", {"limit": limit})

    names = {resource.ref: name for name, resource in estate.resources.items()}
    assert [names[one["resource_id"]] for page in pages for one in page] == ["D2", "Small", "D1", "D1"]
    assert all(len(page) == int(limit) for page in pages[:-1])


def test_list_goes_on_where_it_stopped_when_bookings_are_made_between_pages(api: Api, estate: Estate) -> None:
    make_three(api, estate)
    seer = api.program("admin", "read")
    first = seer.get("/bookings", {"limit": "2"}).json()
    api.program("mate").book(estate.ref("D3"), "08:00", "08:30")
    api.program("mate").book(estate.ref("D3"), "10:00", "10:30")

    second = seer.get("/bookings", {"cursor": first["next_cursor"]}).json()

    assert [one["start"][5:16] for one in second["items"]] == ["11-25T10:00", "11-25T11:00", "11-26T09:00"]


def test_one_booking_is_shown_with_its_tag(api: Api, estate: Estate) -> None:
    made = api.program("staff").book(estate.ref("D1")).json()
    path, reader = f"/bookings/{made['id']}", api.program("staff", "read")

    shown = reader.get(path)

    assert (shown.status_code, shown.json(), shown.headers["etag"]) == (200, made, '"1"')
    assert reader.get(path, headers={"If-None-Match": '"1"'}).status_code == 304
    assert reader.get(path, headers={"If-None-Match": '"2"'}).status_code == 200


def test_a_booking_of_somebody_else_is_answered_like_one_that_never_was(api: Api, estate: Estate) -> None:
    made = api.program("staff").book(estate.ref("D1")).json()["id"]
    stranger = api.program("other", "book")

    hidden, never = stranger.get(f"/bookings/{made}"), stranger.get(f"/bookings/{'a' * 26}")

    assert (hidden.status_code, hidden.json()) == (404, never.json())
    assert api.program("facilities", "read").get(f"/bookings/{made}").status_code == 200


def test_a_booking_that_starts_now_may_have_started_a_moment_ago(api: Api, estate: Estate) -> None:
    api.clock.now = at("09:00") + timedelta(minutes=15)

    assert api.program().book(estate.ref("D1")).status_code == 201
