"""Meetings in the demo: teams that meet every week or every other week, and meetings that come up."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from booking.actions.demo_calendar import DemoCalendar, is_quiet, is_working_day
from booking.actions.demo_diary import DemoDiary, Idea
from booking.actions.demo_estate import ANNEXE, CLINIC, HEADQUARTERS, SECURE_UNIT
from booking.actions.demo_series import Regular, Rhythm, book_regular
from booking.model.estate import Resource, ResourceKind
from booking.model.people import Actor

_H = 60
_MON, _TUE, _WED, _THU, _FRI = range(5)

_GROUND, _FIRST, _SECOND = (HEADQUARTERS, "Ground floor"), (HEADQUARTERS, "First floor"), (HEADQUARTERS, "Second floor")
_CLINIC_GROUND, _CLINIC_FIRST = (CLINIC, "Ground floor"), (CLINIC, "First floor")
_LARCH, _ANNEXE = (SECURE_UNIT, "Ground floor"), (ANNEXE, "Ground floor")


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A meeting that comes back: what, who for, where, when and for how many."""

    title: str
    who: str
    floor: tuple[str, str]
    room: str
    when: tuple[int, int, int]
    people: int
    every_weeks: int = 1


_MEETINGS = (
    _Meeting("Service desk catch-up", "staff", _FIRST, "Rowan", (_TUE, 10 * _H, 11 * _H), 6),
    _Meeting("Digital Services team meeting", "lead", _FIRST, "Oak", (_WED, 9 * _H + 30, 11 * _H), 12),
    _Meeting("Sprint planning", "lead", _FIRST, "Willow", (_MON, 13 * _H, 15 * _H), 9, 2),
    _Meeting("Sprint review", "lead", _FIRST, "Oak", (_THU, 14 * _H, 15 * _H), 14, 2),
    _Meeting("Change advisory board", "sian.adeyemi", _FIRST, "Willow", (_THU, 10 * _H, 11 * _H), 7),
    _Meeting("Clinical system upgrade", "george.adeyemi", _FIRST, "Elder", (_TUE, 14 * _H, 15 * _H), 5),
    _Meeting("One to one", "lead", _FIRST, "Hazel", (_THU, 11 * _H, 11 * _H + 30), 2),
    _Meeting("Information governance drop-in", "marek.adeyemi", _FIRST, "Birch", (_WED, 14 * _H, 16 * _H), 2),
    _Meeting("Estates weekly meeting", "manager", _GROUND, "Heron", (_MON, 9 * _H + 30, 10 * _H + 30), 8),
    _Meeting("Contractors' briefing", "manager", _GROUND, "Robin", (_FRI, 8 * _H, 8 * _H + 30), 6),
    _Meeting("Fire safety group", "manager", _GROUND, "Severn", (_WED, 13 * _H, 14 * _H), 11, 2),
    _Meeting("Trust induction", "carys.adeyemi", _GROUND, "Thames", (_MON, 9 * _H, 16 * _H), 30, 2),
    _Meeting("Moving and handling training", "imran.adeyemi", _GROUND, "Trent", (_TUE, 9 * _H, 12 * _H), 16),
    _Meeting("Basic life support", "owen.adeyemi", _GROUND, "Severn", (_THU, 9 * _H + 30, 12 * _H + 30), 12),
    _Meeting("Executive team", "ben.adeyemi", _SECOND, "Osprey boardroom", (_MON, 10 * _H, 12 * _H), 10),
    _Meeting("Finance and performance committee", "ben.adeyemi", _SECOND, "Osprey boardroom",
             (_WED, 14 * _H, 16 * _H), 16, 2),
    _Meeting("Month-end review", "hannah.adeyemi", _SECOND, "Kestrel", (_TUE, 9 * _H + 30, 10 * _H + 30), 8),
    _Meeting("Budget holders' surgery", "nadia.adeyemi", _SECOND, "Plover", (_WED, 10 * _H, 12 * _H), 3),
    _Meeting("Recruitment panel", "carys.adeyemi", _SECOND, "Lapwing", (_THU, 13 * _H, 16 * _H), 4),
    _Meeting("Staff side meeting", "imran.adeyemi", _SECOND, "Merlin", (_WED, 15 * _H, 16 * _H), 7, 2),
    _Meeting("Payroll catch-up", "nadia.adeyemi", _SECOND, "Curlew", (_MON, 11 * _H, 11 * _H + 30), 3),
    _Meeting("Outpatients huddle", "daniel.adeyemi", _CLINIC_GROUND, "Linnet", (_MON, 8 * _H + 30, 9 * _H), 3),
    _Meeting("Referrals meeting", "clinic", _CLINIC_FIRST, "Skylark", (_TUE, 9 * _H, 10 * _H + 30), 12),
    _Meeting("Memory service team meeting", "jo.adeyemi", _CLINIC_FIRST, "Ribble", (_WED, 13 * _H, 14 * _H), 9),
    _Meeting("Peer supervision", "priya.adeyemi", _CLINIC_FIRST, "Hodder", (_THU, 16 * _H, 17 * _H), 4, 2),
    _Meeting("Multidisciplinary team meeting", "efua.adeyemi", _LARCH, "Sycamore", (_TUE, 10 * _H, 12 * _H), 11),
    _Meeting("Reflective practice", "kwame.adeyemi", _LARCH, "Juniper", (_WED, 14 * _H, 15 * _H), 7),
    _Meeting("Ward leadership", "ward", _LARCH, "Aspen", (_MON, 13 * _H, 14 * _H), 4),
    _Meeting("Safety and security group", "ward", _LARCH, "Sycamore", (_THU, 11 * _H, 12 * _H), 9, 2),
    _Meeting("Mental health tribunal", "efua.adeyemi", _LARCH, "Tribunal room", (_THU, 10 * _H, 13 * _H), 8),
    _Meeting("Relaxation group", "jo.adeyemi", _ANNEXE, "Group room", (_WED, 10 * _H, 11 * _H + 30), 9),
)  # fmt: skip

_SMALL = (
    "One to one",
    "Supervision",
    "Appraisal",
    "Catch-up",
    "Teams call",
    "Return to work meeting",
    "Interview prep",
)
_LARGE = (
    "Team meeting", "Project update", "Interviews", "Policy review", "Budget review", "Quality improvement",
    "Supplier meeting", "Workshop", "Rota planning", "Service redesign", "Training", "Audit feedback", "Journal club",
)  # fmt: skip

_UNITS_AT = {
    HEADQUARTERS: ("Digital Services", "Finance", "People and Culture", "Estates"),
    CLINIC: ("Outpatients",),
    ANNEXE: ("Outpatients",),
    SECURE_UNIT: ("Larch Ward",),
}
_STARTS = (9 * _H, 9 * _H + 30, 10 * _H, 11 * _H, 12 * _H, 13 * _H, 14 * _H, 14 * _H + 30, 15 * _H, 16 * _H)
_LENGTHS = (30, 60, 60, 60, 90, 120)
_TRIES = (2, 4, 4, 4, 2)
"""How many meetings are thought of for a room, from Monday to Friday."""

_COMES_UP = 0.4
"""How often one that is thought of is wanted."""


def book_meetings(diary: DemoDiary, calendar: DemoCalendar, units: dict[str, list[str]]) -> None:
    """Book the meetings that come back, then those that come up; `units` names the people of each unit."""
    chance = random.Random("meetings")  # noqa: S311 - a believable trust, the same each time it is loaded
    for meeting in _MEETINGS:
        _book_series(diary, calendar, meeting, chance)
    for on in calendar.days:
        if not is_working_day(on) or (is_quiet(on) and chance.random() < 0.7):
            continue
        for resource in diary.trust.resources:
            if resource.kind is ResourceKind.MEETING_ROOM:
                building = diary.trust.floors[resource.floor_id].building
                people = [diary.trust.people[who] for unit in _UNITS_AT[building] for who in units[unit]]
                for _ in range(_TRIES[on.weekday()]):
                    if chance.random() < _COMES_UP and calendar.is_booked_yet(on, chance):
                        span = _think_of_time(chance)
                        _book_one(diary, calendar, resource, people, (on, *span), chance)


def _book_series(diary: DemoDiary, calendar: DemoCalendar, meeting: _Meeting, chance: random.Random) -> None:
    rooms = diary.trust.on_floor(*meeting.floor, ResourceKind.MEETING_ROOM)
    room = next(room for room in rooms if room.name == meeting.room)
    who = diary.trust.people[meeting.who]
    rhythm = Rhythm(*meeting.when, every_weeks=meeting.every_weeks)
    book_regular(diary, calendar, Regular(room, who, who, rhythm, meeting.people, meeting.title), chance)


def _think_of_time(chance: random.Random) -> tuple[int, int]:
    start = chance.choice(_STARTS)
    return start, min(start + chance.choice(_LENGTHS), 18 * _H)


def _book_one(
    diary: DemoDiary,
    calendar: DemoCalendar,
    room: Resource,
    people: Sequence[Actor],
    when: tuple[date, int, int],
    chance: random.Random,
) -> None:
    interval = calendar.span(*when)
    if interval is None or not diary.is_free(room, interval):
        return
    number = _count_people(room.capacity, chance)
    title = chance.choice(_SMALL if number <= 2 else _LARGE)
    who = chance.choice(people)
    diary.agree(Idea(room, interval, who, who, calendar.made_before(interval.start, chance), number, title))


def _count_people(seats: int, chance: random.Random) -> int:
    """How many meet: often far fewer than the room is for, seldom as many as it has seats."""
    size = chance.random()
    if size < 0.35:
        return min(seats, chance.randint(2, 3))
    if size < 0.9:
        return max(2, round(seats * chance.uniform(0.5, 0.9)))
    return seats
