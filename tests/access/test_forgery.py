"""S1: a write needs the form's own proof and comes from our own pages; reading writes nothing."""

import re
from collections.abc import Mapping
from string import Template

import pytest
from starlette.testclient import TestClient

from booking.web.routes import WEB_ROUTES
from tests.access.matrix import Row, read_matrix
from tests.access.seats import MISSING, VISITOR, Seats, cookie_of

SENT = [row for row in read_matrix() if row.method != "GET" and not row.is_api]
WRITES = [row for row in SENT if row.form is not None and not row.file]
READS = [row for row in read_matrix() if row.method == "GET"]
CROSS_SITE: Mapping[str, Mapping[str, str]] = {
    "another origin": {"Origin": "https://evil.example"},
    "an origin that begins like ours": {"Origin": "http://127.0.0.1:8000.evil.example"},
    "our host as somebody's name": {"Origin": "http://127.0.0.1:8000@evil.example"},
    "no origin to name": {"Origin": "null"},
    "an origin that is no address": {"Origin": "http://["},
    "another port": {"Origin": "http://127.0.0.1:9000"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "another host of our site": {"Sec-Fetch-Site": "same-site"},
}
OURS: Mapping[str, Mapping[str, str]] = {
    "our origin": {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"},
    "a browser that says nothing": {},
}

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def send_cancel(seats: Seats, booking: str, token: str | None, headers: Mapping[str, str]) -> int:
    form = {"version": "1"} | ({} if token is None else {"csrf_token": token})
    sent = {"Cookie": seats.cookies("staff"), **headers}
    return seats.client.post(f"/bookings/{booking}/cancel", data=form, headers=sent).status_code


@pytest.mark.parametrize("row", WRITES, ids=str)
def test_write_without_a_good_proof_is_refused_and_writes_nothing(seats: Seats, row: Row) -> None:
    address = row.path.replace("{ref}", seats.book_for("staff", "own", "coming"))
    somebody = seats.form_token("other")
    before = seats.fingerprint()

    answers = {
        what: seats.client.post(address, data=form, headers={"Cookie": seats.cookies("staff")}).status_code
        for what, form in {
            "no token": {},
            "an empty token": {"csrf_token": ""},
            "somebody else's token": {"csrf_token": somebody},
            "the token of the sign-in page": {"csrf_token": seats.form_token("anonymous")},
            "half a token": {"csrf_token": seats.form_token("staff")[:32]},
        }.items()
    }

    assert answers == dict.fromkeys(answers, 403)
    assert seats.fingerprint() == before


@pytest.mark.parametrize("headers", CROSS_SITE.values(), ids=CROSS_SITE)
def test_write_from_elsewhere_is_refused_with_a_good_proof(seats: Seats, headers: Mapping[str, str]) -> None:
    booking = seats.book_for("staff", "own", "coming")
    before = seats.fingerprint()

    assert send_cancel(seats, booking, seats.form_token("staff"), headers) == 403
    assert seats.fingerprint() == before


@pytest.mark.parametrize("headers", OURS.values(), ids=OURS)
def test_write_from_here_with_a_good_proof_is_done(seats: Seats, headers: Mapping[str, str]) -> None:
    booking = seats.book_for("staff", "own", "coming")

    assert send_cancel(seats, booking, seats.form_token("staff"), headers) == 303


def test_proof_in_the_page_is_the_one_that_counts(seats: Seats) -> None:
    booking = seats.book_for("staff", "own", "coming")
    page = seats.client.get(f"/bookings/{booking}/cancel", headers={"Cookie": seats.cookies("staff")})
    tokens = set(re.findall(r'name="csrf_token" value="([0-9a-f]+)"', page.text))

    assert len(tokens) == 1
    assert send_cancel(seats, booking, tokens.pop(), {}) == 303


def test_proof_reads_differently_in_each_page_and_each_counts(seats: Seats) -> None:
    """The length of a packed page must say nothing about the proof in it (BREACH)."""

    def read_proof() -> str:
        page = seats.client.get("/bookings", headers={"Cookie": seats.cookies("staff")})
        return str(re.findall(r'name="csrf_token" value="([0-9a-f]{128})"', page.text)[0])

    first, second = read_proof(), read_proof()
    booking = seats.book_for("staff", "own", "coming")
    mixed = send_cancel(seats, booking, first[:64] + second[64:], {})
    once = send_cancel(seats, booking, second, {})
    twice = send_cancel(seats, seats.book_for("staff", "own", "coming"), first, {})

    assert (mixed, once, twice) == (403, 303, 303)
    alike = sum(one == other for one, other in zip(first, second, strict=True))
    assert alike < 40  # of 128 digits; by chance alone one in sixteen


@pytest.mark.parametrize("row", [row for row in SENT if row not in WRITES], ids=str)
def test_file_or_document_without_a_good_proof_is_refused_and_writes_nothing(seats: Seats, row: Row) -> None:
    address = Template(row.address).substitute(seats.about(row, "near", None))
    before, answers = seats.fingerprint(), []
    for token in ("", seats.form_token("other"), seats.form_token("anonymous"), seats.form_token("admin")[:32]):
        headers = {"Cookie": seats.cookies("admin"), **row.headers, "X-CSRF-Token": token}
        form = {"csrf_token": token} if row.file else None
        drawing = {row.file: ("office.svg", b"<svg/>")} if row.file else None
        answer = seats.client.request(row.method, address, headers=headers, data=form, files=drawing, json=row.json)
        answers.append(answer.status_code)

    assert answers == [403] * 4
    assert seats.fingerprint() == before


def test_cookie_opens_no_call_of_the_api_and_token_no_page(seats: Seats) -> None:
    cookie, token = {"Cookie": seats.cookies("staff")}, {"Authorization": "Bearer token-of-staff"}

    assert seats.client.get("/api/v1/sites", headers=cookie).status_code == 401
    assert seats.client.get("/api/v1/sites", headers=token).status_code == 200
    assert seats.client.get("/floors", headers=token).headers["location"] == "/sign-in?next=%2Ffloors"
    assert seats.client.get("/floors", headers=cookie).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_writes_nothing(seats: Seats, method: str) -> None:
    booking = seats.book_for("admin", "own", "coming")
    headers = {"Cookie": seats.cookies("admin"), "Authorization": "Bearer token-of-admin"}
    before, answers = seats.fingerprint(), {}
    for row in READS:
        address = Template(row.address).substitute(seats.about(row, "near", booking) | {"secret": ""})
        answer = seats.client.request(method, address, headers=headers)
        answers[row.name] = answer.status_code
        assert method == "GET" or not answer.content

    otherwise = {"GET /sign-in": 303}  # signed in already
    otherwise |= {"GET /invitation/{secret}": 404}  # there is none
    assert answers == {row.name: otherwise.get(row.name, 200) for row in READS}
    assert seats.fingerprint() == before


PATHS = sorted({route.path for route in WEB_ROUTES} | {row.path for row in READS if row.is_api})


@pytest.mark.parametrize("route", PATHS)
def test_method_that_a_path_does_not_take_is_refused(seats: Seats, route: str) -> None:
    takes = {row.method for row in read_matrix() if row.path == route} | {"HEAD"}
    address = re.sub(r"\{(ref|id)\}", MISSING, route)
    headers = {"Cookie": seats.cookies("admin"), "Authorization": "Bearer token-of-admin"}
    before = seats.fingerprint()

    for method in {"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "POST", "BREW"} - takes:
        answer = seats.client.request(method, address, headers=headers)
        assert (method, answer.status_code) == (method, 405)
        assert "GET" in answer.headers["allow"] or "POST" in answer.headers["allow"]
    assert seats.fingerprint() == before


def test_sign_in_form_needs_the_cookie_of_its_own_browser(client: TestClient, seats: Seats) -> None:
    form = {
        "email": "staff@trust.example",
        "password": "correct horse battery",
        "csrf_token": seats.form_token("anonymous"),
    }

    without = client.post("/sign-in", data=form)
    client.cookies.clear()
    planted = client.post("/sign-in", data=form, headers={"Cookie": "booking-form=planted-by-somebody"})
    client.cookies.clear()
    right = client.post("/sign-in", data=form, headers={"Cookie": f"booking-form={VISITOR}"})

    assert [without.status_code, planted.status_code, right.status_code] == [403, 403, 303]
    assert cookie_of("staff") not in right.headers["set-cookie"]


@pytest.mark.parametrize(
    "path", ["/", "/floors", "/floors/", "/bookings/", "//", "/sign-in/", "/nowhere", "/api/v1/sites/", "/static/"]
)
def test_name_that_a_request_gives_the_host_leads_nobody_there(seats: Seats, path: str) -> None:
    hostile = "evil.example"
    names = ("Host", "X-Forwarded-Host", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL", "Forwarded")
    for signed_in in ({"Cookie": seats.cookies("admin")}, {}):
        for name in names:
            value = f"host={hostile}" if name == "Forwarded" else hostile
            answer = seats.client.get(path, headers={**signed_in, name: value})
            assert answer.status_code < 500
            assert hostile not in answer.headers.get("location", "")
            assert hostile not in answer.text
