"""Why somebody cannot book a place even where nothing occupies it: what has passed, and what is not open yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from booking.model.policy import Policy
from booking.model.time import Interval

UNDER_WAY = timedelta(minutes=15)
"""How long ago a new booking may have started: people book the desk that they have just sat down at."""


class Bar(StrEnum):
    """Why a viewer cannot book a place that nothing occupies."""

    PASSED = "passed"
    OTHER_ROLES = "other_roles"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class FarAhead:
    """A time that is not open for booking yet: the local day on which it opens, and the last day that is open now."""

    opens_on: date
    last_on: date


def has_passed(interval: Interval, now: datetime) -> bool:
    """Whether all of a time is over."""
    return interval.end <= now


def has_begun(interval: Interval, now: datetime) -> bool:
    """Whether a time began too long ago to be booked anew."""
    return interval.start < now - UNDER_WAY


def last_day(policy: Policy, zone: ZoneInfo, now: datetime) -> date:
    """The last local day that can be booked now."""
    return now.astimezone(zone).date() + timedelta(days=policy.horizon_days)


def is_too_far(interval: Interval, policy: Policy, zone: ZoneInfo, now: datetime) -> bool:
    """Whether a time lies on a day that is not open for booking yet."""
    return interval.start.astimezone(zone).date() > last_day(policy, zone, now)


def far_ahead(interval: Interval, policy: Policy, zone: ZoneInfo, now: datetime) -> FarAhead | None:
    """When a time opens for booking; None where it is open already."""
    if not is_too_far(interval, policy, zone, now):
        return None
    on = interval.start.astimezone(zone).date()
    return FarAhead(on - timedelta(days=policy.horizon_days), last_day(policy, zone, now))


def widest(found: list[FarAhead]) -> FarAhead | None:
    """Of several places: the first day on which one of them opens, and the last day on which one is open now."""
    if not found:
        return None
    return FarAhead(min(each.opens_on for each in found), max(each.last_on for each in found))
