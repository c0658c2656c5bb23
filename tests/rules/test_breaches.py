"""Breaches by a change of the rules agree with `decide`, and origins with `resolve_policy`; cost by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.model.bookings import Booking, BookingCard, BookingState
from booking.model.decisions import Accepted, Refused
from booking.model.diary import HolderBooking, Occupied
from booking.model.estate import ResourceKind
from booking.model.ids import BookingId, OrganisationId, PersonId, Ref, RoomUseId
from booking.model.people import Role
from booking.model.policy import ALL_DAY, ClockSpan, ClosedDay, Policy, Rule, RuleField, RuleScope, RuleValue
from booking.model.room_uses import RoomUse
from booking.model.rule_changes import FutureBooking, StandingRule
from booking.rules.amend import apply_amendment, end_rule, set_rule
from booking.rules.breaches import find_breaches, find_retimed, request_again
from booking.rules.cost import bookings_a_day, usable_of_100_days
from booking.rules.decide import decide
from booking.rules.origins import Spot, find_origin, spot_of, unset_rule
from booking.rules.policy import resolve_policy
from tests.rules.facts import FLOOR, NOW, ORGANISATION, SITE, actor, between, diary, person, room

ROOM, OTHER = replace(room(1000, seats=4), area_m2=15.0), room(1001, kind=ResourceKind.DESK, seats=1)
HALF = ((ClockSpan(8 * 60, 13 * 60),),) * 5 + (ALL_DAY, ())
USE = RoomUse(RoomUseId(1), Ref("u1"), "Group", frozenset({ResourceKind.MEETING_ROOM}), fallow_min=60)
VALUES: dict[RuleField, st.SearchStrategy[RuleValue]] = {
    RuleField.OPENING: st.sampled_from([(ALL_DAY,) * 7, HALF, ((),) * 7]),
    RuleField.HORIZON_DAYS: st.sampled_from([0, 1, 3]),
    RuleField.MIN_LENGTH_MIN: st.sampled_from([15, 90]),
    RuleField.MAX_LENGTH_MIN: st.sampled_from([60, 120]),
    RuleField.TURNAROUND_MIN: st.sampled_from([0, 30, 60]),
    RuleField.SETUP_MIN: st.sampled_from([0, 30, 60]),
    RuleField.LOCKOUT_HOURS: st.sampled_from([0, 1, 24]),
    RuleField.SPACING_CM: st.sampled_from([0, 100, 200]),
    RuleField.FACE_SPACING_CM: st.sampled_from([0, 100, 200]),
    RuleField.SCREENS_EXEMPT: st.booleans(),
    RuleField.PERSON_AREA_DM2: st.sampled_from([0, 250, 2000]),
    RuleField.PERSON_AIR_M3: st.sampled_from([0, 11]),
    RuleField.MAX_UPCOMING: st.sampled_from([None, 1, 2]),
    RuleField.MAX_PER_DAY: st.sampled_from([None, 1, 2]),
    RuleField.ONE_AT_A_TIME: st.booleans(),
    RuleField.WHO_MAY_BOOK: st.sampled_from([frozenset[Role](), frozenset({Role.FACILITIES})]),
    RuleField.ROOM_USE: st.sampled_from([USE, replace(USE, id=RoomUseId(2), setup_min=60)]),
    RuleField.CLOSED_DAY: st.sampled_from([ClosedDay(date(2026, 11, day), "Works") for day in (25, 26)]),
}
NO_FIELDS = {RuleField.CLOSED_DAY, RuleField.ROOM_USE}
"""The rules that add up, and set no field of a policy."""

SCOPES = {
    RuleScope.ORGANISATION: int(ORGANISATION),
    RuleScope.SITE: int(SITE),
    RuleScope.FLOOR: int(FLOOR),
    RuleScope.RESOURCE: int(ROOM.id),
}
DATES = st.none() | st.dates(date(2026, 11, 20), date(2026, 11, 30))


@st.composite
def any_rules(draw: st.DrawFn) -> Rule:
    field = draw(st.sampled_from(RuleField))
    scope = draw(st.sampled_from(RuleScope))
    scope_id = SCOPES[scope] + draw(st.sampled_from([0, 0, 0, 7]))
    kind = draw(st.sampled_from([None, ResourceKind.MEETING_ROOM, ResourceKind.DESK]))
    return Rule(scope, scope_id, kind, field, draw(VALUES[field]), draw(DATES), draw(DATES))


def booking_of(number: int, who: int, day: int, start: int, quarters: int) -> Booking:
    begins = f"{start // 60:02d}:{start % 60:02d}"
    times = between(begins, begins[:-2] + "59", f"2026-11-{day}")
    times = replace(times, end=times.start + timedelta(minutes=15 * quarters))
    whom = PersonId(who)
    return Booking(
        BookingId(number),
        Ref(f"b{number}"),
        ROOM.id,
        whom,
        whom,
        times,
        1 + number % 3,
        "",
        BookingState.CONFIRMED,
        1,
        0,
        NOW,
    )


@st.composite
def diaries_to_come(draw: st.DrawFn) -> tuple[Booking, ...]:
    """Bookings of one room that do not touch, by two people, on two days."""
    made: list[Booking] = []
    for number in range(draw(st.integers(1, 6))):
        one = booking_of(
            number,
            draw(st.integers(1, 2)),
            draw(st.integers(25, 26)),
            draw(st.integers(8, 16)) * 60,
            draw(st.integers(1, 8)),
        )
        if not any(one.interval.overlaps(other.interval) for other in made):
            made.append(one)
    return tuple(made)


def future_of(made: tuple[Booking, ...]) -> tuple[tuple[FutureBooking, ...], tuple[Occupied, ...]]:
    floor = diary(ROOM).floor
    futures, occupied = [], []
    for one in made:
        mine = tuple(
            HolderBooking(other.id, ROOM.kind, ROOM.name, other.interval)
            for other in made
            if other.person_id == one.person_id
        )
        card = BookingCard(one, ROOM, floor, person(one.person_id), person(one.booked_by_id))
        futures.append(FutureBooking(card, actor(number=one.booked_by_id), mine, one.interval.end))
        occupied.append(Occupied(ROOM.id, one.id, one.person_id, one.interval, one.interval.end))
    return tuple(futures), tuple(occupied)


@settings(max_examples=400)
@given(diaries_to_come(), st.lists(any_rules(), max_size=4))
def test_bookings_listed_are_those_that_decide_would_refuse(made: tuple[Booking, ...], rules: list[Rule]) -> None:
    """Where nothing was set before, what is listed is what can no longer be booked, for the reason that is given."""
    futures, occupied = future_of(made)
    after = tuple(rules)

    listed = {
        one.card.booking.id: one.reason for one in find_breaches(futures, occupied, before=(), after=after, now=NOW)
    }

    for future in futures:
        facts = diary(ROOM, occupied=occupied, rules=after, replaces=future.card.booking)
        facts = replace(facts, holder=future.card.person, holder_bookings=future.holder_bookings)
        request = request_again(future.card.booking)
        nothing_set = decide(request, replace(facts, rules=()), future.booker, NOW)
        verdict = decide(request, facts, future.booker, NOW)
        reason = verdict.reason if isinstance(verdict, Refused) else None
        if isinstance(nothing_set, Accepted):
            assert listed.get(future.card.booking.id) is reason
        else:
            assert listed.get(future.card.booking.id) is not nothing_set.reason


@settings(max_examples=400)
@given(st.lists(any_rules(), max_size=12), st.dates(date(2026, 11, 18), date(2026, 12, 2)))
def test_origin_of_each_field_is_the_rule_that_the_policy_follows(rules: list[Rule], on: date) -> None:
    for place in (ROOM, OTHER):
        policy = resolve_policy(rules, place, ORGANISATION, on)
        spot = spot_of(place, ORGANISATION)
        for field in set(RuleField) - NO_FIELDS:
            origin = find_origin(rules, spot, field, on) or unset_rule(field, spot)
            assert origin.value == getattr(policy, field.value)


@settings(max_examples=300)
@given(st.lists(any_rules(), max_size=6), any_rules(), DATES)
def test_rule_that_is_set_applies_from_its_first_day(standing: list[Rule], new: Rule, on: date | None) -> None:
    """On its first day the new rule is followed among those of its own scope and kind; before it nothing changes."""
    first = on or date(2026, 11, 24)
    new = replace(new, valid_from=first, valid_until=None)
    stored = [StandingRule(number, rule) for number, rule in enumerate(standing)]
    after = apply_amendment(stored, set_rule(stored, new))
    trust = new.scope_id if new.scope is RuleScope.ORGANISATION else 1
    spot = Spot(OrganisationId(trust), *_ids(new), kind=new.kind)
    asked = (new.scope, new.scope_id, new.kind)

    def applies(rules: list[Rule] | tuple[Rule, ...], day: date) -> Rule | None:
        alike = [rule for rule in rules if (rule.scope, rule.scope_id, rule.kind) == asked]
        return find_origin(alike, spot, new.field, day)

    yesterday = first - timedelta(days=1)
    before = applies(standing, yesterday)
    kept = applies(after, yesterday)
    if new.field is RuleField.CLOSED_DAY:
        assert new in after
        return
    assert applies(after, first) == new
    assert (before.value if before else None) == (kept.value if kept else None)


def _ids(rule: Rule) -> tuple[int | None, int | None, int | None]:
    order = [RuleScope.SITE, RuleScope.FLOOR, RuleScope.RESOURCE]
    site, floor, place = (rule.scope_id if rule.scope is scope else None for scope in order)
    return site, floor, place


TRUST = (RuleScope.ORGANISATION, 1, None, RuleField.HORIZON_DAYS)


def test_planned_exception_stays_when_a_rule_begins_before_it() -> None:
    """A Christmas rule that is written down already is still followed at Christmas."""
    christmas = Rule(*TRUST, 3, date(2026, 12, 20), date(2027, 1, 3))
    stored = [StandingRule(1, Rule(*TRUST, 60)), StandingRule(2, christmas)]
    new = Rule(*TRUST, 30, date(2026, 12, 1))

    amendment = set_rule(stored, new)

    assert amendment.redated == ((stored[0], Rule(*TRUST, 60, None, date(2026, 11, 30))),)
    assert apply_amendment(stored, amendment) == (Rule(*TRUST, 60, None, date(2026, 11, 30)), christmas, new)


def test_rule_for_some_weeks_lets_the_one_before_go_on_after_it() -> None:
    stored = [StandingRule(1, Rule(*TRUST, 60, date(2026, 11, 1)))]
    weeks = Rule(*TRUST, 30, date(2026, 12, 1), date(2026, 12, 31))

    after = apply_amendment(stored, set_rule(stored, weeks))

    spot = Spot(ORGANISATION)
    followed = [find_origin(after, spot, RuleField.HORIZON_DAYS, day) for day in (date(2026, 12, 1), date(2027, 1, 1))]
    assert [rule.value for rule in followed if rule] == [30, 60]


def test_rule_that_begins_on_the_same_day_is_replaced_for_as_long_as_the_new_one_lasts() -> None:
    first = date(2026, 12, 1)
    stored = [StandingRule(1, Rule(*TRUST, 60, first))]

    forever = set_rule(stored, Rule(*TRUST, 30, first))
    week = set_rule(stored, Rule(*TRUST, 30, first, date(2026, 12, 7)))

    assert (forever.removed, forever.redated) == ((stored[0],), ())
    assert (week.removed, week.redated) == ((), ((stored[0], Rule(*TRUST, 60, date(2026, 12, 8))),))


def test_closed_day_replaces_its_reason_and_no_other_day() -> None:
    scope = (RuleScope.SITE, 10, None, RuleField.CLOSED_DAY)
    stored = [StandingRule(n, Rule(*scope, ClosedDay(date(2026, 12, n), "Works"))) for n in (25, 26)]

    amendment = set_rule(stored, Rule(*scope, ClosedDay(date(2026, 12, 25), "Christmas Day")))

    assert (amendment.removed, amendment.redated) == ((stored[0],), ())
    assert end_rule(stored[1], date(2026, 12, 1)).removed == (stored[1],)


def test_rule_without_a_first_date_is_not_set() -> None:
    with pytest.raises(ValueError, match="past"):
        set_rule([], Rule(*TRUST, 30))


def test_retimed_bookings_are_those_whose_tail_changes() -> None:
    futures, _ = future_of((booking_of(1, 1, 25, 540, 4), booking_of(2, 2, 26, 540, 4)))
    rule = Rule(RuleScope.SITE, int(SITE), None, RuleField.TURNAROUND_MIN, 45, date(2026, 11, 26))

    retimed = find_retimed(futures, (rule,))

    assert [(one.booking_id, one.until) for one in retimed] == [(2, between("09:00", "10:45", "2026-11-26").end)]


@pytest.mark.parametrize(("hours", "days"), [(0, 100), (12, 100), (16, 100), (24, 60), (48, 40), (72, 30)])
def test_lockout_costs_days(hours: int, days: int) -> None:
    """Used on Monday, a place locked for 72 hours is used next on Friday, then on Tuesday, then on Monday."""
    assert usable_of_100_days(hours) == days


@pytest.mark.parametrize(("minutes", "fit"), [(0, 8), (10, 7), (15, 6), (30, 5), (60, 4)])
def test_gap_costs_bookings(minutes: int, fit: int) -> None:
    assert bookings_a_day(minutes) == fit


def test_what_nobody_has_set_is_what_the_policy_starts_with() -> None:
    rules = {field: unset_rule(field, Spot(ORGANISATION)) for field in set(RuleField) - NO_FIELDS}

    assert {field.value: rule.value for field, rule in rules.items()} == {
        field.value: getattr(Policy(), field.value) for field in rules
    }
