"""What the live map's script asks for: a floor over some days in one small answer, and whether it has changed."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from starlette.responses import Response

from booking.actions.follow_floor import FollowedFloor, follow_floor
from booking.actions.show_floor import stamp_for, stamp_of
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.rules.outlook import PlaceRules
from booking.web.door import Call
from booking.web.problems import show_problem
from booking.web.times import read_date

LIVE_FIELDS = ("date",)

T = TypeVar("T")


def show_live(call: Call) -> Response:
    """A floor from the start of a day on, as JSON; 304 where the map knows it already."""
    first = read_date(call.query.get("date"))
    if first is None:
        return show_problem(call.request, 400, why="The map asked for a date that cannot be read.")
    seen = call.request.headers.get("if-none-match")
    if seen:
        stamp = stamp_for(call.actor, call.stamp, now=call.now)
        if stamp is not None and seen == _tag(call, stamp):
            return Response(status_code=304, headers=_headers(call, seen))
    followed = follow_floor(call.service, call.actor, call.ref, first)
    if isinstance(followed, Refused):
        return show_problem(call.request, 404, why=followed.why)
    body = json.dumps(_shape(call, followed), ensure_ascii=False, separators=(",", ":"))
    tag = _tag(call, stamp_of(followed.sheet.floor, call.now))
    return Response(body, media_type="application/json", headers=_headers(call, tag))


def _tag(call: Call, stamp: str) -> str:
    """Differs whenever the floor, the day asked for, the viewer or what they may do does."""
    viewer = call.actor
    parts = (
        "live",
        call.ref,
        call.query.get("date"),
        viewer.person.id,
        sorted(viewer.person.units),
        viewer.grants,
        stamp,
    )
    return f'W/"{hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:32]}"'


def _headers(call: Call, tag: str) -> dict[str, str]:
    """For whom it was answered, and the proof for the page’s forms: they may have signed in again in another tab."""
    kept = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
    return {**kept, "X-Person": call.actor.person.ref, "X-CSRF-Token": call.token}


def _shape(call: Call, followed: FollowedFloor) -> dict[str, Any]:
    """The answer. Times are seconds from `start`; places and rules are numbers into the lists beside them."""
    start = followed.interval.start
    rules: list[list[int]] = []
    rows: list[list[int]] = []
    days = []
    for day in followed.days:
        row = [_number(_numbers_of(each), rules) for each in day.places]
        days.append([day.on.isoformat(), _number(row, rows), day.closed_why])
    alike: list[tuple[list[list[int]], tuple[str, ...]]] = []
    groups = [
        _number(([[_since(start, span.start), _since(start, span.end)] for span in spans], hours), alike)
        for spans, hours in (
            (followed.closed.get(resource.id, ()), followed.hours[resource.id]) for resource in followed.sheet.resources
        )
    ]
    return {
        "version": followed.sheet.floor.diary_version,
        "zone": followed.sheet.floor.site.timezone,
        "now": int(call.now.timestamp()),
        "start": int(start.timestamp()),
        "places": [resource.ref for resource in followed.sheet.resources],
        "days": days,
        "rows": rows,
        "rules": rules,
        "closed": [spans for spans, _ in alike],
        "hours": [hours for _, hours in alike],
        "groups": groups,
        "near": _near(followed),
        "shut": _shut(followed, start),
        "uses": list(_uses(call, followed, start)),
    }


def _numbers_of(rules: PlaceRules) -> list[int]:
    times = [rules.setup_min, rules.tail_min, rules.horizon_days]
    spacing = [rules.spacing_cm, rules.face_spacing_cm, int(rules.screens_exempt)]
    return [*times, int(rules.open_to_viewer), *spacing]


def _near(followed: FollowedFloor) -> list[list[int]]:
    """The pairs of desks that a rule may keep from being used together.

    Two places, millimetres between them, and whether they are screened from each other and face each other.
    """
    numbers = {resource.id: number for number, resource in enumerate(followed.sheet.resources)}
    return [
        [numbers[desk_id], numbers[near.desk.id], near.distance_mm, int(near.screened), int(near.face_to_face)]
        for desk_id, beside in followed.neighbours.items()
        for near in beside
        if desk_id < near.desk.id
    ]


def _shut(followed: FollowedFloor, start: datetime) -> list[list[int | str]]:
    """The closures of each place: the place, from when until when, and why."""
    numbers = {resource.id: number for number, resource in enumerate(followed.sheet.resources)}
    return [
        [numbers[place], _since(start, each.interval.start), _since(start, each.interval.end), each.why]
        for place, closures in followed.closures.items()
        for each in closures
    ]


def _uses(call: Call, followed: FollowedFloor, start: datetime) -> Iterable[list[int | str]]:
    """Each use: place, start, end, until when the place is kept, the viewer's own or not, holder, booking, set-up.

    The set-up is the seconds kept free before it for what is done there.

    A holder is named where the viewer may know who it is; a booking only where it is the viewer's own.
    """
    numbers = {resource.id: number for number, resource in enumerate(followed.sheet.resources)}
    for use in followed.uses:
        held = use.occupied
        if held.resource_id not in numbers:
            continue
        own = held.person_id == call.actor.person.id
        shown: tuple[str, Ref | str] = ("", use.booking) if own else (use.holder, "")
        times = (_since(start, at) for at in (held.interval.start, held.interval.end, held.until))
        setup = followed.setups.get(held.use_id, 0) if held.use_id is not None else 0
        yield [numbers[held.resource_id], *times, int(own), *shown, setup * 60]


def _since(start: datetime, at: datetime) -> int:
    return int((at - start).total_seconds())


def _number(item: T, known: list[T]) -> int:
    """Where the item stands in the list; it is added where it does not."""
    if item not in known:
        known.append(item)
    return known.index(item)
