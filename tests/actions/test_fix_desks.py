"""A fixed layout: which desks stay, what becomes of bookings at the others, and how it is undone."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from booking.actions.fix_desks import LayoutWish, bring_desks_back, fix_desks, weigh_fixing
from booking.actions.list_bookings import show_booking
from booking.actions.retire import Confirmed
from booking.actions.service import Service
from booking.actions.show_floor import FloorView, show_floor
from booking.actions.space_desks import DesksHere, LayoutView, lay_out, open_desks
from booking.model.bookings import BookingCard, BookingState, EndedWhy
from booking.model.decisions import Reason, Refused
from booking.model.effects import Effect
from booking.model.layouts import LayoutAsk, Unsteered
from booking.model.time import Interval
from booking.model.tree import Node
from booking.store.audit import verify_chains
from tests.actions.seats import publish_row, spacing
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import run

TWO_METRES = LayoutAsk(200)
DAY = Interval(at("09:00"), at("17:00"))


@pytest.fixture
def row(service: Service, estate: Estate) -> Estate:
    """Four desks in a row: 1.6 m, 2 m and 1.9 m from one to the next, so that 2 m keeps two of them."""
    publish_row(service, estate)
    return estate


def here_of(service: Service, estate: Estate, who: str = "facilities") -> DesksHere:
    here = open_desks(service, estate.actors[who], estate.floor_refs["oak1"])
    assert isinstance(here, DesksHere), here
    return here


def laid(here: DesksHere, ask: LayoutAsk = TWO_METRES) -> LayoutView:
    view = lay_out(here, ask)
    assert isinstance(view, LayoutView), view
    return view


def wish_without(estate: Estate, *out: str, ask: LayoutAsk = TWO_METRES) -> LayoutWish:
    return LayoutWish(estate.floor_refs["oak1"], ask, tuple(estate.ref(name) for name in out))


def effect_of(service: Service, estate: Estate, wanted: LayoutWish, now: datetime = NOW) -> Effect:
    effect = weigh_fixing(service, estate.actors["facilities"], wanted, now=now)
    assert isinstance(effect, Effect), effect
    return effect


def fix(
    service: Service, estate: Estate, *out: str, message: str = "Room to breathe", now: datetime = NOW
) -> Node | Refused:
    wanted = wish_without(estate, *out)
    agreed = effect_of(service, estate, wanted, now).stamp
    return fix_desks(service, estate.actors["facilities"], wanted, Confirmed(agreed, message), now=now)


def names_on(service: Service, estate: Estate) -> set[str]:
    view = show_floor(service, estate.actors["staff"], estate.floor_refs["oak1"], DAY)
    assert isinstance(view, FloorView)
    return {resource.name for resource in view.resources if resource.name[:1] == "D"}


def test_numbers_of_both_ways_are_told_before_anything_is_switched_on(service: Service, row: Estate) -> None:
    view = laid(here_of(service, row))

    assert ((view.dynamic.found, view.dynamic.bound), (view.fixed.found, view.fixed.bound)) == ((2, 2), (2, 2))
    assert view.unsteered == Unsteered(usual=2, fewest=2, tries=200)
    assert len(view.kept) == len(view.out) == 2
    assert laid(here_of(service, row), LayoutAsk(160)).out == ()
    assert names_on(service, row) == {"D1", "D2", "D3", "D4"}


@pytest.mark.parametrize(("must", "kept"), [(("D1", "D4"), {"D1", "D4"}), (("D2",), {"D2"})])
def test_desks_that_must_stay_do(service: Service, row: Estate, must: tuple[str, ...], kept: set[str]) -> None:
    view = laid(here_of(service, row), replace(TWO_METRES, names=must))

    assert kept <= {desk.name for desk in view.kept}
    assert view.fixed.found == 2


def test_must_and_preference_are_known_by_features(service: Service, row: Estate) -> None:
    run(service, """UPDATE resource SET features = '["hoist"]' WHERE name IN ('D2', 'D3')""")
    here = here_of(service, row)

    for ask in (replace(TWO_METRES, must=frozenset({"hoist"})), replace(TWO_METRES, prefer=frozenset({"hoist"}))):
        assert {desk.name for desk in laid(here, ask).kept} == {"D2", "D3"}
    assert here.features == ("hoist",)


def test_two_that_must_stay_and_are_too_near_are_named(service: Service, row: Estate) -> None:
    refused = lay_out(here_of(service, row), replace(TWO_METRES, names=("D1", "d2")))

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "keep")
    assert refused.why == (
        "D1 and D2 must both stay, and their seats are 1.6 m apart. Let one of them go, or choose a shorter distance "
        "than 2 m."
    )


def test_name_that_no_desk_has_is_refused(service: Service, row: Estate) -> None:
    refused = lay_out(here_of(service, row), replace(TWO_METRES, names=("D9",)))

    assert isinstance(refused, Refused)
    assert refused.why.startswith("There is no desk called “D9” on the plan of this floor.")


LATER = NOW + timedelta(hours=1)


def stands(service: Service, estate: Estate, card: BookingCard) -> tuple[str, BookingState, EndedWhy | None]:
    found = show_booking(service, estate.actors["admin"], card.booking.ref)
    assert isinstance(found, BookingCard), found
    return found.resource.name, found.booking.state, found.booking.ended_why


def test_bookings_move_to_the_nearest_desk_that_is_free_and_the_others_are_cancelled(
    service: Service, row: Estate
) -> None:
    """D2 is nearer to D1 than to D3, and D4 nearer to D3; the earliest booking is asked first."""
    staff, other, mate, lead, ward = (row.actors[name] for name in ("staff", "other", "mate", "lead", "ward"))
    begun = booked(service, ward, wish(row, "D4", "08:00", "10:00", day="2026-11-24"))
    long = booked(service, staff, wish(row, "D2", "09:00", "17:00"))
    kept = booked(service, other, wish(row, "D1", "12:00", "13:00"))
    blocked = booked(service, mate, wish(row, "D4", "12:00", "13:00"))
    free = booked(service, lead, wish(row, "D4", "14:00", "15:00"))

    effect = effect_of(service, row, wish_without(row, "D2", "D4"), LATER)
    done = fix(service, row, "D2", "D4", now=LATER)

    assert effect.says == (
        "2 desks on First stay in use: people sit at least 2 m apart.",
        "2 desks go out of use: nobody can book them, and they are on no map and in no list. You can bring them back "
        "in one step at any time.",
        "2 coming bookings will move to a desk that stays, at the same time.",
        "1 coming booking will be cancelled: no desk that stays can be booked for it then.",
        "1 booking under way will end now.",
    )
    assert (effect.names, effect.affected.total) == (("D2", "D4"), 4)
    fates = dict(zip([card.booking.ref for card in effect.affected.first], effect.fates, strict=True))
    assert [fates[card.booking.ref] for card in (begun, long, blocked, free)] == [
        "Ends now",
        "Moves to D3, 2.0 m away",
        "Is cancelled: no desk that stays can be booked for it",
        "Moves to D1, 5.5 m away",
    ]
    assert isinstance(done, Node)
    assert [stands(service, row, card) for card in (long, kept, blocked, free, begun)] == [
        ("D3", BookingState.CONFIRMED, None),
        ("D1", BookingState.CONFIRMED, None),
        ("D4", BookingState.CANCELLED, EndedWhy.OUT_OF_USE),
        ("D1", BookingState.CONFIRMED, None),
        ("D4", BookingState.COMPLETED, EndedWhy.OUT_OF_USE),
    ]
    assert names_on(service, row) == {"D1", "D3"}
    held = "SELECT count(*) FROM occupation JOIN booking ON booking.id = booking_id WHERE live AND ref = :ref"
    assert [count_of(service, held, ref=card.booking.ref) for card in (long, blocked, free)] == [1, 0, 1]


def count_of(service: Service, sql: str, **values: object) -> int:
    return service.db.read(lambda tx: int(tx.execute(text(sql), values).scalar_one()))


def test_bookings_stay_refused_where_a_rule_keeps_those_that_stay_apart(service: Service, row: Estate) -> None:
    """A distance that is kept by a rule is kept by those that move, too."""
    moving = booked(service, row.actors["staff"], wish(row, "D4"))
    booked(service, row.actors["other"], wish(row, "D2"))
    set_rules(service, spacing(row, 300))

    done = fix(service, row, "D1", "D4")

    assert isinstance(done, Node)
    assert stands(service, row, moving) == ("D4", BookingState.CANCELLED, EndedWhy.OUT_OF_USE)


def test_no_two_bookings_are_sent_to_the_same_desk_at_the_same_time(service: Service, row: Estate) -> None:
    first, second = (
        booked(service, row.actors[who], wish(row, desk)) for who, desk in (("staff", "D2"), ("mate", "D4"))
    )

    effect = effect_of(service, row, wish_without(row, "D2", "D4"))

    assert [card.booking.ref for card in effect.affected.first] == [first.booking.ref, second.booking.ref]
    assert effect.fates == ("Moves to D1, 1.6 m away", "Moves to D3, 1.9 m away")


def test_layout_is_told_to_the_people_and_in_the_audit(service: Service, row: Estate) -> None:
    booked(service, row.actors["staff"], wish(row, "D2"))
    booked(service, row.actors["other"], wish(row, "D4"))
    booked(service, row.actors["mate"], wish(row, "D1", "16:00", "17:00"))
    booked(service, row.actors["lead"], wish(row, "D3", "16:00", "17:00"))

    assert isinstance(fix(service, row, "D2", "D4"), Node)

    letters = "SELECT count(*) FROM outbox WHERE event = :event AND facts LIKE '%Room to breathe%'"
    if service.db.engine.dialect.name == "postgresql":
        letters = letters.replace("facts", "CAST(facts AS text)")
    assert [count_of(service, letters, event=event) for event in ("changed", "cancelled")] == [0, 2]
    acts = "SELECT count(*) FROM audit_entry WHERE act = :act"
    assert [count_of(service, acts, act=act) for act in ("layout_fixed", "taken_out_of_use", "cancelled")] == [1, 2, 2]
    assert isinstance(service.db.read_at_once(lambda tx: verify_chains(tx, ())), int)


def test_desks_come_back_in_one_act_and_those_that_were_out_before_stay_out(service: Service, row: Estate) -> None:
    run(service, "UPDATE resource SET retired_at = '2026-11-01 00:00:00+00:00' WHERE name = 'D4'")
    moved = booked(service, row.actors["staff"], wish(row, "D2"))
    facilities, floor = row.actors["facilities"], row.floor_refs["oak1"]
    assert isinstance(fix(service, row, "D2"), Node)
    assert names_on(service, row) == {"D1", "D3"}
    assert here_of(service, row).standing is not None

    assert isinstance(bring_desks_back(service, facilities, floor, now=LATER), Node)

    assert names_on(service, row) == {"D1", "D2", "D3"}
    assert here_of(service, row).standing is None
    assert stands(service, row, moved) == ("D1", BookingState.CONFIRMED, None)
    assert refusal_of(bring_desks_back(service, facilities, floor, now=LATER)) is Reason.CHANGED_MEANWHILE
    acts = "SELECT count(*) FROM audit_entry WHERE act = :act"
    assert [count_of(service, acts, act=act) for act in ("layout_ended", "brought_into_use")] == [1, 1]
    assert isinstance(fix(service, row, "D2", now=LATER), Node)


def test_nothing_happens_where_the_effect_is_another_than_was_seen(service: Service, row: Estate) -> None:
    wanted = wish_without(row, "D2", "D4")
    agreed = effect_of(service, row, wanted).stamp
    booked(service, row.actors["staff"], wish(row, "D2"))

    answer = fix_desks(service, row.actors["facilities"], wanted, Confirmed(agreed, "x"), now=NOW)

    assert refusal_of(answer) is Reason.CHANGED_MEANWHILE
    assert names_on(service, row) == {"D1", "D2", "D3", "D4"}


def test_message_is_asked_for_where_bookings_are_concerned(service: Service, row: Estate) -> None:
    booked(service, row.actors["staff"], wish(row, "D2"))

    refused = fix(service, row, "D2", "D4", message="")

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "message")


@pytest.mark.parametrize("out", [(), ("D2",), ("D1", "D2", "D3", "E1")])
def test_layout_that_keeps_desks_too_near_or_names_others_is_refused(
    service: Service, row: Estate, out: tuple[str, ...]
) -> None:
    answer = weigh_fixing(service, row.actors["facilities"], wish_without(row, *out), now=NOW)

    assert refusal_of(answer) is Reason.CHANGED_MEANWHILE


def test_second_layout_waits_until_the_first_is_gone(service: Service, row: Estate) -> None:
    assert isinstance(fix(service, row, "D2", "D4"), Node)

    again = weigh_fixing(service, row.actors["facilities"], wish_without(row, "D1"), now=NOW)

    assert refusal_of(again) is Reason.CHANGED_MEANWHILE


@pytest.mark.parametrize("who", ["staff", "lead", "clinic", "auditor", "nobody"])
def test_those_who_do_not_manage_the_floor_are_told_that_it_is_not_there(
    service: Service, row: Estate, who: str
) -> None:
    actor, floor = row.actors[who], row.floor_refs["oak1"]
    wanted = wish_without(row, "D2", "D4")

    answers = (
        open_desks(service, actor, floor),
        weigh_fixing(service, actor, wanted, now=NOW),
        fix_desks(service, actor, wanted, Confirmed("", ""), now=NOW),
        bring_desks_back(service, actor, floor, now=NOW),
    )

    assert [refusal_of(answer) for answer in answers] == [Reason.NOT_FOUND] * 4


def test_floor_without_a_scale_has_no_desk_to_keep_apart(service: Service, estate: Estate) -> None:
    publish_row(service, estate, metres_per_unit=None)
    here = here_of(service, estate)

    assert (here.desks, here.unplaced, here.plan is not None) == ((), 4, True)
