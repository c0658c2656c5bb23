"""Search by name: places, colleagues, and floors."""

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from booking.actions.look_up import Colleague, LookedUp, look_up
from booking.model.estate import Floor
from booking.model.finding import NamedFeature, NamedPlace, Sitting
from booking.model.people import About
from booking.rules.finding import MOST_LETTERS, is_enough, words_of
from booking.rules.permits import Act, may
from booking.rules.phrases import say_day, say_resource, say_time
from booking.rules.phrases import say_place as name_place
from booking.web.addresses import address, map_address
from booking.web.door import Call
from booking.web.shell import FieldFault, show_page
from booking.web.times import default_when, type_interval
from booking.web.words import count, name_feature, say_place

_TOO_SHORT = "Enter at least 2 letters or numbers, such as a name or 1.12."
_TOO_LONG = f"Use {MOST_LETTERS} letters or fewer."


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place; its kind is empty where its name says it, `book_href` where the person may not book there.

    One that has left the plan has neither map nor form, but `own_href`, the booking of it that the person keeps.
    """

    name: str
    kind: str
    where: str
    map_href: str
    book_href: str
    own_href: str = ""


@dataclass(frozen=True, slots=True)
class SittingLine:
    """Where a colleague sits, in words; `map_href` is empty where that has left the plan."""

    when: str
    what: str
    where: str
    map_href: str


@dataclass(frozen=True, slots=True)
class ColleagueHit:
    """A colleague and where they sit; no lines where nothing is booked."""

    name: str
    lines: tuple[SittingLine, ...]


@dataclass(frozen=True, slots=True)
class FeatureHit:
    """Something that places have, at one site; the link finds those that are free."""

    name: str
    where: str
    href: str


@dataclass(frozen=True, slots=True)
class FloorHit:
    """A floor."""

    name: str
    where: str
    href: str


def show_look_up(call: Call) -> Response:
    """What fits what was typed; the form alone where nothing was."""
    typed = call.query.get("q")
    words = words_of(typed[:MOST_LETTERS])
    values: dict[str, object] = {"typed": typed, "asked": "", "found": None, "faults": ()}
    if not call.query.has("q"):
        return show_page(call, "search.html", "Search", values)
    if len(typed) > MOST_LETTERS or not is_enough(words):
        fault = FieldFault("q", _TOO_LONG if len(typed) > MOST_LETTERS else _TOO_SHORT)
        return show_page(call, "search.html", "Search", values | {"faults": (fault,)}, status=422)
    found = look_up(call.service, call.actor, words, now=call.now)
    values |= {"asked": typed.strip(), **_say(call, found)}
    return show_page(call, "search.html", f"Search: {' '.join(words)}", values)


def _say(call: Call, found: LookedUp) -> dict[str, object]:
    return {
        "found": found,
        "places": [_say_hit(call, place) for place in found.places],
        "colleagues": [_say_colleague(colleague, call.now) for colleague in found.colleagues],
        "floors": [_say_floor(floor) for floor in found.floors],
        "features": [_say_feature(feature, call.now) for feature in found.features],
    }


def _say_hit(call: Call, place: NamedPlace) -> PlaceHit:
    bookable = may(call.actor, Act.BOOK, About(site_id=place.site_id, unit_id=place.unit_id))
    bookable = bookable and place.own_booking is None
    name, kind = name_place(place.kind, place.name), place.kind.words.capitalize()
    return PlaceHit(
        name=name,
        kind="" if name.startswith(kind) else kind,
        where=", ".join(dict.fromkeys((place.floor, place.building, place.site))),
        map_href=map_address(place.floor_ref, place.ref) if place.own_booking is None else "",
        book_href=address("/book", {"resource": place.ref}) if bookable else "",
        own_href=f"/bookings/{place.own_booking}" if place.own_booking is not None else "",
    )


def _say_colleague(colleague: Colleague, now: datetime) -> ColleagueHit:
    return ColleagueHit(
        colleague.name, tuple(_say_sitting(sitting, now) for sitting in (*colleague.today, *colleague.later))
    )


def _say_sitting(sitting: Sitting, now: datetime) -> SittingLine:
    zone, start, end = sitting.floor.site.zone, sitting.interval.start, sitting.interval.end
    days = (start.astimezone(zone).date() - now.astimezone(zone).date()).days
    day = "Today" if days <= 0 else "Tomorrow" if days == 1 else say_day(start, zone)
    typed = type_interval(sitting.interval, zone)
    return SittingLine(
        when=f"{day}, {say_time(start, zone)} to {say_time(end, zone)}",
        what=say_resource(sitting.resource),
        where=say_place(sitting.floor),
        map_href=map_address(sitting.floor.ref, sitting.resource.ref, typed.query) if sitting.resource.in_use else "",
    )


def _say_feature(feature: NamedFeature, now: datetime) -> FeatureHit:
    when = default_when(now, feature.site.zone).query
    return FeatureHit(
        name=name_feature(feature.code),
        where=f"{feature.site.name}, {count(feature.places, 'place')}",
        href=address("/find", {**when, "feature": feature.code, "site": feature.site.ref}),
    )


def _say_floor(floor: Floor) -> FloorHit:
    where = ", ".join(dict.fromkeys((floor.building, floor.site.name)))
    return FloorHit(floor.name, where, f"/floors/{floor.ref}")
