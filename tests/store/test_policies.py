"""Rules as rows: what goes in comes out, and only what can apply at a site is read."""

from datetime import date

from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.people import Role
from booking.model.policy import ALL_DAY, ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from booking.store.policies import read_rules
from tests.estate import Estate, set_rules
from tests.store.state import ask

SPLIT = ((ClockSpan(480, 720), ClockSpan(780, 1440)),)


def test_rules_of_every_field_come_back_as_they_were_written(service: Service, estate: Estate) -> None:
    trust = (RuleScope.ORGANISATION, int(estate.organisation_id))
    rules = (
        Rule(*trust, None, RuleField.OPENING, SPLIT * 5 + (ALL_DAY, ())),
        Rule(*trust, ResourceKind.DESK, RuleField.HORIZON_DAYS, 28, date(2026, 1, 1), date(2026, 12, 31)),
        Rule(*trust, None, RuleField.MIN_LENGTH_MIN, 30),
        Rule(*trust, None, RuleField.MAX_LENGTH_MIN, 1440),
        Rule(*trust, None, RuleField.TURNAROUND_MIN, 0),
        Rule(*trust, None, RuleField.SETUP_MIN, 15),
        Rule(*trust, None, RuleField.LOCKOUT_HOURS, 72),
        Rule(*trust, None, RuleField.SPACING_CM, 200),
        Rule(*trust, None, RuleField.FACE_SPACING_CM, 250),
        Rule(*trust, None, RuleField.SCREENS_EXEMPT, value=True),
        Rule(*trust, None, RuleField.SCREENS_EXEMPT, value=False),
        Rule(*trust, None, RuleField.PERSON_AREA_DM2, 460),
        Rule(*trust, None, RuleField.PERSON_AIR_M3, 11),
        Rule(*trust, None, RuleField.MAX_UPCOMING, None),
        Rule(*trust, None, RuleField.MAX_PER_DAY, 2),
        Rule(*trust, None, RuleField.ONE_AT_A_TIME, value=False),
        Rule(*trust, None, RuleField.ONE_AT_A_TIME, value=True),
        Rule(*trust, None, RuleField.WHO_MAY_BOOK, frozenset({Role.WARD_TEAM, Role.CLINIC_ADMIN})),
        Rule(*trust, None, RuleField.WHO_MAY_BOOK, frozenset()),
        Rule(*trust, None, RuleField.CLOSED_DAY, ClosedDay(date(2026, 12, 25), "Christmas Day"), date(2026, 1, 1)),
    )
    set_rules(service, *rules)

    read = service.db.read(lambda tx: read_rules(tx, estate.organisation_id, estate.sites["oak"]))

    assert read == rules
    assert {rule.field for rule in rules} == set(RuleField) - {RuleField.ROOM_USE}


def test_rules_of_other_sites_floors_and_resources_are_not_read(service: Service, estate: Estate) -> None:
    def numbered(scope: RuleScope, scope_id: int, minutes: int) -> Rule:
        return Rule(scope, scope_id, None, RuleField.TURNAROUND_MIN, minutes)

    oak = [
        numbered(RuleScope.ORGANISATION, int(estate.organisation_id), 1),
        numbered(RuleScope.SITE, int(estate.sites["oak"]), 2),
        numbered(RuleScope.FLOOR, int(estate.floors["oak2"]), 3),
        numbered(RuleScope.RESOURCE, int(estate.id("E1")), 4),
    ]
    elsewhere = [
        numbered(RuleScope.ORGANISATION, 99, 5),
        numbered(RuleScope.SITE, int(estate.sites["elm"]), 6),
        numbered(RuleScope.FLOOR, int(estate.floors["elm0"]), 7),
        numbered(RuleScope.RESOURCE, int(estate.id("F1")), 8),
    ]
    set_rules(service, *elsewhere, *oak)

    read = service.db.read(lambda tx: read_rules(tx, estate.organisation_id, estate.sites["oak"]))

    assert list(read) == oak


def test_rules_hold_opening_hours_under_the_names_of_weekdays(service: Service, estate: Estate) -> None:
    """So that somebody who looks into the database understands them."""
    hours = ((ClockSpan(480, 1080),),) * 5 + ((),) * 2
    set_rules(service, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.OPENING, hours))

    stored = str(ask(service, "SELECT value FROM policy_rule")[0][0]).replace("'", '"').replace(" ", "")
    days = ",".join(f'"{day}":[[480,1080]]' for day in ("mon", "tue", "wed", "thu", "fri"))
    assert stored == f'{{{days},"sat":[],"sun":[]}}'
