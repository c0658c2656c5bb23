"""The date and the times that people type, and the instants that they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.model.time import MAX_BOOKING, Interval
from booking.rules.phrases import say_clock
from booking.rules.wall_clock import ClockFault, ClockTime, find_instant
from booking.web.fields import Fields
from booking.web.shell import FieldFault

WHEN_FIELDS = ("date", "from", "to", "to_date", "from_pass", "to_pass")
"""The fields in which a time is typed. `to_date` is empty unless the end is on a later day; the passes say which of
two equal times is meant on the day on which the clocks go back."""

LONGEST_NIGHT = timedelta(hours=13)
"""An end before the start is on the next day where no more than this lies between: a long shift with its handover."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_DAY_STARTS, _DAY_ENDS = time(9), time(17)
_TOO_EARLY, _EVENING = time(7), time(18)


@dataclass(frozen=True, slots=True)
class TypedWhen:
    """What stands in the fields, as text."""

    date: str
    start: str
    end: str
    end_date: str = ""
    start_pass: str = ""
    end_pass: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The fields for an address."""
        return dict(
            zip(
                WHEN_FIELDS,
                (self.date, self.start, self.end, self.end_date, self.start_pass, self.end_pass),
                strict=True,
            )
        )


@dataclass(frozen=True, slots=True)
class WhenFault:
    """Why what was typed names no interval; `asks` are the fields whose time comes twice that day."""

    faults: tuple[FieldFault, ...]
    asks: frozenset[str] = frozenset()


def read_when(fields: Fields) -> TypedWhen:
    """What was typed."""
    return TypedWhen(*(fields.get(name) for name in WHEN_FIELDS))


def read_looked_at(query: Fields) -> TypedWhen:
    """What an address asks for; of a day alone, as others write links, its working day."""
    typed = read_when(query)
    if typed.date and not any(query.has(name) for name in WHEN_FIELDS[1:]):
        return replace(typed, start="09:00", end="17:00")
    return typed


def default_when(now: datetime, zone: ZoneInfo) -> TypedWhen:
    """From the next quarter of an hour to the end of the working day; of late, an hour, until the evening begins.

    From the evening on it is the whole of tomorrow's working day: people look ahead then.
    """
    local = now.astimezone(zone)
    start = next_quarter(local)
    if start.date() > local.date() or start.time() >= _EVENING:
        return TypedWhen((local.date() + timedelta(days=1)).isoformat(), "09:00", "17:00")
    if local.time() < _TOO_EARLY:
        return TypedWhen(local.date().isoformat(), "09:00", "17:00")
    end = datetime.combine(start.date(), _DAY_ENDS, tzinfo=zone)
    if start > end - timedelta(hours=1):
        end = min(start + timedelta(hours=1), datetime.combine(start.date(), _EVENING, tzinfo=zone))
    return TypedWhen(start.date().isoformat(), f"{start:%H:%M}", f"{end:%H:%M}")


def next_quarter(local: datetime) -> datetime:
    """The present or next full quarter of an hour."""
    minutes = -(local.minute * 60 + local.second) % (15 * 60)
    return (local + timedelta(seconds=minutes)).replace(second=0, microsecond=0)


def type_interval(interval: Interval, zone: ZoneInfo) -> TypedWhen:
    """An interval as it would be typed."""
    start, end = interval.start.astimezone(zone), interval.end.astimezone(zone)
    last = end.date() - timedelta(days=1) if end.time() == time(0) else end.date()
    return TypedWhen(
        start.date().isoformat(),
        f"{start:%H:%M}",
        f"{end:%H:%M}",
        "" if last <= start.date() else end.date().isoformat(),
        pass_of(start),
        pass_of(end),
    )


def end_next_day(typed: TypedWhen) -> TypedWhen:
    """The same, with the next day for its end where that makes a night of it: 10pm to 6am, and not 10am to 9am."""
    on, start, end = read_date(typed.date), read_time(typed.start), read_time(typed.end)
    if on is None or start is None or end is None or typed.end_date.strip() or end == time(0) or end >= start:
        return typed
    length = datetime.combine(on + timedelta(days=1), end) - datetime.combine(on, start)
    return replace(typed, end_date=(on + timedelta(days=1)).isoformat()) if length <= LONGEST_NIGHT else typed


def find_interval(typed: TypedWhen, zone: ZoneInfo) -> Interval | WhenFault:
    """The interval that is meant, or why there is none, field by field.

    An end at 00:00 is the midnight at which the day ends.
    """
    on, start, end = read_date(typed.date), read_time(typed.start), read_time(typed.end)
    ends_later = bool(typed.end_date.strip())
    end_on = read_date(typed.end_date) if ends_later else on
    if on is None or start is None or end is None or end_on is None:
        return WhenFault(tuple(_find_unread(typed)))
    if end == time(0) and not ends_later:
        end_on += timedelta(days=1)
    return _between(
        ClockTime(on, start, read_pass(typed.start_pass)), ClockTime(end_on, end, read_pass(typed.end_pass)), zone
    )


def find_span(typed: TypedWhen, zone: ZoneInfo) -> Interval | None:
    """The same as `find_interval`, but of a time that comes twice the widest that can be meant, however long that is.

    It begins with the first of the two and ends with the second, unless `typed` says otherwise. None where it names no
    time at all.
    """
    on, start, end = read_date(typed.date), read_time(typed.start), read_time(typed.end)
    if on is None or start is None or end is None:
        return None
    ends_on = on + timedelta(days=1) if end == time(0) else on
    second_end = read_pass(typed.end_pass)
    begins = find_instant(ClockTime(on, start, read_pass(typed.start_pass) or False), zone)
    ends = find_instant(ClockTime(ends_on, end, True if second_end is None else second_end), zone)
    if isinstance(begins, ClockFault) or isinstance(ends, ClockFault) or ends <= begins:
        return None
    return Interval(begins, ends)


def _find_unread(typed: TypedWhen) -> Iterator[FieldFault]:
    if read_date(typed.date) is None:
        yield FieldFault("date", say_date_fault(typed.date))
    if read_time(typed.start) is None:
        yield FieldFault("from", say_time_fault(typed.start, "start"))
    if read_time(typed.end) is None:
        yield FieldFault("to", say_time_fault(typed.end, "end"))
    if typed.end_date.strip() and read_date(typed.end_date) is None:
        yield FieldFault("to_date", say_date_fault(typed.end_date))


def _between(start: ClockTime, end: ClockTime, zone: ZoneInfo) -> Interval | WhenFault:
    start_at, end_at = find_instant(start, zone), find_instant(end, zone)
    faults, asks = [], set()
    for name, clock, found in (("from", start, start_at), ("to", end, end_at)):
        if isinstance(found, ClockFault):
            faults.append(FieldFault(name, say_clock_fault(found, clock)))
            if found is ClockFault.REPEATED:
                asks.add(name)
    if isinstance(start_at, ClockFault) or isinstance(end_at, ClockFault):
        return WhenFault(tuple(faults), frozenset(asks))
    if end_at <= start_at:
        return WhenFault((FieldFault("to", "The end must be after the start. Choose a later end."),))
    if end_at - start_at > MAX_BOOKING:
        return WhenFault((FieldFault("to", "One booking can last for 24 hours at most. Choose an earlier end."),))
    return Interval(start_at, end_at)


def say_clock_fault(fault: ClockFault, clock: ClockTime) -> str:
    """Why a time on the clock names no instant, or two."""
    if fault is ClockFault.SKIPPED:
        local = f"{clock.at.hour % 12 or 12}:{clock.at.minute:02d}{'am' if clock.at.hour < 12 else 'pm'}"
        return f"The clocks go forward that night, so there is no {local}. Choose a time before or after that hour."
    return f"The clocks go back that night, so {say_clock(clock.at)} comes twice. Say which one you mean."


def read_date(text: str) -> date | None:
    """The date that a field names, within the years that bookings can be in; None where it names none."""
    found = _find_date(text)
    return found if found is not None and has_year(found) else None


def has_year(on: date) -> bool:
    """Whether the day lies in the years that bookings can be in."""
    return _FIRST_YEAR <= on.year <= _LAST_YEAR


def read_time(text: str) -> time | None:
    """The time of day that a field names; None where it names none."""
    if not _TIME.fullmatch(text) or not text.isascii():
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def read_pass(text: str) -> bool | None:
    """Whether the second of two equal times is meant; None where nobody has said."""
    return {"1": False, "2": True}.get(text)


def pass_of(local: datetime) -> str:
    """Which pass a local time is; empty where the time comes once."""
    other = local.replace(fold=1 - local.fold)
    return "" if other.utcoffset() == local.utcoffset() else str(local.fold + 1)


def _find_date(text: str) -> date | None:
    if not _DATE.fullmatch(text) or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def say_date_fault(text: str, ask: str = "") -> str:
    """Why a field names no date that can be used; `ask` is how the page asks for one that can be read."""
    if _find_date(text.strip()) is not None:
        return f"This year cannot be used. Choose a date in the years {_FIRST_YEAR} to {_LAST_YEAR}."
    if ask:
        return ask
    if not text.strip():
        return "Enter a date."
    return "This is not a date that we can read. Enter it as year-month-day, such as 2026-11-24."


def say_time_fault(text: str, which: str) -> str:
    """Why a field names no time of day; `which` is what the time is for, such as start."""
    if not text.strip():
        return f"Enter the {which} time."
    return "This is not a time that we can read. Enter hours and minutes, such as 09:30."
