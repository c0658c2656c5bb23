"""Changes of people: accounts, roles, and the links with which they set a password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, or_, select, update

from booking.model.ids import FloorId, OrganisationId, PersonId, Ref, UnitId
from booking.model.people import Grant, Person, Role, ScopeKind
from booking.store.engine import Tx
from booking.store.folding import may_fit
from booking.store.people import person_of
from booking.store.tables import booking, invitation, membership, organisation, person, resource, role_grant, sign_in


@dataclass(frozen=True, slots=True)
class Account:
    """A person as administrators see them; `has_password` says whether they have ever set one."""

    person: Person
    grants: tuple[Grant, ...]
    has_password: bool


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts are asked for; a part that is empty or None asks for nothing.

    `words` stand in a name or an address, or all of the `folded` ones may fit a name. `role` is held in any scope.
    People of a unit are its members and those who hold a role for it. `after` continues behind that person.
    """

    words: str = ""
    folded: Sequence[str] = ()
    role: Role | None = None
    unit_id: UnitId | None = None
    active: bool | None = None
    after: Ref | None = None


_PERSON = (person.c.id, person.c.ref, person.c.organisation_id, person.c.name, person.c.email, person.c.active)
_SORTED = func.lower(person.c.name)
_held = role_grant.c


def lock_people(tx: Tx, organisation_id: OrganisationId) -> None:
    """Let changes of accounts and roles be judged one after the other; on SQLite the only writer does so anyway."""
    tx.execute(_LOCK, {"asked": organisation_id})


_LOCK = select(organisation.c.id).where(organisation.c.id == bindparam("asked")).with_for_update()


def read_accounts(tx: Tx, wanted: AccountFilter, limit: int | None) -> tuple[Account, ...]:
    """The accounts that may match, closed ones too, in order of name, at most `limit`; None is all. One select."""
    query = select(*_PERSON, person.c.password_hash, _SORTED.label("sorted")).order_by(_SORTED, person.c.id)
    if wanted.words:
        words = wanted.words.lower()
        query = query.where(
            or_(
                _SORTED.contains(words, autoescape=True),
                person.c.email.contains(words, autoescape=True),
                *((may_fit(tx, (person.c.name,), wanted.folded),) if wanted.folded else ()),
            )
        )
    if wanted.role is not None:
        query = query.where(person.c.id.in_(select(_held.person_id).where(_held.role == wanted.role.value)))
    if wanted.unit_id is not None:
        members = select(membership.c.person_id).where(membership.c.unit_id == wanted.unit_id)
        for_it = (_held.scope == ScopeKind.UNIT.value) & (_held.scope_id == wanted.unit_id)
        query = query.where(or_(person.c.id.in_(members), person.c.id.in_(select(_held.person_id).where(for_it))))
    if wanted.active is not None:
        query = query.where(person.c.active == wanted.active)
    if wanted.after is not None:
        last = person.alias("last")
        name = select(func.lower(last.c.name)).where(last.c.ref == wanted.after).scalar_subquery()
        number = select(last.c.id).where(last.c.ref == wanted.after).scalar_subquery()
        query = query.where(or_(name < _SORTED, (name == _SORTED) & (person.c.id > number)))
    return _read_whole(tx, query.limit(limit))


def find_account(tx: Tx, ref: Ref) -> Account | None:
    """The account of that ref with units and roles; None where there is none. One select."""
    found = _read_whole(
        tx, select(*_PERSON, person.c.password_hash, _SORTED.label("sorted")).where(person.c.ref == ref)
    )
    return found[0] if found else None


def _read_whole(tx: Tx, people: Select[Any]) -> tuple[Account, ...]:
    """These people with units and roles, in order of name. One select."""
    chosen = people.subquery("chosen")
    query = (
        select(chosen, membership.c.unit_id, _held.role, _held.scope, _held.scope_id)
        .select_from(chosen)
        .outerjoin(membership, membership.c.person_id == chosen.c.id)
        .outerjoin(role_grant, _held.person_id == chosen.c.id)
        .order_by(chosen.c.sorted, chosen.c.id)
    )
    return tuple(_account(list(rows)) for _, rows in groupby(tx.execute(query), key=lambda row: row.id))


def _account(rows: Sequence[Any]) -> Account:
    """The account that these rows are about, one for each of its units with each of its roles."""
    units = {row.unit_id for row in rows if row.unit_id is not None}
    grants = {Grant(Role(row.role), ScopeKind(row.scope), row.scope_id) for row in rows if row.role is not None}
    ordered = tuple(sorted(grants, key=lambda one: (one.role, one.scope, one.scope_id)))
    return Account(person_of(rows[0], units), ordered, rows[0].password_hash is not None)


def count_administrators(tx: Tx) -> int:
    """How many open accounts hold the role of administrator in the whole organisation."""
    query = (
        select(func.count(func.distinct(person.c.id)))
        .join(role_grant, role_grant.c.person_id == person.c.id)
        .where(
            person.c.active,
            role_grant.c.role == Role.ADMINISTRATOR.value,
            role_grant.c.scope == ScopeKind.ORGANISATION.value,
        )
    )
    return int(tx.execute(query).scalar_one())


def rename_person(tx: Tx, person_id: PersonId, name: str, email: str) -> None:
    """Give a person another name and address; the address is kept in lower case."""
    _update(tx, person_id, {"name": name, "email": email.strip().lower()})


def open_account(tx: Tx, person_id: PersonId, *, active: bool) -> None:
    """Open an account, or close it."""
    _update(tx, person_id, {"active": active})


def set_password(tx: Tx, person_id: PersonId, password_hash: str) -> None:
    """Replace the stored password."""
    _update(tx, person_id, {"password_hash": password_hash})


def end_sign_ins(tx: Tx, person_id: PersonId, now: datetime) -> int:
    """End every live sign-in of a person, and answer how many there were."""
    live = (sign_in.c.person_id == person_id) & sign_in.c.ended_at.is_(None) & (sign_in.c.expires_at > now)
    return tx.execute(update(sign_in).where(live).values(ended_at=now)).rowcount


def give_role(tx: Tx, person_id: PersonId, granted: Grant, now: datetime) -> None:
    """Write a role within a scope."""
    tx.execute(insert(role_grant).values(**_grant_row(person_id, granted), granted_at=now))


def end_role(tx: Tx, person_id: PersonId, granted: Grant) -> None:
    """Take a role within a scope away."""
    row = _grant_row(person_id, granted)
    tx.execute(delete(role_grant).where(*(getattr(_held, name) == value for name, value in row.items())))


def read_coming_floors(tx: Tx, person_id: PersonId, now: datetime) -> tuple[FloorId, ...]:
    """The floors on which a person holds bookings that have not begun, in ascending order. One select."""
    query = (
        select(resource.c.floor_id)
        .join(booking, booking.c.resource_id == resource.c.id)
        .where(booking.c.person_id == person_id, booking.c.holds, booking.c.starts_at > now)
        .distinct()
        .order_by(resource.c.floor_id)
    )
    return tuple(FloorId(row.floor_id) for row in tx.execute(query))


def write_invitation(tx: Tx, digest: str, person_id: PersonId, *, now: datetime, expires_at: datetime) -> None:
    """Write a link's digest; links given to the person before work no more."""
    end_invitations(tx, person_id, now)
    values = {"digest": digest, "person_id": person_id, "created_at": now, "expires_at": expires_at}
    tx.execute(insert(invitation).values(**values))


def count_invitations(tx: Tx, person_id: PersonId) -> int:
    """How many links were ever made for a person. One select."""
    return int(tx.execute(select(func.count()).where(invitation.c.person_id == person_id)).scalar_one())


def end_invitations(tx: Tx, person_id: PersonId, now: datetime) -> None:
    """End every link of a person that still works."""
    live = (invitation.c.person_id == person_id) & invitation.c.used_at.is_(None) & (invitation.c.expires_at > now)
    tx.execute(update(invitation).where(live).values(expires_at=now))


def find_invited(tx: Tx, digest: str, now: datetime) -> Person | None:
    """Whom a link was made for; None where it is unknown, used or over, or the account is closed. One select."""
    query = (
        select(*_PERSON)
        .join(invitation, invitation.c.person_id == person.c.id)
        .where(
            invitation.c.digest == digest,
            invitation.c.used_at.is_(None),
            invitation.c.expires_at > now,
            person.c.active,
        )
    )
    row = tx.execute(query).one_or_none()
    return person_of(row) if row else None


def use_invitation(tx: Tx, digest: str, now: datetime) -> bool:
    """Note that a link was used; False where somebody was faster, or it is over."""
    live = (invitation.c.digest == digest) & invitation.c.used_at.is_(None) & (invitation.c.expires_at > now)
    return tx.execute(update(invitation).where(live).values(used_at=now)).rowcount == 1


def _update(tx: Tx, person_id: PersonId, values: dict[str, Any]) -> None:
    tx.execute(update(person).where(person.c.id == person_id).values(**values))


def _grant_row(person_id: PersonId, granted: Grant) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "role": granted.role.value,
        "scope": granted.scope.value,
        "scope_id": granted.scope_id,
    }
