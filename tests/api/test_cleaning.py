"""Cleaning by other programs: a list, and a call that frees a place."""

from tests.actions.test_clean import LATER, lock_for
from tests.api.program import Api
from tests.estate import Estate, at


def test_program_lists_what_is_locked_and_frees_it(api: Api, estate: Estate) -> None:
    lock_for(api.service, estate)
    assert api.program().book(estate.ref("D1"), "09:00", "17:00").status_code == 201
    api.clock.now = LATER
    manager = api.program("facilities")

    listed = manager.get("/cleaning")
    done = manager.ask("POST", f"/resources/{estate.ref('D1')}/cleaned")
    again = manager.ask("POST", f"/resources/{estate.ref('D1')}/cleaned")

    assert listed.json() == {
        "items": [
            {
                "resource_id": estate.ref("D1"),
                "name": "D1",
                "floor_id": estate.floor_refs["oak1"],
                "used_until": "2026-11-25T17:00:00Z",
                "kept_until": "2026-11-28T17:00:00Z",
                "next_start": None,
            }
        ],
        "next_cursor": None,
    }
    assert (done.status_code, done.json()) == (
        200,
        {
            "resource_id": estate.ref("D1"),
            "cleaned_at": "2026-11-25T18:00:00Z",
            "kept_until": "2026-11-28T17:00:00Z",
        },
    )
    assert (again.status_code, again.json()["reason"]) == (412, "changed_meanwhile")
    assert manager.get("/cleaning").json()["items"] == []


def test_program_is_told_that_a_place_is_in_use_or_not_locked(api: Api, estate: Estate) -> None:
    lock_for(api.service, estate)
    assert api.program().book(estate.ref("D1"), "09:00", "17:00").status_code == 201
    manager = api.program("facilities")
    call = f"/resources/{estate.ref('D1')}/cleaned"

    before = manager.ask("POST", call)
    api.clock.now = at("12:00")
    during = manager.ask("POST", call)

    assert (before.status_code, before.json()["reason"]) == (422, "bad_field")
    assert (during.status_code, during.json()["reason"]) == (409, "taken")


def test_state_of_the_floor_changes_as_soon_as_a_place_is_cleaned(api: Api, estate: Estate) -> None:
    lock_for(api.service, estate)
    assert api.program().book(estate.ref("D1"), "09:00", "17:00").status_code == 201
    api.clock.now = LATER
    call = f"/floors/{estate.floor_refs['oak1']}/state"
    hour = {"start": "2026-11-25T19:00:00Z", "end": "2026-11-25T20:00:00Z"}
    seen = api.program().get(call, hour)

    assert api.program("facilities").ask("POST", f"/resources/{estate.ref('D1')}/cleaned").status_code == 200
    after = api.program().get(call, hour, {"If-None-Match": seen.headers["etag"]})

    def of_d1(answer: dict[str, list[dict[str, str]]]) -> dict[str, str]:
        return next(place for place in answer["places"] if place["resource_id"] == estate.ref("D1"))

    assert of_d1(seen.json()) == {
        "resource_id": estate.ref("D1"),
        "state": "locked",
        "until": "2026-11-28T17:00:00Z",
    }
    assert after.status_code == 200
    assert of_d1(after.json()) == {"resource_id": estate.ref("D1"), "state": "free"}
