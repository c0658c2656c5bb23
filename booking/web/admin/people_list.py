"""The list of people: who has an account, with what roles and units, and how they are chosen."""

from dataclasses import dataclass

from starlette.responses import Response

from booking.actions.list_accounts import AccountAsk, AccountLine, AccountList, list_accounts
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.model.people import Role
from booking.model.text import fault_in_line, tidy_line
from booking.rules.titles import ROLE_TITLES
from booking.web.addresses import address
from booking.web.admin.people import A_PAGE, refuse, say_held
from booking.web.door import Call
from booking.web.fields import Fields, read_ref
from booking.web.shell import FieldFault, show_page

FILTERS = ("words", "role", "unit", "accounts")
PEOPLE_QUERY = (*FILTERS, "after")
LONGEST_WORDS = 254
"""As long as an address may be."""

_PEOPLE = "/admin/people"
_ACCOUNTS = {"open": "Open", "closed": "Closed"}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list: roles as sentences, and the units in one line, empty where there is none."""

    ref: Ref
    name: str
    email: str
    active: bool
    roles: tuple[str, ...]
    units: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """Why the list is empty and what to change, and where to look instead; the address may be empty."""

    says: str
    href: str
    link: str


def show_people(call: Call) -> Response:
    """The people who fit what was typed and chosen, by name, a page at a time."""
    typed = call.query.typed(FILTERS)
    asked, faults = _read_ask(call.query)
    after = read_ref(call.query.get("after")) if call.query.get("after") else None
    found = list_accounts(call.service, call.actor, asked, after=after, limit=A_PAGE + 1)
    if isinstance(found, Refused) and found.field is not None:
        faults = (*faults, FieldFault(found.field, found.why))
        found = list_accounts(call.service, call.actor, AccountAsk(), limit=1)
    if isinstance(found, Refused):
        return refuse(call, found)
    units = tuple((str(unit.ref), unit.name) for unit in found.units)
    values: dict[str, object] = {
        "typed": typed,
        "faults": faults,
        "roles": tuple((role.value, title) for role, title in ROLE_TITLES.items()),
        "units": units,
        "accounts": tuple(_ACCOUNTS.items()),
    }
    if faults:
        nothing = {"people": (), "more": "", "first": ""}
        return show_page(call, "admin/people.html", "People and roles", values | nothing, status=422)
    return show_page(call, "admin/people.html", "People and roles", values | _list(found, asked, typed, after))


def _list(found: AccountList, asked: AccountAsk, typed: dict[str, str], after: Ref | None) -> dict[str, object]:
    """What the page shows of people, and the addresses of its other pages."""
    shown = found.lines[:A_PAGE]
    return {
        "people": tuple(_row(line) for line in shown),
        "more": address(_PEOPLE, {**typed, "after": shown[-1].person.ref}) if len(found.lines) > A_PAGE else "",
        "first": address(_PEOPLE, typed) if after is not None else "",
        "nobody": _say_nobody(asked, next((unit.name for unit in found.units if unit.ref == asked.unit), "")),
    }


def _read_ask(query: Fields) -> tuple[AccountAsk, tuple[FieldFault, ...]]:
    """What is asked for, and what is wrong with it; what is wrong asks for nothing."""
    words, role, unit, accounts = (tidy_line(query.get(name)) for name in FILTERS)
    faults = []
    if fault := fault_in_line(words, most=LONGEST_WORDS):
        faults.append(FieldFault("words", fault))
    if role and role not in tuple(Role):
        faults.append(FieldFault("role", "Choose a role from the list."))
    if accounts and accounts not in _ACCOUNTS:
        faults.append(FieldFault("accounts", "Choose open or closed accounts, or both."))
    if faults:
        return AccountAsk(unit=read_ref(unit) if unit else None), tuple(faults)
    asked = AccountAsk(
        words,
        Role(role) if role else None,
        read_ref(unit) if unit else None,
        accounts == "open" if accounts else None,
    )
    return asked, ()


def _row(line: AccountLine) -> PersonRow:
    person, label = line.person, "Unit" if len(line.units) == 1 else "Units"
    return PersonRow(
        person.ref,
        person.name,
        person.email,
        person.active,
        tuple(say_held(held) for held in line.roles),
        f"{label}: {', '.join(line.units)}" if line.units else "",
    )


def _say_nobody(asked: AccountAsk, unit: str) -> Nobody:
    """What an empty list says: what was asked for, and which part of it to change."""
    words = asked.words
    chosen = [
        *((ROLE_TITLES[asked.role],) if asked.role is not None else ()),
        *((unit,) if unit else ()),
        *((f"{'open' if asked.active else 'closed'} accounts",) if asked.active is not None else ()),
    ]
    said = ", ".join(chosen)
    if not chosen:
        why = f"Nobody’s name or address fits “{words}”."
        return Nobody(f"{why} Check the spelling, or type part of the name.", _PEOPLE, "Show everybody")
    if not words:
        why = f"Nobody fits all that is chosen: {said}."
        return Nobody(f"{why} Choose “Any” in one of the lists.", _PEOPLE, "Show everybody")
    why = f"Nobody’s name or address fits “{words}” with all that is chosen: {said}."
    where = address(_PEOPLE, {"words": words})
    return Nobody(
        f"{why} Choose “Any” in one of the lists, or check the spelling.", where, f"Find “{words}” everywhere"
    )
