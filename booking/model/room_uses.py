"""What is done in a room, and the minutes that it needs before and after."""

from dataclasses import dataclass

from booking.model.estate import ResourceKind
from booking.model.ids import Ref, RoomUseId

MOST_USE_MIN = 240
"""The longest set-up, turnaround or fallow time that a use can ask for; guidance asks for an hour at most."""


@dataclass(frozen=True, slots=True)
class RoomUse:
    """Something that is done in rooms of some kinds.

    `setup_min` are kept free before it and `turnaround_min` after the booking; `fallow_min` count from the end of the
    procedure, which may be earlier. One that is not `offered` cannot be chosen any more, and keeps its minutes.

    Raises:
        ValueError: minutes outside the bounds that keep reads short.
    """

    id: RoomUseId
    ref: Ref
    name: str
    kinds: frozenset[ResourceKind]
    setup_min: int = 0
    turnaround_min: int = 0
    fallow_min: int = 0
    offered: bool = True

    def __post_init__(self) -> None:
        if not all(0 <= minutes <= MOST_USE_MIN for minutes in (self.setup_min, self.turnaround_min, self.fallow_min)):
            raise ValueError(f"a use needs from 0 to {MOST_USE_MIN} minutes")


ROOM_KINDS = (ResourceKind.CLINIC_ROOM, ResourceKind.MEETING_ROOM, ResourceKind.VISITING_ROOM)
"""The kinds of place that are booked for a use: at a desk everybody does their own work."""


@dataclass(frozen=True, slots=True)
class RoomUseTerms:
    """What is said of a use; see `RoomUse`."""

    name: str
    kinds: frozenset[ResourceKind]
    setup_min: int
    turnaround_min: int
    fallow_min: int


@dataclass(frozen=True, slots=True)
class RoomUseChange:
    """What is to become of a use: other terms, or whether it can be chosen; None stays as it is."""

    ref: Ref
    terms: RoomUseTerms | None = None
    offered: bool | None = None


@dataclass(frozen=True, slots=True)
class RoomUseLine:
    """A use, and how many live bookings to come are for it."""

    use: RoomUse
    coming: int
