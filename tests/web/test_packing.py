"""Answers are packed for those who ask for it, and mean the same as they do unpacked."""

import gzip
from collections.abc import Mapping

import pytest
from starlette.requests import Request
from starlette.responses import Response

from booking.packing import pack, takes_gzip
from tests.web.browser import Browser

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
PLAIN = {"Accept-Encoding": "identity"}


def fetch(
    browser: Browser, path: str, headers: Mapping[str, str], method: str = "GET"
) -> tuple[Mapping[str, str], bytes]:
    """The headers and the bytes as they came over the wire."""
    with browser.client.stream(method, path, headers=headers) as response:
        assert response.status_code == 200
        return response.headers, b"".join(response.iter_raw())


def test_page_is_packed_for_those_who_can_unpack_it(staff: Browser) -> None:
    headers, wire = fetch(staff, "/floors", GZIP)
    plain_headers, plain = fetch(staff, "/floors", PLAIN)

    assert (headers["content-encoding"], plain_headers.get("content-encoding")) == ("gzip", None)
    assert headers["vary"] == plain_headers["vary"] == "Accept-Encoding"
    assert int(headers["content-length"]) == len(wire)
    assert len(wire) < len(plain) / 2
    read = gzip.decompress(wire)
    assert read.startswith(b"<!DOCTYPE html>")
    assert len(read) == len(plain)  # all but the masked proofs is the same


def test_head_says_what_get_would_send(staff: Browser) -> None:
    _, wire = fetch(staff, "/find", GZIP)
    asked, nothing = fetch(staff, "/find", GZIP, "HEAD")

    assert nothing == b""
    assert {name: asked[name] for name in ("content-encoding", "vary")} == {
        "content-encoding": "gzip",
        "vary": "Accept-Encoding",
    }
    assert abs(int(asked["content-length"]) - len(wire)) < 100  # the masked proofs pack differently well


def test_style_is_packed_once(visitor: Browser) -> None:
    headers, wire = fetch(visitor, "/static/app.css", GZIP)

    assert headers["content-encoding"] == "gzip"
    assert not gzip.decompress(wire).startswith(b"\x1f\x8b")


@pytest.mark.parametrize(
    ("headers", "is_packed"),
    [({}, True), ({"ETag": 'W/"1"'}, True), ({"ETag": '"1"'}, False), ({"Content-Encoding": "br"}, False)],
)
def test_answer_with_a_strong_tag_or_packed_already_goes_as_it_is(headers: dict[str, str], is_packed: bool) -> None:
    request = Request({"type": "http", "headers": [(b"accept-encoding", b"gzip")]})
    answer = pack(request, Response("a" * 2000, media_type="text/plain", headers=headers))

    assert (answer.body != b"a" * 2000, answer.headers.get("content-encoding") == "gzip") == (is_packed, is_packed)


def test_small_answer_goes_as_it_is(visitor: Browser) -> None:
    headers, _ = fetch(visitor, "/healthz", GZIP)

    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("deflate, gzip;q=1.0", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*", True),
        ("*;q=0", False),
        ("br", False),
        ("gzipped", False),
        ("gzip;q=many", False),
        ("identity;q=0", False),
    ],
)
def test_gzip_is_taken_where_the_header_names_it(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
