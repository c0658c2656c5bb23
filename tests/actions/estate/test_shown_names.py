"""No two places of a floor are called alike, as pages show their names: a desk “0.01” reads “Desk 0.01”."""

from dataclasses import replace
from functools import partial

import pytest

from booking.actions.add_to_estate import add_places, check_new_places
from booking.actions.plan_drafts import begin_from_plan, save_draft
from booking.actions.publish_draft import Outlook, Publishing, publish_draft, weigh_publishing
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.drafts import Draft, DraftPlace
from booking.model.estate import ResourceKind
from booking.model.tree import PlaceTerms, Tier
from booking.store.estate import NewResource, add_resources
from tests.actions.drafts.steps import begun, place_called
from tests.actions.estate.steps import change, done, ref_of, take_out, wanting
from tests.actions.estate.test_races import at_once
from tests.estate import NOW, Estate
from tests.store.state import ask, checksum, count, run

DESK, ROOM = ResourceKind.DESK, ResourceKind.MEETING_ROOM
TAKEN = "There is already a place called “Desk 0.01” here. Choose another name."


def stand(service: Service, estate: Estate, *named: tuple[ResourceKind, str], floor: str = "oak1") -> None:
    """Write places past every action, as an older version let people add them."""
    new = [NewResource(kind, name, 1) for kind, name in named]
    service.db.write(lambda tx: add_resources(tx, estate.floors[floor], new))


def terms(estate: Estate, name: str, kind: ResourceKind = DESK, floor: str = "oak1") -> PlaceTerms:
    return PlaceTerms(name, kind, 1, (), None, estate.floor_refs[floor])


@pytest.mark.parametrize(
    ("standing", "kind", "name", "shown"),
    [
        ("0.01", DESK, "Desk 0.01", "Desk 0.01"),
        ("0.01", DESK, "desk  0.01", "Desk 0.01"),
        ("0.01", DESK, "DESK0.01", "Desk 0.01"),
        ("Desk 0.01", DESK, "0.01", "Desk 0.01"),
        ("0.01", ROOM, "Desk 0.01", "Desk 0.01"),
        ("0.01", ROOM, "0.01", "Desk 0.01"),
        ("Hot desk A", DESK, "hotdesk a", "Hot desk A"),
    ],
)
def test_place_that_would_be_shown_under_a_name_that_is_taken_is_not_added(
    service: Service, estate: Estate, standing: str, kind: ResourceKind, name: str, shown: str
) -> None:
    stand(service, estate, (DESK, standing))
    before = checksum(service)

    refused = add_places(
        service, estate.actors["facilities"], estate.floor_refs["oak1"], (terms(estate, name, kind),), now=NOW
    )

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "name")
    assert refused.why == f"There is already a place called “{shown}” here. Choose another name."
    assert checksum(service) == before


@pytest.mark.parametrize(
    ("kind", "name", "floor"), [(DESK, "0.02", "oak1"), (ROOM, "1", "oak1"), (DESK, "Desk 0.01", "oak2")]
)
def test_place_that_is_shown_under_a_name_of_its_own_is_added(
    service: Service, estate: Estate, kind: ResourceKind, name: str, floor: str
) -> None:
    """Room “1” and desk “Desk 1” read differently; on another floor the name is free."""
    stand(service, estate, (DESK, "0.01"), (DESK, "Desk 1"))

    added = done(
        add_places(
            service, estate.actors["facilities"], estate.floor_refs[floor], (terms(estate, name, kind, floor),), now=NOW
        )
    )

    assert [node.name for node in added] == [name]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Desk 0.00", "Desk 0.01", "Desk 0.02"), "Desk 0.01"),
        (("9.01", "desk 9.01"), "Desk 9.01"),
        (
            tuple(f"Desk 7.{number}" for number in range(8)),
            "Desk 7.0, Desk 7.1, Desk 7.2, Desk 7.3, Desk 7.4 and 3 more",
        ),
    ],
    ids=["beside what stands", "beside one another", "many"],
)
def test_of_several_places_none_is_added_where_one_would_be_called_like_another(
    service: Service, estate: Estate, names: tuple[str, ...], said: str
) -> None:
    stand(service, estate, (DESK, "0.01"), *((DESK, f"7.{number}") for number in range(8)))
    new, before = [terms(estate, name) for name in names], checksum(service)
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak1"]

    for answer in (check_new_places(service, manager, floor, new), add_places(service, manager, floor, new, now=NOW)):
        assert isinstance(answer, Refused)
        assert (answer.field, answer.why) == ("first", f"Taken on this floor already: {said}. Choose other numbers.")
    assert checksum(service) == before


@pytest.mark.parametrize(
    ("place", "wanted"),
    [("D1", {"name": "Desk 0.01"}), ("Desk 0.02", {"name": "desk 0.01"}), ("Small", {"name": "Desk 0.01"})],
)
def test_place_is_not_renamed_to_what_another_is_shown_as(
    service: Service, estate: Estate, place: str, wanted: dict[str, object]
) -> None:
    stand(service, estate, (DESK, "0.01"), (DESK, "Desk 0.02"))
    manager = estate.actors["facilities"]

    refused = change(
        service, manager, wanting(service, manager, Tier.PLACE, ref_of(service, "resource", place), **wanted)
    )

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field, refused.why) == (Reason.BAD_FIELD, "name", TAKEN)


def test_other_kind_and_other_floor_give_a_place_another_shown_name(service: Service, estate: Estate) -> None:
    """A room “1” becomes “Desk 1” as a desk, where one stands; a “Desk 1” of another floor cannot come either."""
    stand(service, estate, (DESK, "Desk 1"), (ROOM, "1"))
    stand(service, estate, (DESK, "Desk 1"), floor="oak2")
    manager, room = estate.actors["facilities"], ref_of(service, "resource", "1")
    (above,) = ask(
        service, "SELECT ref FROM resource WHERE name = 'Desk 1' AND floor_id = :on", on=estate.floors["oak2"]
    )

    for ref, wanted in ((room, {"kind": DESK}), (above.ref, {"floor": estate.floor_refs["oak1"]})):
        refused = change(service, manager, wanting(service, manager, Tier.PLACE, ref, **wanted))

        assert isinstance(refused, Refused)
        assert refused.why == "There is already a place called “Desk 1” here. Choose another name."


def test_places_that_share_a_name_from_before_can_be_changed_otherwise(service: Service, estate: Estate) -> None:
    stand(service, estate, (DESK, "0.01"), (DESK, "Desk 0.01"))
    manager, one = estate.actors["facilities"], ref_of(service, "resource", "Desk 0.01")

    done(change(service, manager, wanting(service, manager, Tier.PLACE, one, features=("screen",))))
    done(change(service, manager, wanting(service, manager, Tier.PLACE, one, name="Desk 0.09")))

    (row,) = ask(service, "SELECT name, features FROM resource WHERE ref = :ref", ref=one)
    assert (row.name, "screen" in str(row.features)) == ("Desk 0.09", True)


def test_of_two_who_add_one_shown_name_at_once_one_wins(service: Service, estate: Estate) -> None:
    floor = estate.floor_refs["oak1"]
    for number in range(10, 22):
        acts = [
            partial(add_places, service, estate.actors[who], floor, (terms(estate, name),), now=NOW)
            for who, name in (("facilities", f"4.{number}"), ("admin", f"Desk 4.{number}"))
        ]
        refused = [answer for answer in at_once(*acts) if isinstance(answer, Refused)]
        assert [(answer.reason, answer.field) for answer in refused] == [(Reason.BAD_FIELD, "name")]

    assert count(service, "resource", "name LIKE '%4.%'") == 12


def drawn(service: Service, estate: Estate, *changes: tuple[str, dict[str, object]]) -> Outlook | Refused:
    """The draft of the office with some places changed, weighed for publishing."""
    draft = begun(service, estate)
    alter(service, estate, draft, *changes)
    return weigh_publishing(service, estate.actors["facilities"], estate.floor_refs["oak1"], keep_gone=True, now=NOW)


def alter(service: Service, estate: Estate, draft: Draft, *changes: tuple[str, dict[str, object]]) -> None:
    wanted = {place_called(draft, name).key: said for name, said in changes}

    def rename(found: Draft) -> Draft:
        places = (replace(place, **wanted.get(place.key, {})) for place in found.places)  # type: ignore[arg-type]
        return replace(found, places=tuple(places))

    seen = draft.revision
    done(save_draft(service, estate.actors["facilities"], estate.floor_refs["oak1"], rename, seen=seen, now=NOW))


def test_draft_with_two_places_of_one_shown_name_is_not_published(service: Service, estate: Estate) -> None:
    refused = drawn(service, estate, ("D1", {"name": "9.01", "resource": None}))

    assert isinstance(refused, Refused)
    assert refused.why == "2 places are called Desk 9.01. Give each a name of its own."


def test_draft_names_no_place_like_one_that_stays_in_the_list(service: Service, estate: Estate) -> None:
    """“0.01” is not on the drawing and keeps its name, in use or not; D1 is, and cannot be called so."""
    stand(service, estate, (DESK, "0.01"))
    refused = drawn(service, estate, ("D1", {"name": "Desk 0.01"}))

    assert isinstance(refused, Refused)
    assert refused.why == (
        "A place of this floor that is not on this plan is called Desk 0.01, and keeps its name. Choose another name."
    )
    assert isinstance(
        weigh_publishing(service, estate.actors["facilities"], estate.floor_refs["oak1"], keep_gone=False, now=NOW),
        Refused,
    )


def test_drawn_place_is_the_one_that_is_shown_under_its_name(service: Service, estate: Estate) -> None:
    """The drawing says “Desk 9.01”; the list says “9.01”: one place, which keeps its identity."""
    stand(service, estate, (DESK, "9.01"))
    (before,) = ask(service, "SELECT id FROM resource WHERE name = '9.01'")
    outlook = drawn(service, estate)
    assert isinstance(outlook, Outlook)

    done(
        publish_draft(
            service, estate.actors["facilities"], estate.floor_refs["oak1"],
            Publishing(outlook.effect.stamp, keep_gone=True), now=NOW,
        )
    )  # fmt: skip

    rows = ask(
        service, "SELECT resource.id FROM place JOIN resource ON resource.id = resource_id WHERE name LIKE '%9.01'"
    )
    assert [row.id for row in rows] == [before.id]


def test_draft_of_places_that_share_a_name_from_before_is_published(service: Service, estate: Estate) -> None:
    outlook = drawn(service, estate)
    assert isinstance(outlook, Outlook)
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    done(publish_draft(service, manager, floor, Publishing(outlook.effect.stamp, keep_gone=True), now=NOW))

    run(service, "UPDATE resource SET name = '9.01' WHERE name = 'D1'")
    draft = begin_from_plan(service, manager, floor, now=NOW)
    assert isinstance(draft, Draft)
    assert {"9.01", "Desk 9.01"} <= {place.name for place in draft.places}
    assert isinstance(weigh_publishing(service, manager, floor, keep_gone=True, now=NOW), Outlook)

    alter(service, estate, draft, ("9.01", {"name": "Desk  9.01"}))

    refused = weigh_publishing(service, manager, floor, keep_gone=True, now=NOW)
    assert isinstance(refused, Refused)
    assert refused.why == "2 places are called Desk  9.01. Give each a name of its own."


def test_new_places_are_compared_as_drawn(service: Service, estate: Estate) -> None:
    """A place that is drawn new clashes with a new one as with a known one."""
    draft = begun(service, estate)
    square = ((1.0, 1.0), (3.0, 1.0), (3.0, 2.0), (1.0, 2.0))
    new = tuple(
        DraftPlace(f"n{at}", name, DESK, 1, square, accepted=True) for at, name in enumerate(("8.8", "Desk 8.8"))
    )

    def add(found: Draft) -> Draft:
        return replace(found, places=(*found.places, *new))

    manager, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    done(save_draft(service, manager, floor, add, seen=draft.revision, now=NOW))

    refused = weigh_publishing(service, manager, floor, keep_gone=True, now=NOW)
    assert isinstance(refused, Refused)
    assert refused.why == "2 places are called Desk 8.8. Give each a name of its own."


def test_place_out_of_use_keeps_its_shown_name(service: Service, estate: Estate) -> None:
    stand(service, estate, (DESK, "0.01"))
    manager = estate.actors["facilities"]
    done(take_out(service, manager, Tier.PLACE, ref_of(service, "resource", "0.01"), ""))

    refused = add_places(service, manager, estate.floor_refs["oak1"], (terms(estate, "Desk 0.01"),), now=NOW)

    assert isinstance(refused, Refused)
    assert "called “Desk 0.01” here, out of use. Bring it back" in refused.why
