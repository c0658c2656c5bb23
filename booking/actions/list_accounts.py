"""List the accounts of people, by name, role, unit and whether they are open."""

from dataclasses import dataclass

from booking.actions.manage_people import RoleHeld, name_roles, name_scopes, refuse_stranger
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.ids import Ref
from booking.model.people import Actor, Person, Role
from booking.rules.finding import fits_person, name_words
from booking.store.engine import Tx
from booking.store.estate import read_sites
from booking.store.people_changes import AccountFilter, read_accounts
from booking.store.units import Unit, read_units


@dataclass(frozen=True, slots=True)
class AccountAsk:
    """Which accounts a door asks for; a part that is empty or None asks for nothing."""

    words: str = ""
    role: Role | None = None
    unit: Ref | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A person in the list, with roles and the names of their units."""

    person: Person
    roles: tuple[RoleHeld, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountList:
    """People in order of name, and every unit by which they could be chosen."""

    lines: tuple[AccountLine, ...]
    units: tuple[Unit, ...]


def list_accounts(
    service: Service, actor: Actor, asked: AccountAsk, *, after: Ref | None = None, limit: int
) -> AccountList | Refused:
    """People who fit all that is asked, closed accounts too, by name, at most `limit`. Three selects.

    The words fit a name or an address. People of a unit are its members and those who hold a role for it.
    """
    if refusal := refuse_stranger(actor):
        return refusal

    def work(tx: Tx) -> AccountList | Refused:
        lines = read_units(tx)
        units = tuple(line.unit for line in lines)
        unit_id = next((unit.id for unit in units if unit.ref == asked.unit), None)
        if asked.unit is not None and unit_id is None:
            return Refused(Reason.BAD_FIELD, "This unit is not there. Choose one from the list.", field="unit")
        wanted = AccountFilter(asked.words, name_words(asked.words), asked.role, unit_id, asked.active, after)
        found = read_accounts(tx, wanted, None if asked.words else limit)
        fitting = [one for one in found if not asked.words or fits_person(asked.words, one.person)][:limit]
        scopes = name_scopes(actor.person.organisation_id, read_sites(tx, None), lines)
        return AccountList(
            tuple(
                AccountLine(
                    account.person,
                    name_roles(account, scopes),
                    tuple(unit.name for unit in units if unit.id in account.person.units),
                )
                for account in fitting
            ),
            units,
        )

    return service.db.read(work)
