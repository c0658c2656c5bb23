"""The decision, rule by rule; each refusal has a permitted twin that differs in one thing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from booking.model.bookings import Booking, BookingState, Request
from booking.model.decisions import Accepted, Reason, Refused, Verdict
from booking.model.diary import Diary
from booking.model.estate import Resource, ResourceKind
from booking.model.ids import BookingId, Ref, UnitId
from booking.model.people import Grant, Role, ScopeKind
from booking.model.policy import ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.rules.decide import decide
from tests.rules.facts import (
    ME,
    NOW,
    OTHER_FLOOR,
    SOMEBODY,
    Mine,
    actor,
    between,
    diary,
    held,
    london,
    room,
    rule,
)

ROOM = room(1000)
MORNING = between("09:00", "12:00")


def ask(interval: Interval = MORNING, *, people: int = 1, changes: int | None = None, of: Resource = ROOM) -> Request:
    return Request(of.id, ME, interval, people, "", None if changes is None else BookingId(changes))


def judge(request: Request, facts: Diary, now: datetime = NOW) -> Verdict:
    return decide(request, facts, actor(), now)


def reason_of(verdict: Verdict) -> Reason | None:
    return verdict.reason if isinstance(verdict, Refused) else None


def why_of(verdict: Verdict) -> str:
    return verdict.why if isinstance(verdict, Refused) else ""


def standing(interval: Interval, number: int = 5) -> Booking:
    return Booking(BookingId(number), Ref("b"), ROOM.id, ME, ME, interval, 1, "", BookingState.CONFIRMED, 1, 0, NOW)


# ---- what is booked already -----------------------------------------------------------------------------------------


def test_decide_accepts_a_free_room_and_says_what_it_occupies() -> None:
    verdict = judge(ask(), diary(ROOM, rules=[rule(RuleField.TURNAROUND_MIN, 10)]))

    assert isinstance(verdict, Accepted)
    assert verdict.draft.occupies == Interval(london("2026-11-25T09:00"), london("2026-11-25T12:10"))
    assert verdict.better_fit is None


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("09:00", "12:00", Reason.TAKEN),
        ("10:00", "11:00", Reason.TAKEN),
        ("08:00", "13:00", Reason.TAKEN),
        ("08:00", "09:01", Reason.TAKEN),
        ("11:59", "13:00", Reason.TAKEN),
        ("08:00", "09:00", None),
        ("12:00", "13:00", None),
    ],
)
def test_decide_refuses_what_overlaps_and_takes_what_touches(start: str, end: str, reason: Reason | None) -> None:
    facts = diary(ROOM, occupied=[held(ROOM, MORNING)])

    assert reason_of(judge(ask(between(start, end)), facts)) is reason


def test_decide_names_the_booking_that_stands_in_the_way() -> None:
    hold = held(ROOM, MORNING)
    verdict = judge(ask(), diary(ROOM, occupied=[hold]))

    assert isinstance(verdict, Refused)
    assert verdict.by == hold
    assert verdict.why == (
        "Room 1000 is already booked from 9am to midday on Wednesday 25 November 2026. "
        "Choose another time or another place."
    )


def test_decide_ignores_holds_on_other_rooms_and_the_booking_that_is_changed() -> None:
    facts = diary(ROOM, room(1001), occupied=[held(room(1001), MORNING), held(ROOM, MORNING, booking=5)])

    assert reason_of(judge(ask(changes=5), facts)) is None
    assert reason_of(judge(ask(changes=6), facts)) is Reason.TAKEN


@pytest.mark.parametrize(("start", "reason"), [("12:29", Reason.LOCKED_OUT), ("12:30", None)])
def test_decide_keeps_the_frozen_tail_of_an_earlier_booking(start: str, reason: Reason | None) -> None:
    facts = diary(ROOM, occupied=[held(ROOM, MORNING, tail_min=30)])

    assert reason_of(judge(ask(between(start, "14:00")), facts)) is reason


@pytest.mark.parametrize(
    ("tail_min", "setup_min", "start", "reason"),
    [
        (30, 20, "12:29", Reason.LOCKED_OUT),
        (30, 20, "12:30", None),
        (20, 30, "12:29", Reason.LOCKED_OUT),
        (20, 30, "12:30", None),
        (0, 15, "12:14", Reason.LOCKED_OUT),
        (0, 15, "12:15", None),
    ],
)
def test_decide_asks_for_the_larger_of_tail_and_setup_before_a_booking(
    tail_min: int, setup_min: int, start: str, reason: Reason | None
) -> None:
    facts = diary(ROOM, occupied=[held(ROOM, MORNING, tail_min=tail_min)], rules=[rule(RuleField.SETUP_MIN, setup_min)])

    assert reason_of(judge(ask(between(start, "14:00")), facts)) is reason


@pytest.mark.parametrize(
    ("turnaround_min", "setup_min", "end", "reason"),
    [
        (30, 20, "08:31", Reason.TAKEN),
        (30, 20, "08:30", None),
        (20, 30, "08:31", Reason.TAKEN),
        (20, 30, "08:30", None),
    ],
)
def test_decide_asks_for_the_larger_of_tail_and_setup_behind_a_booking(
    turnaround_min: int, setup_min: int, end: str, reason: Reason | None
) -> None:
    rules = [rule(RuleField.TURNAROUND_MIN, turnaround_min), rule(RuleField.SETUP_MIN, setup_min)]
    facts = diary(ROOM, occupied=[held(ROOM, MORNING)], rules=rules)

    verdict = judge(ask(between("08:00", end), people=1), facts, NOW - timedelta(days=1))

    assert reason_of(verdict) is reason
    assert "needs 30 minutes free after each use" in why_of(verdict) or reason is None


@pytest.mark.parametrize(
    ("used_until", "free_at"),
    [
        ("2026-10-23T17:00", datetime(2026, 10, 26, 16, 0, tzinfo=UTC)),
        ("2027-03-26T17:00", datetime(2027, 3, 29, 17, 0, tzinfo=UTC)),
    ],
)
def test_decide_counts_lockout_in_elapsed_hours_over_clock_changes(used_until: str, free_at: datetime) -> None:
    """T3: 72 hours from Friday 5pm end on Monday at 4pm in autumn and at 6pm (17:00 in UTC) in spring."""
    end = london(used_until)
    now = end - timedelta(days=1)
    first = judge(
        ask(Interval(end - timedelta(hours=1), end)), diary(ROOM, rules=[rule(RuleField.LOCKOUT_HOURS, 72)]), now
    )
    assert isinstance(first, Accepted)
    assert first.draft.occupies.end == free_at

    facts = diary(ROOM, occupied=[held(ROOM, Interval(end - timedelta(hours=1), end), tail_min=72 * 60)])
    hour = timedelta(hours=1)
    assert [
        reason_of(judge(ask(Interval(start, start + hour)), facts, now))
        for start in (free_at - timedelta(minutes=1), free_at)
    ] == [Reason.LOCKED_OUT, None]


def test_decide_says_when_a_locked_place_is_free_again() -> None:
    end = london("2026-10-23T17:00")
    facts = diary(ROOM, occupied=[held(ROOM, Interval(end - timedelta(hours=1), end), tail_min=72 * 60)])

    verdict = judge(ask(Interval(end, end + timedelta(hours=1))), facts, end)

    assert why_of(verdict) == (
        "Room 1000 is kept free after its last use until 4pm on Monday 26 October 2026. "
        "Choose a later time or another place."
    )


# ---- the request itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (timedelta(hours=-2), timedelta(), "end"),
        (timedelta(hours=-2), timedelta(minutes=-1), "end"),
        (timedelta(minutes=-16), timedelta(hours=1), "start"),
        (timedelta(minutes=-15), timedelta(hours=1), None),
        (timedelta(), timedelta(hours=1), None),
    ],
)
def test_decide_refuses_the_past(start: timedelta, end: timedelta, field: str | None) -> None:
    verdict = judge(ask(Interval(NOW + start, NOW + end)), diary(ROOM))

    found = (verdict.reason, verdict.field) if isinstance(verdict, Refused) else None
    assert found == (None if field is None else (Reason.IN_THE_PAST, field))


def test_decide_lets_a_booking_under_way_keep_its_start() -> None:
    mine = Interval(NOW - timedelta(hours=3), NOW + timedelta(hours=1))
    longer = Interval(mine.start, mine.end + timedelta(hours=1))

    assert reason_of(judge(ask(longer, changes=5), diary(ROOM, replaces=standing(mine)))) is None
    assert reason_of(judge(ask(longer), diary(ROOM))) is Reason.IN_THE_PAST


@pytest.mark.parametrize(("day", "reason"), [("2026-12-08", None), ("2026-12-09", Reason.TOO_FAR_AHEAD)])
def test_decide_counts_the_horizon_in_local_days(day: str, reason: Reason | None) -> None:
    facts = diary(ROOM, rules=[rule(RuleField.HORIZON_DAYS, 14)])

    assert reason_of(judge(ask(between("23:00", "23:30", day)), facts)) is reason


@pytest.mark.parametrize(
    ("now", "last"),
    [("2027-03-27T23:30", "Sunday 28 March 2027"), ("2026-10-24T23:30", "Sunday 25 October 2026")],
)
def test_decide_names_the_last_day_that_can_be_booked_over_a_clock_change(now: str, last: str) -> None:
    facts = diary(ROOM, rules=[rule(RuleField.HORIZON_DAYS, 1)])

    verdict = judge(ask(between("09:00", "10:00", "2027-06-01")), facts, london(now))

    assert why_of(verdict) == f"Room 1000 can be booked up to 1 day ahead. Choose a day up to {last}."


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [(29, Reason.TOO_SHORT), (30, None), (240, None), (241, Reason.TOO_LONG)],
)
def test_decide_keeps_lengths_within_the_rules(minutes: int, reason: Reason | None) -> None:
    rules = [rule(RuleField.MIN_LENGTH_MIN, 30), rule(RuleField.MAX_LENGTH_MIN, 240)]
    interval = Interval(MORNING.start, MORNING.start + timedelta(minutes=minutes))

    assert reason_of(judge(ask(interval), diary(ROOM, rules=rules))) is reason


@pytest.mark.parametrize(("minutes", "reason"), [(1440, None), (1441, Reason.TOO_LONG)])
def test_decide_never_takes_more_than_24_hours(minutes: int, reason: Reason | None) -> None:
    interval = Interval(MORNING.start, MORNING.start + timedelta(minutes=minutes))

    assert reason_of(judge(ask(interval), diary(ROOM))) is reason


@pytest.mark.parametrize(("people", "reason"), [(8, None), (9, Reason.TOO_MANY_PEOPLE), (0, Reason.BAD_FIELD)])
def test_decide_keeps_people_within_the_seats(people: int, reason: Reason | None) -> None:
    assert reason_of(judge(ask(people=people), diary(ROOM))) is reason


def test_decide_says_seats_in_the_singular() -> None:
    desk = room(1, kind=ResourceKind.DESK, seats=1)

    assert why_of(judge(ask(people=2, of=desk), diary(desk))) == (
        "Room 1 is for up to 1 person, and you asked for 2. Choose a larger room or fewer people."
    )


OFFICE = ((ClockSpan(480, 1080),),) * 5 + ((),) * 2


@pytest.mark.parametrize(
    ("day", "start", "end", "why"),
    [
        (
            "2026-11-25",
            "07:00",
            "09:00",
            "Room 1000 is not open for the whole of 7am to 9am on Wednesday 25 November 2026. "
            "On Wednesdays it is open 8am to 6pm. Choose another time.",
        ),
        (
            "2026-11-28",
            "09:00",
            "10:00",
            "Room 1000 is not open for the whole of 9am to 10am on Saturday 28 November 2026. "
            "It does not open on Saturdays. Choose another time.",
        ),
        ("2026-12-25", "09:00", "10:00", "Room 1000 is closed then: Christmas Day. Choose another time."),
    ],
)
def test_decide_says_why_a_place_is_closed(day: str, start: str, end: str, why: str) -> None:
    rules = [
        rule(RuleField.OPENING, OFFICE),
        rule(RuleField.CLOSED_DAY, ClosedDay(datetime(2026, 12, 25, tzinfo=UTC).date(), "Christmas Day")),
    ]
    verdict = judge(ask(between(start, end, day)), diary(ROOM, rules=rules))

    assert (reason_of(verdict), why_of(verdict)) == (Reason.CLOSED, why)


def test_decide_blames_the_day_of_a_night_that_is_not_open() -> None:
    """A night from a Wednesday that is open all day into a Thursday that opens at 8am, and into a closed Thursday."""
    week = tuple((ClockSpan(0, 1440),) if day == 2 else (ClockSpan(480, 1080),) for day in range(7))
    hours = rule(RuleField.OPENING, week)
    drill = rule(RuleField.CLOSED_DAY, ClosedDay(datetime(2026, 11, 26, tzinfo=UTC).date(), "Fire alarm test"))
    night = Interval(london("2026-11-25T22:00"), london("2026-11-26T02:00"))

    words = [why_of(judge(ask(night), diary(ROOM, rules=rules))) for rules in ((hours,), (hours, drill))]

    assert words == [
        "Room 1000 is not open for the whole of 10pm on Wednesday 25 November 2026 to 2am on "
        "Thursday 26 November 2026. On Thursdays it is open 8am to 6pm. Choose another time.",
        "Room 1000 is closed then: Fire alarm test. Choose another time.",
    ]


def test_decide_does_not_blame_a_closed_day_that_begins_when_the_booking_ends() -> None:
    """Christmas Eve until midnight: the doors close at 6pm; Christmas Day has nothing to do with it."""
    rules = [
        rule(RuleField.OPENING, OFFICE),
        rule(RuleField.CLOSED_DAY, ClosedDay(datetime(2026, 12, 25, tzinfo=UTC).date(), "Christmas Day")),
    ]
    evening = Interval(london("2026-12-24T20:00"), london("2026-12-25T00:00"))

    verdict = judge(ask(evening), diary(ROOM, rules=rules))

    assert why_of(verdict) == (
        "Room 1000 is not open for the whole of 8pm on Thursday 24 December 2026 to midnight on "
        "Friday 25 December 2026. On Thursdays it is open 8am to 6pm. Choose another time."
    )


# ---- who ------------------------------------------------------------------------------------------------------------

WARD = UnitId(7)
CLINICAL = rule(RuleField.WHO_MAY_BOOK, frozenset({Role.CLINIC_ADMIN, Role.FACILITIES}))


@pytest.mark.parametrize(
    ("grant", "allowed"),
    [
        (Grant(Role.CLINIC_ADMIN, ScopeKind.ORGANISATION, 1), True),
        (Grant(Role.CLINIC_ADMIN, ScopeKind.SITE, 10), True),
        (Grant(Role.CLINIC_ADMIN, ScopeKind.SITE, 11), False),
        (Grant(Role.CLINIC_ADMIN, ScopeKind.UNIT, 7), True),
        (Grant(Role.CLINIC_ADMIN, ScopeKind.UNIT, 8), False),
        (Grant(Role.FACILITIES, ScopeKind.SITE, 10), True),
        (Grant(Role.ADMINISTRATOR, ScopeKind.ORGANISATION, 1), True),
        (Grant(Role.STAFF, ScopeKind.ORGANISATION, 1), False),
        (Grant(Role.TEAM_LEAD, ScopeKind.ORGANISATION, 1), False),
    ],
)
def test_decide_lets_only_the_named_roles_book(grant: Grant, allowed: bool) -> None:
    clinic = room(1000, kind=ResourceKind.CLINIC_ROOM, unit=WARD)

    verdict = decide(ask(of=clinic), diary(clinic, rules=[CLINICAL]), actor(grant), NOW)

    assert reason_of(verdict) is (None if allowed else Reason.NOT_ALLOWED)
    assert "clinic admin or facilities" in why_of(verdict) or allowed


# ---- the person's own limits ----------------------------------------------------------------------------------------


def test_decide_gives_one_thing_of_a_kind_at_a_time() -> None:
    facts = diary(ROOM, mine=[Mine(between("11:00", "13:00"))])

    assert reason_of(judge(ask(), facts)) is Reason.PERSON_BUSY
    assert reason_of(judge(ask(between("13:00", "14:00")), facts)) is None
    assert reason_of(judge(ask(changes=77), facts)) is None
    assert why_of(judge(ask(), facts)) == (
        "You already have Larch from 11am to 1pm on Wednesday 25 November 2026. "
        "Change or cancel that booking first: one meeting room at a time."
    )


def test_decide_lets_a_desk_and_a_room_be_held_at_once() -> None:
    assert reason_of(judge(ask(), diary(ROOM, mine=[Mine(MORNING, ResourceKind.DESK)]))) is None


def test_decide_lets_several_be_held_at_once_where_the_rules_do() -> None:
    facts = diary(ROOM, mine=[Mine(MORNING)], rules=[rule(RuleField.ONE_AT_A_TIME, value=False)])

    assert reason_of(judge(ask(), facts)) is None


@pytest.mark.parametrize(("most", "reason"), [(3, None), (2, Reason.LIMIT_REACHED), (0, Reason.LIMIT_REACHED)])
def test_decide_counts_bookings_of_the_local_day(most: int, reason: Reason | None) -> None:
    mine = [
        Mine(between("13:00", "14:00"), booking=70),
        Mine(between("00:00", "01:00"), booking=71),
        Mine(between("23:00", "23:30", "2026-11-24"), booking=72),
        Mine(between("15:00", "16:00"), ResourceKind.DESK, booking=73),
    ]

    assert reason_of(judge(ask(), diary(ROOM, mine=mine, rules=[rule(RuleField.MAX_PER_DAY, most)]))) is reason


@pytest.mark.parametrize(("most", "reason"), [(3, None), (2, Reason.LIMIT_REACHED)])
def test_decide_counts_bookings_ahead(most: int, reason: Reason | None) -> None:
    mine = [
        Mine(between("13:00", "14:00", "2026-12-01"), booking=70),
        Mine(Interval(NOW - timedelta(hours=1), NOW + timedelta(hours=1)), booking=71),
        Mine(Interval(NOW - timedelta(hours=2), NOW), booking=72),
    ]

    assert reason_of(judge(ask(), diary(ROOM, mine=mine, rules=[rule(RuleField.MAX_UPCOMING, most)]))) is reason


# ---- what is offered ------------------------------------------------------------------------------------------------


def offered(verdict: Verdict) -> list[int]:
    return [resource.id for resource in verdict.free_instead] if isinstance(verdict, Refused) else []


def test_decide_offers_the_three_closest_fits_that_are_free() -> None:
    rooms = [
        room(1001, seats=4),
        room(1002, seats=10),
        room(1003, seats=6, floor=OTHER_FLOOR),
        room(1004, seats=6),
        room(1005, seats=5),
        room(1006, seats=20),
    ]
    facts = diary(ROOM, *rooms, occupied=[held(ROOM, MORNING), held(rooms[4], MORNING, booking=2)])

    assert offered(judge(ask(people=5), facts)) == [1004, 1003, 1002]


def test_decide_names_the_smallest_room_that_is_large_enough() -> None:
    rooms = [room(1001, seats=4), room(1002, seats=6), room(1003, seats=5), room(1004, seats=3)]
    facts = diary(ROOM, *rooms, occupied=[held(rooms[0], MORNING)])

    verdict = judge(ask(people=4), facts)

    assert isinstance(verdict, Accepted)
    assert verdict.better_fit is not None
    assert verdict.better_fit.id == 1003


@pytest.mark.parametrize(
    "shut",
    [
        rule(RuleField.MAX_LENGTH_MIN, 60, RuleScope.RESOURCE, 1001),
        rule(RuleField.MIN_LENGTH_MIN, 600, RuleScope.RESOURCE, 1001),
        rule(RuleField.HORIZON_DAYS, 0, RuleScope.RESOURCE, 1001),
        rule(RuleField.OPENING, ((),) * 7, RuleScope.RESOURCE, 1001),
        rule(RuleField.WHO_MAY_BOOK, frozenset({Role.RECEPTION}), RuleScope.RESOURCE, 1001),
        rule(RuleField.SETUP_MIN, 60, RuleScope.RESOURCE, 1001),
        rule(RuleField.MAX_UPCOMING, 0, RuleScope.RESOURCE, 1001),
    ],
    ids=lambda one: str(one.field.value),
)
def test_decide_offers_no_place_that_it_would_itself_refuse(shut: Rule) -> None:
    other = room(1001, seats=4)
    earlier = held(other, between("08:00", "08:30"), booking=3)
    facts = diary(ROOM, other, occupied=[held(ROOM, MORNING), earlier])
    closed = replace(facts, rules=(shut,))

    assert [offered(judge(ask(people=2), one)) for one in (facts, closed)] == [[1001], []]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"who": True, "past": True}, Reason.NOT_ALLOWED),
        ({"past": True, "short": True}, Reason.IN_THE_PAST),
        ({"far": True, "short": True}, Reason.TOO_FAR_AHEAD),
        ({"short": True, "people": True}, Reason.TOO_SHORT),
        ({"people": True, "closed": True}, Reason.TOO_MANY_PEOPLE),
        ({"closed": True, "busy": True}, Reason.CLOSED),
        ({"busy": True, "day": True}, Reason.PERSON_BUSY),
        ({"day": True, "ahead": True}, Reason.LIMIT_REACHED),
        ({"ahead": True, "taken": True}, Reason.LIMIT_REACHED),
        ({"taken": True}, Reason.TAKEN),
    ],
)
def test_decide_asks_the_rules_in_a_fixed_order(facts: dict[str, bool], reason: Reason) -> None:
    every = {
        "who": rule(RuleField.WHO_MAY_BOOK, frozenset({Role.RECEPTION})),
        "far": rule(RuleField.HORIZON_DAYS, 0),
        "short": rule(RuleField.MIN_LENGTH_MIN, 600),
        "closed": rule(RuleField.OPENING, ((),) * 7),
        "day": rule(RuleField.MAX_PER_DAY, 1),
        "ahead": rule(RuleField.MAX_UPCOMING, 1),
    }
    mine = [Mine(MORNING)] if "busy" in facts else [Mine(between("17:00", "18:00"))]
    book = diary(
        ROOM,
        occupied=[held(ROOM, MORNING, by=SOMEBODY)] if "taken" in facts else [],
        rules=[one for name, one in every.items() if name in facts],
        mine=mine if {"busy", "day", "ahead"} & facts.keys() else [],
    )
    now = MORNING.end if "past" in facts else NOW

    assert reason_of(judge(ask(people=9 if "people" in facts else 1), book, now)) is reason


# ---- local days around midnight and clock changes (T5) --------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "last", "too_far"),
    [
        ("2026-03-28T23:59", "2026-03-29T23:30", "2026-03-30T00:00"),
        ("2026-03-29T00:01", "2026-03-30T23:30", "2026-03-31T00:00"),
        ("2026-10-24T23:59", "2026-10-25T23:30", "2026-10-26T00:00"),
        ("2026-10-25T00:01", "2026-10-26T23:30", "2026-10-27T00:00"),
        ("2026-12-31T23:59", "2027-01-01T23:30", "2027-01-02T00:00"),
        ("2027-03-27T23:59", "2027-03-28T23:30", "2027-03-29T00:00"),
        ("2027-10-30T23:59", "2027-10-31T23:30", "2027-11-01T00:00"),
        ("2028-02-28T23:59", "2028-02-29T23:30", "2028-03-01T00:00"),
        ("2028-03-25T23:59", "2028-03-26T23:30", "2028-03-27T00:00"),
        ("2028-10-28T23:59", "2028-10-29T23:30", "2028-10-30T00:00"),
    ],
)
def test_decide_counts_a_horizon_of_one_day_to_the_end_of_tomorrow(now: str, last: str, too_far: str) -> None:
    facts = diary(ROOM, rules=[rule(RuleField.HORIZON_DAYS, 1)])
    half_an_hour = timedelta(minutes=30)

    asked = [ask(Interval(london(start), london(start) + half_an_hour)) for start in (last, too_far)]
    assert [reason_of(judge(one, facts, london(now))) for one in asked] == [None, Reason.TOO_FAR_AHEAD]


@pytest.mark.parametrize(
    ("held_at", "same_day", "other_day"),
    [
        ("2026-10-25T00:30", "2026-10-25T23:00", "2026-10-24T23:00"),
        ("2026-10-25T23:30", "2026-10-25T00:30", "2026-10-26T00:00"),
        ("2027-03-28T00:30", "2027-03-28T23:00", "2027-03-27T23:00"),
        ("2027-03-28T23:30", "2027-03-28T00:30", "2027-03-29T00:00"),
        ("2026-07-01T00:30", "2026-07-01T23:00", "2026-06-30T23:30"),
    ],
)
def test_decide_counts_a_limit_by_the_day_on_the_sites_clock(held_at: str, same_day: str, other_day: str) -> None:
    half_an_hour = timedelta(minutes=30)
    mine = Mine(Interval(london(held_at), london(held_at) + half_an_hour))
    facts = diary(ROOM, mine=[mine], rules=[rule(RuleField.MAX_PER_DAY, 1)])
    now = london("2026-06-01T09:00")

    asked = [ask(Interval(london(start), london(start) + half_an_hour)) for start in (same_day, other_day)]
    assert [reason_of(judge(one, facts, now)) for one in asked] == [Reason.LIMIT_REACHED, None]
