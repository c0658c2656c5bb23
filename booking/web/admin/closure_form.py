"""What the forms about closures ask for alike: from when until when, why, and who may still book."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.model.people import Role
from booking.model.policy import Closure
from booking.model.text import fault_in_line, tidy_line
from booking.model.time import Interval
from booking.rules.phrases import say_closed_span
from booking.rules.titles import ROLE_TITLES
from booking.rules.wall_clock import ClockFault, ClockTime, find_instant
from booking.web.admin.rule_form import BOOKING_ROLES
from booking.web.fields import Fields
from booking.web.shell import FieldFault
from booking.web.times import pass_of, read_date, read_pass, read_time, say_clock_fault, say_date_fault

TIME_FIELDS = ("from_date", "from_time", "from_pass", "until_date", "until_time", "until_pass")
SAYING_FIELDS = (*TIME_FIELDS, "why", "role")
LONGEST_WHY = 80


@dataclass(frozen=True, slots=True)
class Saying:
    """What a closure says: its times, its reason, and the roles that may book all the same."""

    interval: Interval
    why: str
    roles: frozenset[Role]


def read_saying(given: Fields, zone: ZoneInfo) -> Saying | tuple[FieldFault, ...]:
    """What was typed, or everything that is wrong with it."""
    faults: list[FieldFault] = []
    start, end = (_read_instant(given, name, zone) for name in ("from", "until"))
    faults += [each for each in (start, end) if isinstance(each, FieldFault)]
    if len(faults) > 1 and _is_same_clock(given):
        faults.pop()
    if isinstance(start, datetime) and isinstance(end, datetime) and end <= start:
        faults.append(FieldFault("until_date", "The end must be after the start. Choose a later one."))
    why = tidy_line(given.get("why"))
    if fault := fault_in_line(why, most=LONGEST_WHY) if why else "Say why, such as “Carpet cleaning”. People read it.":
        faults.append(FieldFault("why", fault))
    known = {role.value: role for role in BOOKING_ROLES}
    roles = frozenset(known[name] for name in given.all("role") if name in known)
    if len(roles) < len(set(given.all("role"))):
        faults.append(FieldFault("role-1", "Tick roles from the list only."))
    if faults or not isinstance(start, datetime) or not isinstance(end, datetime):
        return tuple(faults)
    return Saying(Interval(start, end), why, roles)


def say_closed(interval: Interval, why: str, roles: frozenset[Role], zone: ZoneInfo) -> tuple[str, ...]:
    """A closure in sentences, so that nobody confirms another time or reason than they meant."""
    titles = list_titles(roles)
    still = (f"People with these roles can still book: {titles}.",) if titles else ()
    return f"Closed {say_closed_span(interval, zone)}.", f"Reason that people read: {why.rstrip('.')}.", *still


def list_titles(roles: frozenset[Role]) -> str:
    """Roles in words; administrators may book in any case where others may."""
    return ", ".join(sorted(ROLE_TITLES[role] for role in roles if role is not Role.ADMINISTRATOR))


def type_closure(closure: Closure, zone: ZoneInfo) -> dict[str, str]:
    """What would be typed for a closure; an end at midnight is 23:59 of the day before, as people say it."""
    start, end = (at.astimezone(zone) for at in (closure.interval.start, closure.interval.end))
    last = (end.date() - timedelta(days=1), "23:59") if end.time() == time(0) else (end.date(), f"{end:%H:%M}")
    return {
        "from_date": start.date().isoformat(),
        "from_time": f"{start:%H:%M}",
        "from_pass": pass_of(start),
        "until_date": last[0].isoformat(),
        "until_time": last[1],
        "until_pass": pass_of(end),
        "why": closure.why,
    }


def find_asks(typed: Mapping[str, str], zone: ZoneInfo) -> frozenset[str]:
    """The names, from and until, whose time comes twice on its date, so that the form asks which is meant."""
    read = {name: (read_date(typed[f"{name}_date"]), read_time(typed[f"{name}_time"])) for name in ("from", "until")}
    return frozenset(
        name
        for name, (on, at) in read.items()
        if on is not None and at is not None and find_instant(ClockTime(on, at), zone) is ClockFault.REPEATED
    )


def _is_same_clock(given: Fields) -> bool:
    """Whether both times are one on the clock, so that one sentence says what is wrong with them."""
    read = [(read_date(given.get(f"{name}_date")), read_time(given.get(f"{name}_time"))) for name in ("from", "until")]
    return read[0] == read[1] and None not in read[0]


def _read_instant(given: Fields, name: str, zone: ZoneInfo) -> datetime | FieldFault:
    """The instant that a date and a time of day name; a day ends with the last of its midnights."""
    on, at = read_date(given.get(f"{name}_date")), read_time(given.get(f"{name}_time"))
    second_pass = read_pass(given.get(f"{name}_pass"))
    if on is None:
        why = say_date_fault(given.get(f"{name}_date"), "Enter a date as year-month-day, such as 2026-12-01.")
        return FieldFault(f"{name}_date", why)
    if at is None:
        return FieldFault(f"{name}_time", "Enter a time such as 08:00 or 17:30.")
    if name == "until" and at == time(23, 59):
        on, at, second_pass = on + timedelta(days=1), time(0), True
    clock = ClockTime(on, at, second_pass)
    found = find_instant(clock, zone)
    return FieldFault(f"{name}_time", say_clock_fault(found, clock)) if isinstance(found, ClockFault) else found
