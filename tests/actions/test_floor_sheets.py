"""Floors kept in memory: as good as fresh, at one statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text

from booking.actions.book import Wish, book
from booking.actions.service import Service
from booking.actions.show_floor import FloorView, show_floor
from booking.model.bookings import BookingCard
from booking.model.estate import ResourceKind
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.rules.marks import PlaceState
from tests.estate import NOW, Estate, at, set_rules

MORNING = Interval(at("09:00"), at("12:00"))


@contextmanager
def counted(service: Service) -> Iterator[list[str]]:
    """Every statement that the service sends meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(service.db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(service.db.engine, "before_cursor_execute", note)


def states(service: Service, estate: Estate, who: str = "staff", when: Interval = MORNING) -> dict[str, PlaceState]:
    view = show_floor(service, estate.actors[who], estate.floor_refs["oak1"], when)
    assert isinstance(view, FloorView)
    return {place.name: mark.state for place, mark in zip(view.resources, view.marks, strict=True)}


def test_a_known_floor_costs_one_statement_and_an_unknown_one_three(service: Service, estate: Estate) -> None:
    with counted(service) as first:
        before = states(service, estate)
    with counted(service) as second:
        after = states(service, estate)

    assert (len(first), len(second)) == (3, 1)
    assert before == after


def test_a_known_floor_shows_a_booking_made_since_in_three_statements(service: Service, estate: Estate) -> None:
    assert states(service, estate)["D1"] is PlaceState.FREE
    card = book(service, estate.actors["other"], Wish(estate.ref("D1"), MORNING), now=NOW)
    assert isinstance(card, BookingCard)

    with counted(service) as sent:
        shown = states(service, estate)

    assert shown["D1"] is PlaceState.TAKEN
    assert len(sent) == 3
    assert states(service, estate, "other")["D1"] is PlaceState.YOURS


def test_a_known_floor_shows_a_rule_set_since(service: Service, estate: Estate) -> None:
    assert set(states(service, estate).values()) == {PlaceState.FREE}

    closed = ClosedDay(at("09:00").date(), "Founders' day")
    scopes = (
        Rule(RuleScope.RESOURCE, int(estate.id("D1")), None, RuleField.CLOSED_DAY, closed),
        Rule(RuleScope.FLOOR, int(estate.floors["oak1"]), ResourceKind.CLINIC_ROOM, RuleField.CLOSED_DAY, closed),
    )
    set_rules(service, *scopes)
    narrow = states(service, estate)
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.CLOSED_DAY, closed))

    assert {name for name, state in narrow.items() if state is PlaceState.CLOSED} == {"D1", "Clinic"}
    assert set(states(service, estate).values()) == {PlaceState.CLOSED}


def test_a_rule_with_a_longer_tail_widens_what_a_known_floor_reads(service: Service, estate: Estate) -> None:
    card = book(service, estate.actors["other"], Wish(estate.ref("D1"), MORNING), now=NOW)
    assert isinstance(card, BookingCard)
    eve = Interval(at("06:00"), at("08:30"))
    assert states(service, estate, when=eve)["D1"] is PlaceState.FREE

    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.SETUP_MIN, 60))

    assert states(service, estate, when=eve)["D1"] is PlaceState.LOCKED


def test_a_rule_raises_the_version_of_the_floors_it_reaches_and_no_other(service: Service, estate: Estate) -> None:
    set_rules(service, Rule(RuleScope.RESOURCE, int(estate.id("F1")), None, RuleField.SETUP_MIN, 5))
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.SETUP_MIN, 5))
    set_rules(service, Rule(RuleScope.FLOOR, int(estate.floors["oak2"]), None, RuleField.SETUP_MIN, 5))

    with service.db.reading() as tx:
        rows = tx.execute(text("SELECT name, diary_version FROM floor ORDER BY name")).all()

    assert [tuple(row) for row in rows] == [("First", 1), ("Ground", 1), ("Second", 2)]
