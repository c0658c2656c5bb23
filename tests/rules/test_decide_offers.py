"""What is offered beside a verdict, and in which order the rules are asked."""

from dataclasses import replace

import pytest

from booking.model.decisions import Accepted, Reason, Refused, Verdict
from booking.model.people import Role
from booking.model.policy import Rule, RuleField, RuleScope
from tests.rules.facts import (
    NOW,
    OTHER_FLOOR,
    SOMEBODY,
    Mine,
    between,
    diary,
    held,
    room,
    rule,
)
from tests.rules.judging import MORNING, ROOM, ask, judge, reason_of


def offered(verdict: Verdict) -> list[int]:
    return [resource.id for resource in verdict.free_instead] if isinstance(verdict, Refused) else []


def test_decide_offers_the_three_closest_fits_that_are_free() -> None:
    rooms = [
        room(1001, seats=4),
        room(1002, seats=10),
        room(1003, seats=6, floor=OTHER_FLOOR),
        room(1004, seats=6),
        room(1005, seats=5),
        room(1006, seats=20),
    ]
    facts = diary(ROOM, *rooms, occupied=[held(ROOM, MORNING), held(rooms[4], MORNING, booking=2)])

    assert offered(judge(ask(people=5), facts)) == [1004, 1003, 1002]


def test_decide_names_the_smallest_room_that_is_large_enough() -> None:
    rooms = [room(1001, seats=4), room(1002, seats=6), room(1003, seats=5), room(1004, seats=3)]
    facts = diary(ROOM, *rooms, occupied=[held(rooms[0], MORNING)])

    verdict = judge(ask(people=4), facts)

    assert isinstance(verdict, Accepted)
    assert verdict.better_fit is not None
    assert verdict.better_fit.id == 1003


@pytest.mark.parametrize(
    "shut",
    [
        rule(RuleField.MAX_LENGTH_MIN, 60, RuleScope.RESOURCE, 1001),
        rule(RuleField.MIN_LENGTH_MIN, 600, RuleScope.RESOURCE, 1001),
        rule(RuleField.HORIZON_DAYS, 0, RuleScope.RESOURCE, 1001),
        rule(RuleField.OPENING, ((),) * 7, RuleScope.RESOURCE, 1001),
        rule(RuleField.WHO_MAY_BOOK, frozenset({Role.RECEPTION}), RuleScope.RESOURCE, 1001),
        rule(RuleField.SETUP_MIN, 60, RuleScope.RESOURCE, 1001),
        rule(RuleField.MAX_UPCOMING, 0, RuleScope.RESOURCE, 1001),
    ],
    ids=lambda one: str(one.field.value),
)
def test_decide_offers_no_place_that_it_would_itself_refuse(shut: Rule) -> None:
    other = room(1001, seats=4)
    earlier = held(other, between("08:00", "08:30"), booking=3)
    facts = diary(ROOM, other, occupied=[held(ROOM, MORNING), earlier])
    closed = replace(facts, rules=(shut,))

    assert [offered(judge(ask(people=2), one)) for one in (facts, closed)] == [[1001], []]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"who": True, "past": True}, Reason.NOT_ALLOWED),
        ({"past": True, "short": True}, Reason.IN_THE_PAST),
        ({"far": True, "short": True}, Reason.TOO_FAR_AHEAD),
        ({"short": True, "people": True}, Reason.TOO_SHORT),
        ({"people": True, "closed": True}, Reason.TOO_MANY_PEOPLE),
        ({"closed": True, "busy": True}, Reason.CLOSED),
        ({"busy": True, "day": True}, Reason.PERSON_BUSY),
        ({"day": True, "ahead": True}, Reason.LIMIT_REACHED),
        ({"ahead": True, "taken": True}, Reason.LIMIT_REACHED),
        ({"taken": True}, Reason.TAKEN),
    ],
)
def test_decide_asks_the_rules_in_a_fixed_order(facts: dict[str, bool], reason: Reason) -> None:
    every = {
        "who": rule(RuleField.WHO_MAY_BOOK, frozenset({Role.RECEPTION})),
        "far": rule(RuleField.HORIZON_DAYS, 0),
        "short": rule(RuleField.MIN_LENGTH_MIN, 600),
        "closed": rule(RuleField.OPENING, ((),) * 7),
        "day": rule(RuleField.MAX_PER_DAY, 1),
        "ahead": rule(RuleField.MAX_UPCOMING, 1),
    }
    mine = [Mine(MORNING)] if "busy" in facts else [Mine(between("17:00", "18:00"))]
    book = diary(
        ROOM,
        occupied=[held(ROOM, MORNING, by=SOMEBODY)] if "taken" in facts else [],
        rules=[one for name, one in every.items() if name in facts],
        mine=mine if {"busy", "day", "ahead"} & facts.keys() else [],
    )
    now = MORNING.end if "past" in facts else NOW

    assert reason_of(judge(ask(people=9 if "people" in facts else 1), book, now)) is reason
