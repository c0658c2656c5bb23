"""What other programs learn of closures."""

from booking.model.people import Role
from tests.actions.test_closures import close
from tests.api.program import Api
from tests.estate import Estate


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
