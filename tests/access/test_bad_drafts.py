"""A2 for the drafts of plans: files that are no drawings, and documents that are no drafts."""

import json
from typing import Any

import pytest

from booking.web.door import Takes
from booking.web.routes import WEB_ROUTES
from tests.access.seats import Seats
from tests.access.test_bad_input import VALUES, at

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def booking(seats: Seats) -> str:
    return seats.book_for("facil", "own", "coming")


def test_drawing_that_is_no_drawing_is_refused(seats: Seats, booking: str) -> None:
    route = next(route for route in WEB_ROUTES if route.takes is Takes.FILE)
    address, before = at(seats, route.path, booking), seats.fingerprint()
    headers = {"Cookie": seats.cookies("facil")}

    def send(files: Any = None) -> int:  # noqa: ANN401 - as the client takes them
        form = {"csrf_token": seats.form_token("facil")}
        return int(seats.client.post(address, data=form, headers=headers, files=files).status_code)

    answers = {
        "no file": send(files={"nothing": ("a.svg", b"")}),
        "an empty file": send(files={"drawing": ("a.svg", b"")}),
        "text": send(files={"drawing": ("a.svg", b"hello")}),
        "a name that climbs": send(files={"drawing": ("../../a.svg", b"hello")}),
        "two files": send(files=[("drawing", ("a.svg", b"x")), ("drawing", ("b.svg", b"x"))]),
        "a form": send(),
        "30 MB": send(files={"drawing": ("a.svg", b"x" * 30_000_000)}),
    }
    broken = {**headers, "Content-Type": "multipart/form-data; boundary=x"}
    answers["half a form"] = seats.client.post(address, content=b"--x\r\nContent", headers=broken).status_code
    answers["no boundary"] = seats.client.post(
        address, content=b"--x\r\n", headers={**headers, "Content-Type": "multipart/form-data"}
    ).status_code

    refused = {
        "no file": 422,
        "an empty file": 422,
        "text": 422,
        "a name that climbs": 422,
        "a form": 415,
        "30 MB": 413,
    }
    assert answers == refused | {"two files": 400, "half a form": answers["half a form"], "no boundary": 400}
    assert answers["half a form"] in (400, 403)
    assert seats.fingerprint() == before


BAD_DRAFTS: tuple[Any, ...] = (
    None, [], "x", 7, {}, {"places": 1}, {"places": [1]}, {"metres_per_unit": 0, "places": []},
    {"metres_per_unit": "1", "places": []}, {"metres_per_unit": True, "places": []},
    {"metres_per_unit": 1e400, "places": []}, {"places": [{}]},
)  # fmt: skip
GOOD_PLACE = {
    "key": "a", "name": "1.01", "kind": "desk", "seats": 1, "features": [], "outline": [[0, 0], [1, 0], [1, 1]],
}  # fmt: skip


def test_draft_that_is_no_draft_is_refused_with_its_place(seats: Seats, booking: str) -> None:
    route = next(route for route in WEB_ROUTES if route.takes is Takes.JSON)
    address, before = at(seats, route.path, booking), seats.fingerprint()
    headers = {"Cookie": seats.cookies("facil"), "X-CSRF-Token": seats.form_token("facil"), "If-Match": '"1"'}
    values = (*VALUES, "a" * 41, "-", [[0, 0], [1, 0]], [[0, 0], [1, 0], [1]], [[0, 0]] * 201, [["0", 0]] * 3)
    wrong = {}
    for bad in BAD_DRAFTS:
        sent = json.dumps(bad)
        answer = seats.client.put(address, content=sent, headers={**headers, "Content-Type": "application/json"})
        if answer.status_code != 422:
            wrong[sent[:60]] = answer.status_code
    for name in GOOD_PLACE:
        for value in values:
            sent = json.dumps({"metres_per_unit": None, "places": [{**GOOD_PLACE, name: value}, {"key": "a"}]})
            content = sent.encode("utf-8", "surrogatepass")
            answer = seats.client.put(address, content=content, headers={**headers, "Content-Type": "application/json"})
            if answer.status_code not in (400, 422):
                wrong[sent[:60]] = answer.status_code

    assert wrong == {}
    assert seats.fingerprint() == before
    first = seats.client.put(address, json={**BAD_DRAFTS[5], "places": [{**GOOD_PLACE, "seats": 0}]}, headers=headers)
    assert first.json()["errors"] == [
        {"detail": "Seats are a whole number from 1 to 999.", "pointer": "/places/0/seats"}
    ]
    assert seats.client.put(address, json={"places": []}, headers={**headers, "If-Match": '"9"'}).status_code == 412
    assert seats.client.put(address, json={"places": []}, headers={**headers, "If-Match": "*"}).status_code == 428


def test_outline_of_the_floor_runs_round_once_and_is_kept_until_it_is_left_out(seats: Seats, booking: str) -> None:
    route = next(route for route in WEB_ROUTES if route.takes is Takes.JSON)
    address = at(seats, route.path, booking)
    headers = {"Cookie": seats.cookies("facil"), "X-CSRF-Token": seats.form_token("facil"), "If-Match": '"1"'}
    before = seats.fingerprint()
    crossed = [[0, 0], [4, 4], [4, 0], [0, 4]]
    far = [[-(10.0**8), 0], [4, 0], [4, 4]]
    bad = (*VALUES, [[0, 0], [1, 0]], crossed, far, [[0, 0], [1, 0], [2, 0]], [[0, 0]] * 201, [[float(10**9), 0]] * 3)
    statuses = {}
    for outline in bad:
        if outline is None:
            continue
        content = json.dumps({"places": [], "outline": outline}).encode("utf-8", "surrogatepass")
        answer = seats.client.put(address, content=content, headers={**headers, "Content-Type": "application/json"})
        if answer.status_code not in (400, 422):
            statuses[repr(outline)[:60]] = answer.status_code
    assert statuses == {}
    assert seats.fingerprint() == before
    refused = seats.client.put(address, json={"places": [], "outline": crossed}, headers=headers)
    why = "The outline of the floor crosses itself or encloses nothing."
    assert refused.json()["errors"] == [{"detail": why, "pointer": "/outline"}]
    away = seats.client.put(address, json={"places": [], "outline": far}, headers=headers)
    assert away.json()["detail"] == "Corner 1 lies too far beyond the plan. Set it on the plan, or close beside it."

    kept = []
    square = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]
    told: tuple[dict[str, object], ...] = ({"outline": square}, {}, {"outline": None})
    for revision, said in enumerate(told, 1):
        sent = {"places": [], **said}
        saved = seats.client.put(address, json=sent, headers={**headers, "If-Match": f'"{revision}"'})
        assert saved.status_code == 200, saved.text
        kept.append(seats.client.get(address, headers=headers).json()["outline"])
    assert kept == [square, square, None]
