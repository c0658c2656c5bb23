"""Between a site's wall clock and instants: opening hours, local days, and the hours that the clocks skip or repeat."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.model.policy import ClockSpan, Policy
from booking.model.time import Interval


class ClockFault(Enum):
    """Why a wall-clock time does not name one instant."""

    SKIPPED = "skipped"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A wall-clock time on a day. `second_pass` answers which of two equal times is meant; None has not said."""

    on: date
    at: time
    second_pass: bool | None = None


def find_instant(clock: ClockTime, zone: ZoneInfo) -> datetime | ClockFault:
    """Answer the UTC instant that a clock time names, or why it names none or two."""
    first = datetime.combine(clock.on, clock.at, tzinfo=zone)
    second = first.replace(fold=1)
    instants = [moment.astimezone(UTC) for moment in (first, second)]
    if instants[0] == instants[1]:
        return instants[0]
    if instants[0].astimezone(zone).replace(tzinfo=None, fold=0) != first.replace(tzinfo=None, fold=0):
        return ClockFault.SKIPPED
    if clock.second_pass is None:
        return ClockFault.REPEATED
    return instants[1] if clock.second_pass else instants[0]


def local_day(on: date, zone: ZoneInfo) -> Interval:
    """The whole local day as instants: 23, 24 or 25 hours."""
    return Interval(_opens_at(on, 0, zone), _opens_at(on + timedelta(days=1), 0, zone))


def is_open_during(interval: Interval, policy: Policy, zone: ZoneInfo) -> bool:
    """Whether every instant of the interval lies in opening hours on days that are not closed."""
    reached = interval.start
    for opening in _open_intervals(interval, policy, zone):
        if opening.start <= reached < opening.end:
            reached = opening.end
    return reached >= interval.end


def closed_on(on: date, policy: Policy, zone: ZoneInfo) -> list[Interval]:
    """The parts of a local day that are not open, in order; empty on a day that is open throughout."""
    day, closed = local_day(on, zone), []
    reached = day.start
    for opening in _open_intervals(day, policy, zone):
        if opening.start >= day.end:
            break
        if opening.start > reached:
            closed.append(Interval(reached, opening.start))
        reached = max(reached, opening.end)
    return [*closed, Interval(reached, day.end)] if reached < day.end else closed


def _open_intervals(interval: Interval, policy: Policy, zone: ZoneInfo) -> list[Interval]:
    closed = {day.on for day in policy.closed_days}
    first = interval.start.astimezone(zone).date()
    days = (interval.end.astimezone(zone).date() - first).days + 1
    openings = [
        opening
        for on in (first + timedelta(days=step) for step in range(days))
        if on not in closed
        for opening in _openings_of(on, policy.opening[on.weekday()], zone)
    ]
    for closure in policy.closures:
        openings = [part for opening in openings for part in _without(opening, closure.interval)]
    return openings


def _without(opening: Interval, closed: Interval) -> list[Interval]:
    """What is left of an opening: all of it, a part, two parts, or nothing."""
    if not opening.overlaps(closed):
        return [opening]
    before = [Interval(opening.start, closed.start)] if opening.start < closed.start else []
    return before + ([Interval(closed.end, opening.end)] if closed.end < opening.end else [])


@lru_cache(maxsize=4096)
def _openings_of(on: date, spans: tuple[ClockSpan, ...], zone: ZoneInfo) -> tuple[Interval, ...]:
    """The openings of a local day, in order: asked for the same few days over and over, and slow to find."""
    ordered = sorted(spans, key=lambda span: span.opens_min)
    edges = ((_opens_at(on, span.opens_min, zone), _closes_at(on, span.closes_min, zone)) for span in ordered)
    return tuple(Interval(opens, closes) for opens, closes in edges if opens < closes)


def _opens_at(on: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at which the clock first shows a minute of a day, or skips it."""
    first, last = _showings(on, minute, zone)
    return first if first <= last else _skip_between(last, first, zone)


def _closes_at(on: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at which the clock has shown the minute before for the last time, or skips it."""
    first, last = _showings(on, minute - 1, zone)
    return last + timedelta(minutes=1) if first <= last else _skip_between(last, first, zone)


def _showings(on: date, minute: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the clock shows a minute for the first and the last time; the wrong way round where it skips it."""
    shown = datetime.combine(on, time(minute // 60, minute % 60), tzinfo=zone)
    return shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC)


def _skip_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which a zone's clock skips; `before` is less than a skip's length before it, `after` behind it."""
    offset = after.astimezone(zone).utcoffset()
    minutes = (after - before) // timedelta(minutes=1)
    passing = (before + timedelta(minutes=minute) for minute in range(1, minutes))
    return next((at for at in passing if at.astimezone(zone).utcoffset() == offset), after)
