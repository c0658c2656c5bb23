"""The places of a floor as one list, and adding several at once."""

import re
from dataclasses import dataclass, replace

from starlette.responses import RedirectResponse, Response

from booking.actions.add_to_estate import add_places, check_new_places
from booking.actions.open_estate import OpenNode, list_places, open_node
from booking.model.decisions import Refused
from booking.model.effects import Effect
from booking.model.ids import Ref
from booking.model.text import TITLE_MAX, fault_in_line, tidy_line
from booking.model.tree import Node, PlaceLine, PlaceTerms, Tier
from booking.rules.effects import say_adding
from booking.rules.phrases import say_place
from booking.web.addresses import address
from booking.web.admin.forms import Control, Field, Form, Typed, flatten, read_typed, show_form
from booking.web.admin.frame import AGREED, Confirm, show_confirm
from booking.web.admin.terms import ask_rest, first_of, read_shared
from booking.web.admin.things import DONE, path_of, say_above, show_refused
from booking.web.door import Call
from booking.web.places import natural_order
from booking.web.shell import FieldFault, show_page
from booking.web.words import KINDS, STATUS_OF, count, name_feature, say_feature

LIST_FIELDS = ("kind", "words", "out", "done")
SEVERAL_FIELDS = ("prefix", "first", "last", "kind", "seats", "feature", "unit")

MOST_AT_ONCE = 100
"""How many places one form adds."""

_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place in the list of its floor."""

    ref: Ref
    name: str
    kind: str
    seats: str
    features: str
    unit: str
    in_use: bool


def show_places(call: Call) -> Response:
    """A floor's places, narrowed by kind and by words."""
    found = list_places(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return show_refused(call, found)
    floor, lines = found
    kind, words, out = call.query.get("kind"), tidy_line(call.query.get("words")), call.query.get("out") == "1"
    rows = [_row(line) for line in sorted(lines, key=_order) if _is_wanted(line, kind, words.casefold(), out=out)]
    values = {
        "floor": floor,
        "caption": say_above(floor),
        "path": path_of(Tier.FLOOR, floor.ref),
        "rows": rows,
        "total": count(sum(line.in_use for line in lines), "place"),
        "out_of_use": sum(not line.in_use for line in lines),
        "kinds": tuple((each.value, heading) for each, heading in KINDS.items()),
        "kind": kind,
        "words": words,
        "out": out,
        "narrowed": bool(kind or words),
        "done": DONE.get(call.query.get("done"), ""),
    }
    return show_page(call, "admin/places.html", f"Places on {floor.name}", values)


def show_several(call: Call) -> Response:
    """The form for several places whose names count up."""
    opened = open_node(call.service, call.actor, Tier.FLOOR, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    typed = read_typed(call.query, SEVERAL_FIELDS)
    return show_form(call, _several_form(opened), typed if call.query.has("first") else {"seats": ("1",)})


def send_several(call: Call) -> Response:
    """Show the names that there would be, or add the places where that was confirmed."""
    opened = open_node(call.service, call.actor, Tier.FLOOR, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    form, typed = _several_form(opened), read_typed(call.form, SEVERAL_FIELDS)
    faults: list[FieldFault] = []
    wanted = _read_several(typed, opened.node, faults)
    if faults:
        return show_form(call, form, typed, faults=tuple(faults), status=422)
    checked = check_new_places(call.service, call.actor, call.ref, wanted)
    if isinstance(checked, Refused):
        return _show_refused(call, form, typed, checked)
    effect = _say_effect(wanted, checked)
    if call.form.get(AGREED) != effect.stamp:
        return _ask_to_confirm(call, checked, typed, effect)
    answer = add_places(call.service, call.actor, call.ref, wanted, now=call.now)
    if isinstance(answer, Refused):
        return _show_refused(call, form, typed, answer)
    return RedirectResponse(address(path_of(Tier.FLOOR, call.ref), {"done": "added"}), status_code=303)


def _say_effect(places: tuple[PlaceTerms, ...], floor: Node) -> Effect:
    first = places[0]
    says = say_adding(first.kind, len(places), first.capacity, floor.name)
    return Effect(says, names=tuple(say_place(place.kind, place.name) for place in places))


def _ask_to_confirm(call: Call, floor: Node, typed: Typed, effect: Effect) -> Response:
    path = f"{path_of(Tier.FLOOR, floor.ref)}/several"
    confirm = Confirm(
        heading=f"Add {count(len(effect.names), 'place')} to {floor.name}?",
        effect=effect,
        action=path,
        typed=flatten(typed),
        button=f"Add {count(len(effect.names), 'place')}",
        back=(address(path, flatten(typed)), "Back to the form"),
    )
    return show_confirm(call, confirm)


def _show_refused(call: Call, form: Form, typed: Typed, refused: Refused) -> Response:
    if STATUS_OF[refused.reason] in (403, 404):
        return show_refused(call, refused)
    field = "first" if refused.field == "name" else refused.field or ""
    fault = FieldFault(field, refused.why)
    return show_form(call, form, typed, faults=(fault,), status=STATUS_OF[refused.reason])


def _several_form(opened: OpenNode) -> Form:
    node = opened.node
    return Form(
        heading="Add several places",
        caption=f"{node.name}, {say_above(node)}",
        action=f"{path_of(Tier.FLOOR, node.ref)}/several",
        fields=(
            Field("prefix", "Names begin with", hint="Such as 2. for 2.01, 2.02 and so on. It may be empty."),
            Field("first", "First number", Control.NUMBER, hint="As it is written, such as 01.", width="4"),
            Field("last", "Last number", Control.NUMBER, hint=f"At most {MOST_AT_ONCE} places at once.", width="4"),
            *ask_rest(opened.units, opened.features),
        ),
        button="Show the names",
        back=(path_of(Tier.FLOOR, node.ref), f"Places on {node.name}"),
    )


def _read_several(typed: Typed, floor: Node, faults: list[FieldFault]) -> tuple[PlaceTerms, ...]:
    """The places that are meant; a blank typed at the end of what their names begin with counts."""
    prefix = tidy_line(first_of(typed, "prefix"))
    if fault := fault_in_line(prefix, most=TITLE_MAX - 4):
        faults.append(FieldFault("prefix", fault))
    numbers = _read_numbers(first_of(typed, "first").strip(), first_of(typed, "last").strip(), faults)
    kind, seats, features, unit = read_shared(typed, faults)
    one = PlaceTerms("", kind, seats, features, unit, floor.ref)
    blank = " " if prefix and first_of(typed, "prefix").endswith(" ") else ""
    return tuple(replace(one, name=f"{prefix}{blank}{number}") for number in numbers)


def _read_numbers(first: str, last: str, faults: list[FieldFault]) -> tuple[str, ...]:
    """The numbers from the first to the last, as wide as the first is written."""
    bad = [
        name for name, text in (("first", first), ("last", last)) if not (text.isascii() and _NUMBER.fullmatch(text))
    ]
    faults += [FieldFault(name, "Enter a number in figures, such as 01.") for name in bad]
    if bad:
        return ()
    low, high = int(first), int(last)
    if high < low:
        faults.append(FieldFault("last", "The last number must not be before the first. Enter a larger one."))
    elif high - low >= MOST_AT_ONCE:
        faults.append(FieldFault("last", f"That is {high - low + 1:,} places. Add at most {MOST_AT_ONCE} at once."))
    else:
        return tuple(f"{number:0{len(first)}d}" for number in range(low, high + 1))
    return ()


def _order(line: PlaceLine) -> tuple[int, object]:
    return list(KINDS).index(line.kind), natural_order(line.name)


def _is_wanted(line: PlaceLine, kind: str, words: str, *, out: bool) -> bool:
    said = f"{say_place(line.kind, line.name)} {line.unit} {' '.join(map(say_feature, line.features))}".casefold()
    return (line.in_use or out) and kind in ("", line.kind.value) and all(word in said for word in words.split())


def _row(line: PlaceLine) -> PlaceRow:
    return PlaceRow(
        ref=line.ref,
        name=say_place(line.kind, line.name),
        kind=line.kind.words.capitalize(),
        seats=count(line.capacity, "seat"),
        features=", ".join((name_feature if at == 0 else say_feature)(code) for at, code in enumerate(line.features)),
        unit=line.unit,
        in_use=line.in_use,
    )
