"""Accounts, roles, units and the links that let people in."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from booking.actions.begin import begin
from booking.actions.close_account import Closing, close_account, list_coming
from booking.actions.enter_person import enter_person
from booking.actions.identify import identify_sign_in, identify_token
from booking.actions.invite import (
    Knocking,
    Link,
    NoEntry,
    PasswordFault,
    accept_link,
    make_link,
    open_link,
)
from booking.actions.issue_token import issue_token
from booking.actions.list_accounts import AccountAsk, list_accounts
from booking.actions.manage_people import (
    PersonSheet,
    RoleAsk,
    change_person,
    end_grant,
    grant_role,
    reopen_account,
    set_units,
    show_person,
)
from booking.actions.manage_units import add_member, change_unit, enter_unit, list_units, show_unit
from booking.actions.service import Service
from booking.actions.sign_in import Knock, SignedIn, SignInRefusal, sign_in
from booking.model.decisions import Reason, Refused
from booking.model.ids import Ref
from booking.model.people import Person, Role, ScopeKind, TokenScope
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, PASSWORD, Estate, at
from tests.store.state import ask, checksum, count, run

NEW_PASSWORD = "three random words"
EVERYWHERE = ScopeKind.ORGANISATION
ADMINISTRATOR = RoleAsk(Role.ADMINISTRATOR, EVERYWHERE)


def ref_of(estate: Estate, name: str) -> Ref:
    return estate.actors[name].person.ref


def link_for(service: Service, estate: Estate, name: str = "staff") -> Link:
    made = make_link(service, estate.actors["admin"], ref_of(estate, name), now=NOW)
    assert isinstance(made, Link)
    return made


def knocking(secret: str, address: str = "10.0.0.1") -> Knocking:
    return Knocking(secret, address, on_loopback=False)


def enter(service: Service, name: str, password: str = PASSWORD) -> SignedIn | SignInRefusal:
    return sign_in(service, Knock(f"{name}@trust.example", password, "10.0.0.9", on_loopback=False), now=NOW)


def acts(service: Service) -> list[str]:
    return [row.act for row in ask(service, "SELECT act FROM audit_entry ORDER BY id")]


def test_added_person_is_staff_and_gets_a_link_whose_secret_is_not_kept(service: Service, estate: Estate) -> None:
    made = enter_person(service, estate.actors["admin"], "Nia Jones", "Nia.Jones@Trust.example", now=NOW)

    assert isinstance(made, Link)
    (row,) = ask(service, "SELECT name, email, password_hash, active FROM person WHERE name = 'Nia Jones'")
    assert (row.email, row.password_hash, bool(row.active)) == ("nia.jones@trust.example", None, True)
    (held,) = ask(service, "SELECT role, scope FROM role_grant WHERE person_id = :id", id=made.person.id)
    assert tuple(held) == ("staff", "organisation")
    (kept,) = ask(service, "SELECT digest FROM invitation")
    assert len(made.secret) >= 43
    assert made.secret not in kept.digest
    assert made.expires_at == NOW + timedelta(days=7)
    assert acts(service) == ["person_added", "grant_given", "invited"]


def test_address_that_somebody_has_is_refused_beside_its_field(service: Service, estate: Estate) -> None:
    admin, before = estate.actors["admin"], checksum(service)

    taken = enter_person(service, admin, "Nia", "STAFF@trust.example", now=NOW)
    moved = change_person(service, admin, ref_of(estate, "mate"), "Mate", "staff@trust.example", now=NOW)

    assert isinstance(taken, Refused)
    assert isinstance(moved, Refused)
    assert (taken.field, moved.field) == ("email", "email")
    assert checksum(service) == before
    assert isinstance(change_person(service, admin, ref_of(estate, "mate"), "M", "mate@trust.example", now=NOW), Person)


@pytest.mark.parametrize("who", ["staff", "lead", "facilities", "oak_facilities", "auditor", "nobody"])
def test_nobody_but_administrators_manages_people(service: Service, estate: Estate, who: str) -> None:
    """A4: nobody gives themselves or anybody else a role above their own, whatever they send."""
    actor, ref = estate.actors[who], ref_of(estate, who)
    before = checksum(service)

    answers = [
        grant_role(service, actor, ref, ADMINISTRATOR, now=NOW),
        end_grant(service, actor, ref_of(estate, "admin"), ADMINISTRATOR, now=NOW),
        enter_person(service, actor, "N", "n@trust.example", now=NOW),
        change_person(service, actor, ref, "N", "n@trust.example", now=NOW),
        make_link(service, actor, ref_of(estate, "admin"), now=NOW),
        close_account(service, actor, ref_of(estate, "admin"), Closing(cancel_bookings=False), now=NOW),
        set_units(service, actor, ref, frozenset(), now=NOW),
        enter_unit(service, actor, "N", now=NOW),
        list_accounts(service, actor, AccountAsk(), limit=10),
        show_person(service, actor, ref),
        list_units(service, actor),
        list_coming(service, actor, ref, now=NOW),
    ]

    assert {refusal_of(answer) for answer in answers} == {Reason.NOT_ALLOWED}
    assert checksum(service) == before


def test_administrator_of_one_site_manages_no_people(service: Service, estate: Estate) -> None:
    admin = estate.actors["admin"]
    oak = ask(service, "SELECT ref FROM site WHERE name = 'Oak'")[0][0]
    run(
        service,
        "INSERT INTO role_grant (person_id, role, scope, scope_id, granted_at) "
        "SELECT p.id, 'administrator', 'site', s.id, :now FROM person p, site s WHERE p.ref = :person AND s.ref = :oak",
        person=ref_of(estate, "staff"), oak=oak, now="2026-11-24 08:00:00",
    )  # fmt: skip
    sheet = show_person(service, admin, ref_of(estate, "staff"))
    assert isinstance(sheet, PersonSheet)
    local = replace(estate.actors["staff"], grants=sheet.account.grants)

    assert refusal_of(grant_role(service, local, ref_of(estate, "staff"), ADMINISTRATOR, now=NOW)) is Reason.NOT_ALLOWED


def test_token_below_admin_manages_no_people(service: Service, estate: Estate) -> None:
    program = replace(estate.actors["admin"], token_scopes=frozenset({TokenScope.MANAGE}))

    assert (
        refusal_of(grant_role(service, program, ref_of(estate, "staff"), ADMINISTRATOR, now=NOW)) is Reason.NOT_ALLOWED
    )


def test_roles_are_given_within_scopes_that_are_there(service: Service, estate: Estate) -> None:
    admin, staff = estate.actors["admin"], ref_of(estate, "staff")
    unit = Ref(ask(service, "SELECT ref FROM unit WHERE name = 'Team'")[0][0])
    lead = RoleAsk(Role.TEAM_LEAD, ScopeKind.UNIT, unit)

    assert isinstance(grant_role(service, admin, staff, lead, now=NOW), Person)
    twice = grant_role(service, admin, staff, lead, now=NOW)
    forged = grant_role(service, admin, staff, replace(lead, scope=ScopeKind.SITE), now=NOW)
    assert isinstance(twice, Refused)
    assert isinstance(forged, Refused)
    assert (twice.field, forged.field) == ("role", "scope")

    rows = ask(service, "SELECT role, scope, scope_id FROM role_grant WHERE role = 'team_lead' AND person_id = :id",
               id=estate.actors["staff"].person.id)  # fmt: skip
    assert [tuple(row) for row in rows] == [("team_lead", "unit", estate.units["Team"])]
    assert isinstance(end_grant(service, admin, staff, lead, now=NOW), Person)
    assert refusal_of(end_grant(service, admin, staff, lead, now=NOW)) is Reason.CHANGED_MEANWHILE
    facts = [json.loads(row.facts) for row in ask(service, "SELECT facts FROM audit_entry ORDER BY id")]
    assert facts == [{"role": "team_lead", "scope": "unit", "scope_id": estate.units["Team"]}] * 2
    assert acts(service) == ["grant_given", "grant_ended"]


def test_there_is_always_an_administrator(service: Service, estate: Estate) -> None:
    admin, staff = estate.actors["admin"], estate.actors["staff"]

    last = end_grant(service, admin, admin.person.ref, ADMINISTRATOR, now=NOW)
    assert isinstance(last, Refused)
    assert last.why.startswith("This is the last administrator.")
    assert isinstance(grant_role(service, admin, staff.person.ref, ADMINISTRATOR, now=NOW), Person)
    staff = replace(staff, grants=admin.grants)
    # Two administrators: the own role still stays, the other's may go.
    own = end_grant(service, admin, admin.person.ref, ADMINISTRATOR, now=NOW)
    assert isinstance(own, Refused)
    assert own.why.startswith("You cannot take away your own role of administrator.")
    assert isinstance(end_grant(service, staff, admin.person.ref, ADMINISTRATOR, now=NOW), Person)
    assert refusal_of(end_grant(service, staff, staff.person.ref, ADMINISTRATOR, now=NOW)) is Reason.NOT_ALLOWED
    assert count(service, "role_grant", "role = 'administrator'") == 1


def test_last_administrator_is_not_closed_by_one_who_lost_the_role_meanwhile(service: Service, estate: Estate) -> None:
    admin, staff = estate.actors["admin"], estate.actors["staff"]
    grant_role(service, admin, staff.person.ref, ADMINISTRATOR, now=NOW)
    end_grant(service, admin, staff.person.ref, ADMINISTRATOR, now=NOW)

    late = close_account(service, staff, admin.person.ref, Closing(cancel_bookings=False), now=NOW)
    own = close_account(service, admin, admin.person.ref, Closing(cancel_bookings=False), now=NOW)

    assert (refusal_of(late), refusal_of(own)) == (Reason.NOT_ALLOWED, Reason.NOT_ALLOWED)
    assert count(service, "person", "active") == len(estate.actors)


@pytest.mark.parametrize(("cancels", "states"), [(True, ["cancelled", "cancelled"]), (False, ["confirmed"] * 2)])
def test_closing_ends_sign_ins_and_tokens_and_cancels_or_keeps(
    service: Service, estate: Estate, cancels: bool, states: list[str]
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["staff"], wish(estate, "F1", day="2026-11-26"))
    theirs = enter(service, "staff")
    token = issue_token(service, "staff@trust.example", frozenset({TokenScope.READ}), now=NOW)
    assert isinstance(theirs, SignedIn)
    assert token is not None
    link = link_for(service, estate)
    closing = Closing(cancel_bookings=cancels, message="You have left the trust.")

    closed = close_account(service, estate.actors["admin"], ref_of(estate, "staff"), closing, now=NOW)

    assert isinstance(closed, Person)
    assert identify_sign_in(service, theirs.secret, now=NOW) is None
    assert identify_token(service, token, now=NOW) is None
    assert open_link(service, knocking(link.secret), now=NOW) is None
    assert enter(service, "staff") is SignInRefusal.WRONG
    assert [row.state for row in ask(service, "SELECT state FROM booking ORDER BY id")] == states
    assert count(service, "occupation", "live") == (0 if cancels else 2)
    letters = ask(service, "SELECT facts FROM outbox WHERE event = 'cancelled'")
    assert len(letters) == (2 if cancels else 0)
    assert all("You have left the trust." in str(letter.facts) for letter in letters)
    (entry,) = ask(service, "SELECT facts FROM audit_entry WHERE act = 'person_closed'")
    assert json.loads(entry.facts) == {"cancelled": 2 if cancels else 0, "sign_ins": 1, "tokens": 1}


def test_closing_leaves_what_is_under_way(service: Service, estate: Estate) -> None:
    booked(
        service,
        estate.actors["staff"],
        wish(estate, "D1", "07:30", "12:00", day="2026-11-24"),
        at("07:00", "2026-11-24"),
    )

    close_account(service, estate.actors["admin"], ref_of(estate, "staff"), Closing(cancel_bookings=True), now=NOW)

    assert [row.state for row in ask(service, "SELECT state FROM booking")] == ["confirmed"]


def test_closed_account_opens_again_as_it_was(service: Service, estate: Estate) -> None:
    admin, staff = estate.actors["admin"], ref_of(estate, "staff")
    assert refusal_of(reopen_account(service, admin, staff, now=NOW)) is Reason.CHANGED_MEANWHILE
    close_account(service, admin, staff, Closing(cancel_bookings=False), now=NOW)
    assert refusal_of(make_link(service, admin, staff, now=NOW)) is Reason.NOT_ALLOWED

    assert isinstance(reopen_account(service, admin, staff, now=NOW), Person)
    assert isinstance(enter(service, "staff"), SignedIn)


def test_link_works_once_sets_the_password_and_ends_other_sign_ins(service: Service, estate: Estate) -> None:
    theirs = enter(service, "staff")
    assert isinstance(theirs, SignedIn)
    link = link_for(service, estate)

    opened = accept_link(service, knocking(link.secret), NEW_PASSWORD, now=NOW)

    assert isinstance(opened, SignedIn)
    assert identify_sign_in(service, opened.secret, now=NOW) is not None
    assert identify_sign_in(service, theirs.secret, now=NOW) is None
    assert enter(service, "staff") is SignInRefusal.WRONG
    assert isinstance(enter(service, "staff", NEW_PASSWORD), SignedIn)
    assert accept_link(service, knocking(link.secret), NEW_PASSWORD, now=NOW) is NoEntry.NOT_THERE
    assert "password_set" in acts(service)


def test_link_is_over_after_seven_days_and_when_another_is_made(service: Service, estate: Estate) -> None:
    first, second = link_for(service, estate), link_for(service, estate)
    moment = timedelta(microseconds=1)

    assert open_link(service, knocking(first.secret), now=NOW + moment) is None
    assert open_link(service, knocking(second.secret), now=NOW + timedelta(days=7) - moment) is not None
    assert open_link(service, knocking(second.secret), now=NOW + timedelta(days=7)) is None
    assert open_link(service, knocking("never given"), now=NOW) is None


@pytest.mark.parametrize(
    "password", ["short", "demo-password", "password12345", "aaaaaaaaaaaaaa", "staff@trust.example"]
)
def test_weak_password_is_refused_and_the_link_still_works(service: Service, estate: Estate, password: str) -> None:
    link = link_for(service, estate)

    assert isinstance(accept_link(service, knocking(link.secret), password, now=NOW), PasswordFault)
    assert isinstance(accept_link(service, knocking(link.secret), NEW_PASSWORD, now=NOW), SignedIn)


def test_attempts_with_links_are_limited_as_signing_in_is(service: Service, estate: Estate) -> None:
    link = link_for(service, estate)
    wrong = [accept_link(service, knocking("guess"), NEW_PASSWORD, now=NOW) for _ in range(11)]

    assert wrong == [NoEntry.NOT_THERE] * 10 + [NoEntry.SLOW_DOWN]
    assert accept_link(service, knocking(link.secret), NEW_PASSWORD, now=NOW) is NoEntry.SLOW_DOWN
    assert isinstance(accept_link(service, knocking(link.secret, "10.0.0.2"), NEW_PASSWORD, now=NOW), SignedIn)


def test_units_are_added_renamed_and_joined(service: Service, estate: Estate) -> None:
    admin, staff = estate.actors["admin"], ref_of(estate, "staff")
    made = enter_unit(service, admin, "Digital Services", now=NOW)
    assert isinstance(made, str)

    again = enter_unit(service, admin, "DIGITAL services", now=NOW)
    assert isinstance(again, Refused)
    assert again.field == "name"
    change_unit(service, admin, made, "Digital", now=NOW)
    add_member(service, admin, made, "staff@trust.example", now=NOW)
    unknown = add_member(service, admin, made, "who@trust.example", now=NOW)
    assert isinstance(unknown, Refused)
    assert unknown.field == "email"
    sheet = show_unit(service, admin, made)
    assert not isinstance(sheet, Refused)
    assert (sheet.unit.name, [person.name for person in sheet.members]) == ("Digital", ["Staff"])

    team = Ref(ask(service, "SELECT ref FROM unit WHERE name = 'Team'")[0][0])
    set_units(service, admin, staff, frozenset({team}), now=NOW)
    rows = ask(service, "SELECT unit.name FROM membership JOIN unit ON unit.id = unit_id WHERE person_id = :id",
               id=estate.actors["staff"].person.id)  # fmt: skip
    assert [row.name for row in rows] == ["Team"]
    assert acts(service) == ["unit_added", "unit_renamed", "unit_joined", "unit_joined", "unit_left"]
    forged = set_units(service, admin, staff, frozenset({Ref("a" * 26)}), now=NOW)
    assert isinstance(forged, Refused)
    assert forged.field == "unit"


def test_service_begins_once_with_an_administrator_and_a_link(service: Service) -> None:
    link = begin(service, "Test trust", "Sam Green", "Sam@trust.example", now=NOW)

    assert link is not None
    assert begin(service, "Other trust", "Sam", "sam@other.example", now=NOW) is None
    assert count(service, "organisation") == 1
    opened = accept_link(service, knocking(link.secret), NEW_PASSWORD, now=NOW)
    assert isinstance(opened, SignedIn)
    sam = identify_sign_in(service, opened.secret, now=NOW)
    assert sam is not None
    assert not isinstance(list_accounts(service, sam, AccountAsk(), limit=5), Refused)
    assert acts(service) == ["service_begun", "password_set", "signed_in"]


ORGANISATION, SITE, UNIT = ScopeKind.ORGANISATION, ScopeKind.SITE, ScopeKind.UNIT


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.ADMINISTRATOR, {ORGANISATION}),
        (Role.AUDITOR, {ORGANISATION}),
        (Role.FACILITIES, {ORGANISATION, SITE}),
        (Role.RECEPTION, {ORGANISATION, SITE}),
        (Role.STAFF, {ORGANISATION, SITE}),
        (Role.TEAM_LEAD, {ORGANISATION, UNIT}),
        (Role.CLINIC_ADMIN, {ORGANISATION, UNIT}),
        (Role.WARD_TEAM, {ORGANISATION, UNIT}),
    ],
)
def test_role_is_given_only_where_it_means_something(
    service: Service, estate: Estate, role: Role, scopes: set[ScopeKind]
) -> None:
    """A4: what the form does not offer is refused by the action too, and nothing is written."""
    oak = Ref(ask(service, "SELECT ref FROM site WHERE name = 'Oak'")[0][0])
    team = Ref(ask(service, "SELECT ref FROM unit WHERE name = 'Team'")[0][0])
    refs = {ORGANISATION: None, SITE: oak, UNIT: team}
    admin, nobody = estate.actors["admin"], ref_of(estate, "nobody")

    answers = {
        scope: grant_role(service, admin, nobody, RoleAsk(role, scope, ref), now=NOW) for scope, ref in refs.items()
    }

    assert {scope for scope, answer in answers.items() if isinstance(answer, Person)} == scopes
    refused = [answer for answer in answers.values() if isinstance(answer, Refused)]
    assert [(one.reason, one.field) for one in refused] == [(Reason.BAD_FIELD, "scope")] * (3 - len(scopes))
    held = ask(service, "SELECT scope FROM role_grant g JOIN person p ON p.id = g.person_id WHERE p.ref = :r", r=nobody)
    assert {row.scope for row in held} == {scope.value for scope in scopes}
