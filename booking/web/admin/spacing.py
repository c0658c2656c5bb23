"""How many desks of a floor can be used where people sit apart, in both ways; the fixed one is switched on here."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from booking.actions.fix_desks import LayoutWish, bring_desks_back, fix_desks, refuse_too_many, weigh_fixing
from booking.actions.retire import Confirmed
from booking.actions.space_desks import SECONDS, DesksHere, LayoutView, lay_out, open_desks
from booking.model.decisions import Reason, Refused
from booking.model.estate import Place, Resource
from booking.model.ids import Ref
from booking.model.layouts import LayoutAsk
from booking.model.policy import WIDEST_SPACING_CM
from booking.model.text import fault_in_line, tidy_line
from booking.model.tree import Node, Tier
from booking.rules.layout_words import say_ask, say_most
from booking.rules.layouts import needs_to_stay
from booking.rules.phrases import say_day, say_metres, say_resource
from booking.web.addresses import address
from booking.web.admin.desk_figures import AS_THEY_LIKE, LEAVES_ROOM, Figure, say_proof
from booking.web.admin.frame import AGREED, Confirm, show_confirm
from booking.web.admin.retiring import LONGEST_MESSAGE
from booking.web.admin.things import path_of, say_above, show_refused
from booking.web.door import Call
from booking.web.fields import Fields, read_ref, read_whole
from booking.web.pictures import plan_pictures
from booking.web.places import natural_order
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF, count, name_feature

ASK_FIELDS = ("cm", "face", "screens", "must", "keep", "prefer")
SPACING_FIELDS = (*ASK_FIELDS, "preset", "done")
FIX_FORM = (*ASK_FIELDS, "out", AGREED, "message")
SPACING_MANY = frozenset({"must", "prefer"})
PRESETS = (("200", "2 m"), ("100", "1 m"))

_DONE = {"fixed": "The desks are kept apart.", "back": "The desks are back in use."}
_IN_TIME = f"The best found in {SECONDS:.0f} seconds for both numbers."


@dataclass(frozen=True, slots=True)
class DeskShape:
    """One desk on the page's map: its outline, and whether it stays, must stay, or goes."""

    path: str
    state: str


def show_spacing(call: Call) -> Response:
    """Ask how far apart; and where that was asked, the numbers of both ways and the fixed one on the map."""
    here = open_desks(call.service, call.actor, call.ref)
    if isinstance(here, Refused):
        return show_refused(call, here)
    if not call.query.has("cm") or here.standing is not None:
        return _show(call, here, _first_typed(here))
    typed = _read_typed(call.query)
    ask = _read_ask(typed)
    if isinstance(ask, tuple):
        return _show(call, here, typed, faults=ask)
    view = lay_out(here, ask)
    if isinstance(view, Refused):
        return _show(call, here, typed, faults=(FieldFault(view.field or "", view.why),))
    return _show(call, here, typed, seen=(ask, view))


def send_spacing(call: Call) -> Response:
    """Show what the fixed layout that was seen would do, or switch it on where that was confirmed."""
    typed = _read_typed(call.form)
    ask = _read_ask(typed)
    if isinstance(ask, tuple):
        here = open_desks(call.service, call.actor, call.ref)
        return show_refused(call, here) if isinstance(here, Refused) else _show(call, here, typed, faults=ask)
    wish = LayoutWish(call.ref, ask, read_out(call.form.get("out")))
    faults: tuple[FieldFault, ...] = ()
    status = 200
    if agreed := call.form.get(AGREED):
        message = tidy_line(call.form.get("message"))
        if fault := fault_in_line(message, most=LONGEST_MESSAGE):
            faults, status = (FieldFault("message", fault),), 422
        else:
            answer = fix_desks(call.service, call.actor, wish, Confirmed(agreed, message), now=call.now)
            if isinstance(answer, Node):
                return RedirectResponse(address(_path(call), {"done": "fixed"}), status_code=303)
            field = "message" if answer.field == "message" else ""
            faults, status = (FieldFault(field, answer.why),), STATUS_OF[answer.reason]
    return _ask_to_confirm(call, wish, typed, faults, status)


def send_desks_back(call: Call) -> Response:
    """Bring the desks back that the layout took out of use."""
    answer = bring_desks_back(call.service, call.actor, call.ref, now=call.now)
    if not isinstance(answer, Refused):
        return RedirectResponse(address(_path(call), {"done": "back"}), status_code=303)
    here = open_desks(call.service, call.actor, call.ref)
    if isinstance(here, Refused):
        return show_refused(call, here)
    faults = (FieldFault("", answer.why),)
    return _show(call, here, _first_typed(here), faults=faults, status=STATUS_OF[answer.reason])


def _path(call: Call) -> str:
    return f"{path_of(Tier.FLOOR, call.ref)}/spacing"


def _ask_to_confirm(
    call: Call, wish: LayoutWish, typed: dict[str, tuple[str, ...]], faults: tuple[FieldFault, ...], status: int
) -> Response:
    pairs = [(name, value) for name in ASK_FIELDS for value in typed[name]]
    effect = weigh_fixing(call.service, call.actor, wish, now=call.now)
    if isinstance(effect, Refused):
        here = open_desks(call.service, call.actor, call.ref)
        if effect.reason is Reason.NOT_FOUND or isinstance(here, Refused):
            return show_refused(call, effect)
        fault = FieldFault("", effect.why)
        return _show(call, here, typed, faults=(fault,), status=STATUS_OF[effect.reason])
    barred = refuse_too_many(effect)
    out = count(len(wish.out), "desk")
    confirm = Confirm(
        heading=f"Take {out} out of use and keep people {say_metres(wish.ask.spacing_cm)} apart?",
        effect=effect,
        action=f"{_path(call)}/fix",
        typed=(*pairs, ("out", " ".join(wish.out))),
        button=f"Take {out} out of use",
        back=(address(_path(call), pairs), "Back to the numbers"),
        message=call.form.get("message") if effect.affected.total else None,
        warning=True,
        barred=barred.why if barred is not None else "",
    )
    return show_confirm(call, confirm, faults=faults, status=status)


def _read_typed(fields: Fields) -> dict[str, tuple[str, ...]]:
    typed = {name: fields.all(name) for name in ASK_FIELDS}
    preset = fields.get("preset") if fields.has("preset") else ""
    return typed | ({"cm": (preset,)} if preset in [value for value, _ in PRESETS] else {})


def _first_typed(here: DesksHere) -> dict[str, tuple[str, ...]]:
    """What stands in the form at first: 2 m, and the desks on which somebody depends stay."""
    must = tuple(code for code in here.features if needs_to_stay(code))
    return {**dict.fromkeys(ASK_FIELDS, ()), "cm": ("200",), "must": must}


def _read_ask(typed: dict[str, tuple[str, ...]]) -> LayoutAsk | tuple[FieldFault, ...]:
    faults = []
    spacing = read_whole(next(iter(typed["cm"]), ""), 1, WIDEST_SPACING_CM)
    if spacing is None:
        faults.append(FieldFault("cm", f"Enter a whole number of centimetres from 1 to {WIDEST_SPACING_CM}."))
    facing = next(iter(typed["face"]), "").strip()
    face = read_whole(facing, 0, WIDEST_SPACING_CM) if facing else 0
    if face is None:
        why = f"Enter a whole number of centimetres from 0 to {WIDEST_SPACING_CM}, or leave it empty."
        faults.append(FieldFault("face", why))
    names = tuple(name for part in next(iter(typed["keep"]), "").split(",") if (name := tidy_line(part)))
    if spacing is None or face is None:
        return tuple(faults)
    return LayoutAsk(
        spacing_cm=spacing,
        face_spacing_cm=face,
        screens_exempt=bool(typed["screens"]),
        must=frozenset(typed["must"]),
        names=names,
        prefer=frozenset(typed["prefer"]),
    )


def _show(
    call: Call,
    here: DesksHere,
    typed: dict[str, tuple[str, ...]],
    *,
    faults: tuple[FieldFault, ...] = (),
    status: int = 200,
    seen: tuple[LayoutAsk, LayoutView] | None = None,
) -> Response:
    plan = here.plan
    layout = here.standing
    zone = here.node.site.zone
    values: dict[str, object] = {
        "floor": here.node,
        "caption": say_above(here.node),
        "path": path_of(Tier.FLOOR, here.node.ref),
        "scaled": plan is not None and plan.metres_per_unit is not None,
        "standing": f"{say_metres(layout.spacing_cm)} apart since {say_day(layout.began_at, zone)}" if layout else "",
        "typed": {name: next(iter(typed[name]), "") for name in ASK_FIELDS},
        "ticked": {name: typed[name] for name in SPACING_MANY},
        "features": [(code, name_feature(code)) for code in here.features],
        "presets": PRESETS,
        "desks": len(here.desks),
        "unplaced": count(here.unplaced, "desk") if here.unplaced else "",
        "faults": faults,
        "done": _DONE.get(call.query.get("done"), "") if call.request.method == "GET" else "",
        "view": None,
    }
    if seen is not None and plan is not None:
        values |= {"plan": plan, "behind": plan_pictures(plan), **_say_view(here, typed, *seen)}
    if faults and status == 200:
        status = 422
    return show_page(call, "admin/spacing.html", f"Distance between desks on {here.node.name}", values, status=status)


def _say_view(
    here: DesksHere, typed: dict[str, tuple[str, ...]], ask: LayoutAsk, view: LayoutView
) -> dict[str, object]:
    return {
        "view": view,
        "ask": say_ask(ask),
        "figures": _figures(view),
        "shapes": _draw(here.places, view),
        "kept": _names(view.kept),
        "out": _names(view.out),
        "out_refs": " ".join(desk.ref for desk in view.out),
        "pairs": [(name, value) for name in ASK_FIELDS for value in typed[name]],
    }


def _figures(view: LayoutView) -> tuple[Figure, ...]:
    usual = view.unsteered
    by_chance = (
        f"The mean of {usual.tries:,} tries in which people take desks by chance. The worst of them was "
        f"{usual.fewest:,}; an order that is worse still may exist."
    )
    return (
        Figure(
            say_most(view.dynamic),
            LEAVES_ROOM,
            f"{say_proof(view.dynamic, _IN_TIME)} Which desks these are can differ from hour to hour.",
        ),
        Figure(f"about {usual.usual:,}", AS_THEY_LIKE, by_chance),
        Figure(
            say_most(view.fixed),
            "stay in use in a fixed layout",
            f"{say_proof(view.fixed, _IN_TIME)} All of them can be booked at once.",
        ),
    )


def _draw(places: Iterable[Place], view: LayoutView) -> list[DeskShape]:
    kept = {desk.id for desk in view.kept}
    shapes = []
    for place in places:
        (x, y), *rest = place.outline
        path = f"M{x:g} {y:g}" + "".join(f"L{next_x:g} {next_y:g}" for next_x, next_y in rest) + "Z"
        state = "must" if place.resource_id in view.must else "kept" if place.resource_id in kept else "out"
        shapes.append(DeskShape(path, state))
    return shapes


def _names(desks: Iterable[Resource]) -> list[str]:
    return [say_resource(desk) for desk in sorted(desks, key=lambda desk: natural_order(desk.name))]


def read_out(text: str) -> tuple[Ref, ...]:
    """The refs of desks in a hidden field, by blanks."""
    return tuple(read_ref(ref) for ref in text.split())
