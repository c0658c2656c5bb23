"""Who may book, and the limits of the person for whom it is."""

from datetime import timedelta

import pytest

from booking.model.decisions import Reason
from booking.model.estate import ResourceKind
from booking.model.ids import UnitId
from booking.model.people import Grant, Role, ScopeKind
from booking.model.policy import RuleField
from booking.model.time import Interval
from booking.rules.decide import decide
from tests.rules.facts import (
    NOW,
    Mine,
    actor,
    between,
    diary,
    room,
    rule,
)
from tests.rules.judging import MORNING, ROOM, ask, judge, reason_of, why_of

WARD = UnitId(7)


CLINICAL = rule(RuleField.WHO_MAY_BOOK, frozenset({Role.CLINIC_ADMIN, Role.FACILITIES}))


@pytest.mark.parametrize(
    ("grant", "allowed"),
    [
        (Grant(Role.CLINIC_ADMIN, ScopeKind.ORGANISATION, 1), True),
        (Grant(Role.CLINIC_ADMIN, ScopeKind.SITE, 10), True),
        (Grant(Role.CLINIC_ADMIN, ScopeKind.SITE, 11), False),
        (Grant(Role.CLINIC_ADMIN, ScopeKind.UNIT, 7), True),
        (Grant(Role.CLINIC_ADMIN, ScopeKind.UNIT, 8), False),
        (Grant(Role.FACILITIES, ScopeKind.SITE, 10), True),
        (Grant(Role.ADMINISTRATOR, ScopeKind.ORGANISATION, 1), True),
        (Grant(Role.STAFF, ScopeKind.ORGANISATION, 1), False),
        (Grant(Role.TEAM_LEAD, ScopeKind.ORGANISATION, 1), False),
    ],
)
def test_decide_lets_only_the_named_roles_book(grant: Grant, allowed: bool) -> None:
    clinic = room(1000, kind=ResourceKind.CLINIC_ROOM, unit=WARD)

    verdict = decide(ask(of=clinic), diary(clinic, rules=[CLINICAL]), actor(grant), NOW)

    assert reason_of(verdict) is (None if allowed else Reason.NOT_ALLOWED)
    assert "clinic admin or facilities" in why_of(verdict) or allowed


def test_decide_gives_one_thing_of_a_kind_at_a_time() -> None:
    facts = diary(ROOM, mine=[Mine(between("11:00", "13:00"))])

    assert reason_of(judge(ask(), facts)) is Reason.PERSON_BUSY
    assert reason_of(judge(ask(between("13:00", "14:00")), facts)) is None
    assert reason_of(judge(ask(changes=77), facts)) is None
    assert why_of(judge(ask(), facts)) == (
        "You already have Larch from 11am to 1pm on Wednesday 25 November 2026. "
        "Change or cancel that booking first: one meeting room at a time."
    )


def test_decide_lets_a_desk_and_a_room_be_held_at_once() -> None:
    assert reason_of(judge(ask(), diary(ROOM, mine=[Mine(MORNING, ResourceKind.DESK)]))) is None


def test_decide_lets_several_be_held_at_once_where_the_rules_do() -> None:
    facts = diary(ROOM, mine=[Mine(MORNING)], rules=[rule(RuleField.ONE_AT_A_TIME, value=False)])

    assert reason_of(judge(ask(), facts)) is None


@pytest.mark.parametrize(("most", "reason"), [(3, None), (2, Reason.LIMIT_REACHED), (0, Reason.LIMIT_REACHED)])
def test_decide_counts_bookings_of_the_local_day(most: int, reason: Reason | None) -> None:
    mine = [
        Mine(between("13:00", "14:00"), booking=70),
        Mine(between("00:00", "01:00"), booking=71),
        Mine(between("23:00", "23:30", "2026-11-24"), booking=72),
        Mine(between("15:00", "16:00"), ResourceKind.DESK, booking=73),
    ]

    assert reason_of(judge(ask(), diary(ROOM, mine=mine, rules=[rule(RuleField.MAX_PER_DAY, most)]))) is reason


@pytest.mark.parametrize(("most", "reason"), [(3, None), (2, Reason.LIMIT_REACHED)])
def test_decide_counts_bookings_ahead(most: int, reason: Reason | None) -> None:
    mine = [
        Mine(between("13:00", "14:00", "2026-12-01"), booking=70),
        Mine(Interval(NOW - timedelta(hours=1), NOW + timedelta(hours=1)), booking=71),
        Mine(Interval(NOW - timedelta(hours=2), NOW), booking=72),
    ]

    assert reason_of(judge(ask(), diary(ROOM, mine=mine, rules=[rule(RuleField.MAX_UPCOMING, most)]))) is reason
