"""The time between two uses of a room: the larger of what both ask for, never the sum; vectors by hand."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.model.bookings import Booking, BookingState, Request
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.diary import Diary, Occupied
from booking.model.estate import ResourceKind
from booking.model.ids import BookingId, Ref, RoomUseId
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.room_uses import RoomUse
from booking.model.time import Interval
from booking.rules.breaches import request_again
from booking.rules.decide import decide
from booking.rules.free import free_times
from booking.rules.gaps import occupied_by
from booking.rules.marks import PlaceState, mark_places, span_places
from booking.rules.policy import resolve_policy
from tests.rules.facts import ME, NOW, ORGANISATION, SITE, actor, between, diary, london, room, rule, site

ROOM = room(kind=ResourceKind.CLINIC_ROOM)
DESK = room(2000, kind=ResourceKind.DESK, seats=1)
CLINIC = frozenset({ResourceKind.CLINIC_ROOM})


def use(number: int, *, setup: int = 0, turnaround: int = 0, fallow: int = 0, offered: bool = True) -> RoomUse:
    return RoomUse(
        RoomUseId(number),
        Ref(f"u{number}"),
        f"Use {number}",
        CLINIC,
        setup_min=setup,
        turnaround_min=turnaround,
        fallow_min=fallow,
        offered=offered,
    )


CONSULTATION = use(1, turnaround=10)
AEROSOL = use(2, fallow=20)
GROUP = use(3, setup=15)
GONE = use(4, setup=15, offered=False)
USES = (CONSULTATION, AEROSOL, GROUP, GONE)


def known(*uses: RoomUse) -> list[Rule]:
    return [Rule(RuleScope.ORGANISATION, 1, None, RuleField.ROOM_USE, one) for one in uses or USES]


def booked(
    what: RoomUse | None,
    interval: Interval,
    *rules: Rule,
    number: int = 1,
    procedure_ends_at: datetime | None = None,
) -> Occupied:
    """A booking as it would hold the room if it had been made under the rules."""
    policy = resolve_policy([*known(), *rules], ROOM, ORGANISATION, interval.start.date())
    use_id = what.id if what is not None else None
    until = occupied_by(interval, policy, use_id=use_id, procedure_ends_at=procedure_ends_at).end
    return Occupied(ROOM.id, BookingId(number), ME, interval, until, use_id=use_id)


def ask(
    what: RoomUse | None,
    interval: Interval,
    *occupied: Occupied,
    rules: tuple[Rule, ...] = (),
    procedure_ends_at: datetime | None = None,
) -> Reason | None:
    """Why a booking of the room for that use is refused; None where it is not."""
    use_id = what.id if what is not None else None
    request = Request(ROOM.id, ME, interval, use_id=use_id, procedure_ends_at=procedure_ends_at)
    several = rule(RuleField.ONE_AT_A_TIME, value=False)
    facts = diary(ROOM, occupied=occupied, rules=[*known(), several, *rules])
    verdict = decide(request, facts, actor(), NOW)
    return verdict.reason if isinstance(verdict, Refused) else None


VECTORS = [
    ("fallow 20, then set-up 15: the larger", AEROSOL, GROUP, (), 20),
    ("turnaround 10, then set-up 15: the larger", CONSULTATION, GROUP, (), 15),
    ("turnaround 10, then nothing", CONSULTATION, None, (), 10),
    ("nothing, then set-up 15", None, GROUP, (), 15),
    ("set-up of the earlier one counts for nothing", GROUP, CONSULTATION, (), 0),
    ("the room's turnaround is longer", CONSULTATION, None, (rule(RuleField.TURNAROUND_MIN, 30),), 30),
    ("the room's turnaround is shorter", AEROSOL, None, (rule(RuleField.TURNAROUND_MIN, 5),), 20),
    ("the room's set-up is longer", AEROSOL, GROUP, (rule(RuleField.SETUP_MIN, 25),), 25),
    ("the room's lockout is longest", AEROSOL, GROUP, (rule(RuleField.LOCKOUT_HOURS, 1),), 60),
    ("neither asks for anything", None, None, (), 0),
]


@pytest.mark.parametrize(
    ("earlier", "later", "rules", "gap"), [row[1:] for row in VECTORS], ids=[r[0] for r in VECTORS]
)
def test_gap_is_the_larger_of_both_whichever_is_booked_first(
    earlier: RoomUse | None, later: RoomUse | None, rules: tuple[Rule, ...], gap: int
) -> None:
    """Booked until 12:00; a minute less than the gap is refused, the gap itself is not."""
    first = between("11:00", "12:00")
    enough = Interval(first.end + timedelta(minutes=gap), first.end + timedelta(minutes=gap + 60))
    short = Interval(enough.start - timedelta(minutes=1), enough.end)

    assert ask(later, enough, booked(earlier, first, *rules), rules=rules) is None
    assert ask(later, short, booked(earlier, first, *rules), rules=rules) is not None
    assert ask(earlier, first, booked(later, enough, *rules), rules=rules) is None
    assert ask(earlier, first, booked(later, short, *rules), rules=rules) is not None


def test_fallow_time_counts_from_the_end_of_the_procedure() -> None:
    """Booked from 11 to 12, the procedure over at 11:45: 20 minutes later it is 12:05."""
    first, over = between("11:00", "12:00"), london("2026-11-25T11:45")
    held = booked(AEROSOL, first, procedure_ends_at=over)

    assert held.until == london("2026-11-25T12:05")
    assert ask(None, between("12:05", "13:00"), held) is None
    assert ask(None, between("12:04", "13:00"), held) is Reason.LOCKED_OUT


def test_procedure_that_ended_long_before_leaves_no_gap() -> None:
    held = booked(AEROSOL, between("11:00", "12:00"), procedure_ends_at=london("2026-11-25T11:30"))

    assert held.until == london("2026-11-25T12:00")


def test_turnaround_counts_from_the_end_of_the_booking_all_the_same() -> None:
    both = use(9, turnaround=10, fallow=20)
    policy = resolve_policy(known(both), ROOM, ORGANISATION, between("11:00", "12:00").start.date())

    early = occupied_by(between("11:00", "12:00"), policy, use_id=both.id, procedure_ends_at=london("2026-11-25T11:15"))

    assert early.end == london("2026-11-25T12:10")


def test_procedure_ends_no_later_than_the_booking() -> None:
    """A booking that ended at 11:30 ended its procedure by then, whatever had been planned."""
    policy = resolve_policy(known(), ROOM, ORGANISATION, between("11:00", "12:00").start.date())

    ended = occupied_by(
        between("11:00", "11:30"), policy, use_id=AEROSOL.id, procedure_ends_at=london("2026-11-25T11:45")
    )

    assert ended.end == london("2026-11-25T11:50")


@pytest.mark.parametrize("over", ["10:59", "11:00", "12:01"])
def test_procedure_must_end_within_the_booking(over: str) -> None:
    at = london(f"2026-11-25T{over}")

    assert ask(AEROSOL, between("11:00", "12:00"), procedure_ends_at=at) is Reason.BAD_FIELD


@pytest.mark.parametrize("over", ["11:01", "12:00"])
def test_procedure_may_end_with_the_booking(over: str) -> None:
    assert ask(AEROSOL, between("11:00", "12:00"), procedure_ends_at=london(f"2026-11-25T{over}")) is None


def refusal(request: Request, facts: Diary) -> tuple[Reason, str | None] | None:
    verdict = decide(request, facts, actor(), NOW)
    return (verdict.reason, verdict.field) if isinstance(verdict, Refused) else None


def test_use_must_be_offered_known_and_for_that_kind_of_place() -> None:
    asked = Request(ROOM.id, ME, between("11:00", "12:00"))
    facts = diary(ROOM, rules=known())

    assert refusal(replace(asked, use_id=GONE.id), facts) == (Reason.BAD_FIELD, "use")
    assert refusal(replace(asked, use_id=RoomUseId(99)), facts) == (Reason.BAD_FIELD, "use")
    at_desk = replace(asked, resource_id=DESK.id, use_id=GROUP.id)
    assert refusal(at_desk, diary(DESK, rules=known())) == (Reason.BAD_FIELD, "use")
    assert refusal(replace(asked, procedure_ends_at=asked.interval.end), facts) == (Reason.BAD_FIELD, "use")
    assert refusal(replace(asked, use_id=GROUP.id), facts) is None


def test_booking_keeps_a_use_that_is_offered_no_more() -> None:
    standing = Booking(
        BookingId(7), Ref("b7"), ROOM.id, ME, ME, between("11:00", "12:00"), 1, "", BookingState.CONFIRMED, 1, 0, NOW,
        use_id=GONE.id,
    )  # fmt: skip
    facts = diary(ROOM, rules=known(), replaces=standing)

    assert refusal(request_again(standing), facts) is None
    assert refusal(replace(request_again(standing), use_id=use(5).id), facts) == (Reason.BAD_FIELD, "use")


def test_map_and_free_times_keep_what_is_booked_ready_and_rested() -> None:
    """From 9:00 to 10:00 for a procedure, from 11:00 to 12:00 for a group: free until 10:20 and from 10:45 on, not."""
    holds = (booked(AEROSOL, between("09:00", "10:00")), booked(GROUP, between("11:00", "12:00"), number=2))
    rules = tuple(known())

    def state(start: str, end: str) -> PlaceState:
        (mark,) = mark_places([ROOM], {SITE: site()}, holds, rules, interval=between(start, end), viewer=actor())
        return mark.state

    assert [state("10:20", "10:45"), state("10:19", "10:45"), state("10:20", "10:46")] == [
        PlaceState.FREE, PlaceState.LOCKED, PlaceState.LOCKED,
    ]  # fmt: skip
    assert [state("08:00", "09:00"), state("12:00", "13:00")] == [PlaceState.FREE, PlaceState.FREE]
    free = free_times(ROOM, site(), holds, rules, on=between("09:00", "10:00").start.date(), viewer=actor(), now=NOW)
    assert between("10:20", "10:45") in free
    spans = span_places([ROOM], site(), holds, rules, interval=between("10:00", "11:00"), viewer=actor())
    assert [(span.interval, span.why) for span in spans] == [
        (between("10:00", "10:20"), "locked"), (between("10:45", "11:00"), "locked"),
    ]  # fmt: skip


def test_refusal_says_how_long_the_room_needs() -> None:
    """Until 10:50, and booked again from 11:00 for something that takes 15 minutes to set up."""
    facts = diary(ROOM, occupied=[booked(GROUP, between("11:00", "12:00"))], rules=known())

    verdict = decide(Request(ROOM.id, ME, between("10:00", "10:50")), facts, actor(), NOW)

    assert isinstance(verdict, Refused)
    assert verdict.why == (
        "Room 1000 is booked again from 11am to midday on Wednesday 25 November 2026, and needs 15 minutes free before "
        "that. Choose an earlier time or another place."
    )


# ---- no two live bookings nearer than their gap ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Try:
    """A booking that somebody asks for: when, for how long, for what, and how long before its end the procedure is."""

    start: int
    length: int
    use: int
    rest: int


def minutes(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most // 5).map(lambda five: 5 * five)


TRIES = st.lists(
    st.builds(Try, minutes(600), minutes(85).map(lambda length: length + 15), st.integers(0, 3), minutes(60)),
    max_size=14,
)
CATALOGUE = st.tuples(*[st.tuples(minutes(60), minutes(60), minutes(90))] * 3)


@settings(max_examples=300)
@given(TRIES, CATALOGUE, minutes(40), minutes(40))
def test_no_two_bookings_come_nearer_than_their_gap(
    tries: list[Try], catalogue: tuple[tuple[int, int, int], ...], turnaround: int, setup: int
) -> None:
    """Whatever is asked for in whatever order; the oracle adds minutes and knows neither intervals nor policies."""
    uses = [use(n, setup=s, turnaround=t, fallow=f) for n, (s, t, f) in enumerate(catalogue, start=1)]
    several = rule(RuleField.ONE_AT_A_TIME, value=False)
    rules = [*known(*uses), several, rule(RuleField.TURNAROUND_MIN, turnaround), rule(RuleField.SETUP_MIN, setup)]
    day = london("2026-11-25T06:00")
    holds: list[Occupied] = []
    kept: list[Try] = []
    refused = 0
    for number, one in enumerate(tries):
        start = day + timedelta(minutes=one.start)
        interval = Interval(start, start + timedelta(minutes=one.length))
        ends_at = interval.end - timedelta(minutes=min(one.rest, one.length - 5)) if one.use else None
        use_id = RoomUseId(one.use) if one.use else None
        request = Request(ROOM.id, ME, interval, use_id=use_id, procedure_ends_at=ends_at)
        verdict = decide(request, diary(ROOM, occupied=holds, rules=rules), actor(), NOW)
        if isinstance(verdict, Accepted):
            until = verdict.draft.occupies.end
            holds.append(Occupied(ROOM.id, BookingId(number), ME, interval, until, use_id=use_id))
            kept.append(one)
        else:
            refused += 1
            needless = all(apart(catalogue, *ordered(one, other), turnaround, setup) >= 0 for other in kept)
            assert not needless, "nothing stood nearer than its gap"
    for number, one in enumerate(kept):
        for other in kept[number + 1 :]:
            assert apart(catalogue, *ordered(one, other), turnaround, setup) >= 0


def ordered(one: Try, other: Try) -> tuple[Try, Try]:
    return (one, other) if one.start <= other.start else (other, one)


def apart(catalogue: tuple[tuple[int, int, int], ...], one: Try, other: Try, turnaround: int, setup: int) -> int:
    """By how many minutes two bookings stand further apart than they must; below 0 where they do not."""
    end = one.start + one.length
    needs = [end + turnaround, end + setup]
    if one.use:
        _, after, fallow = catalogue[one.use - 1]
        needs += [end + after, end - min(one.rest, one.length - 5) + fallow]
    if other.use:
        needs.append(end + catalogue[other.use - 1][0])
    return other.start - max(needs)
