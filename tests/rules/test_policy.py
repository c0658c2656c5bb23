"""Which rule applies: every field alone, the nearest scope, the kind before the general, the date."""

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.model.estate import ResourceKind
from booking.model.people import Role
from booking.model.policy import ALL_DAY, ClockSpan, ClosedDay, Policy, Rule, RuleField, RuleScope, RuleValue
from booking.rules.policy import Policies, resolve_policy
from tests.rules.facts import FLOOR, ORGANISATION, OTHER_FLOOR, SITE, room, rule

ON = date(2026, 11, 25)
DEFAULTS: dict[str, Any] = {
    "opening": (ALL_DAY,) * 7,
    "horizon_days": 365,
    "min_length_min": 15,
    "max_length_min": 1440,
    "turnaround_min": 0,
    "setup_min": 0,
    "lockout_hours": 0,
    "spacing_cm": 0,
    "face_spacing_cm": 0,
    "screens_exempt": False,
    "person_area_dm2": 0,
    "person_air_m3": 11,
    "max_upcoming": None,
    "max_per_day": None,
    "closures": (),
    "one_at_a_time": True,
    "who_may_book": frozenset(),
    "closed_days": (),
    "uses": (),
}
WEEKDAYS = ((ClockSpan(480, 1080),),) * 5 + ((),) * 2
OTHER: dict[RuleField, RuleValue] = {
    RuleField.OPENING: WEEKDAYS,
    RuleField.HORIZON_DAYS: 28,
    RuleField.MIN_LENGTH_MIN: 30,
    RuleField.MAX_LENGTH_MIN: 240,
    RuleField.TURNAROUND_MIN: 10,
    RuleField.SETUP_MIN: 20,
    RuleField.LOCKOUT_HOURS: 72,
    RuleField.SPACING_CM: 200,
    RuleField.FACE_SPACING_CM: 250,
    RuleField.SCREENS_EXEMPT: True,
    RuleField.PERSON_AREA_DM2: 460,
    RuleField.PERSON_AIR_M3: 0,
    RuleField.MAX_UPCOMING: 5,
    RuleField.MAX_PER_DAY: 2,
    RuleField.ONE_AT_A_TIME: False,
    RuleField.WHO_MAY_BOOK: frozenset({Role.CLINIC_ADMIN}),
}
ROOM = room(1000)
SCOPES = {
    RuleScope.ORGANISATION: int(ORGANISATION),
    RuleScope.SITE: int(SITE),
    RuleScope.FLOOR: int(FLOOR),
    RuleScope.RESOURCE: int(ROOM.id),
}
NARROWING = (RuleScope.ORGANISATION, RuleScope.SITE, RuleScope.FLOOR, RuleScope.RESOURCE)


def said(policy: Policy) -> dict[str, Any]:
    return {field.name: getattr(policy, field.name) for field in dataclasses.fields(policy)}


def test_policy_without_rules_is_the_default() -> None:
    assert said(resolve_policy((), ROOM, ORGANISATION, ON)) == DEFAULTS


@pytest.mark.parametrize("field", OTHER)
def test_policy_takes_each_field_alone(field: RuleField) -> None:
    policy = resolve_policy([rule(field, OTHER[field])], ROOM, ORGANISATION, ON)

    assert said(policy) == {**DEFAULTS, field.value: OTHER[field]}


def test_policy_has_a_field_for_every_rule() -> None:
    assert {field.value for field in OTHER} | {"closed_day", "room_use"} == {field.value for field in RuleField}


@pytest.mark.parametrize(("nearer", "farther"), [(n, f) for i, n in enumerate(NARROWING) for f in NARROWING[:i]])
@pytest.mark.parametrize("nearer_comes_first", [True, False])
def test_policy_prefers_the_nearer_scope(nearer: RuleScope, farther: RuleScope, *, nearer_comes_first: bool) -> None:
    near = rule(RuleField.TURNAROUND_MIN, 5, nearer, SCOPES[nearer])
    far = rule(RuleField.TURNAROUND_MIN, 50, farther, SCOPES[farther], ROOM.kind)
    rules = (near, far) if nearer_comes_first else (far, near)

    assert resolve_policy(rules, ROOM, ORGANISATION, ON).turnaround_min == 5


@pytest.mark.parametrize("scope", NARROWING)
@pytest.mark.parametrize("kind_comes_first", [True, False])
def test_policy_prefers_the_kind_within_a_scope(scope: RuleScope, *, kind_comes_first: bool) -> None:
    by_kind = rule(RuleField.TURNAROUND_MIN, 5, scope, SCOPES[scope], ROOM.kind)
    general = rule(RuleField.TURNAROUND_MIN, 50, scope, SCOPES[scope])
    rules = (by_kind, general) if kind_comes_first else (general, by_kind)

    assert resolve_policy(rules, ROOM, ORGANISATION, ON).turnaround_min == 5


@pytest.mark.parametrize("scope", NARROWING)
def test_policy_ignores_rules_of_other_things_and_kinds(scope: RuleScope) -> None:
    other_thing = rule(RuleField.TURNAROUND_MIN, 50, scope, SCOPES[scope] + 1)
    other_kind = rule(RuleField.TURNAROUND_MIN, 50, scope, SCOPES[scope], ResourceKind.DESK)

    assert resolve_policy((other_thing, other_kind), ROOM, ORGANISATION, ON).turnaround_min == 0


@pytest.mark.parametrize(
    ("on", "minutes"),
    [
        (date(2026, 11, 30), 0),
        (date(2026, 12, 1), 10),
        (date(2026, 12, 24), 10),
        (date(2026, 12, 25), 0),
    ],
)
def test_policy_applies_from_the_first_to_the_last_date_of_a_rule(on: date, minutes: int) -> None:
    dated = Rule(RuleScope.SITE, int(SITE), None, RuleField.TURNAROUND_MIN, 10, date(2026, 12, 1), date(2026, 12, 24))

    assert resolve_policy([dated], ROOM, ORGANISATION, on).turnaround_min == minutes


@pytest.mark.parametrize("later_comes_first", [True, False])
def test_policy_prefers_the_rule_that_began_later(*, later_comes_first: bool) -> None:
    scope = (RuleScope.SITE, int(SITE), None, RuleField.TURNAROUND_MIN)
    rules = [Rule(*scope, 50), Rule(*scope, 20, date(2026, 1, 1)), Rule(*scope, 5, date(2026, 6, 1))]

    ordered = reversed(rules) if later_comes_first else rules
    assert resolve_policy(list(ordered), ROOM, ORGANISATION, ON).turnaround_min == 5


def test_policy_can_lift_a_limit_nearer_by() -> None:
    rules = [
        rule(RuleField.MAX_PER_DAY, 2),
        rule(RuleField.MAX_PER_DAY, None, RuleScope.RESOURCE, int(ROOM.id)),
    ]

    assert resolve_policy(rules, ROOM, ORGANISATION, ON).max_per_day is None


def test_policy_adds_up_closed_days_of_every_scope() -> None:
    days = [ClosedDay(date(2026, 12, 25 + number), f"why {number}") for number in range(4)]
    closed = [rule(RuleField.CLOSED_DAY, day, scope, SCOPES[scope]) for day, scope in zip(days, NARROWING, strict=True)]
    elsewhere = rule(RuleField.CLOSED_DAY, ClosedDay(date(2027, 1, 1), "elsewhere"), RuleScope.SITE, int(SITE) + 1)

    assert resolve_policy([elsewhere, *reversed(closed)], ROOM, ORGANISATION, ON).closed_days == tuple(days)


def test_policy_tail_is_the_larger_of_turnaround_and_lockout() -> None:
    assert [
        Policy(turnaround_min=90, lockout_hours=1).tail_min,
        Policy(turnaround_min=30, lockout_hours=1).tail_min,
        Policy().tail_min,
    ] == [90, 60, 0]


FIELDS = (RuleField.HORIZON_DAYS, RuleField.TURNAROUND_MIN, RuleField.SETUP_MIN)
DATES = st.none() | st.dates(min_value=date(2026, 11, 20), max_value=date(2026, 11, 30))
RULES = st.builds(
    Rule,
    scope=st.sampled_from(NARROWING),
    scope_id=st.sampled_from([1, 10, 100, 1000, 1001]),
    kind=st.sampled_from([None, ResourceKind.MEETING_ROOM, ResourceKind.DESK]),
    field=st.sampled_from(FIELDS),
    value=st.integers(min_value=1, max_value=99),
    valid_from=DATES,
    valid_until=DATES,
)


def choose(rules: list[Rule], field: RuleField) -> RuleValue:
    """The oracle: walk from the nearest scope to the widest, kind first, and take the one that began last."""
    for scope in reversed(NARROWING):
        for kind in (ROOM.kind, None):
            applying = [
                (rule.valid_from or date.min, place, rule.value)
                for place, rule in enumerate(rules)
                if (rule.field, rule.scope, rule.scope_id, rule.kind) == (field, scope, SCOPES[scope], kind)
                and not (rule.valid_from and rule.valid_from > ON)
                and not (rule.valid_until and rule.valid_until < ON)
            ]
            if applying:
                return max(applying)[2]
    default: int = DEFAULTS[field.value]
    return default


@given(st.lists(RULES, max_size=12))
def test_policy_agrees_with_a_search_from_the_nearest_scope(rules: list[Rule]) -> None:
    policy = resolve_policy(rules, ROOM, ORGANISATION, ON)

    assert {field: getattr(policy, field.value) for field in FIELDS} == {
        field: choose(rules, field) for field in FIELDS
    }


@given(st.lists(RULES, max_size=12), st.permutations([(number, on) for number in range(6) for on in (0, 5)]))
def test_policies_answers_each_resource_as_if_it_were_asked_alone(
    rules: list[Rule], asked: list[tuple[int, int]]
) -> None:
    rooms = [
        ROOM,
        room(1001),
        room(1002),
        room(1003, kind=ResourceKind.DESK),
        room(1004, floor=OTHER_FLOOR),
        room(1005, kind=ResourceKind.DESK, floor=OTHER_FLOOR),
    ]
    policies = Policies(tuple(rules))

    for number, days in asked:
        on = date(2026, 11, 20 + days)
        assert policies.of(rooms[number], ORGANISATION, on) == resolve_policy(rules, rooms[number], ORGANISATION, on)
