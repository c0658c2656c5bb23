"""What every request meets before a page answers, and what every answer carries."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from httpx2 import Response
from sqlalchemy import text
from starlette.routing import Route

from booking.actions.service import Service
from booking.settings import read_settings
from booking.web.files import read_files
from booking.web.headers import POLICY
from booking.web.routes import WEB_ROUTES, web_routes
from tests.estate import NOW, Estate
from tests.web.browser import Browser, Page

ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def read_clock() -> datetime:
    return NOW


def token(browser: Browser) -> str:
    return browser.get("/").form("/sign-out")["csrf_token"]


def send_raw(browser: Browser, body: bytes, kind: str = "application/x-www-form-urlencoded") -> Response:
    return browser.client.post("/book", content=body, headers={"Content-Type": kind})


def test_route_without_a_permission_stops_the_start(service: Service) -> None:
    open_to_whom = replace(WEB_ROUTES[0], permit=None)  # type: ignore[arg-type]

    with pytest.raises(RuntimeError, match="GET /sign-in says nobody who may ask for it"):
        web_routes(service, read_settings({}), read_clock, [open_to_whom])


def test_route_that_stands_twice_stops_the_start(service: Service) -> None:
    with pytest.raises(RuntimeError, match="GET /sign-in stands twice in the table"):
        web_routes(service, read_settings({}), read_clock, [WEB_ROUTES[0], WEB_ROUTES[0]])


def test_table_and_routes_are_the_same(service: Service) -> None:
    made = web_routes(service, read_settings({}), read_clock)

    served = {(route.path, method) for route in made if isinstance(route, Route) for method in route.methods or ()}
    assert {pair for pair in served if pair[1] != "HEAD"} == {
        *((route.path, route.method) for route in WEB_ROUTES),
        ("/static/{path:path}", "GET"),
    }


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("date=2026-11-25&date=2026-11-26", "“date” is there more than once, and only one can count."),
        ("date=%FF", "Part of it is not text that we can read."),
        ("&".join(f"a{n}=1" for n in range(700)), "It has more than 600 fields."),
    ],
    ids=["repeated", "encoding", "many"],
)
def test_query_that_the_page_cannot_read_is_named(staff: Browser, query: str, why: str) -> None:
    page = staff.get(f"/find?{query}")

    assert (page.status, page.heading) == (400, "We could not read this request")
    assert page.words_at("//main//p")[0] == why
    assert page.words_at("//header//li")[0] == "Staff, your settings"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/floors",
        "/floors/$floor",
        "/floors/$floor/live",
        "/find",
        "/book",
        "/book/ask",
        "/bookings",
        "/search",
        "/settings",
        "/sign-in",
        "/accessibility",
    ],
)
def test_what_others_add_to_an_address_is_passed_by(staff: Browser, estate: Estate, path: str) -> None:
    """Mail and social media decorate the links in them; some names come twice, and some are no text of ours."""
    address = path.replace("$floor", estate.floor_refs["oak1"])
    asks = f"{address}?date=2026-11-25&from=09:00&to=10:00&" if path == "/floors/$floor" else f"{address}?"
    asks += "date=2026-11-25&" if path.endswith("/live") else ""
    added = "utm_source=newsletter&utm_source=again&fbclid=IwAR0&%3Cscript%3E=1"

    plain, decorated = staff.client.get(asks), staff.client.get(f"{asks}{added}")

    assert (decorated.status_code, decorated.headers.get("location")) == (
        plain.status_code, plain.headers.get("location"),
    )  # fmt: skip
    assert plain.status_code in (200, 303, 404)
    assert not {"utm_source", "IwAR0", "script>=1"} & set(decorated.text.split('"'))


def test_address_that_leads_on_after_signing_in_is_without_what_others_added(visitor: Browser, estate: Estate) -> None:
    assert estate.actors
    answer = visitor.client.get("/find?people=4&utm_source=newsletter")

    assert answer.headers["location"] == "/sign-in?next=%2Ffind%3Fpeople%3D4"


def test_act_takes_nothing_from_an_address_that_it_does_not_know(staff: Browser) -> None:
    form = {"csrf_token": token(staff), "version": "1"}

    assert staff.client.post("/settings?utm_source=newsletter", data=form).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"colour=red", "application/x-www-form-urlencoded", 400),
        (b"title=a&title=b", "application/x-www-form-urlencoded", 400),
        (b"title=%FF", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"title=" + b"a" * 300_000, "application/x-www-form-urlencoded", 413),
        (b'{"title": "a"}', "application/json", 415),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b"title=a", "text/plain", 415),
    ],
    ids=["unknown", "repeated", "encoding", "not text", "large", "json", "multipart", "plain"],
)
def test_form_that_the_page_does_not_know_is_refused(staff: Browser, body: bytes, kind: str, status: int) -> None:
    assert send_raw(staff, body, kind).status_code == status


def test_body_without_a_length_is_cut_off_too(staff: Browser) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(40):
            yield b"a" * 10_000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    assert staff.client.post("/book", content=parts(), headers=headers).status_code == 413


@pytest.mark.parametrize("name", ["missing", "wrong", "of another browser"])
def test_form_without_our_proof_is_refused(staff: Browser, visitor: Browser, estate: Estate, name: str) -> None:
    form = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=10:00").form("/book")
    theirs = visitor.get("/sign-in").form("/sign-in")["csrf_token"]
    proof = {"missing": {}, "wrong": {"csrf_token": "0" * 128}, "of another browser": {"csrf_token": theirs}}
    rest = {field: value for field, value in form.items() if field != "csrf_token"}

    refused = staff.client.post("/book", data=rest | proof[name])
    allowed = staff.client.post("/book", data=form)

    assert (refused.status_code, allowed.status_code) == (403, 303)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://127.0.0.1:8000"}, 303),
        ({"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:8000.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
    ids=str,
)
def test_form_from_elsewhere_is_refused(staff: Browser, estate: Estate, headers: dict[str, str], status: int) -> None:
    form = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=10:00").form("/book")

    assert staff.client.post("/book", data=form, headers=headers).status_code == status


def test_get_changes_nothing(staff: Browser, estate: Estate, service: Service) -> None:
    """Every address is asked for by GET; those for POST alone answer 405."""
    page = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=10:00")
    ref = str(staff.send(page, "/book").headers["location"]).split("/")[2].partition("?")[0]
    before = _read_everything(service)
    only_post = {route.path for route in WEB_ROUTES} - {route.path for route in WEB_ROUTES if route.method == "GET"}

    answers = {route.path: staff.client.get(route.path.replace("{ref}", ref)).status_code for route in WEB_ROUTES}

    assert {path for path, status in answers.items() if status == 405} == only_post
    assert _read_everything(service) == before


def test_person_without_any_role_is_told_so(browsers_of_nobody: Browser) -> None:
    page = browsers_of_nobody.get("/floors")

    assert (page.status, page.heading) == (403, "You may not do this")


@pytest.fixture
def browsers_of_nobody(visitor: Browser, estate: Estate) -> Browser:
    assert estate.actors["nobody"].grants == ()
    visitor.sign_in("nobody")
    return visitor


def test_every_answer_carries_the_safe_headers(staff: Browser, visitor: Browser, service: Service) -> None:
    body = {"csrf_token": token(staff)}
    stylesheet = "/static/app.css"
    answers = {
        "page": staff.client.get("/"),
        "redirect": visitor.client.get("/bookings"),
        "sign-in": visitor.client.get("/sign-in"),
        "bad query": staff.client.get("/bookings?show=a&show=b"),
        "refused": staff.client.post("/book", data={}),
        "not found": staff.client.get("/nowhere"),
        "not found below": staff.client.get("/bookings/x"),
        "no such file": staff.client.get("/static/nothing.css"),
        "not allowed": staff.client.put("/", data=body),
        "too large": send_raw(staff, b"a" * 300_000),
        "file": staff.client.get(stylesheet),
        "file kept": staff.client.get(stylesheet, headers={"If-None-Match": f'"{read_files()["app.css"].version}"'}),
        "api": staff.client.get("/api/v1/floors"),
        "health": staff.client.get("/healthz"),
    }
    service.db.write(lambda tx: tx.execute(text("DROP TABLE audit_entry")))
    answers["failed"] = staff.client.post("/sign-out", data=body)

    for name, answer in answers.items():
        found = {header: answer.headers.get(header) for header in ALWAYS}
        assert (name, found) == (name, ALWAYS)
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 300} == {
        "redirect": 303, "bad query": 400, "refused": 403, "not found": 404, "not found below": 404,
        "no such file": 404, "not allowed": 405, "too large": 413, "file kept": 304, "api": 401, "failed": 500,
    }  # fmt: skip
    kept = {name: answer.headers["cache-control"] for name, answer in answers.items()}
    assert {name for name, words in kept.items() if words != "no-store"} == {"file", "file kept"}


def test_failure_shows_a_number_and_nothing_of_the_inside(staff: Browser, service: Service) -> None:
    body = {"csrf_token": token(staff)}
    service.db.write(lambda tx: tx.execute(text("DROP TABLE audit_entry")))

    page = Page(staff.client.post("/sign-out", data=body))

    assert (page.status, page.heading) == (500, "Sorry, something went wrong on our side")
    assert len(page.words_at("//main//strong")[0]) == 8
    assert not re.search(r"audit_entry|Traceback|sqlite|Error:", page.words)


def test_writer_without_a_place_is_asked_to_try_again(staff: Browser, estate: Estate, service: Service) -> None:
    page = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=10:00")

    with service.db.writing():
        busy = staff.send_to_page(page, "/book")
    after = staff.send(page, "/book")

    assert (busy.status, busy.heading, busy.response.headers["retry-after"]) == (503, "Too busy just now", "2")
    assert after.status_code == 303


def test_unknown_address_is_explained(staff: Browser) -> None:
    page = staff.get("/nowhere")

    assert (page.status, page.heading) == (404, "Page not found")
    assert page.link("Go to the start page") == "/"


def _read_everything(service: Service) -> list[tuple[object, ...]]:
    tables = ("booking", "occupation", "audit_entry", "outbox", "sign_in", "floor", "person")
    return service.db.read(
        lambda tx: [tuple(row) for table in tables for row in tx.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]  # noqa: S608 - our own names
    )
