"""Series: bookings that come back on the same weekday."""

from dataclasses import dataclass
from datetime import date

from booking.model.ids import Ref, SeriesId
from booking.model.policy import ClockSpan


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """When the bookings of a series come back, in the wall-clock time of their site.

    `weekday` is 0 for Monday; `until` is the last date.

    Raises:
        ValueError: a number of weeks below 1, or no weekday.
    """

    every_weeks: int
    weekday: int
    clock: ClockSpan
    until: date

    def __post_init__(self) -> None:
        if self.every_weeks < 1 or not 0 <= self.weekday <= 6:
            raise ValueError("a series comes back every 1 or more weeks, on a weekday from 0 to 6")


@dataclass(frozen=True, slots=True)
class Series:
    """The header of a series; its bookings are ordinary ones, one a date."""

    id: SeriesId
    ref: Ref
    rule: SeriesRule
