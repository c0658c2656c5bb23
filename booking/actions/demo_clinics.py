"""Clinics and visits in the demo: sessions in a rhythm of two weeks, and visits without a name."""

import random
from collections.abc import Iterator, Mapping, Sequence

from booking.actions.demo_calendar import DemoCalendar, is_quiet
from booking.actions.demo_diary import DemoDiary, Idea
from booking.actions.demo_people import CLINIC_ADMINS, WARD_TEAM
from booking.actions.demo_series import Regular, Rhythm, book_regular
from booking.model.estate import Resource, ResourceKind

_H = 60
_SESSIONS = ((9 * _H, 12 * _H + 30), (13 * _H + 30, 17 * _H))
"""Morning and afternoon."""

_RUNS = 0.62
"""How often a room has a clinic in a session of the fortnight."""

_WEEKLY = 0.5
"""How many of the clinics run every week; the others run every other week."""

_TITLES: Mapping[str, tuple[str, ...]] = {
    "Consulting": ("Memory clinic", "Medication review", "Adult ADHD clinic", "Perinatal clinic", "New assessments"),
    "Exam": ("Physical health checks", "ECG clinic", "Lithium monitoring"),
    "Treatment": ("Depot clinic", "Clozapine clinic"),
    "Phlebotomy": ("Blood tests",),
    "Therapy": ("Talking therapies", "CBT", "Family therapy", "Trauma therapy"),
    "Play": ("Play therapy",),
    "Family": ("Family therapy", "Parenting support"),
    "Counselling": ("Counselling", "Bereavement support"),
    "Annexe": ("Smoking cessation", "Dietitian", "Occupational therapy"),
}
"""What a room is used for, by the first word of its name."""

_CHRIS_ROOMS = ("Consulting 1", "Consulting 2", "Consulting 3")
"""The rooms that the known clinic administrator looks after; the other rooms are shared out among the others."""

_VISITS = ((10 * _H, 11 * _H), (11 * _H + 30, 12 * _H + 30), (14 * _H, 15 * _H), (15 * _H + 30, 16 * _H + 30),
           (18 * _H, 19 * _H))  # fmt: skip
_VISITED = (0.18, 0.18, 0.2, 0.18, 0.22, 0.42, 0.42)
"""How often a room is visited at each of those times, from Monday to Sunday."""


def book_clinics(diary: DemoDiary, calendar: DemoCalendar, units: Mapping[str, Sequence[str]]) -> None:
    """Book clinic sessions, by clinic administrators for the clinicians of outpatients."""
    chance = random.Random("clinics")  # noqa: S311 - a believable trust, the same each time it is loaded
    people = diary.trust.people
    clinicians = [people[who] for who in units["Outpatients"] if who not in CLINIC_ADMINS]
    rooms = [room for room in diary.trust.resources if room.kind is ResourceKind.CLINIC_ROOM]
    for weekday in range(5):
        for session in _SESSIONS:
            free = chance.sample(clinicians, len(clinicians))
            for number, room in enumerate(rooms):
                if chance.random() < _RUNS and len(free) > 1:
                    booker = people[_administrator_of(room, number)]
                    for rhythm in _rhythms(weekday, session, chance):
                        regular = Regular(room, free.pop(), booker, rhythm, _count_people(room, chance),
                                          _title(room, chance))  # fmt: skip
                        book_regular(diary, calendar, regular, chance)


def book_visits(diary: DemoDiary, calendar: DemoCalendar) -> None:
    """Book visits, by the ward team and in its own names: nobody who visits or is visited is named."""
    chance = random.Random("visits")  # noqa: S311 - a believable trust, the same each time it is loaded
    team = [diary.trust.people[who] for who in WARD_TEAM]
    rooms = [room for room in diary.trust.resources if room.kind is ResourceKind.VISITING_ROOM]
    for on in calendar.days:
        for room in rooms:
            for from_min, to_min in _VISITS:
                wanted = chance.random() < _VISITED[on.weekday()] * (0.5 if is_quiet(on) else 1)
                interval = calendar.span(on, from_min, to_min)
                if not wanted or interval is None or not calendar.is_booked_yet(on, chance):
                    continue
                host = chance.choice(team)
                made_at = calendar.made_before(interval.start, chance, most_days=9)
                number = chance.randint(2, min(4, room.capacity))
                diary.agree(Idea(room, interval, host, host, made_at, number, _say_visit(room)))


def _rhythms(weekday: int, session: tuple[int, int], chance: random.Random) -> Iterator[Rhythm]:
    """Every week, or every other week; in half of those the weeks between are another clinic's."""
    if chance.random() < _WEEKLY:
        yield Rhythm(weekday, *session)
        return
    odd = chance.random() < 0.5
    yield Rhythm(weekday, *session, every_weeks=2, odd=odd)
    if chance.random() < 0.5:
        yield Rhythm(weekday, *session, every_weeks=2, odd=not odd)


def _administrator_of(room: Resource, number: int) -> str:
    own, *others = CLINIC_ADMINS
    return own if room.name in _CHRIS_ROOMS else others[number % len(others)]


def _title(room: Resource, chance: random.Random) -> str:
    return chance.choice(_TITLES[room.name.split()[0]])


def _count_people(room: Resource, chance: random.Random) -> int:
    return chance.randint(2, min(3, room.capacity))


def _say_visit(room: Resource) -> str:
    return (
        "Legal visit"
        if room.name.startswith("Legal")
        else "Family visit"
        if room.name.startswith("Family")
        else "Visit"
    )
