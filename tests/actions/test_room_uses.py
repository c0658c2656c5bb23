"""Rooms booked for what is done in them: the gap, changes, searches, cancelling and cleaning."""

from dataclasses import replace

import pytest

from booking.actions.book import Preview, preview_booking
from booking.actions.cancel import cancel, end_early
from booking.actions.change import Changes, change_booking, reinstate_booking
from booking.actions.clean import clean
from booking.actions.find_rooms import RoomQuery, find_rooms
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.cleaning import Cleaned
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.room_uses import RoomUseChange
from booking.store.bookings import find_booking
from tests.actions.rooms_for_uses import AEROSOL, DAY, GROUP, changed, made, taken, terms, tried, until_of, wish_for
from tests.actions.steps import card_of, refusal_of
from tests.estate import NOW, Estate, at
from tests.store.state import checksum


@pytest.mark.parametrize("first", ["earlier", "later"])
def test_gap_is_the_larger_of_fallow_and_setup_whichever_is_booked_first(
    service: Service, estate: Estate, first: str
) -> None:
    """A procedure until 11:00 with 20 minutes of fallow time, then a group with 15 of set-up: the gap is 20."""
    aerosol, group = made(service, estate, AEROSOL), made(service, estate, GROUP)
    before, close = wish_for(estate, "10:00", "11:00", aerosol), wish_for(estate, "11:19", "12:00", group)
    after = wish_for(estate, "11:20", "12:00", group)

    if first == "earlier":
        taken(service, estate, "staff", before)
        answers = [tried(service, estate, "other", wanted) for wanted in (close, after)]
    else:
        taken(service, estate, "staff", after)
        late = wish_for(estate, "10:01", "11:01", aerosol)
        answers = [tried(service, estate, "other", wanted) for wanted in (late, before)]

    assert [refusal_of(answer) for answer in answers] == [
        Reason.LOCKED_OUT if first == "earlier" else Reason.TAKEN,
        None,
    ]
    assert [card.use for card in answers if isinstance(card, BookingCard)] == [group if first == "earlier" else aerosol]


def test_setup_alone_keeps_a_room_free_before_it(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    taken(service, estate, "staff", wish_for(estate, "11:00", "12:00", group))

    answers = [tried(service, estate, "other", wish_for(estate, "10:00", end)) for end in ("10:46", "10:45")]

    assert [refusal_of(answer) for answer in answers] == [Reason.TAKEN, None]


def test_fallow_time_is_held_from_the_end_of_the_procedure(service: Service, estate: Estate) -> None:
    aerosol = made(service, estate, AEROSOL)
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", aerosol, over="10:50"))

    assert until_of(service, card) == at("11:10", DAY)
    assert card.booking.procedure_ends_at == at("10:50", DAY)
    assert service.db.read(lambda tx: find_booking(tx, card.booking.ref)) == card


def test_booking_that_ends_early_begins_its_fallow_time_then(service: Service, estate: Estate) -> None:
    """Ended at 10:30, before the procedure was to end at 10:50: free again at 10:50."""
    aerosol = made(service, estate, AEROSOL)
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", aerosol, over="10:50"))

    card_of(end_early(service, estate.actors["staff"], card.booking.ref, version=None, now=at("10:30", DAY)))

    assert until_of(service, card) == at("10:50", DAY)


def test_unknown_use_is_refused_beside_its_field(service: Service, estate: Estate) -> None:
    made(service, estate, GROUP)
    before = checksum(service)

    refused = tried(service, estate, "staff", replace(wish_for(estate, "10:00", "11:00"), use=Ref("a" * 26)))

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "use")
    assert checksum(service) == before


def test_change_gives_a_booking_another_use_and_takes_it_away(service: Service, estate: Estate) -> None:
    aerosol, group = made(service, estate, AEROSOL), made(service, estate, GROUP)
    staff = estate.actors["staff"]
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", group))

    def change(version: int, changes: Changes) -> BookingCard:
        return card_of(change_booking(service, staff, card.booking.ref, changes, version=version, now=NOW))

    other = change(1, Changes(use=aerosol.ref, procedure_end=at("10:40", DAY)))
    moved = change(2, Changes(start=at("12:00", DAY), end=at("13:00", DAY)))
    whole = change(3, Changes(procedure_end=at("13:00", DAY)))
    none = change(4, Changes(use=Ref("")))

    assert [(each.use, each.booking.procedure_ends_at) for each in (other, moved, whole, none)] == [
        (aerosol, at("10:40", DAY)), (aerosol, at("12:40", DAY)), (aerosol, None), (None, None),
    ]  # fmt: skip
    assert until_of(service, none) == at("13:00", DAY)


def test_change_of_use_is_judged_by_the_neighbours(service: Service, estate: Estate) -> None:
    aerosol, group = made(service, estate, AEROSOL), made(service, estate, GROUP)
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", group))
    taken(service, estate, "other", wish_for(estate, "11:10", "12:00"))

    answer = change_booking(
        service, estate.actors["staff"], card.booking.ref, Changes(use=aerosol.ref), version=1, now=NOW
    )

    assert refusal_of(answer) is Reason.TAKEN


def test_rooms_that_something_needs_ready_are_not_found_as_free(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    taken(service, estate, "staff", wish_for(estate, "11:00", "12:00", group))

    def found(end: str) -> set[str]:
        query = RoomQuery(wish_for(estate, "10:00", end).interval, people=5, kind=ResourceKind.MEETING_ROOM)
        return {room.resource.name for room in find_rooms(service, estate.actors["other"], query, now=NOW)}

    assert "Middle" in found("10:45")
    assert "Middle" not in found("10:46")


def test_search_for_a_use_finds_the_rooms_that_can_be_booked_for_it_and_no_others(
    service: Service, estate: Estate
) -> None:
    """Middle is booked until 9 and from 11:30 on; set-up takes 15 before, fallow time 20 after, a round 5."""
    clinics = frozenset({ResourceKind.CLINIC_ROOM, ResourceKind.MEETING_ROOM})
    asked = {"plain": None, "group": made(service, estate, GROUP), "aerosol": made(service, estate, AEROSOL)}
    asked["both"] = made(service, estate, terms("Ward round", turnaround=5, kinds=clinics))
    taken(service, estate, "staff", wish_for(estate, "08:00", "09:00"))
    taken(service, estate, "staff", wish_for(estate, "11:30", "12:00"))
    other = estate.actors["clinic"]

    def found(name: str, start: str, end: str) -> set[str]:
        use = asked[name]
        query = RoomQuery(wish_for(estate, start, end).interval, people=2, use=use.ref if use is not None else None)
        names = {room.resource.name for room in find_rooms(service, other, query, now=NOW)}
        for place in ("Middle", "Clinic", "Small"):
            wanted = wish_for(estate, start, end, use, place=place)
            preview = preview_booking(service, other, wanted, now=NOW)
            assert (place in names) == (isinstance(preview, Preview) and isinstance(preview.verdict, Accepted)), place
        return names

    rooms, clinic = {"Small", "Large", "Far"}, {"Clinic"}
    assert found("plain", "09:00", "11:30") == {*rooms, *clinic, "Middle", "Visits"}
    assert found("group", "09:15", "11:30") == {*rooms, "Middle"}
    assert found("group", "09:14", "11:30") == rooms
    assert found("aerosol", "09:00", "11:10") == {*rooms, "Middle"}
    assert found("aerosol", "09:00", "11:11") == rooms
    assert found("both", "09:00", "11:25") == {*rooms, *clinic, "Middle"}
    assert found("both", "09:00", "11:26") == {*rooms, *clinic}


def test_search_for_a_use_that_is_not_offered_finds_nothing(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    query = RoomQuery(wish_for(estate, "09:00", "10:00").interval, use=group.ref)
    assert {room.resource.name for room in find_rooms(service, estate.actors["staff"], query, now=NOW)} >= {"Middle"}

    changed(service, estate, RoomUseChange(group.ref, offered=False))

    assert find_rooms(service, estate.actors["staff"], query, now=NOW) == ()


def test_cancelled_booking_comes_back_with_its_use_where_there_is_room(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    staff = estate.actors["staff"]
    card = taken(service, estate, "staff", wish_for(estate, "11:00", "12:00", group))
    card_of(cancel(service, staff, card.booking.ref, version=None, now=NOW))
    near = taken(service, estate, "other", wish_for(estate, "10:00", "10:50"))

    refused = reinstate_booking(service, staff, card.booking.ref, version=None, now=NOW)
    card_of(cancel(service, estate.actors["other"], near.booking.ref, version=None, now=NOW))
    back = card_of(reinstate_booking(service, staff, card.booking.ref, version=None, now=NOW))

    assert refusal_of(refused) is Reason.LOCKED_OUT
    assert back.use == group


def test_cleaning_releases_turnaround_and_not_the_rest_after_a_procedure(service: Service, estate: Estate) -> None:
    """Turnaround until 12:00, fallow time until 11:20: cleaned at 11:10 nothing is released, at 11:20 it is."""
    both = made(service, estate, terms("Nebuliser", turnaround=60, fallow=20))
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", both))
    manager, place = estate.actors["facilities"], estate.ref("Middle")

    early = clean(service, manager, place, now=at("11:10", DAY))
    done = clean(service, manager, place, now=at("11:20", DAY))

    assert refusal_of(early) is Reason.LOCKED_OUT
    assert isinstance(done, Cleaned)
    assert until_of(service, card) == at("11:20", DAY)


def test_room_without_a_use_stays_as_it_was(service: Service, estate: Estate) -> None:
    made(service, estate, AEROSOL)
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00"))

    assert (card.use, card.booking.use_id, until_of(service, card)) == (None, None, at("11:00", DAY))
