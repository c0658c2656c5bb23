"""Sites, floors and resources as other programs list them."""

from datetime import date

import pytest

from booking.model.estate import Place, ResourceKind
from booking.model.policy import Rule, RuleField, RuleScope
from booking.store.plans import NewPlan, publish_plan
from tests.api.program import Api
from tests.estate import NOW, Estate, set_rules
from tests.store.state import run

ALL_NAMES = ["D1", "D2", "D3", "D4", "Small", "Middle", "Large", "Clinic", "Visits", "E1", "F1", "Far"]


def publish(api: Api, estate: Estate, metres_per_unit: float | None) -> None:
    """Draw floor oak1: Small at (3, 4) and Large at (6.126, 8)."""
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    places = (Place(estate.id("Small"), square, 3.0, 4.0, 1.0), Place(estate.id("Large"), square, 6.126, 8.0, 1.0))
    drawn = NewPlan(20.0, 10.0, metres_per_unit, "<svg/>", places)
    api.service.db.write(lambda tx: publish_plan(tx, estate.floors["oak1"], drawn, by=None, now=NOW))


def test_sites_are_listed_by_name(api: Api) -> None:
    answer = api.program(scope="read").get("/sites")

    assert answer.status_code == 200
    assert [(site["name"], site["timezone"]) for site in answer.json()["items"]] == [
        ("Elm", "Europe/London"),
        ("Oak", "Europe/London"),
    ]
    assert answer.json()["next_cursor"] is None
    assert answer.headers["cache-control"] == "no-store"


def test_floors_name_site_level_and_plan(api: Api, estate: Estate) -> None:
    publish(api, estate, 0.01)
    program = api.program(scope="read")
    sites = {site["name"]: site["id"] for site in program.get("/sites").json()["items"]}

    floors = program.get("/floors").json()

    assert floors == {
        "items": [
            floor(estate, "elm0", sites["Elm"], "Elm", "Ground", 0, None),
            floor(estate, "oak1", sites["Oak"], "Oak", "First", 1, 1),
            floor(estate, "oak2", sites["Oak"], "Oak", "Second", 2, None),
        ],
        "next_cursor": None,
    }


def floor(
    estate: Estate, name: str, site_id: str, building: str, called: str, level: int, plan: int | None
) -> dict[str, object]:
    return {
        "id": estate.floor_refs[name],
        "site_id": site_id,
        "building": building,
        "name": called,
        "level": level,
        "plan_version": plan,
    }


def test_floors_of_one_site_are_listed(api: Api, estate: Estate) -> None:
    program = api.program(scope="read")
    elm = program.get("/sites").json()["items"][0]["id"]

    floors = program.get("/floors", {"site": elm}).json()["items"]

    assert [one["id"] for one in floors] == [estate.floor_refs["elm0"]]


def test_resources_have_the_shape_of_the_contract(api: Api, estate: Estate) -> None:
    publish(api, estate, 0.01)

    answer = api.program(scope="read").get("/resources", {"kind": "meeting_room", "floor": estate.floor_refs["oak1"]})

    shared = {"kind": "meeting_room", "floor_id": estate.floor_refs["oak1"], "limited_by": "seats"}
    assert answer.json() == {
        "items": [
            {"id": estate.ref("Small"), "name": "Small", **shared, "capacity": 4, "features": []}
            | {"people_at_most": 4, "position": {"x_m": 3.0, "y_m": 4.0}},
            {"id": estate.ref("Middle"), "name": "Middle", **shared, "capacity": 8, "features": ["screen"]}
            | {"people_at_most": 8, "position": None},
            {"id": estate.ref("Large"), "name": "Large", **shared, "capacity": 20, "people_at_most": 20}
            | {"features": ["screen", "hearing-loop"], "position": {"x_m": 6.13, "y_m": 8.0}},
        ],
        "next_cursor": None,
    }


def test_resources_have_no_position_on_a_plan_without_a_scale(api: Api, estate: Estate) -> None:
    publish(api, estate, None)

    resources = api.program(scope="read").get("/resources").json()["items"]

    assert [one["position"] for one in resources] == [None] * len(ALL_NAMES)


def test_resources_say_for_how_many_people_they_are_by_floor_and_air(api: Api, estate: Estate) -> None:
    """30.5 m² at 5 m² for each are 6 people, though the room seats 20; 73.2 m³ of air at 11 m³ are 6 of 9 seats."""
    square = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0))
    places = tuple(Place(estate.id(name), square, 1.0, 1.0, 30.5) for name in ("Large", "Clinic"))
    plan = NewPlan(20.0, 10.0, 1.0, "<svg/>", places)
    api.service.db.write(lambda tx: publish_plan(tx, estate.floors["oak1"], plan, by=None, now=NOW))
    run(api.service, "UPDATE resource SET capacity = 9, ceiling_cm = 240 WHERE name = 'Clinic'")
    trust = (RuleScope.ORGANISATION, int(estate.organisation_id), ResourceKind.MEETING_ROOM)
    later = Rule(*trust, RuleField.PERSON_AREA_DM2, 500, valid_from=date(2026, 11, 26))
    program = api.program("staff", "read")

    def said(path: str, **query: str) -> dict[str, tuple[int, int, str]]:
        items = [one.get("resource", one) for one in program.get(path, query).json()["items"]]
        return {
            one["name"]: (one["capacity"], one["people_at_most"], one["limited_by"])
            for one in items
            if one["name"] in ("Large", "Clinic", "D1")
        }

    seats = {"D1": (1, 1, "seats"), "Clinic": (9, 6, "air")}
    assert said("/resources") == {**seats, "Large": (20, 20, "seats")}
    set_rules(api.service, later)
    assert said("/resources") == {**seats, "Large": (20, 20, "seats")}  # today
    rooms = {"kind": "meeting_room", "people": "5"}
    assert said("/search", start="2026-11-25T09:00:00Z", end="2026-11-25T10:00:00Z", **rooms) == {
        "Large": (20, 20, "seats")
    }
    assert said("/search", start="2026-11-26T09:00:00Z", end="2026-11-26T10:00:00Z", **rooms) == {
        "Large": (20, 6, "area")
    }


@pytest.mark.parametrize("limit", [1, 5, 11, 12, 500])
def test_resources_are_walked_page_by_page_without_repeats(api: Api, limit: int) -> None:
    pages = api.program(scope="read").walk("/resources", {"limit": str(limit)})

    assert [one["name"] for page in pages for one in page] == ALL_NAMES
    assert [len(page) for page in pages] == [
        min(limit, len(ALL_NAMES) - begun) for begun in range(0, len(ALL_NAMES), limit)
    ]


@pytest.mark.parametrize(
    ("parameter", "value", "names"),
    [
        ("kind", "clinic_room", ["Clinic"]),
        ("kind", "visiting_room", ["Visits"]),
        ("floor", "oak2", ["E1"]),
        ("site", "Elm", ["F1", "Far"]),
        ("site", "never-was", []),
        ("floor", "a" * 26, []),
    ],
)
def test_resources_are_narrowed(api: Api, estate: Estate, parameter: str, value: str, names: list[str]) -> None:
    program = api.program(scope="read")
    sites = {site["name"]: site["id"] for site in program.get("/sites").json()["items"]}

    answer = program.get("/resources", {parameter: sites.get(value, estate.floor_refs.get(value, value))})

    assert [one["name"] for one in answer.json()["items"]] == names


def test_a_cursor_of_another_list_is_refused(api: Api) -> None:
    program = api.program("admin", "admin")
    cursor = program.get("/resources", {"limit": "1"}).json()["next_cursor"]

    answer = program.get("/people", {"cursor": cursor})

    assert (answer.status_code, answer.json()["field"]) == (422, "cursor")


def test_nobody_without_a_grant_sees_anything(api: Api) -> None:
    answer = api.program("nobody", "admin").get("/sites")

    assert (answer.status_code, answer.json()["reason"]) == (403, "not_allowed")
