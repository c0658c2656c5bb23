"""Floors: the start page, the list of floors, and a floor's map with its list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from starlette.responses import Response

from booking.actions.list_bookings import list_my_bookings
from booking.actions.open_floor import Bar, OpenFloor, open_floor
from booking.actions.show_floor import list_floors, show_backdrop
from booking.model.bookings import LIVE_STATES
from booking.model.decisions import Refused
from booking.model.estate import Floor, ResourceKind, Site
from booking.model.time import Interval
from booking.rules.phrases import say_day, say_time
from booking.web.addresses import address
from booking.web.booking_view import view_card
from booking.web.door import Call
from booking.web.floor_map import draw_map
from booking.web.headers import DRAWING_POLICY, FOR_EVER_PRIVATE
from booking.web.places import count_states, group_places, list_places
from booking.web.problems import show_problem
from booking.web.shell import show_page
from booking.web.times import (
    WHEN_FIELDS,
    TypedWhen,
    WhenFault,
    default_when,
    find_interval,
    next_quarter,
    read_date,
    read_when,
)
from booking.web.words import KINDS

FLOOR_FIELDS = (*WHEN_FIELDS, "kind", "free")

_SOON = 4
"""How many coming bookings the start page shows; the rest stand on their own page."""

_SESSIONS = (("Morning", "09:00", "13:00"), ("Afternoon", "13:00", "17:00"), ("All day", "09:00", "17:00"))


@dataclass(frozen=True, slots=True)
class Step:
    """A link to another time; `current` marks the time that is shown."""

    text: str
    href: str
    current: bool = False


def show_start(call: Call) -> Response:
    """Where to work, and what comes next."""
    coming = list_my_bookings(call.service, call.actor, since=call.now, limit=50)
    live = [card for card in coming if card.booking.state in LIVE_STATES]
    values = {
        "name": call.actor.person.name.split(" ")[0],
        "sites": _group_floors(list_floors(call.service, call.actor)),
        "soon": [view_card(card, call) for card in live[:_SOON]],
        "more": len(live) - _SOON,
    }
    return show_page(call, "start.html", "Start", values)


def show_floors(call: Call) -> Response:
    """Every floor that the person may look at."""
    values = {"sites": _group_floors(list_floors(call.service, call.actor))}
    return show_page(call, "floors.html", "Choose a floor", values)


def show_floor(call: Call) -> Response:
    """A floor's map and list for a time."""
    kind = next((kind for kind in KINDS if kind.value == call.query.get("kind")), None)
    if call.query.get("kind") and kind is None:
        return show_problem(call.request, 400, why="There is no such kind of place. Choose one from the list.")
    given = any(call.query.get(name) for name in WHEN_FIELDS)
    typed = read_when(call.query)

    def find_when(site: Site) -> Interval | WhenFault:
        return find_interval(typed if given else default_when(call.now, site.zone), site.zone)

    floor = open_floor(call.service, call.actor, call.ref, find_when, now=call.now)
    if isinstance(floor, Refused):
        return show_problem(call.request, 404, why=floor.why)
    if not given:
        typed = default_when(call.now, floor.sheet.floor.site.zone)
    return _show_open(call, floor, typed, kind)


def show_drawing(call: Call) -> Response:
    """A plan's drawing; its address names one published version, which never changes."""
    drawing = show_backdrop(call.service, call.actor, call.ref)
    if isinstance(drawing, Refused):
        return show_problem(call.request, 404, why=drawing.why)
    headers = {"Cache-Control": FOR_EVER_PRIVATE, "Content-Security-Policy": DRAWING_POLICY}
    return Response(drawing, media_type="image/svg+xml", headers=headers)


def _show_open(call: Call, floor: OpenFloor[WhenFault], typed: TypedWhen, kind: ResourceKind | None) -> Response:
    at = floor.sheet.floor
    zone, free_only = at.site.zone, call.query.get("free") == "1"
    rows = list_places(floor, call.actor, typed)
    kept = {"kind": kind.value if kind is not None else "", "free": "1" if free_only else ""}
    fault = floor.when if isinstance(floor.when, WhenFault) else None
    groups = group_places(rows, kind, free_only=free_only) if fault is None else ()
    when = _say_when(floor.when, zone) if isinstance(floor.when, Interval) else ""
    values = {
        "floor": at,
        "typed": typed.query,
        "when": when,
        "over": isinstance(floor.when, Interval) and floor.when.end <= call.now,
        "begun": Bar.PASSED in floor.bars.values(),
        "faults": fault.faults if fault is not None else (),
        "asks": fault.asks if fault is not None else (),
        "sessions": _sessions(at, typed, call.now, kept),
        "days": _days(at, typed, call.now, kept),
        "map": draw_map(at.plan, floor.sheet.places, rows) if at.plan is not None and not fault else None,
        "states": count_states(rows) if fault is None else (),
        "groups": groups,
        "listed": frozenset(row.ref for group in groups for row in group.rows),
        "kinds": [(each.value, words) for each, words in KINDS.items() if any(row.kind is each for row in rows)],
        "kind": kept["kind"],
        "free_only": free_only,
        "empty": not rows,
    }
    title = f"{at.name}, {at.building}" + (f": {when}" if when else "")
    return show_page(call, "floor.html", title, values, status=422 if fault is not None else 200)


def _say_when(when: Interval, zone: ZoneInfo) -> str:
    return f"{say_day(when.start, zone)}, {say_time(when.start, zone)} to {say_time(when.end, zone)}"


def _sessions(at: Floor, typed: TypedWhen, now: datetime, kept: dict[str, str]) -> list[Step]:
    """Links to the parts of the day that are not over; one that has begun starts at the next quarter of an hour."""
    zone = at.site.zone
    local = next_quarter(now.astimezone(zone))
    steps = []
    for text, start, end in _SESSIONS:
        begun = typed.date == f"{local:%Y-%m-%d}" and f"{local:%H:%M}" > start
        if typed.date < f"{local:%Y-%m-%d}" or (begun and f"{local:%H:%M}" >= end):
            continue
        wanted = TypedWhen(typed.date, f"{local:%H:%M}" if begun else start, end)
        current = (wanted.start, wanted.end) == (typed.start, typed.end)
        steps.append(Step(text, address(f"/floors/{at.ref}", {**wanted.query, **kept}), current))
    return steps


def _days(at: Floor, typed: TypedWhen, now: datetime, kept: dict[str, str]) -> dict[str, Step | None]:
    """Links to the day before and the day after; the past is left out."""
    on = read_date(typed.date)
    if on is None:
        return {"before": None, "after": None}
    today = now.astimezone(at.site.zone).date()
    before, after = on - timedelta(days=1), on + timedelta(days=1)
    return {"before": _day(at, typed, before, kept) if before >= today else None, "after": _day(at, typed, after, kept)}


def _day(at: Floor, typed: TypedWhen, on: date, kept: dict[str, str]) -> Step:
    wanted = TypedWhen(on.isoformat(), typed.start, typed.end)
    return Step(f"{on:%a} {on.day} {on:%b}", address(f"/floors/{at.ref}", {**wanted.query, **kept}))


def _group_floors(floors: tuple[Floor, ...]) -> list[tuple[str, list[tuple[str, list[Floor]]]]]:
    """Site, then building, then floors."""
    return [
        (site, [(building, list(rows)) for building, rows in groupby(at_site, key=lambda floor: floor.building)])
        for site, at_site in groupby(floors, key=lambda floor: floor.site.name)
    ]
