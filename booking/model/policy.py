"""The rules that a trust sets: each field inherits alone, from organisation to resource."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from booking.model.estate import ResourceKind
from booking.model.ids import Ref, RoomUseId
from booking.model.people import Role
from booking.model.room_uses import RoomUse
from booking.model.time import MAX_BOOKING, MAX_TAIL, Interval

MINUTES_A_DAY = 24 * 60

WIDEST_SPACING_CM = 500
"""The widest spacing between people that a rule can ask for: which desks stand nearer is worked out beforehand."""


class RuleScope(StrEnum):
    """Where a rule is set, widest first."""

    ORGANISATION = "organisation"
    SITE = "site"
    FLOOR = "floor"
    RESOURCE = "resource"


class RuleField(StrEnum):
    """What a rule is about; all but the closed day and the use of rooms name a field of `Policy`."""

    OPENING = "opening"
    HORIZON_DAYS = "horizon_days"
    MIN_LENGTH_MIN = "min_length_min"
    MAX_LENGTH_MIN = "max_length_min"
    TURNAROUND_MIN = "turnaround_min"
    SETUP_MIN = "setup_min"
    LOCKOUT_HOURS = "lockout_hours"
    SPACING_CM = "spacing_cm"
    FACE_SPACING_CM = "face_spacing_cm"
    SCREENS_EXEMPT = "screens_exempt"
    PERSON_AREA_DM2 = "person_area_dm2"
    PERSON_AIR_M3 = "person_air_m3"
    MAX_UPCOMING = "max_upcoming"
    MAX_PER_DAY = "max_per_day"
    ONE_AT_A_TIME = "one_at_a_time"
    WHO_MAY_BOOK = "who_may_book"
    CLOSED_DAY = "closed_day"
    ROOM_USE = "room_use"


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """A part of a day in wall-clock minutes from midnight, half-open; 1440 is the end of the day."""

    opens_min: int
    closes_min: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens_min < self.closes_min <= MINUTES_A_DAY:
            raise ValueError("a span opens before it closes, within one day")


ALL_DAY = (ClockSpan(0, MINUTES_A_DAY),)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A local date on which nothing can be booked, and why."""

    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Closure:
    """A time during which nothing can be booked, why, and the roles that may book all the same; none is nobody."""

    ref: Ref
    interval: Interval
    why: str
    roles: frozenset[Role] = frozenset()


RuleValue = int | bool | tuple[tuple[ClockSpan, ...], ...] | frozenset[Role] | ClosedDay | Closure | RoomUse | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as stored: what field it sets, for which scope and kind, and on which local dates it applies.

    `valid_until` is the last date on which it applies; None on either side is open.

    Raises:
        ValueError: a value of another kind than its field has, or outside the bounds that keep reads short.
    """

    scope: RuleScope
    scope_id: int
    kind: ResourceKind | None
    field: RuleField
    value: RuleValue
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if not _fits(self.field, self.value):
            raise ValueError(f"{self.field.value} cannot be {self.value!r}")


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that applies to one resource on one local date.

    Opening is seven tuples of spans, Monday first; an empty tuple is a closed weekday. None in a limit is no limit.
    An empty `who_may_book` lets every member of staff book. `spacing_cm` is kept between people at desks, seat to seat,
    and `face_spacing_cm` where it is more between those who face each other; where `screens_exempt`, neither is kept
    between seats with a wall or a screen between them. A room is for as many people as have `person_area_dm2` of its
    floor each; and where its height is known, `person_air_m3` of its air: 11 is what the Health and Safety Executive's
    code of practice on workrooms asks for, which is not about rooms for meetings. 0 switches each of them off. `uses`
    are all that the trust knows, of every kind of room.
    """

    opening: tuple[tuple[ClockSpan, ...], ...] = (ALL_DAY,) * 7
    horizon_days: int = 365
    min_length_min: int = 15
    max_length_min: int = MINUTES_A_DAY
    turnaround_min: int = 0
    setup_min: int = 0
    lockout_hours: int = 0
    spacing_cm: int = 0
    face_spacing_cm: int = 0
    screens_exempt: bool = False
    person_area_dm2: int = 0
    person_air_m3: int = 11
    max_upcoming: int | None = None
    max_per_day: int | None = None
    one_at_a_time: bool = True
    who_may_book: frozenset[Role] = field(default_factory=frozenset)
    closed_days: tuple[ClosedDay, ...] = ()
    closures: tuple[Closure, ...] = ()
    uses: tuple[RoomUse, ...] = ()

    @property
    def tail_min(self) -> int:
        """Minutes that a booking goes on occupying after its end: the larger of turnaround and lockout."""
        return max(self.turnaround_min, self.lockout_hours * 60)

    def use_of(self, use_id: RoomUseId | None) -> RoomUse | None:
        """The use of that id, offered or not; None for none."""
        return next((use for use in self.uses if use.id == use_id), None) if use_id is not None else None

    def setup_for(self, use_id: RoomUseId | None) -> int:
        """Minutes kept free before a booking: the larger of the place's set-up and that of what is done in it."""
        use = self.use_of(use_id)
        return self.setup_min if use is None else max(self.setup_min, use.setup_min)


SPACING_FIELDS = (RuleField.SPACING_CM, RuleField.FACE_SPACING_CM, RuleField.SCREENS_EXEMPT)
"""What decides how far apart people at desks sit: two distances, and what they are not kept across."""

ROOM_FIELDS = (RuleField.PERSON_AREA_DM2, RuleField.PERSON_AIR_M3)
"""What decides how many people a room is for, beside its seats."""

_MOST_TAIL_MIN = MAX_TAIL // timedelta(minutes=1)
_BOUNDS: dict[RuleField, tuple[int, int]] = {
    RuleField.HORIZON_DAYS: (0, 3650),
    RuleField.MIN_LENGTH_MIN: (1, MAX_BOOKING // timedelta(minutes=1)),
    RuleField.MAX_LENGTH_MIN: (1, MAX_BOOKING // timedelta(minutes=1)),
    RuleField.TURNAROUND_MIN: (0, _MOST_TAIL_MIN),
    RuleField.SETUP_MIN: (0, _MOST_TAIL_MIN),
    RuleField.LOCKOUT_HOURS: (0, _MOST_TAIL_MIN // 60),
    RuleField.SPACING_CM: (0, WIDEST_SPACING_CM),
    RuleField.FACE_SPACING_CM: (0, WIDEST_SPACING_CM),
    RuleField.PERSON_AREA_DM2: (0, 10_000),
    RuleField.PERSON_AIR_M3: (0, 100),
    RuleField.MAX_UPCOMING: (0, 10_000),
    RuleField.MAX_PER_DAY: (0, 10_000),
}


def _fits(field: RuleField, value: RuleValue) -> bool:
    match field:
        case RuleField.CLOSED_DAY:
            return isinstance(value, ClosedDay | Closure)
        case RuleField.ROOM_USE:
            return isinstance(value, RoomUse)
        case RuleField.WHO_MAY_BOOK:
            return isinstance(value, frozenset)
        case RuleField.OPENING:
            return isinstance(value, tuple) and len(value) == 7
        case RuleField.ONE_AT_A_TIME | RuleField.SCREENS_EXEMPT:
            return isinstance(value, bool)
        case RuleField.MAX_UPCOMING | RuleField.MAX_PER_DAY if value is None:
            return True
        case _:
            least, most = _BOUNDS[field]
            return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def widest_tail_min(rules: tuple[Rule, ...]) -> int:
    """The longest turnaround, lockout or set-up that any rule or use asks for, in minutes; 0 without any."""
    minutes = {RuleField.TURNAROUND_MIN: 1, RuleField.SETUP_MIN: 1, RuleField.LOCKOUT_HOURS: 60}
    asked = [
        rule.value * minutes[rule.field] for rule in rules if isinstance(rule.value, int) and rule.field in minutes
    ]
    uses = [rule.value for rule in rules if isinstance(rule.value, RoomUse)]
    asked += [max(use.setup_min, use.turnaround_min, use.fallow_min) for use in uses]
    return max(asked, default=0)


def widest_spacing_cm(rules: tuple[Rule, ...]) -> int:
    """The widest spacing between people that any of the rules asks for, on any date; 0 without such rules."""
    asked = (rule.value for rule in rules if rule.field in SPACING_FIELDS[:2])
    return max((value for value in asked if isinstance(value, int)), default=0)
