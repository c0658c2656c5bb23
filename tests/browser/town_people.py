"""What the demo trust has of rules and people for every page to show something: made before the server starts."""

from collections.abc import Mapping
from datetime import datetime

from booking.actions.close_account import Closing, close_account
from booking.actions.enter_person import enter_person
from booking.actions.invite import Link
from booking.actions.list_accounts import AccountAsk, list_accounts
from booking.actions.manage_units import enter_unit, list_units
from booking.actions.service import Service
from booking.actions.show_rules import RulesView, SpotAsk, rule_ref, show_rules
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.model.people import Actor


def fill_people(service: Service, admin: Actor, now: datetime) -> Mapping[str, Ref]:
    """Two new people, one of them closed again, and a unit without members; answers what pages are about."""
    invited = enter_person(service, admin, "Ines Invited", "ines.invited@demo.example", now=now)
    leaver = enter_person(service, admin, "Leo Leaver", "leo.leaver@demo.example", now=now)
    empty = enter_unit(service, admin, "Winter pressures", now=now)
    units, rules = list_units(service, admin), show_rules(service, admin, SpotAsk())
    holders = list_accounts(service, admin, AccountAsk("staff@demo.example"), limit=1)
    if not isinstance(invited, Link) or not isinstance(leaver, Link) or not isinstance(rules, RulesView):
        raise TypeError(f"people could not be managed: {invited}, {leaver}, {rules}")
    if isinstance(units, Refused) or isinstance(holders, Refused) or isinstance(empty, Refused):
        raise TypeError(f"units could not be managed: {units}, {holders}, {empty}")
    close_account(service, admin, leaver.person.ref, Closing(cancel_bookings=False), now=now)
    return {
        "person": holders.lines[0].person.ref,
        "invited": invited.person.ref,
        "leaver": leaver.person.ref,
        "administrator": admin.person.ref,
        "secret": Ref(invited.secret),
        "unit": next(line.unit.ref for line in units if line.members),
        "empty_unit": empty,
        "rule": Ref(rule_ref(service, rules.set_here[0].id)),
    }
