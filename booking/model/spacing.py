"""Who sits near whom: the pairs of desks on a floor, and what stands beside each of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from booking.model.estate import Resource, ResourceKind
from booking.model.ids import ResourceId


@dataclass(frozen=True, slots=True)
class SeatPair:
    """Two places of one plan version and how far apart their seats are; the smaller id stands first.

    Attributes:
        distance_mm: from seat to seat.
        screened: whether a wall or a screen stands between the seats.
        face_to_face: whether each of both faces the other.
    """

    one_id: ResourceId
    other_id: ResourceId
    distance_mm: int
    screened: bool = False
    face_to_face: bool = False

    def __post_init__(self) -> None:
        if self.one_id >= self.other_id:
            raise ValueError("the smaller id of a pair stands first")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A desk beside another, how far their seats are apart, what is between them, and whether they face each other."""

    desk: Resource
    distance_mm: int
    screened: bool = False
    face_to_face: bool = False


Neighbours = Mapping[ResourceId, tuple[Neighbour, ...]]
"""Of each desk the desks beside it, the nearest first; desks without any are left out."""


NO_NEIGHBOURS: Neighbours = MappingProxyType({})


def find_neighbours(pairs: Iterable[SeatPair], resources: Iterable[Resource]) -> Neighbours:
    """The desks among the resources that stand beside one another; pairs with anything else are left out."""
    desks = {item.id: item for item in resources if item.kind is ResourceKind.DESK}
    found: defaultdict[ResourceId, list[Neighbour]] = defaultdict(list)
    for pair in pairs:
        one, other = desks.get(pair.one_id), desks.get(pair.other_id)
        if one is not None and other is not None:
            found[one.id].append(Neighbour(other, pair.distance_mm, pair.screened, pair.face_to_face))
            found[other.id].append(Neighbour(one, pair.distance_mm, pair.screened, pair.face_to_face))
    return {
        desk_id: tuple(sorted(beside, key=lambda each: (each.distance_mm, each.desk.id)))
        for desk_id, beside in found.items()
    }
