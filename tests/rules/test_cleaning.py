"""Which lock cleaning releases, and what is needed soonest."""

from datetime import datetime, timedelta

import pytest

from booking.model.cleaning import Cleaned, Lock, ToClean
from booking.model.decisions import Reason, Refused
from booking.model.diary import Occupied
from booking.model.estate import Floor
from booking.model.ids import BuildingId, Ref
from booking.rules.cleaning import find_lock, order_by_need
from tests.rules.facts import FLOOR, LONDON, between, held, london, room, site

ROOM, NEXT = room(1000), room(1001)
USED = held(ROOM, between("09:00", "12:00"), tail_min=72 * 60)
KEPT_UNTIL = london("2026-11-28T12:00")
STANDS = Floor(FLOOR, Ref("f"), BuildingId(5), "Oak", "First", 1, site(), 0, None)


def found(now: str, *holds: Occupied, last: Cleaned | None = None) -> Lock | Refused:
    return find_lock(ROOM, holds, last, LONDON, london(f"2026-11-25T{now}"))


@pytest.mark.parametrize("now", ["12:00", "15:30"])
def test_lock_stands_from_the_end_of_the_use(now: str) -> None:
    assert found(now, USED) == Lock(london("2026-11-25T12:00"), KEPT_UNTIL, (USED.booking_id,))


def test_place_in_use_cannot_be_cleaned_and_says_until_when() -> None:
    refused = found("11:59", USED)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.why) == (
        Reason.TAKEN,
        f"{ROOM.name} is booked until midday on Wednesday 25 November 2026, so it cannot be noted as cleaned yet. "
        "Clean it after its use, or ask the person who has it to check out.",
    )


def test_place_in_use_that_an_earlier_use_locks_too_is_in_use() -> None:
    """A rule that came later keeps the first use's lock over the second's booking."""
    later = held(ROOM, between("13:00", "14:00"), booking=2)

    refused = found("13:30", USED, later)

    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TAKEN


@pytest.mark.parametrize("holds", [(), (held(NEXT, between("09:00", "12:00"), tail_min=60),)])
def test_place_that_is_not_locked_has_nothing_to_release(holds: tuple[Occupied, ...]) -> None:
    refused = found("12:30", *holds)

    assert isinstance(refused, Refused)
    assert refused.reason is Reason.BAD_FIELD


def test_place_that_was_cleaned_says_by_whom_and_when_for_as_long_as_it_would_be_locked() -> None:
    last = Cleaned(ROOM.id, london("2026-11-25T12:10"), "Kim Doe", KEPT_UNTIL)

    cleaned = found("12:30", last=last)
    later = find_lock(ROOM, (), last, LONDON, KEPT_UNTIL)

    assert isinstance(cleaned, Refused)
    assert isinstance(later, Refused)
    assert (cleaned.reason, later.reason) == (Reason.CHANGED_MEANWHILE, Reason.BAD_FIELD)
    assert cleaned.why == (
        f"{ROOM.name} was cleaned already, by Kim Doe at 12:10pm on Wednesday 25 November 2026. Nothing more to do."
    )


def test_place_that_was_used_again_after_its_cleaning_is_locked_again() -> None:
    last = Cleaned(ROOM.id, london("2026-11-25T08:00"), "Kim Doe", KEPT_UNTIL)

    assert isinstance(found("12:30", USED, last=last), Lock)


def test_places_are_needed_by_their_next_booking_and_then_by_how_long_they_are_locked() -> None:
    def place(number: int, kept_h: int, next_h: int | None) -> ToClean:
        start = london("2026-11-25T12:00")
        next_at: datetime | None = None if next_h is None else start + timedelta(hours=next_h)
        return ToClean(room(number), STANDS, Lock(start, start + timedelta(hours=kept_h), ()), next_at)

    listed = [place(1, 2, None), place(2, 72, None), place(3, 72, 90), place(4, 24, 30)]

    assert [each.resource.id for each in order_by_need(listed)] == [4, 3, 2, 1]
