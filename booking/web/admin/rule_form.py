"""The form of one rule: what its fields are called, what is typed into them, and what a rule looks like typed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from booking.model.people import Role
from booking.model.policy import MINUTES_A_DAY, WIDEST_SPACING_CM, ClockSpan, ClosedDay, Rule, RuleField, RuleValue
from booking.model.rule_changes import RuleDates
from booking.model.text import fault_in_line, tidy_line
from booking.rules.permits import ROLE_ACTS, Act
from booking.rules.sentences import ROLE_WORDS, WEEKDAYS, say_date
from booking.web.fields import Fields, read_hundredths, read_whole
from booking.web.shell import FieldFault
from booking.web.times import read_date, say_date_fault

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPANS = (1, 2)
CLOSED_ROWS = (1, 2, 3, 4, 5)
LONGEST_WHY = 80

OPENING_FIELDS = tuple(f"{day}_{which}{span}" for day in DAYS for span in SPANS for which in ("opens", "closes"))
CLOSED_FIELDS = tuple(f"{name}_{row}" for row in CLOSED_ROWS for name in ("day", "why"))
VALUE_FIELDS = ("value", "role", "everywhere", *OPENING_FIELDS, *CLOSED_FIELDS)
DATE_FIELDS = ("first", "last")

BOOKING_ROLES = tuple(role for role in Role if Act.BOOK in ROLE_ACTS[role] and role is not Role.ADMINISTRATOR)
"""The roles that a rule can name; administrators may book everything in any case."""


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How a number is asked for: the question, its unit, its bounds, and whether it may be left out."""

    question: str
    unit: str
    least: int
    most: int
    hint: str = ""
    optional: bool = False
    hundredths: bool = False


@dataclass(frozen=True, slots=True)
class YesNoForm:
    """A question with two answers, and the words of each."""

    question: str
    yes: str
    no: str


YES_NO: dict[RuleField, YesNoForm] = {
    RuleField.ONE_AT_A_TIME: YesNoForm(
        "Can a person have several {noun}bookings at the same time?", "No, one at a time", "Yes, several"
    ),
    RuleField.SCREENS_EXEMPT: YesNoForm(
        "Is a distance kept where a wall or a screen stands between two desks?",
        "No, only where nothing stands between them",
        "Yes, whatever stands between them",
    ),
}

PRESETS: dict[RuleField, tuple[tuple[str, str], ...]] = {
    RuleField.SPACING_CM: (("200", "2 m"), ("100", "1 m"), ("0", "Off")),
    RuleField.FACE_SPACING_CM: (("200", "2 m"), ("100", "1 m"), ("0", "Off")),
}
"""Usual answers, each a button: what it fills in, and what it is called."""


NUMBERS: dict[RuleField, NumberForm] = {
    RuleField.HORIZON_DAYS: NumberForm(
        "How many days ahead can people book?", "days", 0, 3650, "0 means on the day only."
    ),
    RuleField.MIN_LENGTH_MIN: NumberForm("How long is the shortest booking?", "minutes", 1, 1440),
    RuleField.MAX_LENGTH_MIN: NumberForm(
        "How long is the longest booking?", "minutes", 1, 1440, "At most 1,440, which is a whole day."
    ),
    RuleField.TURNAROUND_MIN: NumberForm(
        "How long is a place kept free after each use?", "minutes", 0, 1440, "For cleaning or putting back furniture."
    ),
    RuleField.SETUP_MIN: NumberForm("How long is a place kept free before each use?", "minutes", 0, 1440),
    RuleField.LOCKOUT_HOURS: NumberForm(
        "For how many hours is a place locked after each use?", "hours", 0, 336, "Counted from the end of its use."
    ),
    RuleField.SPACING_CM: NumberForm(
        "How many centimetres apart do people at desks sit, at least?",
        "centimetres",
        0,
        WIDEST_SPACING_CM,
        "Measured from seat to seat on the floor plan. 200 is 2 m, 100 is 1 m, 0 switches it off.",
    ),
    RuleField.FACE_SPACING_CM: NumberForm(
        "How many centimetres apart do people who face each other sit, at least?",
        "centimetres",
        0,
        WIDEST_SPACING_CM,
        "It counts where it is more than the distance between people at desks. 0 switches it off. The plan has to say "
        "which way people face.",
    ),
    RuleField.PERSON_AREA_DM2: NumberForm(
        "How many square metres of floor does each person in a room need?",
        "square metres",
        0,
        10_000,
        "Such as 2.5. A room is then for as many people as its area on the floor plan has room for, or for as many as "
        "it seats where that is fewer. 0 switches it off.",
        hundredths=True,
    ),
    RuleField.PERSON_AIR_M3: NumberForm(
        "How many cubic metres of air does each person in a room need?",
        "cubic metres",
        0,
        100,
        "The Health and Safety Executive asks for 11 in workrooms; no more than 3 m of a room’s height counts. It is "
        "about clinic and visiting rooms whose height is known, and not about meeting rooms. 0 switches it off.",
    ),
    RuleField.MAX_UPCOMING: NumberForm(
        "How many bookings can a person have ahead?",
        "bookings",
        1,
        10_000,
        "Leave it empty for no limit.",
        optional=True,
    ),
    RuleField.MAX_PER_DAY: NumberForm(
        "How many bookings can a person have on one day?",
        "bookings",
        1,
        10_000,
        "Leave it empty for no limit.",
        optional=True,
    ),
}


@dataclass(frozen=True, slots=True)
class TypedRule:
    """What was typed, read: values and dates, or what is wrong with them."""

    values: tuple[RuleValue, ...]
    dates: RuleDates | None
    faults: tuple[FieldFault, ...]


def read_rule(fields: Fields, field: RuleField, today: date) -> TypedRule:
    """Read what was typed into the form of one field."""
    values, faults = _read_values(fields, field, today)
    if field is RuleField.CLOSED_DAY:
        return TypedRule(values, None, faults)
    dates, date_faults = _read_dates(fields, today)
    return TypedRule(values, dates, (*faults, *date_faults))


def type_rule(rule: Rule, today: date) -> dict[str, str]:
    """A rule as it would be typed; it begins today."""
    typed = dict.fromkeys((*VALUE_FIELDS, *DATE_FIELDS), "")
    typed["first"] = today.isoformat()
    match rule.value:
        case bool():
            typed["value"] = "yes" if rule.value else "no"
        case int():
            hundredths = rule.field in NUMBERS and NUMBERS[rule.field].hundredths
            typed["value"] = f"{rule.value / 100:g}" if hundredths else str(rule.value)
        case frozenset():
            typed["value"] = "roles" if rule.value else "everybody"
        case tuple():
            for day, spans in zip(DAYS, rule.value, strict=True):
                for number, span in zip(SPANS, spans, strict=False):
                    typed[f"{day}_opens{number}"] = _clock(span.opens_min)
                    typed[f"{day}_closes{number}"] = _clock(span.closes_min)
        case _:
            pass
    return typed


def copy_monday(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with Monday's hours on Tuesday to Friday too."""
    copied = dict(typed)
    for day in DAYS[1:5]:
        for span in SPANS:
            for which in ("opens", "closes"):
                copied[f"{day}_{which}{span}"] = typed[f"mon_{which}{span}"]
    return copied


def roles_of(rule: Rule) -> frozenset[str]:
    """The names of the roles that a rule lets book."""
    return frozenset(role.value for role in rule.value) if isinstance(rule.value, frozenset) else frozenset()


def role_options(chosen: Iterable[str]) -> list[tuple[str, str, bool]]:
    """Each role that a rule can name: its name, its words, and whether it is ticked."""
    ticked = frozenset(chosen)
    return [
        (role.value, f"{ROLE_WORDS[role][:1].upper()}{ROLE_WORDS[role][1:]}", role.value in ticked)
        for role in BOOKING_ROLES
    ]


def _read_values(fields: Fields, field: RuleField, today: date) -> tuple[tuple[RuleValue, ...], tuple[FieldFault, ...]]:
    match field:
        case RuleField.OPENING:
            return _read_opening(fields)
        case RuleField.CLOSED_DAY:
            return _read_closed_days(fields, today)
        case RuleField.WHO_MAY_BOOK:
            known = {role.value: role for role in BOOKING_ROLES}
            if any(name not in known for name in fields.all("role")):
                return (), (FieldFault("role-1", "Tick roles from the list only."),)
            return _read_who(fields.get("value"), frozenset(known[name] for name in fields.all("role")))
        case RuleField.ONE_AT_A_TIME | RuleField.SCREENS_EXEMPT:
            if fields.get("value") not in ("yes", "no"):
                return (), (FieldFault("value", "Choose yes or no."),)
            return (fields.get("value") == "yes",), ()
        case _:
            return _read_number(fields.get("value"), NUMBERS[field])


def _read_who(choice: str, roles: frozenset[Role]) -> tuple[tuple[RuleValue, ...], tuple[FieldFault, ...]]:
    """Everybody, whatever is ticked, or the roles that are ticked."""
    match choice:
        case "everybody":
            return (frozenset[Role](),), ()
        case "roles" if roles:
            return (roles,), ()
        case "roles":
            return (), (FieldFault("role-1", "Tick at least one role, or choose everybody who may book."),)
        case _:
            return (), (FieldFault("value", "Choose who may book."),)


def _read_number(text: str, asked: NumberForm) -> tuple[tuple[RuleValue, ...], tuple[FieldFault, ...]]:
    if not text.strip() and asked.optional:
        return (None,), ()
    number = read_hundredths(text) if asked.hundredths else read_whole(text, asked.least, asked.most)
    if number is None or not asked.least <= number <= asked.most:
        why = f"Enter a whole number of {asked.unit} from {asked.least} to {asked.most:,}."
        if asked.hundredths:
            why = f"Enter a number of {asked.unit} from {asked.least} to {asked.most // 100:,}, such as 2.5."
        return (), (FieldFault("value", why),)
    return (number,), ()


def _read_opening(fields: Fields) -> tuple[tuple[RuleValue, ...], tuple[FieldFault, ...]]:
    week, faults = [], []
    for day, name in zip(DAYS, WEEKDAYS, strict=True):
        spans = list(_read_spans(fields, day, name))
        faults += [span for span in spans if isinstance(span, FieldFault)]
        read = sorted((span for span in spans if isinstance(span, ClockSpan)), key=lambda span: span.opens_min)
        if len(read) == 2 and read[1].opens_min < read[0].closes_min:
            faults.append(
                FieldFault(f"{day}_opens2", f"{name}: the two times overlap. Begin the second after the first.")
            )
        week.append(tuple(read))
    return ((tuple(week),), ()) if not faults else ((), tuple(faults))


def _read_spans(fields: Fields, day: str, name: str) -> Iterator[ClockSpan | FieldFault]:
    for number in SPANS:
        opens_field, closes_field = f"{day}_opens{number}", f"{day}_closes{number}"
        opens_text, closes_text = fields.get(opens_field).strip(), fields.get(closes_field).strip()
        if not opens_text and not closes_text:
            continue
        opens, closes = _read_minute(opens_text), _read_minute(closes_text)
        if opens is None or closes is None:
            wrong = opens_field if opens is None else closes_field
            yield FieldFault(wrong, f"{name}: enter both times, such as 8:00 and 18:00, or leave both empty if closed.")
        elif (closes or MINUTES_A_DAY) <= opens:
            yield FieldFault(
                closes_field, f"{name}: it closes before it opens. Enter a later time, or 0:00 for midnight."
            )
        else:
            yield ClockSpan(opens, closes or MINUTES_A_DAY)


def _read_closed_days(fields: Fields, today: date) -> tuple[tuple[RuleValue, ...], tuple[FieldFault, ...]]:
    days: list[ClosedDay] = []
    faults: list[FieldFault] = []
    for row in CLOSED_ROWS:
        text, why = fields.get(f"day_{row}").strip(), tidy_line(fields.get(f"why_{row}"))
        if not text and not why:
            continue
        on = read_date(text)
        if on is None:
            said = say_date_fault(text, "Enter a date as year-month-day, such as 2026-12-25.")
            faults.append(FieldFault(f"day_{row}", f"Line {row}: {said[:1].lower()}{said[1:]}"))
        elif on < today:
            faults.append(FieldFault(f"day_{row}", f"Line {row}: {say_date(on)} has passed. Enter a later day."))
        elif any(day.on == on for day in days):
            faults.append(FieldFault(f"day_{row}", f"Line {row}: {say_date(on)} stands here twice. Enter another day."))
        if not why:
            faults.append(FieldFault(f"why_{row}", f"Line {row}: say why it is closed, such as Christmas Day."))
        elif fault := fault_in_line(why, most=LONGEST_WHY):
            faults.append(FieldFault(f"why_{row}", f"Line {row}: {fault}"))
        elif on is not None:
            days.append(ClosedDay(on, why))
    if not days and not faults:
        faults.append(FieldFault("day_1", "Enter at least one day."))
    return ((), tuple(faults)) if faults else (tuple(days), ())


_FIRST_DAY = "Enter the first day as year-month-day, such as 2026-12-01."
_LAST_DAY = "Enter the last day as year-month-day, or leave it empty."


def _read_dates(fields: Fields, today: date) -> tuple[RuleDates | None, tuple[FieldFault, ...]]:
    first, last_text = read_date(fields.get("first")), fields.get("last").strip()
    last = read_date(last_text) if last_text else None
    if first is None:
        return None, (FieldFault("first", say_date_fault(fields.get("first"), _FIRST_DAY)),)
    if first < today:
        why = "A rule cannot begin in the past. Enter today or a later day."
        return None, (FieldFault("first", why),)
    if last_text and last is None:
        return None, (FieldFault("last", say_date_fault(last_text, _LAST_DAY)),)
    if last is not None and last < first:
        return None, (FieldFault("last", "The last day is before the first. Enter a later day."),)
    return RuleDates(first, last), ()


_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})")


def _read_minute(text: str) -> int | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
