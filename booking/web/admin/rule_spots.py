"""Where rules are looked at and set: the choice of a site, a floor or a place, and of a kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from booking.actions.show_rules import Here, RuleSpots, SpotAsk, list_rule_spots
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.policy import RuleScope
from booking.rules.phrases import say_resource
from booking.web.addresses import address
from booking.web.door import Call
from booking.web.fields import Fields, read_ref
from booking.web.words import KINDS

SPOT_FIELDS = ("at", "place", "kind")

HOME_ZONE = ZoneInfo("Europe/London")
"""Whose date is meant where a rule is for several sites."""


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list to choose from."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Lines of a list under one heading."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SpotChoice:
    """What the form that chooses a spot shows; no places where no floor is chosen."""

    whole: Option | None
    groups: tuple[OptionGroup, ...]
    places: tuple[Option, ...]
    kinds: tuple[Option, ...]


def read_spot(fields: Fields) -> SpotAsk:
    """The spot that a query or a form names; the organisation where it names none."""
    kind = next((kind for kind in ResourceKind if kind.value == fields.get("kind")), None)
    if fields.get("place"):
        return SpotAsk(RuleScope.RESOURCE, read_ref(fields.get("place")))
    scope, _, ref = fields.get("at").partition("-")
    if scope in (RuleScope.SITE.value, RuleScope.FLOOR.value):
        return SpotAsk(RuleScope(scope), read_ref(ref), kind)
    return SpotAsk(kind=kind)


def spot_pairs(here: Here) -> tuple[tuple[str, str], ...]:
    """The spot as the fields of a form; a place comes with its floor, so that the choice of it stays open."""
    kind = here.ask.kind.value if here.ask.kind is not None and here.resource is None else ""
    place = here.resource.ref if here.resource is not None else ""
    at = ""
    if here.floor is not None:
        at = f"floor-{here.floor.ref}"
    elif here.site is not None:
        at = f"site-{here.site.ref}"
    return tuple((name, value) for name, value in (("at", at), ("place", place), ("kind", kind)) if value)


def spot_href(path: str, here: Here, *more: tuple[str, str]) -> str:
    """An address about the spot."""
    return address(path, (*spot_pairs(here), *more))


def find_spots(call: Call, floor: Ref | None) -> RuleSpots:
    """The spots at which the person may set rules."""
    return list_rule_spots(call.service, call.actor, floor)


def choose_spot(spots: RuleSpots, here: Here) -> SpotChoice:
    """The lists to choose a spot from, as they stand for the one that is looked at."""
    pairs = dict(spot_pairs(here))
    at, kind = pairs.get("at", ""), pairs.get("kind", "")
    groups = [
        OptionGroup(
            site.name,
            tuple(
                Option(value, words, value == at)
                for value, words in (
                    (f"site-{site.ref}", f"All of {site.name}"),
                    *(
                        (f"floor-{floor.ref}", f"{floor.name}, {floor.building}")
                        for floor in spots.floors
                        if floor.site.id == site.id
                    ),
                )
            ),
        )
        for site in spots.sites
    ]
    whole = Option("", "The whole organisation", not at) if spots.everywhere else None
    places = tuple(Option(place.ref, say_resource(place), place.ref == pairs.get("place")) for place in spots.places)
    return SpotChoice(whole, tuple(groups), places, _kinds(kind))


def say_spot(here: Here) -> str:
    """The spot as a heading names it."""
    if here.resource is not None:
        return say_resource(here.resource)
    kind = KINDS[here.ask.kind] if here.ask.kind is not None else "All kinds of place"
    if here.floor is not None:
        return f"{kind} on {here.floor.name}, {here.floor.building}"
    return f"{kind} at {here.site.name}" if here.site is not None else f"{kind} in the whole organisation"


def zone_of(here: Here) -> ZoneInfo:
    """The zone whose dates rules here are meant in."""
    return here.site.zone if here.site is not None else HOME_ZONE


def _kinds(chosen: str) -> tuple[Option, ...]:
    lines: Iterable[tuple[str, str]] = (("", "All kinds"), *((kind.value, words) for kind, words in KINDS.items()))
    return tuple(Option(value, words, value == chosen) for value, words in lines)
