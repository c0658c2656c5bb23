"""Rules as the sentences that they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from booking.model.estate import ResourceKind
from booking.model.people import Role
from booking.model.policy import ALL_DAY, MINUTES_A_DAY, ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from booking.rules.capacity import say_square_metres
from booking.rules.phrases import say_length, say_metres

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

ROLE_WORDS: dict[Role, str] = {
    Role.STAFF: "members of staff",
    Role.TEAM_LEAD: "team leads",
    Role.FACILITIES: "facilities",
    Role.CLINIC_ADMIN: "clinic administrators",
    Role.RECEPTION: "reception",
    Role.CLEANER: "cleaners",
    Role.WARD_TEAM: "ward teams",
    Role.AUDITOR: "auditors",
    Role.ADMINISTRATOR: "administrators",
}
"""Those who hold a role, in the middle of a sentence."""


def say_rule(rule: Rule, where: str = "") -> str:
    """The rule as a sentence, with its dates.

    Args:
        rule: any rule.
        where: the name of its site or floor, or of its one place, as it stands in a sentence; empty for the whole
            organisation.
    """
    subject = _subject(rule, where)
    return f"{_say(rule, subject)}{_say_dates(rule)}."


def say_date(on: date) -> str:
    """A date without its weekday: 1 December 2026."""
    return f"{on.day} {on:%B %Y}"


def say_minute(minute: int) -> str:
    """A minute of the day on a clock: 8am, 5:30pm, midday, midnight."""
    if minute in (0, MINUTES_A_DAY):
        return "midnight"
    hour, past = divmod(minute, 60)
    if (hour, past) == (12, 0):
        return "midday"
    return f"{hour % 12 or 12}{f':{past:02d}' if past else ''}{'am' if hour < 12 else 'pm'}"


def list_words(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: one, two and three."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a sentence is about: many places, or one by its name."""

    words: str
    one: bool
    where: str
    kind: ResourceKind | None

    def does(self, many: str, one: str) -> str:
        """The subject with its verb."""
        return f"{self.words} {one if self.one else many}"

    def does_not(self, many: str, one: str, none: str) -> str:
        """The subject with a verb that says no: of all places it is none that does."""
        if self.one or self.kind is not None:
            return self.does(many, one)
        return f"No place{self.where} {none}"

    @property
    def noun(self) -> str:
        """The kind before "booking": desk, meeting room; empty where the rule is for every kind."""
        return f"{self.kind.words} " if self.kind is not None else ""

    @property
    def counted_when(self) -> str:
        """Where a limit is asked, for limits that are not everybody's."""
        if self.one:
            return f", counted when they book {self.words}"
        things = f"{self.kind.words}s" if self.kind is not None else "places"
        return f", counted when they book {things}{self.where}" if self.where else ""


def _subject(rule: Rule, where: str) -> _Subject:
    if rule.scope is RuleScope.RESOURCE:
        return _Subject(where, one=True, where="", kind=rule.kind)
    kind = f"{rule.kind.words}s".capitalize() if rule.kind is not None else "All places"
    at = f" {'on' if rule.scope is RuleScope.FLOOR else 'at'} {where}" if where else ""
    return _Subject(f"{kind}{at}", one=False, where=at, kind=rule.kind)


def _say(rule: Rule, subject: _Subject) -> str:
    value = rule.value
    match rule.field:
        case RuleField.OPENING if isinstance(value, tuple):
            return _say_opening(value, subject)
        case RuleField.WHO_MAY_BOOK if isinstance(value, frozenset):
            return _say_roles(value, subject)
        case RuleField.CLOSED_DAY if isinstance(value, ClosedDay):
            return f"{subject.does('are', 'is')} closed on {value.on:%A} {say_date(value.on)}: {value.why}"
        case RuleField.SCREENS_EXEMPT:
            return _say_screens(subject, exempt=value is True)
        case RuleField.ONE_AT_A_TIME:
            many = f"several {subject.noun}bookings at the same time"
            one = f"one {subject.noun or ''}booking{'' if subject.kind else ' of each kind'} at a time"
            return f"Each person can have {one if value else many}{subject.counted_when}"
        case RuleField.MAX_UPCOMING | RuleField.MAX_PER_DAY:
            return _say_limit(rule.field, value if isinstance(value, int) else None, subject)
        case _ if isinstance(value, int):
            return _say_number(rule.field, value, subject)
        case _:
            raise ValueError(f"{rule.field.value} cannot say {value!r}")


def _say_number(field: RuleField, value: int, subject: _Subject) -> str:
    match field:
        case RuleField.SPACING_CM:
            return _say_spacing(value, subject)
        case RuleField.FACE_SPACING_CM:
            return _say_face_spacing(value, subject)
        case RuleField.PERSON_AREA_DM2 | RuleField.PERSON_AIR_M3:
            return _say_room(field, value, subject)
        case _:
            return _say_times(field, value, subject)


def _say_times(field: RuleField, value: int, subject: _Subject) -> str:
    booked = subject.does("can be booked", "can be booked")
    match field:
        case RuleField.HORIZON_DAYS:
            days = f"up to {_count(value, 'day')} ahead" if value else "on the day only"
            return f"{booked} {days}"
        case RuleField.MIN_LENGTH_MIN:
            return f"{booked} for {say_length(value)} or longer"
        case RuleField.MAX_LENGTH_MIN:
            return f"{booked} for up to {say_length(value)} at a time"
        case RuleField.LOCKOUT_HOURS if value:
            return f"{subject.does('are', 'is')} locked for {_count(value, 'hour')} after each use"
        case RuleField.LOCKOUT_HOURS:
            return subject.does_not("are not locked after use", "is not locked after use", "is locked after use")
        case RuleField.TURNAROUND_MIN | RuleField.SETUP_MIN:
            when = "after" if field is RuleField.TURNAROUND_MIN else "before"
            if value:
                return f"{subject.does('are', 'is')} kept free for {say_length(value)} {when} each use"
            rest = f"time free {when} each use"
            return subject.does_not(f"need no {rest}", f"needs no {rest}", f"needs {rest}")
        case (
            RuleField.OPENING
            | RuleField.MAX_UPCOMING
            | RuleField.MAX_PER_DAY
            | RuleField.ONE_AT_A_TIME
            | RuleField.WHO_MAY_BOOK
            | RuleField.CLOSED_DAY
            | RuleField.ROOM_USE
            | RuleField.SCREENS_EXEMPT
            | RuleField.SPACING_CM
            | RuleField.FACE_SPACING_CM
            | RuleField.PERSON_AREA_DM2
            | RuleField.PERSON_AIR_M3
        ):
            raise ValueError(f"{field.value} is no length of time")
        case _:
            assert_never(field)


def _say_spacing(spacing_cm: int, subject: _Subject) -> str:
    """Spacing is for desks alone, so that a rule for every kind of place names them too."""
    if subject.one:
        if spacing_cm:
            return f"People sit at least {say_metres(spacing_cm)} from whoever uses {subject.words}, seat to seat"
        return f"People may sit at any distance from {subject.words}"
    if spacing_cm:
        return f"People at desks{subject.where} sit at least {say_metres(spacing_cm)} apart, seat to seat"
    return f"People at desks{subject.where} may sit at any distance"


def _say_face_spacing(spacing_cm: int, subject: _Subject) -> str:
    if subject.one:
        if spacing_cm:
            return f"People sit at least {say_metres(spacing_cm)} from whoever uses {subject.words} and faces them"
        return f"Whoever faces the person at {subject.words} sits no further away than others"
    if spacing_cm:
        return f"People at desks{subject.where} who face each other sit at least {say_metres(spacing_cm)} apart"
    return f"People at desks{subject.where} who face each other sit no further apart than others"


def _say_screens(subject: _Subject, *, exempt: bool) -> str:
    desks = f"{subject.words} and other desks" if subject.one else f"desks{subject.where}"
    if exempt:
        return f"No distance is kept between {desks} where a wall or a screen stands between them"
    return f"Walls and screens between {desks} change nothing about the distance kept"


def _say_room(field: RuleField, value: int, subject: _Subject) -> str:
    """Rooms alone are meant, so that a rule for every kind of place names them."""
    by_area = field is RuleField.PERSON_AREA_DM2
    what = "rooms" if by_area else "clinic and visiting rooms"
    rooms = subject.words if subject.one or subject.kind is not None else f"All {what}{subject.where}"
    are, its, seat = ("is", "its", "it seats") if subject.one else ("are", "their", "they seat")
    if not value:
        return f"{rooms} {are} for as many people as {seat}, whatever {its} {'area' if by_area else 'height'}"
    if by_area:
        return f"{rooms} {are} for 1 person for each {say_square_metres(value)} of floor"
    return f"{rooms} {are} for 1 person for each {value} m³ of air, where {its} height is known"


def _say_limit(field: RuleField, most: int | None, subject: _Subject) -> str:
    rest = "ahead" if field is RuleField.MAX_UPCOMING else "on one day"
    of_each = "" if subject.kind is not None else " of each kind"
    if most is None:
        return f"Each person can have any number of {subject.noun}bookings {rest}{subject.counted_when}"
    bookings = f"{most:,} {subject.noun}booking{'' if most == 1 else 's'}{of_each}"
    return f"Each person can have up to {bookings} {rest}{subject.counted_when}"


def _say_roles(roles: frozenset[Role], subject: _Subject) -> str:
    things = subject.words if subject.one else f"{subject.words[:1].lower()}{subject.words[1:]}"
    if not roles:
        return f"Everybody who can book may book {things}"
    return f"Only {list_words(sorted(ROLE_WORDS[role] for role in roles))} may book {things}"


def _say_opening(week: Sequence[tuple[ClockSpan, ...]], subject: _Subject) -> str:
    closed = [day for day, spans in enumerate(week) if not spans]
    if len(closed) == len(WEEKDAYS):
        return f"{subject.does('are', 'is')} closed every day"
    if all(spans == ALL_DAY for spans in week):
        return f"{subject.does('are', 'is')} open all day, every day"
    groups: dict[tuple[ClockSpan, ...], list[int]] = {}
    for day, spans in enumerate(week):
        if spans:
            groups.setdefault(tuple(sorted(spans, key=lambda span: span.opens_min)), []).append(day)
    said = "; ".join(f"{_say_spans(spans)}, {_say_days(days)}" for spans, days in groups.items())
    closing = f"{';' if len(groups) > 1 else ','} and {'is' if subject.one else 'are'} closed on {_say_days(closed)}"
    return f"{subject.does('open', 'opens')} {said}{closing if closed else ''}"


def _say_spans(spans: Iterable[ClockSpan]) -> str:
    return list_words(
        [
            "all day" if (span,) == ALL_DAY else f"{say_minute(span.opens_min)} to {say_minute(span.closes_min)}"
            for span in spans
        ]
    )


def _say_days(days: Sequence[int]) -> str:
    """Weekdays in a row, a run of three or more by its ends: Monday to Friday, Saturday and Sunday."""
    if len(days) == len(WEEKDAYS):
        return "every day"
    said: list[str] = []
    run: list[int] = []
    for day in (*days, None):
        if run and day == run[-1] + 1:
            run.append(day)
            continue
        names = [WEEKDAYS[number] for number in run]
        said += [f"{names[0]} to {names[-1]}"] if len(names) > 2 else names
        run = [day] if day is not None else []
    return list_words(said)


def _say_dates(rule: Rule) -> str:
    if rule.field is RuleField.CLOSED_DAY:
        return ""
    match rule.valid_from, rule.valid_until:
        case None, None:
            return ""
        case begins, None if begins is not None:
            return f", from {say_date(begins)}"
        case None, ends if ends is not None:
            return f", until {say_date(ends)}"
        case begins, ends if begins is not None and begins == ends:
            return f", on {say_date(begins)} only"
        case begins, ends if begins is not None and ends is not None:
            return f", from {say_date(begins)} to {say_date(ends)}"
        case _:
            raise AssertionError("every pair of dates is said above")


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
