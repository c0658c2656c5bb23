"""Desks kept apart for good: what somebody asks for, and what stands on a floor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from booking.model.estate import Floor
from booking.model.ids import FloorId, ResourceId

Conflicts = frozenset[tuple[ResourceId, ResourceId]]
"""Pairs of desks that are not used together, the smaller id first."""


@dataclass(frozen=True, slots=True)
class LayoutAsk:
    """How far apart people are to sit, and which desks are kept before others.

    Attributes:
        spacing_cm, face_spacing_cm, screens_exempt: as the rules of the same names say it.
        must: every desk that has one of these features stays.
        names: the desks of these names stay too.
        prefer: of layouts with as many desks, the one with the most desks that have one of these features.
    """

    spacing_cm: int
    face_spacing_cm: int = 0
    screens_exempt: bool = False
    must: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    prefer: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StandingLayout:
    """A layout that is switched on: since when, and how far apart it keeps people.

    The desks that it took out of use are those of its floor that went out of use at its own instant.
    """

    id: int
    floor_id: FloorId
    spacing_cm: int
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Unsteered:
    """How many desks are used at once where nobody steers who takes which.

    Attributes:
        usual: the mean of many tries in which desks are taken in a random order until no other can be.
        fewest: the fewest of any of those tries; there can be orders that are worse.
        tries: how many.
    """

    usual: int
    fewest: int
    tries: int


@dataclass(frozen=True, slots=True)
class Most:
    """How many desks were found, and that no choice has more; proven where both are the same."""

    found: int
    bound: int

    @property
    def is_proven(self) -> bool:
        """Whether no choice has more desks."""
        return self.found == self.bound


@dataclass(frozen=True, slots=True)
class SpacedFloor:
    """A floor on which a rule keeps people apart, before its desks are counted.

    Attributes:
        floor: which.
        ask: how its own page is asked for the same; the rule may say more of single desks.
        desks: those in use that stand on its plan, by id.
        conflicts: the pairs of them that the rule does not let be used together.
        must: those that stay in a fixed layout, since somebody depends on them.
    """

    floor: Floor
    ask: LayoutAsk
    desks: tuple[ResourceId, ...]
    conflicts: Conflicts
    must: frozenset[ResourceId]


@dataclass(frozen=True, slots=True)
class FloorTogether:
    """How many desks of a floor can be used at once under a rule, and how many a fixed layout would keep instead.

    Attributes:
        floor, ask: as in `SpacedFloor`.
        desks: how many stand on its plan.
        dynamic: how many can be used at once, where who takes which is steered in the best way.
        usual: the mean where each takes one by chance.
        fixed: how many a fixed layout keeps.
        all_stay: whether it keeps every desk that must stay; where two of them are too near it cannot.
    """

    floor: Floor
    ask: LayoutAsk
    desks: int
    dynamic: Most
    usual: int
    fixed: Most
    all_stay: bool


@dataclass(frozen=True, slots=True)
class Together:
    """The same for several floors, and in sum."""

    floors: tuple[FloorTogether, ...]

    @property
    def desks(self) -> int:
        """How many desks they have."""
        return sum(one.desks for one in self.floors)

    @property
    def dynamic(self) -> Most:
        """How many of them can be used at once."""
        return _add(one.dynamic for one in self.floors)

    @property
    def usual(self) -> int:
        """How many are used at once where each takes one by chance."""
        return sum(one.usual for one in self.floors)

    @property
    def fixed(self) -> Most:
        """How many fixed layouts keep."""
        return _add(one.fixed for one in self.floors)


def _add(parts: Iterable[Most]) -> Most:
    listed = tuple(parts)
    return Most(sum(one.found for one in listed), sum(one.bound for one in listed))
