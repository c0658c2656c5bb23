"""Answers to programs are packed where they ask for it; a tag means the same either way."""

import gzip
import json
from collections.abc import Mapping

import pytest

from tests.api.program import BASE, Api
from tests.api.test_floors import WEEK, lock_out
from tests.estate import Estate

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

GZIP, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


def fetch_diary(api: Api, estate: Estate, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers, and the bytes as they came over the wire."""
    path = f"{BASE}/floors/{estate.floor_refs['oak1']}/diary"
    sent = {"Authorization": f"Bearer {api.token('staff', 'read')}", **headers}
    with api.client.stream("GET", path, params=WEEK, headers=sent) as response:
        return response.status_code, response.headers, b"".join(response.iter_raw())


@pytest.fixture
def busy(api: Api, estate: Estate) -> Api:
    """The API of an estate whose first floor has four bookings, each with a lockout: more than fits unpacked."""
    lock_out(api, estate, 2)
    for name, place in {"staff": "D1", "other": "D2", "mate": "D3", "lead": "D4"}.items():
        assert api.program(name).book(estate.ref(place)).status_code == 201
    return api


def test_diary_is_packed_for_those_who_ask(busy: Api, estate: Estate) -> None:
    _, packed, wire = fetch_diary(busy, estate, GZIP)
    _, plain, text = fetch_diary(busy, estate, PLAIN)

    assert (packed["content-encoding"], plain.get("content-encoding")) == ("gzip", None)
    assert int(packed["content-length"]) == len(wire)
    assert len(wire) < len(text) / 2
    assert gzip.decompress(wire) == text
    assert len(json.loads(text)["occupied"]) == 8
    assert packed["vary"] == plain["vary"] == "Authorization, Accept-Encoding"


@pytest.mark.parametrize("accepted", [GZIP, PLAIN])
def test_tag_of_a_floor_holds_packed_and_plain(busy: Api, estate: Estate, accepted: Mapping[str, str]) -> None:
    _, packed, _ = fetch_diary(busy, estate, GZIP)
    _, plain, _ = fetch_diary(busy, estate, PLAIN)

    status, headers, nothing = fetch_diary(busy, estate, {**accepted, "If-None-Match": packed["etag"]})

    assert packed["etag"].startswith('W/"')
    assert packed["etag"] == plain["etag"] == headers["etag"]
    assert (status, nothing) == (304, b"")
    assert "content-encoding" not in headers


def test_head_says_what_get_would_send(busy: Api, estate: Estate) -> None:
    path = f"{BASE}/floors/{estate.floor_refs['oak1']}/diary"
    sent = {"Authorization": f"Bearer {busy.token('staff', 'read')}", **GZIP}
    _, got, _ = fetch_diary(busy, estate, GZIP)

    asked = busy.client.head(path, params=WEEK, headers=sent)

    assert asked.content == b""
    names = ("content-encoding", "content-length", "vary", "etag")
    assert {name: asked.headers[name] for name in names} == {name: got[name] for name in names}
