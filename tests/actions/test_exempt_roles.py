"""Closures in spite of which some may book: whatever shows what is closed says the same as booking does."""

from datetime import date

import pytest

from booking.actions.book import Preview, Wish, preview_booking
from booking.actions.find_free_times import find_free_times
from booking.actions.find_rooms import RoomQuery, find_rooms
from booking.actions.follow_floor import FollowedFloor, follow_floor
from booking.actions.open_floor import OpenFloor, open_floor
from booking.actions.open_place import open_place
from booking.actions.service import Service
from booking.actions.show_closure import show_closure
from booking.actions.show_floor import FloorDiary, FloorView, show_floor, show_floor_diary
from booking.model.decisions import Reason, Refused
from booking.model.estate import Site
from booking.model.people import Role
from booking.model.time import Interval
from booking.rules.marks import PlaceState
from tests.actions.steps import booked, wish
from tests.actions.test_closures import close
from tests.estate import NOW, Estate, at

MORNING = Interval(at("09:00"), at("10:00"))
OAK1 = {"D1", "D2", "D3", "D4", "Small", "Middle", "Large", "Clinic", "Visits"}
ELM0 = {"F1", "Far"}


@pytest.mark.parametrize(
    ("closed", "roles", "who", "barred"),
    [
        ("oak1", {Role.FACILITIES}, "staff", OAK1),
        ("oak1", {Role.FACILITIES}, "facilities", set()),
        ("oak1", {Role.FACILITIES}, "oak_facilities", set()),
        ("oak1", {Role.FACILITIES}, "admin", set()),
        ("oak1", {Role.CLINIC_ADMIN}, "clinic", OAK1 - {"Clinic"}),
        ("oak1", {Role.CLINIC_ADMIN}, "oak_facilities", OAK1),
        ("oak1", {Role.CLINIC_ADMIN, Role.RECEPTION}, "reception", set()),
        ("oak1", set(), "admin", OAK1),
        ("D1", {Role.RECEPTION}, "reception", set()),
        ("D1", {Role.RECEPTION}, "clinic", {"D1"}),
        ("elm0", {Role.FACILITIES}, "facilities", set()),
        ("elm0", {Role.RECEPTION}, "reception", ELM0),
    ],
)
def test_everything_that_shows_closures_agrees_with_booking(
    service: Service, estate: Estate, closed: str, roles: set[Role], who: str, barred: set[str]
) -> None:
    close(service, estate, closed, roles=frozenset(roles))
    floor = "elm0" if closed == "elm0" else "oak1"

    assert shown_as_closed(service, estate, who, floor) == {
        "state": barred,
        "diary": barred,
        "map": barred,
        "live map": barred,
        "live map's reasons": barred,
        "search": barred,
        "free times": barred,
        "booking": barred,
    }


def test_of_two_closures_the_one_that_bars_still_bars(service: Service, estate: Estate) -> None:
    close(service, estate, "oak1", roles=frozenset({Role.FACILITIES}))
    close(service, estate, "D2")

    assert set(map(frozenset, shown_as_closed(service, estate, "oak_facilities", "oak1").values())) == {
        frozenset({"D2"})
    }
    assert set(map(frozenset, shown_as_closed(service, estate, "staff", "oak1").values())) == {frozenset(OAK1)}


def test_booking_made_in_spite_of_a_closure_is_not_said_to_be_closed(service: Service, estate: Estate) -> None:
    manager, staff = estate.actors["oak_facilities"], estate.actors["staff"]
    theirs = booked(service, staff, wish(estate, "D2"))
    close(service, estate, "oak1", roles=frozenset({Role.FACILITIES}))
    mine = booked(service, manager, wish(estate, "D1"))

    assert show_closure(service, manager, mine, now=NOW) is None
    assert show_closure(service, staff, theirs, now=NOW) == "flood"
    assert show_closure(service, manager, theirs, now=NOW) == "flood"


def shown_as_closed(service: Service, estate: Estate, who: str, floor: str) -> dict[str, set[str]]:
    """Which places of a floor each way of looking calls closed on that morning."""
    actor, ref = estate.actors[who], estate.floor_refs[floor]
    places = {name: item for name, item in estate.resources.items() if item.floor_ref == ref}
    names = {item.id: name for name, item in places.items()}

    state = show_floor(service, actor, ref, MORNING)
    diary = show_floor_diary(service, actor, ref, MORNING)
    opened = open_floor(service, actor, ref, _at_that_time, now=NOW)
    followed = follow_floor(service, actor, ref, date(2026, 11, 25))
    assert isinstance(state, FloorView)
    assert isinstance(diary, FloorDiary)
    assert isinstance(opened, OpenFloor)
    assert isinstance(followed, FollowedFloor)
    found = {placed.resource.name for placed in find_rooms(service, actor, RoomQuery(MORNING), now=NOW)}
    return {
        "state": {names[mark.resource_id] for mark in state.marks if mark.state is PlaceState.CLOSED},
        "diary": {names[span.resource_id] for span in diary.spans if span.why == "closed"},
        "map": {names[mark.resource_id] for mark in opened.marks if mark.state is PlaceState.CLOSED},
        "live map": {names[place] for place, gaps in followed.closed.items() if any(map(MORNING.overlaps, gaps))},
        "live map's reasons": {names[place] for place in followed.closures},
        "search": set(places) - found,
        "free times": {name for name in places if not _is_free(service, estate, who, name)},
        "booking": {name for name in places if _is_refused(service, estate, who, name)},
    }


def _at_that_time(_site: Site) -> Interval | None:
    return MORNING


def _is_free(service: Service, estate: Estate, who: str, name: str) -> bool:
    place = open_place(service, estate.actors[who], estate.ref(name))
    assert not isinstance(place, Refused)
    free = find_free_times(service, estate.actors[who], place, date(2026, 11, 25), rules=None, now=NOW)
    return any(span.covers(MORNING) for span in free)


def _is_refused(service: Service, estate: Estate, who: str, name: str) -> bool:
    preview = preview_booking(service, estate.actors[who], Wish(estate.ref(name), MORNING), now=NOW)
    assert isinstance(preview, Preview)
    return isinstance(preview.verdict, Refused) and preview.verdict.reason is Reason.CLOSED
