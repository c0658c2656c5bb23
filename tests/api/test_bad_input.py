"""What nobody should send: a clear problem, nothing written, and never a failure of ours."""

import json
import logging
from collections.abc import Iterator

import pytest
from httpx2 import Response
from starlette.requests import Request

from booking.api.bodies import receive_body
from tests.api.program import Api, wish
from tests.estate import Estate
from tests.loops import run_apart
from tests.race.outside import count

BOOKINGS = "SELECT count(*) FROM booking"


@pytest.fixture(autouse=True)
def _nothing_is_written(api: Api, database_url: str) -> Iterator[None]:
    assert api.client is not None
    yield
    assert count(database_url, BOOKINGS) == 0
    assert count(database_url, "SELECT count(*) FROM occupation") == 0
    assert count(database_url, "SELECT count(*) FROM audit_entry WHERE act <> 'token_issued'") == 0
    assert count(database_url, "SELECT max(diary_version) FROM floor") == 0


def post(api: Api, body: bytes, **headers: str) -> Response:
    """Send bytes as a booking."""
    return api.program().ask(
        "POST", "/bookings", content=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def refusal(answer: Response) -> tuple[int, str, str | None]:
    problem = answer.json()
    return answer.status_code, problem["reason"], problem.get("field")


BAD_FIELDS: list[tuple[str, object]] = [
    ("resource_id", None),
    ("resource_id", 1),
    ("resource_id", ["a"]),
    ("resource_id", "half a letter: \ud800"),
    ("start", None),
    ("start", ""),
    ("start", 1764061200),
    ("start", "tomorrow"),
    ("start", "2026-11-25T09:00:00"),
    ("start", "2026-11-25T09:00Z"),
    ("start", "2026-11-25"),
    ("start", "2026-11-25 09:00:00Z"),
    ("start", "2026-11-25T09:00:00 00:00"),
    ("start", "20261125T090000Z"),
    ("start", "2026-W48-3T09:00:00Z"),
    ("start", "2026-02-29T09:00:00Z"),
    ("start", "2026-11-25T24:00:00Z"),
    ("start", "2026-11-25T08:59:60Z"),
    ("start", "2026-11-25T09:00:00+24:00"),
    ("start", "2026-11-25T09:00:00+01:60"),
    ("start", "2026-11-25T09:00:00+0100"),
    ("start", "0000-11-25T09:00:00Z"),
    ("start", "0001-01-01T00:00:00+23:59"),
    ("start", "1969-12-31T23:59:59Z"),
    ("start", "+12026-11-25T09:00:00Z"),
    ("start", "２０２６-11-25T09:00:00Z"),
    ("start", "2026-11-25T09:00:00Z\n"),
    ("end", "3000-01-01T00:00:00Z"),
    ("end", "9999-12-31T23:59:59-23:59"),
    ("end", "2026-11-25T09:00:00Z"),
    ("end", "2026-11-25T08:00:00Z"),
    ("end", "2026-11-25T10:00:00+01:00"),
    ("people", None),
    ("people", 0),
    ("people", -1),
    ("people", 10_001),
    ("people", 1.0),
    ("people", 1e4),
    ("people", True),
    ("people", "1"),
    ("people", [1]),
    ("people", 10**19),
    ("title", 1),
    ("title", ["a"]),
    ("title", {"a": "b"}),
    ("title", "x" * 121),
    ("title", "x" * 10_000),
    ("title", "line\nbreak"),
    ("title", "nul\u0000"),
    ("title", "bell\u0007"),
    ("title", "para\u2029graph"),
    ("title", "line\u2028separator"),
    ("title", "right to left \u202egnp.exe"),
    ("title", "half a letter: \ud800"),
    ("title", "half a letter: \udc00"),
    ("title", "<b>bold</b>"),
    ("title", "<script>alert(1)</script>"),
    ("title", "< img src=x onerror=alert(1)>"),
    ("title", "JavaScript:alert(1)"),
    ("title", "=HYPERLINK(1)"),
    ("title", "+1"),
    ("title", "-1"),
    ("title", "@SUM(A1)"),
    ("title", " \t=1+1"),
    ("for_person", 1),
    ("for_person", {}),
]


@pytest.mark.parametrize("path", ["/bookings", "/bookings/preview"])
def test_a_bad_value_is_refused_beside_its_field(
    api: Api, estate: Estate, path: str, subtests: pytest.Subtests
) -> None:
    for field, value in BAD_FIELDS:
        with subtests.test(field=field, value=ascii(value)[:40]):
            body = json.dumps(wish(estate.ref("D1")) | {field: value}).encode("ascii")
            answer = api.program().ask("POST", path, content=body)

            assert refusal(answer) == (422, "bad_field", field)
            assert answer.json()["detail"].endswith((".", ")."))


def test_a_missing_field_is_refused_beside_its_name(api: Api, estate: Estate, subtests: pytest.Subtests) -> None:
    for field in ("resource_id", "start", "end", "people"):
        with subtests.test(field=field):
            body = {name: value for name, value in wish(estate.ref("D1")).items() if name != field}

            assert refusal(api.program().ask("POST", "/bookings", json=body)) == (422, "bad_field", field)


UNKNOWN_FIELDS = {
    "colour": "colour",
    "": "",
    "Title": "Title",
    "id": "id",
    "state": "state",
    "\u2028": "\u2028",
    "x" * 10_000: "x" * 40 + "…",
    "\ud800": "\\ud800",
    "__class__": "__class__",
}
"""Names that no field has, and how a problem shows them."""


def test_an_unknown_field_is_refused_by_its_name(api: Api, estate: Estate, subtests: pytest.Subtests) -> None:
    for name, shown in UNKNOWN_FIELDS.items():
        with subtests.test(name=ascii(name)[:40]):
            body = json.dumps(wish(estate.ref("D1")) | {name: "x"}).encode("ascii")

            assert refusal(post(api, body)) == (422, "bad_field", shown)


UNREADABLE: list[bytes] = [
    b"",
    b" ",
    b"{",
    b"}",
    b"nothing",
    b"null",
    b"[]",
    b'"text"',
    b"12",
    b"{'title': 'x'}",
    b'{"title": "x",}',
    b'{"title": "x"} {}',
    b'{"title": "x" /* why */}',
    b'{"title": "a", "title": "b"}',
    b'{"a": {"title": "a", "title": "b"}}',
    b'{"people": NaN}',
    b'{"people": Infinity}',
    b'{"people": -Infinity}',
    b'{"people": 1e999}',
    b'{"people": -1e999}',
    b'{"people": ' + b"9" * 5_000 + b"}",
    b'{"people": ' + b"9" * 21 + b"}",
    b'{"people": 0x10}',
    b'{"title": "\xff"}',
    b'{"title": "\xed\xa0\x80"}',
    b'{"title": "tab\t"}',
    b'\xef\xbb\xbf{"title": "x"}',
    '{"title": "x"}'.encode("utf-16"),
    b"[" * 33 + b"]" * 33,
    b'{"a":' * 33 + b"1" + b"}" * 33,
    b"[" * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 40_000,
    b'{"title": "' + b"[" * 100_000,
    b'"\\"' * 60_000,
]


def test_a_body_that_cannot_be_read_is_refused_with_400(api: Api, subtests: pytest.Subtests) -> None:
    for body in UNREADABLE:
        with subtests.test(body=ascii(body[:40])):
            assert refusal(post(api, body)) == (400, "bad_request", None)


def test_brackets_inside_text_are_no_nesting(api: Api, estate: Estate) -> None:
    body = json.dumps(wish(estate.ref("D1"), title='"' + "[{" * 50)).encode("ascii")

    answer = post(api, body.replace(b'"people": 1', b'"people": 0'))

    assert refusal(answer) == (422, "bad_field", "people")


@pytest.mark.parametrize("size", [256 * 1024 + 1, 20 * 1024 * 1024])
def test_a_large_body_is_refused_with_413(api: Api, size: int) -> None:
    assert refusal(post(api, b" " * size)) == (413, "too_large", None)


def test_a_large_body_of_unknown_length_is_not_read_to_its_end(api: Api) -> None:
    read: list[bytes] = []

    async def send_pieces() -> dict[str, object]:
        read.append(b" " * 65_536)
        return {"type": "http.request", "body": read[-1], "more_body": len(read) < 320}

    body = run_apart(receive_body(Request({"type": "http", "headers": []}, send_pieces)))

    assert body is None
    assert len(read) == 5
    headers = {"Authorization": f"Bearer {api.token()}", "Content-Type": "application/json"}
    answer = api.client.post("/api/v1/bookings", content=iter([b" " * 65_536] * 320), headers=headers)
    assert refusal(answer) == (413, "too_large", None)


NOT_JSON = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=latin-1",
    "application/jsonx",
    "text/json",
    "multipart/form-data; boundary=x",
    "",
    ";",
)


def test_a_body_that_is_not_declared_as_json_is_refused_with_415(
    api: Api, estate: Estate, subtests: pytest.Subtests
) -> None:
    for kind in NOT_JSON:
        with subtests.test(kind=kind):
            body = json.dumps(wish(estate.ref("D1"))).encode("ascii")

            assert refusal(post(api, body, Content_Type=kind)) == (415, "not_json", None)


def test_a_body_declared_as_json_in_any_spelling_is_read(api: Api, estate: Estate, subtests: pytest.Subtests) -> None:
    for kind in ("application/json", "Application/JSON ; Charset=UTF-8", 'application/json;charset="utf-8"'):
        with subtests.test(kind=kind):
            body = json.dumps(wish(estate.ref("D1"), people=0)).encode("ascii")

            assert refusal(post(api, body, Content_Type=kind)) == (422, "bad_field", "people")


def with_times(*more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return ("start", "2026-11-25T09:00:00Z"), ("end", "2026-11-25T10:00:00Z"), *more


BAD_QUERIES: list[tuple[str, tuple[tuple[str, str], ...], str]] = [
    ("/sites", (("limit", "1"),), "limit"),
    ("/sites", (("", ""),), ""),
    ("/openapi.json", (("x", "1"),), "x"),
    ("/floors", (("site", "a"), ("site", "b")), "site"),
    ("/resources", (("limit", "0"),), "limit"),
    ("/resources", (("limit", "501"),), "limit"),
    ("/resources", (("limit", "-1"),), "limit"),
    ("/resources", (("limit", "1.0"),), "limit"),
    ("/resources", (("limit", ""),), "limit"),
    ("/resources", (("limit", "１"),), "limit"),
    ("/resources", (("limit", "9" * 5000),), "limit"),
    ("/resources", (("limit", "5"), ("limit", "5")), "limit"),
    ("/resources", (("kind", "chair"),), "kind"),
    ("/resources", (("kind", ""),), "kind"),
    ("/resources", (("kinds", "desk"),), "kinds"),
    ("/resources", (("cursor", ""),), "cursor"),
    ("/resources", (("cursor", "MTI"),), "cursor"),
    ("/resources", (("cursor", "é"),), "cursor"),
    ("/resources", (("cursor", "A" * 20_000),), "cursor"),
    ("/resources", (("cursor", "!"),), "cursor"),
    ("/bookings", (("from", "2026-11-25"),), "from"),
    ("/bookings", (("to", "2026-11-25T09:00:00"),), "to"),
    ("/bookings", (("from", "2026-11-25T09:00:00Z"), ("to", "2026-11-25T09:00:00Z")), "to"),
    ("/bookings", (("state", "confirmed"),), "state"),
    ("/people", (("query", "\u0000"),), "query"),
    ("/people", (("query", "a\u2028b"),), "query"),
    ("/people", (("query", "x" * 121),), "query"),
    ("/audit", (("since", "yesterday"),), "since"),
    ("/audit", (("since", "2026-11-25T09:00:00+01:00".replace("+", " ")),), "since"),
    ("/search", (("start", "2026-11-25T09:00:00Z"),), "end"),
    ("/search", with_times(("end", "2026-11-25T10:00:00Z")), "end"),
    ("/search", with_times(("people", "0")), "people"),
    ("/search", with_times(("people", "10001")), "people"),
    ("/search", with_times(("people", "two")), "people"),
    ("/search", with_times(("feature", "")), "feature"),
    ("/search", with_times(("feature", "\u0000")), "feature"),
    ("/search", with_times(*[("feature", "screen")] * 21), "feature"),
]


def test_a_bad_parameter_is_refused_by_its_name(api: Api, subtests: pytest.Subtests) -> None:
    for path, query, field in BAD_QUERIES:
        with subtests.test(path=path, query=ascii(query[-1:])[:60]):
            assert refusal(api.program("admin", "admin").get(path, query)) == (422, "bad_field", field)


def test_an_odd_query_is_refused_or_read_and_never_fails(api: Api, subtests: pytest.Subtests) -> None:
    for query in ("%", "%zz=1", "%ff=%fe", "&&&", "=", ";", "limit", "a" * 20_000):
        with subtests.test(query=query[:20]):
            answer = api.client.get(f"/api/v1/resources?{query}", headers={"Authorization": f"Bearer {api.token()}"})

            assert answer.status_code == (200 if query == "&&&" else 422)


ADDRESSES = [
    "/api",
    "/api/",
    "/api/v1",
    "/api/v1/",
    "/api/v2/sites",
    "/api/v1/sites/",
    "/api/v1/bookings/a/b",
    "/api/v1/%00",
]


def test_an_address_that_is_none_is_answered_404(api: Api, subtests: pytest.Subtests) -> None:
    for method in ("GET", "POST", "DELETE", "OPTIONS"):
        for address in ADDRESSES:
            with subtests.test(method=method, address=address):
                answer = api.client.request(method, address)

                assert refusal(answer) == (404, "not_found", None)
                assert answer.headers["content-type"] == "application/problem+json"


ALLOWED = [
    ("POST", "/sites", "GET, HEAD"),
    ("PUT", "/bookings", "GET, HEAD, POST"),
    ("OPTIONS", "/bookings", "GET, HEAD, POST"),
    ("PUT", "/bookings/x", "DELETE, GET, HEAD, PATCH"),
    ("GET", "/bookings/x/check-in", "POST"),
    ("GET", "/bookings/preview", "POST"),
    ("BREW", "/sites", "GET, HEAD"),
]


def test_another_method_is_answered_405_with_those_that_are_allowed(api: Api, subtests: pytest.Subtests) -> None:
    for method, path, allowed in ALLOWED:
        with subtests.test(method=method, path=path):
            answer = api.client.request(method, f"/api/v1{path}")

            assert refusal(answer) == (405, "method_not_allowed", None)
            assert answer.headers["allow"] == allowed


def test_head_answers_the_headers_of_get(api: Api) -> None:
    got, headed = api.program().get("/sites"), api.program().ask("HEAD", "/sites")

    assert headed.status_code == 200
    assert headed.headers["content-length"] == got.headers["content-length"]


def test_a_refusal_is_logged_in_one_line_without_what_was_typed(
    api: Api, estate: Estate, caplog: pytest.LogCaptureFixture
) -> None:
    program = api.program("staff")
    with caplog.at_level(logging.INFO, logger="booking.api"):
        program.book(estate.ref("D1"), title="<b>Somebody's name</b>")

    person = estate.actors["staff"].person.id
    assert [record.getMessage() for record in caplog.records if record.name == "booking.api"] == [
        f"refused method=POST route=/bookings status=422 reason=bad_field person={person} token=1"
    ]
