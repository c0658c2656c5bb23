"""A plain form of administration: what it asks, what was typed, and what the thing says now where that differs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from starlette.responses import Response

from booking.web.door import Call
from booking.web.fields import Fields
from booking.web.shell import FieldFault, show_page

SEEN = "seen"
"""The hidden field that says what the thing was when the form was made."""

Typed = Mapping[str, tuple[str, ...]]
"""What stands in a form's fields, by name; a name may have several values."""


class Control(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    SELECT = "select"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    Attributes:
        options: value and words of what can be chosen; of a text field, what is suggested.
        now: what the thing says now where that is not what was typed; empty where it is.
    """

    name: str
    label: str
    control: Control = Control.TEXT
    hint: str = ""
    width: str = ""
    options: tuple[tuple[str, str], ...] = ()
    now: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form and what stands around it.

    Attributes:
        caption: where the thing stands; empty for what stands nowhere.
        seen: the mark of what the thing was; empty where something is added.
        links: where else one can go from here: words and address.
        retiring: the address at which the thing is taken out of use; empty where it cannot be.
        returning: the address at which it is brought back; empty where it is in use.
        note: what is to be known beforehand.
        kept: hidden fields that say what the form is about, where its address does not.
    """

    heading: str
    action: str
    fields: tuple[Field, ...]
    button: str
    back: tuple[str, str]
    caption: str = ""
    seen: str = ""
    links: tuple[tuple[str, str], ...] = ()
    retiring: str = ""
    returning: str = ""
    note: str = ""
    kept: tuple[tuple[str, str], ...] = ()


def show_form(
    call: Call, form: Form, typed: Typed, *, faults: tuple[FieldFault, ...] = (), status: int = 200, done: str = ""
) -> Response:
    """The form as filled in, with what is wrong beside each field."""
    values = {"form": form, "typed": typed, "faults": _name_fields(faults, form), "done": done}
    return show_page(call, "admin/form.html", form.heading, values, status=status)


def read_typed(fields: Fields, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What was typed into each of these fields; nothing where a name was not given."""
    return {name: fields.all(name) for name in names}


def flatten(typed: Typed) -> tuple[tuple[str, str], ...]:
    """What was typed as pairs, for hidden fields and addresses."""
    return tuple((name, value) for name, values in typed.items() for value in values)


def with_now(form: Form, typed: Typed, stands: Typed) -> Form:
    """The form with what the thing says now beside each field in which something else was typed."""
    fields = tuple(
        replace(field, now=_say_values(field, stands.get(field.name, ())))
        if tuple(typed.get(field.name, ())) != tuple(stands.get(field.name, ()))
        else field
        for field in form.fields
    )
    return replace(form, fields=fields)


def _say_values(field: Field, values: tuple[str, ...]) -> str:
    words = dict(field.options) if field.control in (Control.SELECT, Control.CHECKS) else {}
    return ", ".join(words.get(value, value) for value in values) or "nothing"


def _name_fields(faults: tuple[FieldFault, ...], form: Form) -> tuple[FieldFault, ...]:
    """Faults of fields that the form does not show are faults of the whole form."""
    shown = {field.name for field in form.fields}
    return tuple(fault if fault.field in shown else FieldFault("", fault.text) for fault in faults)
