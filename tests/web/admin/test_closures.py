"""Closing places by the pages: the form, what it would do, the closure with its bookings, and the map."""

import pytest

from booking.actions.move_displaced import Cleared, OneMove, move_one_displaced
from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.store.estate import NewResource, add_resources
from tests.actions.steps import booked, wish
from tests.actions.test_closures import close, places_of
from tests.estate import NOW, Estate, at
from tests.web.browser import Browser, Clock, Page
from tests.web.conftest import Browsers
from tests.web.test_floor import list_states, open_floor

NEW = "/admin/closures/new"
MOVES = "//form[contains(@action, '/move')]//button[contains(., 'Move to')]"
TIMES = {"from_date": "2026-11-25", "from_time": "00:00", "until_date": "2026-11-26", "until_time": "23:59"}


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    """The browser of facilities."""
    return browsers.sign_in(estate, "facilities")


def form_of(manager: Browser, estate: Estate) -> Page:
    return manager.get(f"{NEW}?floor={estate.floor_refs['oak1']}")


def test_place_is_closed_after_what_it_does_was_seen(
    manager: Browser, staff: Browser, estate: Estate, service: Service
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    typed = {**TIMES, "place": estate.ref("D1"), "why": "carpet cleaning"}

    asked = manager.send_to_page(form_of(manager, estate), NEW, **typed)
    assert asked.heading == "Close D1?"
    assert "Closed all day from Wednesday 25 November 2026 to Thursday 26 November 2026." in asked.words
    assert "This place stands on: First, Oak." in asked.words
    assert "Reason that people read: carpet cleaning." in asked.words
    assert "1 booking stands within this time. It stays until you move or cancel it" in asked.words
    closed = manager.follow(manager.send(asked, NEW))

    assert closed.heading.startswith("D1, First, Oak Closed all day from Wednesday 25 November 2026 to Thursday 26")
    assert "Best instead: D2" in closed.words
    page = open_floor(staff, estate, "date=2026-11-26&from=09:00&to=10:00")
    assert list_states(page)["D1"] == "Closed until the end of Thursday 26 November 2026: carpet cleaning"
    refused = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-26&from=09:00&to=10:00")
    assert "D1 is closed until the end of Thursday 26 November 2026: carpet cleaning." in refused.words


def test_best_other_place_of_each_booking_is_named_before_anything_is_closed(
    manager: Browser, estate: Estate, service: Service, clock: Clock
) -> None:
    """One under way, two of whom one gets the last free desk here, a room without an equal and one with one."""
    booked(service, estate.actors["ward"], wish(estate, "D1", "08:00", "10:00", day="2026-11-25"))
    booked(service, estate.actors["staff"], wish(estate, "D1", "11:00", "12:00"))
    booked(service, estate.actors["other"], wish(estate, "D2", "11:00", "12:00"))
    booked(service, estate.actors["lead"], wish(estate, "D4", "11:00", "12:00"))
    booked(service, estate.actors["lead"], wish(estate, "Large", "13:00", "14:00", people=15))
    booked(service, estate.actors["staff"], wish(estate, "Small", "13:00", "14:00", people=2))
    upper = NewResource(ResourceKind.MEETING_ROOM, "Upper", 4)
    service.db.write(lambda tx: add_resources(tx, estate.floors["oak2"], [upper]))
    clock.now = at("09:00")
    manager.sign_in("facilities")
    places = [estate.ref(name) for name in ("D1", "D2", "Small", "Large")]

    typed = {**form_of(manager, estate).form(NEW), **TIMES, "why": "painting"}
    asked = Page(manager.client.post(NEW, data={**typed, "place": places}))

    fates = "//span[@class='adm-concerned__where']/strong"
    assert asked.words_at(fates) == [
        "It has begun, so it stays where it is",
        "Best instead: D3",
        "Best instead: E1 (Second, Oak)",
        "No other place is free for it at Oak at that time",
        "Best instead: Upper (Second, Oak)",
    ]
    closure = close(service, estate, "D1", "D2", "Small", "Large", now=clock.now)
    closed = manager.get(f"/admin/closures/{closure.ref}")
    assert closed.words_at(fates) == asked.words_at(fates)


def test_displaced_booking_is_moved_by_one_press(manager: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    closure = close(service, estate, "D1", "D2")
    page = manager.get(f"/admin/closures/{closure.ref}")

    moved = Page(manager.client.post(f"/admin/closures/{closure.ref}/move", data=_last_form(page)))

    assert moved.words_at("//*[@role='status']") == ["2 bookings moved. None is left."]
    assert [name for name, _ in places_of(service)] == ["D3", "D4"]


def test_button_moves_to_the_place_that_stands_on_it(manager: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    second = booked(service, estate.actors["other"], wish(estate, "D2"))
    closure = close(service, estate, "D1", "D2")
    page = manager.get(f"/admin/closures/{closure.ref}")
    move = f"/admin/closures/{closure.ref}/move"

    moved = Page(manager.client.post(move, data=_row_form(page, second.booking.ref)))

    assert [words.split(":")[0] for words in page.words_at(MOVES)] == ["Move to D3", "Move to D4"]
    assert moved.words_at("//*[@role='status']") == [
        f"{second.person.name} was moved to D4. 1 booking still within this closure."
    ]
    assert places_of(service) == [("D1", "confirmed"), ("D4", "confirmed")]
    assert [words.split(":")[0] for words in moved.words_at(MOVES)] == ["Move to D3"]


def test_place_that_was_taken_meanwhile_is_refused_and_another_is_offered(
    manager: Browser, estate: Estate, service: Service
) -> None:
    first = booked(service, estate.actors["staff"], wish(estate, "D1"))
    closure = close(service, estate, "D1", "D2")
    page = manager.get(f"/admin/closures/{closure.ref}")
    move = f"/admin/closures/{closure.ref}/move"
    booked(service, estate.actors["other"], wish(estate, "D3"))

    refused = Page(manager.client.post(move, data=_row_form(page, first.booking.ref)))
    moved = Page(manager.client.post(move, data=_row_form(refused, first.booking.ref)))
    again = Page(manager.client.post(move, data=_row_form(refused, first.booking.ref)))

    assert refused.status == 409
    assert [words for _, words in refused.faults] == [
        "Nothing was moved. D3 is already booked from 9am to 5pm on Wednesday 25 November 2026. "
        "Choose another time or another place."
    ]
    assert [words.split(":")[0] for words in refused.words_at(MOVES)] == ["Move to D4"]
    assert moved.words_at("//*[@role='status']") == [f"{first.person.name} was moved to D4. None is left."]
    assert again.status == 409
    assert [words for _, words in again.faults] == [
        "Nothing was moved. This booking does not stand within the closure. "
        "Look at the closure again for those that do."
    ]
    assert places_of(service)[0] == ("D4", "confirmed")


def test_displaced_booking_is_cancelled_only_with_a_message(manager: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    closure = close(service, estate, "D1")
    page = manager.get(f"/admin/closures/{closure.ref}")
    address = f"/admin/closures/{closure.ref}/cancel"

    bare = Page(manager.client.post(address, data=_last_form(page)))
    asked = Page(manager.client.post(address, data=_last_form(page) | {"message": "Flood."}))
    done = manager.send_to_page(asked, address)

    assert (bare.status, [field for field, _ in bare.faults]) == (422, ["#message"])
    assert done.words_at("//*[@role='status']") == ["1 booking cancelled. None is left."]
    assert places_of(service) == [("D1", "cancelled")]


def test_nothing_is_cancelled_before_it_was_seen_whose_bookings_and_with_which_message(
    manager: Browser, estate: Estate, service: Service, clock: Clock
) -> None:
    """Of three bookings one has begun; the two others are one person's."""
    for name, start, end in (("D1", "12:00", "13:00"), ("D2", "14:00", "15:00")):
        booked(service, estate.actors["staff"], wish(estate, name, start, end))
    booked(service, estate.actors["other"], wish(estate, "D3", "09:00", "17:00"))
    closure = close(service, estate, "D1", "D2", "D3")
    clock.now = at("10:00")
    manager.sign_in("facilities")
    address = f"/admin/closures/{closure.ref}/cancel"
    page = manager.get(f"/admin/closures/{closure.ref}")

    asked = Page(manager.client.post(address, data=_last_form(page) | {"message": "Sorry about it."}))
    before = places_of(service)
    back = manager.get(asked.link("Go back"))
    done = manager.send_to_page(asked, address)

    assert (asked.status, asked.heading) == (200, "Cancel 2 bookings?")
    assert "2 bookings of 1 person will be cancelled. 1 booking has begun and stays." in asked.words
    assert "The message on each of them: Sorry about it." in asked.words
    assert asked.words_at("//*[@class='adm-concerned__what']") == ["Staff", "Staff"]
    assert before == [("D1", "confirmed"), ("D2", "confirmed"), ("D3", "confirmed")]
    assert _last_form(back)["message"] == "Sorry about it."
    assert done.words_at("//*[@role='status']") == ["2 bookings cancelled. 1 booking still within this closure."]
    assert places_of(service) == [("D1", "cancelled"), ("D2", "cancelled"), ("D3", "confirmed")]
    none = Page(manager.client.post(address, data=_last_form(done) | {"message": "Sorry about it."}))
    assert none.words_at("//*[@role='status']") == [
        "Nothing to cancel: no booking within this closure is still to begin."
    ]


def test_booking_moved_meanwhile_is_shown_before_the_others_are_cancelled(
    manager: Browser, estate: Estate, service: Service
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    second = booked(service, estate.actors["other"], wish(estate, "D2"))
    closure = close(service, estate, "D1", "D2")
    address = f"/admin/closures/{closure.ref}/cancel"
    page = manager.get(f"/admin/closures/{closure.ref}")
    asked = Page(manager.client.post(address, data=_last_form(page) | {"message": "Flood."}))
    moved = OneMove(second.booking.ref)
    assert move_one_displaced(service, estate.actors["facilities"], closure.ref, moved, now=NOW) == Cleared(1, 1)

    again = manager.send_to_page(asked, address)

    assert (again.status, again.heading) == (409, "Cancel 1 booking?")
    assert places_of(service) == [("D1", "confirmed"), ("D4", "confirmed")]


def test_closure_keeps_saying_for_how_many_people_a_booking_is(
    manager: Browser, estate: Estate, service: Service
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "Large", "13:00", "14:00", people=15))
    booked(service, estate.actors["other"], wish(estate, "D1", "15:00", "16:00"))
    places = [estate.ref(name) for name in ("D1", "Large")]
    typed = {**form_of(manager, estate).form(NEW), **TIMES, "why": "painting"}

    asked = Page(manager.client.post(NEW, data={**typed, "place": places}))
    closed = manager.get(f"/admin/closures/{close(service, estate, 'D1', 'Large').ref}")

    who = "//span[@class='adm-concerned__what']"
    assert asked.words_at(who) == ["Staff, 15 people", "Other"]
    assert closed.words_at(who) == ["Staff, 15 people", "Other"]


def test_places_are_named_as_people_count_and_with_their_floor(
    manager: Browser, estate: Estate, service: Service
) -> None:
    closure = close(service, estate, "Small", "D4", "D2", "D1", "D3", "Large")

    assert manager.get(f"/admin/closures/{closure.ref}").heading.startswith(
        "D1, D2, D3, D4, Large and 1 more, First, Oak Closed"
    )


def test_people_whose_booking_was_cancelled_are_told_why(
    manager: Browser, staff: Browser, estate: Estate, service: Service
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    closure = close(service, estate, "D1")
    page = manager.get(f"/admin/closures/{closure.ref}")
    address = f"/admin/closures/{closure.ref}/cancel"
    manager.send(Page(manager.client.post(address, data=_last_form(page) | {"message": "Sorry about it."})), address)

    start, booking = staff.get("/"), staff.get(f"/bookings/{made.booking.ref}")

    assert "Cancelled because D1 is closed at that time: D1," in start.words
    assert "Cancelled The place is closed at that time. Reason: flood. Sorry about it." in booking.words
    assert "Find another place at that time" in booking.words


def test_closure_is_changed_after_what_that_does_was_seen(manager: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1", day="2026-11-30"))
    closure = close(service, estate, "D1")
    change = f"/admin/closures/{closure.ref}/change"
    form = manager.get(change)
    assert form.typed(change) == {**TIMES, "why": "flood"}

    asked = manager.send_to_page(form, change, until_date="2026-11-30", until_time="12:00", why="asbestos")
    assert asked.heading == "Change the closure of D1, First, Oak?"
    assert "Closed midnight on Wednesday 25 November 2026 to midday on Monday 30 November 2026." in asked.words
    assert "Until now: reason that people read: flood." in asked.words
    assert "1 more booking stands within it then." in asked.words
    changed = manager.follow(manager.send(asked, change))

    assert changed.words_at("//*[@role='status']") == ["The closure was changed."]
    assert "midday on Monday 30 November 2026" in changed.heading
    assert "Best instead: D2" in changed.words
    assert "asbestos." in changed.words


def test_change_says_beside_each_field_what_is_wrong_and_keeps_what_was_typed(
    manager: Browser, estate: Estate, service: Service
) -> None:
    closure = close(service, estate, "D1")
    change = f"/admin/closures/{closure.ref}/change"
    form = manager.get(change)

    wrong = manager.send_to_page(form, change, from_date="x", why="")
    passed = manager.send_to_page(form, change, from_date="2026-11-20", until_date="2026-11-21")
    same = manager.send_to_page(form, change)

    assert (wrong.status, [field for field, _ in wrong.faults]) == (422, ["#from_date", "#why"])
    assert (wrong.typed(change)["from_date"], wrong.typed(change)["why"]) == ("x", "")
    assert (passed.status, [field for field, _ in passed.faults]) == (422, ["#until_date"])
    assert same.status == 422
    assert "This is what the closure says already." in same.words


def test_what_happened_meanwhile_is_shown_before_a_closure_is_changed(
    manager: Browser, estate: Estate, service: Service
) -> None:
    closure = close(service, estate, "D1")
    change = f"/admin/closures/{closure.ref}/change"
    asked = manager.send_to_page(manager.get(change), change, until_date="2026-11-30")
    booked(service, estate.actors["staff"], wish(estate, "D1", day="2026-11-30"))

    again = manager.send_to_page(asked, change)

    assert again.status == 409
    assert "1 more booking stands within it then." in again.words
    assert manager.send(again, change).status_code == 303


def test_closure_is_ended_and_then_not_changed(
    manager: Browser, estate: Estate, service: Service, clock: Clock
) -> None:
    closure = close(service, estate, "oak1")
    clock.now = at("10:00")
    manager.sign_in("facilities")
    page = manager.get(f"/admin/closures/{closure.ref}")

    ended = manager.follow(manager.send(page, f"/admin/closures/{closure.ref}/end"))

    assert "Nothing is closed now, and nothing is to be closed." in ended.words
    assert "This closure is over." in manager.get(f"/admin/closures/{closure.ref}").words
    assert manager.get(f"/admin/closures/{closure.ref}/change").status == 422


def test_form_says_beside_each_field_what_is_wrong_and_keeps_what_was_typed(manager: Browser, estate: Estate) -> None:
    page = form_of(manager, estate)

    wrong = manager.send_to_page(page, NEW, from_date="x", until_time="", why="")
    backwards = manager.send_to_page(
        page, NEW, **{**TIMES, "until_date": "2026-11-24", "place": estate.ref("D1"), "why": "x" * 81}
    )

    assert (wrong.status, [field for field, _ in wrong.faults]) == (
        422,
        ["#from_date", "#until_time", "#why", "#place-1"],
    )
    assert [field for field, _ in backwards.faults] == ["#until_date", "#why"]
    assert backwards.typed(NEW)["place"] == estate.ref("D1")
    assert backwards.typed(NEW)["why"] == "x" * 81


def test_booking_made_meanwhile_is_shown_before_anything_is_closed(
    manager: Browser, estate: Estate, service: Service
) -> None:
    asked = manager.send_to_page(form_of(manager, estate), NEW, **TIMES, place=estate.ref("D1"), why="flood")
    booked(service, estate.actors["staff"], wish(estate, "D1"))

    again = manager.send_to_page(asked, NEW)

    assert again.status == 409
    assert "1 booking stands within this time." in again.words
    assert manager.send(again, NEW).status_code == 303


def test_whole_floor_is_closed_by_one_tick_and_a_site_by_its_name(manager: Browser, estate: Estate) -> None:
    asked = manager.send_to_page(form_of(manager, estate), NEW, **TIMES, whole="yes", why="flood")
    site = manager.get("/admin/closures").all("//select[@id='site']/option")
    whole = manager.send_to_page(manager.get(f"{NEW}?site={site[0].get('value')}"), NEW, **TIMES, why="flood")

    assert asked.heading == "Close First, Oak?"
    assert "252 place-days as it is, 234 with this change" in asked.words  # 9 places, 28 days, two of them closed
    assert whole.heading == f"Close {site[0].text_content()}?"


def _last_form(page: Page) -> dict[str, str]:
    """The fields of the form for all bookings, which stands below those for one each."""
    form = next(form for form in page.root.forms if form.xpath(".//*[@name='message']"))
    return {str(name): str(value) for name, value in form.form_values()}


def _row_form(page: Page, booking: str) -> dict[str, str]:
    """The fields of the form that moves one booking."""
    form = next(form for form in page.root.forms if form.xpath(f".//input[@name='booking'][@value='{booking}']"))
    return {str(name): str(value) for name, value in form.form_values()}
