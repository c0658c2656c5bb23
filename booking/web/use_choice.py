"""What will be done in a room: what can be chosen on a form, and what was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from booking.actions.room_uses import offer_room_uses
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.room_uses import RoomUse
from booking.model.time import Interval
from booking.rules.phrases import say_length, say_time
from booking.rules.wall_clock import ClockFault, ClockTime, find_instant
from booking.web.fields import read_ref
from booking.web.shell import FieldFault
from booking.web.times import read_time, say_time_fault

if TYPE_CHECKING:
    from booking.web.door import Call

USE_FIELDS = ("use", "procedure_end")


@dataclass(frozen=True, slots=True)
class UseChoice:
    """What a form offers: ids with their words; and whether any of it has a procedure after which the room rests."""

    options: tuple[tuple[str, str], ...]
    rests: bool


def offer_uses(call: "Call", kind: ResourceKind, own: RoomUse | None = None) -> UseChoice | None:
    """What can be chosen for a place of a kind, and what it is for already; None where there is nothing."""
    uses = offer_room_uses(call.service, call.actor, kind)
    if own is not None and own not in uses:
        uses = (*uses, own)
    if not uses:
        return None
    return UseChoice(tuple((use.ref, say_option(use)) for use in uses), any(use.fallow_min for use in uses))


def read_use(text: str) -> Ref | None:
    """The use that was chosen; None where none was."""
    return read_ref(text) if text else None


def read_procedure_end(
    text: str, interval: Interval | None, zone: ZoneInfo, faults: list[FieldFault]
) -> datetime | None:
    """The instant within the booking that a time of day names; None where nothing was typed, or it cannot be read."""
    if not text.strip():
        return None
    at = read_time(text)
    if at is None:
        faults.append(FieldFault("procedure_end", say_time_fault(text, "end")))
        return None
    if interval is None:
        return None
    first = interval.start.astimezone(zone).date()
    clocks = (ClockTime(on, at, later) for on in (first, first + timedelta(days=1)) for later in (False, True))
    instants = (find_instant(clock, zone) for clock in clocks)
    for instant in instants:
        if not isinstance(instant, ClockFault) and interval.start < instant <= interval.end:
            return instant
    why = "The procedure must end within the booking. Choose a time after its start and no later than its end."
    faults.append(FieldFault("procedure_end", why))
    return None


def type_procedure_end(at: datetime | None, zone: ZoneInfo) -> str:
    """The end of a procedure as it would be typed; empty where it is the end of the booking."""
    return f"{at.astimezone(zone):%H:%M}" if at is not None else ""


def say_booked_use(use: RoomUse | None, procedure_ends_at: datetime | None, zone: ZoneInfo) -> str:
    """What a booking is for, and when its procedure ends where that is not the end of the booking."""
    if use is None:
        return ""
    if procedure_ends_at is None:
        return use.name
    return f"{use.name}, procedure until {say_time(procedure_ends_at, zone)}"


def say_option(use: RoomUse) -> str:
    """A use with the minutes that a room is kept free for it."""
    after = max(use.turnaround_min, use.fallow_min)
    times = [
        f"{say_length(minutes)} {when}" for minutes, when in ((use.setup_min, "before"), (after, "after")) if minutes
    ]
    return f"{use.name} (kept free {' and '.join(times)})" if times else use.name
