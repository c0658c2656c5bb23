"""Publishing a draft: what it would do, what it does, and to whom; bookings stay where their place stays."""

import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from booking.actions.find_rooms import RoomQuery, find_rooms
from booking.actions.list_features import list_features
from booking.actions.plan_drafts import OpenDraft, begin_from_plan, open_draft, save_draft, set_scale
from booking.actions.publish_draft import Outlook, Publishing, publish_draft, weigh_publishing
from booking.actions.service import Service
from booking.actions.show_floor import FloorView, show_floor
from booking.actions.verify_audit import verify_audit
from booking.model.decisions import Reason, Refused
from booking.model.drafts import Draft, DraftPlace
from booking.model.effects import Effect
from booking.model.estate import ResourceKind
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.stranded import Choices, Fate
from booking.model.time import Interval
from tests.actions.drafts.steps import begun, place_called
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, checksum, count

LONGEST_S = 5.0
"""Of CPU: what publishing 1,000 places may take."""

MESSAGE = "The office is rebuilt. Book a desk on the second floor."


def changed(service: Service, estate: Estate, change: Callable[[Draft], Draft | Refused]) -> Draft:
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    seen = ask(service, "SELECT revision FROM plan_draft")[0].revision
    draft = save_draft(service, actor, floor, change, seen=seen, now=NOW)
    assert isinstance(draft, Draft), draft
    return draft


def scaled(draft: Draft) -> Draft | Refused:
    """A desk of 16 units is 1.60 m wide."""
    return set_scale(draft, ((100, 100), (116, 100)), 1.6)


def weighed(service: Service, estate: Estate, *, keep_gone: bool = False) -> Effect:
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    outlook = weigh_publishing(service, actor, floor, keep_gone=keep_gone, now=NOW)
    assert isinstance(outlook, Outlook), outlook
    return outlook.effect


def published(service: Service, estate: Estate, agreed: str, *, message: str = "", keep_gone: bool = False) -> object:
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    wish = Publishing(agreed, keep_gone, Choices(rest=Fate.CANCEL), message)
    return publish_draft(service, actor, floor, wish, now=NOW)


def in_use(service: Service) -> set[str]:
    return {row.name for row in ask(service, "SELECT name FROM resource WHERE floor_id = 1 AND retired_at IS NULL")}


def test_effect_says_what_comes_stays_and_goes_and_writes_nothing(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    begun(service, estate)
    before = checksum(service)

    effect, kept = weighed(service, estate), weighed(service, estate, keep_gone=True)

    assert effect.says == (
        "The floor gets a new plan with 3 places.",
        "1 place that people know stays with all bookings.",
        "2 places are new.",
        "8 places are not on the new plan and go out of use.",
        "1 coming booking stands on them. Choose for each what happens to it.",
    )
    assert [card.person.name for card in effect.affected.first] == ["Other"]
    assert (kept.affected.total, kept.stamp != effect.stamp) == (0, True)
    assert checksum(service) == before


def test_publishing_keeps_identities_cancels_what_it_strands_and_tells(service: Service, estate: Estate) -> None:
    stays = booked(service, estate.actors["staff"], wish(estate, "D1"))
    goes = booked(service, estate.actors["other"], wish(estate, "D2"))
    begun(service, estate)
    changed(service, estate, scaled)
    agreed = weighed(service, estate).stamp

    assert isinstance(published(service, estate, agreed), Refused), "a message is needed"
    answer = published(service, estate, agreed, message=MESSAGE)

    assert isinstance(answer, int)
    states = {row.id: row.state for row in ask(service, "SELECT id, state FROM booking")}
    assert states == {stays.booking.id: "confirmed", goes.booking.id: "cancelled"}
    (letter,) = ask(service, "SELECT booking_id, facts FROM outbox WHERE event = 'cancelled'")
    facts = json.loads(letter.facts) if isinstance(letter.facts, str) else letter.facts
    assert (letter.booking_id, facts["message"]) == (goes.booking.id, MESSAGE)
    assert in_use(service) == {"D1", "Desk 9.01", "Meeting room 9"}
    assert count(service, "plan_draft") == 0
    (plan,) = ask(service, "SELECT version, width, height, metres_per_unit FROM plan")
    assert (plan.version, plan.width, plan.height, round(plan.metres_per_unit, 3)) == (1, 80, 40, 0.1)
    (place,) = ask(
        service,
        "SELECT outline, area_m2, label_x, label_y FROM place p JOIN resource r ON r.id = p.resource_id "
        "WHERE r.name = 'Desk 9.01'",
    )
    outline = json.loads(place.outline) if isinstance(place.outline, str) else place.outline
    assert sorted(map(tuple, outline)) == [(10.0, 10.0), (10.0, 10.8), (11.6, 10.0), (11.6, 10.8)]
    assert round(place.area_m2, 2) == 1.28
    assert 10.3 < place.label_x < 11.3
    (pair,) = ask(service, "SELECT distance_mm, screened FROM seat_pair")
    assert pair.screened, "a wall stands between them"
    assert 3_900 < pair.distance_mm < 4_100, "the two desks stand 4 m apart"
    assert verify_audit(service) == 2 + 1 + 1 + 8


def test_draft_from_the_plan_that_stands_knows_its_walls(service: Service, estate: Estate) -> None:
    """The wall between the two desks is drawn from (128, 60) to (128, 140), at 10 cm a unit."""
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    begun(service, estate)
    changed(service, estate, scaled)
    published(service, estate, weighed(service, estate).stamp)

    draft = begin_from_plan(service, actor, floor, now=NOW)
    assert isinstance(draft, Draft), draft
    published(service, estate, weighed(service, estate).stamp)

    wall = {(12.8, 6.0), (12.8, 14.0)}
    assert [set(run) for run in draft.screens if set(run) == wall] == [wall]
    pairs = ask(service, "SELECT plan_id, screened FROM seat_pair ORDER BY plan_id")
    assert [(row.plan_id, bool(row.screened)) for row in pairs] == [(1, True), (2, True)]


def test_outline_of_the_floor_is_kept_with_the_plan_and_the_next_draft(service: Service, estate: Estate) -> None:
    """Drawn at 10 cm a unit: a room of 30 by 10 m."""
    ring = ((0.0, 0.0), (300.0, 0.0), (300.0, 100.0), (0.0, 100.0))
    begun(service, estate)
    changed(service, estate, lambda draft: replace(draft, outline=ring))
    changed(service, estate, scaled)

    published(service, estate, weighed(service, estate).stamp)
    draft = begin_from_plan(service, estate.actors["facilities"], estate.floor_refs["oak1"], now=NOW)

    (row,) = ask(service, "SELECT outline FROM plan")
    outline = json.loads(row.outline) if isinstance(row.outline, str) else row.outline
    assert outline == [[0, 0], [30, 0], [30, 10], [0, 10]]
    assert isinstance(draft, Draft)
    assert draft.outline == ((0.0, 0.0), (30.0, 0.0), (30.0, 10.0), (0.0, 10.0))


def test_what_a_drawing_says_a_place_has_can_be_searched_once_it_is_published(service: Service, estate: Estate) -> None:
    """Nobody knew of `accessible` in this trust; the drawing brings it for a desk and a room."""
    staff = estate.actors["staff"]
    begun(service, estate)
    given = {"Desk 9.01": ("accessible",), "Meeting room 9": ("screen", "accessible")}
    changed(
        service, estate,
        lambda draft: replace(
            draft,
            places=tuple(
                replace(each, features=given.get(each.name, ()), kind=each.kind or ResourceKind.MEETING_ROOM,
                        accepted=each.name in given)
                for each in draft.places
            ),
        ),
    )  # fmt: skip
    opened = open_draft(service, estate.actors["facilities"], estate.floor_refs["oak1"])
    assert isinstance(opened, OpenDraft)
    assert "accessible" in opened.features, "the forms of the draft know it"

    published(service, estate, weighed(service, estate).stamp)
    day = Interval(at("09:00"), at("10:00"))
    view = show_floor(service, staff, estate.floor_refs["oak1"], day)
    wanted = frozenset({"accessible"})
    rooms = find_rooms(service, staff, RoomQuery(day, kind=ResourceKind.MEETING_ROOM, features=wanted), now=NOW)

    assert isinstance(view, FloorView)
    assert {each.name: each.features for each in view.resources} == {
        "Desk 9.01": ("accessible",),
        "Meeting room 9": ("accessible", "screen"),
    }
    assert [room.resource.name for room in rooms] == ["Meeting room 9"]
    assert list_features(service, staff) == ("accessible", "screen")


def test_draft_from_a_plan_of_before_walls_were_kept_has_none(service: Service, estate: Estate) -> None:
    begun(service, estate)
    published(service, estate, weighed(service, estate).stamp)
    columns = "floor_id, width, height, metres_per_unit, backdrop_svg, published_at"
    with service.db.writing() as tx:
        tx.execute(
            text(f"INSERT INTO plan (ref, version, {columns}) SELECT :ref, 2, {columns} FROM plan"),  # noqa: S608
            {"ref": "z" * 26},
        )
        tx.execute(text("UPDATE floor SET plan_id = (SELECT max(id) FROM plan) WHERE id = 1"))

    draft = begin_from_plan(service, estate.actors["facilities"], estate.floor_refs["oak1"], now=NOW)

    assert isinstance(draft, Draft), draft
    assert draft.screens == ()


def test_places_that_go_can_stay_in_the_list_with_their_bookings(service: Service, estate: Estate) -> None:
    goes = booked(service, estate.actors["other"], wish(estate, "D2"))
    begun(service, estate)

    answer = published(service, estate, weighed(service, estate, keep_gone=True).stamp, keep_gone=True)

    assert isinstance(answer, int)
    assert len(in_use(service)) == 9 + 2
    assert [row.state for row in ask(service, "SELECT state FROM booking")] == ["confirmed"]
    placed = ask(service, "SELECT resource_id FROM place")
    assert goes.booking.resource_id not in {row.resource_id for row in placed}


def test_effect_that_is_no_longer_what_was_agreed_to_is_not_done(service: Service, estate: Estate) -> None:
    begun(service, estate)
    agreed = weighed(service, estate).stamp
    booked(service, estate.actors["other"], wish(estate, "D2"))
    after_booking = published(service, estate, agreed, message=MESSAGE)
    agreed = weighed(service, estate).stamp
    changed(service, estate, lambda draft: replace(draft, places=draft.places))
    after_change = published(service, estate, agreed, message=MESSAGE)

    assert [answer.reason for answer in (after_booking, after_change) if isinstance(answer, Refused)] == [
        Reason.CHANGED_MEANWHILE
    ] * 2
    assert count(service, "plan") == 0


def test_two_places_can_change_their_names_with_one_another(service: Service, estate: Estate) -> None:
    begun(service, estate)
    published(service, estate, weighed(service, estate).stamp)
    first = {row.name: row.id for row in ask(service, "SELECT id, name FROM resource WHERE retired_at IS NULL")}
    begin_from_plan(service, estate.actors["facilities"], estate.floor_refs["oak1"], now=NOW)
    swap = {"D1": "Desk 9.01", "Desk 9.01": "D1"}
    changed(
        service, estate,
        lambda draft: replace(
            draft, places=tuple(replace(each, name=swap.get(each.name, each.name)) for each in draft.places)
        ),
    )  # fmt: skip

    effect = weighed(service, estate)
    assert isinstance(published(service, estate, effect.stamp), int)

    after = {row.name: row.id for row in ask(service, "SELECT id, name FROM resource WHERE retired_at IS NULL")}
    assert "2 places get another name." in effect.says
    assert (after["D1"], after["Desk 9.01"]) == (first["Desk 9.01"], first["D1"])
    versions = ask(service, "SELECT version FROM plan ORDER BY version")
    assert [row.version for row in versions] == [1, 2]


def test_place_out_of_use_comes_back_where_it_is_drawn_again(service: Service, estate: Estate) -> None:
    begun(service, estate)
    published(service, estate, weighed(service, estate).stamp)
    begin_from_plan(service, estate.actors["facilities"], estate.floor_refs["oak1"], now=NOW)
    changed(
        service, estate,
        lambda draft: replace(
            draft,
            places=(
                *draft.places,
                DraftPlace("n1", "d2", ResourceKind.DESK, 1, ((1, 1), (3, 1), (3, 2), (1, 2)), accepted=True),
            ),
        ),
    )  # fmt: skip

    effect = weighed(service, estate)
    assert isinstance(published(service, estate, effect.stamp), int)

    assert "1 place comes back into use." in effect.says
    rows = {row.id: row for row in ask(service, "SELECT id, name, retired_at FROM resource")}
    assert (rows[estate.id("D2")].name, rows[estate.id("D2")].retired_at) == ("d2", None)


def test_what_cannot_stand_is_refused_with_its_remedy(service: Service, estate: Estate) -> None:
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]

    def why(change: Callable[[Draft], Draft]) -> str:
        begun(service, estate)
        changed(service, estate, change)
        answer = weigh_publishing(service, actor, floor, keep_gone=False, now=NOW)
        assert isinstance(answer, Refused), answer
        return answer.why

    def with_place(called: str, **more: object) -> Callable[[Draft], Draft]:
        def change(draft: Draft) -> Draft:
            old = place_called(draft, called)
            new = replace(old, **more)  # type: ignore[arg-type]
            return replace(draft, places=tuple(new if each is old else each for each in draft.places))

        return change

    assert "2 places are called D1. Give each a name of its own." in why(with_place("Desk 9.01", name="D1"))
    assert "no name" in why(with_place("Desk 9.01", name="  "))
    assert "crosses" in why(with_place("Desk 9.01", outline=((0, 0), (9, 9), (9, 0), (0, 9))))
    assert "not on this floor" in why(with_place("Desk 9.01", resource=estate.ref("F1")))
    nothing = why(lambda draft: replace(draft, places=tuple(replace(each, accepted=False) for each in draft.places)))
    assert "Accept at least one place first." in nothing


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("Store",), "The accepted place is 'Not booked'. Give it a kind, such as desk or meeting room."),
        (
            ("Store", "Room 12", "D1"),
            "The 3 accepted places are all 'Not booked'. Give at least one of them a kind, such as desk or meeting "
            "room.",
        ),
    ],
)
def test_draft_on_which_all_that_is_accepted_is_not_booked_says_so(
    names: tuple[str, ...], says: str, service: Service, estate: Estate
) -> None:
    begun(service, estate)

    def change(draft: Draft) -> Draft:
        return replace(
            draft, places=tuple(replace(each, kind=None, accepted=each.name in names) for each in draft.places)
        )

    changed(service, estate, change)
    answer = weigh_publishing(service, estate.actors["facilities"], estate.floor_refs["oak1"], keep_gone=False, now=NOW)

    assert isinstance(answer, Refused)
    assert (answer.why, answer.field) == (says, "accepted")


def test_floor_on_which_people_are_kept_apart_needs_a_scale(service: Service, estate: Estate) -> None:
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.SPACING_CM, 200))
    begun(service, estate)

    without = weigh_publishing(service, actor, floor, keep_gone=False, now=NOW)
    changed(service, estate, scaled)

    assert isinstance(without, Refused)
    assert "Set the scale." in without.why
    assert isinstance(weigh_publishing(service, actor, floor, keep_gone=False, now=NOW), Outlook)


def test_plan_of_a_thousand_places_is_published_in_time(service: Service, estate: Estate) -> None:
    def many(draft: Draft) -> Draft:
        desks = tuple(
            DraftPlace(
                f"m{number}", f"M{number}", ResourceKind.DESK, 1,
                ((x, y), (x + 16, y), (x + 16, y + 8), (x, y + 8)), accepted=True,
            )
            for number in range(1_000)
            for x, y in [(number % 40 * 20, number // 40 * 16)]
        )  # fmt: skip
        return replace(draft, places=desks, height=800)

    begun(service, estate)
    changed(service, estate, many)
    changed(service, estate, scaled)
    agreed = weighed(service, estate).stamp

    started = time.process_time()
    assert isinstance(published(service, estate, agreed), int)

    assert time.process_time() - started < LONGEST_S
    assert count(service, "place") == 1_000
    assert count(service, "seat_pair") > 2_000
