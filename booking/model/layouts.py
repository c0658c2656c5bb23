"""Desks kept apart for good: what somebody asks for, and what stands on a floor."""

from dataclasses import dataclass
from datetime import datetime

from booking.model.ids import FloorId


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
