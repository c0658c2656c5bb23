"""A part of a page that was made before is given again only for the very same, and nobody gets what is another's."""

from collections.abc import Callable

import pytest
from markupsafe import Markup

from booking.web.kept_parts import LONGEST_KEPT, keep_made
from tests.estate import Estate
from tests.web.conftest import Browsers


def counted() -> tuple[list[object], Callable[[object], str]]:
    made: list[object] = []

    def macro(given: object) -> str:
        made.append(given)
        return f"part {len(made)}"

    return made, keep_made(macro)


def test_part_is_made_once_for_what_is_given_alike() -> None:
    made, give = counted()

    shown = [give({"text": "Book", "items": [{"href": "/", "active": True}]}) for _ in range(3)]

    assert shown == ["part 1"] * 3
    assert len(made) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text": "<b>"}, {"text": Markup("<b>")}),
        ({"active": True}, {"active": 1}),
        ({"text": "Book"}, {"html": "Book"}),
        ({"items": ["a", "b"]}, {"items": ["ab"]}),
        ({"items": ["a"]}, {"items": "a"}),
        ({"text": None}, {"text": ""}),
        ({}, []),
    ],
)
def test_parts_that_are_shown_differently_are_made_apart(one: object, other: object) -> None:
    _, give = counted()

    assert [give(one), give(other), give(one), give(other)] == ["part 1", "part 2", "part 1", "part 2"]


@pytest.mark.parametrize("given", [{"text": "x" * (LONGEST_KEPT + 1)}, {"items": iter("ab")}, {"value": 1.5}])
def test_what_is_long_or_cannot_be_compared_is_made_anew(given: object) -> None:
    _, give = counted()

    assert [give(given), give(given)] == ["part 1", "part 2"]


def test_header_names_whoever_looks_and_holds_their_own_proof(browsers: Browsers, estate: Estate) -> None:
    pages = {name: browsers.sign_in(estate, name).get("/bookings") for name in ("staff", "other", "staff", "mate")}

    for name, page in pages.items():
        assert page.words_at("//header//a[@href='/settings']") == [f"{name.title()}, your settings"]
        assert len(page.all("//header//input[@name='csrf_token']")) == 1
    proofs = {str(page.all("//header//input[@name='csrf_token']")[0].get("value")) for page in pages.values()}
    assert len(proofs) == 3
    assert all(len(proof) == 128 for proof in proofs)
    assert all("\x00" not in page.response.text for page in pages.values())


def test_one_signs_out_with_the_proof_in_ones_own_header(browsers: Browsers, estate: Estate) -> None:
    staff, other = (browsers.sign_in(estate, name) for name in ("staff", "other"))
    page, theirs = staff.get("/bookings"), other.get("/bookings")
    proof = str(theirs.all("//header//input[@name='csrf_token']")[0].get("value"))

    answers = [staff.send(page, "/sign-out", csrf_token=proof), staff.send(page, "/sign-out")]

    assert [answer.status_code for answer in answers] == [403, 303]
