"""What is done with one person: roles given and ended, units, and the account closed."""

from starlette.responses import RedirectResponse, Response

from booking.actions.close_account import Closing, close_account, list_coming
from booking.actions.manage_people import (
    LAST_ADMINISTRATOR,
    OWN_ACCOUNT,
    OWN_ADMINISTRATOR,
    PersonSheet,
    RoleAsk,
    RoleHeld,
    end_grant,
    grant_role,
    set_units,
    show_person,
)
from booking.model.decisions import Refused
from booking.model.effects import MOST_SHOWN, Effect
from booking.model.people import Role, ScopeKind
from booking.model.text import fault_in_line, tidy_line
from booking.rules.role_scopes import ROLE_SCOPES
from booking.rules.titles import ROLE_TITLES, say_grant
from booking.web.addresses import address
from booking.web.admin.forms import Control, Field, Form, show_form
from booking.web.admin.frame import AGREED, Confirm, show_confirm, view_affected
from booking.web.admin.people import back_to, refuse, scope_value
from booking.web.door import Call
from booking.web.fields import Fields, read_ref
from booking.web.shell import FieldFault, show_page

ROLE_FIELDS = ("role", "scope")
LONGEST_MESSAGE = 300


def show_grant(call: Call) -> Response:
    """The form that gives a role: which one first, then where it applies."""
    sheet = show_person(call.service, call.actor, call.ref)
    if isinstance(sheet, Refused):
        return refuse(call, sheet)
    role = _find_role(call.query)
    typed = {"role": (role.value,)} if role is not None else {}
    return show_form(call, _grant_form(call, sheet, role), typed)


def send_grant(call: Call) -> Response:
    """Give a role within a scope; where only the role is chosen yet, ask for the scope."""
    sheet = show_person(call.service, call.actor, call.ref)
    if isinstance(sheet, Refused):
        return refuse(call, sheet)
    typed, role = {name: (call.form.get(name),) for name in ROLE_FIELDS}, _find_role(call.form)
    if role is not None and not call.form.has("scope"):
        return RedirectResponse(address(f"/admin/people/{call.ref}/roles", {"role": role.value}), status_code=303)
    asked = _read_role(call.form)
    if isinstance(asked, FieldFault):
        return show_form(call, _grant_form(call, sheet, role), typed, faults=(asked,), status=422)
    given = grant_role(call.service, call.actor, call.ref, asked, now=call.now)
    if isinstance(given, Refused):
        if given.field is None:
            return refuse(call, given)
        fault = FieldFault(given.field, given.why)
        return show_form(call, _grant_form(call, sheet, role), typed, faults=(fault,), status=422)
    return back_to(call, "role")


def show_end_role(call: Call) -> Response:
    """Ask whether a role shall end."""
    return _ask_to_end(call, call.query)


def send_end_role(call: Call) -> Response:
    """End a role once that was asked."""
    asked = _read_role(call.form)
    if isinstance(asked, FieldFault) or not call.form.get(AGREED):
        return _ask_to_end(call, call.form)
    ended = end_grant(call.service, call.actor, call.ref, asked, now=call.now)
    return refuse(call, ended) if isinstance(ended, Refused) else back_to(call, "role")


def show_person_units(call: Call) -> Response:
    """The units to which a person belongs, to be ticked."""
    sheet = show_person(call.service, call.actor, call.ref)
    if isinstance(sheet, Refused):
        return refuse(call, sheet)
    mine = tuple(line.unit.ref for line in sheet.units if line.unit.id in sheet.account.person.units)
    return show_form(call, _units_form(call, sheet), {"unit": mine})


def send_person_units(call: Call) -> Response:
    """Let the person belong to the units that are ticked."""
    units = frozenset(read_ref(text) for text in call.form.all("unit"))
    moved = set_units(call.service, call.actor, call.ref, units, now=call.now)
    if not isinstance(moved, Refused):
        return back_to(call, "units")
    sheet = show_person(call.service, call.actor, call.ref)
    if moved.field is None or isinstance(sheet, Refused):
        return refuse(call, moved)
    fault = FieldFault("unit", moved.why)
    return show_form(call, _units_form(call, sheet), {"unit": call.form.all("unit")}, faults=(fault,), status=422)


def show_closing(call: Call) -> Response:
    """What closing an account ends, and the bookings to come, to be cancelled or kept."""
    return _show_closing(call, "", "")


def send_closing(call: Call) -> Response:
    """Close an account."""
    choice, message = call.form.get("bookings"), tidy_line(call.form.get("message"))
    coming = list_coming(call.service, call.actor, call.ref, now=call.now)
    if isinstance(coming, Refused):
        return refuse(call, coming)
    if coming and choice not in ("cancel", "keep"):
        return _show_closing(call, choice, message, FieldFault("bookings", "Say what happens to the bookings."))
    if coming and choice == "cancel" and not message:
        why = "Say why the bookings are cancelled. The message stands on each booking."
        return _show_closing(call, choice, message, FieldFault("message", why))
    if fault := fault_in_line(message, most=LONGEST_MESSAGE):
        return _show_closing(call, choice, message, FieldFault("message", fault))
    closing = Closing(cancel_bookings=choice == "cancel", message=message)
    closed = close_account(call.service, call.actor, call.ref, closing, now=call.now)
    return refuse(call, closed) if isinstance(closed, Refused) else back_to(call, "closed")


def _show_closing(call: Call, choice: str, message: str, *faults: FieldFault) -> Response:
    sheet = show_person(call.service, call.actor, call.ref)
    coming = list_coming(call.service, call.actor, call.ref, now=call.now)
    if isinstance(sheet, Refused):
        return refuse(call, sheet)
    if isinstance(coming, Refused):
        return refuse(call, coming)
    own = sheet.account.person.id == call.actor.person.id
    values = {
        "person": sheet.account.person,
        "bar": OWN_ACCOUNT if own else "",
        "rows": [view_affected(card) for card in coming[:MOST_SHOWN]],
        "total": len(coming),
        "more": len(coming[MOST_SHOWN:]),
        "choice": choice,
        "message": message,
        "faults": faults,
    }
    title = f"Close the account of {sheet.account.person.name}?"
    return show_page(call, "admin/close_account.html", title, values, status=422 if faults else 200)


def _ask_to_end(call: Call, fields: Fields) -> Response:
    sheet = show_person(call.service, call.actor, call.ref)
    if isinstance(sheet, Refused):
        return refuse(call, sheet)
    asked = _read_role(fields)
    held = None
    if isinstance(asked, RoleAsk):
        wanted = (asked.role, asked.scope, asked.ref)
        held = next((one for one in sheet.roles if (one.role, one.where.scope, one.where.ref) == wanted), None)
    if held is None:
        return back_to(call, "")
    name = sheet.account.person.name
    says = f"{name} is no longer {say_grant(held.role, held.where.scope, held.where.name)}."
    href = f"/admin/people/{call.ref}"
    confirm = Confirm(
        heading="End this role?",
        effect=Effect((says, "What they may do changes at once. Bookings that they made stay.")),
        action=f"{href}/end-role",
        typed=tuple((field, fields.get(field)) for field in ROLE_FIELDS),
        button="End this role",
        back=(href, "Keep it"),
        warning=True,
        barred=_say_barred(call, sheet, held),
    )
    return show_confirm(call, confirm)


def _say_barred(call: Call, sheet: PersonSheet, held: RoleHeld) -> str:
    """Why a role cannot be ended; empty where it can."""
    if (held.role, held.where.scope) != (Role.ADMINISTRATOR, ScopeKind.ORGANISATION):
        return ""
    if sheet.only_administrator:
        return LAST_ADMINISTRATOR
    return OWN_ADMINISTRATOR if sheet.account.person.id == call.actor.person.id else ""


def _read_role(fields: Fields) -> RoleAsk | FieldFault:
    role = _find_role(fields)
    kind, _, ref = fields.get("scope").partition("-")
    scope = next((scope for scope in ScopeKind if scope.value == kind), None)
    if role is None:
        return FieldFault("role", "Choose a role from the list.")
    if scope is None or bool(ref) == (scope is ScopeKind.ORGANISATION):
        return FieldFault("scope", "Choose where the role applies from the list.")
    return RoleAsk(role, scope, read_ref(ref) if ref else None)


def _find_role(fields: Fields) -> Role | None:
    return next((role for role in Role if role.value == fields.get("role")), None)


def _grant_form(call: Call, sheet: PersonSheet, role: Role | None) -> Form:
    if role is not None:
        return _scope_form(call, sheet, role)
    return Form(
        heading="Give a role",
        action=f"/admin/people/{call.ref}/roles",
        fields=(
            Field(
                "role", "Role", Control.SELECT, options=tuple((one.value, words) for one, words in ROLE_TITLES.items())
            ),
        ),
        button="Continue",
        back=(f"/admin/people/{call.ref}", f"Back to {sheet.account.person.name}"),
        caption=sheet.account.person.name,
        note="Administrators of the whole organisation may do everything, this page included.",
    )


def _scope_form(call: Call, sheet: PersonSheet, role: Role) -> Form:
    """Where a role applies: only the scopes in which it means something are offered."""
    prefix = {ScopeKind.ORGANISATION: "The whole organisation", ScopeKind.SITE: "Site: ", ScopeKind.UNIT: "Unit: "}
    scopes = tuple(
        (scope_value(one.scope, one.ref), f"{prefix[one.scope]}{one.name}")
        for one in sheet.scopes
        if one.scope in ROLE_SCOPES[role]
    )
    return Form(
        heading=f"Give a role: {ROLE_TITLES[role]}",
        action=f"/admin/people/{call.ref}/roles",
        fields=(Field("scope", "Where it applies", Control.SELECT, options=scopes),),
        button="Give this role",
        back=(f"/admin/people/{call.ref}/roles", "Back to the roles"),
        caption=sheet.account.person.name,
        kept=(("role", role.value),),
    )


def _units_form(call: Call, sheet: PersonSheet) -> Form:
    options = tuple((str(line.unit.ref), line.unit.name) for line in sheet.units)
    hint = "Team leads book for the members of their unit."
    return Form(
        heading="Units",
        action=f"/admin/people/{call.ref}/units",
        fields=(Field("unit", "They belong to", Control.CHECKS, hint=hint, options=options),),
        button="Save",
        back=(f"/admin/people/{call.ref}", f"Back to {sheet.account.person.name}"),
        caption=sheet.account.person.name,
    )
