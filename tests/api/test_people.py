"""People whom a program may book for."""

import pytest

from tests.api.program import Api, Program
from tests.estate import Estate

EVERYBODY = [
    "Staff",
    "Other",
    "Mate",
    "Lead",
    "Facilities",
    "Oak_Facilities",
    "Clinic",
    "Reception",
    "Ward",
    "Auditor",
    "Admin",
    "Nobody",
]


def names(program: Program, **query: str) -> list[str]:
    return [person["name"] for person in program.get("/people", query).json()["items"]]


def test_a_person_has_id_name_and_address(api: Api, estate: Estate) -> None:
    found = api.program("facilities", "manage").get("/people", {"query": "lead@"}).json()

    lead = {"id": estate.actors["lead"].person.ref, "name": "Lead", "email": "lead@trust.example"}
    assert found == {"items": [lead], "next_cursor": None}


@pytest.mark.parametrize(
    ("name", "scope", "found"),
    [
        ("facilities", "manage", EVERYBODY),
        ("facilities", "book", EVERYBODY),
        ("admin", "admin", EVERYBODY),
        ("lead", "book", ["Mate", "Lead"]),
        ("lead", "manage", ["Mate", "Lead"]),
        ("staff", "book", ["Staff"]),
        ("clinic", "book", ["Clinic"]),
        ("reception", "manage", ["Reception"]),
    ],
)
def test_those_are_found_whom_the_asker_may_book_for(api: Api, name: str, scope: str, found: list[str]) -> None:
    assert names(api.program(name, scope)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("WARD", ["Ward"]),
        ("facilities, oak", ["Oak_Facilities"]),
        ("ward staff", []),
        ("facilities", ["Facilities", "Oak_Facilities"]),
        ("k_f", ["Oak_Facilities"]),
        ("%", []),
        ("_a", ["Oak_Facilities"][:0]),
        ("@trust", EVERYBODY),
        ("", EVERYBODY),
        ("nobody at all", []),
        ("' OR 1=1 --", []),
        ("\\", []),
    ],
)
def test_people_are_found_by_part_of_a_name_or_address(api: Api, words: str, found: list[str]) -> None:
    assert names(api.program("admin", "manage"), query=words) == found


@pytest.mark.parametrize("limit", [1, 5, 12])
def test_people_are_walked_page_by_page_without_repeats(api: Api, limit: int) -> None:
    pages = api.program("admin", "manage").walk("/people", {"limit": str(limit)})

    assert [person["name"] for page in pages for person in page] == EVERYBODY


def test_an_id_found_here_can_be_booked_for(api: Api, estate: Estate) -> None:
    lead = api.program("lead")
    mate = lead.get("/people", {"query": "mate"}).json()["items"][0]["id"]

    assert lead.book(estate.ref("D1"), for_person=mate).json()["person"] == mate


def test_a_token_that_may_only_read_finds_nobody(api: Api) -> None:
    assert api.program("admin", "read").get("/people").status_code == 403
