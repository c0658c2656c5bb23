"""Bookings whose place a new plan leaves out: moved, kept until a date or cancelled, together with the publication."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from booking.actions.book import book
from booking.actions.check_in import check_in
from booking.actions.list_bookings import show_booking
from booking.actions.plan_drafts import save_draft, set_scale
from booking.actions.publish_draft import Outlook, Publishing, publish_draft, weigh_publishing
from booking.actions.service import Service
from booking.actions.show_told import show_told
from booking.actions.verify_audit import verify_audit
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.drafts import Draft, DraftPlace
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.stranded import Choice, Choices, Fate, Stranded
from booking.store.estate import NewResource, add_resources
from tests.actions.drafts.steps import begun
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.actions.test_admin_races import at_once
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, checksum, count, overlaps, run

MESSAGE = "The wall comes down."
KEEP, CANCEL = Choice(Fate.KEEP), Choice(Fate.CANCEL)
ROUNDS = 4


def desk(name: str, across: float) -> DraftPlace:
    """A desk of 1.6 m on a plan of 10 units a metre; its seat is in its middle."""
    outline = ((across, 100.0), (across + 16, 100.0), (across + 16, 108.0), (across, 108.0))
    return DraftPlace(name.lower(), name, ResourceKind.DESK, 1, outline, accepted=True)


def drawn(service: Service, estate: Estate, *places: DraftPlace) -> None:
    """A draft of the first floor with these places alone, to scale; of D1 to D4, those left out are stranded."""
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    draft = begun(service, estate)
    scaled = set_scale(replace(draft, places=places), ((100, 100), (116, 100)), 1.6)
    assert isinstance(scaled, Draft)
    saved = save_draft(service, actor, floor, lambda _: scaled, seen=draft.revision, now=NOW)
    assert isinstance(saved, Draft), saved


def three_desks(service: Service, estate: Estate) -> None:
    """D1 to D3 stand on the draft, 10 m apart; D4 and the rooms do not."""
    drawn(service, estate, desk("D1", 100), desk("D2", 200), desk("D3", 300))


def weighed(service: Service, estate: Estate) -> Outlook:
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    outlook = weigh_publishing(service, actor, floor, keep_gone=False, now=NOW)
    assert isinstance(outlook, Outlook), outlook
    return outlook


def publish(
    service: Service,
    estate: Estate,
    each: dict[Ref, Choice],
    *,
    until: date | None = None,
    message: str = MESSAGE,
    agreed: str = "",
) -> object:
    stamp = agreed or weighed(service, estate).effect.stamp
    wanted = Publishing(stamp, choices=Choices(each, keep_until=until), message=message)
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    return publish_draft(service, actor, floor, wanted, now=NOW)


def offers(stranded: Sequence[Stranded]) -> list[tuple[str, str | None, str | None]]:
    return [
        (
            one.card.person.name,
            one.instead.name if one.instead is not None else None,
            one.floor.name if one.floor is not None else None,
        )
        for one in stranded
    ]


def move(one: Stranded) -> dict[Ref, Choice]:
    assert one.instead is not None
    return {one.card.booking.ref: Choice(Fate.MOVE, one.instead.ref)}


def letters(service: Service) -> list[tuple[str, int, dict[str, Any]]]:
    """Event, booking and facts of every letter but those of new bookings."""
    rows = ask(service, "SELECT event, booking_id, facts FROM outbox WHERE event <> 'booked' ORDER BY id")
    return [
        (row.event, row.booking_id, json.loads(row.facts) if isinstance(row.facts, str) else row.facts) for row in rows
    ]


def standing(service: Service, card: BookingCard) -> tuple[str, str]:
    """Where a booking stands, and its state."""
    query = "SELECT r.name, b.state FROM booking b JOIN resource r ON r.id = b.resource_id WHERE b.id = :id"
    (row,) = ask(service, query, id=card.booking.id)
    return row.name, row.state


def test_each_is_offered_the_best_place_and_no_two_the_same(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["lead"], wish(estate, "D1"))
    booked(service, estate.actors["staff"], wish(estate, "D4", "09:00", "12:00"))
    booked(service, estate.actors["other"], wish(estate, "D4", "12:00", "17:00"))
    booked(service, estate.actors["mate"], wish(estate, "Small"))
    three_desks(service, estate)
    before = checksum(service)

    outlook = weighed(service, estate)

    assert sorted(offers(outlook.stranded), key=str) == [
        ("Mate", None, None),
        ("Other", "D3", "First"),
        ("Staff", "D3", "First"),
    ]
    assert outlook.effect.says[-1] == "3 coming bookings stand on them. Choose for each what happens to it."
    assert checksum(service) == before


def test_no_two_of_one_hour_are_offered_the_same_place(service: Service, estate: Estate) -> None:
    """D1 stays on the plan and has somebody; the first is offered the desk of the second floor, others nothing."""
    for who, place in (("lead", "D1"), ("staff", "D3"), ("other", "D4")):
        booked(service, estate.actors[who], wish(estate, place))
    booked(service, estate.actors["mate"], wish(estate, "D2"))
    drawn(service, estate, desk("D1", 100))

    assert offers(weighed(service, estate).stranded) == [
        ("Staff", "E1", "Second"),
        ("Other", None, None),
        ("Mate", None, None),
    ]


def test_desk_of_the_own_floor_is_offered_before_others(service: Service, estate: Estate) -> None:
    for who, place in (("lead", "D1"), ("staff", "D3"), ("other", "D4")):
        booked(service, estate.actors[who], wish(estate, place))
    drawn(service, estate, desk("D1", 100), desk("D2", 200))

    assert offers(weighed(service, estate).stranded) == [("Staff", "D2", "First"), ("Other", "E1", "Second")]


def test_desk_of_another_floor_is_taken_with_the_plan(service: Service, estate: Estate) -> None:
    """Of D1 to D4 one stays on the plan, and has somebody."""
    booked(service, estate.actors["lead"], wish(estate, "D1"))
    made = booked(service, estate.actors["staff"], wish(estate, "D4"))
    drawn(service, estate, desk("D1", 100))

    (one,) = weighed(service, estate).stranded
    answer = publish(service, estate, move(one), message="")

    assert offers([one]) == [("Staff", "E1", "Second")]
    assert isinstance(answer, int)
    assert standing(service, made) == ("E1", "confirmed")


def test_room_is_offered_on_another_floor_of_the_site(service: Service, estate: Estate) -> None:
    room = NewResource(ResourceKind.MEETING_ROOM, "Upper", 6)
    service.db.write(lambda tx: add_resources(tx, estate.floors["oak2"], [room]))
    made = booked(service, estate.actors["staff"], wish(estate, "Small", people=4))
    three_desks(service, estate)

    (one,) = weighed(service, estate).stranded
    answer = publish(service, estate, move(one), message="")

    assert offers([one]) == [("Staff", "Upper", "Second")]
    assert isinstance(answer, int)
    assert standing(service, made) == ("Upper", "confirmed")
    versions = {row.name: row.diary_version for row in ask(service, "SELECT name, diary_version FROM floor")}
    assert versions["Second"] == 1, "the floor to which it moved was locked too"


def test_one_is_moved_one_kept_and_one_cancelled_with_the_plan(service: Service, estate: Estate) -> None:
    goes = booked(service, estate.actors["staff"], wish(estate, "D4", "09:00", "12:00"))
    stays = booked(service, estate.actors["other"], wish(estate, "D4", "13:00", "17:00"))
    ends = booked(service, estate.actors["mate"], wish(estate, "D4", day="2026-11-27"))
    three_desks(service, estate)
    (one, _, _) = weighed(service, estate).stranded

    answer = publish(
        service,
        estate,
        {**move(one), stays.booking.ref: KEEP, ends.booking.ref: CANCEL},
        until=date(2026, 11, 25),
    )

    assert isinstance(answer, int)
    assert [standing(service, card) for card in (goes, stays, ends)] == [
        ("D3", "confirmed"),
        ("D4", "confirmed"),
        ("D4", "cancelled"),
    ]
    told = letters(service)
    assert [(event, booking) for event, booking, _ in told] == [
        ("cancelled", ends.booking.id),
        ("changed", goes.booking.id),
        ("kept", stays.booking.id),
    ]
    assert {facts["message"] for _, _, facts in told} == {MESSAGE}
    assert told[2][2]["kept_until"] == "2026-11-25"
    acts = [row.act for row in ask(service, "SELECT act FROM audit_entry WHERE booking_id IS NOT NULL ORDER BY id")]
    assert acts == ["booked"] * 3 + ["cancelled", "changed", "kept"]
    assert ask(service, "SELECT retired_at FROM resource WHERE name = 'D4'")[0].retired_at is not None
    held = ask(
        service,
        "SELECT r.name FROM occupation o JOIN resource_atom a ON a.atom_id = o.atom_id "
        "JOIN resource r ON r.id = a.resource_id WHERE o.live ORDER BY r.name",
    )
    assert [row.name for row in held] == ["D3", "D4"]
    assert (overlaps(service), count(service, "plan"), count(service, "plan_draft")) == (0, 1, 0)
    verify_audit(service)


def test_kept_booking_is_used_as_it_was_made_and_nobody_can_add_one(service: Service, estate: Estate) -> None:
    stays = booked(service, estate.actors["other"], wish(estate, "D4", "13:00", "17:00"))
    three_desks(service, estate)

    answer = publish(service, estate, {stays.booking.ref: KEEP}, until=date(2026, 11, 25), message="Until then.")
    beside = book(service, estate.actors["staff"], wish(estate, "D4", "09:00", "12:00"), now=NOW)
    read = show_booking(service, estate.actors["other"], stays.booking.ref)
    assert isinstance(read, BookingCard)
    reason = show_told(service, read).reason
    arrived = card_of(check_in(service, estate.actors["other"], stays.booking.ref, now=at("12:55")))

    assert isinstance(answer, int)
    assert refusal_of(beside) is Reason.CLOSED
    assert (arrived.booking.state.value, arrived.resource.name) == ("checked_in", "D4")
    assert reason == "Until then."


def test_booking_under_way_is_kept_or_ended_and_never_moved(service: Service, estate: Estate) -> None:
    now_on = booked(service, estate.actors["staff"], wish(estate, "D4", "07:45", "17:00", day="2026-11-24"))
    three_desks(service, estate)
    (one,) = weighed(service, estate).stranded
    ref = now_on.booking.ref

    moved = publish(service, estate, {ref: Choice(Fate.MOVE, estate.ref("D2"))})
    ended = publish(service, estate, {ref: CANCEL})

    assert one.instead is None
    assert (refusal_of(moved), isinstance(ended, int)) == (Reason.CHANGED_MEANWHILE, True)
    (row,) = ask(service, "SELECT state, ended_why FROM booking")
    assert (row.state, row.ended_why) == ("completed", "out_of_use")


@pytest.mark.parametrize(
    ("choice", "until", "message", "field", "words"),
    [
        (None, None, MESSAGE, "", "Choose what happens to the booking of Staff from 9am to 5pm on Friday 27"),
        (Choice(Fate.MOVE), None, MESSAGE, "", "Choose where the booking of Staff"),
        (Choice(Fate.MOVE, Ref("a" * 26)), None, MESSAGE, "", "cannot go to that place now"),
        (KEEP, None, MESSAGE, "keep_until", "Enter the date until which"),
        (KEEP, date(2026, 11, 23), MESSAGE, "keep_until", "This date has passed."),
        (KEEP, date(2026, 11, 26), MESSAGE, "keep_until", "1 booking that you keep ends after this date, the last on"),
        (CANCEL, None, "", "message", "Say why the bookings are cancelled."),
    ],
)
def test_choice_that_will_not_do_is_refused_and_nothing_is_written(
    choice: Choice | None,
    until: date | None,
    message: str,
    field: str,
    words: str,
    service: Service,
    estate: Estate,
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D4", day="2026-11-27"))
    three_desks(service, estate)
    before = checksum(service)
    ref = made.booking.ref

    answer = publish(service, estate, {ref: choice} if choice else {}, until=until, message=message)

    assert isinstance(answer, Refused)
    assert answer.field == (field or ref)
    assert words in answer.why
    assert checksum(service) == before


@pytest.mark.parametrize("where", ["F1", "Middle", "D3"])
def test_booking_goes_to_no_place_of_another_site_or_kind_or_that_leaves_too(
    where: str, service: Service, estate: Estate
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D4"))
    drawn(service, estate, desk("D1", 100), desk("D2", 200))
    before = checksum(service)

    answer = publish(service, estate, {made.booking.ref: Choice(Fate.MOVE, estate.ref(where))})

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.CHANGED_MEANWHILE, made.booking.ref)
    assert checksum(service) == before


def test_place_that_was_taken_meanwhile_publishes_nothing_and_says_so(service: Service, estate: Estate) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D4"))
    three_desks(service, estate)
    outlook = weighed(service, estate)
    (one,) = outlook.stranded
    booked(service, estate.actors["other"], wish(estate, "D3", "10:00", "11:00"))
    before = checksum(service)

    answer = publish(service, estate, move(one), agreed=outlook.effect.stamp)

    assert isinstance(answer, Refused)
    assert answer.field == made.booking.ref
    assert answer.why == (
        "The booking of Staff from 9am to 5pm on Wednesday 25 November 2026 cannot go to D3 now, so nothing was "
        "published. D3 is already booked from 10am to 11am on Wednesday 25 November 2026. Choose again for it."
    )
    assert checksum(service) == before
    assert offers(weighed(service, estate).stranded) == [("Staff", "D2", "First")]


def test_of_who_publishes_and_who_books_the_new_place_one_wins(service: Service, estate: Estate) -> None:
    won = []
    for number in range(ROUNDS):
        day = f"2026-12-0{number + 1}"
        made = booked(service, estate.actors["staff"], wish(estate, "D4", day=day))
        three_desks(service, estate)
        outlook = weighed(service, estate)
        (one,) = outlook.stranded

        published, taken = at_once(
            partial(publish, service, estate, move(one), agreed=outlook.effect.stamp),
            partial(book, service, estate.actors["other"], wish(estate, "D3", day=day), now=NOW),
        )

        assert isinstance(published, Refused) != isinstance(taken, Refused), (published, taken)
        won.append(isinstance(taken, Refused))
        assert standing(service, made) == (("D3" if won[-1] else "D4"), "confirmed")
        assert overlaps(service) == 0
        reopen(service)


def reopen(service: Service) -> None:
    """Bring back what went out of use, and free every place, for another round."""
    run(service, "UPDATE resource SET retired_at = NULL")
    run(service, "UPDATE booking SET state = 'cancelled', holds = false")
    run(service, "UPDATE occupation SET live = false")


def test_new_place_is_far_enough_from_others_on_the_new_plan(service: Service, estate: Estate) -> None:
    """D3 stands 1.8 m beside D1, where somebody sits; D2 stands far away. Without the rule, D3 is offered."""
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.SPACING_CM, 200))
    booked(service, estate.actors["lead"], wish(estate, "D1"))
    made = booked(service, estate.actors["staff"], wish(estate, "D4"))
    drawn(service, estate, desk("D1", 100), desk("D3", 118), desk("D2", 300))

    offered = offers(weighed(service, estate).stranded)
    near = publish(service, estate, {made.booking.ref: Choice(Fate.MOVE, estate.ref("D3"))})
    far = publish(service, estate, {made.booking.ref: Choice(Fate.MOVE, estate.ref("D2"))})

    assert offered == [("Staff", "D2", "First")]
    assert isinstance(near, Refused)
    assert "D3 is too close to D1" in near.why
    assert isinstance(far, int)
