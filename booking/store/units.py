"""Units: who belongs to them, and what they are called."""

from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from booking.model.ids import OrganisationId, PersonId, Ref, UnitId
from booking.model.people import Person
from booking.store.engine import Tx
from booking.store.people import person_of
from booking.store.tables import membership, person, unit


@dataclass(frozen=True, slots=True)
class Unit:
    """A group of people: a team, a ward, a service."""

    id: UnitId
    ref: Ref
    organisation_id: OrganisationId
    name: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit and how many people with an open account belong to it."""

    unit: Unit
    members: int


def read_units(tx: Tx) -> tuple[UnitLine, ...]:
    """Every unit in order of name. One select."""
    active = func.count(person.c.id).filter(person.c.active)
    query = (
        select(unit.c.id, unit.c.ref, unit.c.organisation_id, unit.c.name, active.label("members"))
        .outerjoin(membership, membership.c.unit_id == unit.c.id)
        .outerjoin(person, person.c.id == membership.c.person_id)
        .group_by(unit.c.id, unit.c.ref, unit.c.organisation_id, unit.c.name)
        .order_by(unit.c.name, unit.c.id)
    )
    return tuple(
        UnitLine(Unit(UnitId(row.id), Ref(row.ref), OrganisationId(row.organisation_id), row.name), row.members)
        for row in tx.execute(query)
    )


def read_members(tx: Tx, unit_id: UnitId) -> tuple[Person, ...]:
    """The people of a unit in order of name, those whose account is closed too. One select."""
    query = (
        select(person.c.id, person.c.ref, person.c.organisation_id, person.c.name, person.c.email, person.c.active)
        .join(membership, membership.c.person_id == person.c.id)
        .where(membership.c.unit_id == unit_id)
        .order_by(func.lower(person.c.name), person.c.id)
    )
    return tuple(person_of(row) for row in tx.execute(query))


def rename_unit(tx: Tx, unit_id: UnitId, name: str) -> None:
    """Give a unit another name."""
    tx.execute(update(unit).where(unit.c.id == unit_id).values(name=name))


def join_unit(tx: Tx, unit_id: UnitId, person_id: PersonId) -> None:
    """Write a person into a unit."""
    tx.execute(insert(membership).values(unit_id=unit_id, person_id=person_id))


def leave_unit(tx: Tx, unit_id: UnitId, person_id: PersonId) -> None:
    """Take a person out of a unit."""
    tx.execute(delete(membership).where(membership.c.unit_id == unit_id, membership.c.person_id == person_id))
