"""Rooms booked for what is done in them: the gap, changes, and what becomes of bookings when it needs other times."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from booking.actions.book import Preview, preview_booking
from booking.actions.cancel import cancel, end_early
from booking.actions.change import Changes, change_booking, reinstate_booking
from booking.actions.clean import clean
from booking.actions.find_rooms import RoomQuery, find_rooms
from booking.actions.room_uses import (
    change_room_use,
    enter_room_use,
    list_offered_uses,
    list_room_uses,
    offer_room_uses,
    weigh_room_use,
)
from booking.actions.service import Service
from booking.actions.show_breaches import BreachesView, show_breaches
from booking.actions.show_rules import SpotAsk
from booking.model.bookings import BookingCard
from booking.model.cleaning import Cleaned
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.effects import Effect
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.room_uses import RoomUseChange
from booking.store.bookings import find_booking
from tests.actions.rooms_for_uses import DAY, changed, made, taken, terms, tried, wish_for
from tests.actions.steps import card_of, refusal_of
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, checksum

AEROSOL = terms("Aerosol generating procedure", fallow=20)
GROUP = terms("Group therapy", setup=15)


def until_of(service: Service, card: BookingCard) -> datetime:
    """Until when a booking holds its room, as it is stored."""
    found = ask(service, "SELECT until_at FROM occupation WHERE booking_id = :id AND live", id=card.booking.id)[0][0]
    at_utc = datetime.fromisoformat(str(found))
    return at_utc if at_utc.tzinfo else at_utc.replace(tzinfo=UTC)


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
        return {room.resource.name for room in find_rooms(service, estate.actors["other"], query)}

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
        names = {room.resource.name for room in find_rooms(service, other, query)}
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
    assert {room.resource.name for room in find_rooms(service, estate.actors["staff"], query)} >= {"Middle"}

    changed(service, estate, RoomUseChange(group.ref, offered=False))

    assert find_rooms(service, estate.actors["staff"], query) == ()


# ---- the catalogue --------------------------------------------------------------------------------------------------


def test_uses_are_offered_by_kind_and_in_order_of_name(service: Service, estate: Estate) -> None:
    clinics = frozenset({ResourceKind.CLINIC_ROOM})
    group, aerosol = made(service, estate, GROUP), made(service, estate, replace(AEROSOL, kinds=clinics))
    staff = estate.actors["staff"]

    assert offer_room_uses(service, staff, ResourceKind.MEETING_ROOM) == (group,)
    assert offer_room_uses(service, staff, ResourceKind.CLINIC_ROOM) == (aerosol,)
    assert offer_room_uses(service, staff, ResourceKind.DESK) == ()
    assert list_offered_uses(service, staff) == (aerosol, group)


def test_only_those_who_look_after_every_site_manage_uses(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    before = checksum(service)
    change = RoomUseChange(group.ref, offered=False)

    for name in ("staff", "oak_facilities", "clinic", "auditor"):
        actor = estate.actors[name]
        answers = (
            list_room_uses(service, actor, now=NOW),
            enter_room_use(service, actor, AEROSOL, now=NOW),
            weigh_room_use(service, actor, change, now=NOW),
            change_room_use(service, actor, change, agreed="", now=NOW),
        )
        assert [refusal_of(answer) for answer in answers] == [Reason.NOT_ALLOWED] * 4

    assert checksum(service) == before


def test_name_is_known_once_in_whatever_case(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    manager = estate.actors["facilities"]

    again = enter_room_use(service, manager, replace(GROUP, name="GROUP therapy"), now=NOW)
    made(service, estate, AEROSOL)
    renamed = weigh_room_use(service, manager, RoomUseChange(group.ref, AEROSOL), now=NOW)

    assert [refusal_of(again), refusal_of(renamed)] == [Reason.BAD_FIELD, Reason.BAD_FIELD]


def test_use_taken_out_of_use_keeps_its_bookings_and_their_time(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    card = taken(service, estate, "staff", wish_for(estate, "11:00", "12:00", group))
    manager, change = estate.actors["facilities"], RoomUseChange(group.ref, offered=False)

    effect = weigh_room_use(service, manager, change, now=NOW)
    gone = changed(service, estate, change)

    assert isinstance(effect, Effect)
    assert [one.booking.ref for one in effect.affected.first] == [card.booking.ref]
    assert effect.says == (
        "Nobody can choose it for new bookings any more. You can bring it back at any time.",
        "1 coming booking is for it, and keeps it.",
    )
    assert offer_room_uses(service, manager, ResourceKind.MEETING_ROOM) == ()
    assert refusal_of(tried(service, estate, "other", wish_for(estate, "14:00", "15:00", group))) is Reason.BAD_FIELD
    assert refusal_of(tried(service, estate, "other", wish_for(estate, "10:00", "10:46"))) is Reason.TAKEN
    moved = change_booking(
        service, estate.actors["staff"], card.booking.ref, Changes(end=at("12:30", DAY)), version=1, now=NOW
    )
    assert card_of(moved).use == gone
    back = changed(service, estate, RoomUseChange(group.ref, offered=True))
    assert offer_room_uses(service, manager, ResourceKind.MEETING_ROOM) == (back,) == (group,)


def test_bookings_keep_their_room_for_the_new_time_where_the_next_one_leaves_room(
    service: Service, estate: Estate
) -> None:
    """20 minutes become 40: the first has an hour behind it, the second half an hour; the third is for nothing."""
    aerosol = made(service, estate, AEROSOL)
    first = taken(service, estate, "staff", wish_for(estate, "08:00", "09:00", aerosol))
    second = taken(service, estate, "other", wish_for(estate, "10:00", "11:00", aerosol))
    third = taken(service, estate, "mate", wish_for(estate, "11:30", "12:00"))
    manager, change = estate.actors["facilities"], RoomUseChange(aerosol.ref, replace(AEROSOL, fallow_min=40))

    effect = weigh_room_use(service, manager, change, now=NOW)
    changed(service, estate, change)

    assert isinstance(effect, Effect)
    assert effect.says == (
        "Fallow time after the procedure: 40 minutes; it is 20 minutes now.",
        "2 coming bookings are for it, and keep it.",
        "After 2 bookings to come the place is kept free for the new time, where the next booking leaves room for it.",
        "1 booking that stands breaks it: 1 stands too close to the next one.",
        "This booking stays. Move or cancel it from its page.",
    )
    assert [one.booking.ref for one in effect.affected.first] == [second.booking.ref]
    assert [until_of(service, card) for card in (first, second, third)] == [
        at("09:40", DAY), at("11:20", DAY), at("12:00", DAY),
    ]  # fmt: skip
    breaches = show_breaches(service, manager, SpotAsk(), now=NOW)
    assert isinstance(breaches, BreachesView)
    assert [(one.card.booking.ref, one.reason) for one in breaches.breaches] == [(second.booking.ref, Reason.TAKEN)]


def test_longer_setup_lists_the_bookings_that_it_brings_too_near(service: Service, estate: Estate) -> None:
    """15 minutes become 30, with 20 minutes before it: it is listed, and so is the one before."""
    group = made(service, estate, GROUP)
    before = taken(service, estate, "staff", wish_for(estate, "10:00", "10:40"))
    card = taken(service, estate, "other", wish_for(estate, "11:00", "12:00", group))
    manager, change = estate.actors["facilities"], RoomUseChange(group.ref, replace(GROUP, setup_min=30))

    effect = weigh_room_use(service, manager, change, now=NOW)
    changed(service, estate, change)
    breaches = show_breaches(service, manager, SpotAsk(), now=NOW)

    assert isinstance(effect, Effect)
    assert isinstance(breaches, BreachesView)
    assert [one.booking.ref for one in effect.affected.first] == [card.booking.ref]
    assert [(one.card.booking.ref, one.reason) for one in breaches.breaches] == [
        (before.booking.ref, Reason.TAKEN), (card.booking.ref, Reason.LOCKED_OUT),
    ]  # fmt: skip
    assert ask(service, "SELECT count(*) FROM booking WHERE state = 'confirmed'")[0][0] == 2


def test_shorter_time_lets_others_in_at_once(service: Service, estate: Estate) -> None:
    aerosol = made(service, estate, AEROSOL)
    taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", aerosol))

    changed(service, estate, RoomUseChange(aerosol.ref, replace(AEROSOL, fallow_min=5)))

    answers = [tried(service, estate, "other", wish_for(estate, start, "12:00")) for start in ("11:04", "11:05")]
    assert [refusal_of(answer) for answer in answers] == [Reason.LOCKED_OUT, None]


def test_change_is_refused_where_its_effect_is_another_by_now(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    manager, change = estate.actors["facilities"], RoomUseChange(group.ref, offered=False)
    seen = weigh_room_use(service, manager, change, now=NOW)
    assert isinstance(seen, Effect)
    taken(service, estate, "staff", wish_for(estate, "11:00", "12:00", group))
    before = checksum(service)

    answer = change_room_use(service, manager, change, agreed=seen.stamp, now=NOW)

    assert refusal_of(answer) is Reason.CHANGED_MEANWHILE
    assert checksum(service) == before


def test_rule_that_a_use_asks_for_already_changes_nothing(service: Service, estate: Estate) -> None:
    """A turnaround of 15 minutes for rooms: the bookings for a use with 20 keep theirs, and none breaks it."""
    aerosol = made(service, estate, AEROSOL)
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", aerosol))
    taken(service, estate, "other", wish_for(estate, "11:20", "12:00"))
    rooms = (RuleScope.ORGANISATION, int(estate.organisation_id), ResourceKind.MEETING_ROOM)
    set_rules(service, Rule(*rooms, RuleField.TURNAROUND_MIN, 15))

    breaches = show_breaches(service, estate.actors["facilities"], SpotAsk(), now=NOW)

    assert isinstance(breaches, BreachesView)
    assert breaches.breaches == ()
    assert until_of(service, card) == at("11:20", DAY)


def test_every_change_of_a_use_raises_the_version_of_every_floor(service: Service, estate: Estate) -> None:
    group = made(service, estate, GROUP)
    changed(service, estate, RoomUseChange(group.ref, offered=False))

    versions = ask(service, "SELECT diary_version, sheet_version FROM floor")
    assert [tuple(row) for row in versions] == [(2, 2)] * 3


def test_audit_tells_what_a_use_became_without_its_name(service: Service, estate: Estate) -> None:
    group = made(service, estate, replace(GROUP, name="ZZPII group"))
    changed(service, estate, RoomUseChange(group.ref, replace(GROUP, name="ZZPII group", setup_min=20)))
    changed(service, estate, RoomUseChange(group.ref, offered=False))
    changed(service, estate, RoomUseChange(group.ref, offered=True))

    entries = ask(service, "SELECT * FROM audit_entry ORDER BY id")
    assert [entry.act for entry in entries] == [
        "room_use_added", "room_use_changed", "room_use_retired", "room_use_returned",
    ]  # fmt: skip
    assert not [entry for entry in entries if "zzpii" in repr(tuple(entry)).lower()]


# ---- cancelled, brought back, cleaned -------------------------------------------------------------------------------


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
