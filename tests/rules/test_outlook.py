"""What applies to each place on each day, as a live map is told."""

from datetime import date

from booking.model.ids import UnitId
from booking.model.people import Grant, Role, ScopeKind
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from booking.rules.outlook import DayRules, PlaceRules, outlook_of
from tests.rules.facts import actor, room, rule, site

OURS, THEIRS = room(1000), room(1001, unit=UnitId(7))
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def test_day_tells_each_place_its_own_rules_in_the_places_order() -> None:
    rules = (
        rule(RuleField.TURNAROUND_MIN, 10),
        rule(RuleField.LOCKOUT_HOURS, 2, RuleScope.RESOURCE, 1001),
        rule(RuleField.SETUP_MIN, 5, RuleScope.RESOURCE, 1000),
        rule(RuleField.HORIZON_DAYS, 30),
    )

    (day,) = outlook_of((THEIRS, OURS), site(), rules, [MONDAY], actor())

    assert day == DayRules(
        MONDAY, (PlaceRules(0, 120, 30, open_to_viewer=True), PlaceRules(5, 10, 30, open_to_viewer=True))
    )


def test_rule_applies_on_its_dates_only() -> None:
    dated = Rule(RuleScope.ORGANISATION, 1, None, RuleField.TURNAROUND_MIN, 20, valid_from=TUESDAY)

    before, after = outlook_of((OURS,), site(), (dated,), [MONDAY, TUESDAY], actor())

    assert [day.places[0].tail_min for day in (before, after)] == [0, 20]


def test_place_is_open_only_to_those_who_may_book_it() -> None:
    only = rule(RuleField.WHO_MAY_BOOK, frozenset({Role.CLINIC_ADMIN}))
    clinic = Grant(Role.CLINIC_ADMIN, ScopeKind.UNIT, 7)
    auditor = Grant(Role.AUDITOR, ScopeKind.ORGANISATION, 1)

    def open_to(*grants: Grant, rules: tuple[Rule, ...] = (only,)) -> list[bool]:
        (day,) = outlook_of((OURS, THEIRS), site(), rules, [MONDAY], actor(*grants))
        return [place.open_to_viewer for place in day.places]

    assert open_to() == [False, False]
    assert open_to(clinic) == [False, True]
    assert open_to(rules=()) == [True, True]
    assert open_to(auditor, rules=()) == [False, False]


def test_reason_of_a_closed_day_is_told_where_every_place_shares_it() -> None:
    closed = rule(RuleField.CLOSED_DAY, ClosedDay(MONDAY, "Bank holiday"))
    alone = rule(RuleField.CLOSED_DAY, ClosedDay(TUESDAY, "Painting"), RuleScope.RESOURCE, 1000)

    days = outlook_of((OURS, THEIRS), site(), (closed, alone), [MONDAY, TUESDAY], actor())

    assert [day.closed_why for day in days] == ["Bank holiday", ""]


def test_floor_without_places_has_days_without_rules() -> None:
    assert outlook_of((), site(), (), [MONDAY], actor()) == (DayRules(MONDAY, ()),)
