"""Changing what is said of the estate: weighed, confirmed, audited, and seen at once."""

import json

import pytest

from booking.actions.change_estate import Change, change_estate, weigh_change
from booking.actions.find_rooms import ResourceQuery, list_resources
from booking.actions.service import Service
from booking.actions.show_floor import FloorView, show_floor
from booking.model.decisions import Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.time import Interval
from booking.model.tree import Tier
from booking.store.engine import Database
from tests.actions.estate.steps import change, done, effect_of, node_of, ref_of, versions, wanting
from tests.actions.steps import booked, refusal_of, stamp_floor, wish
from tests.estate import NOW, Estate, at
from tests.store.state import ask, checksum, count

DAY = Interval(at("09:00"), at("17:00"))


def test_renamed_place_shows_at_once_on_a_known_floor_in_every_process(
    service: Service, estate: Estate, database_url: str
) -> None:
    elsewhere = Service(Database(database_url), service.secret, service.anchors)
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    looks = [show_floor(each, manager, floor, DAY) for each in (service, elsewhere)]
    stamp = stamp_floor(service, manager, floor, now=NOW)
    assert all(isinstance(look, FloorView) and look.resources[0].name == "D1" for look in looks)

    done(change(service, manager, wanting(service, manager, Tier.PLACE, estate.ref("D1"), name="D1 by the window")))

    for each in (service, elsewhere):
        view = show_floor(each, manager, floor, DAY)
        assert isinstance(view, FloorView)
        assert view.resources[0].name == "D1 by the window"
        listed = list_resources(each, manager, ResourceQuery(floor=floor), limit=1)
        assert listed[0].resource.name == "D1 by the window"
    assert stamp_floor(service, manager, floor, now=NOW) != stamp
    elsewhere.db.close()


@pytest.mark.parametrize(
    ("tier", "name", "raised"),
    [(Tier.SITE, "Oak", {"oak1", "oak2"}), (Tier.BUILDING, "Oak", {"oak1", "oak2"}), (Tier.FLOOR, "First", {"oak1"})],
)
def test_new_name_raises_the_versions_of_the_floors_that_show_it(
    service: Service, estate: Estate, tier: Tier, name: str, raised: set[str]
) -> None:
    manager, before = estate.actors["facilities"], versions(service, estate)
    ref = ref_of(service, tier.value, name)

    done(change(service, manager, wanting(service, manager, tier, ref, name="Renamed")))

    after = versions(service, estate)
    assert {floor for floor in after if after[floor] != before[floor]} == raised
    assert count(service, tier.value, "name = 'Renamed'") == 1
    (entry,) = ask(service, "SELECT act, chain, facts FROM audit_entry")
    assert (entry.act, "Renamed" in entry.facts) == ("estate_changed", False)
    assert json.loads(entry.facts)["tier"] == tier.value


def test_fewer_seats_list_the_bookings_that_no_longer_fit_and_move_none(service: Service, estate: Estate) -> None:
    """H06, B9."""
    manager = estate.actors["facilities"]
    booked(service, estate.actors["staff"], wish(estate, "Middle", people=8))
    booked(service, estate.actors["other"], wish(estate, "Middle", day="2026-11-26", people=4))
    before = ask(service, "SELECT * FROM booking ORDER BY id")
    wanted = wanting(service, manager, Tier.PLACE, estate.ref("Middle"), capacity=6)

    effect = effect_of(weigh_change(service, manager, wanted, now=NOW))
    done(change(service, manager, wanted))

    assert [(card.person.name, card.booking.people) for card in effect.affected.first] == [("Staff", 8)]
    assert effect.says == (
        "It will seat 6 and seats 8 now.", "1 coming booking is for more people than that.",
        "The bookings listed here stay as they are. Tell the people concerned, or move their bookings.",
    )  # fmt: skip
    assert ask(service, "SELECT * FROM booking ORDER BY id") == before
    assert count(service, "resource", "name = 'Middle' AND capacity = 6") == 1


@pytest.mark.parametrize(
    ("terms", "total"),
    [
        ({"features": ()}, 2),
        ({"features": ("screen", "hearing-loop")}, 0),
        ({"kind": ResourceKind.CLINIC_ROOM}, 2),
        ({"name": "Midst"}, 0),
        ({"capacity": 9}, 0),
    ],
)
def test_each_change_lists_the_bookings_that_it_concerns(
    service: Service, estate: Estate, terms: dict[str, object], total: int
) -> None:
    manager = estate.actors["facilities"]
    booked(service, estate.actors["staff"], wish(estate, "Middle", people=8))
    booked(service, estate.actors["other"], wish(estate, "Middle", day="2026-11-26", people=4))

    wanted = wanting(service, manager, Tier.PLACE, estate.ref("Middle"), **terms)

    assert effect_of(weigh_change(service, manager, wanted, now=NOW)).affected.total == total


def test_another_time_zone_keeps_instants_and_lists_the_bookings(service: Service, estate: Estate) -> None:
    manager, oak = estate.actors["facilities"], ref_of(service, "site", "Oak")
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    instants = ask(service, "SELECT starts_at, ends_at FROM booking")
    wanted = wanting(service, manager, Tier.SITE, oak, timezone="Europe/Paris")

    effect = effect_of(weigh_change(service, manager, wanted, now=NOW))
    done(change(service, manager, wanted))

    assert (effect.affected.total, effect.zone_after) == (1, "Europe/Paris")
    assert ask(service, "SELECT starts_at, ends_at FROM booking") == instants
    view = show_floor(service, manager, estate.floor_refs["oak1"], DAY)
    assert isinstance(view, FloorView)
    assert view.floor.site.timezone == "Europe/Paris"


def test_place_moves_to_another_floor_of_its_site_only(service: Service, estate: Estate) -> None:
    manager, before = estate.actors["facilities"], versions(service, estate)
    near, far = estate.floor_refs["oak2"], estate.floor_refs["elm0"]

    refused = change(service, manager, wanting(service, manager, Tier.PLACE, estate.ref("D1"), floor=far))
    done(change(service, manager, wanting(service, manager, Tier.PLACE, estate.ref("D1"), floor=near)))

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "floor")
    sql = (
        "SELECT r.floor_id, a.floor_id AS of_atom FROM resource r JOIN resource_atom ra ON ra.resource_id = r.id "
        "JOIN atom a ON a.id = ra.atom_id WHERE r.name = 'D1'"
    )
    assert [tuple(row) for row in ask(service, sql)] == [(estate.floors["oak2"],) * 2]
    after = versions(service, estate)
    assert {floor for floor in after if after[floor] != before[floor]} == {"oak1", "oak2"}


@pytest.mark.parametrize(
    ("tier", "name", "to"),
    [(Tier.SITE, "Elm", "OAK"), (Tier.FLOOR, "Second", "first"), (Tier.PLACE, "D2", "d1")],
)
def test_two_things_in_one_place_have_two_names(
    service: Service, estate: Estate, tier: Tier, name: str, to: str
) -> None:
    manager = estate.actors["facilities"]
    table = "resource" if tier is Tier.PLACE else tier.value
    wanted = wanting(service, manager, tier, ref_of(service, table, name), name=to)

    refused = change(service, manager, wanted)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "name")


def test_change_of_what_somebody_else_has_changed_is_refused(service: Service, estate: Estate) -> None:
    manager, other = estate.actors["facilities"], estate.actors["admin"]
    mine = wanting(service, manager, Tier.PLACE, estate.ref("D1"), name="Mine")
    theirs = wanting(service, other, Tier.PLACE, estate.ref("D1"), capacity=2)
    done(change(service, other, theirs))
    before = checksum(service)

    refused = change(service, manager, mine)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.CHANGED_MEANWHILE, "seen")
    assert checksum(service) == before


def test_change_is_written_only_as_it_was_agreed_to(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    wanted = wanting(service, manager, Tier.PLACE, estate.ref("Middle"), capacity=6)
    agreed = effect_of(weigh_change(service, manager, wanted, now=NOW)).stamp
    booked(service, estate.actors["staff"], wish(estate, "Middle", people=8))
    before = checksum(service)

    refused = change_estate(service, manager, wanted, agreed=agreed, now=NOW)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field, checksum(service)) == (Reason.CHANGED_MEANWHILE, "agreed", before)

    done(change(service, manager, wanted))
    assert count(service, "resource", "name = 'Middle' AND capacity = 6") == 1


def test_saving_without_a_change_says_so(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]

    assert refusal_of(change(service, manager, wanting(service, manager, Tier.PLACE, estate.ref("D1")))) is (
        Reason.BAD_FIELD
    )


@pytest.mark.parametrize(("who", "place", "reason"), [
    ("oak_facilities", "D1", None),
    ("oak_facilities", "F1", Reason.NOT_FOUND),
    ("staff", "D1", Reason.NOT_FOUND),
    ("facilities", "F1", None),
])  # fmt: skip
def test_only_those_who_look_after_it_change_a_place(
    service: Service, estate: Estate, who: str, place: str, reason: Reason | None
) -> None:
    wanted = wanting(service, estate.actors["admin"], Tier.PLACE, estate.ref(place), name="Changed")

    assert refusal_of(change(service, estate.actors[who], wanted)) is reason
    assert count(service, "resource", "name = 'Changed'") == (1 if reason is None else 0)


def test_unknown_unit_and_feature_are_refused_beside_their_fields(service: Service, estate: Estate) -> None:
    manager, ref = estate.actors["facilities"], estate.ref("D1")
    answers = [
        change(service, manager, wanting(service, manager, Tier.PLACE, ref, **terms))
        for terms in ({"unit": "a" * 26}, {"features": ("trapdoor",)}, {"floor": "a" * 26})
    ]

    assert [(answer.reason, answer.field) for answer in answers if isinstance(answer, Refused)] == [
        (Reason.BAD_FIELD, "unit"), (Reason.BAD_FIELD, "feature"), (Reason.BAD_FIELD, "floor"),
    ]  # fmt: skip


def test_unit_of_a_place_is_written(service: Service, estate: Estate) -> None:
    manager, team = estate.actors["facilities"], ref_of(service, "unit", "Team")
    wanted = wanting(service, manager, Tier.PLACE, estate.ref("Small"), unit=team)

    after = done(change(service, manager, wanted))

    assert after.unit_id == estate.units["Team"]
    assert node_of(service, manager, Tier.PLACE, estate.ref("Small")).unit_id == estate.units["Team"]


def test_change_that_does_not_fit_the_tier_is_a_mistake_of_ours(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    right = wanting(service, manager, Tier.PLACE, estate.ref("D1"), name="X")
    site = node_of(service, manager, Tier.SITE, ref_of(service, "site", "Oak")).terms

    with pytest.raises(TypeError):
        weigh_change(service, manager, Change(right.tier, right.ref, site, right.seen), now=NOW)
