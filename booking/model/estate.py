"""What can be booked and where it stands: organisation > site > building > floor > resource."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from booking.model.ids import BuildingId, FloorId, OrganisationId, PlanId, Ref, ResourceId, SiteId, UnitId


class ResourceKind(StrEnum):
    """The kinds of thing that can be booked."""

    DESK = "desk"
    MEETING_ROOM = "meeting_room"
    CLINIC_ROOM = "clinic_room"
    VISITING_ROOM = "visiting_room"

    @property
    def words(self) -> str:
        """The kind as people say it, in lower case."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Organisation:
    """The trust. `demo` marks a made-up one, whose passwords are public."""

    id: OrganisationId
    name: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Site:
    """A place with an address; its time zone turns instants into wall-clock time."""

    id: SiteId
    ref: Ref
    organisation_id: OrganisationId
    name: str
    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """A picture behind the line work of a plan: which one, its size in pixels, and where it lies.

    `matrix` leads from its pixels into the plan's frame, as SVG writes one: (a, b, c, d, e, f).
    """

    digest: str
    width: int
    height: int
    matrix: tuple[float, ...]

    def scaled(self, by: float) -> "PlanPicture":
        """The same in a frame whose units are so many times as many."""
        return replace(self, matrix=tuple(number * by for number in self.matrix))


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture's bytes, what they are (image/png or image/jpeg), and the digest by which it is known."""

    digest: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """One published version of a floor's drawing; immutable.

    Width and height are in metres when `metres_per_unit` is known, otherwise in the drawing's own units.
    """

    id: PlanId
    ref: Ref
    version: int
    width: float
    height: float
    metres_per_unit: float | None
    pictures: tuple[PlanPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor of a building; it may have no plan yet (list only).

    `diary_version` rises with every change of what is written about the floor, `sheet_version` only with those that are
    not bookings: its places, plan and rules. A floor that is not `in_use` has no map any more; it is known only to the
    bookings that were made on it.
    """

    id: FloorId
    ref: Ref
    building_id: BuildingId
    building: str
    name: str
    level: int
    site: Site
    diary_version: int
    plan: Plan | None
    next_change_at: datetime | None = None
    in_use: bool = True
    sheet_version: int = 0


@dataclass(frozen=True, slots=True)
class Resource:
    """What is booked. It stands on exactly one floor. What is not `in_use` cannot be booked and stands in no list.

    `area_m2` is a room's floor area on the current plan, `ceiling_cm` its height; None where they are not known.
    """

    id: ResourceId
    ref: Ref
    floor_id: FloorId
    floor_ref: Ref
    site_id: SiteId
    unit_id: UnitId | None
    kind: ResourceKind
    name: str
    capacity: int
    features: tuple[str, ...] = ()
    in_use: bool = True
    area_m2: float | None = None
    ceiling_cm: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A resource's footprint in one plan version, in the plan's frame (metres when it has a scale; y down).

    `seat` is where the person sits and `facing` where they look, in degrees clockwise from up; None is not known.
    """

    resource_id: ResourceId
    outline: tuple[tuple[float, float], ...]
    label_x: float
    label_y: float
    area_m2: float | None
    seat: tuple[float, float] | None = None
    facing: float | None = None

    @property
    def seat_at(self) -> tuple[float, float]:
        """Where the person sits: where the plan says so, else in the middle of the place."""
        if self.seat is not None or not self.outline:
            return self.seat or (self.label_x, self.label_y)
        across, down = [x for x, _ in self.outline], [y for _, y in self.outline]
        return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
