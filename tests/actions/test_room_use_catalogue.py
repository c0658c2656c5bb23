"""The uses of rooms: who manages them, what a change does to bookings, and what is told of it."""

from dataclasses import replace

from booking.actions.change import Changes, change_booking
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
from booking.model.decisions import Reason
from booking.model.effects import Effect
from booking.model.estate import ResourceKind
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.room_uses import RoomUseChange
from tests.actions.rooms_for_uses import AEROSOL, DAY, GROUP, changed, made, taken, tried, until_of, wish_for
from tests.actions.steps import card_of, refusal_of
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, checksum


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
