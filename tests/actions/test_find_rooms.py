"""What a search offers: only what the asker could then book."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from booking.actions.book import Wish, book
from booking.actions.find_rooms import OnlyOthers, RoomQuery, RoomsFound, find_rooms, look_for_rooms
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.estate import ResourceKind
from booking.model.people import Role, TokenScope
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.rules.bars import FarAhead
from tests.estate import NOW, Estate, at, set_rules
from tests.web.test_floor import counting

MORNING = Interval(at("09:00"), at("12:00"))


def found(service: Service, estate: Estate, who: str, query: RoomQuery) -> list[str]:
    return [placed.resource.name for placed in find_rooms(service, estate.actors[who], query, now=NOW)]


@pytest.mark.parametrize(("who", "rooms"), [("clinic", ["Clinic"]), ("admin", ["Clinic"]), ("staff", []), ("ward", [])])
def test_find_rooms_offers_only_what_the_asker_may_book(
    service: Service, estate: Estate, who: str, rooms: list[str]
) -> None:
    only = frozenset({Role.CLINIC_ADMIN})
    everywhere = (RuleScope.ORGANISATION, int(estate.organisation_id))
    set_rules(service, Rule(*everywhere, ResourceKind.CLINIC_ROOM, RuleField.WHO_MAY_BOOK, only))

    assert found(service, estate, who, RoomQuery(MORNING, kind=ResourceKind.CLINIC_ROOM)) == rooms


def test_find_rooms_leaves_out_the_small_the_taken_and_the_poorly_equipped(service: Service, estate: Estate) -> None:
    card = book(service, estate.actors["other"], Wish(estate.ref("Middle"), MORNING, people=5), now=NOW)
    assert isinstance(card, BookingCard)

    meetings = RoomQuery(MORNING, people=5, kind=ResourceKind.MEETING_ROOM)
    screens = RoomQuery(MORNING, kind=ResourceKind.MEETING_ROOM, features=frozenset({"screen"}))

    assert found(service, estate, "staff", meetings) == ["Far", "Large"]
    assert found(service, estate, "staff", screens) == ["Large"]


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        ("2020-01-01 09:00", "2020-01-01 10:00", 0),
        ("2026-11-24 07:00", "2026-11-24 08:00", 0),
        ("2026-11-24 07:44", "2026-11-24 10:00", 0),
        ("2026-11-24 07:45", "2026-11-24 10:00", 12),
        ("2026-11-24 08:00", "2026-11-24 10:00", 12),
    ],
    ids=["years ago", "just over", "begun too long ago", "just begun", "now"],
)
def test_find_rooms_offers_nothing_in_the_past(
    service: Service, estate: Estate, start: str, end: str, free: int
) -> None:
    """At 8am; whoever has just sat down may still book for a quarter of an hour."""
    times = [at(each[11:], each[:10]) for each in (start, end)]

    answer = look_for_rooms(service, estate.actors["staff"], RoomQuery(Interval(*times)), now=NOW)

    assert (len(answer.rooms), answer.passed) == (free, free == 0)


def test_find_rooms_offers_each_place_as_far_ahead_as_its_own_rule_opens_it(service: Service, estate: Estate) -> None:
    """Oak opens 3 days ahead, its room Large 5, and Elm the usual 365."""
    set_rules(
        service,
        Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.HORIZON_DAYS, 3),
        Rule(RuleScope.RESOURCE, int(estate.id("Large")), None, RuleField.HORIZON_DAYS, 5),
    )

    def rooms_on(day: str) -> list[str]:
        query = RoomQuery(Interval(at("09:00", day), at("10:00", day)), kind=ResourceKind.MEETING_ROOM)
        return found(service, estate, "staff", query)

    assert rooms_on("2026-11-27") == ["Small", "Far", "Middle", "Large"]
    assert rooms_on("2026-11-28") == ["Far", "Large"]
    assert rooms_on("2026-11-30") == ["Far"]
    assert rooms_on("2027-11-24") == ["Far"]
    assert rooms_on("2027-11-25") == []


def test_time_that_no_place_is_open_for_yet_says_from_when_and_up_to_when(service: Service, estate: Estate) -> None:
    set_rules(
        service,
        Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.HORIZON_DAYS, 3),
        Rule(RuleScope.SITE, int(estate.sites["elm"]), None, RuleField.HORIZON_DAYS, 5),
    )
    day = "2026-12-10"
    query = RoomQuery(Interval(at("09:00", day), at("10:00", day)))

    answer = look_for_rooms(service, estate.actors["staff"], query, now=NOW)

    assert answer == RoomsFound(far=FarAhead(opens_on=date(2026, 12, 5), last_on=date(2026, 11, 29)))


@pytest.mark.parametrize(
    ("who", "mine", "theirs", "roles"),
    [
        ("clinic", ["Clinic"], None, None),
        ("staff", [], ["Clinic"], {Role.CLINIC_ADMIN}),
        ("auditor", [], ["Clinic"], {Role.CLINIC_ADMIN}),
    ],
)
def test_what_is_free_for_other_roles_only_is_told_apart(
    service: Service, estate: Estate, who: str, mine: list[str], theirs: list[str] | None, roles: set[Role] | None
) -> None:
    only = frozenset({Role.CLINIC_ADMIN})
    everywhere = (RuleScope.ORGANISATION, int(estate.organisation_id))
    set_rules(service, Rule(*everywhere, ResourceKind.CLINIC_ROOM, RuleField.WHO_MAY_BOOK, only))
    query = RoomQuery(MORNING, kind=ResourceKind.CLINIC_ROOM)

    answer = look_for_rooms(service, estate.actors[who], query, now=NOW)

    assert [item.resource.name for item in answer.rooms] == mine
    assert answer.others == (
        None if theirs is None else OnlyOthers(tuple(estate.resources[name] for name in theirs), frozenset(roles or ()))
    )


def test_who_only_looks_finds_nothing_to_book(service: Service, estate: Estate) -> None:
    answer = look_for_rooms(service, estate.actors["auditor"], RoomQuery(MORNING, kind=ResourceKind.DESK), now=NOW)

    assert (answer.rooms, answer.others is not None and len(answer.others.rooms)) == ((), 6)


def test_token_that_only_reads_finds_what_its_person_may_book(service: Service, estate: Estate) -> None:
    reader = replace(estate.actors["staff"], token_scopes=frozenset({TokenScope.READ}))

    rooms = find_rooms(service, reader, RoomQuery(MORNING, kind=ResourceKind.DESK), now=NOW)

    assert len(rooms) == 6


def test_search_costs_five_statements_and_none_for_what_has_passed(service: Service, estate: Estate) -> None:
    def statements(interval: Interval) -> int:
        with counting(service) as counted:
            look_for_rooms(service, estate.actors["staff"], RoomQuery(interval), now=NOW)
        return len(counted)

    assert [statements(MORNING), statements(Interval(NOW - timedelta(days=2), NOW - timedelta(days=1)))] == [5, 0]
