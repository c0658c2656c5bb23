"""A floor for a time, as maps and door signs of other makers ask for it, over and over."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from booking.model.policy import Rule, RuleField, RuleScope
from tests.api.program import Api
from tests.estate import NOW, Estate, set_rules

MORNING = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}
WEEK = {"from": "2026-11-25T00:00:00Z", "to": "2026-12-03T00:00:00Z"}
CALLS = [("state", MORNING), ("diary", WEEK)]


def lock_out(api: Api, estate: Estate, hours: int) -> None:
    """Keep every place of the organisation free for some hours after each use."""
    rule = Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, hours)
    set_rules(api.service, rule)


def test_state_says_of_each_place_whether_it_is_free(api: Api, estate: Estate) -> None:
    lock_out(api, estate, 2)
    api.program("other").book(estate.ref("D1"), "09:30", "11:00")
    api.program("staff").book(estate.ref("D2"), "08:00", "10:30")
    api.program("mate").book(estate.ref("D3"), "08:00", "08:30")

    answer = api.program("staff", "read").get(f"/floors/{estate.floor_refs['oak1']}/state", MORNING)

    free = [{"resource_id": estate.ref(name), "state": "free"} for name in ("D4", "Small", "Middle", "Large")]
    assert answer.json() == {
        "floor_id": estate.floor_refs["oak1"],
        "diary_version": 4,  # a rule and three bookings
        "places": [
            {"resource_id": estate.ref("D1"), "state": "taken", "until": "2026-11-25T11:00:00Z"},
            {"resource_id": estate.ref("D2"), "state": "yours", "until": "2026-11-25T10:30:00Z"},
            {"resource_id": estate.ref("D3"), "state": "locked", "until": "2026-11-25T10:30:00Z"},
            *free,
            *({"resource_id": estate.ref(name), "state": "free"} for name in ("Clinic", "Visits")),
        ],
    }
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"] == "Authorization, Accept-Encoding"


def test_diary_says_what_is_occupied_and_why(api: Api, estate: Estate) -> None:
    lock_out(api, estate, 2)
    api.program("other").book(estate.ref("D1"), "09:30", "11:00")
    api.program("staff").book(estate.ref("D2"), "08:00", "10:30")

    answer = api.program("staff", "read").get(f"/floors/{estate.floor_refs['oak1']}/diary", WEEK)

    def span(name: str, start: str, until: str, why: str) -> dict[str, str]:
        times = {"start": f"2026-11-25T{start}:00Z", "until": f"2026-11-25T{until}:00Z"}
        return {"resource_id": estate.ref(name), **times, "why": why}

    assert answer.json() == {
        "floor_id": estate.floor_refs["oak1"],
        "diary_version": 3,  # a rule and two bookings
        **WEEK,
        "occupied": [
            span("D1", "09:30", "11:00", "booked"),
            span("D1", "11:00", "13:00", "locked"),
            span("D2", "08:00", "10:30", "yours"),
            span("D2", "10:30", "12:30", "locked"),
        ],
    }


@pytest.mark.parametrize(("what", "query"), CALLS)
def test_seen_is_answered_304_until_something_is_booked(
    api: Api, estate: Estate, what: str, query: dict[str, str]
) -> None:
    program, path = api.program("staff", "read"), f"/floors/{estate.floor_refs['oak1']}/{what}"
    tag = program.get(path, query).headers["etag"]

    seen = program.get(path, query, {"If-None-Match": tag})
    api.program("other").book(estate.ref("D1"))
    changed = program.get(path, query, {"If-None-Match": tag})

    assert (seen.status_code, seen.headers["etag"], seen.headers["cache-control"]) == (304, tag, "private, no-cache")
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


@pytest.mark.parametrize(("what", "query"), CALLS)
def test_seen_is_found_in_lists_and_weak_tags(
    api: Api, estate: Estate, what: str, query: dict[str, str], subtests: pytest.Subtests
) -> None:
    program, path = api.program("staff", "read"), f"/floors/{estate.floor_refs['oak1']}/{what}"
    tag = program.get(path, query).headers["etag"].removeprefix("W/")

    for form in ("W/{}", "{}", '"other", {}', '{}, "other"', '"a,b" , W/{}', "*"):
        with subtests.test(form=form):
            assert program.get(path, query, {"If-None-Match": form.format(tag)}).status_code == 304


def test_what_is_not_the_tag_is_answered_in_full(api: Api, estate: Estate, subtests: pytest.Subtests) -> None:
    for sent in ('"other"', "nonsense", "", '"'):
        with subtests.test(sent=sent):
            path = f"/floors/{estate.floor_refs['oak1']}/state"

            assert api.program("staff", "read").get(path, MORNING, {"If-None-Match": sent}).status_code == 200


def test_tags_differ_by_viewer_query_floor_and_call(api: Api, estate: Estate) -> None:
    oak1, oak2 = estate.floor_refs["oak1"], estate.floor_refs["oak2"]
    later = {**MORNING, "end": "2026-11-25T10:15:00Z"}
    same = {"start": "2026-11-25T10:00:00+01:00", "end": "2026-11-25T11:00:00+01:00"}
    staff, other = api.program("staff", "read"), api.program("other", "read")

    def tag_of(answer_path: str, query: dict[str, str]) -> str:
        return str(staff.get(answer_path, query).headers["etag"])

    tags = [
        tag_of(f"/floors/{oak1}/state", MORNING),
        other.get(f"/floors/{oak1}/state", MORNING).headers["etag"],
        tag_of(f"/floors/{oak1}/state", later),
        tag_of(f"/floors/{oak2}/state", MORNING),
        tag_of(f"/floors/{oak1}/diary", {"from": MORNING["start"], "to": MORNING["end"]}),
    ]

    assert len(set(tags)) == len(tags)
    assert tag_of(f"/floors/{oak1}/state", same) == tags[0]


def test_tag_changes_each_minute_once_a_change_by_time_alone_has_passed(api: Api, estate: Estate) -> None:
    path, program = f"/floors/{estate.floor_refs['oak1']}/state", api.program("staff")
    program.book(estate.ref("D1"))
    before = program.get(path, MORNING).headers["etag"]

    api.clock.now = NOW + timedelta(hours=24)
    still = program.get(path, MORNING, {"If-None-Match": before})
    api.clock.now = NOW + timedelta(hours=25)
    begun = program.get(path, MORNING, {"If-None-Match": before})
    api.clock.now = NOW + timedelta(hours=25, seconds=59)
    same_minute = program.get(path, MORNING, {"If-None-Match": begun.headers["etag"]})

    assert [answer.status_code for answer in (still, begun, same_minute)] == [304, 200, 304]


@pytest.mark.parametrize(
    ("what", "query", "field", "reason"),
    [
        ("state", {"start": MORNING["end"], "end": MORNING["start"]}, "end", "bad_field"),
        ("state", {"start": MORNING["start"], "end": MORNING["start"]}, "end", "bad_field"),
        ("state", {"start": MORNING["start"]}, "end", "bad_field"),
        ("state", {**MORNING, "at": "noon"}, "at", "bad_field"),
        ("state", {"start": "2026-11-25T00:00:00Z", "end": "2026-12-03T00:00:01Z"}, "end", "too_long"),
        ("diary", {"from": WEEK["from"], "to": "2026-12-03T00:00:01Z"}, "to", "too_long"),
        ("diary", {"from": WEEK["to"], "to": WEEK["from"]}, "to", "bad_field"),
        ("diary", {"to": WEEK["to"]}, "from", "bad_field"),
    ],
)
def test_wrong_times_are_refused_beside_the_parameter(
    api: Api, estate: Estate, what: str, query: dict[str, str], field: str, reason: str
) -> None:
    answer = api.program(scope="read").get(f"/floors/{estate.floor_refs['oak1']}/{what}", query)

    assert (answer.status_code, answer.json()["reason"], answer.json()["field"]) == (422, reason, field)


def test_a_floor_that_never_was_is_answered_404(api: Api, subtests: pytest.Subtests) -> None:
    for floor in ("a" * 26, "1", "..", "%00", "é" * 26, "A" * 10_000):
        for what, query in CALLS:
            for headers in ({}, {"If-None-Match": "*"}):
                with subtests.test(floor=floor[:30], what=what, headers=headers):
                    answer = api.program(scope="read").get(f"/floors/{floor}/{what}", query, headers)

                    assert (answer.status_code, answer.json()["reason"]) == (404, "not_found")


def test_a_floor_out_of_reach_is_answered_like_one_that_never_was(api: Api, estate: Estate) -> None:
    program = api.program("oak_facilities", "manage")

    seen = program.get(f"/floors/{estate.floor_refs['oak1']}/state", MORNING)
    hidden = program.get(f"/floors/{estate.floor_refs['elm0']}/state", MORNING)
    never = program.get(f"/floors/{'a' * 26}/state", MORNING)

    assert (seen.status_code, hidden.status_code) == (200, 404)
    assert hidden.json() == never.json()


@pytest.fixture
def counted(api: Api) -> list[str]:
    """The statements that reach the database."""
    statements: list[str] = []

    @event.listens_for(api.service.db.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    return statements


@pytest.mark.parametrize(("what", "query"), CALLS)
def test_reading_a_floor_costs_at_most_four_statements_and_a_304_one(
    api: Api, estate: Estate, what: str, query: dict[str, str], counted: list[str]
) -> None:
    program, path = api.program("staff", "read"), f"/floors/{estate.floor_refs['oak1']}/{what}"
    api.program("other").book(estate.ref("D1"))

    def cost(tag: str) -> tuple[int, int]:
        counted.clear()
        status = program.get(path, query, {"If-None-Match": tag}).status_code
        return status, len(counted)

    tag = program.get(path, query).headers["etag"]
    known, seen = cost('"other"'), cost(tag)
    api.program("mate").book(estate.ref("D2"))
    after_ours = cost(tag)
    with api.service.db.engine.begin() as connection:  # as a booking by another process would
        connection.execute(text("UPDATE floor SET diary_version = diary_version + 1"))
    after_theirs = cost(tag)
    with api.service.db.engine.begin() as connection:  # as a new rule would
        connection.execute(
            text("UPDATE floor SET diary_version = diary_version + 1, sheet_version = sheet_version + 1")
        )
    unknown, again = cost(tag), cost(tag)

    assert (known, seen, after_ours, after_theirs) == ((200, 1), (304, 1), (200, 2), (200, 2))
    assert (unknown, again) == ((200, 4), (200, 1))


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE api_token SET revoked_at = created_at",
        "UPDATE api_token SET expires_at = created_at",
        "UPDATE person SET active = false WHERE email = 'staff@trust.example'",
        "DELETE FROM role_grant",
    ],
)
def test_what_ends_the_right_to_look_ends_the_next_304(api: Api, estate: Estate, end: str) -> None:
    program, path = api.program("staff", "read"), f"/floors/{estate.floor_refs['oak1']}/state"
    tag = {"If-None-Match": program.get(path, MORNING).headers["etag"]}
    before = program.get(path, MORNING, tag).status_code

    with api.service.db.engine.begin() as connection:  # as another process would
        connection.execute(text(end))

    after = program.get(path, MORNING, tag).status_code
    assert (before, after) == (304, 403 if "role_grant" in end else 401)
