"""Bookings of the demo that come back every week or every other week, as series."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from booking.actions.demo_calendar import DemoCalendar, is_working_day
from booking.actions.demo_diary import DemoDiary, DemoSeries, Idea
from booking.model.estate import Resource
from booking.model.people import Actor
from booking.model.policy import ClockSpan
from booking.model.series import SeriesRule

_FIRST_MONDAY = 1
"""The ordinal of a Monday, from which weeks are counted, so that every other week is the same one in every demo."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When something comes back; of every other week, `odd` is the one or the other."""

    weekday: int
    from_min: int
    to_min: int
    every_weeks: int = 1
    odd: bool = False

    def has(self, on: date) -> bool:
        """Whether it comes on that date."""
        week = (on.toordinal() - _FIRST_MONDAY) // 7
        return on.weekday() == self.weekday and (week + self.odd) % self.every_weeks == 0


@dataclass(frozen=True, slots=True)
class Regular:
    """What comes back: where, for whom, by whom, when, for how many and under which title."""

    resource: Resource
    holder: Actor
    booker: Actor
    rhythm: Rhythm
    people: int
    title: str


def book_regular(diary: DemoDiary, calendar: DemoCalendar, regular: Regular, chance: random.Random) -> None:
    """Book a series on all of its working days on which the rules allow it."""
    days = [on for on in calendar.days if is_working_day(on) and regular.rhythm.has(on)]
    if not days:
        return
    first = calendar.span(days[0], regular.rhythm.from_min, regular.rhythm.to_min)
    if first is None:
        return
    made_at = calendar.made_before(first.start, chance, most_days=10)
    number = len(diary.series)
    booked = [on for on in days for idea in _ideas(calendar, regular, on, made_at) if diary.agree(idea, number)]
    if booked:
        clock = ClockSpan(regular.rhythm.from_min, regular.rhythm.to_min)
        rule = SeriesRule(regular.rhythm.every_weeks, regular.rhythm.weekday, clock, booked[-1])
        diary.series.append(DemoSeries(rule, made_at))


def _ideas(calendar: DemoCalendar, regular: Regular, on: date, made_at: datetime) -> Iterator[Idea]:
    interval = calendar.span(on, regular.rhythm.from_min, regular.rhythm.to_min)
    if interval is not None:
        yield Idea(regular.resource, interval, regular.holder, regular.booker, made_at, regular.people, regular.title)
