"""A1, A3, A5: every route, every kind of person, every kind of thing; and a denied act changes nothing."""

import re
from string import Template

import pytest
from httpx2 import Response
from starlette.routing import Route

from booking.actions.service import Service
from booking.api.routes import API_ROUTES
from booking.app import create_app
from booking.model.ids import Ref
from booking.web.routes import WEB_ROUTES
from tests.access.matrix import Row, read_matrix
from tests.access.seats import Seats, settings_for, token_of
from tests.actions.drafts.steps import OFFICE
from tests.conftest import ENGINES

MATRIX = read_matrix()
OUTSIDE_THE_TABLES = {"GET /healthz", "GET /readyz", "GET /static/{path:path}"}
SAFE_HEADERS = {"content-security-policy", "x-content-type-options", "referrer-policy", "cache-control"}
ON_BOTH = {
    "GET /bookings/{ref}",
    "POST /bookings/{ref}/change",
    "POST /book",
    "GET /floors/{ref}",
    "GET /api/v1/bookings/{id}",
    "DELETE /api/v1/bookings/{id}",
}
"""Routes tried on PostgreSQL too; permission is decided in Python and in the same statements, so a few are enough."""

CASES = [(engine, row) for engine in ENGINES for row in MATRIX if engine == "sqlite" or row.name in ON_BOTH]
HIDING = [(engine, row) for engine, row in CASES if "H" in row.cells.values()]
NOWHERE = {"/api", "/api/{rest:path}"}
"""Addresses that answer 404 to everybody, so that an unknown one under /api gets a problem answer."""


def test_matrix_has_a_row_for_every_route_and_no_other() -> None:
    tables = {f"{route.method} {route.path}" for route in WEB_ROUTES}
    tables |= {f"{route.method} /api/v1{route.path}" for route in API_ROUTES}

    assert sorted(row.name for row in MATRIX) == sorted(tables | OUTSIDE_THE_TABLES)


def test_application_serves_the_paths_of_the_matrix_and_no_others(service: Service) -> None:
    app = create_app(service, settings_for(service))

    paths = {route.path for route in app.routes if isinstance(route, Route)}
    assert len(paths) == len(app.routes)
    assert paths == {row.path for row in MATRIX} | NOWHERE


@pytest.mark.parametrize(("engine_name", "row"), CASES, indirect=["engine_name"], ids=str)
def test_route_answers_as_the_matrix_says(seats: Seats, row: Row) -> None:
    wrong, standing = [], seats.fingerprint()
    for (thing, actor), letter in row.cells.items():
        if letter == "-":
            continue
        booking = seats.book_for(actor, thing, row.stands) if row.is_about_booking else None
        before = seats.fingerprint() if booking else standing
        answer = _ask(seats, row, actor, thing, booking)
        after = seats.fingerprint()
        wrong += _find_wrong(row, letter, answer, changed=after != before, who=f"{actor}, {thing}")
        if after != before:
            seats.sign_in_all()
            seats.restore_estate()
        if booking or after != before:
            seats.clear_bookings()
            standing = seats.fingerprint()

    assert wrong == []


@pytest.mark.parametrize(("engine_name", "row"), HIDING, indirect=["engine_name"], ids=str)
def test_hidden_thing_looks_like_one_that_never_was(seats: Seats, row: Row) -> None:
    unlike = []
    for actor in {actor for (_, actor), letter in row.cells.items() if letter == "H"}:
        seen = {}
        for thing in [thing for (thing, who), letter in row.cells.items() if letter == "H" and who == actor]:
            booking = seats.book_for(actor, thing, row.stands) if row.is_about_booking else None
            answer = _ask(seats, row, actor, thing, booking)
            seen[thing] = _without_proof(answer)
            seats.clear_bookings()
        unlike += [f"{actor}, {thing}" for thing, shown in seen.items() if shown != seen["missing"]]

    assert unlike == []


def _without_proof(answer: Response) -> tuple[int, str, dict[str, str]]:
    """An answer but for the proof in its forms, which differs in each, and with it the length of its packed form."""
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return answer.status_code, re.sub(r'(name="csrf_token" value=")[0-9a-f]{128}"', r'\1"', answer.text), headers


def _ask(seats: Seats, row: Row, actor: str, thing: str, booking: Ref | None) -> Response:
    about = seats.about(row, thing, booking) | {"who": actor, "thing": thing}
    about |= seats.marks(row, about)
    headers = dict(row.headers)
    if not row.is_api:
        headers["Cookie"] = seats.cookies(actor)
    elif actor != "anonymous":
        headers["Authorization"] = f"Bearer {token_of(actor)}"
    form = row.form
    if form is not None:
        form = {name: Template(value).substitute(about) for name, value in form.items()}
        form["csrf_token"] = seats.form_token(actor)
    body = row.json
    if body is not None and not row.is_api:
        headers["X-CSRF-Token"] = seats.form_token(actor)
    if body is not None:
        body = {
            key: Template(value).substitute(about) if isinstance(value, str) else value for key, value in body.items()
        }
    address = Template(row.address).substitute(about)
    drawing = {row.file: ("office.svg", OFFICE)} if row.file else None
    answer = seats.client.request(row.method, address, headers=headers, data=form, json=body, files=drawing)
    seats.client.cookies.clear()
    return answer


def _find_wrong(row: Row, letter: str, answer: Response, *, changed: bool, who: str) -> list[str]:
    """What about an answer is not as the letter says, as sentences."""
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
    expected = {"Y": row.ok, "D": 403, "H": 404, "G": 303, "S": 401 if row.is_api else 303}[letter]
    wrong = []
    if answer.status_code != expected:
        wrong.append(f"{who}: {answer.status_code} instead of {expected}")
    if not row.is_api and to_sign_in != (letter == "S") and row.path not in ("/sign-out", "/sign-in"):
        wrong.append(f"{who}: {'sent' if to_sign_in else 'not sent'} to sign in")
    if missing := sorted(SAFE_HEADERS - answer.headers.keys()):
        wrong.append(f"{who}: without {missing}")
    if letter != "Y" and answer.headers.get("cache-control") != "no-store":
        wrong.append(f"{who}: a refusal that may be kept: {answer.headers.get('cache-control')}")
    if changed != (letter == "Y" and row.writes):
        wrong.append(f"{who}: {'something' if changed else 'nothing'} was written")
    return wrong
