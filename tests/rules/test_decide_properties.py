"""What must hold of every decision, on random diaries; the oracle counts minutes and knows no intervals."""

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from booking.model.bookings import Request
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.diary import Diary
from booking.model.ids import BookingId
from booking.model.people import Role
from booking.model.policy import ClockSpan, Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.rules.decide import decide
from booking.rules.marks import PlaceState, mark_places
from tests.rules.facts import ME, NOW, SITE, actor, diary, held, london, room, rule, site

DAY = london("2026-11-25T00:00")
STEP_MIN = 15
ROOMS = tuple(room(1000 + number, seats=2 + 2 * number) for number in range(4))


@dataclass(frozen=True, slots=True)
class Hold:
    """A use of a room in minutes of the day, and the tail that was frozen when it was booked."""

    room: int
    start: int
    end: int
    tail: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A diary as plain numbers: minutes of one day, and rules a room."""

    holds: tuple[Hold, ...]
    setups: tuple[int, ...]
    turnarounds: tuple[int, ...]
    longest: tuple[int, ...]
    opens: int
    closes: int
    room: int
    start: int
    end: int
    people: int
    changes: int | None


def quarters(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least // STEP_MIN, most // STEP_MIN).map(lambda quarter: quarter * STEP_MIN)


def meet(one: Hold, two: Hold) -> bool:
    return one.room == two.room and one.start < two.end + two.tail and two.start < one.end + one.tail


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    holds: list[Hold] = []
    for _ in range(draw(st.integers(0, 8))):
        start = draw(quarters(8 * 60, 17 * 60))
        hold = Hold(draw(st.integers(0, 3)), start, start + draw(quarters(15, 120)), draw(quarters(0, 60)))
        if not any(meet(one, hold) for one in holds):
            holds.append(hold)
    four = st.tuples(*[quarters(0, 45)] * 4)
    start = draw(quarters(7 * 60, 18 * 60))
    return Scene(
        tuple(holds),
        draw(four),
        draw(four),
        draw(st.tuples(*[st.sampled_from([30, 60, 1440])] * 4)),
        draw(st.sampled_from([0, 8 * 60])),
        draw(st.sampled_from([18 * 60, 24 * 60])),
        draw(st.integers(0, 3)),
        start,
        start + draw(quarters(15, 180)),
        draw(st.integers(1, 9)),
        draw(st.none() | st.integers(0, 7)),
    )


def minute(number: int) -> timedelta:
    return timedelta(minutes=number)


def rules_of(scene: Scene) -> list[Rule]:
    rules = []
    for number, one in enumerate(ROOMS):
        scope = (RuleScope.RESOURCE, int(one.id))
        rules.append(rule(RuleField.SETUP_MIN, scene.setups[number], *scope))
        rules.append(rule(RuleField.TURNAROUND_MIN, scene.turnarounds[number], *scope))
        rules.append(rule(RuleField.MAX_LENGTH_MIN, scene.longest[number], *scope))
    return [*rules, rule(RuleField.OPENING, ((ClockSpan(scene.opens, scene.closes),),) * 7)]


def diary_of(scene: Scene) -> Diary:
    occupied = [
        held(
            ROOMS[hold.room],
            Interval(DAY + minute(hold.start), DAY + minute(hold.end)),
            tail_min=hold.tail,
            booking=100 + number,
        )
        for number, hold in enumerate(scene.holds)
    ]
    asked = ROOMS[scene.room]
    others = [one for one in ROOMS if one.id != asked.id]
    return diary(asked, *others, occupied=occupied, rules=rules_of(scene))


def request_of(scene: Scene) -> Request:
    changes = None if scene.changes is None else BookingId(100 + scene.changes)
    interval = Interval(DAY + minute(scene.start), DAY + minute(scene.end))
    return Request(ROOMS[scene.room].id, ME, interval, scene.people, "", changes)


def fault_of(scene: Scene, number: int) -> str | None:
    """The oracle: walk through the minutes and say what is wrong with a room; None where it can be booked."""
    used = set(range(scene.start, scene.end))
    if len(used) > scene.longest[number]:
        return "long"
    if scene.people > ROOMS[number].capacity:
        return "small"
    if not used <= set(range(scene.opens, scene.closes)):
        return "closed"
    after = max(scene.turnarounds[number], scene.setups[number])
    kept = set(range(scene.start, scene.end + after))
    for place, hold in enumerate(scene.holds):
        if hold.room != number or place == scene.changes:
            continue
        behind = max(hold.tail, scene.setups[number])
        if used & set(range(hold.start, hold.end)):
            return "taken"
        if kept & set(range(hold.start, hold.end)) or used & set(range(hold.end, hold.end + behind)):
            return "gap"
    return None


EXPECTED = {
    None: frozenset({None}),
    "long": frozenset({Reason.TOO_LONG}),
    "small": frozenset({Reason.TOO_MANY_PEOPLE}),
    "closed": frozenset({Reason.CLOSED}),
    "taken": frozenset({Reason.TAKEN, Reason.LOCKED_OUT}),
    "gap": frozenset({Reason.TAKEN, Reason.LOCKED_OUT}),
}


@settings(max_examples=400)
@given(scenes())
def test_decide_agrees_with_a_walk_through_the_minutes(scene: Scene) -> None:
    verdict = decide(request_of(scene), diary_of(scene), actor(), NOW)

    reason = verdict.reason if isinstance(verdict, Refused) else None
    assert reason in EXPECTED[fault_of(scene, scene.room)]


@settings(max_examples=300)
@given(scenes())
def test_decide_offers_exactly_the_rooms_that_could_be_booked(scene: Scene) -> None:
    verdict = decide(request_of(scene), diary_of(scene), actor(), NOW)

    free = [number for number in range(4) if number != scene.room and fault_of(scene, number) is None]
    if isinstance(verdict, Refused) and verdict.reason is not Reason.TOO_LONG:
        assert {resource.id for resource in verdict.free_instead} == {ROOMS[number].id for number in free}
        spare = [resource.capacity - scene.people for resource in verdict.free_instead]
        assert spare == sorted(spare)
    if isinstance(verdict, Accepted):
        smaller = [number for number in free if number < scene.room]
        better = None if verdict.better_fit is None else verdict.better_fit.id
        assert better == (ROOMS[min(smaller)].id if smaller else None)


@settings(max_examples=200)
@given(scenes())
def test_decide_names_a_hold_that_really_stands_in_the_way(scene: Scene) -> None:
    facts, request = diary_of(scene), request_of(scene)
    verdict = decide(request, facts, actor(), NOW)

    if isinstance(verdict, Refused) and verdict.by is not None:
        without = replace(facts, occupied=tuple(hold for hold in facts.occupied if hold != verdict.by))
        assert verdict.by.resource_id == request.resource_id
        assert verdict.by.booking_id != request.changes
        again = decide(request, without, actor(), NOW)
        assert not isinstance(again, Refused) or again.by != verdict.by


@settings(max_examples=300)
@given(scenes())
def test_marks_agree_with_decide_about_what_is_free(scene: Scene) -> None:
    """A place that the map shows as free is never refused as taken, locked or closed; one that is not free, is."""
    new = replace(scene, changes=None, people=1)
    facts = diary_of(new)
    marks = mark_places(
        ROOMS, {SITE: site()}, facts.occupied, facts.rules, interval=request_of(new).interval, viewer=actor()
    )
    about_place = {Reason.TAKEN, Reason.LOCKED_OUT, Reason.CLOSED}

    for number, mark in enumerate(marks):
        verdict = decide(request_of(replace(new, room=number)), diary_of(replace(new, room=number)), actor(), NOW)
        refused = isinstance(verdict, Refused) and verdict.reason in about_place
        if not (isinstance(verdict, Refused) and verdict.reason is Reason.TOO_LONG):
            assert (mark.state is PlaceState.FREE) == (not refused)
        fault = fault_of(replace(new, room=number), number)
        assert mark.state is not PlaceState.FREE or fault in (None, "long")


@given(scenes(), st.sampled_from([Role.RECEPTION, Role.CLINIC_ADMIN]))
def test_decide_accepts_nothing_for_somebody_without_the_role(scene: Scene, role: Role) -> None:
    facts = diary_of(scene)
    closed = replace(facts, rules=(*facts.rules, rule(RuleField.WHO_MAY_BOOK, frozenset({role}))))

    verdict = decide(request_of(scene), closed, actor(), NOW)

    assert isinstance(verdict, Refused)
    assert (verdict.reason, verdict.free_instead) == (Reason.NOT_ALLOWED, ())
