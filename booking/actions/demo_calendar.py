"""The days of the demo's bookings: some weeks before and after the day on which it is loaded."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.actions.demo_estate import BANK_HOLIDAYS
from booking.model.time import Interval
from booking.rules.wall_clock import ClockTime, find_instant

DAYS_BEFORE = 28
DAYS_AFTER = 35
MINUTE = timedelta(minutes=1)

_SURE_AHEAD = 9
"""For how many days ahead nearly everybody has booked; further ahead fewer and fewer have."""

_LEAST_AHEAD = 0.45
"""What part of the usual bookings are there already for the last day."""


@dataclass(frozen=True, slots=True)
class DemoCalendar:
    """The moment at which the demo is loaded, and the zone of its sites."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The local date."""
        return self.now.astimezone(self.zone).date()

    @property
    def days(self) -> tuple[date, ...]:
        """Every date that has bookings, in order."""
        return tuple(self.today + timedelta(days=step) for step in range(-DAYS_BEFORE, DAYS_AFTER + 1))

    @property
    def next_working_day(self) -> date:
        """Today, if it is a working day, or the first one after it."""
        return next(on for on in self.days if on >= self.today and is_working_day(on))

    def span(self, on: date, from_min: int, to_min: int) -> Interval | None:
        """The time between two minutes of a local day; None where the clocks skip or repeat one of them."""
        start, end = (find_instant(_clock(on, minute), self.zone) for minute in (from_min, to_min))
        if not isinstance(start, datetime) or not isinstance(end, datetime):
            return None
        return Interval(start, end)

    def made_before(self, start: datetime, chance: random.Random, *, most_days: int = 14) -> datetime:
        """When a booking of that start was made: some days before it, in office hours, and before now."""
        local = start.astimezone(self.zone).date() - timedelta(days=chance.randint(1, most_days))
        made = find_instant(_clock(local, chance.randint(8 * 60, 18 * 60)), self.zone)
        if not isinstance(made, datetime) or made >= self.now:
            made = self.now - chance.randint(10, 4 * 24 * 60) * MINUTE
        return made.replace(second=0, microsecond=0)

    def is_booked_yet(self, on: date, chance: random.Random) -> bool:
        """Whether somebody has thought of that day already: fewer have, the further ahead it is."""
        beyond = max(0, (on - self.today).days - _SURE_AHEAD)
        return chance.random() < 1 - (1 - _LEAST_AHEAD) * beyond / (DAYS_AFTER - _SURE_AHEAD)


def is_working_day(on: date) -> bool:
    """Whether offices work on that date: no weekend, no bank holiday."""
    return on.weekday() < 5 and on not in _HOLIDAYS


def is_quiet(on: date) -> bool:
    """Whether the date lies between Christmas and the New Year, when few come in."""
    return (on.month, on.day) >= (12, 24) or (on.month, on.day) == (1, 1)


_HOLIDAYS = frozenset(on for on, _ in BANK_HOLIDAYS)


def _clock(on: date, minute: int) -> ClockTime:
    return ClockTime(on, time(*divmod(minute, 60)))
