"""Every rule as the sentence it says: a table by hand."""

from datetime import date

import pytest

from booking.model.estate import ResourceKind
from booking.model.people import Role
from booking.model.policy import ALL_DAY, ClockSpan, ClosedDay, Rule, RuleField, RuleScope, RuleValue
from booking.rules.sentences import say_minute, say_rule

OFFICE = ((ClockSpan(8 * 60, 18 * 60),),) * 5 + ((), ())
SPLIT = ((ClockSpan(780, 1020), ClockSpan(480, 720)),) * 4 + ((ClockSpan(480, 720),), (), ())
LATE = ((ClockSpan(8 * 60, 1440),),) * 7
ODD = ((ClockSpan(540, 1050),), (), (ClockSpan(540, 1050),), (), ALL_DAY, (), ())
DESK, MEETING, CLINIC, VISITING = ResourceKind
TRUST, SITE, FLOOR, PLACE = RuleScope
BRIDGE = "Bridge Street Clinic"
ALDER = "First floor, Alder House"

TABLE: list[tuple[RuleScope, str, ResourceKind | None, RuleField, RuleValue, str]] = [
    (SITE, BRIDGE, MEETING, RuleField.OPENING, OFFICE,
     "Meeting rooms at Bridge Street Clinic open 8am to 6pm, Monday to Friday, and are closed on Saturday and Sunday."),
    (TRUST, "", None, RuleField.OPENING, (ALL_DAY,) * 7, "All places are open all day, every day."),
    (FLOOR, ALDER, DESK, RuleField.OPENING, LATE,
     "Desks on First floor, Alder House open 8am to midnight, every day."),
    (PLACE, "Rowan", None, RuleField.OPENING, SPLIT,
     "Rowan opens 8am to midday and 1pm to 5pm, Monday to Thursday; 8am to midday, Friday; and is closed on Saturday "
     "and Sunday."),
    (SITE, BRIDGE, CLINIC, RuleField.OPENING, ODD,
     "Clinic rooms at Bridge Street Clinic open 9am to 5:30pm, Monday and Wednesday; all day, Friday; and are closed "
     "on Tuesday, Thursday, Saturday and Sunday."),
    (PLACE, "Desk 1.04", None, RuleField.OPENING, ((),) * 7, "Desk 1.04 is closed every day."),
    (TRUST, "", DESK, RuleField.HORIZON_DAYS, 30, "Desks can be booked up to 30 days ahead."),
    (TRUST, "", VISITING, RuleField.HORIZON_DAYS, 1, "Visiting rooms can be booked up to 1 day ahead."),
    (PLACE, "Rowan", None, RuleField.HORIZON_DAYS, 0, "Rowan can be booked on the day only."),
    (SITE, BRIDGE, None, RuleField.MIN_LENGTH_MIN, 30,
     "All places at Bridge Street Clinic can be booked for 30 minutes or longer."),
    (TRUST, "", MEETING, RuleField.MAX_LENGTH_MIN, 240, "Meeting rooms can be booked for up to 4 hours at a time."),
    (TRUST, "", CLINIC, RuleField.TURNAROUND_MIN, 10, "Clinic rooms are kept free for 10 minutes after each use."),
    (PLACE, "Rowan", None, RuleField.TURNAROUND_MIN, 0, "Rowan needs no time free after each use."),
    (PLACE, "Rowan", None, RuleField.SETUP_MIN, 15, "Rowan is kept free for 15 minutes before each use."),
    (TRUST, "", CLINIC, RuleField.SETUP_MIN, 0, "Clinic rooms need no time free before each use."),
    (FLOOR, ALDER, DESK, RuleField.LOCKOUT_HOURS, 72,
     "Desks on First floor, Alder House are locked for 72 hours after each use."),
    (PLACE, "Desk 1.04", None, RuleField.LOCKOUT_HOURS, 1, "Desk 1.04 is locked for 1 hour after each use."),
    (TRUST, "", DESK, RuleField.LOCKOUT_HOURS, 0, "Desks are not locked after use."),
    (TRUST, "", None, RuleField.LOCKOUT_HOURS, 0, "No place is locked after use."),
    (SITE, BRIDGE, None, RuleField.TURNAROUND_MIN, 0,
     "No place at Bridge Street Clinic needs time free after each use."),
    (FLOOR, ALDER, DESK, RuleField.SPACING_CM, 200,
     "People at desks on First floor, Alder House sit at least 2 m apart, seat to seat."),
    (SITE, BRIDGE, None, RuleField.SPACING_CM, 150,
     "People at desks at Bridge Street Clinic sit at least 1.5 m apart, seat to seat."),
    (TRUST, "", DESK, RuleField.SPACING_CM, 0, "People at desks may sit at any distance."),
    (PLACE, "Desk 1.04", None, RuleField.SPACING_CM, 125,
     "People sit at least 1.25 m from whoever uses Desk 1.04, seat to seat."),
    (PLACE, "Desk 1.04", None, RuleField.SPACING_CM, 0, "People may sit at any distance from Desk 1.04."),
    (FLOOR, ALDER, DESK, RuleField.FACE_SPACING_CM, 250,
     "People at desks on First floor, Alder House who face each other sit at least 2.5 m apart."),
    (TRUST, "", None, RuleField.FACE_SPACING_CM, 0,
     "People at desks who face each other sit no further apart than others."),
    (PLACE, "Desk 1.04", None, RuleField.FACE_SPACING_CM, 200,
     "People sit at least 2 m from whoever uses Desk 1.04 and faces them."),
    (PLACE, "Desk 1.04", None, RuleField.FACE_SPACING_CM, 0,
     "Whoever faces the person at Desk 1.04 sits no further away than others."),
    (FLOOR, ALDER, DESK, RuleField.SCREENS_EXEMPT, True,
     "No distance is kept between desks on First floor, Alder House where a wall or a screen stands between them."),
    (TRUST, "", None, RuleField.SCREENS_EXEMPT, False,
     "Walls and screens between desks change nothing about the distance kept."),
    (PLACE, "Desk 1.04", None, RuleField.SCREENS_EXEMPT, True,
     "No distance is kept between Desk 1.04 and other desks where a wall or a screen stands between them."),
    (TRUST, "", None, RuleField.PERSON_AREA_DM2, 460, "All rooms are for 1 person for each 4.6 m² of floor."),
    (SITE, BRIDGE, MEETING, RuleField.PERSON_AREA_DM2, 200,
     "Meeting rooms at Bridge Street Clinic are for 1 person for each 2 m² of floor."),
    (TRUST, "", MEETING, RuleField.PERSON_AREA_DM2, 0,
     "Meeting rooms are for as many people as they seat, whatever their area."),
    (TRUST, "", None, RuleField.PERSON_AIR_M3, 11,
     "All clinic and visiting rooms are for 1 person for each 11 m³ of air, where their height is known."),
    (PLACE, "Rowan", None, RuleField.PERSON_AIR_M3, 0, "Rowan is for as many people as it seats, whatever its height."),
    (PLACE, "Rowan", None, RuleField.PERSON_AIR_M3, 11,
     "Rowan is for 1 person for each 11 m³ of air, where its height is known."),
    (TRUST, "", DESK, RuleField.MAX_UPCOMING, 10, "Each person can have up to 10 desk bookings ahead."),
    (SITE, BRIDGE, MEETING, RuleField.MAX_UPCOMING, 1,
     "Each person can have up to 1 meeting room booking ahead, counted when they book meeting rooms at Bridge Street "
     "Clinic."),
    (TRUST, "", None, RuleField.MAX_UPCOMING, None, "Each person can have any number of bookings ahead."),
    (TRUST, "", None, RuleField.MAX_PER_DAY, 2, "Each person can have up to 2 bookings of each kind on one day."),
    (PLACE, "Rowan", None, RuleField.MAX_PER_DAY, 2,
     "Each person can have up to 2 bookings of each kind on one day, counted when they book Rowan."),
    (TRUST, "", DESK, RuleField.ONE_AT_A_TIME, True, "Each person can have one desk booking at a time."),
    (TRUST, "", None, RuleField.ONE_AT_A_TIME, True, "Each person can have one booking of each kind at a time."),
    (TRUST, "", CLINIC, RuleField.ONE_AT_A_TIME, False,
     "Each person can have several clinic room bookings at the same time."),
    (TRUST, "", CLINIC, RuleField.WHO_MAY_BOOK, frozenset({Role.FACILITIES, Role.CLINIC_ADMIN}),
     "Only clinic administrators and facilities may book clinic rooms."),
    (SITE, BRIDGE, None, RuleField.WHO_MAY_BOOK, frozenset(),
     "Everybody who can book may book all places at Bridge Street Clinic."),
    (PLACE, "Desk 1.04", None, RuleField.WHO_MAY_BOOK, frozenset({Role.TEAM_LEAD, Role.RECEPTION, Role.WARD_TEAM}),
     "Only reception, team leads and ward teams may book Desk 1.04."),
    (SITE, BRIDGE, None, RuleField.CLOSED_DAY, ClosedDay(date(2026, 12, 25), "Christmas Day"),
     "All places at Bridge Street Clinic are closed on Friday 25 December 2026: Christmas Day."),
    (PLACE, "Rowan", None, RuleField.CLOSED_DAY, ClosedDay(date(2027, 1, 4), "Boiler replaced"),
     "Rowan is closed on Monday 4 January 2027: Boiler replaced."),
]  # fmt: skip


@pytest.mark.parametrize(("scope", "where", "kind", "field", "value", "said"), TABLE)
def test_rule_says_its_sentence(
    scope: RuleScope, where: str, kind: ResourceKind | None, field: RuleField, value: RuleValue, said: str
) -> None:
    assert say_rule(Rule(scope, 1, kind, field, value), where) == said


def test_table_has_every_field_and_every_scope() -> None:
    assert {row[3] for row in TABLE} == set(RuleField) - {RuleField.ROOM_USE}
    assert {row[0] for row in TABLE} == set(RuleScope)


@pytest.mark.parametrize(
    ("begins", "ends", "dates"),
    [
        (date(2026, 12, 1), date(2027, 3, 31), ", from 1 December 2026 to 31 March 2027."),
        (date(2026, 12, 1), None, ", from 1 December 2026."),
        (None, date(2027, 3, 31), ", until 31 March 2027."),
        (date(2026, 12, 1), date(2026, 12, 1), ", on 1 December 2026 only."),
        (None, None, "."),
    ],
)
def test_sentence_ends_with_the_dates_of_its_rule(begins: date | None, ends: date | None, dates: str) -> None:
    rule = Rule(TRUST, 1, DESK, RuleField.HORIZON_DAYS, 30, begins, ends)

    assert say_rule(rule) == f"Desks can be booked up to 30 days ahead{dates}"


@pytest.mark.parametrize(
    ("minute", "said"),
    [(0, "midnight"), (1440, "midnight"), (720, "midday"), (485, "8:05am"), (765, "12:45pm"), (30, "12:30am")],
)
def test_minutes_are_said_as_on_a_clock(minute: int, said: str) -> None:
    assert say_minute(minute) == said
