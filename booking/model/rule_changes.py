"""What happens to the rules that stand when one is set or ended, and to the bookings that they judge."""

from dataclasses import dataclass
from datetime import date, datetime

from booking.model.bookings import BookingCard
from booking.model.decisions import Reason
from booking.model.diary import HolderBooking
from booking.model.estate import ResourceKind
from booking.model.ids import BookingId, Ref
from booking.model.people import Actor
from booking.model.policy import Rule, RuleScope


@dataclass(frozen=True, slots=True)
class RuleReach:
    """Which places a rule can reach: those of a scope, of one kind or of every kind."""

    scope: RuleScope
    scope_id: int
    kind: ResourceKind | None = None


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A rule that is written down, and the number of its row."""

    id: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of the rules: some are added, some go, and some apply on other dates from now on."""

    added: tuple[Rule, ...] = ()
    removed: tuple[StandingRule, ...] = ()
    redated: tuple[tuple[StandingRule, Rule], ...] = ()

    @property
    def touched(self) -> tuple[Rule, ...]:
        """Every rule that the change adds, takes away or gives other dates."""
        return (*self.added, *(one.rule for one in self.removed), *(one.rule for one, _ in self.redated))

    @property
    def reaches(self) -> frozenset[RuleReach]:
        """Which places the change can concern."""
        return frozenset(RuleReach(rule.scope, rule.scope_id, rule.kind) for rule in self.touched)


@dataclass(frozen=True, slots=True)
class RuleDates:
    """The first and the last local date on which a rule applies; None as the last is until further notice."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class FutureBooking:
    """A live booking that is not over, with the facts by which it would be decided on if it were made today.

    Attributes:
        card: the booking, its place, floor and people.
        booker: who made it, with what they were granted.
        holder_bookings: its holder's bookings, as a diary holds them.
        until: until when it occupies its place, as frozen when it was booked.
    """

    card: BookingCard
    booker: Actor
    holder_bookings: tuple[HolderBooking, ...]
    until: datetime


Behind = tuple[datetime, Ref]
"""The start and the ref of a booking behind which one goes on reading."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A standing booking that the rules would no longer let anybody make, and which of them says no."""

    card: BookingCard
    reason: Reason


@dataclass(frozen=True, slots=True)
class Retimed:
    """A booking whose place is kept free for another time after it than before."""

    booking_id: BookingId
    until: datetime
