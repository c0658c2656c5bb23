"""Uses of rooms: the list, adding and changing them, taking them out of use and bringing them back."""

from dataclasses import dataclass, replace

from starlette.responses import RedirectResponse, Response

from booking.actions.room_uses import (
    change_room_use,
    enter_room_use,
    list_room_uses,
    show_room_use,
    weigh_room_use,
)
from booking.model.decisions import Refused
from booking.model.effects import Effect
from booking.model.ids import Ref
from booking.model.room_uses import MOST_USE_MIN, ROOM_KINDS, RoomUse, RoomUseChange, RoomUseLine, RoomUseTerms
from booking.rules.permits import Act
from booking.rules.room_use_words import say_kinds, say_needs
from booking.web.addresses import address
from booking.web.admin.forms import Control, Field, Form, Typed, flatten, read_typed, show_form
from booking.web.admin.frame import AGREED, Confirm, show_confirm
from booking.web.admin.rule_breaches import BREACHES
from booking.web.admin.terms import first_of, read_name
from booking.web.admin.things import show_refused
from booking.web.door import Call, WebRoute
from booking.web.fields import read_whole
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF, count

USES = "/admin/uses"
USE_FIELDS = ("name", "kind", "setup", "turnaround", "fallow")

LONGEST = 60
"""The most characters in a use's name."""

_MANY = frozenset({"kind"})
_DONE = {
    "added": "Added. Rooms can be booked for it now.",
    "changed": "Changed.",
    "retired": "Taken out of use. Bookings for it keep it.",
    "back": "It can be chosen again.",
}


@dataclass(frozen=True, slots=True)
class UseRow:
    """A use in words."""

    ref: Ref
    name: str
    kinds: str
    needs: str
    coming: str
    offered: bool


def show_room_uses(call: Call) -> Response:
    """Every use, and how many bookings to come are for it."""
    found = list_room_uses(call.service, call.actor, now=call.now)
    if isinstance(found, Refused):
        return show_refused(call, found)
    rows = [_row(line) for line in found]
    values = {
        "offered": [row for row in rows if row.offered],
        "retired": [row for row in rows if not row.offered],
        "done": _DONE.get(call.query.get("done"), ""),
    }
    return show_page(call, "admin/room_uses.html", "Uses of rooms", values)


def show_new_use(call: Call) -> Response:
    """The form of a new use."""
    found = list_room_uses(call.service, call.actor, now=call.now)
    if isinstance(found, Refused):
        return show_refused(call, found)
    return show_form(
        call, _new_form(), {"kind": ("clinic_room",), "setup": ("0",), "turnaround": ("0",), "fallow": ("0",)}
    )


def send_new_use(call: Call) -> Response:
    """Add a use."""
    typed = read_typed(call.form, USE_FIELDS)
    terms = _read_terms(typed)
    if isinstance(terms, tuple):
        return show_form(call, _new_form(), typed, faults=terms, status=422)
    added = enter_room_use(call.service, call.actor, terms, now=call.now)
    if isinstance(added, Refused):
        return _show_again(call, _new_form(), typed, added)
    return _go_back("added")


def show_use(call: Call) -> Response:
    """The form of a use, filled in with what is said of it, or with what an address brings."""
    found = show_room_use(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return show_refused(call, found)
    typed = read_typed(call.query, USE_FIELDS) if call.query.has("name") else _type(found)
    return show_form(call, _form_of(found), typed)


def send_use(call: Call) -> Response:
    """Show what the change would do, or make it where that was confirmed."""
    found = show_room_use(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return show_refused(call, found)
    typed = read_typed(call.form, USE_FIELDS)
    terms = _read_terms(typed)
    if isinstance(terms, tuple):
        return show_form(call, _form_of(found), typed, faults=terms, status=422)
    confirm = Confirm(
        heading=f"Change “{found.name}”?",
        effect=Effect(()),
        action=f"{USES}/{call.ref}",
        typed=flatten(typed),
        button="Change it",
        back=(address(f"{USES}/{call.ref}", flatten(typed)), "Back to the form"),
        listed=BREACHES,
    )
    return _change(call, RoomUseChange(call.ref, terms), confirm, "changed", typed)


def show_use_retiring(call: Call) -> Response:
    """What taking a use out of use would do."""
    return _retire(call)


def send_use_retiring(call: Call) -> Response:
    """Take a use out of use, where its effect was seen and is still the same."""
    return _retire(call)


def send_use_return(call: Call) -> Response:
    """Let a use be chosen again; no booking changes by that."""
    change = RoomUseChange(call.ref, offered=True)
    effect = weigh_room_use(call.service, call.actor, change, now=call.now)
    if isinstance(effect, Refused):
        return show_refused(call, effect)
    done = change_room_use(call.service, call.actor, change, agreed=effect.stamp, now=call.now)
    return show_refused(call, done) if isinstance(done, Refused) else _go_back("back")


def _retire(call: Call) -> Response:
    found = show_room_use(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return show_refused(call, found)
    confirm = Confirm(
        heading=f"Take “{found.name}” out of use?",
        effect=Effect(()),
        action=f"{USES}/{call.ref}/retire",
        typed=(),
        button="Take it out of use",
        back=(USES, "Keep it"),
        warning=True,
    )
    return _change(call, RoomUseChange(call.ref, offered=False), confirm, "retired", {})


def _change(call: Call, change: RoomUseChange, confirm: Confirm, done: str, typed: Typed) -> Response:
    """Make a change that was confirmed; show what it would do where it was not, or does something else by now."""
    fault: Refused | None = None
    if agreed := call.form.get(AGREED):
        answer = change_room_use(call.service, call.actor, change, agreed=agreed, now=call.now)
        if isinstance(answer, RoomUse):
            return _go_back(done)
        fault = answer
    effect = weigh_room_use(call.service, call.actor, change, now=call.now)
    if isinstance(effect, Refused):
        found = show_room_use(call.service, call.actor, change.ref)
        if isinstance(found, Refused):
            return show_refused(call, found)
        return _show_again(call, _form_of(found), typed, effect)
    faults = (FieldFault("", fault.why),) if fault is not None else ()
    status = STATUS_OF[fault.reason] if fault is not None else 200
    return show_confirm(call, replace(confirm, effect=effect), faults=faults, status=status)


def _show_again(call: Call, form: Form, typed: Typed, refused: Refused) -> Response:
    if STATUS_OF[refused.reason] in (403, 404):
        return show_refused(call, refused)
    fault = FieldFault(refused.field or "", refused.why)
    return show_form(call, form, typed, faults=(fault,), status=STATUS_OF[refused.reason])


def _row(line: RoomUseLine) -> UseRow:
    use = line.use
    coming = count(line.coming, "booking to come", "bookings to come")
    return UseRow(use.ref, use.name, say_kinds(use.kinds).capitalize(), say_needs(use), coming, use.offered)


def _read_terms(typed: Typed) -> RoomUseTerms | tuple[FieldFault, ...]:
    faults: list[FieldFault] = []
    name = read_name(typed, faults, most=LONGEST)
    kinds = frozenset(kind for kind in ROOM_KINDS if kind.value in typed.get("kind", ()))
    if not kinds:
        faults.append(FieldFault("kind", "Choose at least one kind of room."))
    setup, turnaround, fallow = (_read_minutes(typed, field, faults) for field in ("setup", "turnaround", "fallow"))
    return tuple(faults) if faults else RoomUseTerms(name, kinds, setup, turnaround, fallow)


def _read_minutes(typed: Typed, field: str, faults: list[FieldFault]) -> int:
    text = first_of(typed, field)
    minutes = read_whole(text, 0, MOST_USE_MIN) if text.strip() else 0
    if minutes is None:
        faults.append(FieldFault(field, f"Enter a whole number of minutes from 0 to {MOST_USE_MIN}."))
    return minutes or 0


def _type(use: RoomUse) -> dict[str, tuple[str, ...]]:
    """What would be typed to say what is said of a use."""
    return {
        "name": (use.name,),
        "kind": tuple(kind.value for kind in ROOM_KINDS if kind in use.kinds),
        "setup": (str(use.setup_min),),
        "turnaround": (str(use.turnaround_min),),
        "fallow": (str(use.fallow_min),),
    }


def _fields() -> tuple[Field, ...]:
    kinds = tuple((kind.value, kind.words.capitalize()) for kind in ROOM_KINDS)
    return (
        Field("name", "Name", hint="Such as consultation, or aerosol generating procedure."),
        Field("kind", "It can be done in", Control.CHECKS, options=kinds),
        Field("setup", "Set-up in minutes", Control.NUMBER, hint="Kept free before it.", width="3"),
        Field("turnaround", "Turnaround in minutes", Control.NUMBER, hint="Kept free after the booking.", width="3"),
        Field(
            "fallow",
            "Fallow time in minutes",
            Control.NUMBER,
            hint="Kept free from the end of the procedure on, so that the air is changed. Of all these times and those "
            "of the room the larger counts, not their sum.",
            width="3",
        ),
    )


def _new_form() -> Form:
    return Form("Add a use of rooms", f"{USES}/add", _fields(), "Add it", (USES, "Uses of rooms"))


def _form_of(use: RoomUse) -> Form:
    retiring = f"{USES}/{use.ref}/retire" if use.offered else ""
    note = "" if use.offered else "It is out of use: nobody can choose it. Bookings made before keep it."
    form = Form(use.name, f"{USES}/{use.ref}", _fields(), "Change it", (USES, "Uses of rooms"))
    return replace(form, retiring=retiring, note=note)


def _go_back(done: str) -> Response:
    return RedirectResponse(address(USES, {"done": done}), status_code=303)


_ESTATE, _ONE = Act.MANAGE_ESTATE, f"{USES}/{{ref}}"

ROOM_USE_ROUTES: tuple[WebRoute, ...] = (
    WebRoute("show_room_uses", "GET", USES, _ESTATE, show_room_uses, query=("done",)),
    WebRoute("show_new_use", "GET", f"{USES}/add", _ESTATE, show_new_use),
    WebRoute("send_new_use", "POST", f"{USES}/add", _ESTATE, send_new_use, form=USE_FIELDS, many=_MANY),
    WebRoute("show_use", "GET", _ONE, _ESTATE, show_use, query=USE_FIELDS, many=_MANY),
    WebRoute("send_use", "POST", _ONE, _ESTATE, send_use, form=(*USE_FIELDS, AGREED), many=_MANY),
    WebRoute("show_use_retiring", "GET", f"{_ONE}/retire", _ESTATE, show_use_retiring),
    WebRoute("send_use_retiring", "POST", f"{_ONE}/retire", _ESTATE, send_use_retiring, form=(AGREED,)),
    WebRoute("send_use_return", "POST", f"{_ONE}/return", _ESTATE, send_use_return),
)
"""Every page and act of the uses of rooms."""
