"""The race for one desk: what a crowd asks for at once, round by round, and how long its answers take."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from tests.race.crowd import Crowd, in_days
from tests.race.starter import Answer, Ask, Askers

DAYS_A_ROUND = 2
HORIZON_DAYS = 360

Times = Callable[[datetime, int], tuple[datetime, datetime]]


def identical(day: datetime, _place: int) -> tuple[datetime, datetime]:
    return day + timedelta(hours=9), day + timedelta(hours=17)


def staggered(day: datetime, place: int) -> tuple[datetime, datetime]:
    """Every one starts 15 minutes after the one before, and all 64 overlap: the last starts as the first ends."""
    start = day + timedelta(minutes=15) * place
    return start, start + timedelta(hours=16)


def round_of(crowd: Crowd, times: Times, number: int) -> list[Ask]:
    """What the whole crowd asks for in one round: a desk and days that no other round uses."""
    lap, place = divmod(number * DAYS_A_ROUND, HORIZON_DAYS - DAYS_A_ROUND)
    day = in_days(place + 1, time(0))
    return [Ask(token, "/api/v1/bookings", _body(crowd, lap, times(day, n))) for n, token in enumerate(crowd.tokens)]


def _body(crowd: Crowd, lap: int, times: tuple[datetime, datetime]) -> dict[str, object]:
    start, end = (edge.isoformat() for edge in times)
    return {"resource_id": crowd.desks[lap], "start": start, "end": end, "people": 1}


def run_rounds(asking: Askers, crowd: Crowd, times: Times, rounds: range) -> list[list[Answer]]:
    return [asking.ask(round_of(crowd, times, number)) for number in rounds]


def quantile_s(seconds: Sequence[float], percent: int) -> float:
    """The seconds within which so many of a hundred answers came."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
