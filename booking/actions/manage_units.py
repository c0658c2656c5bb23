"""Manage units: list, add and rename them, and see who belongs to them."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.book import not_found
from booking.actions.manage_people import manage, move_member, refuse_stranger
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.decisions import Reason, Refused
from booking.model.ids import Ref
from booking.model.people import Actor, Person
from booking.store.audit import Event, append_entry
from booking.store.engine import Tx
from booking.store.estate import add_unit
from booking.store.people import find_person_by_email
from booking.store.units import Unit, UnitLine, read_members, read_units, rename_unit


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """A unit and the people who belong to it, by name."""

    unit: Unit
    members: tuple[Person, ...]


def list_units(service: Service, actor: Actor) -> tuple[UnitLine, ...] | Refused:
    """Every unit with the number of its members. One select."""
    if refusal := refuse_stranger(actor):
        return refusal
    return service.db.read(read_units)


def show_unit(service: Service, actor: Actor, ref: Ref) -> UnitSheet | Refused:
    """One unit with its members. Two selects."""
    if refusal := refuse_stranger(actor):
        return refusal

    def work(tx: Tx) -> UnitSheet | Refused:
        found = _find(tx, ref)
        return not_found() if found is None else UnitSheet(found, read_members(tx, found.id))

    return service.db.read(work)


def enter_unit(service: Service, actor: Actor, name: str, *, now: datetime) -> Ref | Refused:
    """Add a unit, and answer its outside id."""

    def work(tx: Tx, asking: Actor) -> Ref | Refused:
        if refusal := _refuse_known(tx, name, None):
            return refusal
        unit_id = add_unit(tx, asking.person.organisation_id, name)
        _record(tx, asking, AuditAct.UNIT_ADDED, int(unit_id), now)
        return next(line.unit.ref for line in read_units(tx) if line.unit.id == unit_id)

    return manage(service, actor, work)


def change_unit(service: Service, actor: Actor, ref: Ref, name: str, *, now: datetime) -> Ref | Refused:
    """Give a unit another name."""

    def work(tx: Tx, asking: Actor) -> Ref | Refused:
        found = _find(tx, ref)
        if found is None:
            return not_found()
        if refusal := _refuse_known(tx, name, found):
            return refusal
        rename_unit(tx, found.id, name)
        _record(tx, asking, AuditAct.UNIT_RENAMED, int(found.id), now)
        return found.ref

    return manage(service, actor, work)


def add_member(service: Service, actor: Actor, ref: Ref, email: str, *, now: datetime) -> Ref | Refused:
    """Write the person of that address into a unit."""

    def work(tx: Tx, asking: Actor) -> Ref | Refused:
        found, person = _find(tx, ref), find_person_by_email(tx, email)
        if found is None:
            return not_found()
        if person is None:
            why = "Nobody with this address is known. Check it, or add the person first."
            return Refused(Reason.BAD_FIELD, why, field="email")
        if found.id in person.units:
            return Refused(Reason.BAD_FIELD, "This person belongs to the unit already.", field="email")
        move_member(tx, asking, person, found.id, now=now, joins=True)
        return found.ref

    return manage(service, actor, work)


def _find(tx: Tx, ref: Ref) -> Unit | None:
    return next((line.unit for line in read_units(tx) if line.unit.ref == ref), None)


def _refuse_known(tx: Tx, name: str, own: Unit | None) -> Refused | None:
    taken = {line.unit.name.casefold() for line in read_units(tx) if own is None or line.unit.id != own.id}
    if name.casefold() not in taken:
        return None
    return Refused(Reason.BAD_FIELD, "There is a unit of this name already. Choose another name.", field="name")


def _record(tx: Tx, asking: Actor, act: AuditAct, unit_id: int, now: datetime) -> None:
    append_entry(tx, Event(act, asking.person.id, facts=(("unit", unit_id),)), now)
