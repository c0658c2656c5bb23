"""Bad input at every field of every page and call: a clear answer, never a failure, and nothing written."""

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response

from booking.api.calls import ApiRoute
from booking.api.routes import API_ROUTES
from booking.web.door import Takes, WebRoute
from booking.web.routes import WEB_ROUTES
from tests.access.matrix import read_matrix
from tests.access.seats import MISSING, Seats, token_of

TEXTS = (
    "",
    " ",
    "x" * 10_000,
    "\x00",
    "a\x00b",
    "a\x07b\x1b[31m",
    "line\r\nBcc: everybody@trust.example",
    "a\u2028b\u2029c",
    "a\u0085b\x0c",
    "\u202egnp.exe",
    "\ufeff",
    "\ud800",
    "\U0010ffff",
    "🏥" * 200,
    "e\u0301" * 500,
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% include 'x' %}",
    "%s%n%x{0}",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "＝1+1",
    "' OR '1'='1",
    "1; DROP TABLE booking; --",
    "../../../../etc/passwd",
    "0",
    "-1",
    "1e999",
    "NaN",
    "-Infinity",
    "9223372036854775808",
    "9" * 400,
    "٣",
    "１",
    "0x10",
    "1.5",
    "true",
    "null",
    "2026-02-30",
    "0000-00-00",
    "10000-01-01",
    "2026-11-25",
    "24:00",
    "25:61",
    "9:00",
    "2026-11-25T09:00:00",
    "2026-11-25T09:00:00+99:99",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "2026-11-25T09:00:60Z",
    MISSING,
    "A" * 26,
)
VALUES: tuple[Any, ...] = (*TEXTS, None, True, 0, -1, 1.5, 10**400, 2**63, [], {}, [[]], {"a": {}}, ["x"])
ODD = {
    "repeated": "{name}=1&{name}=2",
    "not text": "{name}=%FF%FE",
    "half": "{name}=%",
    "unknown": "{name}=1&unknown_=1",
}
SEVENTY_FIELDS = "&".join(f"f{number}=1" for number in range(70))

PAGES = [route for route in WEB_ROUTES if route.query]
FORMS = [route for route in WEB_ROUTES if route.method == "POST" and route.takes is Takes.FORM]
QUERIES = [route for route in API_ROUTES if route.query]
BODIES = [route for route in API_ROUTES if route.body]
GOOD = {
    "resource": "$place", "date": "2026-11-25", "from": "09:00", "to": "10:00", "people": "1", "version": "1",
    "email": "staff@trust.example", "password": "wrong",
    "name": "Good name", "timezone": "Europe/London", "level": "1", "kind": "desk", "seats": "1", "first": "1",
    "last": "2", "prefix": "P", "feature": "screen", "role": "reception", "scope": "organisation",
}  # fmt: skip
GOOD_JSON = {"resource_id": "$place", "start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z", "people": 1}
GOOD_QUERY = {
    "start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z",
    "from": "2026-11-25T09:00:00Z", "to": "2026-11-25T10:00:00Z",
}  # fmt: skip

MOST_WHOLE = 2
"""Up to how many fields of a form are each given every text; of a longer form each field gets its share of them."""


def texts_for(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is typed into which field; every text comes to several fields of every form."""
    step = -(-len(names) // MOST_WHOLE)
    for number, name in enumerate(names):
        yield from ((name, text) for text in TEXTS[number % step :: step])


pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def booking(seats: Seats) -> str:
    return seats.book_for("facil", "own", "coming")


def at(seats: Seats, path: str, booking: str) -> str:
    admin = {"sites": seats.site, "buildings": seats.building, "floors": seats.floor, "places": seats.place}
    admin |= {"people": seats.person, "units": seats.unit, "rules": seats.rule, "uses": seats.use}
    managed = next((find for name, find in admin.items() if path.startswith(f"/admin/{name}/")), None)
    thing = seats.floor("near") if "/floors" in path else managed("near") if managed else booking
    return path.replace("{ref}", thing).replace("{id}", thing).replace("{key}", "p1")


def said(text: str) -> bytes:
    """A text as a browser would send it, halves of characters included."""
    return quote(text.encode("utf-8", "surrogatepass")).encode("ascii")


def filled(seats: Seats, known: tuple[str, ...], name: str, text: str, good: Mapping[str, str] = GOOD) -> bytes:
    kept = {field: good[field].replace("$place", seats.place("near")) for field in known if field in good}
    return b"&".join(said(field) + b"=" + said(value) for field, value in {**kept, name: text}.items())


def bad_queries(seats: Seats, names: tuple[str, ...], good: Mapping[str, str]) -> Iterator[bytes]:
    for name in names:
        yield from (filled(seats, names, name, text, good) for text in TEXTS)
    yield from odd_queries(names)


def all_bad_at_once(names: tuple[str, ...]) -> Iterator[bytes]:
    """Every text in every field, a different one in each: pages say all that is wrong at once, so none is hidden."""
    for shift in range(len(TEXTS)):
        turned = TEXTS[shift:] + TEXTS[:shift]
        yield b"&".join(said(name) + b"=" + said(text) for name, text in zip(names, turned, strict=False))


def odd_queries(names: tuple[str, ...]) -> Iterator[bytes]:
    for name in names:
        yield from (odd.format(name=name).encode("ascii") for odd in ODD.values())
    yield from (b"=", b"&&&", b"%", b"?", b"%FF", SEVENTY_FIELDS.encode("ascii"), b"a" * 60_000)


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_page_answers_any_query(seats: Seats, booking: str, route: WebRoute) -> None:
    before, path = seats.fingerprint(), at(seats, route.path, booking)
    odd = {}
    for query in (*all_bad_at_once(route.query), *odd_queries(route.query)):
        answer = seats.client.get(f"{path}?{query.decode('ascii')}", headers={"Cookie": seats.cookies("admin")})
        if answer.status_code not in (200, 303, 400, 404, 422):
            odd[query[:80]] = answer.status_code
        assert "unknown_" not in answer.text.partition("<main")[2]
        assert "<script>alert" not in answer.text
        assert "onerror=alert" not in answer.text.replace("&gt;&lt;img src=x onerror=alert", "")

    assert odd == {}
    assert seats.fingerprint() == before


@pytest.mark.parametrize("route", FORMS, ids=lambda route: route.name)
def test_form_answers_any_field_and_writes_only_what_it_accepts(seats: Seats, booking: str, route: WebRoute) -> None:
    wrong, before = [], seats.fingerprint()
    for name, text in texts_for(route.form):
        answer = post_form(seats, route, booking, filled(seats, route.form, name, text))
        after, done = seats.fingerprint(), answer.status_code == 303
        known = answer.status_code in (200, 303, 400, 401, 403, 404, 409, 412, 422, 429)
        if not known or (after != before and not done):
            wrong.append((name, text[:40], answer.status_code, after != before))
        if after != before:
            seats.sign_in_all()
            seats.clear_bookings()
            booking = seats.book_for("facil", "own", "coming")
            before = seats.fingerprint()

    assert wrong == []


@pytest.mark.parametrize("route", FORMS, ids=lambda route: route.name)
def test_form_that_is_no_form_is_refused(seats: Seats, booking: str, route: WebRoute) -> None:
    before, form = seats.fingerprint(), "application/x-www-form-urlencoded"
    answers = {
        "not text": post_form(seats, route, booking, b"title=%FF"),
        "not even ASCII": post_form(seats, route, booking, b"title=\xff"),
        "seventy fields": post_form(seats, route, booking, SEVENTY_FIELDS.encode("ascii")),
        "an unknown field": post_form(seats, route, booking, b"state=confirmed"),
        "a repeated field": post_form(seats, route, booking, b"csrf_token=x"),
        "20 MB": post_form(seats, route, booking, b"title=" + b"x" * 20_000_000),
        "a file": post_form(seats, route, booking, b"--x\r\n", "multipart/form-data; boundary=x"),
        "JSON": post_form(seats, route, booking, b"{}", "application/json"),
        "XML": post_form(seats, route, booking, b"<x/>", "text/xml"),
        "a strange length": post_form(seats, route, booking, b"a=b", form, {"Content-Length": "9" * 30}),
    }
    expected = dict.fromkeys(answers, 400) | {"20 MB": 413, "a file": 415, "JSON": 415, "XML": 415}

    assert {what: answer.status_code for what, answer in answers.items()} == expected | {"a strange length": 413}
    assert seats.fingerprint() == before


@pytest.mark.parametrize("route", QUERIES, ids=lambda route: f"{route.method} {route.path}")
def test_call_answers_any_query(seats: Seats, booking: str, route: ApiRoute) -> None:
    before, path, odd = seats.fingerprint(), f"/api/v1{at(seats, route.path, booking)}", {}
    names = tuple(field.name for field in route.query)
    for query in bad_queries(seats, names, GOOD_QUERY):
        answer = seats.client.get(f"{path}?{query.decode('ascii')}", headers=bearer("admin"))
        if answer.status_code not in (200, 400, 404, 422) or (answer.status_code != 200 and not is_problem(answer)):
            odd[query[:80]] = answer.status_code

    assert odd == {}
    assert seats.fingerprint() == before


@pytest.mark.parametrize("route", BODIES, ids=lambda route: f"{route.method} {route.path}")
def test_call_answers_any_value_and_writes_only_what_it_accepts(seats: Seats, booking: str, route: ApiRoute) -> None:
    wrong, before = [], seats.fingerprint()
    names = {field.name for field in route.body or ()}
    good = {name: value for name, value in GOOD_JSON.items() if name in names}
    good["resource_id"] = seats.place("near")
    for name in sorted(names | {"state", "booked_by", "id", "x" * 500}):
        for value in VALUES:
            answer = call(seats, route, booking, json.dumps({**good, name: value}))
            after, done = seats.fingerprint(), answer.status_code in (200, 201)
            known = answer.status_code in (400, 403, 404, 409, 422) and is_problem(answer)
            if not (done or known) or (after != before and not done) or (done and name not in names):
                wrong.append((name, repr(value)[:40], answer.status_code, after != before))
            if after != before:
                seats.clear_bookings()
                booking = seats.book_for("facil", "own", "coming")
                before = seats.fingerprint()

    assert wrong == []


@pytest.mark.parametrize("route", BODIES, ids=lambda route: f"{route.method} {route.path}")
def test_call_refuses_a_body_that_is_none(seats: Seats, booking: str, route: ApiRoute) -> None:
    before, deep = seats.fingerprint(), 100_000
    good = json.dumps({"people": 1})
    answers = {
        "nested 100,000 deep": call(seats, route, booking, '{"title":' + "[" * deep + "]" * deep + "}"),
        "objects 20,000 deep": call(seats, route, booking, '{"a":' * 20_000 + "1" + "}" * 20_000),
        "never closed": call(seats, route, booking, "[" * deep),
        "20 MB": call(seats, route, booking, '{"title":"' + "x" * 20_000_000 + '"}'),
        "a number of 100,000 digits": call(seats, route, booking, '{"people":' + "9" * deep + "}"),
        "a field twice": call(seats, route, booking, '{"people":1,"people":2}'),
        "not a number": call(seats, route, booking, '{"people":NaN}'),
        "cut off": call(seats, route, booking, good[:-1]),
        "two bodies": call(seats, route, booking, good + good),
        "a list": call(seats, route, booking, f"[{good}]"),
        "a text": call(seats, route, booking, '"x"'),
        "nothing": call(seats, route, booking, ""),
        "UTF-16": call(seats, route, booking, good.encode("utf-16")),
        "a mark before it": call(seats, route, booking, b"\xef\xbb\xbf" + good.encode("ascii")),
        "half a character": call(seats, route, booking, b'{"title":"\xed\xa0\x80"}'),
        "a form": call(seats, route, booking, "people=1", "application/x-www-form-urlencoded"),
        "no type": call(seats, route, booking, good, ""),
    }
    expected = dict.fromkeys(answers, 400) | {"20 MB": 413, "a form": 415, "no type": 415}

    assert {what: answer.status_code for what, answer in answers.items()} == expected
    assert all(is_problem(answer) for answer in answers.values())
    assert seats.fingerprint() == before


@pytest.mark.parametrize(
    "header", ["If-Match", "If-None-Match", "Idempotency-Key", "Accept", "Range", "Host", "Cookie"]
)
def test_call_answers_any_header(seats: Seats, booking: str, header: str) -> None:
    wrong = {}
    for text in [text for text in TEXTS if "\r" not in text and "\x00" not in text]:
        sent = [(name.encode("ascii"), value.encode("ascii")) for name, value in bearer("facil").items()]
        sent += [(b"Content-Type", b"application/json"), (b"If-Match", b"*")]
        sent = [pair for pair in sent if pair[0] != header.encode("ascii")]
        sent.append((header.encode("ascii"), text.encode("utf-8", "surrogatepass")))
        answer = seats.client.patch(f"/api/v1/bookings/{booking}", content=b'{"people":1}', headers=sent)
        if answer.status_code not in (200, 400, 412, 422, 428):
            wrong[text[:40]] = answer.status_code

    assert wrong == {}


@pytest.mark.parametrize("path", sorted({row.path for row in read_matrix() if "{" in row.path}))
def test_address_holds_anything(seats: Seats, path: str) -> None:
    (method, *_) = [row.method for row in read_matrix() if row.path == path]
    headers, wrong = {"Cookie": seats.cookies("admin"), **bearer("admin")}, {}
    query = b"?start=2026-11-25T09:00:00Z&end=2026-11-25T10:00:00Z" if path.endswith("/state") else b""
    query = b"?from=2026-11-25T09:00:00Z&to=2026-11-25T10:00:00Z" if path.endswith("/diary") else query
    for text in (*TEXTS, "%", "%2e%2e", "%00", "a/b", "*", "~"):
        thing = said(text).replace(b"/", b"%2F")
        before, _, after = path.partition("{")
        address = before.encode("ascii") + thing + after.partition("}")[2].encode("ascii") + query
        answer = seats.client.request(method, address.decode("ascii"), headers=headers)
        if answer.status_code not in (400, 403, 404, 405, 415):
            wrong[text[:40]] = answer.status_code

    assert {text: status for text, status in wrong.items() if text.strip(" ")} == {}


def post_form(
    seats: Seats,
    route: WebRoute,
    booking: str,
    body: bytes,
    kind: str = "application/x-www-form-urlencoded",
    more: Mapping[str, str] | None = None,
) -> Response:
    headers = {"Cookie": seats.cookies("facil"), "Content-Type": kind, **(more or {})}
    proof = b"&csrf_token=" + seats.form_token("facil").encode("ascii")
    answer = seats.client.post(at(seats, route.path, booking), content=body + proof, headers=headers)
    seats.client.cookies.clear()
    return answer


def call(seats: Seats, route: ApiRoute, booking: str, body: str | bytes, kind: str = "application/json") -> Response:
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    headers = {**bearer("facil"), "If-Match": "*"} | ({"Content-Type": kind} if kind else {})
    return seats.client.request(
        route.method, f"/api/v1{at(seats, route.path, booking)}", content=content, headers=headers
    )


def bearer(actor: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(actor)}"}


def is_problem(answer: Response) -> bool:
    """Whether an answer is a problem with everything that it must have, and shows nothing of the inside."""
    read = answer.json()
    whole = {"type", "title", "status", "detail", "reason"} <= read.keys() and read["status"] == answer.status_code
    clean = "Traceback" not in answer.text and "sqlalchemy" not in html.unescape(answer.text).lower()
    return whole and clean and answer.headers["content-type"] == "application/problem+json"
