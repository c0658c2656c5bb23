"""The audit of administration holds ids, numbers and keyed digests: no names of people and no words that they typed."""

from datetime import date

from booking.actions.close_account import Closing, close_account
from booking.actions.enter_person import enter_person
from booking.actions.invite import Knocking, Link, accept_link
from booking.actions.manage_people import RoleAsk, change_person, end_grant, grant_role, reopen_account, set_units
from booking.actions.manage_units import change_unit, enter_unit
from booking.actions.service import Service
from booking.actions.set_rules import RuleEnd, RuleWish, Weighed, end_rules, preview_end, preview_rules, set_rules
from booking.actions.show_rules import SpotAsk, rule_ref
from booking.actions.verify_audit import verify_audit
from booking.model.ids import Ref
from booking.model.people import Actor, Role, ScopeKind
from booking.model.policy import ClosedDay, RuleField
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate
from tests.store.state import ask

MARKER = "ZZPII"


def close_a_day_and_open_it(service: Service, admin: Actor) -> None:
    asked = RuleWish(SpotAsk(), RuleField.CLOSED_DAY, (ClosedDay(date(2026, 12, 25), f"{MARKER} party"),))
    seen = preview_rules(service, admin, asked, now=NOW)
    assert isinstance(seen, Weighed)
    set_rules(service, admin, asked, seen.effect.shown.stamp, now=NOW)
    end = RuleEnd(rule_ref(service, ask(service, "SELECT id FROM policy_rule")[0].id), NOW.date())
    gone = preview_end(service, admin, end, now=NOW)
    assert isinstance(gone, Weighed)
    end_rules(service, admin, end, gone.effect.shown.stamp, now=NOW)


def test_audit_of_administration_holds_no_names(service: Service, estate: Estate) -> None:
    admin = estate.actors["admin"]
    made = enter_person(service, admin, f"{MARKER} Nia", f"{MARKER}@trust.example", now=NOW)
    assert isinstance(made, Link)
    ref = made.person.ref
    accept_link(service, Knocking(made.secret, "10.0.0.1", on_loopback=False), "three random words", now=NOW)
    change_person(service, admin, ref, f"{MARKER} Nora", f"{MARKER}2@trust.example", now=NOW)
    auditor = RoleAsk(Role.AUDITOR, ScopeKind.ORGANISATION)
    grant_role(service, admin, ref, auditor, now=NOW)
    end_grant(service, admin, ref, auditor, now=NOW)
    unit = enter_unit(service, admin, f"{MARKER} unit", now=NOW)
    assert isinstance(unit, str)
    change_unit(service, admin, unit, f"{MARKER} ward", now=NOW)
    set_units(service, admin, ref, frozenset({Ref(unit)}), now=NOW)
    set_units(service, admin, ref, frozenset(), now=NOW)
    booked(service, estate.actors["lead"], wish(estate, "D1"))
    closing = Closing(cancel_bookings=True, message=f"{MARKER} left")
    close_account(service, admin, estate.actors["lead"].person.ref, closing, now=NOW)
    reopen_account(service, admin, estate.actors["lead"].person.ref, now=NOW)
    close_a_day_and_open_it(service, admin)

    entries = ask(service, "SELECT * FROM audit_entry ORDER BY id")
    assert [entry.act for entry in entries] == [
        "person_added", "grant_given", "invited", "password_set", "signed_in", "person_changed",
        "grant_given", "grant_ended", "unit_added", "unit_renamed", "unit_joined", "unit_left",
        "booked", "cancelled", "person_closed", "person_reopened", "rule_set", "rule_ended",
    ]  # fmt: skip
    assert not [entry for entry in entries if MARKER.lower() in repr(tuple(entry)).lower()]
    assert MARKER.lower() not in service.anchors.read_text("ascii").lower()
    assert verify_audit(service) == len(entries)
