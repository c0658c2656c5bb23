"""A2: lists hold what the person may see and nothing else; and what they may not see leaves no trace in an answer."""

from collections.abc import Mapping

import pytest

from booking.model.ids import Ref
from tests.access.matrix import read_matrix
from tests.access.seats import MISSING, PEOPLE, Seats, token_of

THINGS = ("own", "foreign", "team", "unit", "far")
ONE = next(row for row in read_matrix() if row.name == "GET /api/v1/bookings/{id}")
"""Who sees which booking; a list must agree with it."""

ACTORS = [actor for actor in (*PEOPLE, "reader") if actor != "nobody"]
SITES = {actor: {"Elm", "Oak"} for actor in ACTORS} | {"oakfac": {"Oak"}}
EVERYBODY = {*PEOPLE.values(), "expired", "reader"}
PEOPLE_FOUND: Mapping[str, set[str]] = {
    "staff": {"staff"},
    "mate": {"mate"},
    "lead": {"lead", "mate"},
    "clinic": {"clinic"},
    "reception": {"reception"},
    "ward": {"ward"},
    "facil": EVERYBODY,
    "oakfac": EVERYBODY,
    "admin": EVERYBODY,
}
"""Whom each may book for, oneself included; the account that was closed is found by nobody."""


@pytest.fixture
def bookings(seats: Seats, request: pytest.FixtureRequest) -> dict[str, Ref]:
    """One booking of each kind; `own` is that of the actor whom the test names."""
    return {thing: seats.book_for(request.getfixturevalue("actor"), thing, "coming") for thing in THINGS}


def get(seats: Seats, actor: str, path: str, **query: str) -> list[dict[str, str]]:
    answer = seats.client.get(
        f"/api/v1{path}", params={"limit": "500", **query}, headers={"Authorization": f"Bearer {token_of(actor)}"}
    )
    assert answer.status_code == 200
    items: list[dict[str, str]] = answer.json()["items"]
    assert answer.json()["next_cursor"] is None
    return items


@pytest.mark.parametrize("actor", ACTORS)
def test_list_of_bookings_holds_those_that_one_may_open(seats: Seats, bookings: dict[str, Ref], actor: str) -> None:
    seen = {thing for thing in THINGS if ONE.cells[(thing, actor)] == "Y"}

    listed = get(seats, actor, "/bookings")
    narrowed = {thing for thing, ref in bookings.items() if _found_by_resource(seats, actor, ref)}

    assert {item["id"] for item in listed} == {bookings[thing] for thing in seen}
    assert narrowed == seen


def _found_by_resource(seats: Seats, actor: str, ref: Ref) -> bool:
    resources = {item["id"] for item in get(seats, "admin", "/resources")}
    return any(
        item["id"] == ref for resource in resources for item in get(seats, actor, "/bookings", resource=resource)
    )


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_lists_of_the_estate_hold_the_sites_that_one_may_look_at(seats: Seats, actor: str) -> None:
    window = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}
    headers = {"Authorization": f"Bearer {token_of(actor)}"}
    sites = seats.client.get("/api/v1/sites", headers=headers).json()["items"]
    floors = seats.client.get("/api/v1/floors", headers=headers).json()["items"]
    places = {item["name"] for item in get(seats, actor, "/resources")}
    found = {item["resource"]["name"] for item in get(seats, actor, "/search", **window)}  # type: ignore[index]

    far = "Elm" in SITES[actor]
    assert {site["name"] for site in sites} == SITES[actor]
    assert {floor["name"] for floor in floors} == {"First", "Second"} | ({"Ground"} if far else set())
    assert places & {"D1", "E1", "F1", "Far"} == {"D1", "E1"} | ({"F1", "Far"} if far else set())
    assert found & {"D1", "E1", "F1", "Far"} == {"D1", "E1"} | ({"F1", "Far"} if far else set())


@pytest.mark.parametrize("actor", PEOPLE_FOUND)
def test_people_are_those_whom_one_may_book_for(seats: Seats, actor: str) -> None:
    found = {item["email"].partition("@")[0] for item in get(seats, actor, "/people")}

    assert found == PEOPLE_FOUND[actor]


@pytest.mark.parametrize("actor", ["staff", "lead", "reception", "oakfac"])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_person_out_of_reach_is_answered_like_one_who_never_was(seats: Seats, actor: str) -> None:
    who = "SELECT ref FROM person WHERE name = 'Ward'"
    with seats.service.db.engine.connect() as connection:
        ward = connection.exec_driver_sql(who).scalar_one()
    wish = {"resource_id": seats.place("far"), "people": 1}
    if actor != "oakfac":
        wish["resource_id"] = seats.place("near")
    times = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}
    answers = [
        seats.client.post(
            "/api/v1/bookings",
            json={**wish, **times, "for_person": person},
            headers={"Authorization": f"Bearer {token_of(actor)}"},
        )
        for person in (ward, MISSING)
    ]

    assert answers[0].status_code in (403, 404, 422)
    assert (answers[0].status_code, answers[0].text) == (answers[1].status_code, answers[1].text)


@pytest.mark.parametrize("actor", ["staff", "reception", "auditor"])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_title_of_a_booking_shows_only_to_those_who_see_it(seats: Seats, actor: str, bookings: dict[str, Ref]) -> None:
    hidden = {thing for thing in THINGS if ONE.cells[(thing, actor)] != "Y"}
    cookie, day = {"Cookie": seats.cookies(actor)}, "date=2026-11-25&from=09:00&to=10:00"
    pages = [
        "/",
        "/floors",
        "/bookings",
        f"/find?{day}",
        *(f"/floors/{seats.floor(at)}?{day}" for at in ("near", "far")),
    ]
    shown = [seats.client.get(page, headers=cookie) for page in pages]
    token = {"Authorization": f"Bearer {token_of(actor)}"}
    window = "start=2026-11-25T09:00:00Z&end=2026-11-25T10:00:00Z"
    shown += [
        seats.client.get(f"/api/v1/floors/{seats.floor(at)}/state?{window}", headers=token) for at in ("near", "far")
    ]

    assert [answer.status_code for answer in shown] == [200] * len(shown)
    for thing in hidden:
        assert not any(f"{thing} booking" in answer.text or bookings[thing] in answer.text for answer in shown)
