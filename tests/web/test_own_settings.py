"""Your settings, and the names that a floor's page shows for them."""

import pytest

from booking.actions.own_settings import SettingsWish, save_settings
from booking.actions.service import Service
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate
from tests.store.state import ask, count
from tests.web.browser import Browser
from tests.web.conftest import Browsers
from tests.web.test_floor import list_states, open_floor


def test_settings_are_reached_from_the_persons_name(staff: Browser, estate: Estate) -> None:
    assert estate.actors
    page = staff.get(staff.get("/").link("Staff, your settings"))

    assert page.heading == "Your settings"
    assert page.form("/settings") | {"csrf_token": ""} == {
        "csrf_token": "", "shows_name": "1", "floor": "", "hours": "usual", "from": "", "to": "",
    }  # fmt: skip


def test_settings_are_saved_and_stand_in_the_form(staff: Browser, estate: Estate, service: Service) -> None:
    typed = {"floor": estate.floor_refs["oak2"], "hours": "own", "from_": "07:30", "to": "00:00"}
    saved = staff.follow(staff.send(staff.get("/settings"), "/settings", **typed))

    assert saved.words_at("//*[@class='app-done']/p") == ["Saved."]
    form = staff.get("/settings").form("/settings")
    assert (form["floor"], form["hours"], form["from"], form["to"]) == (typed["floor"], "own", "07:30", "00:00")
    (row,) = ask(service, "SELECT usual_from_min, usual_to_min FROM preference")
    assert tuple(row) == (450, 1440)


def test_box_that_is_not_ticked_hides_the_name(staff: Browser, estate: Estate, service: Service) -> None:
    assert estate.actors
    form = staff.get("/settings").form("/settings")
    del form["shows_name"]

    assert staff.client.post("/settings", data=form).status_code == 303

    assert "shows_name" not in staff.get("/settings").form("/settings")
    assert count(service, "preference", "NOT shows_name") == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"hours": "own", "from": "", "to": "17:00"}, "#from", "Enter the start time."),
        ({"hours": "own", "from": "09:00", "to": "x"}, "#to", "This is not a time that we can read. Enter hours"),
        ({"hours": "own", "from": "12:00", "to": "12:00"}, "#to", "The end must be after the start."),
        ({"hours": "night"}, "#hours", "Choose one of these."),
        ({"floor": "a" * 26}, "#floor", "There is no such floor. Choose one from the list."),
        ({"floor": "<b>"}, "#floor", "There is no such floor. Choose one from the list."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    staff: Browser, estate: Estate, service: Service, typed: dict[str, str], field: str, words: str
) -> None:
    assert estate.actors
    form = staff.get("/settings").form("/settings") | typed
    del form["shows_name"]

    answer = staff.client.post("/settings", data=form)

    assert answer.status_code == 422
    page = staff.send_to_page(staff.get("/settings"), "/settings", **{f"{name}_": text for name, text in typed.items()})
    ((to, said),) = page.faults
    assert (to, said.startswith(words)) == (field, True)
    assert page.words_at(f"//*[@id='{field[1:]}-error']") == [f"Error: {said}"]
    kept = page.form("/settings")
    assert {name: kept.get(name) for name in ("from", "to")} == {name: typed.get(name, "") for name in ("from", "to")}
    assert count(service, "preference") == 0


def hide(service: Service, estate: Estate, who: str) -> None:
    save_settings(service, estate.actors[who], SettingsWish(False), now=NOW)


def test_hidden_name_is_kept_from_colleagues(staff: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["other"], wish(estate, "D1", "09:00", "10:00"))
    booked(service, estate.actors["mate"], wish(estate, "D2", "09:00", "10:00"))
    booked(service, estate.actors["mate"], wish(estate, "Small", "09:00", "10:00"))
    hide(service, estate, "mate")

    page = open_floor(staff, estate)

    states = list_states(page)
    assert (states["D1"], states["D2"], states["Small"]) == (
        "Taken by Other until 10am", "Taken until 10am", "Taken until 10am",
    )  # fmt: skip
    assert "Mate" not in page.response.text


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        ("staff", {"D1": False, "D2": False, "Clinic": False}),
        ("lead", {"D1": False, "D2": True, "Clinic": False}),
        ("clinic", {"D1": False, "D2": False, "Clinic": False}),
        ("reception", {"D1": True, "D2": True, "Clinic": False}),
        ("facilities", {"D1": True, "D2": True, "Clinic": False}),
        ("oak_facilities", {"D1": True, "D2": True, "Clinic": False}),
        ("auditor", {"D1": True, "D2": True, "Clinic": False}),
        ("admin", {"D1": True, "D2": True, "Clinic": False}),
    ],
)
def test_hidden_names_and_those_of_clinics_are_shown_to_those_who_may_see_the_booking(
    browsers: Browsers, estate: Estate, service: Service, viewer: str, sees: dict[str, bool]
) -> None:
    """D1 is other's, D2 mate's (of the lead's team), the clinic room of Outpatients is booked by the administrator."""
    booked(service, estate.actors["other"], wish(estate, "D1", "09:00", "10:00"))
    booked(service, estate.actors["mate"], wish(estate, "D2", "09:00", "10:00"))
    booked(service, estate.actors["facilities"], wish(estate, "Clinic", "09:00", "10:00"))
    for who in ("other", "mate"):
        hide(service, estate, who)

    states = list_states(open_floor(browsers.sign_in(estate, viewer), estate))

    own = {"Clinic"} if viewer == "facilities" else set()
    assert {place: " by " in states[place] for place in sees if place not in own} == {
        place: seen for place, seen in sees.items() if place not in own
    }


def test_history_tells_of_settings(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    staff.send(staff.get("/settings"), "/settings", hours="morning")

    story = browsers.sign_in(estate, "auditor").get("/audit")

    assert "Staff changed their own settings" in story.words


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [("staff", False), ("facilities", True), ("auditor", True), ("reception", True), ("lead", True), ("clinic", False)],
)
def test_map_and_search_agree_on_who_sees_a_hidden_name(
    browsers: Browsers, estate: Estate, service: Service, viewer: str, *, sees: bool
) -> None:
    booked(service, estate.actors["mate"], wish(estate, "D2", "09:00", "10:00"))
    hide(service, estate, "mate")
    browser = browsers.sign_in(estate, viewer)

    on_map = list_states(open_floor(browser, estate))["D2"]
    found = browser.get("/search?q=mate").words_at("//section[@aria-labelledby='colleagues']//li/strong")

    assert on_map == ("Taken by Mate until 10am" if sees else "Taken until 10am")
    assert found == (["Mate"] if sees else [])


def test_settings_name_those_who_still_see_a_hidden_name(staff: Browser) -> None:
    hint = staff.get("/settings").words_at("//*[@id='shows_name-hint']")

    assert hint == [
        "They see it on the map at your desk or meeting room, and can search for where you sit. If you turn it off, "
        "only those who may see your booking still see your name and find you: facilities, reception, auditors and "
        "administrators there, those who look after your team or unit, and whoever booked it for you. Clinic and "
        "visiting rooms never show your name to colleagues."
    ]
