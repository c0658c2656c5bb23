"""Distance between people at desks: who may not sit where, when, and what the map says of it."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.model.bookings import Booking, BookingState, Request
from booking.model.decisions import Accepted, Reason, Refused, Verdict
from booking.model.diary import Occupied
from booking.model.estate import Resource, ResourceKind
from booking.model.ids import BookingId, PersonId, Ref, ResourceId, SeriesId
from booking.model.layouts import LayoutAsk, SpacedFloor
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.spacing import Neighbours, SeatPair, find_neighbours
from booking.model.time import Interval
from booking.rules.decide import decide
from booking.rules.free import free_times
from booking.rules.layouts import find_spaced_floors
from booking.rules.marks import Mark, PlaceState, mark_places, span_places
from booking.rules.policy import Policies
from booking.rules.spacing import Spacing
from tests.rules.facts import (
    ME,
    NOW,
    OTHER_FLOOR,
    SITE,
    SOMEBODY,
    actor,
    between,
    diary,
    held,
    london,
    room,
    rule,
    site,
)

DESK = ResourceKind.DESK
A, B, C, D = (room(number, kind=DESK, seats=1) for number in (1, 2, 3, 4))
DESKS = (A, B, C, D)
ROW = (
    SeatPair(A.id, B.id, 1600),
    SeatPair(B.id, C.id, 2000),
    SeatPair(A.id, C.id, 3600),
    SeatPair(C.id, D.id, 1999),
)
"""Four desks: B is 1.6 m from A and exactly 2 m from C, and D is a millimetre less than 2 m from C."""

NINE_TO_FIVE = between("09:00", "17:00")
TWO_METRES = rule(RuleField.SPACING_CM, 200)


def ask(
    desk: Resource,
    *,
    rules: tuple[Rule, ...] = (TWO_METRES,),
    occupied: tuple[Occupied, ...] = (held(B, NINE_TO_FIVE),),
    interval: Interval = NINE_TO_FIVE,
    replaces: Booking | None = None,
) -> Verdict:
    others = [each for each in DESKS if each is not desk]
    facts = diary(desk, *others, occupied=occupied, rules=rules, pairs=ROW, replaces=replaces)
    changes = replaces.id if replaces is not None else None
    return decide(Request(desk.id, ME, interval, changes=changes), facts, actor(), NOW)


def reason(verdict: Verdict) -> Reason | None:
    return verdict.reason if isinstance(verdict, Refused) else None


@pytest.mark.parametrize(
    ("spacing_cm", "refused"),
    [(0, None), (159, None), (160, None), (161, Reason.TOO_CLOSE), (200, Reason.TOO_CLOSE)],
)
def test_desk_nearer_than_the_spacing_is_refused_and_one_at_exactly_that_distance_is_not(
    spacing_cm: int, refused: Reason | None
) -> None:
    assert reason(ask(A, rules=(rule(RuleField.SPACING_CM, spacing_cm),))) is refused


def test_exactly_two_metres_is_far_enough_and_a_millimetre_less_is_not() -> None:
    in_use = (held(C, NINE_TO_FIVE),)

    assert (reason(ask(B, occupied=in_use)), reason(ask(D, occupied=in_use))) == (None, Reason.TOO_CLOSE)


def test_without_a_rule_neighbours_sit_together() -> None:
    assert reason(ask(A, rules=())) is None


def test_refusal_names_the_desk_that_is_in_use_and_what_is_free_and_nobody() -> None:
    verdict = ask(A)

    assert isinstance(verdict, Refused)
    assert verdict.why == (
        "Room 1 is too close to Room 2, which is booked from 9am to 5pm on Wednesday 25 November 2026: their seats "
        "are 1.6 m apart, and people sit at least 2 m apart here. Choose another time or another place."
    )
    assert verdict.free_instead == (C, D)
    assert verdict.by == held(B, NINE_TO_FIVE)


def test_what_is_free_instead_keeps_the_distance_too() -> None:
    verdict = ask(A, occupied=(held(B, NINE_TO_FIVE), held(D, NINE_TO_FIVE, booking=2)))

    assert isinstance(verdict, Refused)
    assert verdict.free_instead == ()


def test_place_that_is_taken_itself_is_refused_as_taken() -> None:
    both = (held(A, NINE_TO_FIVE), held(B, NINE_TO_FIVE, booking=2))

    assert reason(ask(A, occupied=both)) is Reason.TAKEN


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("12:00", "13:00", None),
        ("07:00", "09:00", None),
        ("08:00", "09:01", Reason.TOO_CLOSE),
        ("11:59", "13:00", Reason.TOO_CLOSE),
    ],
)
def test_only_the_use_itself_counts_and_not_what_is_kept_free_after_it(
    start: str, end: str, refused: Reason | None
) -> None:
    morning = held(B, between("09:00", "12:00"), tail_min=240)
    rules = (TWO_METRES, rule(RuleField.TURNAROUND_MIN, 240))

    assert reason(ask(A, rules=rules, occupied=(morning,), interval=between(start, end))) is refused


@pytest.mark.parametrize("strict", [A, B])
def test_of_two_desks_the_larger_spacing_is_kept(strict: Resource) -> None:
    one = Rule(RuleScope.RESOURCE, int(strict.id), None, RuleField.SPACING_CM, 170)

    assert reason(ask(A, rules=(rule(RuleField.SPACING_CM, 100), one))) is Reason.TOO_CLOSE


def test_rule_holds_on_its_days_alone() -> None:
    dated = replace(TWO_METRES, valid_from=date(2026, 11, 26))
    thursday = between("09:00", "17:00", "2026-11-26")

    assert reason(ask(A, rules=(dated,))) is None
    assert reason(ask(A, rules=(dated,), occupied=(held(B, thursday),), interval=thursday)) is Reason.TOO_CLOSE


def test_the_day_on_which_the_later_booking_begins_decides_whichever_is_asked_about() -> None:
    """One is from Wednesday 10pm on, the other from Thursday 1am on; the rule begins on Thursday."""
    dated = replace(TWO_METRES, valid_from=date(2026, 11, 26))
    night = Interval(london("2026-11-25T22:00"), london("2026-11-26T06:00"))
    morning = between("01:00", "05:00", "2026-11-26")

    answers = [
        reason(ask(A, rules=(dated,), occupied=(held(B, one),), interval=other))
        for one, other in ((night, morning), (morning, night), (night, night))
    ]
    assert answers == [Reason.TOO_CLOSE, Reason.TOO_CLOSE, None]


def booked(desk: Resource, number: int, series: int | None = None) -> Booking:
    return Booking(
        BookingId(number), Ref("b"), desk.id, ME, ME, NINE_TO_FIVE, 1, "", BookingState.CONFIRMED, 1, 0, NOW,
        series_id=SeriesId(series) if series is not None else None,
    )  # fmt: skip


def test_booking_does_not_stand_in_its_own_way() -> None:
    mine = held(B, NINE_TO_FIVE, booking=7, by=ME)

    assert reason(ask(A, occupied=(mine,), replaces=booked(B, 7))) is None
    assert reason(ask(A, occupied=(mine,), replaces=booked(B, 8))) is Reason.TOO_CLOSE


@pytest.mark.parametrize(("series", "refused"), [(5, None), (6, Reason.TOO_CLOSE), (None, Reason.TOO_CLOSE)])
def test_others_of_its_series_do_not_stand_in_its_way(series: int | None, refused: Reason | None) -> None:
    other = replace(held(B, NINE_TO_FIVE, booking=9, by=ME), series_id=SeriesId(5))

    assert reason(ask(A, occupied=(other,), replaces=booked(D, 8, series))) is refused


def test_rooms_are_no_neighbours_of_desks() -> None:
    pairs = (SeatPair(A.id, B.id, 1600), SeatPair(A.id, ResourceId(9), 500))

    found = find_neighbours(pairs, (A, B, room(9)))

    assert {desk_id: [near.desk.id for near in beside] for desk_id, beside in found.items()} == {1: [2], 2: [1]}


NEAR = find_neighbours(ROW, DESKS)


def marks(*holds: Occupied, interval: Interval = NINE_TO_FIVE, rules: tuple[Rule, ...] = (TWO_METRES,)) -> list[Mark]:
    return list(mark_places(DESKS, {SITE: site()}, holds, rules, interval=interval, viewer=actor(), neighbours=NEAR))


def test_map_shows_who_would_sit_too_close_and_until_when() -> None:
    assert marks(held(B, between("10:00", "12:00")), held(D, between("09:00", "11:00"), booking=2)) == [
        Mark(A.id, PlaceState.TOO_CLOSE, london("2026-11-25T12:00")),
        Mark(B.id, PlaceState.TAKEN, london("2026-11-25T12:00")),
        Mark(C.id, PlaceState.TOO_CLOSE, london("2026-11-25T11:00")),
        Mark(D.id, PlaceState.TAKEN, london("2026-11-25T11:00")),
    ]


def test_map_says_until_the_last_of_those_who_sit_too_close_has_left() -> None:
    holds = (held(B, between("09:00", "12:00")), held(B, between("12:00", "14:00"), booking=2))

    assert marks(*holds)[0] == Mark(A.id, PlaceState.TOO_CLOSE, london("2026-11-25T14:00"))


def test_refusal_says_until_when_somebody_sits_there_and_not_until_when_the_desk_is_kept_free() -> None:
    verdict = ask(A, occupied=(held(B, NINE_TO_FIVE, tail_min=240),))

    assert isinstance(verdict, Refused)
    assert verdict.by == held(B, NINE_TO_FIVE)


def test_map_shows_what_is_taken_locked_or_closed_before_who_sits_too_close() -> None:
    rules = (TWO_METRES, Rule(RuleScope.RESOURCE, int(C.id), None, RuleField.OPENING, ((),) * 7))
    holds = [
        held(A, between("07:00", "08:30"), tail_min=60),
        held(B, NINE_TO_FIVE, booking=2),
        held(D, NINE_TO_FIVE, booking=3, by=ME),
    ]

    assert [mark.state for mark in marks(*holds, rules=rules)] == ["locked", "taken", "closed", "yours"]


def test_spans_say_when_others_sit_too_close_as_one_time_where_they_follow_one_another() -> None:
    holds = (held(B, between("09:00", "12:00")), held(B, between("12:00", "14:00"), booking=2))
    day = between("00:00", "23:00")

    found = span_places((A, C), site(), holds, (TWO_METRES,), interval=day, viewer=actor(), neighbours=NEAR)

    assert [(span.resource_id, span.interval, span.why) for span in found] == [
        (A.id, between("09:00", "14:00"), "too_close")
    ]


def test_free_times_leave_out_when_others_sit_too_close() -> None:
    holds = (held(B, between("09:00", "12:00"), tail_min=60), held(A, between("15:00", "16:00"), booking=2))

    free = free_times(A, site(), holds, (TWO_METRES,), on=date(2026, 11, 25), viewer=actor(), now=NOW, neighbours=NEAR)

    assert free == (
        between("00:00", "09:00"),
        between("12:00", "15:00"),
        Interval(london("2026-11-25T16:00"), london("2026-11-26T00:00")),
    )


HERE = diary(A).floor


def spaced(neighbours: Neighbours, desks: tuple[Resource, ...], *rules: Rule) -> SpacedFloor:
    spacing = Spacing(neighbours, Policies(rules), {SITE: site()})
    (found,) = find_spaced_floors(desks, (HERE, replace(HERE, id=OTHER_FLOOR)), spacing, date(2026, 11, 25))
    return found


def test_floor_is_told_with_its_desks_and_the_pairs_that_a_rule_keeps_apart() -> None:
    assert spaced(NEAR, DESKS, TWO_METRES) == SpacedFloor(
        HERE, LayoutAsk(200), (A.id, B.id, C.id, D.id), frozenset({(A.id, B.id), (C.id, D.id)}), frozenset()
    )
    assert spaced(NEAR, DESKS, rule(RuleField.SPACING_CM, 170)).conflicts == {(A.id, B.id)}
    assert spaced(NEAR, DESKS).conflicts == frozenset()


def test_pair_keeps_the_larger_distance_of_both_and_one_with_a_desk_that_is_not_asked_about_is_left_out() -> None:
    at_c = rule(RuleField.SPACING_CM, 205, RuleScope.RESOURCE, C.id)

    assert spaced(NEAR, DESKS, at_c).conflicts == {(B.id, C.id), (C.id, D.id)}
    assert spaced(NEAR, (A, B, C), at_c).conflicts == {(B.id, C.id)}


def test_desks_on_which_somebody_depends_stay_in_the_layout_that_is_counted() -> None:
    desks = (A, replace(B, features=("screen", "wheelchair-space")), replace(C, features=("Accessible desk",)), D)
    found = spaced(NEAR, desks, TWO_METRES)

    assert found.must == {B.id, C.id}
    assert found.ask.must == {"wheelchair-space", "Accessible desk"}


FACING = SeatPair(A.id, B.id, 2000, face_to_face=True)
SCREENED = SeatPair(A.id, B.id, 1600, screened=True)
FACING_SCREENED = SeatPair(A.id, B.id, 1600, screened=True, face_to_face=True)
CLEAR = SeatPair(A.id, B.id, 2000)


@pytest.mark.parametrize(
    ("pair", "spacing_cm", "face_cm", "exempt", "refused"),
    [
        (FACING, 100, 201, False, Reason.TOO_CLOSE),
        (FACING, 100, 200, False, None),
        (CLEAR, 100, 201, False, None),
        (FACING, 201, 100, False, Reason.TOO_CLOSE),  # the other distance does not make it less
        (FACING, 0, 250, False, Reason.TOO_CLOSE),
        (SCREENED, 200, 0, False, Reason.TOO_CLOSE),
        (SCREENED, 200, 0, True, None),
        (CLEAR, 201, 0, True, Reason.TOO_CLOSE),
        (FACING_SCREENED, 200, 300, True, None),
        (FACING_SCREENED, 100, 300, False, Reason.TOO_CLOSE),
    ],
)
def test_those_who_face_each_other_keep_the_larger_distance_and_screens_exempt_where_the_rule_says_so(
    pair: SeatPair, spacing_cm: int, face_cm: int, exempt: bool, refused: Reason | None
) -> None:
    rules = (
        rule(RuleField.SPACING_CM, spacing_cm),
        rule(RuleField.FACE_SPACING_CM, face_cm),
        rule(RuleField.SCREENS_EXEMPT, exempt),
    )
    occupied = (held(B, NINE_TO_FIVE),)
    facts = diary(A, B, occupied=occupied, rules=rules, pairs=(pair,))

    verdict = decide(Request(A.id, ME, NINE_TO_FIVE), facts, actor(), NOW)
    near = find_neighbours((pair,), (A, B))
    (mark,) = mark_places((A,), {SITE: site()}, occupied, rules, interval=NINE_TO_FIVE, viewer=actor(), neighbours=near)

    assert reason(verdict) is refused
    assert mark.state is (PlaceState.TOO_CLOSE if refused else PlaceState.FREE)


@pytest.mark.parametrize("lenient", [A, B])
def test_screen_exempts_only_where_the_rules_of_both_desks_say_so(lenient: Resource) -> None:
    one = Rule(RuleScope.RESOURCE, int(lenient.id), None, RuleField.SCREENS_EXEMPT, value=True)
    facts = diary(A, B, occupied=(held(B, NINE_TO_FIVE),), rules=(TWO_METRES, one), pairs=(SCREENED,))

    assert reason(decide(Request(A.id, ME, NINE_TO_FIVE), facts, actor(), NOW)) is Reason.TOO_CLOSE


def test_refusal_says_that_the_two_face_each_other() -> None:
    rules = (rule(RuleField.SPACING_CM, 100), rule(RuleField.FACE_SPACING_CM, 250))
    facts = diary(A, B, occupied=(held(B, NINE_TO_FIVE),), rules=rules, pairs=(FACING,))

    verdict = decide(Request(A.id, ME, NINE_TO_FIVE), facts, actor(), NOW)

    assert isinstance(verdict, Refused)
    assert "their seats are 2 m apart and face each other, and people sit at least 2.5 m apart then." in verdict.why


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int, int]]:
    """Who asks for what: desk, first quarter of an hour, how many."""
    asked = st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(1, 24))
    return draw(st.lists(asked, max_size=20))


def agree(asked: list[tuple[int, int, int]], rules: tuple[Rule, ...]) -> list[Occupied]:
    """What stands in the end where each is decided on in turn."""
    midnight = london("2026-11-25T00:00")
    agreed: list[Occupied] = []
    for number, (place, first, quarters) in enumerate(asked):
        interval = Interval(midnight + QUARTER * first, midnight + QUARTER * (first + quarters))
        desk = DESKS[place]
        facts = diary(desk, *(each for each in DESKS if each is not desk), occupied=agreed, rules=rules, pairs=ROW)
        verdict = decide(Request(desk.id, ME, interval), facts, actor(), NOW)
        state = mark_places(
            (desk,), {SITE: site()}, agreed, rules, interval=interval, viewer=actor(number=SOMEBODY), neighbours=NEAR
        )
        assert (state[0].state is PlaceState.FREE) == isinstance(verdict, Accepted)
        if isinstance(verdict, Accepted):
            agreed.append(held(desk, interval, booking=number + 1, by=PersonId(2)))
    return agreed


QUARTER = between("00:00", "00:15").length


def too_close(agreed: list[Occupied], least_mm: int) -> int:
    """How many pairs of bookings overlap nearer than allowed, judged by the table above alone."""
    apart = {(pair.one_id, pair.other_id): pair.distance_mm for pair in ROW}
    return sum(
        one.interval.overlaps(other.interval)
        and apart.get((min(one.resource_id, other.resource_id), max(one.resource_id, other.resource_id)), 9999)
        < least_mm
        for one, other in combinations(agreed, 2)
    )


@settings(max_examples=200)
@given(histories(), st.sampled_from([100, 161, 200, 201, 400]))
def test_no_two_bookings_ever_overlap_nearer_than_the_rule(asked: list[tuple[int, int, int]], cm: int) -> None:
    rules = (rule(RuleField.SPACING_CM, cm),)

    assert too_close(agree(asked, rules), 10 * cm) == 0


def test_control_without_the_rule_bookings_overlap_nearer_than_that() -> None:
    assert too_close(agree([(0, 36, 8), (1, 40, 8)], ()), 2000) == 1
