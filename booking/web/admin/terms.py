"""What is typed about a site, building, floor or place: read into terms, and terms put back into fields."""

import re
from collections.abc import Callable
from functools import cache
from zoneinfo import available_timezones

from booking.actions.open_estate import OpenNode
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.text import TITLE_MAX, fault_in_name, tidy_line
from booking.model.tree import BuildingTerms, Choice, FloorTerms, PlaceTerms, SiteTerms, Terms, Tier
from booking.web.admin.forms import Control, Field, Typed
from booking.web.fields import read_hundredths, read_ref, read_whole
from booking.web.shell import FieldFault
from booking.web.words import KINDS, name_feature

MOST_SEATS = 999
"""More than any room seats; the rules say which parties fit."""

LOWEST_CEILING_CM, HIGHEST_CEILING_CM = 100, 3000
"""The heights of rooms: a sports hall is lower."""

LOWEST, HIGHEST = -9, 99
"""The levels of a floor: no building of a trust has more."""

FIELDS_OF: dict[Tier, tuple[str, ...]] = {
    Tier.SITE: ("name", "timezone"),
    Tier.BUILDING: ("name",),
    Tier.FLOOR: ("name", "level", "building"),
    Tier.PLACE: ("name", "kind", "seats", "ceiling", "feature", "unit", "floor"),
}
"""The fields of each tier's form."""

_LEVEL = re.compile(r"-?\d{1,2}")
_AREA = re.compile(r"[A-Z][A-Za-z_]+/[A-Za-z_/+-]+")


def ask_fields(tier: Tier, opened: OpenNode | None) -> tuple[Field, ...]:
    """The questions about a thing of a tier, with the choices of the one that is open."""
    units = opened.units if opened is not None else ()
    features = opened.features if opened is not None else ()
    elsewhere = _choices(opened.elsewhere) if opened is not None else ()
    match tier:
        case Tier.SITE:
            zones = tuple((zone, zone) for zone in list_zones())
            return (
                Field("name", "Name"),
                Field(
                    "timezone",
                    "Time zone",
                    hint="Such as Europe/London. Clock times at this site follow it.",
                    options=zones,
                ),
            )
        case Tier.BUILDING:
            return (Field("name", "Name"),)
        case Tier.FLOOR:
            level = "0 is the ground floor, 1 the first floor, -1 the basement."
            return (
                Field("name", "Name", hint="Such as First floor."),
                Field("level", "Level", Control.NUMBER, hint=level, width="3"),
                Field("building", "Building", Control.SELECT, options=elsewhere),
            )
        case Tier.PLACE:
            return (*ask_place(units, features), Field("floor", "Floor", Control.SELECT, options=elsewhere))


def ask_place(units: tuple[Choice, ...], features: tuple[str, ...]) -> tuple[Field, ...]:
    """The questions about a place, but for where it stands."""
    return (
        Field("name", "Name", hint="As on the door or the desk, such as 2.14 or Willow."),
        *ask_rest(units, features),
        Field(
            "ceiling",
            "Height of the room in metres (optional)",
            Control.NUMBER,
            hint="Such as 2.4. A clinic or visiting room is then for as many people as its air is enough for.",
            width="3",
        ),
    )


def ask_rest(units: tuple[Choice, ...], features: tuple[str, ...]) -> tuple[Field, ...]:
    """The questions about places that have everything but their names in common."""
    kinds = tuple((kind.value, _one(kind)) for kind in KINDS)
    boxes = tuple((code, name_feature(code)) for code in features)
    owners = (("", "Nobody in particular"), *_choices(units))
    return (
        Field("kind", "Kind", Control.SELECT, options=kinds),
        Field("seats", "Seats", Control.NUMBER, hint="How many people it is for.", width="3"),
        Field("unit", "Belongs to", Control.SELECT, options=owners, hint="The team, ward or service that runs it."),
        Field("feature", "It has", Control.CHECKS, options=boxes),
    )


def read_terms(tier: Tier, typed: Typed) -> Terms | tuple[FieldFault, ...]:
    """What the fields say of a thing, or everything that is wrong with them."""
    faults: list[FieldFault] = []
    terms = _READERS[tier](typed, faults)
    return tuple(faults) if faults else terms


def type_terms(terms: Terms) -> dict[str, tuple[str, ...]]:
    """What would be typed to say these terms."""
    match terms:
        case SiteTerms():
            return {"name": (terms.name,), "timezone": (terms.timezone,)}
        case BuildingTerms():
            return {"name": (terms.name,)}
        case FloorTerms():
            return {"name": (terms.name,), "level": (str(terms.level),), "building": (terms.building,)}
        case PlaceTerms():
            return {
                "name": (terms.name,),
                "kind": (terms.kind.value,),
                "seats": (str(terms.capacity),),
                "ceiling": (f"{terms.ceiling_cm / 100:g}" if terms.ceiling_cm is not None else "",),
                "feature": tuple(sorted(terms.features, key=str.casefold)),
                "unit": (terms.unit or "",),
                "floor": (terms.floor,),
            }


def first_of(typed: Typed, name: str) -> str:
    """The one value of a field; empty where nothing was typed."""
    return next(iter(typed.get(name, ())), "")


def read_name(typed: Typed, faults: list[FieldFault], field: str = "name", most: int = TITLE_MAX) -> str:
    """A name of its own: one line, not empty."""
    name = " ".join(tidy_line(first_of(typed, field)).split(" "))
    if not name:
        faults.append(FieldFault(field, "Enter a name."))
    elif fault := fault_in_name(name, most=most):
        faults.append(FieldFault(field, fault))
    return name


def read_shared(typed: Typed, faults: list[FieldFault]) -> tuple[ResourceKind, int, tuple[str, ...], Ref | None]:
    """Kind, seats, features and unit of one place or of several."""
    kind = next((kind for kind in KINDS if kind.value == first_of(typed, "kind")), None)
    if kind is None:
        faults.append(FieldFault("kind", "Choose a kind from the list."))
    seats = read_whole(first_of(typed, "seats"), 1, MOST_SEATS)
    if seats is None:
        faults.append(FieldFault("seats", f"Enter the number of seats in figures, from 1 to {MOST_SEATS}."))
    unit = first_of(typed, "unit").strip()
    features = tuple(dict.fromkeys(typed.get("feature", ())))
    return kind or ResourceKind.DESK, seats or 1, features, read_ref(unit) if unit else None


@cache
def list_zones() -> tuple[str, ...]:
    """The time zones that a site can have, in alphabetical order: those with a place in their name, and UTC."""
    return ("UTC", *sorted(zone for zone in available_timezones() if _AREA.fullmatch(zone) and _is_place(zone)))


def _is_place(zone: str) -> bool:
    return not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))


def _read_site(typed: Typed, faults: list[FieldFault]) -> Terms:
    name, zone = read_name(typed, faults), first_of(typed, "timezone").strip()
    if zone not in list_zones():
        faults.append(FieldFault("timezone", "We do not know this time zone. Enter one such as Europe/London."))
    return SiteTerms(name, zone)


def _read_building(typed: Typed, faults: list[FieldFault]) -> Terms:
    return BuildingTerms(read_name(typed, faults))


def _read_floor(typed: Typed, faults: list[FieldFault]) -> Terms:
    name, text = read_name(typed, faults), first_of(typed, "level").strip()
    level = int(text) if text.isascii() and _LEVEL.fullmatch(text) else None
    if level is None or not LOWEST <= level <= HIGHEST:
        faults.append(FieldFault("level", f"Enter the level in figures, from {LOWEST} to {HIGHEST}."))
    return FloorTerms(name, level or 0, read_ref(first_of(typed, "building")))


def _read_place(typed: Typed, faults: list[FieldFault]) -> Terms:
    name = read_name(typed, faults)
    kind, seats, features, unit = read_shared(typed, faults)
    ceiling = first_of(typed, "ceiling").strip()
    height_cm = read_hundredths(ceiling) if ceiling else None
    if ceiling and (height_cm is None or not LOWEST_CEILING_CM <= height_cm <= HIGHEST_CEILING_CM):
        faults.append(
            FieldFault("ceiling", "Enter the height in metres, from 1 to 30, such as 2.4, or leave it empty.")
        )
    return PlaceTerms(name, kind, seats, features, unit, read_ref(first_of(typed, "floor")), height_cm)


_READERS: dict[Tier, Callable[[Typed, list[FieldFault]], Terms]] = {
    Tier.SITE: _read_site,
    Tier.BUILDING: _read_building,
    Tier.FLOOR: _read_floor,
    Tier.PLACE: _read_place,
}


def _choices(choices: tuple[Choice, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((choice.ref, choice.name) for choice in choices)


def _one(kind: ResourceKind) -> str:
    return kind.words.capitalize()
