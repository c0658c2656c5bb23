"""A floor's next plan while people work on it: a draft, which nobody can book on until it is published."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.model.estate import PlanPicture, ResourceKind
from booking.model.ids import FloorId, Ref

Point = tuple[float, float]

MOST_DRAFT_PLACES = 3_000
"""How many places a draft holds; the largest floors that are known have about 1,000."""

ROOMS_TO_BOOK = frozenset({"", "room", "office", "classroom", "laboratory", "quiet"})
"""What rooms are by their words that people may book."""

SURE = 0.75
"""From what confidence on a proposal counts as sure: those below are looked at one by one."""


class SeatsFrom(StrEnum):
    """Who says how many people a place of a draft is for: a person or the drawing, its area, or nobody."""

    SAID = ""
    AREA = "area"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """A place as drawn, in the drawing's own units, y down.

    Attributes:
        key: tells it from the others of its draft.
        resource: the place that exists already and keeps its bookings; None for a new one.
        kind: None is drawn and not booked.
        outline: a polygon that is not closed by repeating its first corner.
        seat: where the person sits; None is the middle.
        facing: in degrees clockwise from up; None is not known.
        confidence: of the recognition, from 0 to 1; None where a person drew it.
        found: what its words say that it is, such as stairs; empty where they say nothing.
        doubt: why the recognition was not sure; empty where it was.
        accepted: whether a person or the reading has said that it is right; what is not is not published.
        alone: whether the reading alone accepted it, and nobody has looked at it since.
        seats_from: who says its seats; where nobody does they stand for no more than a beginning.
    """

    key: str
    name: str
    kind: ResourceKind | None
    seats: int
    outline: tuple[Point, ...]
    resource: Ref | None = None
    features: tuple[str, ...] = ()
    seat: Point | None = None
    facing: float | None = None
    confidence: float | None = None
    found: str = ""
    doubt: str = ""
    accepted: bool = False
    alone: bool = False
    seats_from: SeatsFrom = SeatsFrom.SAID

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look at it before it is accepted."""
        return bool(self.doubt) or (self.confidence is not None and self.confidence < SURE)

    @property
    def is_room_to_book(self) -> bool:
        """Whether it is a sure room that is not booked yet, and by its words no stairs, store or the like."""
        return self.kind is None and not self.is_doubtful and self.found in ROOMS_TO_BOOK

    def as_json(self) -> dict[str, object]:
        """The place by its attributes' names, each a value of JSON: as it is kept, and as it is sent."""
        return {
            "key": self.key,
            "name": self.name,
            "kind": self.kind.value if self.kind else None,
            "seats": self.seats,
            "outline": [list(point) for point in self.outline],
            "resource": self.resource,
            "features": list(self.features),
            "seat": list(self.seat) if self.seat else None,
            "facing": self.facing,
            "confidence": self.confidence,
            "found": self.found,
            "doubt": self.doubt,
            "accepted": self.accepted,
            "alone": self.alone,
            "seats_from": self.seats_from.value,
        }


@dataclass(frozen=True, slots=True)
class DraftFault:
    """What is wrong with a draft: a code for programs, the name of its place ("" for the whole plan), and a remedy.

    With a fault that stops, nothing can be published; the others are for people to judge.
    """

    code: str
    place: str
    problem: str
    remedy: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A floor's draft.

    Attributes:
        revision: rises with every change; who changes it says which they saw.
        width: in the drawing's own units, as is all that is drawn.
        metres_per_unit: None while the scale is not known.
        scale_from: how the scale was found: units, scale bar, dimension, areas, two points, typed; empty without one.
        backdrop_svg: the line work behind the places, a stand-alone document.
        source: the name of the file that it was made from; empty where it began from the published plan.
        changed_by: the name of who changed it last.
        screens: the runs of walls and windows, which people do not breathe across.
        outline: that of the floor, its first corner not repeated; empty where nobody knows it.
        pictures: those behind the line work.
        notes: what was left out when the drawing was read, and names that stand on several places of it.
    """

    floor_id: FloorId
    revision: int
    width: float
    height: float
    metres_per_unit: float | None
    scale_from: str
    backdrop_svg: str
    source: str
    places: tuple[DraftPlace, ...]
    changed_at: datetime
    changed_by: str = ""
    screens: tuple[tuple[Point, ...], ...] = ()
    outline: tuple[Point, ...] = ()
    pictures: tuple[PlanPicture, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[DraftPlace, ...]:
        """The places that publishing makes bookable."""
        return tuple(place for place in self.places if place.accepted and place.kind is not None)

    @property
    def accepted_alone(self) -> tuple[DraftPlace, ...]:
        """The places that the reading accepted, and at which nobody has looked since."""
        return tuple(place for place in self.accepted if place.alone)

    @property
    def only_drawn(self) -> tuple[DraftPlace, ...]:
        """The places that somebody accepted as not booked: they stand on the map, and nobody books them."""
        return tuple(place for place in self.places if place.accepted and place.kind is None)
