"""What a change of the rules leaves of the places that it concerns, day by day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayForecast:
    """A local day: how many of the places can be used on it before a change and after it."""

    on: date
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Several days in order, and how many places they are about."""

    places: int
    days: tuple[DayForecast, ...]

    @property
    def before(self) -> int:
        """How many place-days there are without the change."""
        return sum(day.before for day in self.days)

    @property
    def after(self) -> int:
        """How many place-days there are with it."""
        return sum(day.after for day in self.days)
