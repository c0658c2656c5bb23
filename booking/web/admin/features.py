"""What places can have: the list, and adding, renaming and removing."""

from starlette.responses import RedirectResponse, Response

from booking.actions.change_features import (
    FeatureChange,
    add_known_feature,
    change_feature,
    list_known_features,
    weigh_feature,
)
from booking.model.decisions import Refused
from booking.model.effects import Effect
from booking.web.addresses import address
from booking.web.admin.forms import Field, Form, Typed, read_typed, show_form
from booking.web.admin.frame import AGREED, Confirm, show_confirm
from booking.web.admin.terms import read_name
from booking.web.admin.things import show_refused
from booking.web.door import Call
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF, count, name_feature, say_feature

FEATURES = "/admin/features"

LONGEST = 60
"""The most characters in a feature's code."""

_DONE = {"added": "Added. Places can be given it now.", "renamed": "Renamed.", "removed": "Removed."}


def show_features(call: Call) -> Response:
    """Every feature and how many places have it."""
    return _show_list(call, "", ())


def send_feature(call: Call) -> Response:
    """Add a feature to the list."""
    typed, faults = read_typed(call.form, ("name",)), list[FieldFault]()
    code = _read_code(typed, faults)
    if faults:
        return _show_list(call, call.form.get("name"), tuple(faults), status=422)
    answer = add_known_feature(call.service, call.actor, code, now=call.now)
    if isinstance(answer, Refused):
        fault = FieldFault(answer.field or "", answer.why)
        return _show_list(call, call.form.get("name"), (fault,), status=STATUS_OF[answer.reason])
    return _go_back("added")


def show_rename(call: Call) -> Response:
    """The form of a feature's name."""
    code = _find(call, call.query.get("feature"))
    if isinstance(code, Response):
        return code
    name = call.query.get("name") if call.query.has("name") else say_feature(code)
    return show_form(call, _rename_form(code), {"name": (name,)})


def send_rename(call: Call) -> Response:
    """Show what renaming would do, or do it where that was confirmed."""
    code = _find(call, call.form.get("feature"))
    if isinstance(code, Response):
        return code
    typed, faults = read_typed(call.form, ("name",)), list[FieldFault]()
    to = _read_code(typed, faults)
    if faults:
        return show_form(call, _rename_form(code), typed, faults=tuple(faults), status=422)
    return _change(call, FeatureChange(code, to), typed)


def show_removal(call: Call) -> Response:
    """What removing a feature would do."""
    code = _find(call, call.query.get("feature"))
    return code if isinstance(code, Response) else _change(call, FeatureChange(code, None), {})


def send_removal(call: Call) -> Response:
    """Remove a feature from everything, where its effect was seen and is still the same."""
    code = _find(call, call.form.get("feature"))
    return code if isinstance(code, Response) else _change(call, FeatureChange(code, None), {})


def _change(call: Call, change: FeatureChange, typed: Typed) -> Response:
    fault: Refused | None = None
    if agreed := call.form.get(AGREED):
        answer = change_feature(call.service, call.actor, change, agreed=agreed, now=call.now)
        if isinstance(answer, FeatureChange):
            return _go_back("removed" if answer.to is None else "renamed")
        fault = answer
    effect = weigh_feature(call.service, call.actor, change, now=call.now)
    if isinstance(effect, Refused):
        if change.to is None or STATUS_OF[effect.reason] in (403, 404):
            return show_refused(call, effect)
        at = FieldFault(effect.field or "", effect.why)
        return show_form(call, _rename_form(change.code), typed, faults=(at,), status=STATUS_OF[effect.reason])
    return _ask_to_confirm(call, change, effect, fault)


def _ask_to_confirm(call: Call, change: FeatureChange, effect: Effect, fault: Refused | None) -> Response:
    name = say_feature(change.code)
    to = say_feature(change.to) if change.to is not None else ""
    typed = {"feature": change.code, "name": call.form.get("name")}
    confirm = Confirm(
        heading=f"Rename “{name}” to “{to}”?" if to else f"Remove “{name}” from every place?",
        effect=effect,
        action=f"{FEATURES}/rename" if to else f"{FEATURES}/remove",
        typed=tuple(typed.items()) if to else (("feature", change.code),),
        button="Rename it" if to else "Remove it",
        back=(address(f"{FEATURES}/rename", typed), "Back to the form") if to else (FEATURES, "Keep it"),
        warning=not to,
    )
    faults = (FieldFault("", fault.why),) if fault is not None else ()
    return show_confirm(call, confirm, faults=faults, status=STATUS_OF[fault.reason] if fault is not None else 200)


def _show_list(call: Call, typed: str, faults: tuple[FieldFault, ...], status: int = 200) -> Response:
    found = list_known_features(call.service, call.actor)
    if isinstance(found, Refused):
        return show_refused(call, found)
    values = {
        "features": [(each.code, name_feature(each.code), count(each.places, "place")) for each in found],
        "typed": typed,
        "faults": faults,
        "done": _DONE.get(call.query.get("done"), ""),
    }
    return show_page(call, "admin/features.html", "Features", values, status=status)


def _find(call: Call, code: str) -> str | Response:
    """The feature of that code, or the page that says that there is none."""
    found = list_known_features(call.service, call.actor)
    if isinstance(found, Refused):
        return show_refused(call, found)
    if code in {each.code for each in found}:
        return code
    return show_problem(call.request, 404, why="There is no such feature. Somebody may have renamed or removed it.")


def _read_code(typed: Typed, faults: list[FieldFault]) -> str:
    """The code of what was typed: its words joined by underscores, in the case in which they were typed."""
    return "_".join(read_name(typed, faults, most=LONGEST).replace("_", " ").split())


def _rename_form(code: str) -> Form:
    return Form(
        heading=f"Rename “{say_feature(code)}”",
        action=f"{FEATURES}/rename",
        fields=(Field("name", "Name", hint="If another feature has this name already, the two become one."),),
        button="Rename",
        back=(FEATURES, "All features"),
        kept=(("feature", code),),
    )


def _go_back(done: str) -> Response:
    return RedirectResponse(address(FEATURES, {"done": done}), status_code=303)
