"""What other programs learn of closures."""

import pytest
from sqlalchemy import event, text

from booking.model.people import Role
from tests.actions.test_closures import close
from tests.api.program import Api, Program
from tests.estate import Estate

MORNING = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}


def test_program_is_refused_within_a_closure_and_sees_its_place_as_closed(api: Api, estate: Estate) -> None:
    close(api.service, estate, "D1")

    made = api.program().book(estate.ref("D1"))
    preview = api.program().ask(
        "POST",
        "/bookings/preview",
        json={
            "resource_id": estate.ref("D1"),
            "start": "2026-11-25T09:00:00Z",
            "end": "2026-11-25T10:00:00Z",
            "people": 1,
        },
    )
    times = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}
    state = api.program().get(f"/floors/{estate.floor_refs['oak1']}/state", times)

    assert (made.status_code, made.json()["reason"]) == (409, "closed")
    assert preview.json()["decision"] == "refused"
    assert preview.json()["detail"] == made.json()["detail"]
    (place,) = [each for each in state.json()["places"] if each["resource_id"] == estate.ref("D1")]
    assert place == {"resource_id": estate.ref("D1"), "state": "closed", "until": "2026-11-27T00:00:00Z"}


def test_program_of_somebody_who_may_still_book_books(api: Api, estate: Estate) -> None:
    close(api.service, estate, "D1", roles=frozenset({Role.FACILITIES}))

    assert api.program("facilities").book(estate.ref("D1")).status_code == 201
    assert api.program("staff").book(estate.ref("D2")).status_code == 201


def test_state_is_closed_only_to_those_who_cannot_book_whoever_asks_first(api: Api, estate: Estate) -> None:
    close(api.service, estate, "oak1", roles=frozenset({Role.FACILITIES}))
    path = f"/floors/{estate.floor_refs['oak1']}/state"
    staff, other, manager = (api.program(name, "read") for name in ("staff", "other", "oak_facilities"))

    def sees(program: Program) -> set[str]:
        return {place["state"] for place in program.get(path, MORNING).json()["places"]}

    first = [sees(staff), sees(manager), sees(other), sees(manager)]
    with api.service.db.engine.begin() as connection:  # the manager asks first
        connection.execute(text("UPDATE floor SET diary_version = diary_version + 1"))
    second = [sees(manager), sees(staff), sees(manager), sees(other)]

    assert first == [{"closed"}, {"free"}, {"closed"}, {"free"}]
    assert second == [{"free"}, {"closed"}, {"free"}, {"closed"}]


def test_role_that_is_taken_away_ends_what_was_seen_with_it(api: Api, estate: Estate) -> None:
    close(api.service, estate, "oak1", roles=frozenset({Role.RECEPTION}))
    path = f"/floors/{estate.floor_refs['oak1']}/state"
    reception = api.program("reception", "read")
    tag = {"If-None-Match": reception.get(path, MORNING).headers["etag"]}
    seen = reception.get(path, MORNING, tag).status_code

    with api.service.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM role_grant WHERE role = 'reception'"))
    after = reception.get(path, MORNING, tag)

    assert (seen, after.status_code) == (304, 200)
    assert {place["state"] for place in after.json()["places"]} == {"closed"}


@pytest.mark.parametrize(("who", "known"), [("staff", 1), ("oak_facilities", 2)])
def test_state_of_a_closed_floor_costs_no_more_for_those_it_is_closed_to(
    api: Api, estate: Estate, who: str, known: int
) -> None:
    """Those who may book all the same pay one statement more, and none more for a 304."""
    close(api.service, estate, "oak1", roles=frozenset({Role.FACILITIES}))
    program, path = api.program(who, "read"), f"/floors/{estate.floor_refs['oak1']}/state"
    statements: list[str] = []

    @event.listens_for(api.service.db.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    def cost(tag: str) -> tuple[int, int]:
        statements.clear()
        status = program.get(path, MORNING, {"If-None-Match": tag}).status_code
        return status, len(statements)

    tag = program.get(path, MORNING).headers["etag"]

    assert [cost('"other"'), cost(tag)] == [(200, known), (304, 1)]
