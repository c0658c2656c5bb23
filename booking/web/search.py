"""Finding a free place by what it must have."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from booking.actions.find_rooms import OnlyOthers, RoomQuery, RoomsFound, list_sites, look_for_rooms
from booking.actions.list_features import list_features
from booking.actions.room_uses import list_offered_uses
from booking.actions.show_floor import list_floors
from booking.model.estate import Floor, Resource, ResourceKind, Site
from booking.model.room_uses import RoomUse
from booking.model.time import Interval
from booking.rules.bars import Bar, FarAhead
from booking.rules.permits import Act, may_anywhere
from booking.rules.phrases import say_date, say_resource, say_span
from booking.rules.titles import ROLE_TITLES
from booking.web.addresses import address, map_address
from booking.web.door import Call
from booking.web.fields import MOST_PEOPLE, BadFields, read_whole, say_people_fault
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.times import (
    WHEN_FIELDS,
    TypedWhen,
    WhenFault,
    default_when,
    end_next_day,
    find_interval,
    read_looked_at,
)
from booking.web.use_choice import say_option
from booking.web.words import KINDS, PLACE_STATES, name_feature, say_features, say_place, say_seats

FIND_FIELDS = (*WHEN_FIELDS, "people", "kind", "feature", "site", "use")

MOST_FOUND = 50
"""How many places are shown; whoever sees more of them should say more of what they need."""


@dataclass(frozen=True, slots=True)
class Found:
    """A free place; `href` books it, and is empty where it is free for others only, which the map shows."""

    name: str
    seats: str
    spare: str
    features: str
    place: str
    href: str
    map_href: str


@dataclass(frozen=True, slots=True)
class _Choices:
    """What can be asked for."""

    sites: tuple[Site, ...]
    features: tuple[str, ...]
    uses: tuple[RoomUse, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for; `site` None is any, `use` None is nothing in particular."""

    typed: TypedWhen
    people: str
    kind: ResourceKind | None
    features: frozenset[str]
    site: Site | None
    use: RoomUse | None
    zone: ZoneInfo


def show_find(call: Call) -> Response:
    """The search form, and what is free once something was asked."""
    service, actor = call.service, call.actor
    choices = _Choices(list_sites(service, actor), list_features(service, actor), list_offered_uses(service, actor))
    if not choices.sites:
        return show_problem(call.request, 404, why="There is no site here that you may look at.")
    asked = _read(call, choices)
    values = _form_values(choices, asked)
    if not any(call.query.has(name) for name in WHEN_FIELDS):
        return show_page(call, "find.html", "Find a room", values)
    night = end_next_day(asked.typed)
    interval = find_interval(night, asked.zone)
    people = 1 if asked.kind is ResourceKind.DESK else read_whole(asked.people or "1", 1, MOST_PEOPLE)
    faults = list(interval.faults) if isinstance(interval, WhenFault) else []
    if people is None:
        faults.append(FieldFault("people", say_people_fault(asked.people)))
    if (fault := _refuse_use(asked)) is not None:
        faults.append(fault)
    if isinstance(interval, WhenFault) or people is None or faults:
        asks = interval.asks if isinstance(interval, WhenFault) else frozenset()
        return show_page(call, "find.html", "Find a room", {**values, "faults": faults, "asks": asks}, status=422)
    query = _query(replace(asked, typed=night), interval, people)
    answer = look_for_rooms(call.service, call.actor, query, now=call.now)
    if night != asked.typed and answer.closed == frozenset({""}):  # nobody means a night here
        shut = find_interval(asked.typed, asked.zone)
        faults = list(shut.faults) if isinstance(shut, WhenFault) else []
        return show_page(call, "find.html", "Find a room", {**values, "faults": faults}, status=422)
    values |= _say_answer(call, replace(asked, typed=night), query, answer)
    return show_page(call, "find.html", "Find a room", values)


def _read(call: Call, choices: _Choices) -> _Asked:
    """What was asked for.

    Raises:
        BadFields: a kind, feature, site or use that is not among the choices.
    """
    site = next((site for site in choices.sites if site.ref == call.query.get("site")), None)
    kind = next((kind for kind in KINDS if kind.value == call.query.get("kind")), None)
    use = next((use for use in choices.uses if use.ref == call.query.get("use")), None)
    features = frozenset(call.query.all("feature"))
    unknown = (call.query.get("kind") and kind is None) or (call.query.get("site") and site is None)
    unknown = unknown or (call.query.get("use") and use is None)
    if unknown or not features <= set(choices.features):
        raise BadFields("There is no such kind, feature, site or use. Choose from the lists.")
    zone = (site or choices.sites[0]).zone
    given = any(call.query.has(name) for name in WHEN_FIELDS)
    typed = read_looked_at(call.query) if given else default_when(call.now, zone)
    return _Asked(typed, call.query.get("people"), kind, features, site, use, zone)


def _refuse_use(asked: _Asked) -> FieldFault | None:
    """Why nothing can be found for a use: it is not done in places of the kind that was chosen."""
    if asked.use is None or asked.kind is None or asked.kind in asked.use.kinds:
        return None
    where = "at a desk" if asked.kind is ResourceKind.DESK else f"in a {asked.kind.words}"
    why = f"“{asked.use.name}” is not done {where}. Choose another use or another kind."
    return FieldFault("use", why)


def _form_values(choices: _Choices, asked: _Asked) -> dict[str, Any]:
    return {
        "typed": asked.typed.query,
        "people": asked.people,
        "kind": asked.kind.value if asked.kind is not None else "",
        "kinds": [(kind.value, words) for kind, words in KINDS.items()],
        "features": [(each, name_feature(each), each in asked.features) for each in choices.features],
        "use": asked.use.ref if asked.use is not None else "",
        "uses": [(use.ref, say_option(use)) for use in choices.uses],
        "site": asked.site.ref if asked.site is not None else "",
        "sites": [(site.ref, site.name) for site in choices.sites],
        "one_clock": len({site.timezone for site in choices.sites}) == 1,
        "faults": (),
        "asks": frozenset(),
        "found": None,
        "total": 0,
    }


def _query(asked: _Asked, interval: Interval, people: int) -> RoomQuery:
    site, use = (each.ref if each is not None else None for each in (asked.site, asked.use))
    return RoomQuery(interval, people, asked.kind, asked.features, site, use)


def _say_answer(call: Call, asked: _Asked, query: RoomQuery, answer: RoomsFound) -> dict[str, Any]:
    rooms, for_others = [item.resource for item in answer.rooms], answer.others
    people, over = query.people, query.interval.end <= call.now
    listed = rooms or (for_others.rooms if for_others is not None else ())
    floors = {floor.id: floor for floor in list_floors(call.service, call.actor)}
    found = [
        _say_found(room, floors[room.floor_id], asked, people, bookable=bool(rooms)) for room in listed[:MOST_FOUND]
    ]
    heading, why = _say_nothing(answer, over=over) if not rooms else (f"{len(rooms):,} free", "")
    return {
        "found": found,
        "total": len(listed),
        "heading": heading,
        "span": say_span(query.interval, asked.zone),
        "why": why,
        "last": _find_last_day(answer.far, asked) if not rooms else None,
        "others": _say_others(call, for_others, only=not rooms) if for_others is not None else "",
    }


def _say_nothing(answer: RoomsFound, *, over: bool) -> tuple[str, str]:
    """The heading and the reason where nothing is free for whoever asks."""
    if answer.passed:
        if over:
            return "Nothing is free", "This time has already passed. Choose a time that ends after now."
        return "Nothing is free", "This start has already passed. Choose a start from now on."
    if answer.far is not None:
        return "Nothing is free yet", f"{PLACE_STATES[Bar.TOO_FAR]}: bookings open on {say_date(answer.far.opens_on)}."
    if answer.closed is not None and answer.others is None:
        why = next(iter(answer.closed)) if len(answer.closed) == 1 else ""
        closed = f"Closed at that time: {why}." if why else "Everything that fits is closed at that time."
        return "Nothing is open", f"{closed} Choose another time."
    if answer.others is not None:
        return "Nothing that you can book is free", ""
    return (
        "Nothing fits",
        "Nothing with all of this is free at that time. Try another time, fewer people or fewer features.",
    )


def _find_last_day(far: FarAhead | None, asked: _Asked) -> tuple[str, str] | None:
    """The last day that is open for booking, and the search on it."""
    if far is None:
        return None
    typed = replace(asked.typed, date=far.last_on.isoformat(), end_date="", start_pass="", end_pass="")
    pairs = [*typed.query.items(), ("people", asked.people), ("kind", asked.kind.value if asked.kind else "")]
    pairs += [("feature", feature) for feature in sorted(asked.features)]
    pairs += [("site", asked.site.ref if asked.site else ""), ("use", asked.use.ref if asked.use else "")]
    return say_date(far.last_on), address("/find", pairs)


def _say_others(call: Call, others: OnlyOthers, *, only: bool) -> str:
    """How many are free, but not for whoever asks, and for whom they are."""
    number = len(others.rooms)
    said = f"{number:,}{'' if only else ' more'} {'is' if number == 1 else 'are'} free"
    if not may_anywhere(call.actor, Act.BOOK):
        return f"{said} then. Your role lets you look at places, not book them."
    titles = sorted(ROLE_TITLES[role] for role in others.roles)
    return f"{said}, but for other roles only: {', '.join(titles)}." if titles else f"{said}, but for other roles only."


def _say_found(room: Resource, floor: Floor, asked: _Asked, people: int, *, bookable: bool) -> Found:
    spare = room.capacity - people
    typed = {"resource": room.ref, **asked.typed.query, "people": asked.people if room.capacity > 1 else ""}
    typed["use"] = asked.use.ref if asked.use is not None else ""
    shown = map_address(floor.ref, room.ref, asked.typed.query)
    return Found(
        name=say_resource(room),
        seats=say_seats(room),
        spare=f"{spare} to spare" if spare and asked.people else "",
        features=say_features(room),
        place=say_place(floor),
        href=address("/book", typed) if bookable else "",
        map_href=shown,
    )
