"""What somebody usually books, and on which days the usual hours are worth offering."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.model.bookings import Booking, BookingCard, BookingState
from booking.model.estate import Floor, Place, ResourceKind
from booking.model.habits import Habits, Preference
from booking.model.ids import BookingId, BuildingId, FloorId, Ref, ResourceId
from booking.model.policy import ClockSpan, ClosedDay, Policy
from booking.model.time import Interval
from booking.rules.habits import ALL_DAY, by_distance, find_habits, hours_on, working_days
from tests.rules.facts import FLOOR, LONDON, ME, OTHER_FLOOR, between, london, person, room, site

OFFICE = Policy(opening=((ClockSpan(8 * 60, 18 * 60),),) * 5 + ((),) * 2)
TUESDAY = date(2026, 11, 24)


def desk_booking(
    number: int, start: str, end: str, *, floor: FloorId = FLOOR, day: str = "2026-11-20", left_early: bool = False
) -> BookingCard:
    times = between(start, end, day)
    made = Booking(
        BookingId(number), Ref(f"b{number}"), ResourceId(number), ME, ME, times, 1, "", BookingState.COMPLETED, 1, 0,
        times.start, checked_out_at=times.end if left_early else None,
    )  # fmt: skip
    stands = Floor(floor, Ref(f"f{floor}"), BuildingId(1), "Oak", "First", 1, site(), 0, None)
    return BookingCard(made, room(number, kind=ResourceKind.DESK, seats=1, floor=floor), stands, person(), person())


def test_habits_of_a_newcomer_are_the_whole_day_anywhere() -> None:
    assert find_habits(Preference(), ()) == Habits(None, None, ClockSpan(9 * 60, 17 * 60))


def test_habits_are_the_last_desk_the_usual_floor_and_the_usual_hours() -> None:
    recent = [
        desk_booking(1, "10:00", "12:00", floor=OTHER_FLOOR),
        desk_booking(2, "08:30", "16:30"),
        desk_booking(3, "08:30", "16:30"),
    ]

    found = find_habits(Preference(), recent)

    assert found == Habits(FLOOR, recent[0].resource, ClockSpan(510, 990))


def test_of_two_floors_as_often_used_the_later_one_is_usual() -> None:
    recent = [desk_booking(1, "09:00", "17:00", floor=OTHER_FLOOR), desk_booking(2, "09:00", "17:00")]

    assert find_habits(Preference(), recent).floor_id == OTHER_FLOOR


def test_what_is_set_by_hand_comes_first() -> None:
    recent = [desk_booking(1, "08:00", "16:00", floor=OTHER_FLOOR), desk_booking(2, "08:00", "16:00")]
    wanted = Preference(floor_id=FLOOR, hours=ClockSpan(13 * 60, 17 * 60))

    assert find_habits(wanted, recent) == Habits(FLOOR, recent[1].resource, ClockSpan(780, 1020))
    assert find_habits(wanted, recent[:1]) == Habits(FLOOR, None, ClockSpan(780, 1020))


def test_booking_that_was_left_early_says_nothing_about_hours() -> None:
    early = [desk_booking(1, "09:00", "11:07", left_early=True), desk_booking(2, "09:00", "11:07", left_early=True)]

    assert find_habits(Preference(), early).hours == ALL_DAY
    assert find_habits(Preference(), [*early, desk_booking(3, "10:00", "18:00")]).hours == ClockSpan(600, 1080)


def test_booking_until_midnight_has_hours_and_one_over_midnight_has_none() -> None:
    evening = desk_booking(1, "18:00", "23:00")
    till_midnight = BookingCard(
        _with_end(evening, "2026-11-21T00:00"), evening.resource, evening.floor, evening.person, evening.booked_by
    )
    over_it = BookingCard(
        _with_end(evening, "2026-11-21T02:00"), evening.resource, evening.floor, evening.person, evening.booked_by
    )

    assert find_habits(Preference(), [till_midnight]).hours == ClockSpan(1080, 1440)
    assert find_habits(Preference(), [over_it]).hours == ALL_DAY


def _with_end(card: BookingCard, end: str) -> Booking:
    old = card.booking
    times = Interval(old.interval.start, london(end))
    return Booking(old.id, old.ref, old.resource_id, ME, ME, times, 1, "", BookingState.CONFIRMED, 1, 0, old.created_at)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("08:00", ("09:00", "17:00")),
        ("09:00", ("09:00", "17:00")),
        ("09:01", ("09:15", "17:00")),
        ("15:45", ("15:45", "17:00")),
        ("16:00", ("16:00", "17:00")),
        ("16:01", None),
        ("18:00", None),
    ],
)
def test_hours_that_have_begun_start_at_the_next_quarter(now: str, expected: tuple[str, str] | None) -> None:
    found = hours_on(TUESDAY, ALL_DAY, now=london(f"2026-11-24T{now}"), zone=LONDON)

    assert found == (None if expected is None else between(*expected, "2026-11-24"))


def test_short_hours_are_offered_while_all_of_them_are_left() -> None:
    half = ClockSpan(9 * 60, 9 * 60 + 30)

    assert hours_on(TUESDAY, half, now=london("2026-11-24T09:00"), zone=LONDON) == between(
        "09:00", "09:30", "2026-11-24"
    )
    assert hours_on(TUESDAY, half, now=london("2026-11-24T09:01"), zone=LONDON) is None


def test_hours_that_the_clocks_skip_or_repeat_are_not_offered() -> None:
    night = ClockSpan(90, 300)
    march, october = date(2027, 3, 28), date(2026, 10, 25)

    assert hours_on(march, night, now=datetime(2026, 3, 1, tzinfo=UTC), zone=LONDON) is None
    assert hours_on(october, night, now=datetime(2026, 3, 1, tzinfo=UTC), zone=LONDON) is None


def test_working_days_pass_over_weekends_and_closed_days() -> None:
    closed = Policy(opening=OFFICE.opening, closed_days=(ClosedDay(date(2026, 11, 30), "Moving day"),))

    found = working_days(ALL_DAY, lambda _: closed, now=london("2026-11-27T16:30"), zone=LONDON, most=3)

    days = ("2026-12-01", "2026-12-02", "2026-12-03")
    assert found == tuple(between("09:00", "17:00", day) for day in days)


def test_working_days_are_none_where_the_hours_are_never_open() -> None:
    assert working_days(ClockSpan(0, 120), lambda _: OFFICE, now=london("2026-11-24T08:00"), zone=LONDON, most=3) == ()


def test_desks_are_ordered_by_their_distance_on_the_plan() -> None:
    desks = [room(number, kind=ResourceKind.DESK, seats=1) for number in (1, 2, 3, 4)]
    corners = {1: (0.0, 0.0), 2: (6.0, 8.0), 3: (0.0, 3.0)}
    places = {
        ResourceId(number): Place(ResourceId(number), ((x, y), (x + 1, y), (x + 1, y + 1)), x, y, 1.0)
        for number, (x, y) in corners.items()
    }

    found = by_distance(desks[0], desks, places)

    assert [(desk.id, distance) for desk, distance in found] == [(3, 3.0), (2, 10.0), (4, None)]


def test_half_an_hour_of_a_long_day_is_not_enough() -> None:
    found = working_days(ALL_DAY, lambda _: OFFICE, now=london("2026-11-24T16:30"), zone=LONDON, most=1)

    assert found == (between("09:00", "17:00", "2026-11-25"),)
    assert found[0].length == timedelta(hours=8)
