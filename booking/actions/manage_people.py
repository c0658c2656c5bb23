"""Manage accounts and roles: add people, change, close and reopen their accounts, give roles and end them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from booking.actions.book import find_again, not_found
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.decisions import Reason, Refused
from booking.model.estate import Site
from booking.model.ids import OrganisationId, Ref, UnitId
from booking.model.people import About, Actor, Grant, Person, Role, ScopeKind
from booking.rules.permits import Act, may
from booking.rules.role_scopes import fault_in_scope
from booking.store.audit import Event, append_entry
from booking.store.engine import Tx
from booking.store.estate import read_sites
from booking.store.people import find_person_by_email
from booking.store.people_changes import (
    Account,
    count_administrators,
    count_invitations,
    end_role,
    find_account,
    give_role,
    lock_people,
    open_account,
    rename_person,
)
from booking.store.units import UnitLine, join_unit, leave_unit, read_units

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NamedScope:
    """Within what a role is given, by its name; empty for the whole organisation."""

    scope: ScopeKind
    ref: Ref | None
    scope_id: int
    name: str


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role that a person holds, with its scope by name."""

    role: Role
    where: NamedScope


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """A person as administrators see them, and all that they could be given.

    `only_administrator` says whether the service would be without one if this person's account or role ended; `links`
    is how many sign-in links were ever made for them.
    """

    account: Account
    roles: tuple[RoleHeld, ...]
    scopes: tuple[NamedScope, ...]
    units: tuple[UnitLine, ...]
    only_administrator: bool
    links: int


@dataclass(frozen=True, slots=True)
class RoleAsk:
    """A role within a scope, as a door has read it; the ref is of a site or a unit."""

    role: Role
    scope: ScopeKind
    ref: Ref | None = None


LAST_ADMINISTRATOR = (
    "This is the last administrator. Make somebody else an administrator of the whole organisation first."
)
OWN_ADMINISTRATOR = "You cannot take away your own role of administrator. Ask another administrator to do it."
OWN_ACCOUNT = "You cannot close your own account. Ask another administrator to do it."


def show_person(service: Service, actor: Actor, ref: Ref) -> PersonSheet | Refused:
    """One person with units and roles, and what they could be given. At most seven selects."""
    if refusal := refuse_stranger(actor):
        return refusal

    def work(tx: Tx) -> PersonSheet | Refused:
        account = find_account(tx, ref)
        if account is None:
            return not_found()
        units = read_units(tx)
        scopes = name_scopes(account.person.organisation_id, read_sites(tx, None), units)
        roles = name_roles(account, scopes)
        return PersonSheet(
            account, roles, scopes, units, _is_last_administrator(tx, account), count_invitations(tx, account.person.id)
        )

    return service.db.read(work)


def change_person(
    service: Service, actor: Actor, ref: Ref, name: str, email: str, *, now: datetime
) -> Person | Refused:
    """Give a person another name or address; what it was before is not kept, so that erasure stays possible."""

    def work(tx: Tx, _asking: Actor) -> Person | Refused:
        account = find_account(tx, ref)
        if account is None:
            return not_found()
        if refusal := refuse_known(tx, email, account.person):
            return refusal
        rename_person(tx, account.person.id, name, email)
        changed = [
            field
            for field, same in (("name", name == account.person.name), ("email", email.lower() == account.person.email))
            if not same
        ]
        record_people(tx, actor, AuditAct.PERSON_CHANGED, account.person, now, changed=changed)
        return account.person

    return manage(service, actor, work)


def reopen_account(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> Person | Refused:
    """Open a closed account again: roles and units are as they were, and the password too."""

    def work(tx: Tx, _asking: Actor) -> Person | Refused:
        account = find_account(tx, ref)
        if account is None:
            return not_found()
        if account.person.active:
            return _already("This account is open already.")
        open_account(tx, account.person.id, active=True)
        record_people(tx, actor, AuditAct.PERSON_REOPENED, account.person, now)
        return account.person

    return manage(service, actor, work)


def grant_role(service: Service, actor: Actor, ref: Ref, asked: RoleAsk, *, now: datetime) -> Person | Refused:
    """Give a person a role within a scope."""

    def work(tx: Tx, _asking: Actor) -> Person | Refused:
        found = _find_role(tx, ref, asked)
        if isinstance(found, Refused):
            return found
        account, granted = found
        if fault := fault_in_scope(granted.role, granted.scope):
            return Refused(Reason.BAD_FIELD, fault, field="scope")
        if granted in account.grants:
            return Refused(Reason.BAD_FIELD, "This person holds that role already. Choose another.", field="role")
        give_role(tx, account.person.id, granted, now)
        record_people(tx, actor, AuditAct.GRANT_GIVEN, account.person, now, **role_facts(granted))
        return account.person

    return manage(service, actor, work)


def end_grant(service: Service, actor: Actor, ref: Ref, asked: RoleAsk, *, now: datetime) -> Person | Refused:
    """Take a role within a scope away; never one's own last role of administrator, nor the last of all."""

    def work(tx: Tx, asking: Actor) -> Person | Refused:
        found = _find_role(tx, ref, asked)
        if isinstance(found, Refused):
            return found
        account, granted = found
        if granted not in account.grants:
            return _already("This person does not hold that role any more.")
        if (granted.role, granted.scope) == (Role.ADMINISTRATOR, ScopeKind.ORGANISATION):
            if _is_last_administrator(tx, account):
                return _keep(LAST_ADMINISTRATOR)
            if account.person.id == asking.person.id:
                return _keep(OWN_ADMINISTRATOR)
        end_role(tx, account.person.id, granted)
        record_people(tx, actor, AuditAct.GRANT_ENDED, account.person, now, **role_facts(granted))
        return account.person

    return manage(service, actor, work)


def set_units(service: Service, actor: Actor, ref: Ref, units: frozenset[Ref], *, now: datetime) -> Person | Refused:
    """Let a person belong to exactly these units."""

    def work(tx: Tx, _asking: Actor) -> Person | Refused:
        account = find_account(tx, ref)
        known = {line.unit.ref: line.unit.id for line in read_units(tx)}
        if account is None:
            return not_found()
        if not units <= known.keys():
            return Refused(Reason.BAD_FIELD, "One of these units is not there any more. Choose again.", field="unit")
        wanted = frozenset(known[unit] for unit in units)
        for unit_id in sorted(wanted - account.person.units):
            move_member(tx, actor, account.person, unit_id, now=now, joins=True)
        for unit_id in sorted(account.person.units - wanted):
            move_member(tx, actor, account.person, unit_id, now=now, joins=False)
        return account.person

    return manage(service, actor, work)


def move_member(tx: Tx, actor: Actor, person: Person, unit_id: UnitId, *, now: datetime, joins: bool) -> None:
    """Write a person into a unit or take them out, with the entry in the audit."""
    (join_unit if joins else leave_unit)(tx, unit_id, person.id)
    act = AuditAct.UNIT_JOINED if joins else AuditAct.UNIT_LEFT
    record_people(tx, actor, act, person, now, unit=int(unit_id))


def manage(service: Service, actor: Actor, work: Callable[[Tx, Actor], T | Refused]) -> T | Refused:
    """Run a change of people in one transaction, after every other; permission is judged again in it."""
    if refusal := refuse_stranger(actor):
        return refusal

    def locked(tx: Tx) -> T | Refused:
        lock_people(tx, actor.person.organisation_id)
        asking = find_again(tx, actor)
        if asking is None or (refusal := refuse_stranger(asking)):
            return refusal if asking is not None and refusal else not_found()
        return work(tx, asking)

    return service.db.write(locked)


def refuse_stranger(actor: Actor) -> Refused | None:
    """Why the actor manages no people; None for administrators of the organisation."""
    if may(actor, Act.MANAGE_PEOPLE, About()):
        return None
    return Refused(Reason.NOT_ALLOWED, "Only administrators of the whole organisation manage people and roles.")


def record_people(tx: Tx, actor: Actor, act: AuditAct, person: Person, now: datetime, **facts: Any) -> None:  # noqa: ANN401 - JSON
    """Write the entry of a change of a person into the organisation's chain."""
    token = {"token": actor.token_id} if actor.token_id is not None else {}
    event = Event(act, actor.person.id, person_id=person.id, facts=tuple({**facts, **token}.items()))
    append_entry(tx, event, now)


def _find_role(tx: Tx, ref: Ref, asked: RoleAsk) -> tuple[Account, Grant] | Refused:
    account = find_account(tx, ref)
    if account is None:
        return not_found()
    scopes = name_scopes(account.person.organisation_id, read_sites(tx, None), read_units(tx))
    where = next((one for one in scopes if (one.scope, one.ref) == (asked.scope, asked.ref)), None)
    if where is None:
        return Refused(Reason.BAD_FIELD, "This site or unit is not there. Choose one from the list.", field="scope")
    return account, Grant(asked.role, where.scope, where.scope_id)


def _is_last_administrator(tx: Tx, account: Account) -> bool:
    """Whether nobody else with an open account is administrator of the whole organisation."""
    holds = any((one.role, one.scope) == (Role.ADMINISTRATOR, ScopeKind.ORGANISATION) for one in account.grants)
    return holds and account.person.active and count_administrators(tx) == 1


def name_scopes(
    organisation_id: OrganisationId, sites: tuple[Site, ...], units: tuple[UnitLine, ...]
) -> tuple[NamedScope, ...]:
    """Every scope within which a role could be given: the organisation, each site, each unit."""
    return (
        NamedScope(ScopeKind.ORGANISATION, None, int(organisation_id), ""),
        *(NamedScope(ScopeKind.SITE, site.ref, int(site.id), site.name) for site in sites),
        *(NamedScope(ScopeKind.UNIT, line.unit.ref, int(line.unit.id), line.unit.name) for line in units),
    )


def name_roles(account: Account, scopes: tuple[NamedScope, ...]) -> tuple[RoleHeld, ...]:
    """The roles of an account with their scopes by name; a scope that is no longer there has none."""
    known = {(one.scope, one.scope_id): one for one in scopes}
    return tuple(
        RoleHeld(held.role, known.get((held.scope, held.scope_id), NamedScope(held.scope, None, held.scope_id, "")))
        for held in account.grants
    )


def refuse_closing(tx: Tx, account: Account, asking: Actor) -> Refused | None:
    """Why an account cannot be closed; None where it can."""
    if _is_last_administrator(tx, account):
        return _keep(LAST_ADMINISTRATOR)
    return _keep(OWN_ACCOUNT) if account.person.id == asking.person.id else None


def refuse_known(tx: Tx, email: str, own: Person | None) -> Refused | None:
    """Why nobody else can have that address; None where it is free, or the person's own."""
    known = find_person_by_email(tx, email)
    if known is None or (own is not None and known.id == own.id):
        return None
    return Refused(
        Reason.BAD_FIELD, "Somebody has this address already. Check it, or open their account.", field="email"
    )


def role_facts(granted: Grant) -> dict[str, object]:
    """A role as the audit keeps it."""
    return {"role": granted.role.value, "scope": granted.scope.value, "scope_id": granted.scope_id}


def _already(why: str) -> Refused:
    return Refused(Reason.CHANGED_MEANWHILE, f"{why} Look at the account again.")


def _keep(why: str) -> Refused:
    return Refused(Reason.NOT_ALLOWED, why)
