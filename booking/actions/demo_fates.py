"""What became of the demo's bookings by the moment at which it is loaded: who came, who did not, who gave it up."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.actions.demo_calendar import MINUTE
from booking.actions.demo_diary import Agreed, Fate
from booking.model.audit import AuditAct
from booking.model.bookings import Booking, BookingState, EndedWhy
from booking.model.estate import ResourceKind
from booking.model.ids import PersonId
from booking.model.time import Interval

RELEASED_AFTER = 30 * MINUTE
"""How long after its start a booking to which nobody checked in was released."""

_SOON = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to a booking; `by` is None where the service did it."""

    act: AuditAct
    at: datetime
    by: PersonId | None
    before: Booking | None
    after: Booking


@dataclass(frozen=True, slots=True)
class _Odds:
    """How often, of a hundred bookings of a kind, each thing happens; who only came has checked in and never out."""

    cancelled: int
    no_show: int
    unsaid: int
    only_came: int


_ODDS: Mapping[ResourceKind, _Odds] = {
    ResourceKind.DESK: _Odds(cancelled=4, no_show=4, unsaid=6, only_came=40),
    ResourceKind.MEETING_ROOM: _Odds(cancelled=7, no_show=7, unsaid=15, only_came=45),
    ResourceKind.CLINIC_ROOM: _Odds(cancelled=4, no_show=1, unsaid=5, only_came=15),
    ResourceKind.VISITING_ROOM: _Odds(cancelled=10, no_show=4, unsaid=1, only_came=10),
}


def tell_fate(made: Booking, agreed: Agreed, now: datetime, chance: random.Random) -> tuple[Step, ...]:
    """All that was done to a booking up to now, in order; the first step is that it was made."""
    idea = agreed.idea
    booked = Step(AuditAct.BOOKED, made.created_at, idea.booker.person.id, None, made)
    odds, luck = _ODDS[idea.resource.kind], chance.randrange(100)
    if idea.fate is Fate.NO_SHOW:
        luck = odds.cancelled
    elif idea.fate is Fate.ATTENDED:
        luck = 99
    if luck < odds.cancelled:
        return (booked, *_cancel(made, idea.booker.person.id, now, chance))
    if made.interval.start > now:
        return (booked,)
    luck -= odds.cancelled
    if luck < odds.no_show:
        return (booked, *_release(made, now))
    if luck < odds.no_show + odds.unsaid:
        return (booked,)
    stays = luck < odds.no_show + odds.unsaid + odds.only_came
    return (booked, *_attend(made, now, chance, stays=stays))


def _cancel(made: Booking, by: PersonId, now: datetime, chance: random.Random) -> tuple[Step, ...]:
    """Given up between its making and its start."""
    until = min(made.interval.start, now) - _SOON
    minutes = (until - made.created_at) // MINUTE
    if minutes < 1:
        return ()
    after = replace(
        made,
        state=BookingState.CANCELLED,
        ended_why=EndedWhy.CANCELLED,
        version=made.version + 1,
        sequence=made.sequence + 1,
    )
    return (Step(AuditAct.CANCELLED, made.created_at + chance.randint(1, minutes) * MINUTE, by, made, after),)


def _release(made: Booking, now: datetime) -> tuple[Step, ...]:
    at = made.interval.start + RELEASED_AFTER
    if at >= min(now, made.interval.end):
        return ()
    after = replace(
        made,
        state=BookingState.RELEASED,
        ended_why=EndedWhy.NO_SHOW,
        version=made.version + 1,
        sequence=made.sequence + 1,
    )
    return (Step(AuditAct.RELEASED, at, None, made, after),)


def _attend(made: Booking, now: datetime, chance: random.Random, *, stays: bool) -> tuple[Step, ...]:
    """Checked in around its start and, unless they stay or it is under way, checked out before its end."""
    came_at = max(made.created_at + MINUTE, made.interval.start + chance.randint(-5, 25) * MINUTE)
    if came_at >= min(now, made.interval.end):
        return ()
    by = made.person_id
    came = replace(made, state=BookingState.CHECKED_IN, checked_in_at=came_at, version=made.version + 1)
    arrival = Step(AuditAct.CHECKED_IN, came_at, by, made, came)
    length = (made.interval.end - came_at) // MINUTE
    left_at = made.interval.end - chance.randint(1, max(1, length // 6)) * MINUTE
    if stays or left_at >= now or left_at <= max(came_at, made.interval.start):
        return (arrival,)
    left = replace(
        came,
        state=BookingState.COMPLETED,
        ended_why=EndedWhy.CHECKED_OUT,
        checked_out_at=left_at,
        interval=Interval(made.interval.start, left_at),
        version=came.version + 1,
        sequence=came.sequence + 1,
    )
    return (arrival, Step(AuditAct.CHECKED_OUT, left_at, by, came, left))


def occupied_after(last: Booking, agreed: Agreed) -> Interval:
    """What a booking occupies after its last step: its time as it then was, and the tail that the rules asked for."""
    tail: timedelta = agreed.draft.occupies.end - agreed.idea.interval.end
    return Interval(last.interval.start, last.interval.end + tail)
