"""Units: the list, adding and renaming them, and their members."""

from starlette.responses import RedirectResponse, Response

from booking.actions.manage_units import UnitSheet, add_member, change_unit, enter_unit, list_units, show_unit
from booking.model.decisions import Refused
from booking.model.text import fault_in_name, tidy_line
from booking.web.addresses import address
from booking.web.admin.forms import Field, Form, show_form
from booking.web.admin.people import refuse
from booking.web.door import Call
from booking.web.shell import FieldFault, show_page

LONGEST_UNIT = 100

_DONE = {"renamed": "The unit is renamed.", "added": "The unit is added.", "joined": "The person is a member now."}


def show_units(call: Call) -> Response:
    """Every unit with the number of its members."""
    found = list_units(call.service, call.actor)
    if isinstance(found, Refused):
        return refuse(call, found)
    return show_page(call, "admin/units.html", "Units", {"units": found})


def show_new_unit(call: Call) -> Response:
    """The form for a new unit."""
    return show_form(call, _new_form(), {})


def send_new_unit(call: Call) -> Response:
    """Add a unit."""
    name, fault = _read_name(call)
    added = fault or enter_unit(call.service, call.actor, name, now=call.now)
    if isinstance(added, Refused):
        if added.field is None:
            return refuse(call, added)
        added = FieldFault("name", added.why)
    if isinstance(added, FieldFault):
        return show_form(call, _new_form(), {"name": (call.form.get("name"),)}, faults=(added,), status=422)
    return _go_to(added, "added")


def show_unit_page(call: Call) -> Response:
    """One unit: its name and its members."""
    return _show_unit(call)


def send_unit_name(call: Call) -> Response:
    """Give a unit another name."""
    name, fault = _read_name(call)
    if fault:
        return _show_unit(call, fault)
    changed = change_unit(call.service, call.actor, call.ref, name, now=call.now)
    return _leave(call, changed, "renamed")


def send_member(call: Call) -> Response:
    """Write somebody into a unit by their address."""
    email = tidy_line(call.form.get("email"))
    if not email:
        return _show_unit(call, FieldFault("email", "Enter the person's work email address."))
    joined = add_member(call.service, call.actor, call.ref, email, now=call.now)
    return _leave(call, joined, "joined")


def _leave(call: Call, answer: str | Refused, done: str) -> Response:
    if not isinstance(answer, Refused):
        return _go_to(answer, done)
    return refuse(call, answer) if answer.field is None else _show_unit(call, FieldFault(answer.field, answer.why))


def _show_unit(call: Call, *faults: FieldFault) -> Response:
    found = show_unit(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return refuse(call, found)
    values = {
        "unit": found.unit,
        "members": found.members,
        "name": _typed(call, found),
        "email": call.form.get("email"),
        "done": _DONE.get(call.query.get("done"), ""),
        "faults": faults,
    }
    return show_page(call, "admin/unit.html", found.unit.name, values, status=422 if faults else 200)


def _typed(call: Call, sheet: UnitSheet) -> str:
    return call.form.get("name", sheet.unit.name)


def _read_name(call: Call) -> tuple[str, FieldFault | None]:
    name = tidy_line(call.form.get("name"))
    fault = fault_in_name(name, most=LONGEST_UNIT) if name else "Enter a name."
    return name, FieldFault("name", fault) if fault else None


def _go_to(ref: str, done: str) -> Response:
    return RedirectResponse(address(f"/admin/units/{ref}", {"done": done}), status_code=303)


def _new_form() -> Form:
    return Form(
        heading="Add a unit",
        action="/admin/units/add",
        fields=(Field("name", "Name", hint="A team, a ward or a service."),),
        button="Add the unit",
        back=("/admin/units", "Units"),
    )
