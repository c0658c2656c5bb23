"""People: one person's sheet, and adding and changing them."""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from booking.actions.enter_person import enter_person
from booking.actions.invite import LINK_LIFE, Link, make_link
from booking.actions.list_accounts import AccountAsk, list_accounts
from booking.actions.manage_people import (
    PersonSheet,
    RoleHeld,
    change_person,
    reopen_account,
    show_person,
)
from booking.model.decisions import Reason, Refused
from booking.model.people import Person, ScopeKind
from booking.model.text import fault_in_address, fault_in_name, tidy_line
from booking.rules.phrases import say_day, say_time
from booking.rules.titles import say_grant
from booking.web.addresses import address
from booking.web.admin.forms import Field, Form, read_typed, show_form
from booking.web.admin.rule_spots import HOME_ZONE
from booking.web.door import Call
from booking.web.fields import read_whole
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF, count

A_PAGE = 50
"""How many people stand on one page of the list."""

LONGEST_NAME = 100

_MOST_LINKS = 99_999

PERSON_FIELDS = ("name", "email")

_DONE = {
    "changed": "The account is changed.",
    "closed": "The account is closed. Sign-ins and tokens of this person have ended.",
    "reopened": "The account is open again.",
    "role": "The roles are changed.",
    "units": "The units are changed.",
}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role that somebody holds, as a sentence, and where it is ended."""

    says: str
    end_href: str


def show_person_page(call: Call) -> Response:
    """One person: account, units and roles."""
    found = show_person(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return refuse(call, found)
    person = found.account.person
    values = {
        "person": person,
        "sheet": found,
        "own": person.id == call.actor.person.id,
        "units": [line.unit.name for line in found.units if line.unit.id in person.units],
        "roles": [_role_row(person, held) for held in found.roles],
        "done": _DONE.get(call.query.get("done"), ""),
    }
    return show_page(call, "admin/person.html", person.name, values)


def show_new_person(call: Call) -> Response:
    """The form for a new account."""
    return show_form(call, _new_form(), {})


def send_new_person(call: Call) -> Response:
    """Open an account, and show the link that lets its person in."""
    typed = read_typed(call.form, PERSON_FIELDS)
    name, email, faults = read_person(call)
    if faults:
        return show_form(call, _new_form(), typed, faults=faults, status=422)
    made = enter_person(call.service, call.actor, name, email, now=call.now)
    if isinstance(made, Refused):
        same = _find_same(call, name, email) if made.field == "email" else None
        return _show_over(call, same) if same is not None else _refuse_typed(call, made, _new_form())
    return show_link(call, made)


def show_person_form(call: Call) -> Response:
    """The form for another name or address."""
    found = show_person(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return refuse(call, found)
    person = found.account.person
    return show_form(call, _change_form(call, found), {"name": (person.name,), "email": (person.email,)})


def send_person_form(call: Call) -> Response:
    """Write another name or address."""
    found = show_person(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return refuse(call, found)
    name, email, faults = read_person(call)
    form = _change_form(call, found)
    if faults:
        return show_form(call, form, read_typed(call.form, PERSON_FIELDS), faults=faults, status=422)
    changed = change_person(call.service, call.actor, call.ref, name, email, now=call.now)
    if isinstance(changed, Refused):
        return _refuse_typed(call, changed, form)
    return back_to(call, "changed")


def send_link(call: Call) -> Response:
    """Make a new sign-in link and show it, once."""
    seen = read_whole(call.form.get("links"), 0, _MOST_LINKS)
    made = make_link(call.service, call.actor, call.ref, now=call.now, seen=-1 if seen is None else seen)
    if isinstance(made, Link):
        return show_link(call, made)
    sheet = show_person(call.service, call.actor, call.ref)
    if made.reason is not Reason.CHANGED_MEANWHILE or isinstance(sheet, Refused):
        return refuse(call, made)
    return _show_over(call, sheet.account.person)


def send_reopening(call: Call) -> Response:
    """Open a closed account again."""
    opened = reopen_account(call.service, call.actor, call.ref, now=call.now)
    return refuse(call, opened) if isinstance(opened, Refused) else back_to(call, "reopened")


def show_link(call: Call, link: Link) -> Response:
    """A link that was just made; it is shown on this page and nowhere else."""
    values = {
        "person": link.person,
        "link": f"{call.settings.base_url.rstrip('/')}/invitation/{link.secret}",
        "until": f"{say_time(link.expires_at, HOME_ZONE)} on {say_day(link.expires_at, HOME_ZONE)}",
        "days": count(LINK_LIFE.days, "day"),
    }
    return show_page(call, "admin/link.html", f"Sign-in link for {link.person.name}", values)


def _show_over(call: Call, person: Person) -> Response:
    """What somebody sees who reloads the page of a link: it is not shown again, and how to make another."""
    return show_page(call, "admin/link_over.html", "The sign-in link is shown once", {"person": person}, status=409)


def _find_same(call: Call, name: str, email: str) -> Person | None:
    """Who has this very name and address already, since the form was sent before."""
    found = list_accounts(call.service, call.actor, AccountAsk(email), limit=A_PAGE)
    if isinstance(found, Refused):
        return None
    people = (line.person for line in found.lines)
    return next((one for one in people if (one.name, one.email) == (name, email)), None)


def read_person(call: Call) -> tuple[str, str, tuple[FieldFault, ...]]:
    """The name and the address that were typed, and what is wrong with them."""
    name, email = tidy_line(call.form.get("name")), tidy_line(call.form.get("email")).lower()
    faults = []
    if not name:
        faults.append(FieldFault("name", "Enter the person's name."))
    elif fault := fault_in_name(name, most=LONGEST_NAME):
        faults.append(FieldFault("name", fault))
    if not email:
        faults.append(FieldFault("email", "Enter the person's work email address."))
    elif fault := fault_in_address(email):
        faults.append(FieldFault("email", fault))
    return name, email, tuple(faults)


def refuse(call: Call, refused: Refused) -> Response:
    """The page that says why not."""
    return show_problem(call.request, STATUS_OF[refused.reason], why=refused.why)


def back_to(call: Call, done: str) -> Response:
    """Back to the person's sheet, with what was done."""
    return RedirectResponse(address(f"/admin/people/{call.ref}", {"done": done}), status_code=303)


def say_held(held: RoleHeld) -> str:
    """A role that somebody holds: Team lead for Digital Services."""
    return say_grant(held.role, held.where.scope, held.where.name)


def scope_value(scope: ScopeKind, ref: str | None) -> str:
    """A scope as a form's field names it."""
    return f"{scope.value}-{ref}" if ref else scope.value


def _role_row(person: Person, held: RoleHeld) -> RoleRow:
    query = {"role": held.role.value, "scope": scope_value(held.where.scope, held.where.ref)}
    known = held.where.ref is not None or held.where.scope is ScopeKind.ORGANISATION
    return RoleRow(say_held(held), address(f"/admin/people/{person.ref}/end-role", query) if known else "")


def _fields() -> tuple[Field, ...]:
    return (Field("name", "Name"), Field("email", "Work email address", hint="They sign in with it."))


def _new_form() -> Form:
    return Form(
        heading="Add a person",
        action="/admin/people/add",
        fields=_fields(),
        button="Add and make a sign-in link",
        back=("/admin/people", "People and roles"),
        note="They can book as a member of staff. Give other roles afterwards.",
    )


def _change_form(call: Call, sheet: PersonSheet) -> Form:
    return Form(
        heading="Name and address",
        action=f"/admin/people/{call.ref}/change",
        fields=_fields(),
        button="Save",
        back=(f"/admin/people/{call.ref}", f"Back to {sheet.account.person.name}"),
    )


def _refuse_typed(call: Call, refused: Refused, form: Form) -> Response:
    if refused.field is None:
        return refuse(call, refused)
    fault = FieldFault(refused.field, refused.why)
    return show_form(call, form, read_typed(call.form, PERSON_FIELDS), faults=(fault,), status=422)
