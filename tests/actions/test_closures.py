"""Closing for a time: what is refused, which bookings are displaced, where they can go, and what is written down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from booking.actions.book import book
from booking.actions.change_closure import ClosureChange, change_closure, end_closure, weigh_change
from booking.actions.close_places import (
    ClosureEffect,
    ClosureView,
    ClosureWish,
    close_places,
    list_closures,
    show_closure,
    weigh_closure,
)
from booking.actions.move_displaced import Cleared, OneMove, cancel_displaced, move_displaced, move_one_displaced
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.closures import StandingClosure
from booking.model.decisions import Reason, Refused
from booking.model.ids import Ref
from booking.model.people import Actor, Role
from booking.model.policy import RuleScope
from booking.model.time import Interval
from tests.actions.steps import booked, refusal_of, wish
from tests.actions.stored import decoded
from tests.actions.test_admin_races import ROUNDS, at_once
from tests.actions.written import entries
from tests.estate import NOW, Estate, at
from tests.store.state import ask, checksum

DAY = Interval(at("00:00"), at("00:00", "2026-11-27"))
"""Wednesday and Thursday."""

LONGER = ClosureChange(end=at("00:00", "2026-12-01"))


def close(
    service: Service,
    estate: Estate,
    *names: str,
    roles: frozenset[Role] = frozenset(),
    interval: Interval = DAY,
    who: str = "facilities",
    now: datetime = NOW,
    why: str = "flood",
) -> StandingClosure:
    """Close places, or a floor or site by its name, as somebody who has seen what it does."""
    asked = replace(wish_for(estate, *names, roles=roles, interval=interval), why=why)
    weighed = weigh_closure(service, estate.actors[who], asked, now=now)
    assert isinstance(weighed, ClosureEffect), weighed
    standing = close_places(service, estate.actors[who], asked, weighed.shown.stamp, now=now)
    assert isinstance(standing, StandingClosure), standing
    return standing


def wish_for(
    estate: Estate, *names: str, roles: frozenset[Role] = frozenset(), interval: Interval = DAY
) -> ClosureWish:
    if names[0] in estate.floor_refs:
        return ClosureWish(RuleScope.FLOOR, tuple(estate.floor_refs[name] for name in names), interval, "flood", roles)
    return ClosureWish(RuleScope.RESOURCE, tuple(estate.ref(name) for name in names), interval, "flood", roles)


def view_of(service: Service, estate: Estate, ref: Ref, now: datetime = NOW) -> list[tuple[str, str | None]]:
    """The displaced bookings' places, and where each could go."""
    view = show_closure(service, estate.actors["facilities"], ref, now=now)
    assert isinstance(view, ClosureView), view
    return [(one.card.resource.name, one.instead.name if one.instead is not None else None) for one in view.displaced]


def places_of(service: Service) -> list[tuple[str, str]]:
    sql = "SELECT r.name, b.state FROM booking b JOIN resource r ON r.id = b.resource_id ORDER BY b.id"
    return [(row.name, row.state) for row in ask(service, sql)]


def test_booking_within_a_closure_is_refused_with_its_reason_and_end(service: Service, estate: Estate) -> None:
    close(service, estate, "D1", interval=Interval(at("12:00"), at("15:00")))
    staff = estate.actors["staff"]

    refused = book(service, staff, wish(estate), now=NOW)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.why) == (
        Reason.CLOSED,
        "D1 is closed until 3pm on Wednesday 25 November 2026: flood. Choose another time or another place.",
    )
    assert [place.name for place in refused.free_instead] == ["D2", "D3", "D4"]
    booked(service, staff, wish(estate, end="12:00"))
    booked(service, estate.actors["other"], wish(estate, start="15:00"))


@pytest.mark.parametrize(
    ("closed", "bookable"), [(("oak1",), ("E1",)), (("D1", "D2"), ("D3", "E1")), (("oak2",), ("D1",))]
)
def test_closure_of_a_floor_or_of_places_closes_these_and_no_others(
    service: Service, estate: Estate, closed: tuple[str, ...], bookable: tuple[str, ...]
) -> None:
    close(service, estate, *closed)
    people = ("staff", "other", "mate", "lead")

    shut = {"oak1": ("D1", "D4", "Small"), "oak2": ("E1",)}.get(closed[0], closed)
    answers = [refusal_of(book(service, estate.actors["clinic"], wish(estate, name), now=NOW)) for name in shut]

    assert answers == [Reason.CLOSED] * len(shut)
    for who, name in zip(people, bookable, strict=False):
        booked(service, estate.actors[who], wish(estate, name))


def test_closure_of_a_site_closes_all_of_it(service: Service, estate: Estate) -> None:
    sites = {row.name: row.ref for row in ask(service, "SELECT name, ref FROM site")}
    asked = ClosureWish(RuleScope.SITE, (Ref(sites["Oak"]),), DAY, "flood")
    weighed = weigh_closure(service, estate.actors["facilities"], asked, now=NOW)
    assert isinstance(weighed, ClosureEffect)
    close_places(service, estate.actors["facilities"], asked, weighed.shown.stamp, now=NOW)

    staff = estate.actors["staff"]
    assert refusal_of(book(service, staff, wish(estate, "E1"), now=NOW)) is Reason.CLOSED
    booked(service, staff, wish(estate, "F1"))


def test_roles_that_may_still_book_are_neither_refused_nor_displaced(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["facilities"], wish(estate, "D1"))
    booked(service, estate.actors["staff"], wish(estate, "D2"))

    closure = close(service, estate, "oak1", roles=frozenset({Role.FACILITIES}))

    assert [name for name, _ in view_of(service, estate, closure.ref)] == ["D2"]
    assert refusal_of(book(service, estate.actors["other"], wish(estate, "D3"), now=NOW)) is Reason.CLOSED
    booked(service, estate.actors["oak_facilities"], wish(estate, "D3"))


def test_displaced_are_listed_each_with_another_place_that_suits_best(service: Service, estate: Estate) -> None:
    """D1 and D2 are closed: the two who have them go to D3 and D4, not both to D3; Large has no equal."""
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    booked(service, estate.actors["mate"], wish(estate, "Large", people=15))
    booked(service, estate.actors["lead"], wish(estate, "D1", day="2026-11-27"))

    closure = close(service, estate, "D1", "D2", "Large")

    assert view_of(service, estate, closure.ref) == [("D1", "D3"), ("D2", "D4"), ("Large", None)]


def test_displaced_are_moved_with_one_act_and_told(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    booked(service, estate.actors["mate"], wish(estate, "Large", people=15))
    closure = close(service, estate, "D1", "D2", "Large")
    manager = estate.actors["facilities"]

    moved = move_displaced(service, manager, closure.ref, "A pipe burst.", now=NOW)

    assert moved == Cleared(done=2, left=1)
    assert places_of(service) == [("D3", "confirmed"), ("D4", "confirmed"), ("Large", "confirmed")]
    told = ask(service, "SELECT event, facts FROM outbox ORDER BY id")
    assert [row.event for row in told] == ["booked"] * 3 + ["changed"] * 2
    assert all("A pipe burst." in str(row.facts) for row in told[3:])
    assert [decoded(row.facts).get("why") for row in told] == [None, None, None, "flood", "flood"]
    assert view_of(service, estate, closure.ref) == [("Large", None)]

    gone = cancel_displaced(service, manager, closure.ref, None, "No room is large enough.", now=NOW)

    assert gone == Cleared(done=1, left=0)
    assert places_of(service)[-1] == ("Large", "cancelled")
    ended = ask(service, "SELECT ended_why FROM booking WHERE state = 'cancelled'")
    assert [row.ended_why for row in ended] == ["closed"]
    last = decoded(ask(service, "SELECT facts FROM outbox ORDER BY id DESC")[0].facts)
    assert (last["why"], last["message"]) == ("flood", "No room is large enough.")
    assert refusal_of(cancel_displaced(service, manager, closure.ref, None, "", now=NOW)) is Reason.BAD_FIELD


def test_one_displaced_booking_is_moved_to_its_offer_and_the_others_keep_theirs(
    service: Service, estate: Estate
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    second = booked(service, estate.actors["other"], wish(estate, "D2"))
    closure = close(service, estate, "D1", "D2")
    assert view_of(service, estate, closure.ref) == [("D1", "D3"), ("D2", "D4")]

    moved = move_one_displaced(service, estate.actors["facilities"], closure.ref, OneMove(second.booking.ref), now=NOW)

    assert moved == Cleared(done=1, left=1)
    assert [name for name, _ in places_of(service)] == ["D1", "D4"]
    assert view_of(service, estate, closure.ref) == [("D1", "D3")]


def test_booking_under_way_stays_listed(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    now = at("10:00")

    closure = close(service, estate, "D1", now=now)
    manager = estate.actors["facilities"]

    assert move_displaced(service, manager, closure.ref, "", now=now) == Cleared(done=0, left=1)
    assert cancel_displaced(service, manager, closure.ref, None, "Flood.", now=now) == Cleared(done=0, left=1)


def test_closure_that_began_does_not_say_that_nobody_had_booked(service: Service, estate: Estate) -> None:
    """The booking of this morning is over, and one of this afternoon counts."""
    booked(service, estate.actors["staff"], wish(estate, "D1", "08:00", "09:00"))
    booked(service, estate.actors["other"], wish(estate, "D2", "14:00", "15:00"))
    now, manager = at("11:00"), estate.actors["facilities"]

    empty = weigh_closure(service, manager, wish_for(estate, "D1"), now=now)
    one = weigh_closure(service, manager, wish_for(estate, "D1", "D2"), now=now)

    assert isinstance(empty, ClosureEffect)
    assert empty.shown.says == ("Nobody has a booking here still to come in that time.",)
    assert isinstance(one, ClosureEffect)
    assert one.shown.affected.total == 1


def test_booking_made_meanwhile_makes_the_closer_look_again(service: Service, estate: Estate) -> None:
    manager, asked = estate.actors["facilities"], wish_for(estate, "D1")
    weighed = weigh_closure(service, manager, asked, now=NOW)
    assert isinstance(weighed, ClosureEffect)
    booked(service, estate.actors["staff"], wish(estate))
    before = checksum(service)

    answer = close_places(service, manager, asked, weighed.shown.stamp, now=NOW)

    assert refusal_of(answer) is Reason.CHANGED_MEANWHILE
    assert checksum(service) == before


def test_closure_that_is_ended_early_lets_people_book_from_then_on(service: Service, estate: Estate) -> None:
    closure = close(service, estate, "D1")
    now = at("10:00")

    ended = end_closure(service, estate.actors["facilities"], closure.ref, now=now)

    assert isinstance(ended, StandingClosure)
    assert ended.closure.interval == Interval(DAY.start, now)
    booked(service, estate.actors["staff"], wish(estate, start="10:00"), now)
    assert list_closures(service, estate.actors["facilities"], now=now) == ()
    again = end_closure(service, estate.actors["facilities"], closure.ref, now=now)
    assert refusal_of(again) is Reason.IN_THE_PAST
    assert [act for _, act in entries(service)] == ["closed", "closure_ended", "booked"]


def test_closure_that_has_not_begun_is_withdrawn(service: Service, estate: Estate) -> None:
    closure = close(service, estate, "D1")

    ended = end_closure(service, estate.actors["facilities"], closure.ref, now=NOW)

    assert isinstance(ended, StandingClosure)
    assert not ended.applies
    booked(service, estate.actors["staff"], wish(estate))
    assert list_closures(service, estate.actors["facilities"], now=NOW) == ()


@pytest.mark.parametrize("who", ["staff", "lead", "clinic", "reception", "auditor", "nobody"])
def test_only_facilities_close_and_others_do_not_learn_of_it(service: Service, estate: Estate, who: str) -> None:
    closure = close(service, estate, "D1")
    actor: Actor = estate.actors[who]
    before = checksum(service)

    answers = [
        weigh_closure(service, actor, wish_for(estate, "D2"), now=NOW),
        close_places(service, actor, wish_for(estate, "D2"), "", now=NOW),
        show_closure(service, actor, closure.ref, now=NOW),
        end_closure(service, actor, closure.ref, now=NOW),
        weigh_change(service, actor, closure.ref, LONGER, now=NOW),
        change_closure(service, actor, closure.ref, LONGER, None, now=NOW),
        move_displaced(service, actor, closure.ref, "", now=NOW),
        cancel_displaced(service, actor, closure.ref, None, "Flood.", now=NOW),
    ]

    assert [refusal_of(answer) for answer in answers] == [Reason.NOT_FOUND] * 8
    assert list_closures(service, actor, now=NOW) == ()
    assert checksum(service) == before


def test_facilities_of_one_site_close_nothing_at_another(service: Service, estate: Estate) -> None:
    oak = estate.actors["oak_facilities"]

    assert refusal_of(weigh_closure(service, oak, wish_for(estate, "F1"), now=NOW)) is Reason.NOT_FOUND
    both = weigh_closure(service, estate.actors["facilities"], wish_for(estate, "D1", "F1"), now=NOW)
    assert refusal_of(both) is Reason.BAD_FIELD


@pytest.mark.parametrize("first", ["closer", "booker"])
def test_booking_and_closure_at_once_leave_no_booking_that_is_not_listed(
    service: Service, estate: Estate, first: str
) -> None:
    """Whoever wins: the booking is refused, or it stands and is among the displaced."""
    manager, staff = estate.actors["facilities"], estate.actors["staff"]
    outcomes = set()
    for number in range(ROUNDS):
        day = f"2027-01-{number + 1:02d}"
        asked = wish_for(estate, "D1", interval=Interval(at("00:00", day), at("23:00", day)))
        weighed = weigh_closure(service, manager, asked, now=NOW)
        assert isinstance(weighed, ClosureEffect)
        acts: list[Callable[[], object]] = [
            partial(close_places, service, manager, asked, weighed.shown.stamp, now=NOW),
            partial(book, service, staff, wish(estate, day=day), now=NOW),
        ]
        closed, made = at_once(*acts) if first == "closer" else reversed(at_once(*reversed(acts)))

        if isinstance(closed, StandingClosure):
            assert refusal_of(made) is Reason.CLOSED
            assert view_of(service, estate, closed.ref) == []
            outcomes.add("closed first")
        else:
            assert refusal_of(closed) is Reason.CHANGED_MEANWHILE
            assert isinstance(made, BookingCard)
            again = weigh_closure(service, manager, asked, now=NOW)
            assert isinstance(again, ClosureEffect)
            assert [one.card.booking.ref for one in again.displaced] == [made.booking.ref]
            outcomes.add("booked first")
    assert outcomes
    stray = (
        "SELECT count(*) AS n FROM booking b JOIN closure c ON b.starts_at < c.ends_at AND b.ends_at > c.starts_at "
        "WHERE b.state = 'confirmed'"
    )
    assert ask(service, stray)[0].n == 0
