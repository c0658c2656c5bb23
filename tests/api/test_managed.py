"""What other programs see of the estate while it is managed."""

from booking.actions.retire import bring_back
from booking.model.tree import Tier
from tests.actions.estate.steps import change, done, take_out, wanting
from tests.api.program import Api
from tests.estate import NOW, Estate

TIMES = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}


def test_renamed_place_is_listed_and_found_under_its_new_name_at_once(api: Api, estate: Estate) -> None:
    program, manager = api.program(scope="read"), estate.actors["facilities"]
    floor = estate.floor_refs["oak1"]
    before = program.get(f"/floors/{floor}/state", params=TIMES)

    done(change(api.service, manager, wanting(api.service, manager, Tier.PLACE, estate.ref("Middle"), name="Midst")))

    listed = [item["name"] for item in program.get("/resources", params={"floor": floor}).json()["items"]]
    found = [
        item["resource"]["name"] for item in program.get("/search", params={**TIMES, "people": "7"}).json()["items"]
    ]
    again = program.ask(
        "GET", f"/floors/{floor}/state", params=TIMES, headers={"If-None-Match": before.headers["etag"]}
    )
    assert ("Midst" in listed, "Middle" in listed, found[0]) == (True, False, "Midst")
    assert again.status_code == 200
    assert again.json()["diary_version"] == before.json()["diary_version"] + 1


def test_place_out_of_use_is_gone_for_programs_until_it_is_back(api: Api, estate: Estate) -> None:
    program, manager, place = api.program(scope="book"), estate.actors["facilities"], (Tier.PLACE, estate.ref("D1"))
    floor, wanted = estate.floor_refs["oak1"], {"resource_id": estate.ref("D1"), **TIMES, "people": 1}

    def is_shown() -> tuple[bool, bool, bool]:
        state = program.get(f"/floors/{floor}/state", params=TIMES).json()["places"]
        listed = program.get("/resources", params={"floor": floor, "kind": "desk"}).json()["items"]
        found = program.get("/search", params={**TIMES, "kind": "desk"}).json()["items"]
        return (
            estate.ref("D1") in {each["resource_id"] for each in state},
            estate.ref("D1") in {each["id"] for each in listed},
            estate.ref("D1") in {each["resource"]["id"] for each in found},
        )

    assert is_shown() == (True, True, True)
    done(take_out(api.service, manager, *place, ""))
    gone = is_shown()
    preview = program.ask("POST", "/bookings/preview", json=wanted).json()
    refused = program.ask("POST", "/bookings", json=wanted)
    done(bring_back(api.service, manager, *place, now=NOW))

    assert gone == (False, False, False)
    assert (preview["decision"], preview["reason"]) == ("refused", "closed")
    assert (refused.status_code, refused.json()["reason"]) == (409, "closed")
    assert refused.json()["detail"] == "D1 is out of use. Choose another place."
    assert is_shown() == (True, True, True)
    assert program.ask("POST", "/bookings", json=wanted).status_code == 201
