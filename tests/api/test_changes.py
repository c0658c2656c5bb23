"""Changing, cancelling, checking in and out by other programs, and what happens when two do it at once."""

from datetime import timedelta

import pytest

from booking.model.people import TokenScope
from tests.api.program import Api, Program
from tests.estate import Estate, at
from tests.race.outside import ask_database, count

STORED = "SELECT state, ended_why, version, people, title FROM booking"
LIVE = "SELECT count(*) FROM occupation WHERE live"


def make(api: Api, estate: Estate, name: str = "D1") -> str:
    """Staff's booking from 9 to 10; its path."""
    return f"/bookings/{api.program('staff').book(estate.ref(name)).json()['id']}"


def patch(program: Program, path: str, tag: str | None = '"1"', /, **fields: object) -> tuple[int, dict[str, object]]:
    answer = program.ask("PATCH", path, json=fields, headers={"If-Match": tag} if tag is not None else None)
    return answer.status_code, answer.json()


def test_change_changes_what_is_sent_and_nothing_else(api: Api, estate: Estate, database_url: str) -> None:
    path = make(api, estate)
    before = api.program().get(path).json()

    answer = api.program().ask("PATCH", path, json={"title": "Quiet"}, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert answer.json() == before | {"title": "Quiet", "version": 2}
    assert ask_database(database_url, STORED) == [("confirmed", None, 2, 1, "Quiet")]


def test_change_moves_to_another_place_and_time(api: Api, estate: Estate, database_url: str) -> None:
    path = make(api, estate)
    times = {"start": "2026-11-26T13:00:00+01:00", "end": "2026-11-26T14:00:00Z"}

    status, body = patch(api.program(), path, resource_id=estate.ref("Small"), people=4, **times)

    assert (status, body["resource_id"], body["people"]) == (200, estate.ref("Small"), 4)
    assert (body["start"], body["end"]) == ("2026-11-26T12:00:00Z", "2026-11-26T14:00:00Z")
    assert count(database_url, LIVE) == 1


def test_change_without_if_match_is_refused_with_428(api: Api, estate: Estate, database_url: str) -> None:
    path = make(api, estate)

    status, problem = patch(api.program(), path, None, title="Quiet")

    assert (status, problem["reason"], problem["field"]) == (428, "if_match_required", "If-Match")
    assert ask_database(database_url, STORED) == [("confirmed", None, 1, 1, "")]


@pytest.mark.parametrize("tag", ['"1"', "*", '"7", "1"', ' "1" ', '"7" ,"1",'])
def test_change_passes_with_the_version_that_stands(api: Api, estate: Estate, tag: str) -> None:
    assert patch(api.program(), make(api, estate), tag, title="Quiet")[0] == 200


@pytest.mark.parametrize("tag", ['"2"', 'W/"1"', '"7", "8"', '"abc"', '""', '"999999999999"', '"-1"'])
def test_change_of_another_version_is_refused_with_412(api: Api, estate: Estate, database_url: str, tag: str) -> None:
    path = make(api, estate)

    status, problem = patch(api.program(), path, tag, title="Quiet")

    assert (status, problem["reason"]) == (412, "changed_meanwhile")
    assert ask_database(database_url, STORED) == [("confirmed", None, 1, 1, "")]


@pytest.mark.parametrize("tag", ["1", "", '"1', "W/1", '"1" "', "1,2", '"1";"2"', '"1 x"'])
def test_if_match_that_is_no_tag_is_refused_with_400(api: Api, estate: Estate, tag: str) -> None:
    status, problem = patch(api.program(), make(api, estate), tag, title="Quiet")

    assert (status, problem["reason"], problem["field"]) == (400, "bad_request", "If-Match")


def test_the_second_of_two_changes_is_refused(api: Api, estate: Estate) -> None:
    path = make(api, estate)

    first = patch(api.program("staff"), path, title="First")
    second = patch(api.program("facilities", "manage"), path, title="Second")

    assert (first[0], second[0]) == (200, 412)
    assert api.program().get(path).json()["title"] == "First"


@pytest.mark.parametrize(
    ("fields", "status", "reason", "field"),
    [
        ({}, 422, "bad_field", "body"),
        ({"end": "2026-11-25T08:00:00Z"}, 422, "bad_field", "end"),
        ({"start": "2026-11-25T10:00:00Z"}, 422, "bad_field", "end"),
        ({"people": 2}, 422, "too_many_people", "people"),
        ({"title": None}, 422, "bad_field", "title"),
        ({"for_person": "a" * 26}, 422, "bad_field", "for_person"),
        ({"resource_id": "a" * 26}, 422, "bad_field", "resource_id"),
        ({"resource_id": "x"}, 422, "bad_field", "resource_id"),
        ({"start": "2026-11-24T07:00:00Z"}, 422, "in_the_past", "start"),
    ],
)
def test_a_change_that_cannot_be_is_refused_beside_the_field(
    api: Api, estate: Estate, database_url: str, fields: dict[str, object], status: int, reason: str, field: str
) -> None:
    path = make(api, estate)

    answered, problem = patch(api.program(), path, **fields)

    assert (answered, problem["reason"], problem["field"]) == (status, reason, field)
    assert ask_database(database_url, STORED) == [("confirmed", None, 1, 1, "")]


def test_a_change_to_a_taken_place_says_what_is_free_instead(api: Api, estate: Estate) -> None:
    path = make(api, estate)
    api.program("other").book(estate.ref("D2"))

    status, problem = patch(api.program(), path, resource_id=estate.ref("D2"))

    free = problem["free_instead"]
    assert (status, problem["reason"]) == (409, "taken")
    assert isinstance(free, list)
    assert sorted(one["name"] for one in free) == ["D1", "D3", "D4"]


def test_cancel_answers_the_cancelled_booking_and_frees_the_place(api: Api, estate: Estate, database_url: str) -> None:
    path = make(api, estate)

    answer = api.program().ask("DELETE", path)

    assert (answer.status_code, answer.json()["state"], answer.headers["etag"]) == (200, "cancelled", '"2"')
    assert ask_database(database_url, STORED) == [("cancelled", "cancelled", 2, 1, "")]
    assert count(database_url, LIVE) == 0


@pytest.mark.parametrize(("tag", "status"), [('"1"', 200), ("*", 200), ('"2"', 412), ("1", 400)])
def test_cancel_heeds_if_match_where_it_is_sent(
    api: Api, estate: Estate, database_url: str, tag: str, status: int
) -> None:
    path = make(api, estate)

    assert api.program().ask("DELETE", path, headers={"If-Match": tag}).status_code == status
    assert count(database_url, LIVE) == (0 if status == 200 else 1)


def test_what_is_cancelled_cannot_be_cancelled_again(api: Api, estate: Estate, database_url: str) -> None:
    path = make(api, estate)
    api.program().ask("DELETE", path)

    again = api.program().ask("DELETE", path)

    problem = again.json()
    assert (again.status_code, problem["reason"], problem["field"]) == (422, "bad_field", "state")
    assert problem["detail"] == "This booking has been cancelled. Bring it back, or make a new booking."
    assert count(database_url, "SELECT version FROM booking") == 2


def test_check_in_and_check_out_note_who_came_and_free_the_place(api: Api, estate: Estate, database_url: str) -> None:
    path = make(api, estate)
    api.clock.now = at("09:05")
    arrived = api.program().ask("POST", f"{path}/check-in")
    api.clock.now = at("09:35")
    left = api.program().ask("POST", f"{path}/check-out", json={})

    assert (arrived.status_code, arrived.json()["state"], arrived.headers["etag"]) == (200, "checked_in", '"2"')
    assert (left.status_code, left.json()["state"], left.json()["end"]) == (200, "completed", "2026-11-25T09:35:00Z")
    assert ask_database(database_url, STORED) == [("completed", "checked_out", 3, 1, "")]
    assert api.program("other").book(estate.ref("D1"), "09:35", "10:00").status_code == 201


def test_check_in_twice_and_check_out_before_it_are_refused(api: Api, estate: Estate) -> None:
    path = make(api, estate)

    early = api.program().ask("POST", f"{path}/check-out")
    api.program().ask("POST", f"{path}/check-in")
    twice = api.program().ask("POST", f"{path}/check-in")
    api.clock.now += timedelta(days=2)
    late = api.program().ask("POST", f"{path}/check-out")

    assert (early.status_code, early.json()["reason"], early.json()["field"]) == (422, "bad_field", "state")
    assert (twice.status_code, twice.json()["reason"]) == (412, "changed_meanwhile")
    assert (late.status_code, late.json()["reason"]) == (422, "in_the_past")


CALLS = [("PATCH", ""), ("DELETE", ""), ("POST", "/check-in"), ("POST", "/check-out")]


def send(program: Program, method: str, path: str) -> tuple[int, dict[str, object]]:
    body = {"title": "Mine now"} if method == "PATCH" else None
    answer = program.ask(method, path, json=body, headers={"If-Match": "*"} if method == "PATCH" else None)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(("method", "call"), CALLS)
def test_a_stranger_is_answered_as_if_the_booking_never_was(
    api: Api, estate: Estate, database_url: str, method: str, call: str
) -> None:
    path, stranger = make(api, estate), api.program("other")

    hidden, never = send(stranger, method, path + call), send(stranger, method, f"/bookings/{'a' * 26}{call}")

    assert hidden[0] == 404
    assert hidden == never
    assert ask_database(database_url, STORED) == [("confirmed", None, 1, 1, "")]


@pytest.mark.parametrize(("method", "call"), CALLS)
def test_who_may_only_look_is_refused(api: Api, estate: Estate, database_url: str, method: str, call: str) -> None:
    path = make(api, estate, "Visits")

    status, problem = send(api.program("auditor", "admin"), method, path + call)

    assert (status, problem["reason"]) == (403, "not_allowed")
    assert ask_database(database_url, STORED) == [("confirmed", None, 1, 1, "")]


@pytest.mark.parametrize(("method", "call"), CALLS)
def test_a_token_that_may_only_read_is_refused(
    api: Api, estate: Estate, database_url: str, method: str, call: str
) -> None:
    path = make(api, estate)

    status, problem = send(api.program("staff", TokenScope.READ.value), method, path + call)

    assert (status, problem["reason"]) == (403, "not_allowed")
    assert ask_database(database_url, STORED) == [("confirmed", None, 1, 1, "")]


@pytest.mark.parametrize(("method", "call"), CALLS[1:])
def test_calls_without_fields_take_no_body_but_an_empty_one(
    api: Api, estate: Estate, database_url: str, method: str, call: str
) -> None:
    path = make(api, estate)

    answer = api.program().ask(method, path + call, json={"why": "ill"})

    assert (answer.status_code, answer.json()["reason"], answer.json()["field"]) == (422, "bad_field", "why")
    assert ask_database(database_url, STORED) == [("confirmed", None, 1, 1, "")]
