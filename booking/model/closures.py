"""Closures: what is closed from one instant to another, why, and who may still book it."""

from dataclasses import dataclass
from datetime import datetime

from booking.model.bookings import BookingCard
from booking.model.estate import Floor, Resource, Site
from booking.model.ids import Ref
from booking.model.policy import Closure, RuleScope
from booking.model.rule_changes import RuleReach

MOST_PLACES = 500
"""How many single places one closure names; more is a floor or a site."""


@dataclass(frozen=True, slots=True)
class ClosureTarget:
    """One thing that is closed: a site, a floor or a place, with the name that people know it by.

    `where` is the floor of a place; empty for floors and sites, whose names say it.
    """

    scope: RuleScope
    scope_id: int
    ref: Ref
    name: str
    where: str = ""

    @property
    def reach(self) -> RuleReach:
        """Which places it reaches."""
        return RuleReach(self.scope, self.scope_id)


@dataclass(frozen=True, slots=True)
class StandingClosure:
    """A closure that is written down; one that was ended before it began no longer applies."""

    id: int
    ref: Ref
    site: Site
    closure: Closure
    targets: tuple[ClosureTarget, ...]
    created_at: datetime
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Displaced:
    """A booking that stands within a closure, and the free place that suits it best; None where nothing is free.

    `floor` is the floor of that place where it is another than the booking's own, at its site or at another.
    """

    card: BookingCard
    instead: Resource | None
    floor: Floor | None = None
