"""What somebody usually books, read from what they booked before and what they have set by hand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import dist
from typing import TypeVar
from zoneinfo import ZoneInfo

from booking.model.bookings import BookingCard
from booking.model.estate import Place, Resource
from booking.model.habits import Habits, Preference
from booking.model.ids import ResourceId
from booking.model.policy import MINUTES_A_DAY, ClockSpan, Policy
from booking.model.time import Interval
from booking.rules.wall_clock import ClockTime, find_instant, is_open_during

T = TypeVar("T")

MORNING = ClockSpan(9 * 60, 13 * 60)
AFTERNOON = ClockSpan(13 * 60, 17 * 60)
ALL_DAY = ClockSpan(9 * 60, 17 * 60)

ENOUGH_LEFT = timedelta(hours=1)
"""How much of the hours must be left for today to be worth offering."""

_LOOK_AHEAD_DAYS = 21
"""How far working days are looked for: over Christmas and a floor's closed week."""

_OFFICE_DAYS = frozenset(range(1, 6))

_QUARTER = timedelta(minutes=15)


def find_habits(preference: Preference, recent: Sequence[BookingCard]) -> Habits:
    """Where and when somebody usually works.

    Args:
        preference: what they have set by hand, which comes first.
        recent: their last desk bookings, the latest first; may be empty.

    Returns:
        The floor on which most of `recent` were, of two the later one; the last desk, on the floor set by hand where
        one is; the hours that most of them had. A booking that was ended early says nothing about hours.
    """
    here = [card for card in recent if preference.floor_id in (None, card.floor.id)]
    floor_id = preference.floor_id or _most_common([card.floor.id for card in here])
    hours = preference.hours or _most_common([span for card in here if (span := _hours_of(card)) is not None])
    return Habits(floor_id, here[0].resource if here else None, hours or ALL_DAY)


def hours_on(on: date, hours: ClockSpan, *, now: datetime, zone: ZoneInfo) -> Interval | None:
    """The hours on a local day, from the next quarter of an hour where they have begun.

    None where less than an hour of them is left, or where the clocks skip or repeat one of their ends that day.
    """
    start, end = _instant(on, hours.opens_min, zone), _instant(on, hours.closes_min, zone)
    if start is None or end is None:
        return None
    start = max(start, next_quarter(now))
    return Interval(start, end) if end - start >= min(ENOUGH_LEFT, _length(hours)) else None


def find_weekdays(cards: Iterable[BookingCard]) -> frozenset[int]:
    """The days of the week on which somebody works, 1 for Monday: Monday to Friday, and those on which they booked."""
    return _OFFICE_DAYS | {card.booking.interval.start.astimezone(card.floor.site.zone).isoweekday() for card in cards}


def working_days(
    hours: ClockSpan,
    policy_on: Callable[[date], Policy],
    *,
    now: datetime,
    zone: ZoneInfo,
    most: int,
    weekdays: frozenset[int] = _OFFICE_DAYS,
) -> tuple[Interval, ...]:
    """The hours on the next of these weekdays that are open then; today too where enough of them is left."""
    today = now.astimezone(zone).date()
    found: list[Interval] = []
    for on in (today + timedelta(days=step) for step in range(_LOOK_AHEAD_DAYS)):
        interval = hours_on(on, hours, now=now, zone=zone)
        if interval is None or on.isoweekday() not in weekdays or len(found) == most:
            continue
        if is_open_during(interval, policy_on(on), zone):
            found.append(interval)
    return tuple(found)


def by_distance(
    desk: Resource, others: Iterable[Resource], places: Mapping[ResourceId, Place]
) -> list[tuple[Resource, float | None]]:
    """The other desks, the nearest first, with how far each is on the plan; those off the plan come last."""
    at = places.get(desk.id)
    found = [(other, _distance(at, places.get(other.id))) for other in others if other.id != desk.id]
    return sorted(found, key=lambda pair: (pair[1] is None, pair[1] or 0, abs(pair[0].id - desk.id), pair[0].id))


def next_quarter(now: datetime) -> datetime:
    """The present or next full quarter of an hour."""
    whole = datetime.min.replace(tzinfo=UTC)
    return now + (whole - now) % _QUARTER


def _most_common(seen: Sequence[T]) -> T | None:
    return Counter(seen).most_common(1)[0][0] if seen else None


def _hours_of(card: BookingCard) -> ClockSpan | None:
    """The clock times of a booking; None where it was ended early or went over midnight."""
    zone = card.floor.site.zone
    start, end = (at.astimezone(zone) for at in (card.booking.interval.start, card.booking.interval.end))
    opens, closes = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    if closes == 0 and end.date() == start.date() + timedelta(days=1):
        closes = MINUTES_A_DAY
    elif start.date() != end.date():
        return None
    return ClockSpan(opens, closes) if card.booking.checked_out_at is None and opens < closes else None


def _distance(one: Place | None, other: Place | None) -> float | None:
    return None if one is None or other is None else dist(_middle(one), _middle(other))


def _middle(place: Place) -> tuple[float, float]:
    across, down = zip(*place.outline, strict=True)
    return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2


def _length(hours: ClockSpan) -> timedelta:
    return timedelta(minutes=hours.closes_min - hours.opens_min)


def _instant(on: date, minute: int, zone: ZoneInfo) -> datetime | None:
    days, rest = divmod(minute, MINUTES_A_DAY)
    found = find_instant(ClockTime(on + timedelta(days=days), time(rest // 60, rest % 60)), zone)
    return found if isinstance(found, datetime) else None
