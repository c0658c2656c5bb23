"""What is out of use stands in no list and cannot be booked, and its bookings can still be read."""

import pytest

from booking.actions.book import Preview, preview_booking
from booking.actions.book import book as book_place
from booking.actions.cancel import cancel
from booking.actions.change import Changes, change_booking, reinstate_booking
from booking.actions.find_rooms import ResourceQuery, RoomQuery, find_rooms, list_resources, list_sites, show_resource
from booking.actions.list_bookings import show_booking
from booking.actions.list_features import list_features
from booking.actions.service import Service
from booking.actions.show_floor import FloorView, list_floors, show_floor
from booking.actions.show_history import show_booking_history, show_place_history
from booking.model.bookings import BookingCard
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.time import Interval
from tests.actions.steps import booked, card_of, refusal_of, stamp_floor, wish
from tests.estate import NOW, Estate, at
from tests.store.state import run

DAY = Interval(at("09:00"), at("17:00"))
WORDS = "D1 is out of use. Choose another place."


def take_out(service: Service, *names: str) -> None:
    """Past every action, as another process would leave it: retired, and the floors' versions raised."""
    for name in names:
        run(service, "UPDATE resource SET retired_at = '2026-11-24 07:00:00' WHERE name = :name", name=name)
    run(service, "UPDATE floor SET diary_version = diary_version + 1, sheet_version = sheet_version + 1")


def names_on(service: Service, estate: Estate, floor: str = "oak1") -> set[str]:
    view = show_floor(service, estate.actors["staff"], estate.floor_refs[floor], DAY)
    assert isinstance(view, FloorView)
    return {resource.name for resource in view.resources}


def test_place_out_of_use_stands_in_no_list(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    listed = {item.resource.name for item in list_resources(service, staff, ResourceQuery(), limit=50)}
    found = {item.resource.name for item in find_rooms(service, staff, RoomQuery(DAY), now=NOW)}
    assert {"D1", "Large"} <= names_on(service, estate) & listed & found
    assert list_features(service, staff) == ("hearing-loop", "screen")

    take_out(service, "D1", "Large")

    for now_listed, before in (
        (names_on(service, estate), names_on(service, estate) | {"D1", "Large"}),
        ({item.resource.name for item in list_resources(service, staff, ResourceQuery(), limit=50)}, listed),
        ({item.resource.name for item in find_rooms(service, staff, RoomQuery(DAY), now=NOW)}, found),
    ):
        assert before - now_listed == {"D1", "Large"}
    assert list_features(service, staff) == ("screen",)
    assert show_resource(service, staff, estate.ref("D1")) is None


def test_place_out_of_use_is_refused_in_one_sentence(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate, "D2"))
    lost = booked(service, estate.actors["other"], wish(estate, "D1"))
    card_of(cancel(service, estate.actors["other"], lost.booking.ref, version=1, now=NOW))

    take_out(service, "D1")
    moved = change_booking(service, staff, made.booking.ref, Changes(resource=estate.ref("D1")), version=None, now=NOW)
    back = reinstate_booking(service, estate.actors["other"], lost.booking.ref, version=None, now=NOW)
    preview = preview_booking(service, staff, wish(estate, "D1"), now=NOW)
    refused = book_place(service, staff, wish(estate, "D1"), now=NOW)

    assert isinstance(preview, Preview)
    for answer in (moved, back, preview.verdict, refused):
        assert isinstance(answer, Refused)
        assert (answer.reason, answer.why) == (Reason.CLOSED, WORDS)


def test_nothing_out_of_use_is_offered_instead(service: Service, estate: Estate) -> None:
    """Middle would be the better-sized room, and it would be free instead."""
    staff = estate.actors["staff"]
    booked(service, estate.actors["other"], wish(estate, "Large", people=7))
    before = book_place(service, staff, wish(estate, "Large", people=7), now=NOW)
    fitting = preview_booking(service, staff, wish(estate, "Large", day="2026-11-26", people=7), now=NOW)
    take_out(service, "Middle")

    after = book_place(service, staff, wish(estate, "Large", people=7), now=NOW)
    fitting_now = preview_booking(service, staff, wish(estate, "Large", day="2026-11-26", people=7), now=NOW)

    assert isinstance(before, Refused) and isinstance(after, Refused)  # noqa: PT018 - two answers to one question
    assert ([free.name for free in before.free_instead], after.free_instead) == (["Middle"], ())
    assert isinstance(fitting, Preview) and isinstance(fitting.verdict, Accepted)  # noqa: PT018
    assert isinstance(fitting_now, Preview) and isinstance(fitting_now.verdict, Accepted)  # noqa: PT018
    assert fitting.verdict.better_fit is not None
    assert (fitting.verdict.better_fit.name, fitting_now.verdict.better_fit) == ("Middle", None)


def test_bookings_of_what_is_out_of_use_can_still_be_read(service: Service, estate: Estate) -> None:
    staff, auditor = estate.actors["staff"], estate.actors["auditor"]
    made = booked(service, staff, wish(estate, "E1"))
    take_out(service, "E1")
    run(service, "UPDATE floor SET retired_at = '2026-11-24 07:00:00' WHERE name = 'Second'")

    card = show_booking(service, staff, made.booking.ref)
    story, place = (
        show_booking_history(service, staff, made.booking.ref),
        show_place_history(service, auditor, estate.ref("E1")),
    )

    assert isinstance(card, BookingCard)
    assert (card.resource.name, card.resource.in_use, card.floor.in_use) == ("E1", False, False)
    assert not isinstance(story, Refused)
    assert not isinstance(place, Refused)
    assert [line.act for line in story[1]] == [line.act for line in place[1]] == ["booked"]


def test_floor_and_site_out_of_use_stand_in_no_list(service: Service, estate: Estate) -> None:
    staff, ref = estate.actors["staff"], estate.floor_refs["elm0"]
    assert ref in {floor.ref for floor in list_floors(service, staff)}
    assert stamp_floor(service, staff, ref, now=NOW) is not None
    assert names_on(service, estate, "elm0") == {"F1", "Far"}
    take_out(service, "F1", "Far")
    for table, name in (("floor", "Ground"), ("building", "Elm"), ("site", "Elm")):
        run(service, f"UPDATE {table} SET retired_at = '2026-11-24 07:00:00' WHERE name = :name", name=name)  # noqa: S608

    assert {floor.ref for floor in list_floors(service, staff)} == {
        estate.floor_refs["oak1"],
        estate.floor_refs["oak2"],
    }
    assert [site.name for site in list_sites(service, staff)] == ["Oak"]
    assert stamp_floor(service, staff, ref, now=NOW) is None
    assert refusal_of(show_floor(service, staff, ref, DAY)) is Reason.NOT_FOUND
    rooms = find_rooms(service, staff, RoomQuery(DAY, kind=ResourceKind.MEETING_ROOM), now=NOW)
    assert {room.resource.name for room in rooms} == {"Small", "Middle", "Large"}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_day_before_it_was_taken_out_it_could_be_booked(service: Service, estate: Estate) -> None:
    """The other half of the refusals above: they differ by what was taken out alone."""
    assert card_of(book_place(service, estate.actors["staff"], wish(estate, "D1"), now=NOW)).resource.name == "D1"
