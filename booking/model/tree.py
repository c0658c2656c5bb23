"""The estate as those who manage it see it: site, building, floor, place, in use or not, and what is said of each."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.model.estate import ResourceKind, Site
from booking.model.ids import FloorId, Ref, UnitId
from booking.model.people import About


class Tier(StrEnum):
    """How high in the estate something stands."""

    SITE = "site"
    BUILDING = "building"
    FLOOR = "floor"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class SiteTerms:
    """What is said of a site."""

    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class BuildingTerms:
    """What is said of a building."""

    name: str


@dataclass(frozen=True, slots=True)
class FloorTerms:
    """What is said of a floor; `building` is where it is."""

    name: str
    level: int
    building: Ref


@dataclass(frozen=True, slots=True)
class PlaceTerms:
    """What is said of a place; `unit` owns it, None is nobody in particular; `floor` is where it stands.

    `ceiling_cm` is its height; None is not known.
    """

    name: str
    kind: ResourceKind
    capacity: int
    features: tuple[str, ...]
    unit: Ref | None
    floor: Ref
    ceiling_cm: int | None = None


Terms = SiteTerms | BuildingTerms | FloorTerms | PlaceTerms


def stamp_terms(terms: Terms) -> str:
    """A mark of what is said of a thing: whoever changes it says what they saw, so that two do not overwrite."""
    return hashlib.sha256(repr(terms).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Above:
    """What a thing stands in."""

    tier: Tier
    id: int
    ref: Ref
    name: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class Node:
    """One site, building, floor or place.

    Attributes:
        above: what it stands in, the site first; empty for a site.
        site: its site, or itself.
        unit_id: the unit that owns it; places only.
        retired_at: since when it is out of use; None while it is in use.
    """

    tier: Tier
    id: int
    ref: Ref
    terms: Terms
    above: tuple[Above, ...]
    site: Site
    unit_id: UnitId | None = None
    retired_at: datetime | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.terms.name

    @property
    def in_use(self) -> bool:
        """Whether it can be booked, or hold what can be."""
        return self.retired_at is None

    @property
    def about(self) -> About:
        """What an act on it concerns, for permission."""
        return About(site_id=self.site.id, unit_id=self.unit_id)


@dataclass(frozen=True, slots=True)
class FloorLeaf:
    """A floor of the tree with the numbers of its places."""

    id: FloorId
    ref: Ref
    name: str
    level: int
    in_use: bool
    places: int
    places_out: int
    has_plan: bool


@dataclass(frozen=True, slots=True)
class BuildingBranch:
    """A building of the tree, its floors by level."""

    ref: Ref
    name: str
    in_use: bool
    floors: tuple[FloorLeaf, ...]


@dataclass(frozen=True, slots=True)
class SiteBranch:
    """A site of the tree, its buildings by name."""

    ref: Ref
    name: str
    timezone: str
    in_use: bool
    buildings: tuple[BuildingBranch, ...]

    @property
    def floors(self) -> tuple[FloorLeaf, ...]:
        """Every floor of the site."""
        return tuple(floor for building in self.buildings for floor in building.floors)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen by its ref."""

    ref: Ref
    name: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place in the list of its floor; `unit` is the name of the unit that owns it, empty for none."""

    ref: Ref
    name: str
    kind: ResourceKind
    capacity: int
    features: tuple[str, ...]
    unit: str
    in_use: bool
