"""What the reading of a drawing accepted on its own: said on the draft, looked through, and said no longer."""

from typing import Any

import pytest

from booking.actions.plan_drafts import OpenDraft, open_draft
from booking.actions.service import Service
from tests.actions.drafts.steps import begun
from tests.estate import Estate
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers

NOTE = "//*[@id='alone']"
ROWS = "//ul[@aria-labelledby='places']/li"
SAID = "{}% sure"


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    return browsers.sign_in(estate, "facilities")


@pytest.fixture
def path(service: Service, estate: Estate) -> str:
    """Where the office's draft stands: a desk and a meeting room were accepted, the rest was not."""
    begun(service, estate)
    return f"/admin/floors/{estate.floor_refs['oak1']}/draft"


def alone(service: Service, estate: Estate) -> dict[str, int]:
    """Of each place that counts as accepted on its own, how sure the reading was."""
    opened = open_draft(service, estate.actors["facilities"], estate.floor_refs["oak1"])
    assert isinstance(opened, OpenDraft)
    assert opened.draft is not None
    return {place.name: round(100 * (place.confidence or 0)) for place in opened.draft.places if place.alone}


def document(manager: Browser, path: str) -> dict[str, Any]:
    told: dict[str, Any] = manager.fetch(f"{path}.json").json()
    return {name: told[name] for name in ("metres_per_unit", "outline", "places", "revision")}


def save(manager: Browser, path: str, sent: dict[str, Any]) -> int:
    token = manager.get(path).form(f"{path}/discard")["csrf_token"]
    headers = {"If-Match": f'"{sent["revision"]}"', "X-CSRF-Token": token}
    return manager.client.put(f"{path}.json", json=sent, headers=headers).status_code


def test_draft_says_what_was_accepted_on_its_own_and_leads_there(manager: Browser, path: str) -> None:
    page = manager.get(path)

    assert page.words_at(NOTE) == ["2 places were accepted on their own"]
    assert "the reading was at least 75% sure, so nobody was asked. Everything else waits for you." in page.words
    assert page.link("Look through what was accepted on its own") == f"{path}?alone=1"


def test_what_was_accepted_on_its_own_is_listed_with_how_sure_it_was(
    manager: Browser, path: str, service: Service, estate: Estate
) -> None:
    sure = alone(service, estate)
    page = manager.get(f"{path}?alone=1")

    rows = page.words_at(ROWS)
    assert sorted(sure) == ["Desk 9.01", "Meeting room 9"]
    assert min(sure.values()) >= 75
    assert all(any(row.startswith(name) and SAID.format(sure[name]) in row for row in rows) for name in sure)
    assert [sure[next(name for name in sure if row.startswith(name))] for row in rows] == sorted(sure.values())
    drawn = page.all("//*[local-name()='svg'][@class='adm-draft']/*[local-name()='a']")
    assert sorted(str(each.get("aria-label")) for each in drawn) == sorted(
        f"{name}, {SAID.format(each)}" for name, each in sure.items()
    )


def test_places_accepted_on_their_own_carry_their_names_and_rows_say_no_more_than_how_sure(
    manager: Browser, path: str, service: Service, estate: Estate
) -> None:
    page = manager.get(f"{path}?alone=1")

    written = page.all("//*[local-name()='svg'][@class='adm-draft']//*[local-name()='text']")
    assert sorted(str(each.text) for each in written) == ["Desk 9.01", "Meeting room 9"]
    sizes = {str(each.text): float(str(each.get("font-size"))) for each in written}
    assert sizes["Meeting room 9"] == 13.6, "as large as letters get: 1.7 hundredths of 800"
    assert 0 < 9 * 0.45 * sizes["Desk 9.01"] < 16, "even of narrow letters it lies within its desk"
    assert page.words.count("at least 75% sure") == 1
    assert all("Accepted on its own" not in row for row in page.words_at(ROWS))
    listed = manager.get(path)
    both = [row for row in listed.words_at("//ul[@class='adm-list']/li") if "Accepted on its own, " in row]
    assert len(both) == len(alone(service, estate)) == 2


def test_who_has_looked_through_them_says_so_once_for_all(
    manager: Browser, path: str, service: Service, estate: Estate
) -> None:
    page = manager.get(f"{path}?alone=1")

    after = manager.follow(manager.send(page, f"{path}/accept"))

    assert alone(service, estate) == {}
    assert after.words_at("//*[@role='status']")[:1] == [
        "Thank you. Nothing is marked as accepted on its own any more."
    ]
    assert after.words_at(NOTE) == []
    assert "Nothing is marked as accepted on its own." in manager.get(f"{path}?alone=1").words


def test_place_that_somebody_saves_or_leaves_out_is_their_own_word(
    manager: Browser, path: str, service: Service, estate: Estate
) -> None:
    keys = {place["name"]: place["key"] for place in document(manager, path)["places"]}
    desk, room = (f"{path}/places/{keys[name]}" for name in ("Desk 9.01", "Meeting room 9"))

    manager.send(manager.get(desk), desk)
    assert list(alone(service, estate)) == ["Meeting room 9"]
    manager.send(manager.get(room), room, leave="1")

    assert alone(service, estate) == {}


def test_place_that_the_editor_changes_is_no_longer_marked_and_others_are(
    manager: Browser, path: str, service: Service, estate: Estate
) -> None:
    sent = document(manager, path)
    assert all("alone" not in place for place in sent["places"])
    changed = {**sent, "places": [{**p, "seats": 2} if p["name"] == "Desk 9.01" else p for p in sent["places"]]}

    status = save(manager, path, changed)

    assert status == 200
    assert list(alone(service, estate)) == ["Meeting room 9"]


def test_what_a_person_accepts_is_not_marked(manager: Browser, path: str, service: Service, estate: Estate) -> None:
    """Room 12 is sure and of no kind: as a meeting room it is accepted by whoever says so."""
    page: Page = manager.get(path)

    manager.send(page, f"{path}/accept", kind="meeting_room")

    assert sorted(alone(service, estate)) == ["Desk 9.01", "Meeting room 9"]
