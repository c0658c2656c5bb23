"""Search by other programs: what is free, the fewest spare seats first."""

import pytest

from booking.model.estate import Place
from booking.store.plans import NewPlan, publish_plan
from tests.api.program import Api, Program
from tests.estate import NOW, Estate

MORNING = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}
SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))


def found(program: Program, *more: tuple[str, str]) -> list[str]:
    answer = program.get("/search", (*MORNING.items(), *more))
    return [hit["resource"]["name"] for hit in answer.json()["items"]]


def publish(api: Api, estate: Estate, **positions: tuple[float, float]) -> None:
    """Draw floor oak1 with a scale, its places at these points in metres."""
    places = tuple(Place(estate.id(name), SQUARE, x, y, 1.0) for name, (x, y) in positions.items())
    drawn = NewPlan(50.0, 50.0, 0.01, "<svg/>", places)
    api.service.db.write(lambda tx: publish_plan(tx, estate.floors["oak1"], drawn, by=None, now=NOW))


def test_what_is_free_is_found_smallest_first(api: Api, estate: Estate) -> None:
    api.program("other").book(estate.ref("Small"), "09:30", "11:00")
    reader = api.program("staff", "read")

    assert found(reader, ("people", "4")) == ["Visits", "Far", "Middle", "Large"]
    assert found(reader, ("people", "9")) == ["Large"]
    assert found(reader, ("people", "21")) == []
    assert found(reader, ("kind", "desk")) == ["D1", "D2", "D3", "D4", "E1", "F1"]
    assert found(reader, ("people", "3"), ("kind", "clinic_room")) == ["Clinic"]
    assert found(reader, ("feature", "screen")) == ["Middle", "Large"]
    assert found(reader, ("feature", "screen"), ("feature", "hearing-loop")) == ["Large"]
    assert found(reader, ("feature", "Screen")) == []
    assert len(found(reader)) == 11


def test_a_hit_says_why(api: Api, estate: Estate) -> None:
    query = (*MORNING.items(), ("people", "7"), ("feature", "screen"), ("kind", "meeting_room"), ("limit", "1"))

    answer = api.program("staff", "read").get("/search", query).json()

    shape = {"id": estate.ref("Middle"), "name": "Middle", "kind": "meeting_room", "capacity": 8}
    shape |= {"people_at_most": 8, "limited_by": "seats"}
    assert answer["items"] == [
        {
            "resource": {**shape, "floor_id": estate.floor_refs["oak1"], "features": ["screen"], "position": None},
            "spare_seats": 1,
            "why": "Free for the whole time, with 1 seat to spare. It has: screen.",
        }
    ]
    assert answer["next_cursor"] is not None


def test_of_equally_large_rooms_the_nearer_come_first(api: Api, estate: Estate) -> None:
    publish(api, estate, D1=(0, 0), D2=(30, 40), D3=(3, 4), Large=(0.06, 0))
    query = (*MORNING.items(), ("kind", "desk"), ("near", estate.ref("D1")))

    hits = api.program("staff", "read").get("/search", query).json()["items"]

    assert [(hit["resource"]["name"], hit.get("distance_m"), hit["why"].partition(". ")[2]) for hit in hits] == [
        ("D1", 0.0, "It is 0 m from D1."),
        ("D3", 5.0, "It is 5 m from D1."),
        ("D2", 50.0, "It is 50 m from D1."),
        ("D4", None, "It is on the same floor as D1."),
        ("E1", None, ""),
        ("F1", None, ""),
    ]


def test_near_a_floor_its_rooms_come_first(api: Api, estate: Estate) -> None:
    query = (*MORNING.items(), ("kind", "desk"), ("near", estate.floor_refs["elm0"]))

    hits = api.program("staff", "read").get("/search", query).json()["items"]

    assert [hit["resource"]["name"] for hit in hits] == ["F1", "D1", "D2", "D3", "D4", "E1"]
    assert hits[0]["why"] == "Free for the whole time, with no seat to spare. It is on the floor Ground."


@pytest.mark.parametrize("limit", [1, 4, 11])
def test_hits_are_walked_page_by_page_without_repeats(api: Api, estate: Estate, limit: int) -> None:
    publish(api, estate, D1=(0, 0), D2=(30, 40), D3=(3, 4))
    query = {**MORNING, "near": estate.ref("D1"), "kind": "desk"}
    reader = api.program("staff", "read")

    pages = reader.walk("/search", {**query, "limit": str(limit)})

    names = [hit["resource"]["name"] for page in pages for hit in page]
    assert names == ["D1", "D3", "D2", "D4", "E1", "F1"]


def test_a_site_narrows_the_search(api: Api) -> None:
    reader = api.program("staff", "read")
    elm = reader.get("/sites").json()["items"][0]["id"]

    assert found(reader, ("site", elm)) == ["F1", "Far"]
    assert found(reader, ("site", "a" * 26)) == []


def test_near_what_never_was_is_answered_404(api: Api, estate: Estate) -> None:
    oak = api.program("oak_facilities", "manage")

    answers = [oak.get("/search", {**MORNING, "near": near}) for near in ("a" * 26, "x", estate.ref("F1"))]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].json() == answers[2].json()


@pytest.mark.parametrize(
    ("day", "number"), [("2020-01-01", 0), ("2026-11-23", 0), ("2027-11-24", 12), ("2027-11-25", 0)]
)
def test_only_what_can_be_booked_then_is_found(api: Api, day: str, number: int) -> None:
    """On 24 November 2026, where every place opens 365 days ahead."""
    query = {"start": f"{day}T09:00:00Z", "end": f"{day}T10:00:00Z"}

    answer = api.program("staff", "read").get("/search", tuple(query.items()))

    assert (answer.status_code, len(answer.json()["items"])) == (200, number)
