"""Bookings whose place a new plan leaves out, and what somebody chose for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from booking.model.bookings import BookingCard
from booking.model.estate import Floor, Place, Resource
from booking.model.ids import Ref


class Fate(StrEnum):
    """What becomes of a booking whose place leaves the plan."""

    MOVE = "move"
    KEEP = "keep"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose for one booking; `to` is the place that it moves to, None for all that do not move."""

    fate: Fate
    to: Ref | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose for the bookings that a plan strands.

    Attributes:
        each: by booking.
        rest: for those that are not among `each`; None where nothing was chosen for them.
        keep_until: the last local day on which a booking that is kept may end; None where none was given.
    """

    each: Mapping[Ref, Choice] = field(default_factory=dict)
    rest: Fate | None = None
    keep_until: date | None = None

    def of(self, booking: Ref) -> Choice | None:
        """What was chosen for a booking; None where nothing was."""
        return self.each.get(booking) or (Choice(self.rest) if self.rest is not None else None)


@dataclass(frozen=True, slots=True)
class Stranded:
    """A booking whose place leaves the plan, and the best place for it with its floor; None where there is none."""

    card: BookingCard
    instead: Resource | None = None
    floor: Floor | None = None


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A place out of use that still has bookings to come, and when the last of them ends.

    `drawn` is whether it stands on its floor's current plan all the same, `stood` where it last stood, None where that
    is not known on the current plan; `own` is the next booking of it that the viewer has.
    """

    resource: Resource
    until: datetime
    drawn: bool
    stood: Place | None = None
    own: Ref | None = None
