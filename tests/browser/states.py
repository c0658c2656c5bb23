"""Every page that can be looked at, in its usual, empty and faulty states, by hand."""

from datetime import date

from playwright.sync_api import Page

from tests.browser.estate_states import ESTATE_STATES
from tests.browser.people_states import PEOPLE_STATES
from tests.browser.rules_states import RULES_STATES
from tests.browser.state import Act, State
from tests.browser.state import blank as _blank
from tests.browser.state import press as _press
from tests.browser.town import (
    AUDITOR,
    CLINIC,
    CLINIC_FLOOR,
    FIRST_FLOOR,
    LEAD,
    LIBRARY_FLOOR,
    MANAGER,
    NEWCOMER,
    STAFF,
    Town,
    day_in,
)


def _tap(place: str) -> Act:
    def act(page: Page) -> None:
        page.locator("#live").wait_for()
        page.locator(f'a.app-place[aria-label^="{place},"]').focus()
        page.keyboard.press("Enter")
        page.get_by_role("dialog", name=place).wait_for()

    return act


def _tap_beside_own(page: Page) -> None:
    _tap("Desk 1.07")(page)
    page.locator("#chosen-refused").wait_for()


def _come_near(page: Page) -> None:
    """Zoom in on a desk that somebody has, so that the names are read."""
    page.locator("#live").wait_for()
    page.locator('a.app-place[aria-label^="Desk 1.02,"]').focus()
    for _ in range(4):
        page.keyboard.press("+")
    page.locator(".app-holder", has_text="Lena F").wait_for()


def _must_have(*features: str) -> Act:
    def act(page: Page) -> None:
        page.locator("#live").wait_for()
        page.set_viewport_size({"width": 1366, "height": 900})
        page.locator(".app-must__summary").click()
        for feature in features:
            page.get_by_role("checkbox", name=feature, exact=True).check()

    return act


def _wrong_password(page: Page) -> None:
    page.get_by_label("Work email address").fill("somebody@demo.example")
    page.get_by_label("Password", exact=True).fill("wrong")
    _press("Sign in")(page)


def _own_hours(page: Page) -> None:
    page.get_by_label("Other times").check()
    page.get_by_label("From", exact=True).fill("09:00")
    _press("Save")(page)


def _stale(button: str) -> Act:
    """As if somebody had signed in again since the page was opened."""

    def act(page: Page) -> None:
        for proof in page.locator("input[name='csrf_token']").all():
            proof.evaluate("field => field.setAttribute('value', '0'.repeat(128))")
        _press(button)(page)
        page.get_by_text("nothing was sent").first.wait_for()

    return act


_TIME = "date={day}&from=09:00&to=10:00"

STATES = (
    State("show_sign_in", "usual", None, "/sign-in", "Work email address"),
    State("show_sign_in", "left blank", None, "/sign-in", "There is a problem", act=_press("Sign in")),
    State("show_sign_in", "wrong password", None, "/sign-in", "There is a problem", act=_wrong_password),
    State("show_sign_in", "without its cookie", None, "/sign-in", "open for too long", act=_stale("Sign in")),
    State("show_settings", "signed in again", STAFF, "/settings", "has changed", act=_stale("Save")),
    State("show_start", "signed in again", STAFF, "/", "sign-in has changed", act=_stale("Sign out")),
    State("show_start", "cannot book", AUDITOR, "/", "What you can do"),
    State("show_my_bookings", "cannot book", AUDITOR, "/bookings", "does not include booking"),
    State("show_accessibility", "usual", None, "/accessibility", "Accessibility"),
    State("show_start", "with bookings", STAFF, "/", "Your next bookings"),
    State("show_start", "without any", NEWCOMER, "/", "You have nothing booked"),
    State("show_floors", "usual", STAFF, "/floors", "First floor"),
    State("show_floor", "a map", STAFF, "/floors/{first}?" + _TIME, "List of places"),
    State("show_floor", "a map for a manager", MANAGER, "/floors/{first}?" + _TIME, "List of places"),
    State("show_floor", "free desks only", STAFF, "/floors/{first}?" + _TIME + "&kind=desk&free=1", "Desks"),
    State("show_floor", "names of colleagues", STAFF, "/floors/{first}?" + _TIME, "Taken by Lena", act=_come_near),
    State("show_floor", "a free desk", NEWCOMER, "/floors/{first}?" + _TIME, "Book 9am to 10am", act=_tap("Desk 1.07")),
    State(
        "show_floor", "beside one's own", STAFF, "/floors/{first}?" + _TIME, "See that booking", act=_tap_beside_own,
    ),
    State("show_floor", "a taken desk", STAFF, "/floors/{first}?" + _TIME, "Free on", act=_tap("Desk 1.02")),
    State("show_floor", "a room", STAFF, "/floors/{first}?" + _TIME, "How many people", act=_tap("Birch")),
    State("show_floor", "own desk", STAFF, "/floors/{first}?" + _TIME, "See your booking", act=_tap("Desk 1.01")),
    State("show_floor", "a place to find", STAFF, "/floors/{first}?" + _TIME + "&show={free}", "Shown on the map"),
    State(
        "show_floor", "features", STAFF, "/floors/{first}?" + _TIME, "Sit stand", act=_must_have("Sit stand"),
    ),
    State(
        "show_floor", "nothing with all that", STAFF, "/floors/{first}?" + _TIME, "Nothing on this floor has all",
        act=_must_have("Couch", "Whiteboard"),
    ),
    State("show_floor", "a list without a map", CLINIC, "/floors/{ground}?" + _TIME, "Annexe 1"),
    State("show_floor", "closed", CLINIC, "/floors/{ground}?date={day}&from=03:00&to=04:00", "Closed"),
    State("show_floor", "over", STAFF, "/floors/{first}?date={past_day}&from=09:00&to=10:00", "This time has passed"),
    State("show_floor", "no such date", STAFF, "/floors/{first}?date=x&from=09:00&to=8", "There is a problem", 422),
    State("show_find", "not asked yet", STAFF, "/find", "Find a room"),
    State("show_find", "found", STAFF, "/find?" + _TIME + "&people=4", "free"),
    State("show_find", "nothing fits", STAFF, "/find?" + _TIME + "&people=400", "Nothing fits"),
    State(
        "show_find", "closed", CLINIC, "/find?date={day}&from=03:00&to=04:00&kind=clinic_room&people=4",
        "is closed at that time",
    ),
    State("show_find", "over", STAFF, "/find?date={past_day}&from=09:00&to=10:00", "has already passed"),
    State("show_find", "too far ahead", STAFF, "/find?date=2190-01-01&from=09:00&to=10:00", "bookings open on"),
    State("show_find", "to look at only", AUDITOR, "/find?" + _TIME, "Your role lets you look at places"),
    State("show_find", "no such number", STAFF, "/find?" + _TIME + "&people=x", "There is a problem", 422),
    State("show_book", "a free desk", NEWCOMER, "/book?resource={free}&" + _TIME, "Book Desk 1.07"),
    State("show_book", "beside one's own", STAFF, "/book?resource={free}&" + _TIME, "Change it to this place instead"),
    State("show_book", "a room", STAFF, "/book?resource={room}&" + _TIME, "How many people"),
    State("show_book", "for somebody else", MANAGER, "/book?resource={free}&" + _TIME, "Book Desk 1.07"),
    State(
        "show_book", "several who fit", MANAGER, "/book?resource={free}&for=clarke&" + _TIME, "Who is meant?", 422,
    ),
    State("show_book", "taken", STAFF, "/book?resource={taken}&date={day}&from=11:00&to=12:00", "already booked"),
    State(
        "show_book", "twice in one night", STAFF, "/book?resource={free}&date={back_day}&from=01:15&to=03:00",
        "Which one do you mean?", 422,
    ),
    State(
        "show_book", "a title that is markup", NEWCOMER, "/book?resource={free}&" + _TIME, "There is a problem",
        act=_blank("title", "Book Desk 1.07", "<b>bold</b>"),
    ),
    State(
        "show_book", "no date", NEWCOMER, "/book?resource={free}&" + _TIME, "There is a problem",
        act=_blank("date", "Book Desk 1.07"),
    ),
    State(
        "show_book", "a better-sized room", NEWCOMER, "/book?resource={room}&" + _TIME, "A better-sized room is free",
        act=_blank("people", "Book Oak", "2"),
    ),
    State("show_book", "for a use", MANAGER, "/book?resource={room}&use={use}&" + _TIME, "What will be done there"),
    State("show_booking", "for a use", MANAGER, "/bookings/{for_a_use}", "Group therapy"),
    State("show_change", "for a use", MANAGER, "/bookings/{for_a_use}/change", "What will be done there"),
    State("show_my_bookings", "some", STAFF, "/bookings", "Coming"),
    State("show_my_bookings", "cancelled", STAFF, "/bookings?show=cancelled", "Cancelled (1)"),
    State("show_my_bookings", "past", STAFF, "/bookings?show=past", "Past (1)"),
    State("show_my_bookings", "told of a lost one", LEAD, "/bookings", "Find another place at that time"),
    State("show_my_bookings", "told of a moved one", LEAD, "/bookings", "Moved by"),
    State("show_start", "told of a moved booking", LEAD, "/", "There is news of your bookings"),
    State("show_booking", "moved by somebody", LEAD, "/bookings/{moved}", "Change"),
    State("show_my_bookings", "one that is kept", LEAD, "/bookings", "no longer on the floor plan"),
    State("show_booking", "kept", LEAD, "/bookings/{kept}", "no longer on the floor plan"),
    State("show_change", "kept", LEAD, "/bookings/{kept}/change", "no longer on the floor plan"),
    State("show_look_up", "a place that has left the plan", LEAD, "/search?q=1.99", "Your booking"),
    State("show_find", "for a use", STAFF, "/find?" + _TIME + "&use={use}", "free"),
    State(
        "show_find", "a use of another kind", STAFF, "/find?" + _TIME + "&kind=desk&use={use}", "There is a problem",
        422,
    ),
    State("show_booking", "lost", LEAD, "/bookings/{lost}", "Find another place at that time"),
    State("show_start", "told of a lost booking", LEAD, "/", "Find another place at that time"),
    State("show_my_bookings", "none", NEWCOMER, "/bookings", "Nothing is booked for later"),
    State("show_booking", "coming", STAFF, "/bookings/{coming}", "Change"),
    State("show_booking", "just booked", STAFF, "/bookings/{coming}?done=booked", "Booked"),
    State("show_booking", "under way", STAFF, "/bookings/{under_way}", "Check in"),
    State("show_booking", "checked in", MANAGER, "/bookings/{checked_in}", "Check out"),
    State("show_booking", "cancelled", STAFF, "/bookings/{cancelled}", "Bring it back"),
    State("show_booking", "over", STAFF, "/bookings/{past}", "Booked for"),
    State("show_booking", "for an auditor", AUDITOR, "/bookings/{taken_booking}", "History"),
    State("show_series", "some to come", STAFF, "/series/{weekly}", "Dates to come"),
    State("show_series", "all over", STAFF, "/series/{over_weekly}", "No dates of this series are to come"),
    State("show_booking", "one of a series", STAFF, "/bookings/{coming}", "One of a series: every"),
    State("show_change", "usual", STAFF, "/bookings/{coming}/change", "Change this booking"),
    State(
        "show_change", "an end before its start", STAFF, "/bookings/{coming}/change", "There is a problem",
        act=_blank("to", "Save changes", "08:00"),
    ),
    State(
        "show_change", "to a time that is taken", MANAGER, "/bookings/{coming}/change?resource={taken}",
        "There is a problem", act=_press("Save changes"),
    ),
    State("show_cancel", "usual", STAFF, "/bookings/{coming}/cancel", "Cancel this booking?"),
    State("show_booking_history", "usual", STAFF, "/bookings/{cancelled}/history", "cancelled it"),
    State("show_place_history", "some", AUDITOR, "/resources/{taken}/history", "booked Desk 1.02"),
    State("show_place_history", "none", AUDITOR, "/resources/{free}/history", "History of Desk 1.07"),
    State("show_floors", "narrowed", STAFF, "/floors?q=alder", "Show all sites and floors"),
    State("show_floors", "nothing fits", STAFF, "/floors?q=zzzz", "No floor fits"),
    State("show_floors", "too long", STAFF, "/floors?q=" + "x" * 101, "There is a problem", 422),
    State("show_look_up", "not asked yet", STAFF, "/search", "Place, colleague, floor, site or equipment"),
    State("show_look_up", "places", STAFF, "/search?q=desk+1.0", "Desk 1.07"),
    State("show_look_up", "a colleague", STAFF, "/search?q=lena", "Lena Fischer"),
    State("show_look_up", "a feature", STAFF, "/search?q=hearing", "Find places that have"),
    State("show_look_up", "a site", STAFF, "/search?q=alder", "Floors and sites"),
    State("show_look_up", "nothing", STAFF, "/search?q=zzzz", "Nothing fits"),
    State("show_look_up", "too short", STAFF, "/search?q=a", "There is a problem", 422),
    State("show_settings", "usual", STAFF, "/settings", "Your usual hours"),
    State("show_settings", "saved", STAFF, "/settings?done=saved", "Saved."),
    State("show_settings", "no end", NEWCOMER, "/settings", "There is a problem", act=_own_hours),
    State("show_audit", "some", AUDITOR, "/audit?date={today}", "Audit"),
    State("show_audit", "none", AUDITOR, "/audit?date=2020-01-01", "Audit"),
    State("show_audit", "nobody of that name", AUDITOR, "/audit?date={today}&person=zzz", "We know nobody", 422),
    State("show_audit", "nothing that fits", AUDITOR, "/audit?date=2020-01-01&person=alex", "Nothing that fits"),
    State("show_audit", "no such date", AUDITOR, "/audit?date=2026-02-30", "There is a problem", 422),
    State("show_admin", "usual", MANAGER, "/admin", "Sites, floors and places"),
    State("show_to_clean", "usual", MANAGER, "/cleaning", "Desk 1.11"),
    State("show_to_clean", "nothing here", MANAGER, "/cleaning?floor={ground}", "There is nothing to clean here"),
    State("show_cleaned", "locked", MANAGER, "/places/{locked}/cleaned", "It is cleaned"),
    State("show_cleaned", "cleaned", MANAGER, "/places/{cleaned}/cleaned", "was cleaned already"),
    State("show_cleaned", "in use", MANAGER, "/places/{in_use}/cleaned", "cannot be noted as cleaned yet"),
    State("show_floor", "locked", STAFF, "/floors/{first}?date={tomorrow}&from=09:00&to=10:00", "free again at"),
    *ESTATE_STATES,
    *RULES_STATES,
    *PEOPLE_STATES,
    State("", "no such page", None, "/nowhere", "Page not found", 404),
    State("", "no such booking", STAFF, "/bookings/aaaaaaaaaaaaaaaaaaaaaaaaaa", "Page not found", 404),
    State("", "not allowed", STAFF, "/audit", "You may not do this", 403),
    State("", "not readable", STAFF, "/find?date=a&date=b", "We could not read this request", 400),
    State("", "not like that", None, "/sign-out", "cannot be used like that", 405),
)  # fmt: skip

NOT_A_PAGE = frozenset(
    {
        *("show_drawing", "show_plan_picture", "show_live", "show_ask", "show_bookable_people"),
        *("show_draft_json", "show_draft_backdrop", "show_drafted_picture"),
    }
)
"""A plan's drawing and what is behind it are pictures that maps show, and its script asks what is live; nobody reads
these as pages."""

FOREIGN = State("show_floor", "a map of a foreign drawing", STAFF, "/floors/{other}?" + _TIME, "List of places")
"""Looked at where the drawing is at hand."""


def find_address(state: State, town: Town) -> str:
    """The address of a state in the town."""
    return state.address.format(
        day=town.day,
        past_day=day_in(-2),
        today=day_in(0),
        tomorrow=day_in(1),
        back_day=next_night_with_an_hour_twice(),
        first=town.floors[FIRST_FLOOR],
        ground=town.floors[CLINIC_FLOOR],
        other=town.floors.get(LIBRARY_FLOOR, ""),
        free=town.places["1.07"],
        taken=town.places["1.02"],
        locked=town.places["1.11"],
        cleaned=town.places["1.12"],
        in_use=town.places["1.05"],
        room=next(ref for name, ref in town.places.items() if name.startswith("Oak")),
        taken_booking=town.bookings["taken"],
        **town.estate,
        **town.series,
        **{name: ref for name, ref in town.bookings.items() if name != "taken"},
    )


def next_night_with_an_hour_twice() -> str:
    """The next last Sunday of October, on which the clocks of the United Kingdom go back."""
    year = int(day_in(0)[:4])
    nights = (f"{y}-10-{day}" for y in (year, year + 1) for day in range(25, 32) if _is_sunday(y, day))
    return next(night for night in nights if night > day_in(0))


def _is_sunday(year: int, day: int) -> bool:
    return date(year, 10, day).isoweekday() == 7
