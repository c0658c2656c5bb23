"""How far apart seats are and what is between them: worked out once, when a plan is published."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, overload

import numpy as np

from floorplans.shapes import Ring
from floorplans.sights import SHORT_M, Screens, Sights, Walls, lay_walls
from floorplans.strips import Frame, Near, Numbers, Strips

MOST_MM = 5_000
"""No spacing that can be asked for is wider."""

FACING_DEG = 60
"""How far a person may be turned away from somebody whom they still face."""

_COSINE = math.cos(math.radians(FACING_DEG)) - 1e-9

_STRIPS = 4
"""Into how many strips the most is cut: more strips leave out more of what is too far off, and cost more searches."""

_SEATS_AT_ONCE = 250
"""Of how many seats the pairs are found together: what is compared then fits into a processor's cache."""


class ApartSeats(NamedTuple):
    """Two seats by their numbers, the smaller first, their distance, and how they stand to one another."""

    one: int
    other: int
    distance_mm: int
    screened: bool = False
    face_to_face: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class NearSeats(Sequence[ApartSeats]):
    """Pairs of seats, kept as columns: a dense floor has hundreds of thousands, each an object only when read."""

    columns: tuple[Numbers, ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[ApartSeats]:
        return map(ApartSeats, *(column.tolist() for column in self.columns))

    @overload
    def __getitem__(self, at: int) -> ApartSeats: ...
    @overload
    def __getitem__(self, at: slice) -> "NearSeats": ...
    def __getitem__(self, at: int | slice) -> "ApartSeats | NearSeats":
        if isinstance(at, slice):
            return NearSeats(tuple(column[at] for column in self.columns))
        return ApartSeats(*(column[at].item() for column in self.columns))


def find_near_seats(
    seats_m: Sequence[tuple[float, float]],
    most_mm: int = MOST_MM,
    *,
    facings: Sequence[float | None] = (),
    screens: Sequence[Ring] = (),
) -> NearSeats:
    """Name the pairs of seats that stand nearer to one another than the most.

    Args:
        seats_m: points in metres, y down; may be empty.
        most_mm: millimetres; a pair at exactly this distance is far enough and is left out.
        facings: where the person on each seat looks, in degrees clockwise from up; empty where none is known.
        screens: runs of points along walls and screens, in metres. A pair is screened where one of them crosses or
            touches the straight line between both seats.

    Returns:
        Pairs by their numbers in the order given, distances rounded to the millimetre; O(n log n + pairs).
    """
    packing = _Packing(len(seats_m).bit_length(), most_mm.bit_length(), most_mm)
    x, y = np.fromiter(chain.from_iterable(seats_m), dtype=float).reshape(-1, 2).T
    if len(x) < 2:
        return NearSeats(packing.unpack(np.empty(0, dtype=np.int64)))
    walls = lay_walls(screens)
    most_m = most_mm / 1000
    seats = _frame(x, y, walls, most_m).lay(x, y)
    near = seats.find_following(most_m)
    around = _Around(_turn(facings, seats.order), Screens(walls, seats, most_m) if len(walls.from_x) else None)
    pairs = np.empty(near.total(), dtype=np.int64)
    number = 0
    for block in _cut_into_blocks(seats.strip):
        found = _find_in_block(seats, near, block, around, packing)
        pairs[number : number + len(found)] = found
        number += len(found)
    pairs[:number].sort()
    return NearSeats(packing.unpack(pairs[:number]))


class _Around(NamedTuple):
    """What else there is to know of a pair; None where there is nothing of it."""

    faces: "_Faces | None"
    screens: Screens | None


def _frame(x: Numbers, y: Numbers, walls: Walls, most_m: float) -> Frame:
    """Strips for the seats and the walls, so long that what is near one end of a strip is in no other strip."""
    left = min(x.min(), walls.from_x.min(initial=math.inf), walls.to_x.min(initial=math.inf))
    top = min(y.min(), walls.from_y.min(initial=math.inf), walls.to_y.min(initial=math.inf))
    bottom = max(y.max(), walls.from_y.max(initial=-math.inf), walls.to_y.max(initial=-math.inf))
    return Frame(float(left), float(top), most_m / _STRIPS, float(bottom - top) + 3 * (most_m + SHORT_M))


def _cut_into_blocks(strip: Numbers) -> Iterator[range]:
    """The seats of a few strips, so many at a time that what is compared fits into a processor's cache."""
    starts = np.flatnonzero(np.diff(strip)) + 1
    first = 0
    for start in (*starts.tolist(), len(strip)):
        if start - first >= _SEATS_AT_ONCE or start == len(strip):
            yield range(first, start)
            first = start


def _find_in_block(seats: Strips, near: Near, block: range, around: _Around, packing: "_Packing") -> Numbers:
    """The pairs of which the left seat is in a block, packed."""
    sights, apart_mm, apart_m = _look_around(seats, near, block, packing.most_mm)
    left, right = seats.order[sights.left], seats.order[sights.right]
    pairs = packing.pack(np.minimum(left, right), np.maximum(left, right), apart_mm)
    if around.screens is not None:
        pairs[around.screens.find_crossed(block, sights)] |= _SCREENED
    if around.faces is not None:
        pairs[_find_facing(around.faces, sights, apart_m)] |= _FACED
    return pairs


def _look_around(seats: Strips, near: Near, block: range, most_mm: int) -> tuple[Sights, Numbers, Numbers]:
    """Lines from the seats of a block to those on their right that are near enough, and how long they are."""
    left, right = near.among(block)
    dx, dy = seats.x[right] - seats.x[left], seats.y[right] - seats.y[left]
    apart_m = np.sqrt(dx * dx + dy * dy)
    apart_mm = np.rint(apart_m * 1000)
    kept = np.flatnonzero(apart_mm < most_mm)
    left, right, dx, dy = left[kept], right[kept], dx[kept], dy[kept]
    turned = np.flatnonzero(dx < 0)
    left[turned], right[turned] = right[turned], left[turned]
    dx[turned], dy[turned] = -dx[turned], -dy[turned]
    return Sights(left, right, dx, dy), apart_mm[kept], apart_m[kept]


_SCREENED, _FACED = 2, 1


class _Packing(NamedTuple):
    """How a pair is put into one number, by which pairs are sorted at once; it has room for 16 million seats."""

    seat_bits: int
    apart_bits: int
    most_mm: int

    def pack(self, one: Numbers, other: Numbers, apart_mm: Numbers) -> Numbers:
        seats: Numbers = one << self.seat_bits | other
        return seats << (self.apart_bits + 2) | apart_mm.astype(np.int64) << 2

    def unpack(self, pairs: Numbers) -> tuple[Numbers, ...]:
        return (
            pairs >> (self.seat_bits + self.apart_bits + 2),
            pairs >> (self.apart_bits + 2) & (1 << self.seat_bits) - 1,
            pairs >> 2 & (1 << self.apart_bits) - 1,
            (pairs & _SCREENED).astype(bool),
            (pairs & _FACED).astype(bool),
        )


class _Faces(NamedTuple):
    """How far right and down each person looks; not a number where that is not known."""

    x: Numbers
    y: Numbers


def _turn(facings: Sequence[float | None], order: Numbers) -> _Faces | None:
    if not any(facing is not None for facing in facings):
        return None
    turned = np.radians(np.array(facings, dtype=float)[order])
    return _Faces(np.sin(turned), -np.cos(turned))


def _find_facing(faces: _Faces, sights: Sights, apart_m: Numbers) -> Numbers:
    """Which of the lines are between two persons who face each other."""
    left, right, dx, dy = sights
    least = apart_m * _COSINE
    seeing = np.flatnonzero(faces.x[left] * dx + faces.y[left] * dy >= least)
    right, dx, dy, least = right[seeing], dx[seeing], dy[seeing], least[seeing]
    return seeing[np.flatnonzero(-faces.x[right] * dx - faces.y[right] * dy >= least)]
