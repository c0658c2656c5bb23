"""Intervals of time: aware UTC instants, half-open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

MAX_BOOKING = timedelta(hours=24)
"""The longest a single booking may last; keeps every read of the diary bounded."""

MAX_TAIL = timedelta(days=14)
"""The longest turnaround or lockout after a booking; keeps every read of the diary bounded."""

LOOK_BACK = MAX_BOOKING + MAX_TAIL
"""How far before an instant an occupation that still covers it can have started."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The time from `start` up to, and without, `end`.

    Raises:
        ValueError: a bound without a time zone, or an end that is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is not UTC or self.end.tzinfo is not UTC:  # most are read from the database, in UTC
            if self.start.tzinfo is None or self.end.tzinfo is None:
                raise ValueError("an interval needs instants with a time zone")
            object.__setattr__(self, "start", self.start.astimezone(UTC))
            object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError("an interval must end after it starts")

    @property
    def length(self) -> timedelta:
        """The elapsed time between the bounds."""
        return self.end - self.start

    def overlaps(self, other: Self) -> bool:
        """Whether the two share an instant; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Self) -> bool:
        """Whether the whole of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def has(self, instant: datetime) -> bool:
        """Whether the instant lies inside; the end does not."""
        return self.start <= instant < self.end


def unite(times: Iterable[Interval]) -> Iterator[Interval]:
    """The times in order, those that touch as one."""
    last: Interval | None = None
    for each in sorted(times):
        if last is None or each.start > last.end:
            if last is not None:
                yield last
            last = each
        elif each.end > last.end:
            last = Interval(last.start, each.end)
    if last is not None:
        yield last
