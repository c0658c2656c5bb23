"""When a place is free on the day that somebody looks at, as links that fill in the times."""

from collections.abc import Mapping
from dataclasses import dataclass

from booking.actions.find_free_times import find_free_times
from booking.model.estate import Floor, Resource
from booking.model.policy import Rule
from booking.model.time import Interval
from booking.rules.habits import AFTERNOON, ALL_DAY, MORNING, hours_on
from booking.rules.phrases import say_time
from booking.rules.wall_clock import local_day
from booking.web.addresses import address
from booking.web.door import Call
from booking.web.times import TypedWhen, read_date, type_interval
from booking.web.use_choice import read_use

_PARTS = (("Morning", MORNING), ("Afternoon", AFTERNOON), ("All day", ALL_DAY))


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A free time: what it is called, the times, and where the form is filled in with it."""

    text: str
    times: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day with its free times, and the parts of the day that are free throughout; `whole` is a day free all day."""

    day: str
    whole: bool
    times: tuple[FreeTime, ...]
    parts: tuple[FreeTime, ...]


def list_free_times(
    call: Call,
    place: tuple[Resource, Floor],
    typed: TypedWhen,
    kept: Mapping[str, str],
    rules: tuple[Rule, ...] | None = None,
) -> FreeDay | None:
    """The free times of the day that is typed, for the use that is chosen.

    None for a day unread or past, or a place out of use.
    """
    resource, floor = place
    zone, on = floor.site.zone, read_date(typed.date)
    if not resource.in_use or on is None or on < call.now.astimezone(zone).date():
        return None
    use = read_use(kept.get("use", ""))
    free = find_free_times(call.service, call.actor, place, on, rules=rules, now=call.now, use=use)
    day = local_day(on, zone)

    def link(interval: Interval, text: str = "") -> FreeTime:
        times = f"{say_time(interval.start, zone)} to {say_time(interval.end, zone)}"
        when = type_interval(interval, zone)
        return FreeTime(text or times, times, address("/book", {**kept, **when.query}), current=when == typed)

    parts = ((text, hours_on(on, span, now=call.now, zone=zone)) for text, span in _PARTS)
    return FreeDay(
        day=f"{on:%A} {on.day} {on:%B}",
        whole=free == (day,),
        times=tuple(link(interval) for interval in free if interval != day),
        parts=tuple(
            link(interval, text)
            for text, interval in parts
            if interval is not None and any(span.covers(interval) for span in free)
        ),
    )
