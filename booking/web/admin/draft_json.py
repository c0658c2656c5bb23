"""A draft as the editor's script reads and saves it: one document."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import TypeGuard

from starlette.responses import JSONResponse, Response

from booking.actions.plan_drafts import OpenDraft, open_draft, save_draft
from booking.actions.publish_draft import find_draft_faults
from booking.model.decisions import Reason, Refused
from booking.model.drafts import MOST_DRAFT_PLACES, Draft, DraftFault, DraftPlace, Point, SeatsFrom
from booking.model.estate import ResourceKind
from booking.model.text import fault_in_line, tidy_line
from booking.rules.drafts import settle
from booking.rules.outlines import FEWEST_CORNERS, MOST_CORNERS, TOO_MANY, fault_in_outline
from booking.web.admin.drafts import draft_path
from booking.web.admin.terms import MOST_SEATS
from booking.web.door import Call
from booking.web.fields import read_ref
from booking.web.pictures import lay_pictures
from booking.web.words import STATUS_OF, name_feature

UNBOOKED = "none"
MOST_KEY = 40
MOST = 1e9
MOST_FEATURES = 20

_KINDS = [
    {"code": UNBOOKED, "says": "Not booked"},
    *({"code": kind.value, "says": kind.words.capitalize()} for kind in ResourceKind),
]


class BadDocument(Exception):
    """A document that is no draft; where in it (a JSON pointer), and what is wrong, as a sentence."""

    def __init__(self, pointer: str, why: str) -> None:
        super().__init__(why)
        self.pointer = pointer


def show_draft_json(call: Call) -> Response:
    """The draft, with what is wrong with it."""
    opened = open_draft(call.service, call.actor, call.ref)
    if isinstance(opened, Refused):
        return _problem(STATUS_OF[opened.reason], opened.why)
    draft = opened.draft
    if draft is None:
        return _problem(404, "This floor has no draft. Begin one on its page.")
    return JSONResponse(_document(call, opened, draft), headers=_headers(draft))


def send_draft_json(call: Call) -> Response:
    """Save the whole draft, where the revision that If-Match names is still the newest."""
    seen = call.request.headers.get("if-match", "").strip().strip('"')
    if not seen.isascii() or not seen.isdigit() or len(seen) > 9:
        return _problem(428, "Say in If-Match which revision you saw.")
    opened = open_draft(call.service, call.actor, call.ref)
    if isinstance(opened, Refused):
        return _problem(STATUS_OF[opened.reason], opened.why)
    try:
        scale, places = _read_document(call.document, frozenset(opened.features))
        outline = _read_floor(call.document, opened.draft)
    except BadDocument as fault:
        return _problem(422, str(fault), fault.pointer)

    def change(draft: Draft) -> Draft:
        typed = scale != draft.metres_per_unit
        before = {place.key: place for place in draft.places}
        return replace(
            draft,
            metres_per_unit=scale,
            scale_from=("two points" if scale else "") if typed else draft.scale_from,
            places=tuple(_keep_unsent(place, before.get(place.key)) for place in places),
            outline=draft.outline if outline is None else outline,
        )

    saved = save_draft(call.service, call.actor, call.ref, change, seen=int(seen), now=call.now)
    if isinstance(saved, Refused):
        return _problem(412 if saved.reason is Reason.CHANGED_MEANWHILE else STATUS_OF[saved.reason], saved.why)
    after = open_draft(call.service, call.actor, call.ref)
    stands = after.settled if isinstance(after, OpenDraft) else settle(saved, ())
    faults = _say_faults(saved, find_draft_faults(saved, stands))
    return JSONResponse({"revision": saved.revision, "faults": faults}, headers=_headers(saved))


def _document(call: Call, opened: OpenDraft, draft: Draft) -> dict[str, object]:
    return {
        "revision": draft.revision,
        "width": draft.width,
        "height": draft.height,
        "metres_per_unit": draft.metres_per_unit,
        "scale_from": draft.scale_from or None,
        "backdrop": f"{draft_path(call.ref)}/backdrop.svg?v={draft.revision}",
        "outline": [list(point) for point in draft.outline] or None,
        "pictures": [asdict(picture) for picture in lay_pictures(draft.pictures, draft_path(call.ref))],
        "places": [_say_place(place) for place in draft.places],
        "kinds": _KINDS,
        "features": [{"code": code, "says": name_feature(code)} for code in opened.features],
        "faults": _say_faults(draft, find_draft_faults(draft, opened.settled)),
    }


def _say_place(place: DraftPlace) -> dict[str, object]:
    """The place as it is kept, but for what no script needs, and with a word for what is not booked."""
    said = place.as_json() | {"kind": place.kind.value if place.kind else UNBOOKED, "doubt": place.doubt or None}
    del said["found"], said["alone"], said["seats_from"]
    return said


def _keep_unsent(sent: DraftPlace, before: DraftPlace | None) -> DraftPlace:
    """A place with what no script is told of it; who changes one has looked at it."""
    if before is None:
        return sent
    unsaid = sent.seats == before.seats and sent.kind is not ResourceKind.DESK
    seats_from = before.seats_from if unsaid else SeatsFrom.SAID
    whole = replace(sent, found=before.found, alone=before.alone, seats_from=seats_from)
    return whole if whole == before else replace(whole, alone=False)


def _say_faults(draft: Draft, faults: Iterable[DraftFault]) -> list[dict[str, object]]:
    keys: dict[str, list[str]] = {}
    for place in draft.accepted:
        keys.setdefault(place.name, []).append(place.key)
    return [
        {
            "code": fault.code,
            "keys": keys.get(fault.place, []),
            "at": None,
            "says": fault.problem,
            "remedy": fault.remedy,
            "stops": fault.stops,
        }
        for fault in faults
    ]


def _headers(draft: Draft) -> dict[str, str]:
    return {"ETag": f'"{draft.revision}"', "Cache-Control": "private, no-store"}


def _problem(status: int, why: str, pointer: str = "") -> Response:
    errors = {"errors": [{"detail": why, "pointer": pointer}]} if pointer else {}
    body = json.dumps({"title": why, "status": status, "detail": why, **errors}, ensure_ascii=False)
    return Response(body, status_code=status, media_type="application/problem+json")


def _read_document(document: object, features: frozenset[str]) -> tuple[float | None, tuple[DraftPlace, ...]]:
    if not isinstance(document, dict):
        raise BadDocument("/", "This is no draft.")
    scale = document.get("metres_per_unit")
    if scale is not None and not (_is_number(scale) and 0 < scale < 10_000):
        raise BadDocument("/metres_per_unit", "The scale is a number above 0, or null.")
    sent = document.get("places")
    if not isinstance(sent, list) or len(sent) > MOST_DRAFT_PLACES:
        raise BadDocument("/places", f"A draft has a list of at most {MOST_DRAFT_PLACES:,} places.")
    places = tuple(_read_place(f"/places/{at}", each, features) for at, each in enumerate(sent))
    if len({place.key for place in places}) < len(places):
        raise BadDocument("/places", "Two places have the same key.")
    return (float(scale) if scale is not None else None), places


def _read_floor(document: dict[str, object], draft: Draft | None) -> tuple[Point, ...] | None:
    """The outline of the floor, empty where there shall be none; None where the document does not say."""
    sent = document.get("outline")
    if sent is None:
        return () if "outline" in document else None
    outline = _read_outline("/outline", sent)
    if draft is not None and (fault := fault_in_outline(outline, draft)):
        raise BadDocument("/outline", fault)
    return outline


def _read_place(at: str, sent: object, features: frozenset[str]) -> DraftPlace:
    if not isinstance(sent, dict):
        raise BadDocument(at, "This is no place.")
    name = sent.get("name")
    if not isinstance(name, str) or (name.strip() and (fault_in_line(tidy_line(name), most=120) or "\x00" in name)):
        raise BadDocument(f"{at}/name", "A name is one line of at most 120 characters.")
    key, resource, kind = sent.get("key"), sent.get("resource"), sent.get("kind")
    if not isinstance(key, str) or not key.isascii() or not key.isalnum() or len(key) > MOST_KEY:
        raise BadDocument(f"{at}/key", f"A key is letters and digits, at most {MOST_KEY}.")
    if not isinstance(resource, str | None):
        raise BadDocument(f"{at}/resource", "A resource is an id, or null.")
    if not isinstance(kind, str) or kind not in {UNBOOKED, *ResourceKind}:
        raise BadDocument(f"{at}/kind", "There is no such kind.")
    seats, has, facing = sent.get("seats"), sent.get("features", []), sent.get("facing")
    if not isinstance(seats, int) or isinstance(seats, bool) or not 1 <= seats <= MOST_SEATS:
        raise BadDocument(f"{at}/seats", f"Seats are a whole number from 1 to {MOST_SEATS}.")
    if (
        not isinstance(has, list)
        or len(has) > MOST_FEATURES
        or not all(isinstance(one, str) and one in features for one in has)
    ):
        raise BadDocument(f"{at}/features", "There is no such feature.")
    if facing is not None and not (_is_number(facing) and -360 <= facing <= 360):
        raise BadDocument(f"{at}/facing", "Facing is in degrees, or null.")
    return DraftPlace(
        key=key,
        name=tidy_line(name),
        kind=ResourceKind(kind) if kind != UNBOOKED else None,
        seats=seats,
        outline=_read_outline(f"{at}/outline", sent.get("outline")),
        resource=read_ref(resource) if resource else None,
        features=tuple(has),
        seat=_read_point(f"{at}/seat", sent["seat"]) if sent.get("seat") is not None else None,
        facing=float(facing) % 360 if facing is not None else None,
        confidence=_read_confidence(f"{at}/confidence", sent.get("confidence")),
        doubt=_read_doubt(f"{at}/doubt", sent.get("doubt")),
        accepted=sent.get("accepted") is True,
    )


def _read_outline(at: str, sent: object) -> tuple[Point, ...]:
    if not isinstance(sent, list) or not FEWEST_CORNERS <= len(sent) <= MOST_CORNERS:
        raise BadDocument(at, TOO_MANY)
    return tuple(_read_point(f"{at}/{number}", each) for number, each in enumerate(sent))


def _read_point(at: str, sent: object) -> Point:
    if not isinstance(sent, list) or len(sent) != 2 or not all(map(_is_number, sent)):
        raise BadDocument(at, "A point is two numbers.")
    return float(sent[0]), float(sent[1])


def _read_confidence(at: str, sent: object) -> float | None:
    if sent is None:
        return None
    if not _is_number(sent) or not 0 <= sent <= 1:
        raise BadDocument(at, "A confidence is a number from 0 to 1, or null.")
    return float(sent)


def _read_doubt(at: str, sent: object) -> str:
    if not isinstance(sent, str | None) or len(sent or "") > 300:
        raise BadDocument(at, "A doubt is a sentence, or null.")
    return tidy_line(sent or "")


def _is_number(sent: object) -> TypeGuard[float]:
    """Whether it is a number that can be drawn with; JSON has others."""
    return isinstance(sent, int | float) and not isinstance(sent, bool) and -MOST < sent < MOST
