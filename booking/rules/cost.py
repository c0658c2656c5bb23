"""What rules cost in bookings that no longer fit."""

from datetime import datetime, timedelta

_MONDAY = datetime(2024, 1, 1, 9, 0)  # noqa: DTZ001 - hours of a made-up week, in no zone
_WORKING = timedelta(hours=8)
_WEEKS = 20

AN_HOUR_MIN = 60
A_DAY_MIN = 8 * 60


def usable_of_100_days(lockout_hours: int) -> int:
    """Of 100 weekdays, how many a place can be booked from 9 to 5 where each use locks it for so many hours.

    It is booked again on the first weekday on which it is free at 9, counted over twenty weeks.
    """
    free_at, used = _MONDAY, 0
    for day in range(_WEEKS * 7):
        morning = _MONDAY + timedelta(days=day)
        if morning.weekday() < 5 and morning >= free_at:
            used += 1
            free_at = morning + _WORKING + timedelta(hours=lockout_hours)
    return round(100 * used / (_WEEKS * 5))


def bookings_a_day(gap_min: int) -> int:
    """How many bookings of an hour fit between 9 and 5 where so many minutes stay free between two of them."""
    return (A_DAY_MIN + gap_min) // (AN_HOUR_MIN + gap_min)
