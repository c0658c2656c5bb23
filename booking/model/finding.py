"""What a search by name finds: places, and colleagues with where they sit."""

from dataclasses import dataclass

from booking.model.estate import Floor, Resource, ResourceKind, Site
from booking.model.ids import PersonId, Ref, SiteId, UnitId
from booking.model.time import Interval


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place by its names, from its own to its site's.

    `own_booking` is set of a place that has left the plan: the next booking of it that the person who searches keeps.
    """

    ref: Ref
    kind: ResourceKind
    name: str
    floor_ref: Ref
    floor: str
    building: str
    site: str
    site_id: SiteId
    unit_id: UnitId | None
    features: tuple[str, ...] = ()
    own_booking: Ref | None = None


@dataclass(frozen=True, slots=True)
class NamedFeature:
    """Something that places of a site have, and how many of them."""

    code: str
    site: Site
    places: int


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person, and whether they let colleagues see their name."""

    id: PersonId
    name: str
    shows_name: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where and when a person has a desk or a meeting room."""

    person_id: PersonId
    resource: Resource
    floor: Floor
    interval: Interval
