"""A floor's draft on plain pages: begin it, look at it, correct it place by place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite

from starlette.responses import RedirectResponse, Response

from booking.actions.drawings import draw_behind
from booking.actions.plan_drafts import (
    OpenDraft,
    accept_sure,
    begin_from_drawing,
    begin_from_plan,
    book_rooms,
    discard_draft,
    have_looked,
    open_draft,
    save_draft,
    scale_by_length,
)
from booking.actions.publish_draft import find_draft_faults
from booking.model.decisions import Reason, Refused
from booking.model.drafts import SURE, Draft, DraftPlace, SeatsFrom
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.text import fault_in_name, tidy_line
from booking.model.tree import Tier
from booking.rules.drafts import say_seats
from booking.web.addresses import address
from booking.web.admin.draft_outline import read_corners, say_corners
from booking.web.admin.draft_rows import list_alone, list_places, say_points
from booking.web.admin.draft_steps import tell_steps, wants_steps
from booking.web.admin.forms import Control, Field, Form, Typed, read_typed, show_form
from booking.web.admin.terms import MOST_SEATS
from booking.web.admin.things import path_of, say_above, show_refused
from booking.web.door import Call
from booking.web.fields import read_whole
from booking.web.headers import DRAWING_POLICY
from booking.web.pictures import lay_pictures
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF, name_feature

REVISION = "revision"
PLACE_FIELDS = ("name", "kind", "seats", "feature")
WHOLE = "whole"
"""What stands for the whole drawing where the scale is asked for."""

MOST_METRES = 2_000
"""The longest length that a scale is made from: no building of a trust is longer."""

NOT_BOOKED = ""

Change = Callable[[Draft], Draft | Refused]

_KINDS = ((NOT_BOOKED, "Not booked"), *((kind.value, kind.words.capitalize()) for kind in ResourceKind))

_DONE = {
    "begun": "The drawing was read. Look at what was found, then publish it.",
    "copied": "The draft begins as the plan that people use now.",
    "scaled": "The scale is set.",
    "saved": "Saved.",
    "accepted": "Accepted.",
    "looked": "Thank you. Nothing is marked as accepted on its own any more.",
}


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault in words; `stops` where nothing can be published before it is mended."""

    problem: str
    remedy: str
    stops: bool
    key: str


def show_draft(call: Call) -> Response:
    """The draft, or what one can begin from."""
    return _show(call, ())


def send_drawing(call: Call) -> Response:
    """Begin the draft from the drawing chosen."""
    upload = call.upload
    if upload is None:
        fault = FieldFault("drawing", "Choose the file of a drawing.")
        return _show(call, (fault,), status=422, begin=True)
    if wants_steps(call):
        return tell_steps(call, upload, address(draft_path(call.ref), {"done": "begun"}))
    draft = begin_from_drawing(call.service, call.actor, call.ref, (upload.name, upload.data), now=call.now)
    if isinstance(draft, Refused):
        return show_draft_fault(call, draft, begin=True)
    return _go(call, "begun")


def send_copy(call: Call) -> Response:
    """Begin the draft from the plan that stands."""
    draft = begin_from_plan(call.service, call.actor, call.ref, now=call.now)
    return show_draft_fault(call, draft, begin=True) if isinstance(draft, Refused) else _go(call, "copied")


def send_discard(call: Call) -> Response:
    """Drop the draft."""
    dropped = discard_draft(call.service, call.actor, call.ref, now=call.now)
    if isinstance(dropped, Refused):
        return show_refused(call, dropped)
    return RedirectResponse(path_of(Tier.FLOOR, call.ref), status_code=303)


def send_scale(call: Call) -> Response:
    """Set the scale by a length that somebody knows."""
    metres, thing = _read_metres(call.form.get("metres")), call.form.get("thing")
    if metres is None:
        why = f"Enter a length in metres, such as 4.2, of at most {MOST_METRES:,}."
        return _show(call, (FieldFault("metres", why),), status=422)
    key = None if thing == WHOLE else thing
    return _save(call, lambda draft: scale_by_length(draft, key, metres), "scaled")


def send_accept(call: Call) -> Response:
    """Accept every proposal that is sure; with a kind also the named rooms, as rooms of that kind.

    Or take what the reading accepted as looked at.
    """
    if call.form.get("looked"):
        return _save(call, have_looked, "looked")
    kind = call.form.get("kind")
    if not kind:
        return _save(call, accept_sure, "accepted")
    if kind not in set(ResourceKind):
        return _show(call, (FieldFault("kind", "Choose what the rooms are."),), status=422)
    return _save(call, lambda draft: book_rooms(draft, ResourceKind(kind)), "accepted")


def send_outline(call: Call) -> Response:
    """Set the outline of the floor to the corners typed, or leave it out."""
    text = "" if call.form.get("leave") else call.form.get("corners")

    def change(draft: Draft) -> Draft | Refused:
        outline = read_corners(text, draft)
        if isinstance(outline, str):
            return Refused(Reason.BAD_FIELD, outline, field="corners")
        return replace(draft, outline=outline)

    return _save(call, change, "saved")


def show_drawn_place(call: Call) -> Response:
    """The form of one place of the draft."""
    found = _find_place(call)
    if isinstance(found, Response):
        return found
    opened, draft, place = found
    return show_form(call, _place_form(call, opened, draft, place), _type_place(place))


def send_drawn_place(call: Call) -> Response:
    """Save what is said of a place, and accept it; or leave it out."""
    found = _find_place(call)
    if isinstance(found, Response):
        return found
    opened, draft, place = found
    key = place.key
    if call.form.get("leave"):
        return _save(call, lambda stands: _with(stands, key, accepted=False, alone=False), "saved")
    typed = read_typed(call.form, PLACE_FIELDS)
    faults = _find_faults(typed, opened)
    if faults:
        form = _place_form(call, opened, draft, place)
        return show_form(call, form, typed, faults=faults, status=422)
    kind = typed["kind"][0]
    said = {
        "name": tidy_line(typed["name"][0]),
        "kind": ResourceKind(kind) if kind else None,
        "seats": int(typed["seats"][0]),
        "features": typed["feature"],
        "accepted": bool(kind),
        "doubt": "",
        "alone": False,
        "seats_from": SeatsFrom.SAID,
    }
    return _save(call, lambda stands: _with(stands, key, **said), "saved")


def show_draft_backdrop(call: Call) -> Response:
    """The drawing behind the draft; it changes with the draft, so it is asked for again each time."""
    opened = open_draft(call.service, call.actor, call.ref)
    if isinstance(opened, Refused) or opened.draft is None:
        return show_problem(call.request, 404)
    headers = {"Cache-Control": "private, no-cache", "Content-Security-Policy": DRAWING_POLICY}
    return Response(draw_behind(opened.draft), media_type="image/svg+xml", headers=headers)


def draft_path(ref: Ref) -> str:
    """Where a floor's draft stands."""
    return f"{path_of(Tier.FLOOR, ref)}/draft"


def _show(call: Call, faults: tuple[FieldFault, ...], status: int = 200, *, begin: bool = False) -> Response:
    opened = open_draft(call.service, call.actor, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    draft = opened.draft
    values = {
        "floor": opened.floor,
        "caption": say_above(opened.floor),
        "back": path_of(Tier.FLOOR, call.ref),
        "path": draft_path(call.ref),
        "faults": faults,
        "done": _DONE.get(_tell_done(call.query.get("done"), draft), ""),
        "has_plan": opened.has_plan,
    }
    if draft is None or begin or call.query.get("begin") == "1":
        title = f"Begin a draft of {opened.floor.name}"
        return show_page(call, "admin/draft_start.html", title, {**values, "draft": draft}, status=status)
    if call.query.get("alone") == "1":
        title = f"Accepted on its own: draft plan of {opened.floor.name}"
        return show_page(call, "admin/draft_alone.html", title, {**values, **_view(draft, opened)}, status=status)
    return show_page(
        call,
        "admin/draft.html",
        f"Draft plan of {opened.floor.name}",
        {**values, **_view(draft, opened), "typed": call.form},
        status=status,
    )


def _tell_done(done: str, draft: Draft | None) -> str:
    """What was done; that a drawing was read is no success where nothing was found in it."""
    return "" if done == "begun" and draft is not None and not draft.places else done


def _view(draft: Draft, opened: OpenDraft) -> dict[str, object]:
    rows = list_places(draft)
    mended = find_draft_faults(draft, opened.settled)
    keys = {place.name: place.key for place in draft.places}
    return {
        "draft": draft,
        "behind": lay_pictures(draft.pictures, draft_path(opened.floor.ref)),
        "size": _say_size(draft),
        "doubtful": [row for row in rows if row.state == "doubtful"],
        "proposed": [row for row in rows if row.state == "proposed"],
        "accepted": [row for row in rows if row.state == "accepted"],
        "alone": list_alone(draft),
        "least_sure": f"{SURE:.0%}",
        "sure": sum(not place.accepted and place.kind is not None and not place.is_doubtful for place in draft.places),
        "only_drawn": len(draft.only_drawn),
        "nothing_found": not draft.places and not draft.pictures and bool(draft.source),
        "rooms": sum(place.is_room_to_book for place in draft.places),
        "kinds": _KINDS[1:],
        "plan_faults": [
            FaultRow(fault.problem, fault.remedy, fault.stops, keys.get(fault.place, "")) for fault in mended
        ],
        "gone": len(opened.settled.gone),
        "seat_notes": say_seats(draft),
        "things": [(WHOLE, "The whole drawing, from left to right"), *((row.key, row.name) for row in rows)],
        "revision": (REVISION, str(draft.revision)),
        "stroke": max(draft.width, draft.height) / 600,
        "outline": say_points(draft.outline),
        "corners": say_corners(draft),
    }


def _say_size(draft: Draft) -> str:
    scale = draft.metres_per_unit
    if scale is None:
        return ""
    return f"{draft.width * scale:.1f} m by {draft.height * scale:.1f} m"


def _find_place(call: Call) -> tuple[OpenDraft, Draft, DraftPlace] | Response:
    opened = open_draft(call.service, call.actor, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    key = str(call.request.path_params["key"])
    place = next((each for each in opened.draft.places if each.key == key), None) if opened.draft else None
    if opened.draft is None or place is None:
        why = "There is no such place on the draft now. Somebody may have changed or published it."
        return show_problem(call.request, 404, why=why)
    return opened, opened.draft, place


def _place_form(call: Call, opened: OpenDraft, draft: Draft, place: DraftPlace) -> Form:
    path = draft_path(call.ref)
    features = tuple((code, name_feature(code)) for code in opened.features)
    return Form(
        heading=place.name or "A place without a name",
        action=f"{path}/places/{place.key}",
        fields=(
            Field("name", "Name", hint="As it stands on the door or the desk."),
            Field("kind", "What it is", Control.SELECT, options=_KINDS),
            Field("seats", "Seats", Control.NUMBER, width="3"),
            Field("feature", "It has", Control.CHECKS, options=features),
        ),
        button="Save and accept",
        back=(path, "The draft"),
        caption=f"Draft plan of {opened.floor.name}",
        note=place.doubt,
        kept=((REVISION, str(draft.revision)),),
    )


def _type_place(place: DraftPlace) -> dict[str, tuple[str, ...]]:
    kind = place.kind.value if place.kind else NOT_BOOKED
    return {"name": (place.name,), "kind": (kind,), "seats": (str(place.seats),), "feature": place.features}


def _find_faults(typed: Typed, opened: OpenDraft) -> tuple[FieldFault, ...]:
    faults = []
    name = tidy_line((*typed["name"], "")[0])
    if fault := fault_in_name(name):
        faults.append(FieldFault("name", fault))
    if (*typed["kind"], "?")[0] not in {value for value, _ in _KINDS}:
        faults.append(FieldFault("kind", "Choose what it is."))
    if read_whole((*typed["seats"], "")[0], 1, MOST_SEATS) is None:
        faults.append(FieldFault("seats", f"Enter the number of seats in figures, from 1 to {MOST_SEATS}."))
    if set(typed["feature"]) - set(opened.features):
        faults.append(FieldFault("feature", "There is no such feature. Choose from the list."))
    return tuple(faults)


def _with(draft: Draft, key: str, **said: object) -> Draft:
    return replace(
        draft,
        places=tuple(
            replace(place, **said) if place.key == key else place  # type: ignore[arg-type]
            for place in draft.places
        ),
    )


def _save(call: Call, change: Change, done: str) -> Response:
    seen = read_whole(call.form.get(REVISION), 0, 10**9)
    saved = save_draft(call.service, call.actor, call.ref, change, seen=-1 if seen is None else seen, now=call.now)
    return show_draft_fault(call, saved) if isinstance(saved, Refused) else _go(call, done)


def show_draft_fault(call: Call, refused: Refused, *, begin: bool = False) -> Response:
    """Why nothing was done, on the draft's page."""
    if STATUS_OF[refused.reason] in (403, 404):
        return show_refused(call, refused)
    field = refused.field if refused.field in ("drawing", "metres", "corners") else ""
    return _show(call, (FieldFault(field, refused.why),), status=STATUS_OF[refused.reason], begin=begin)


def _go(call: Call, done: str) -> Response:
    return RedirectResponse(address(draft_path(call.ref), {"done": done}), status_code=303)


def _read_metres(text: str) -> float | None:
    """A length typed in metres, with a point or a comma; None where it is none."""
    try:
        metres = float(text.strip().replace(",", ".").removesuffix("m").strip())
    except ValueError:
        return None
    return metres if isfinite(metres) and 0 < metres <= MOST_METRES else None
