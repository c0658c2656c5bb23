"""What the start page offers: the last desk, or the nearest where it is taken, on days when it would be accepted."""

from datetime import date, timedelta

import pytest

from booking.actions.book import Wish, book
from booking.actions.cancel import cancel
from booking.actions.service import Service
from booking.actions.show_start import Start, show_start
from booking.model.bookings import BookingCard
from booking.model.estate import Place, ResourceKind
from booking.model.people import Role
from booking.model.policy import ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from booking.store.engine import Tx
from booking.store.plans import NewPlan, publish_plan
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import run
from tests.web.test_floor import counting

BEFORE = NOW - timedelta(days=5)
DAYS = ("2026-11-24", "2026-11-25", "2026-11-26")


def had(service: Service, estate: Estate, place: str = "D1", day: str = "2026-11-20") -> BookingCard:
    """A desk that staff had last week."""
    return booked(service, estate.actors["staff"], wish(estate, place, day=day), now=BEFORE)


def start_of(service: Service, estate: Estate, who: str = "staff") -> Start:
    return show_start(service, estate.actors[who], now=NOW)


def offers(start: Start) -> list[tuple[str | None, bool]]:
    return [(day.desk.name if day.desk else None, day.instead) for day in start.days]


def test_newcomer_has_every_floor_and_no_offer(service: Service, estate: Estate) -> None:
    start = start_of(service, estate)

    assert (start.habits.floor_id, start.habits.desk, start.days, start.coming) == (None, None, (), ())
    assert [floor.name for floor in start.floors] == ["Ground", "First", "Second"]


def test_last_desk_is_offered_on_the_next_three_working_days(service: Service, estate: Estate) -> None:
    had(service, estate, "D3", "2026-11-19")
    had(service, estate, "D2", "2026-11-20")

    start = start_of(service, estate)

    assert start.habits.floor_id == estate.floors["oak1"]
    assert offers(start) == [("D2", False)] * 3
    assert [day.interval.start for day in start.days] == [at("09:00", day) for day in DAYS]
    assert [day.interval.end for day in start.days] == [at("17:00", day) for day in DAYS]


@pytest.mark.parametrize(
    ("had_on", "hours", "days"),
    [
        ("2026-11-20", None, ["2026-11-27", "2026-11-30", "2026-12-01"]),
        ("2026-11-21", None, ["2026-11-27", "2026-11-28", "2026-11-30"]),
        ("2026-11-22", None, ["2026-11-27", "2026-11-29", "2026-11-30"]),
        ("2026-11-21", "weekdays", ["2026-11-27", "2026-11-30", "2026-12-01"]),
    ],
    ids=["office days", "a Saturday", "a Sunday", "closed at weekends by now"],
)
def test_weekend_is_offered_to_whoever_works_then_where_it_is_open(
    service: Service, estate: Estate, had_on: str, hours: str | None, days: list[str]
) -> None:
    """On a Friday."""
    had(service, estate, "D1", had_on)
    if hours is not None:
        opening = (*(((ClockSpan(7 * 60, 20 * 60),),) * 5), (), ())
        set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.OPENING, opening))

    start = show_start(service, estate.actors["staff"], now=NOW + timedelta(days=3))

    assert [day.interval.start for day in start.days] == [at("09:00", day) for day in days]


def test_what_is_offered_is_accepted(service: Service, estate: Estate) -> None:
    had(service, estate)
    booked(service, estate.actors["other"], wish(estate, day=DAYS[1]))

    for day in start_of(service, estate).days:
        assert day.desk is not None
        assert isinstance(book(service, estate.actors["staff"], Wish(day.desk.ref, day.interval), now=NOW), BookingCard)


def test_nearest_free_desk_is_offered_where_the_usual_one_is_taken(service: Service, estate: Estate) -> None:
    """D4 stands 2 m from D1, D2 6 m, D3 is nearest of all and taken too."""
    stand(service, estate, D1=0.0, D3=1.0, D4=2.0, D2=6.0)
    had(service, estate)
    other, mate = estate.actors["other"], estate.actors["mate"]
    booked(service, other, wish(estate, "D1", day=DAYS[0]))
    booked(service, mate, wish(estate, "D3", "12:00", "13:00", day=DAYS[0]))

    first, second, _ = start_of(service, estate).days

    assert first.desk == estate.resources["D4"]
    assert (first.instead, first.distance_m) == (True, 2.0)
    assert (second.desk, second.instead, second.distance_m) == (estate.resources["D1"], False, None)


def stand(service: Service, estate: Estate, **across: float) -> None:
    """Publish a plan in metres with desks at these distances from its left edge."""

    def write(tx: Tx) -> None:
        places = tuple(
            Place(estate.id(name), ((x, 0.0), (x + 0.5, 0.0), (x + 0.5, 1.0)), x, 0.5, 0.5)
            for name, x in across.items()
        )
        publish_plan(tx, estate.floors["oak1"], NewPlan(20.0, 10.0, 1.0, "<svg/>", places), by=None, now=NOW)

    service.db.write(write)


def test_full_floor_says_why_nothing_is_offered(service: Service, estate: Estate) -> None:
    had(service, estate)
    for who, place in (("other", "D1"), ("mate", "D2"), ("lead", "D3"), ("clinic", "D4")):
        booked(service, estate.actors[who], wish(estate, place, day=DAYS[0]))

    first = start_of(service, estate).days[0]

    assert first.desk is None
    assert first.why.startswith("D1 is already booked from 9am to 5pm on Tuesday 24 November 2026.")


def test_day_with_a_desk_already_shows_it(service: Service, estate: Estate) -> None:
    had(service, estate)
    mine = booked(service, estate.actors["staff"], wish(estate, "D4", "10:00", "11:00", day=DAYS[1]))

    second = start_of(service, estate).days[1]

    assert second.desk is None
    assert second.own is not None
    assert second.own.booking.ref == mine.booking.ref


def test_meeting_room_and_cancelled_desks_make_no_habit(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    booked(service, staff, wish(estate, "Small", day="2026-11-20"), now=BEFORE)
    cancel(service, staff, had(service, estate).booking.ref, version=None, now=BEFORE)

    assert start_of(service, estate).habits.desk is None


def test_desk_that_somebody_else_has_is_not_ones_own(service: Service, estate: Estate) -> None:
    lead = estate.actors["lead"]
    booked(service, lead, wish(estate, "D2", day="2026-11-20", for_person="mate"), now=BEFORE)

    assert start_of(service, estate, "lead").habits.desk is None
    assert start_of(service, estate, "mate").habits.desk == estate.resources["D2"]


def test_desk_to_come_is_the_habit_of_somebody_without_a_past(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D3", day="2026-12-01"))
    assert start_of(service, estate).habits.desk == estate.resources["D3"]

    had(service, estate, "D1")

    assert start_of(service, estate).habits.desk == estate.resources["D1"]


@pytest.mark.parametrize("level", ["resource", "floor"])
def test_what_is_out_of_use_is_not_offered(service: Service, estate: Estate, level: str) -> None:
    had(service, estate)
    which = estate.id("D1") if level == "resource" else estate.floors["oak1"]
    assert offers(start_of(service, estate)) == [("D1", False)] * 3

    run(service, f"UPDATE {level} SET retired_at = '2026-11-23 00:00:00+00:00' WHERE id = {which}")  # noqa: S608

    start = start_of(service, estate)
    assert start.habits.desk is None
    assert [day.desk for day in start.days] == ([None] * 3 if level == "resource" else [])


def test_closed_day_is_passed_over_and_a_rule_of_roles_says_why(service: Service, estate: Estate) -> None:
    had(service, estate)
    oak = (RuleScope.SITE, int(estate.sites["oak"]))
    set_rules(service, Rule(*oak, None, RuleField.CLOSED_DAY, ClosedDay(date(2026, 11, 25), "Works")))
    assert [f"{day.interval.start:%Y-%m-%d}" for day in start_of(service, estate).days] == [
        "2026-11-24", "2026-11-26", "2026-11-27",
    ]  # fmt: skip

    set_rules(service, Rule(*oak, ResourceKind.DESK, RuleField.WHO_MAY_BOOK, frozenset({Role.FACILITIES})))
    assert [(day.desk, day.why.partition(".")[0]) for day in start_of(service, estate).days] == [
        (None, "D1 can only be booked by these roles: facilities")
    ] * 3


def test_who_may_not_book_or_look_is_offered_nothing(service: Service, estate: Estate) -> None:
    had(service, estate)
    run(service, "UPDATE booking SET person_id = :id", id=estate.actors["auditor"].person.id)

    start = start_of(service, estate, "auditor")

    assert (start.days, len(start.floors)) == ((), 3)
    assert start_of(service, estate, "nobody").floors == ()


def test_somebody_of_one_site_is_not_offered_a_desk_at_another(service: Service, estate: Estate) -> None:
    had(service, estate, "F1")
    run(service, "UPDATE booking SET person_id = :id", id=estate.actors["oak_facilities"].person.id)

    start = start_of(service, estate, "oak_facilities")

    assert (start.habits.floor_id, start.habits.desk, start.days) == (None, None, ())
    assert [floor.name for floor in start.floors] == ["First", "Second"]


def test_start_costs_four_statements(service: Service, estate: Estate) -> None:
    stand(service, estate, D1=0.0, D2=1.0, D3=2.0, D4=3.0)
    had(service, estate)
    booked(service, estate.actors["other"], wish(estate, day=DAYS[0]))

    with counting(service) as seen:
        start = start_of(service, estate)

    assert offers(start) == [("D2", True), ("D1", False), ("D1", False)]
    assert len(seen) == 4, "\n".join(seen)


def test_coming_bookings_are_all_that_have_not_ended(service: Service, estate: Estate) -> None:
    staff, lead = estate.actors["staff"], estate.actors["lead"]
    had(service, estate, day="2026-11-23")
    first = booked(service, staff, wish(estate, "D2", "07:00", "09:00", day=DAYS[0]), now=NOW - timedelta(hours=1))
    second = booked(service, lead, wish(estate, "D3", day=DAYS[1], for_person="mate"))

    assert [card.booking.ref for card in start_of(service, estate).coming] == [first.booking.ref]
    assert [card.booking.ref for card in start_of(service, estate, "lead").coming] == [second.booking.ref]
    assert [card.booking.ref for card in start_of(service, estate, "mate").coming] == [second.booking.ref]
