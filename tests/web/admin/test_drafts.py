"""A floor's draft on its pages: pictures behind it, and the steps of its reading."""

import json

import pytest
from httpx2 import Response

from booking.actions.service import Service
from floorplans.cage import STEPS
from tests.actions.drafts.scans import begin, png, publish
from tests.actions.drafts.steps import OFFICE
from tests.actions.seats import publish_row
from tests.estate import Estate
from tests.store.state import count
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers
from tests.web.test_floor import open_floor

LINES = {"Accept": "application/x-ndjson"}
KEPT = "private, max-age=31536000, immutable"


def address(estate: Estate, floor: str = "oak1") -> str:
    return f"/admin/floors/{estate.floor_refs[floor]}/draft"


def send(browser: Browser, path: str, data: bytes, name: str = "office.svg", **headers: str) -> Response:
    token = browser.get(f"{path}?begin=1").form(path)["csrf_token"]
    return browser.client.post(path, data={"csrf_token": token}, files={"drawing": (name, data)}, headers=headers)


def lines_of(answer: Response) -> list[dict[str, str]]:
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    return browsers.sign_in(estate, "facilities")


def test_picture_that_is_sent_is_shown_behind_a_draft_that_says_what_to_do(manager: Browser, estate: Estate) -> None:
    path = address(estate)
    page = manager.follow(send(manager, path, png(), "scan.png"))

    assert "This plan is a picture, so no rooms and desks were found in it. First set the scale" in page.words
    (picture, drawing) = page.all("//*[local-name()='svg'][@class='adm-draft']/*[local-name()='image']")
    assert [picture.get(name) for name in ("width", "height", "transform")] == ["800", "400", "matrix(1 0 0 1 0 0)"]
    assert drawing.get("href", "").startswith(f"{path}/backdrop.svg")
    told = manager.fetch(f"{path}.json").json()
    assert told["pictures"] == [
        {"href": picture.get("href"), "width": 800, "height": 400, "transform": "matrix(1 0 0 1 0 0)"}
    ]
    shown = manager.fetch(str(picture.get("href")))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert shown.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cache-control"] == KEPT
    assert shown.content.startswith(b"\x89PNG\r\n\x1a\n")


def test_drawing_in_which_things_were_found_says_nothing_of_a_picture(manager: Browser, estate: Estate) -> None:
    page = manager.follow(send(manager, address(estate), OFFICE))
    assert "This plan is a picture" not in page.words
    assert page.all("//*[@class='app-picture']") == []


def test_picture_is_on_every_map_of_the_published_plan(
    manager: Browser, staff: Browser, service: Service, estate: Estate
) -> None:
    """In metres: a pixel is 0.02 m wide."""
    draft = begin(service, estate, png())
    ref = publish(service, estate, draft)
    href = f"/plans/{ref}/pictures/{draft.pictures[0].digest}"
    floor = estate.floor_refs["oak1"]
    seen = {}
    for name, page in {
        "floor": open_floor(staff, estate),
        "closure": manager.get(f"/admin/closures/new?floor={floor}"),
    }.items():
        seen[name] = [(image.get("href"), image.get("transform")) for image in page.all("//*[@class='app-picture']")]
        picture, drawing = page.all("//*[local-name()='image']")
        assert picture.get("href") == href, "below the line work"
        assert drawing.get("href") == f"/plans/{ref}.svg"

    lies = [(href, "matrix(0.02 0 0 0.02 0 0)")]
    assert seen == {"floor": lies, "closure": lies}
    shown = staff.fetch(href)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert shown.headers["cache-control"] == KEPT


def test_picture_is_nobodys_who_may_not_see_its_plan(
    browsers: Browsers, staff: Browser, service: Service, estate: Estate
) -> None:
    draft = begin(service, estate, png())
    drafted = f"{address(estate)}/pictures/{draft.pictures[0].digest}"
    ref = publish(service, estate, draft)
    published = f"/plans/{ref}/pictures/{draft.pictures[0].digest}"
    again = begin(service, estate, png())
    assert again.pictures[0].digest == draft.pictures[0].digest

    assert browsers.open().fetch(published).status_code == 303, "to sign in"
    assert browsers.sign_in(estate, "nobody").fetch(published).status_code == 403
    assert staff.fetch(drafted).status_code == 403
    assert browsers.sign_in(estate, "oak_facilities").fetch(drafted).status_code == 200
    for unlike in ("0" * 64, draft.pictures[0].digest[:-1], f"{draft.pictures[0].digest}.png", "%2e%2e"):
        answer = staff.fetch(f"/plans/{ref}/pictures/{unlike}")
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_page_says_beforehand_how_long_reading_takes(manager: Browser, estate: Estate) -> None:
    page = manager.get(address(estate))
    assert "up to half a minute for a large drawing" in page.words
    assert page.find("//progress[@hidden]").get("aria-label") == "Progress"


def test_script_is_told_each_step_and_then_where_to_go(manager: Browser, service: Service, estate: Estate) -> None:
    answer = send(manager, address(estate), OFFICE, **LINES)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    assert answer.headers["cache-control"] == "no-store"
    *steps, last = lines_of(answer)
    assert steps == [{"step": step} for step in STEPS]
    assert last == {"go": f"{address(estate)}?done=begun"}
    assert count(service, "plan_draft") == 1
    assert "The drawing was read." in manager.get(last["go"]).words


def test_script_is_told_why_a_drawing_is_refused(manager: Browser, service: Service, estate: Estate) -> None:
    *steps, last = lines_of(send(manager, address(estate), b"%PDF-1.7", "plan.pdf", **LINES))
    assert steps == [{"step": "reading"}]
    assert last["why"].startswith("This is a PDF.")
    assert count(service, "plan_draft") == 0


def test_script_without_a_file_is_answered_with_the_page(manager: Browser, estate: Estate) -> None:
    path = address(estate)
    page = manager.get(path)
    parts = (("csrf_token", "", page.form(path)["csrf_token"]), ("drawing", '; filename=""', ""))
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n' for name, file, value in parts
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = manager.client.post(path, content=f"{body}--x--\r\n".encode(), headers={**LINES, **kind})
    assert answer.status_code == 422
    assert "Choose the file of a drawing." in answer.text


def test_empty_file_is_said_to_be_empty_with_and_without_the_script(
    manager: Browser, service: Service, estate: Estate
) -> None:
    path = address(estate)
    says = "The file is empty. Export the floor as SVG or DXF and upload that."

    *_, last = lines_of(send(manager, path, b"", **LINES))
    plain = Page(send(manager, path, b""))

    assert last == {"why": says}
    assert (plain.status, plain.faults) == (422, [("#drawing", says)])
    assert count(service, "plan_draft") == 0


def test_drawing_in_which_nothing_was_found_is_no_success_and_says_what_to_do(manager: Browser, estate: Estate) -> None:
    bare = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><path d="M1 1H80" stroke="black"/></svg>'
    page = manager.follow(send(manager, address(estate), bare, "bare.svg"))

    assert page.all("//*[@role='status'][@class='app-done']") == []
    assert "The drawing was read." not in page.words
    assert "No rooms or desks were found in this drawing. Draw them yourself in the editor, or export" in page.words
    found = manager.follow(send(manager, address(estate), OFFICE))
    assert "The drawing was read." in found.words
    assert "No rooms or desks were found" not in found.words


def test_name_that_stands_twice_and_shapes_without_one_are_said_on_the_draft(manager: Browser, estate: Estate) -> None:
    room = '<rect x="{0}" width="90" height="80" fill="none" stroke="black"/>'
    label = '<text x="{0}" y="40">Clinic 1</text>'
    body = "".join([*(room.format(x) for x in (0, 100, 200)), label.format(10), label.format(110)])
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 80">{body}</svg>'.encode()

    page = manager.follow(send(manager, address(estate), drawing))

    assert "Names that stand on more than one space: Clinic 1. All but the first got a number" in page.words
    assert "Closed shapes without a label, not proposed: 1. Draw those yourself" in page.words
    assert "1 to look at one by one" in page.words
    assert "Clinic 1 stands on another place too, so this one got a number. Give it its right name." in page.words
    places = {place["name"]: place["accepted"] for place in manager.fetch(f"{address(estate)}.json").json()["places"]}
    assert places == {"Clinic 1": True, "Clinic 1 (2)": False}


def test_who_drops_a_draft_reads_what_is_left(manager: Browser, service: Service, estate: Estate) -> None:
    publish_row(service, estate)
    stays = "If you drop the draft, the plan that people use now stays as it is."
    none = "This floor has no plan yet. If you drop the draft, it has none."

    planned = manager.follow(send(manager, address(estate), OFFICE))
    bare = manager.follow(send(manager, address(estate, "oak2"), OFFICE))

    assert (stays in planned.words, none in planned.words) == (True, False)
    assert (stays in bare.words, none in bare.words) == (False, True)


def test_lists_of_a_draft_are_in_the_order_in_which_people_count(manager: Browser, estate: Estate) -> None:
    room = '<rect data-kind="meeting_room" data-name="Room {0}" x="{1}" y="10" width="80" height="80"/>'
    rooms = "".join(room.format(name, 100 * at) for at, name in enumerate((10, 2, 1)))
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">{rooms}</svg>'.encode()

    page = manager.follow(send(manager, address(estate, "oak2"), drawing))

    ordered = ["Room 1", "Room 2", "Room 10"]
    assert page.words_at("//*[@class='adm-row__name'][not(starts-with(., 'The plan'))]") == ordered
    assert page.words_at("//select[@id='thing']/option")[1:] == [f"{name}, its longest side" for name in ordered]


def test_seats_that_nobody_said_are_named_until_somebody_says_them(manager: Browser, estate: Estate) -> None:
    """The meeting room was accepted by the reading, room 12 becomes one with its button; 10 cm a unit."""
    path = address(estate)
    unscaled = manager.follow(send(manager, path, OFFICE))
    assert "Seats of 1 room could not be estimated, because the plan has no scale: each has 4" in unscaled.words

    scaled = manager.follow(manager.send(unscaled, f"{path}/scale", thing="whole", metres="80"))
    assert "Seats of 1 room were estimated from its area. Check them." in scaled.words
    booked = manager.follow(manager.send(scaled, f"{path}/accept", kind="meeting_room"))

    assert "Seats of 2 rooms were estimated from their areas. Check them." in booked.words
    told = manager.fetch(f"{path}.json").json()
    (room,) = (place for place in told["places"] if place["name"] == "Room 12")
    assert (room["seats"], "seats_from" in room) == (38, False)
    form = manager.get(f"{path}/places/{room['key']}")
    saved = manager.follow(manager.send(form, f"{path}/places/{room['key']}", seats="12"))
    assert "Seats of 1 room were estimated from its area. Check them." in saved.words


def test_script_that_changes_the_seats_has_said_them(manager: Browser, estate: Estate) -> None:
    path = address(estate)
    page = manager.follow(send(manager, path, OFFICE))
    told = manager.fetch(f"{path}.json").json()
    sent = {name: told[name] for name in ("metres_per_unit", "outline", "places")}
    token, headers = page.form(f"{path}/discard")["csrf_token"], {"If-Match": f'"{told["revision"]}"'}
    headers["X-CSRF-Token"] = token
    assert manager.client.put(f"{path}.json", json=sent, headers=headers).status_code == 200
    assert "Seats of 1 room could not be estimated" in manager.get(path).words

    for place in sent["places"]:
        place["seats"] += place["name"] == "Meeting room 9"
    headers["If-Match"] = f'"{told["revision"] + 1}"'
    assert manager.client.put(f"{path}.json", json=sent, headers=headers).status_code == 200

    assert "could not be estimated" not in manager.get(path).words


def test_script_is_told_when_there_is_no_place_to_save(manager: Browser, service: Service, estate: Estate) -> None:
    path = address(estate)
    token = manager.get(path).form(path)["csrf_token"]
    with service.db._writer:
        answer = manager.client.post(
            path, data={"csrf_token": token}, files={"drawing": ("office.svg", OFFICE)}, headers=LINES
        )
    assert lines_of(answer)[-1]["why"].startswith("Many people are at work at this moment")
    assert count(service, "plan_draft") == 0
