"""A floor's draft: begun from a drawing, corrected, overtaken, dropped."""

from dataclasses import replace

import pytest

from booking.actions.plan_drafts import (
    OpenDraft,
    accept_sure,
    begin_from_drawing,
    begin_from_plan,
    book_rooms,
    discard_draft,
    open_draft,
    save_draft,
    set_scale,
)
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.drafts import Draft
from booking.model.estate import ResourceKind
from tests.actions.drafts.steps import OFFICE, begun, place_called
from tests.actions.steps import refusal_of
from tests.estate import NOW, Estate
from tests.store.state import checksum, count


def test_drawing_becomes_a_draft_that_nobody_can_book_on(service: Service, estate: Estate) -> None:
    resources, plans = count(service, "resource"), count(service, "plan")

    draft = begun(service, estate)

    assert {place.name: place.kind for place in draft.places} == {
        "Desk 9.01": ResourceKind.DESK,
        "D1": ResourceKind.DESK,
        "Meeting room 9": ResourceKind.MEETING_ROOM,
        "Store": None,
        "Room 12": None,
    }
    assert (draft.width, draft.height, draft.revision, draft.source) == (800, 400, 1, "office.svg")
    assert place_called(draft, "Desk 9.01").outline == ((100, 100), (116, 100), (116, 108), (100, 108))
    assert not place_called(draft, "Store").accepted
    assert (count(service, "resource"), count(service, "plan")) == (resources, plans)


def test_proposal_called_like_a_place_is_that_place_as_people_know_it(service: Service, estate: Estate) -> None:
    place = place_called(begun(service, estate), "D1")

    assert (place.resource, place.accepted) == (estate.ref("D1"), True)
    assert (place.seats, set(place.features)) == (estate.resources["D1"].capacity, set(estate.resources["D1"].features))


def test_a_later_drawing_takes_the_place_of_the_draft_and_goes_on_counting(service: Service, estate: Estate) -> None:
    begun(service, estate)

    assert begun(service, estate).revision == 2
    assert count(service, "plan_draft") == 1


def test_what_cannot_be_read_is_refused_beside_the_file_and_nothing_changes(service: Service, estate: Estate) -> None:
    begun(service, estate)
    before = checksum(service)

    for name, data in (("notes.txt", b"hello"), ("empty.svg", b""), ("plan.pdf", b"%PDF-1.7 ...")):
        answer = begin_from_drawing(
            service, estate.actors["facilities"], estate.floor_refs["oak1"], (name, data), now=NOW
        )
        assert isinstance(answer, Refused)
        assert (answer.reason, answer.field) == (Reason.BAD_FIELD, "drawing")
        assert answer.why.endswith(".")
    assert checksum(service) == before


def test_change_is_saved_for_whoever_saw_the_newest_revision(service: Service, estate: Estate) -> None:
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    draft = begun(service, estate)

    saved = save_draft(service, manager, floor, accept_sure, seen=draft.revision, now=NOW)
    late = save_draft(service, estate.actors["admin"], floor, accept_sure, seen=draft.revision, now=NOW)

    assert isinstance(saved, Draft)
    assert saved.revision == draft.revision + 1
    assert refusal_of(late) is Reason.CHANGED_MEANWHILE
    assert isinstance(late, Refused)
    assert "Facilities" in late.why
    opened = open_draft(service, manager, floor)
    assert isinstance(opened, OpenDraft)
    assert opened.draft == saved


def test_two_points_and_a_length_give_the_scale(service: Service, estate: Estate) -> None:
    draft = begun(service, estate)

    scaled = set_scale(draft, ((100, 100), (160, 180)), 5.0)  # 100 units long

    assert isinstance(scaled, Draft)
    assert scaled.metres_per_unit == pytest.approx(0.05)
    assert scaled.scale_from == "two points"
    assert refusal_of(set_scale(draft, ((1, 1), (1, 1)), 5.0)) is Reason.BAD_FIELD


def test_sure_rooms_become_what_somebody_says_they_are(service: Service, estate: Estate) -> None:
    draft = begun(service, estate)
    doubtful = replace(
        draft,
        places=tuple(replace(place, doubt="Is it?") if place.name == "Room 12" else place for place in draft.places),
    )

    clinic = place_called(book_rooms(draft, ResourceKind.CLINIC_ROOM), "Room 12")

    assert (clinic.kind, clinic.accepted) == (ResourceKind.CLINIC_ROOM, True)
    assert place_called(book_rooms(draft, ResourceKind.CLINIC_ROOM), "Store").kind is None, "nobody books a store"
    assert book_rooms(doubtful, ResourceKind.CLINIC_ROOM).places == doubtful.places


def test_rooms_get_the_seats_of_their_area_once_that_is_known(service: Service, estate: Estate) -> None:
    draft = begun(service, estate)

    scaled = set_scale(draft, ((100, 100), (116, 100)), 1.6)  # the meeting room is 20 m by 15 m

    assert isinstance(scaled, Draft)
    assert place_called(scaled, "Meeting room 9").seats == 60
    assert place_called(scaled, "Room 12").seats == 12 * 8 / 2.5 // 1
    assert place_called(scaled, "Desk 9.01").seats == 1
    assert place_called(scaled, "D1").seats == draft.places[0].seats


def test_floor_without_a_plan_has_none_to_begin_from(service: Service, estate: Estate) -> None:
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak2"]

    assert refusal_of(begin_from_plan(service, manager, floor, now=NOW)) is Reason.BAD_FIELD
    assert count(service, "plan_draft") == 0


def test_dropping_a_draft_leaves_the_floor_as_it_is(service: Service, estate: Estate) -> None:
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    before = checksum(service)
    draft = begun(service, estate)

    discard_draft(service, manager, floor, now=NOW)

    assert count(service, "plan_draft") == 0
    assert refusal_of(save_draft(service, manager, floor, accept_sure, seen=draft.revision, now=NOW)) is (
        Reason.CHANGED_MEANWHILE
    )
    assert {name: rows for name, rows in checksum(service).items() if name != "floor"} == {
        name: rows for name, rows in before.items() if name != "floor"
    }


@pytest.mark.parametrize("who", ["staff", "clinic", "auditor"])
def test_nobody_else_may_see_or_make_a_draft(service: Service, estate: Estate, who: str) -> None:
    actor, floor = estate.actors[who], estate.floor_refs["oak1"]

    assert refusal_of(open_draft(service, actor, floor)) is Reason.NOT_FOUND
    made = begin_from_drawing(service, actor, floor, ("office.svg", OFFICE), now=NOW)
    assert refusal_of(made) is Reason.NOT_FOUND
    assert count(service, "plan_draft") == 0
