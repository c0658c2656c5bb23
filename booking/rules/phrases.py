"""Times, days and things as sentences say them, in the style of the NHS: 9am, 5:30pm, Tuesday 24 November 2026."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.model.estate import Resource, ResourceKind
from booking.model.policy import ClockSpan
from booking.model.time import Interval


def say_time(instant: datetime, zone: ZoneInfo) -> str:
    """A time of day: 9am, 5:30pm, midday, midnight; in the hour that the clock shows twice, which of the two."""
    local = instant.astimezone(zone)
    words = say_clock(local.time())
    if not _comes_twice(local):
        return words
    return f"{words} ({'after' if local.fold else 'before'} the clocks go back)"


def say_clock(at: time) -> str:
    """A time that a clock shows, on whatever day; with its seconds where another program asked for some."""
    if at.second or at.microsecond:
        return f"{at.hour % 12 or 12}:{at.minute:02d}:{at.second:02d}{'am' if at.hour < 12 else 'pm'}"
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def say_spans(spans: Iterable[ClockSpan]) -> str:
    """Opening hours of a day: 9am to midday and 1pm to 5pm."""
    midnight = datetime.combine(date.min, time())
    return " and ".join(
        f"{say_clock((midnight + timedelta(minutes=span.opens_min)).time())} to "
        f"{say_clock((midnight + timedelta(minutes=span.closes_min)).time())}"
        for span in spans
    )


def _comes_twice(local: datetime) -> bool:
    """Whether the clock shows this time twice that day: it is then further ahead of UTC for the first time."""
    first, second = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second


def say_day(instant: datetime, zone: ZoneInfo) -> str:
    """A day: Tuesday 24 November 2026."""
    local = instant.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}"


def say_date(on: date) -> str:
    """A local day: Tuesday 24 November 2026."""
    return f"{on:%A} {on.day} {on:%B %Y}"


def say_span(interval: Interval, zone: ZoneInfo) -> str:
    """A span of time: 9am to 11:30am on Tuesday 24 November 2026; the day twice where it ends on another."""
    start, end = interval.start.astimezone(zone), interval.end.astimezone(zone)
    if start.date() == end.date():
        return f"{say_time(start, zone)} to {say_time(end, zone)} on {say_day(start, zone)}"
    return f"{say_time(start, zone)} on {say_day(start, zone)} to {say_time(end, zone)} on {say_day(end, zone)}"


def say_end(end: datetime, zone: ZoneInfo) -> str:
    """Until when: 3pm on Tuesday 24 November 2026; midnight as the end of the day before, as people count days."""
    if _ends_day(end, zone):
        return f"the end of {_say_day_before(end, zone)}"
    return f"{say_time(end, zone)} on {say_day(end, zone)}"


def say_closed_span(interval: Interval, zone: ZoneInfo) -> str:
    """When something is closed: as any span, but whole days as such, and midnight as the end of the day before."""
    start, end = interval.start, interval.end
    if not _ends_day(end, zone):
        return say_span(interval, zone)
    first, last = say_day(start, zone), _say_day_before(end, zone)
    if _ends_day(start, zone):
        return f"all day on {last}" if first == last else f"all day from {first} to {last}"
    return f"{say_time(start, zone)}{'' if first == last else f' on {first}'} to the end of {last}"


def _ends_day(end: datetime, zone: ZoneInfo) -> bool:
    """Whether a day ends and the next one begins then, by the clock's one midnight."""
    return say_time(end, zone) == "midnight"


def _say_day_before(end: datetime, zone: ZoneInfo) -> str:
    return say_day(end.astimezone(zone) - timedelta(days=1), zone)


def say_resource(resource: Resource) -> str:
    """A resource at the start of a sentence: Desk 1.04, Rowan."""
    return say_place(resource.kind, resource.name)


def say_place(kind: ResourceKind, name: str) -> str:
    """The same, of a kind and a name: a desk whose name begins with a digit needs the word before it."""
    return f"Desk {name}" if kind is ResourceKind.DESK and name[:1].isdigit() else name


def say_length(minutes: int) -> str:
    """A length of time: 15 minutes, 1 hour, 2 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [
        f"{hours} hour{'s' if hours != 1 else ''}" if hours else "",
        f"{rest} minute{'s' if rest != 1 else ''}" if rest else "",
    ]
    return " ".join(part for part in parts if part) or "0 minutes"


def say_metres(centimetres: int) -> str:
    """A length in metres: 2 m, 1.5 m, 1.25 m."""
    return f"{centimetres / 100:.2f}".rstrip("0").rstrip(".") + " m"
