"""What comes of a drawing, as plain values: whoever passes them on needs no geometry and reads no pictures."""

import hashlib
from dataclasses import dataclass

from floorplans.affine import Affine
from floorplans.shapes import Ring

# A first guess that a person corrects: floor area for each seat round a table.
AREA_FOR_A_SEAT_M2 = 2.5
MOST_SEATS_GUESSED = 60


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A bitmap of our own making: its bytes, what they are (image/png or image/jpeg), and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, by which it is known."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A bitmap behind a plan's lines: a file of its own, and the map from its pixels into the plan's frame."""

    picture: CleanPicture
    matrix: Affine


@dataclass(frozen=True, slots=True)
class PreparedPlace:
    """A footprint that can be booked, in the plan's frame; label_x, label_y is where its name fits best."""

    name: str
    kind: str
    outline: Ring
    label_x: float
    label_y: float
    seats: int | None
    features: tuple[str, ...]
    area_m2: float | None
    facing: float | None = None


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """A floor from (0, 0) to (width, height), y down; in metres where the scale is known, else in drawing units.

    `screens` are runs of points along what stands between people: walls, partitions and windows, where the drawing
    says what its lines are. `outline` is that of the floor; empty where nobody knows it.
    """

    width: float
    height: float
    metres_per_unit: float | None
    backdrop_svg: str
    places: tuple[PreparedPlace, ...]
    pictures: tuple[PlacedPicture, ...] = ()
    screens: tuple[Ring, ...] = ()
    outline: Ring = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One desk or room as proposed.

    `found` is its kind by its words, `kind` the same where that is booked; `doubt` says why a person should look at it,
    empty where it is sure. `guessed`: nobody says its seats, they are what its area suggests, where that is known.
    """

    name: str
    kind: str
    found: str
    outline: Ring
    seats: int
    features: tuple[str, ...]
    facing: float | None
    confidence: float
    doubt: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A drawing's sheet from (0, 0) to (width, height) in its own units, y down, and everything proposed on it.

    `notes` say what of it was left out, and which names stand on several spaces.
    """

    width: float
    height: float
    metres_per_unit: float | None
    backdrop_svg: str
    proposals: tuple[Proposal, ...]
    screens: tuple[Ring, ...] = ()
    outline: Ring = ()
    pictures: tuple[PlacedPicture, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a code for programs, the place's name ("" for the whole plan), what it is, and what to do."""

    code: str
    place: str
    problem: str
    remedy: str


def guess_seats_of_area(area_m2: float) -> int:
    """How many people a room of that area seats round a table."""
    return max(1, min(MOST_SEATS_GUESSED, int(area_m2 / AREA_FOR_A_SEAT_M2)))
