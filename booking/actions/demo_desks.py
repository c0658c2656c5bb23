"""Who sits where in the demo: people with a usual desk among their team, and days on which they come in."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from booking.actions.demo_calendar import DemoCalendar, is_quiet, is_working_day
from booking.actions.demo_diary import ONE_DAY, DemoDiary, Fate, Idea
from booking.actions.demo_estate import CLINIC, HEADQUARTERS, LOCKED_DESK, SECURE_UNIT
from booking.model.estate import Resource, ResourceKind
from booking.model.people import Actor
from booking.model.time import Interval

_FULL_DAYS = ((8 * 60, 16 * 60), (8 * 60 + 30, 16 * 60 + 30), (9 * 60, 17 * 60), (9 * 60, 17 * 60 + 30), (570, 1050))
_MORNING, _AFTERNOON = (9 * 60, 13 * 60), (13 * 60, 17 * 60)
_WHOLE_DAY = (9 * 60, 17 * 60)
_COMES_IN = (0.44, 0.9, 0.92, 0.88, 0.26, 0.0, 0.0)
"""How likely it is that a weekday is one of somebody's days at their desk, from Monday to Sunday."""

_ON_THE_WARD_AT_WEEKENDS = 0.12
_IS_AWAY, _COMES_BESIDES = 0.05, 0.03
_IS_BOOKED_FOR = 0.08
"""How often somebody who books for a team has booked the desk."""


@dataclass(frozen=True, slots=True)
class _Corner:
    """The desks of a team: those of a floor from one number in order to another, and which of its people sit there."""

    unit: str
    building: str
    floor: str
    desks: tuple[int, int]
    people: tuple[int, int] = (0, 99)


_CORNERS = (
    _Corner("Digital Services", HEADQUARTERS, "First floor", (0, 30), (0, 18)),
    _Corner("Digital Services", HEADQUARTERS, "Second floor", (32, 64), (18, 99)),
    _Corner("Finance", HEADQUARTERS, "Second floor", (0, 32)),
    _Corner("People and Culture", HEADQUARTERS, "Second floor", (64, 100)),
    _Corner("Estates", HEADQUARTERS, "Ground floor", (2, 26), (0, 20)),
    _Corner("Estates", HEADQUARTERS, "First floor", (30, 54), (20, 99)),
    _Corner("Outpatients", CLINIC, "First floor", (0, 44)),
    _Corner("Larch Ward", SECURE_UNIT, "Ground floor", (0, 30), (0, 20)),
    _Corner("Larch Ward", CLINIC, "First floor", (44, 70), (20, 99)),
)
"""Where the floors' drawings name a team, its desks are the ones around the name."""

_OWN_CORNERS = (
    ("admin", HEADQUARTERS, "Second floor", "2.109"),
    ("reception", HEADQUARTERS, "Ground floor", "0.01"),
)
"""People of no unit, and their desks."""

_FAVOURITES = {"staff": "1.14", "lead": "1.15", "manager": "0.08"}
"""Desks that known people always take."""

_BOOKS_FOR = {
    "Digital Services": "lead",
    "Finance": "ben.adeyemi",
    "People and Culture": "carys.adeyemi",
    "Estates": "manager",
    "Outpatients": "jo.adeyemi",
}
"""Who of a unit books for others."""

_NO_SHOW_DAYS_AGO = 6
"""The known no-show of the member of staff lies at least so many days back."""


_AT_THE_LOCKED_DESK = "kwame.adeyemi"
"""Who used the desk that is locked after use, on the day before the demo is loaded, whatever day that is."""


@dataclass(frozen=True, slots=True)
class _Habit:
    """When somebody comes in, and where they like to sit: the best desk first."""

    who: str
    actor: Actor
    books_for: Actor | None
    weekdays: frozenset[int]
    hours: tuple[int, int]
    desks: tuple[Resource, ...]


def book_desks(diary: DemoDiary, calendar: DemoCalendar, units: dict[str, list[str]]) -> None:
    """Book desks for everybody, day by day; `units` names the people of each unit by the part before the @."""
    chance = random.Random("desks")  # noqa: S311 - a believable trust, the same each time it is loaded
    habits = tuple(chain(_team_habits(diary, units, chance), _own_habits(diary, chance)))
    missed = _find_missed_day(calendar)
    _use_locked_desk(diary, calendar)
    for on in calendar.days:
        for habit in habits:
            fate = _known_fate(habit.who, on, missed, calendar)
            if fate or (_comes_in(habit, on, chance) and calendar.is_booked_yet(on, chance)):
                _book_desk(diary, calendar, habit, on, fate, chance)


def _use_locked_desk(diary: DemoDiary, calendar: DemoCalendar) -> None:
    """Book the desk that is locked after use for the day before the demo is loaded, at a site open every day."""
    interval = calendar.span(calendar.today - ONE_DAY, *_WHOLE_DAY)
    desks = diary.trust.on_floor(SECURE_UNIT, "Ground floor", ResourceKind.DESK)
    desk = next(each for each in desks if each.name == LOCKED_DESK)
    user = diary.trust.people[_AT_THE_LOCKED_DESK]
    if interval is not None:
        diary.agree(Idea(desk, interval, user, user, interval.start - ONE_DAY, fate=Fate.ATTENDED))


def _find_missed_day(calendar: DemoCalendar) -> date:
    """The last working day from Monday to Thursday on which the member of staff did not come."""
    back = (on for on in reversed(calendar.days) if (calendar.today - on).days >= _NO_SHOW_DAYS_AGO)
    return next(on for on in back if is_working_day(on) and on.weekday() < 4)


def _known_fate(who: str, on: date, missed: date, calendar: DemoCalendar) -> Fate | None:
    """What the diaries of known people must hold: a day to come, and for the member of staff a day missed."""
    if who == "staff" and on == missed:
        return Fate.NO_SHOW
    return Fate.ATTENDED if who in _FAVOURITES and on == calendar.next_working_day else None


def _team_habits(diary: DemoDiary, units: dict[str, list[str]], chance: random.Random) -> Iterator[_Habit]:
    for corner in _CORNERS:
        first, last = corner.desks
        desks = diary.trust.on_floor(corner.building, corner.floor, ResourceKind.DESK)[first:last]
        names = units[corner.unit][slice(*corner.people)]
        for number, who in enumerate(names):
            best = number * len(desks) // len(names)
            ordered = sorted(range(len(desks)), key=lambda at, best=best: abs(at - best))  # type: ignore[misc]
            yield _habit(diary, who, corner.unit, tuple(desks[at] for at in ordered), chance)


def _own_habits(diary: DemoDiary, chance: random.Random) -> Iterator[_Habit]:
    for who, building, floor, name in _OWN_CORNERS:
        desks = diary.trust.on_floor(building, floor, ResourceKind.DESK)
        yield _habit(diary, who, "", tuple(desk for desk in desks if desk.name == name), chance)


def _habit(diary: DemoDiary, who: str, unit: str, desks: tuple[Resource, ...], chance: random.Random) -> _Habit:
    people = diary.trust.people
    weekdays = frozenset(day for day, likely in enumerate(_COMES_IN) if chance.random() < likely)
    part = chance.random()
    hours = _MORNING if part < 0.07 else _AFTERNOON if part < 0.12 else chance.choice(_FULL_DAYS)
    if who in _FAVOURITES:
        desks = tuple(sorted(desks, key=lambda desk: desk.name != _FAVOURITES[who]))
        weekdays, hours = frozenset({0, 1, 2, 3}), _WHOLE_DAY
    booker = _BOOKS_FOR.get(unit)
    return _Habit(who, people[who], people[booker] if booker else None, weekdays, hours, desks)


def _comes_in(habit: _Habit, on: date, chance: random.Random) -> bool:
    if not is_working_day(on):
        on_ward = habit.desks[0].name.startswith("L-")
        return on_ward and chance.random() < _ON_THE_WARD_AT_WEEKENDS
    usual = on.weekday() in habit.weekdays
    likely = 1 - _IS_AWAY if usual else _COMES_BESIDES
    return chance.random() < (likely / 3 if is_quiet(on) else likely)


def _book_desk(
    diary: DemoDiary, calendar: DemoCalendar, habit: _Habit, on: date, fate: Fate | None, chance: random.Random
) -> None:
    hours = habit.hours if fate or chance.random() < 0.86 else chance.choice((_MORNING, _AFTERNOON))
    interval = calendar.span(on, *hours)
    if interval is None:
        return
    booker = habit.actor
    if habit.books_for is not None and fate is None and chance.random() < _IS_BOOKED_FOR:
        booker = habit.books_for
    made_at = calendar.made_before(interval.start, chance)
    for desk in _nearest_free(diary, habit.desks, interval):
        if diary.agree(Idea(desk, interval, habit.actor, booker, made_at, fate=fate)):
            return


def _nearest_free(diary: DemoDiary, desks: Sequence[Resource], interval: Interval) -> Iterable[Resource]:
    return (desk for desk in desks if diary.is_free(desk, interval))
