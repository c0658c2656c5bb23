"""What a search offers: only what the asker could then book."""

import pytest

from booking.actions.book import Wish, book
from booking.actions.find_rooms import RoomQuery, find_rooms
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.estate import ResourceKind
from booking.model.people import Role
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.time import Interval
from tests.estate import NOW, Estate, at, set_rules

MORNING = Interval(at("09:00"), at("12:00"))


def found(service: Service, estate: Estate, who: str, query: RoomQuery) -> list[str]:
    return [placed.resource.name for placed in find_rooms(service, estate.actors[who], query)]


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
