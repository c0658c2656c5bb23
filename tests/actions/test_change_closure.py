"""Changing a closure: what it would do, what it then bars, and what is written down."""

from datetime import datetime

import pytest

from booking.actions.book import book
from booking.actions.change_closure import ClosureChange, change_closure, end_closure, weigh_change
from booking.actions.close_places import ClosureEffect
from booking.actions.service import Service
from booking.model.closures import StandingClosure
from booking.model.decisions import Reason, Refused
from booking.model.people import Role
from booking.model.time import Interval
from tests.actions.steps import booked, refusal_of, wish
from tests.actions.test_closures import DAY, LONGER, close, view_of
from tests.actions.written import entries
from tests.estate import NOW, Estate, at
from tests.store.state import ask, checksum


def weighed(
    service: Service, estate: Estate, closure: StandingClosure, change: ClosureChange, now: datetime = NOW
) -> ClosureEffect:
    effect = weigh_change(service, estate.actors["facilities"], closure.ref, change, now=now)
    assert isinstance(effect, ClosureEffect), effect
    return effect


def changed(
    service: Service, estate: Estate, closure: StandingClosure, change: ClosureChange, now: datetime = NOW
) -> StandingClosure:
    """The closure after a change that somebody confirmed who has seen what it does."""
    stamp = weighed(service, estate, closure, change, now).shown.stamp
    done = change_closure(service, estate.actors["facilities"], closure.ref, change, stamp, now=now)
    assert isinstance(done, StandingClosure), done
    return done


def test_effect_of_a_longer_closure_is_what_it_displaces_anew(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["staff"], wish(estate, "D1", day="2026-11-30"))
    closure = close(service, estate, "D1")
    before = checksum(service)

    effect = weighed(service, estate, closure, LONGER)

    assert checksum(service) == before
    assert effect.shown.says == (
        "1 more booking stands within it then. It stays until you move or cancel it; the next page lists it with the "
        "place that suits it best.",
        "1 booking stands within it as before.",
    )
    assert [(one.card.booking.interval.start, one.instead and one.instead.name) for one in effect.displaced] == [
        (at("09:00", "2026-11-30"), "D2")
    ]
    assert effect.shown.forecast is not None
    assert (effect.shown.forecast.before, effect.shown.forecast.after) == (26, 22)  # of 28 days: 2 closed, then 6


def test_longer_closure_bars_longer_and_lists_what_it_displaces(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, day="2026-11-30"))
    closure = close(service, estate, "D1")
    assert view_of(service, estate, closure.ref) == []

    longer = changed(service, estate, closure, LONGER)

    assert longer.closure.interval == Interval(DAY.start, at("00:00", "2026-12-01"))
    assert view_of(service, estate, closure.ref) == [("D1", "D2")]
    assert refusal_of(book(service, estate.actors["other"], wish(estate, day="2026-11-27"), now=NOW)) is Reason.CLOSED


def test_shorter_or_later_closure_lets_people_book_what_it_frees(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    closure = close(service, estate, "D1")
    later = ClosureChange(start=at("00:00", "2026-11-26"))

    effect = weighed(service, estate, closure, later)
    changed(service, estate, closure, later)

    assert effect.shown.says == ("1 booking that stands within it now can stay where it is.",)
    assert view_of(service, estate, closure.ref) == []
    booked(service, estate.actors["other"], wish(estate, "D1", "18:00", "19:00"))
    assert refusal_of(book(service, estate.actors["other"], wish(estate, day="2026-11-26"), now=NOW)) is Reason.CLOSED


def test_place_instead_is_sought_as_if_the_change_were_made(service: Service, estate: Estate) -> None:
    """D1 to D3 are closed on Thursday too; D4 alone is left for who has D1 then."""
    first = close(service, estate, "D1", "D2", "D3", interval=Interval(at("00:00"), at("00:00", "2026-11-26")))
    booked(service, estate.actors["staff"], wish(estate, "D1", day="2026-11-26"))

    effect = weighed(service, estate, first, ClosureChange(end=at("00:00", "2026-11-27")))

    assert [one.instead and one.instead.name for one in effect.displaced] == ["D4"]


def test_roles_and_reason_are_changed_and_nothing_else(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["facilities"], wish(estate, "D1"))
    closure = close(service, estate, "oak1")
    change = ClosureChange(why="asbestos", roles=frozenset({Role.FACILITIES}))

    effect = weighed(service, estate, closure, change)
    after = changed(service, estate, closure, change)

    assert effect.shown.says == ("1 booking that stands within it now can stay where it is.",)
    assert after.closure.interval == DAY
    booked(service, estate.actors["oak_facilities"], wish(estate, "D2"))
    refused = book(service, estate.actors["staff"], wish(estate, "D3"), now=NOW)
    assert isinstance(refused, Refused)
    assert refused.why == (
        "D3 is closed until the end of Thursday 26 November 2026: asbestos. Choose another time or another place."
    )


def test_role_that_may_no_longer_book_is_displaced(service: Service, estate: Estate) -> None:
    closure = close(service, estate, "oak1", roles=frozenset({Role.FACILITIES}))
    booked(service, estate.actors["facilities"], wish(estate, "D1"))

    effect = weighed(service, estate, closure, ClosureChange(roles=frozenset()))

    assert effect.shown.affected.total == 1


@pytest.mark.parametrize("meanwhile", ["booking", "change"])
def test_what_happened_meanwhile_makes_the_changer_look_again(service: Service, estate: Estate, meanwhile: str) -> None:
    manager, closure = estate.actors["facilities"], close(service, estate, "D1")
    stamp = weighed(service, estate, closure, LONGER).shown.stamp
    if meanwhile == "booking":
        booked(service, estate.actors["staff"], wish(estate, day="2026-11-30"))
    else:
        changed(service, estate, closure, ClosureChange(why="asbestos"))
    before = checksum(service)

    answer = change_closure(service, manager, closure.ref, LONGER, stamp, now=NOW)

    assert refusal_of(answer) is Reason.CHANGED_MEANWHILE
    assert checksum(service) == before


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        (ClosureChange(end=at("00:00")), Reason.BAD_FIELD, "until"),
        (ClosureChange(start=at("00:00", "2026-11-27")), Reason.BAD_FIELD, "until"),
        (ClosureChange(start=at("00:00", "2026-11-20"), end=at("00:00", "2026-11-21")), Reason.IN_THE_PAST, "until"),
        (ClosureChange(), Reason.BAD_FIELD, None),
        (ClosureChange(why="flood"), Reason.BAD_FIELD, None),
    ],
)
def test_change_that_cannot_be_is_refused(
    service: Service, estate: Estate, change: ClosureChange, reason: Reason, field: str | None
) -> None:
    manager, closure = estate.actors["facilities"], close(service, estate, "D1")
    before = checksum(service)

    answers = [
        weigh_change(service, manager, closure.ref, change, now=NOW),
        change_closure(service, manager, closure.ref, change, None, now=NOW),
    ]

    for answer in answers:
        assert isinstance(answer, Refused)
        assert (answer.reason, answer.field) == (reason, field)
    assert checksum(service) == before


def test_closure_that_is_over_is_not_changed(service: Service, estate: Estate) -> None:
    manager, withdrawn, past = estate.actors["facilities"], close(service, estate, "D1"), close(service, estate, "D2")
    end_closure(service, manager, withdrawn.ref, now=NOW)

    assert refusal_of(weigh_change(service, manager, withdrawn.ref, LONGER, now=NOW)) is Reason.IN_THE_PAST
    later = at("09:00", "2026-11-28")
    assert refusal_of(change_closure(service, manager, past.ref, LONGER, None, now=later)) is Reason.IN_THE_PAST


def test_change_is_written_down_with_what_it_says_from_then_on(service: Service, estate: Estate) -> None:
    closure = close(service, estate, "D1")

    changed(service, estate, closure, ClosureChange(end=LONGER.end, roles=frozenset({Role.RECEPTION})))

    assert [act for _, act in entries(service)] == ["closed", "closure_changed"]
    facts = str(ask(service, "SELECT facts FROM audit_entry WHERE act = 'closure_changed'")[0].facts)
    for part in ("2026-11-25T00:00:00Z", "2026-12-01T00:00:00Z", "reception"):
        assert part in facts
    assert "flood" not in facts


def test_change_is_seen_on_maps_at_once(service: Service, estate: Estate) -> None:
    closure = close(service, estate, "D1")
    versions = ask(service, "SELECT diary_version, sheet_version FROM floor WHERE name = 'First'")[0]

    changed(service, estate, closure, LONGER)

    after = ask(service, "SELECT diary_version, sheet_version FROM floor WHERE name = 'First'")[0]
    assert (after.diary_version, after.sheet_version) == (versions.diary_version + 1, versions.sheet_version + 1)
