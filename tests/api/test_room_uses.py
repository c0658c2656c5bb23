"""What rooms are booked for, by other programs."""

from dataclasses import replace

from booking.model.estate import ResourceKind
from booking.model.room_uses import RoomUseChange
from tests.actions.rooms_for_uses import changed, made, terms
from tests.api.program import Api
from tests.estate import Estate
from tests.store.state import ask, count

AEROSOL = terms("Aerosol generating procedure", setup=5, turnaround=10, fallow=20)
BOTH = frozenset({ResourceKind.MEETING_ROOM, ResourceKind.CLINIC_ROOM})


def test_program_lists_what_rooms_can_be_booked_for(api: Api, estate: Estate) -> None:
    gone = made(api.service, estate, terms("Phlebotomy"))
    changed(api.service, estate, RoomUseChange(gone.ref, offered=False))
    aerosol = made(api.service, estate, replace(AEROSOL, kinds=BOTH))

    listed = api.program().get("/uses")

    assert listed.json() == {
        "items": [
            {
                "id": aerosol.ref,
                "name": "Aerosol generating procedure",
                "kinds": ["clinic_room", "meeting_room"],
                "setup_min": 5,
                "turnaround_min": 10,
                "fallow_min": 20,
            }
        ],
        "next_cursor": None,
    }


def test_program_books_for_a_use_and_is_shown_it(api: Api, estate: Estate) -> None:
    aerosol = made(api.service, estate, AEROSOL)
    program, room = api.program(), estate.ref("Middle")

    booked = program.book(room, "10:00", "11:00", use=aerosol.ref, procedure_end="2026-11-25T10:50:00Z")
    one = program.get(f"/bookings/{booked.json()['id']}").json()
    plain = program.book(room, "14:00", "15:00").json()

    assert booked.status_code == 201
    assert (one["use"], one["procedure_end"]) == (aerosol.ref, "2026-11-25T10:50:00Z")
    assert (plain["use"], plain["procedure_end"]) == (None, None)


def test_program_is_told_until_when_a_room_rests(api: Api, estate: Estate) -> None:
    """Booked until 11:00, the procedure over at 10:50: turnaround and fallow time both end at 11:10."""
    aerosol = made(api.service, estate, AEROSOL)
    room = estate.ref("Middle")
    api.program().book(room, "10:00", "11:00", use=aerosol.ref, procedure_end="2026-11-25T10:50:00Z")

    early, on_time = (api.program("other").book(room, start, "12:00") for start in ("11:09", "11:10"))

    assert (early.status_code, early.json()["reason"]) == (409, "locked_out")
    assert early.json()["blocked_until"] == "2026-11-25T11:10:00Z"
    assert on_time.status_code == 201


def test_floor_state_and_diary_keep_a_room_ready(api: Api, estate: Estate) -> None:
    aerosol = made(api.service, estate, AEROSOL)
    room, floor = estate.ref("Middle"), estate.floor_refs["oak1"]
    assert api.program().book(room, "10:00", "11:00", use=aerosol.ref).status_code == 201
    program = api.program("other")

    def state(start: str, end: str) -> str:
        times = {"start": f"2026-11-25T{start}:00Z", "end": f"2026-11-25T{end}:00Z"}
        places = program.get(f"/floors/{floor}/state", times).json()["places"]
        return next(str(place["state"]) for place in places if place["resource_id"] == room)

    day = {"from": "2026-11-25T09:00:00Z", "to": "2026-11-25T13:00:00Z"}
    occupied = program.get(f"/floors/{floor}/diary", day).json()["occupied"]
    assert [state("09:00", "09:55"), state("09:00", "09:56"), state("11:19", "12:00"), state("11:20", "12:00")] == [
        "free", "locked", "locked", "free",
    ]  # fmt: skip
    assert [(span["start"][11:16], span["until"][11:16], span["why"]) for span in occupied] == [
        ("09:55", "10:00", "locked"), ("10:00", "11:00", "booked"), ("11:00", "11:20", "locked"),
    ]  # fmt: skip


def test_program_changes_what_a_booking_is_for(api: Api, estate: Estate) -> None:
    aerosol, group = made(api.service, estate, AEROSOL), made(api.service, estate, terms("Group"))
    program = api.program()
    ref = program.book(estate.ref("Middle"), "10:00", "11:00", use=group.ref).json()["id"]

    def change(**fields: object) -> tuple[object, object]:
        answer = program.ask("PATCH", f"/bookings/{ref}", json=fields, headers={"If-Match": "*"}).json()
        return answer["use"], answer["procedure_end"]

    assert change(use=aerosol.ref, procedure_end="2026-11-25T10:30:00Z") == (aerosol.ref, "2026-11-25T10:30:00Z")
    assert change(start="2026-11-25T12:00:00Z", end="2026-11-25T13:00:00Z") == (aerosol.ref, "2026-11-25T12:30:00Z")
    assert change(people=2) == (aerosol.ref, "2026-11-25T12:30:00Z")
    assert change(use=None) == (None, None)


def test_program_is_told_what_is_wrong_with_a_use(api: Api, estate: Estate) -> None:
    aerosol = made(api.service, estate, AEROSOL)
    program, room, desk = api.program(), estate.ref("Middle"), estate.ref("D1")

    answers = {
        "unknown": program.book(room, use="a" * 26),
        "no id": program.book(room, use="x"),
        "a number": program.book(room, use=3),
        "at a desk": program.book(desk, use=aerosol.ref),
        "an end without a use": program.book(room, procedure_end="2026-11-25T09:30:00Z"),
        "an end after the booking": program.book(room, use=aerosol.ref, procedure_end="2026-11-25T10:01:00Z"),
        "an end at the start": program.book(room, use=aerosol.ref, procedure_end="2026-11-25T09:00:00Z"),
    }

    assert {name: (answer.status_code, answer.json().get("field")) for name, answer in answers.items()} == {
        "unknown": (422, "use"),
        "no id": (422, "use"),
        "a number": (422, "use"),
        "at a desk": (422, "use"),
        "an end without a use": (422, "use"),
        "an end after the booking": (422, "procedure_end"),
        "an end at the start": (422, "procedure_end"),
    }
    assert count(api.service, "booking") == 0


def test_same_key_for_another_use_is_another_request(api: Api, estate: Estate) -> None:
    aerosol = made(api.service, estate, AEROSOL)
    program, key = api.program(), {"Idempotency-Key": "one"}
    body = {
        "resource_id": estate.ref("Middle"), "start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z",
        "people": 1,
    }  # fmt: skip

    first = program.ask("POST", "/bookings", json={**body, "use": aerosol.ref}, headers=key)
    again = program.ask("POST", "/bookings", json={**body, "use": aerosol.ref}, headers=key)
    other = program.ask("POST", "/bookings", json=body, headers=key)

    assert [first.status_code, again.status_code, other.status_code] == [201, 201, 422]
    assert first.json() == again.json()
    assert len(ask(api.service, "SELECT id FROM booking WHERE use_id IS NOT NULL")) == 1


def test_program_finds_rooms_for_a_use_with_the_time_that_it_needs(api: Api, estate: Estate) -> None:
    """Middle is booked from 11:15 on: free until 11, and not for what needs 20 minutes after it."""
    aerosol = made(api.service, estate, AEROSOL)
    program = api.program()
    program.book(estate.ref("Middle"), "11:15", "12:00")
    times = {"start": "2026-11-25T10:00:00Z", "end": "2026-11-25T11:00:00Z", "people": "5"}

    def found(**more: str) -> list[str]:
        answer = program.get("/search", {**times, **more}).json()
        return [hit["resource"]["name"] for hit in answer["items"]]

    assert found() == ["Far", "Middle", "Large"]
    assert found(use=aerosol.ref) == ["Far", "Large"]
    assert found(use=aerosol.ref, kind="clinic_room") == []
    refused = program.get("/search", {**times, "use": "a" * 26})
    assert (refused.status_code, refused.json()["reason"], refused.json()["field"]) == (422, "bad_field", "use")
