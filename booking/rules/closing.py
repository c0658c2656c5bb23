"""Why a place is closed at a time."""

from zoneinfo import ZoneInfo

from booking.model.policy import Policy
from booking.model.time import Interval
from booking.rules.wall_clock import is_open_during, local_day


def find_closure(interval: Interval, policy: Policy, zone: ZoneInfo) -> str | None:
    """Why not all of the interval is open: the reason of a closed day; empty where hours alone close it; None if open.

    A closed day that begins when the interval ends has nothing to do with it.
    """
    if is_open_during(interval, policy, zone):
        return None
    return next((day.why for day in policy.closed_days if local_day(day.on, zone).overlaps(interval)), "")
