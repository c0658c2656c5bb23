"""What other programs learn of closures."""

import pytest
from sqlalchemy import event, text

from booking.model.people import Role
from tests.actions.stored import decoded
from tests.actions.test_closures import close
from tests.api.program import Api, Program
from tests.estate import Estate
from tests.store.state import ask

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


def test_state_of_a_closed_place_with_a_booking_is_closed_but_to_whose_it_is(api: Api, estate: Estate) -> None:
    """The diary has room for both."""
    assert api.program("staff").book(estate.ref("D1")).status_code == 201
    close(api.service, estate, "D1")
    floor, day = f"/floors/{estate.floor_refs['oak1']}", {"from": MORNING["start"], "to": MORNING["end"]}

    def places(who: str) -> list[dict[str, str]]:
        found = api.program(who).get(f"{floor}/state", MORNING).json()["places"]
        return [each for each in found if each["resource_id"] == estate.ref("D1")]

    desk = estate.ref("D1")
    assert places("other") == [{"resource_id": desk, "state": "closed", "until": "2026-11-27T00:00:00Z"}]
    assert places("staff") == [{"resource_id": desk, "state": "yours", "until": "2026-11-25T10:00:00Z"}]
    spans = api.program("other").get(f"{floor}/diary", day).json()["occupied"]
    assert sorted(span["why"] for span in spans if span["resource_id"] == desk) == ["booked", "closed"]


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


TWO_DAYS = {"start": "2026-11-25T00:00:00Z", "end": "2026-11-27T00:00:00Z"}


def manage(api: Api, who: str = "facilities") -> Program:
    return api.program(who, "manage")


def flood(estate: Estate, *names: str, **more: object) -> dict[str, object]:
    """The body of a closure of places for Wednesday and Thursday."""
    return {"resource_ids": [estate.ref(name) for name in names], **TWO_DAYS, "why": "flood", **more}


def test_closing_is_previewed_and_then_done(api: Api, estate: Estate) -> None:
    made = api.program("staff").book(estate.ref("D1")).json()["id"]

    preview = manage(api).ask("POST", "/closures/preview", json=flood(estate, "D1", "D2"))
    closed = manage(api).ask("POST", "/closures", json=flood(estate, "D1", "D2", seen=preview.json()["seen"]))
    view = manage(api).get(closed.headers["location"].removeprefix("/api/v1"))

    displaced = [{"booking_id": made, "instead_id": estate.ref("D3")}]
    assert preview.status_code == 200
    assert (preview.json()["displaced_total"], preview.json()["displaced"]) == (1, displaced)
    assert preview.json()["place_days"] == {"before": 56, "after": 52}  # 2 places on 28 days, each closed on two
    assert closed.status_code == 201
    assert closed.json() == {
        "id": closed.json()["id"],
        "site_id": view.json()["site_id"],
        "closes": [{"what": "resource", "id": estate.ref(name), "name": name} for name in ("D1", "D2")],
        **TWO_DAYS,
        "why": "flood",
        "roles": [],
        "applies": True,
    }
    assert view.json() == {**closed.json(), "displaced_total": 1, "displaced": displaced}
    assert api.program("other").book(estate.ref("D2")).json()["reason"] == "closed"


def test_floors_and_sites_are_closed_with_the_roles_that_may_still_book(api: Api, estate: Estate) -> None:
    site = manage(api).get("/sites").json()["items"][0]["id"]  # Elm, the first by name
    body = {**TWO_DAYS, "why": "flood", "roles": ["facilities"]}

    floor = manage(api).ask("POST", "/closures", json={**body, "floor_id": estate.floor_refs["oak1"]})
    whole = manage(api).ask("POST", "/closures", json={**body, "site_id": site})

    assert [(made.status_code, made.json()["closes"][0]["name"]) for made in (floor, whole)] == [
        (201, "First, Oak"),
        (201, "Elm"),
    ]
    assert [made.json()["roles"] for made in (floor, whole)] == [["facilities"]] * 2
    assert api.program("staff").book(estate.ref("Far")).json()["reason"] == "closed"
    assert api.program("facilities").book(estate.ref("Far")).status_code == 201


def test_closures_are_listed_until_they_are_over_and_only_to_those_who_close_there(api: Api, estate: Estate) -> None:
    oak = close(api.service, estate, "D1").ref
    elm = close(api.service, estate, "F1").ref

    def listed(who: str) -> list[str]:
        answer = manage(api, who).get("/closures").json()
        assert answer["next_cursor"] is None
        return [each["id"] for each in answer["items"]]

    assert (listed("facilities"), listed("oak_facilities")) == ([oak, elm], [oak])
    ended = manage(api).ask("DELETE", f"/closures/{oak}")
    assert (ended.status_code, ended.json()["applies"]) == (200, False)
    assert (listed("facilities"), listed("oak_facilities")) == ([elm], [])
    assert manage(api, "oak_facilities").get(f"/closures/{elm}").status_code == 404
    assert manage(api, "staff").get("/closures").status_code == 403
    assert api.program("facilities", "book").get("/closures").status_code == 403


def test_closure_is_changed_as_it_was_previewed(api: Api, estate: Estate) -> None:
    closure = close(api.service, estate, "D1").ref
    made = api.program("staff").book(estate.ref("D2"), "09:00", "10:00").json()["id"]
    change = {"end": "2026-12-01T00:00:00Z", "why": "asbestos"}

    preview = manage(api).ask("POST", f"/closures/{closure}/preview", json=change)
    changed = manage(api).ask("PATCH", f"/closures/{closure}", json={**change, "seen": preview.json()["seen"]})

    assert made
    assert preview.json()["displaced_total"] == 0
    assert changed.status_code == 200
    assert (changed.json()["start"], changed.json()["end"], changed.json()["why"]) == (
        TWO_DAYS["start"],
        "2026-12-01T00:00:00Z",
        "asbestos",
    )
    stale = {"why": "carpets", "seen": preview.json()["seen"]}
    assert manage(api).ask("PATCH", f"/closures/{closure}", json=stale).json()["reason"] == "changed_meanwhile"


def test_what_cannot_be_closed_is_answered_with_its_field(api: Api, estate: Estate, subtests: pytest.Subtests) -> None:
    past = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"}
    floor = {"floor_id": estate.floor_refs["oak1"]}
    for body, answer in (
        ({**TWO_DAYS, "why": "flood"}, (422, "bad_field", "resource_ids")),
        (flood(estate, "D1", **floor), (422, "bad_field", "resource_ids")),
        (flood(estate, "D1", "F1"), (422, "bad_field", "resource_ids")),
        (flood(estate, "D1", why="  "), (422, "bad_field", "why")),
        (flood(estate, "D1", why="x" * 81), (422, "bad_field", "why")),
        (flood(estate, "D1", roles=["administrator"]), (422, "bad_field", "roles")),
        (flood(estate, "D1", roles="facilities"), (422, "bad_field", "roles")),
        (flood(estate, "D1", resource_ids=[]), (422, "bad_field", "resource_ids")),
        (flood(estate, "D1", end=TWO_DAYS["start"]), (422, "bad_field", "end")),
        (flood(estate, "D1", **past), (422, "in_the_past", "end")),
        (flood(estate, "D1", resource_ids=["a" * 26]), (404, "not_found", None)),
        (flood(estate, "D1", seen="another"), (412, "changed_meanwhile", None)),
    ):
        for path in ("/closures", "/closures/preview"):
            if path == "/closures/preview" and "seen" in body:
                continue
            with subtests.test(body=body, path=path):
                refused = manage(api).ask("POST", path, json=body)
                assert (refused.status_code, refused.json().get("reason"), refused.json().get("field")) == answer
    assert manage(api).get("/closures").json()["items"] == []


def test_what_cannot_be_changed_is_answered_with_its_field(api: Api, estate: Estate, subtests: pytest.Subtests) -> None:
    closure = close(api.service, estate, "D1").ref
    for body, answer in (
        ({}, (422, "body")),
        ({"why": "flood"}, (422, None)),
        ({"end": "2026-11-25T00:00:00Z"}, (422, "end")),
        ({"start": "2026-11-28T00:00:00Z"}, (422, "end")),
        ({"resource_ids": [estate.ref("D2")]}, (422, "resource_ids")),
    ):
        with subtests.test(body=body):
            refused = manage(api).ask("PATCH", f"/closures/{closure}", json=body)
            assert (refused.status_code, refused.json().get("field")) == answer


def displaced(api: Api, estate: Estate) -> tuple[str, dict[str, str]]:
    """A closure of D1 and D2, and the bookings that stand within it by their holders."""
    made = {
        who: str(api.program(who).book(estate.ref(name), "09:00", "10:00").json()["id"])
        for who, name in (("staff", "D1"), ("other", "D2"))
    }
    return close(api.service, estate, "D1", "D2").ref, made


def stands(api: Api) -> dict[str, str]:
    sql = "SELECT b.ref, r.name FROM booking b JOIN resource r ON r.id = b.resource_id"
    return {row.ref: row.name for row in ask(api.service, sql)}


def test_all_displaced_bookings_are_moved_by_one_call_and_sent_again_it_moves_none(api: Api, estate: Estate) -> None:
    closure, made = displaced(api, estate)

    moved = manage(api).ask("POST", f"/closures/{closure}/move", json={"message": "A pipe burst."})
    again = manage(api).ask("POST", f"/closures/{closure}/move", json={"message": "A pipe burst."})

    places = {"staff": "D3", "other": "D4"}
    assert (moved.status_code, moved.json()) == (
        200,
        {
            "moved": [{"booking_id": made[who], "resource_id": estate.ref(name)} for who, name in places.items()],
            "left": 0,
        },
    )
    assert (again.status_code, again.json()) == (200, {"moved": [], "left": 0})
    assert stands(api) == {made[who]: name for who, name in places.items()}
    told = [decoded(row.facts) for row in ask(api.service, "SELECT facts FROM outbox WHERE event = 'changed'")]
    assert [(facts["why"], facts["message"]) for facts in told] == [("flood", "A pipe burst.")] * 2


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("x" * 81, "This is 81 characters long. Use 80 or fewer."),
        ("x" * 121, "This is 121 characters long. Use 80 or fewer."),
        ("  ", "The reason is empty. Send a line of 1 to 80 letters, which people read."),
    ],
)
def test_reason_that_is_too_long_or_empty_is_refused_by_one_limit(
    api: Api, estate: Estate, why: str, says: str
) -> None:
    answer = manage(api).ask("POST", "/closures/preview", json=flood(estate, "D1", why=why))

    assert (answer.status_code, answer.json()["field"], answer.json()["detail"]) == (422, "why", says)


@pytest.mark.parametrize(("named", "goes"), [(None, "D4"), ("D3", "D3")])
def test_one_displaced_booking_moves_to_the_best_or_to_the_named_place(
    api: Api, estate: Estate, named: str | None, goes: str
) -> None:
    closure, made = displaced(api, estate)
    body = {"booking_id": made["other"]} | ({"resource_id": estate.ref(named)} if named is not None else {})

    stale = manage(api).ask("POST", f"/closures/{closure}/move", json=body, headers={"If-Match": '"2"'})
    moved = manage(api).ask("POST", f"/closures/{closure}/move", json=body, headers={"If-Match": '"1"'})
    again = manage(api).ask("POST", f"/closures/{closure}/move", json=body)

    assert (stale.status_code, stale.json()["reason"]) == (412, "changed_meanwhile")
    assert (moved.status_code, moved.json()) == (
        200,
        {"moved": [{"booking_id": made["other"], "resource_id": estate.ref(goes)}], "left": 1},
    )
    assert stands(api) == {made["staff"]: "D1", made["other"]: goes}
    assert (again.status_code, again.json()["field"]) == (404, "booking_id")


def test_what_keeps_a_displaced_booking_from_moving_is_answered_and_nothing_is_written(
    api: Api, estate: Estate, subtests: pytest.Subtests
) -> None:
    closure, made = displaced(api, estate)
    api.program("mate").book(estate.ref("D3"), "09:00", "10:00")
    before = stands(api)
    one = {"booking_id": made["staff"]}
    for body, headers, answer in (
        ({**one, "resource_id": estate.ref("D3")}, {}, (409, "taken", None)),
        ({**one, "resource_id": estate.ref("D2")}, {}, (409, "closed", None)),
        ({**one, "resource_id": estate.ref("Small")}, {}, (422, "bad_field", "resource_id")),
        ({**one, "resource_id": estate.ref("Far")}, {}, (422, "bad_field", "resource_id")),
        ({**one, "resource_id": "a" * 26}, {}, (422, "bad_field", "resource_id")),
        ({"booking_id": "a" * 26}, {}, (404, "not_found", "booking_id")),
        ({"resource_id": estate.ref("D4")}, {}, (422, "bad_field", "booking_id")),
        ({}, {"If-Match": '"1"'}, (422, "bad_field", "booking_id")),
        ({**one, "message": "x" * 301}, {}, (422, "bad_field", "message")),
        ({**one, "seen": "x"}, {}, (422, "bad_field", "seen")),
    ):
        with subtests.test(body=body):
            refused = manage(api).ask("POST", f"/closures/{closure}/move", json=body, headers=headers)
            assert (refused.status_code, refused.json()["reason"], refused.json().get("field")) == answer
    assert stands(api) == before


def test_displaced_booking_for_which_nothing_is_free_stays(api: Api, estate: Estate) -> None:
    closure, made = displaced(api, estate)
    for who, name in (("mate", "D3"), ("lead", "D4"), ("clinic", "E1"), ("ward", "F1")):
        api.program(who).book(estate.ref(name), "09:00", "10:00")

    refused = manage(api).ask("POST", f"/closures/{closure}/move", json={"booking_id": made["staff"]})
    none = manage(api).ask("POST", f"/closures/{closure}/move", json={})

    assert (refused.status_code, refused.json()["reason"]) == (409, "taken")
    assert none.json() == {"moved": [], "left": 2}


def test_only_those_who_close_there_move_displaced_bookings(api: Api, estate: Estate) -> None:
    closure, made = displaced(api, estate)
    body = {"booking_id": made["staff"]}
    path = f"/closures/{closure}/move"

    assert manage(api, "staff").ask("POST", path, json=body).status_code == 403
    assert api.program("facilities", "book").ask("POST", path, json=body).status_code == 403
    assert manage(api, "oak_facilities").ask("POST", path, json=body).status_code == 200
    elm = close(api.service, estate, "F1").ref
    assert manage(api, "oak_facilities").ask("POST", f"/closures/{elm}/move", json={}).status_code == 404
