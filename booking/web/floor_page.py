"""A floor's page: its map and its list for a time, and the ways to other times."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from booking.actions.open_floor import OpenFloor, open_floor
from booking.model.decisions import Refused
from booking.model.estate import Floor, Site
from booking.model.people import About
from booking.model.time import Interval
from booking.rules.marks import PlaceState
from booking.rules.permits import Act, may
from booking.rules.phrases import say_day, say_time
from booking.web.addresses import address
from booking.web.book_for import may_book_for_others
from booking.web.door import Call
from booking.web.floor_map import draw_map
from booking.web.floor_notes import NOTES, find_note, is_shut
from booking.web.places import (
    KEPT,
    KEPT_WORDS,
    PlaceRow,
    Wanted,
    count_states,
    group_places,
    has_all,
    list_kept,
    list_places,
)
from booking.web.problems import show_problem
from booking.web.shell import show_page
from booking.web.times import (
    WHEN_FIELDS,
    TypedWhen,
    WhenFault,
    default_when,
    end_next_day,
    find_interval,
    find_span,
    has_year,
    next_quarter,
    read_date,
    read_looked_at,
)
from booking.web.words import KINDS, PLACE_STATES, name_feature

FLOOR_FIELDS = (*WHEN_FIELDS, "kind", "feature", "free", "show", "days")

SESSIONS = (("Morning", "09:00", "13:00"), ("Afternoon", "13:00", "17:00"), ("All day", "09:00", "17:00"))
"""The parts of a day that people ask for most."""

WEEK = 7
"""Days in the strip of days."""


@dataclass(frozen=True, slots=True)
class Step:
    """A link to another time; `current` marks the time that is shown, `free` says how many places are free then."""

    text: str
    href: str
    current: bool = False
    date: str = ""
    start: str = ""
    end: str = ""
    free: str = ""
    hidden: bool = False


def show_floor(call: Call) -> Response:
    """A floor's map and list for a time."""
    kind = next((kind for kind in KINDS if kind.value == call.query.get("kind")), None)
    if call.query.get("kind") and kind is None:
        return show_problem(call.request, 400, why="There is no such kind of place. Choose one from the list.")
    given = any(call.query.get(name) for name in WHEN_FIELDS)
    asked = read_looked_at(call.query)
    typed = end_next_day(asked)

    def find_when(site: Site) -> Interval | WhenFault:
        return find_interval(typed if given else default_when(call.now, site.zone), site.zone)

    def find_week(site: Site) -> dict[date, Interval]:
        if call.query.get("days") != "1":
            return {}  # the script counts for itself, and counting takes half as long as all the rest of the page
        return _find_week(typed if given else default_when(call.now, site.zone), call.now, site.zone)

    floor = open_floor(call.service, call.actor, call.ref, find_when, now=call.now, find_week=find_week)
    if isinstance(floor, Refused):
        return show_problem(call.request, 404, why=floor.why)
    zone = floor.sheet.floor.site.zone
    if not given:
        typed = default_when(call.now, zone)
    elif typed != asked and is_shut(floor):
        typed, floor = asked, OpenFloor(floor.sheet, find_interval(asked, zone))  # nobody means a night here
    wanted = Wanted(kind, frozenset(call.query.all("feature")), call.query.get("free") == "1")
    return _show_open(call, floor, typed, wanted)


def _show_open(call: Call, floor: OpenFloor[WhenFault], typed: TypedWhen, wanted: Wanted) -> Response:
    at, when = floor.sheet.floor, floor.when
    rows = list_places(floor, call.actor, typed, wanted)
    fault = when if isinstance(when, WhenFault) else None
    counted = call.query.get("days") == "1"
    standing = list_kept(floor, wanted)
    kept = [*_kept(wanted), ("days", "1" if counted else "")]
    said = _say_when(when, at.site.zone) if isinstance(when, Interval) else ""
    values = {
        "floor": at,
        "typed": typed.query,
        "when": said,
        "note": find_note(floor, rows, wanted, typed, now=call.now),
        "notes": NOTES,
        "session_hours": SESSIONS,
        "state_words": {**{state.value: words for state, words in PLACE_STATES.items()}, KEPT: KEPT_WORDS},
        "faults": fault.faults if fault is not None else (),
        "asks": fault.asks if fault is not None else (),
        "sessions": _sessions(at, typed, call.now, kept),
        "counted": counted,
        "count_href": address(f"/floors/{at.ref}", [*typed.query.items(), *_kept(wanted), ("days", "1")]),
        "week": _week(at, typed, call.now, kept, _count_free(floor, rows, wanted)),
        "live_date": _first_day(typed, call.now, at.site.zone) if fault is None else "",
        "map": draw_map(at.plan, floor.sheet.places, rows, standing) if at.plan is not None and fault is None else None,
        "first_free": _find_first_free(floor, rows),
        "states": count_states((row for row in rows if has_all(row, wanted)), standing) if fault is None else (),
        "groups": group_places(rows, wanted) if fault is None else (),
        "mine": _find_mine(at, typed, rows, kept) if fault is None else None,
        "shown": next((row for row in rows if row.ref == call.query.get("show")), None),
        "kinds": [(each.value, words) for each, words in KINDS.items() if any(row.kind is each for row in rows)],
        "kind": wanted.kind.value if wanted.kind is not None else "",
        "features": _feature_choices(rows, wanted),
        "free_only": wanted.free_only,
        "empty": not rows,
        "add_href": _find_add_href(call, at),
        "for_others": may_book_for_others(call.actor, at.site.id),
        "kept": standing,
    }
    title = f"{at.name}, {at.building}" + (f": {said}" if said else "")
    return show_page(call, "floor.html", title, values, status=422 if fault is not None else 200)


def _find_add_href(call: Call, at: Floor) -> str:
    """Where places are added to the floor; empty for those who may not."""
    return f"/admin/floors/{at.ref}" if may(call.actor, Act.MANAGE_ESTATE, About(site_id=at.site.id)) else ""


def _kept(wanted: Wanted) -> list[tuple[str, str]]:
    """What is wanted, as it stands in the addresses of other times."""
    kind = wanted.kind.value if wanted.kind is not None else ""
    features = [("feature", feature) for feature in sorted(wanted.features)]
    return [("kind", kind), *features, ("free", "1" if wanted.free_only else "")]


def _say_when(when: Interval, zone: ZoneInfo) -> str:
    said = f"{say_day(when.start, zone)}, {say_time(when.start, zone)} to {say_time(when.end, zone)}"
    last = when.end - timedelta(microseconds=1)  # what ends at midnight ends with its day
    return said if say_day(last, zone) == say_day(when.start, zone) else f"{said} on {say_day(when.end, zone)}"


def _feature_choices(rows: Iterable[PlaceRow], wanted: Wanted) -> list[tuple[str, str, bool]]:
    """Every feature that a place of the floor has, and those asked for, in words and whether they are asked for."""
    found = {feature for row in rows for feature in row.features} | wanted.features
    return [(feature, name_feature(feature), feature in wanted.features) for feature in sorted(found)]


def _find_first_free(floor: OpenFloor[WhenFault], rows: Iterable[PlaceRow]) -> PlaceRow | None:
    """The first place of the list that stands on the map, is free and is what was asked for."""
    drawn = {place.resource_id for place in floor.sheet.places}
    free = (row for row in rows if row.suits and row.state is PlaceState.FREE)
    return next((row for row in free if row.resource_id in drawn), None)


def _find_mine(at: Floor, typed: TypedWhen, rows: Iterable[PlaceRow], kept: list[tuple[str, str]]) -> Step | None:
    """The way to the viewer's own place at this time."""
    mine = next((row for row in rows if row.state is PlaceState.YOURS), None)
    if mine is None:
        return None
    href = address(f"/floors/{at.ref}", [*typed.query.items(), *kept, ("show", mine.ref)])
    return Step(mine.name, f"{href}#place-{mine.ref}")


def _sessions(at: Floor, typed: TypedWhen, now: datetime, kept: list[tuple[str, str]]) -> list[Step]:
    """Links to the parts of the day that are not over; one that has begun starts at the next quarter of an hour."""
    zone = at.site.zone
    local = next_quarter(now.astimezone(zone))
    steps: list[Step] = []
    for text, start, end in SESSIONS:
        begun = typed.date == f"{local:%Y-%m-%d}" and f"{local:%H:%M}" > start
        if typed.date < f"{local:%Y-%m-%d}" or (begun and f"{local:%H:%M}" >= end):
            continue
        wanted = TypedWhen(typed.date, f"{local:%H:%M}" if begun else start, end)
        fits = (wanted.start, wanted.end) == (typed.start, typed.end)
        current = fits and not any(step.current for step in steps)  # of an afternoon, all that is left of the day
        steps.append(_step(at, text, wanted, kept, current=current))
    return steps


def _week(
    at: Floor, typed: TypedWhen, now: datetime, kept: list[tuple[str, str]], free: dict[date, str]
) -> dict[str, Any]:
    """Links to seven days, and to the weeks before and after; what has passed is left out."""
    zone = at.site.zone
    first = read_date(_first_day(typed, now, zone))
    if first is None:
        return {"before": None, "days": [], "after": None}
    today = now.astimezone(zone).date()
    before, after = max(first - timedelta(days=WEEK), today), first + timedelta(days=WEEK)
    return {
        "before": replace(_day(at, typed, before, kept), hidden=first <= today),  # the script shows it in later weeks
        "days": [replace(_day(at, typed, on, kept), free=free.get(on, "")) for on in _days_from(first)],
        "after": _day(at, typed, after, kept) if has_year(after) else None,
    }


def _days_from(first: date) -> list[date]:
    return [on for on in (first + timedelta(days=step) for step in range(WEEK)) if has_year(on)]


def _find_week(typed: TypedWhen, now: datetime, zone: ZoneInfo) -> dict[date, Interval]:
    """The same time of each day that is shown; days on which it names no time are left out."""
    first = read_date(_first_day(typed, now, zone))
    if first is None or typed.end_date:
        return {}
    days = (typed if on.isoformat() == typed.date else _at_that_time(typed, on) for on in _days_from(first))
    times = zip(_days_from(first), (find_span(day, zone) for day in days), strict=True)
    return {on: time for on, time in times if time is not None}


def _count_free(floor: OpenFloor[WhenFault], rows: Iterable[PlaceRow], wanted: Wanted) -> dict[date, str]:
    """How many of the places that are wanted are free on each day, or that it is closed."""
    numbers = range(len(floor.sheet.resources))
    fitting = [row.number for row in rows if has_all(row, wanted)]
    said = {}
    for on, day in floor.ahead.items():
        asked = fitting or numbers
        is_closed = bool(asked) and all(day.closed[number] for number in asked)
        said[on] = "Closed" if is_closed else f"{sum(day.free[number] for number in fitting)} free"
    return said


def _first_day(typed: TypedWhen, now: datetime, zone: ZoneInfo) -> str:
    """The first of the days that are shown at once: today as long as the day asked for is within a week."""
    on, today = read_date(typed.date), now.astimezone(zone).date()
    if on is None:
        return ""
    return (today if today <= on < today + timedelta(days=WEEK) else on).isoformat()


def _day(at: Floor, typed: TypedWhen, on: date, kept: list[tuple[str, str]]) -> Step:
    wanted = _at_that_time(typed, on)
    return _step(at, f"{on:%a} {on.day}\N{NO-BREAK SPACE}{on:%b}", wanted, kept, current=wanted.date == typed.date)


def _at_that_time(typed: TypedWhen, on: date) -> TypedWhen:
    return end_next_day(TypedWhen(on.isoformat(), typed.start, typed.end))


def _step(at: Floor, text: str, to: TypedWhen, kept: list[tuple[str, str]], *, current: bool) -> Step:
    return Step(text, address(f"/floors/{at.ref}", [*to.query.items(), *kept]), current, to.date, to.start, to.end)
