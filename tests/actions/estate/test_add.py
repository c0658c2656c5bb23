"""Adding sites, buildings, floors and places, and what is refused."""

from typing import Any

import pytest

from booking.actions.add_to_estate import (
    add_building_to_estate,
    add_floor_to_estate,
    add_places,
    add_site_to_estate,
    check_new_places,
)
from booking.actions.book import Wish, book
from booking.actions.service import Service
from booking.actions.verify_audit import verify_audit
from booking.model.decisions import Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.tree import BuildingTerms, FloorTerms, Node, PlaceTerms, SiteTerms, Tier
from tests.actions.estate.steps import done, ref_of, take_out, versions
from tests.actions.steps import card_of, refusal_of, wish
from tests.estate import NOW, Estate
from tests.store.state import ask, checksum, count

NOWHERE = Ref("a" * 26)


def desks(
    estate: Estate, *names: str, floor: str = "oak1", more: dict[str, Any] | None = None
) -> tuple[PlaceTerms, ...]:
    said: dict[str, Any] = {"kind": ResourceKind.DESK, "capacity": 1, "features": (), "unit": None, **(more or {})}
    return tuple(PlaceTerms(name=name, floor=estate.floor_refs[floor], **said) for name in names)


def test_site_building_floor_and_desk_are_added_and_booked(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]

    site = done(add_site_to_estate(service, manager, SiteTerms("Yew", "Europe/London"), now=NOW))
    building = done(add_building_to_estate(service, manager, site.ref, BuildingTerms("Yew House"), now=NOW))
    floor = done(add_floor_to_estate(service, manager, building.ref, FloorTerms("Top", 9, NOWHERE), now=NOW))
    terms = PlaceTerms("9.01", ResourceKind.DESK, 1, ("screen",), None, floor.ref)
    (desk,) = done(add_places(service, manager, floor.ref, (terms,), now=NOW))

    wanted = wish(estate)
    made = card_of(book(service, estate.actors["staff"], Wish(desk.ref, wanted.interval), now=NOW))
    assert (made.resource.name, made.floor.name, made.floor.level, made.floor.site.name) == ("9.01", "Top", 9, "Yew")
    assert made.resource.features == ("screen",)
    acts = [
        (row.chain.partition(":")[0], row.act) for row in ask(service, "SELECT chain, act FROM audit_entry ORDER BY id")
    ]
    assert acts == [("organisation", "estate_added")] + [("site", "estate_added")] * 3 + [("site", "booked")]
    assert verify_audit(service) == 5


def test_several_places_are_added_together_and_each_has_its_entry(service: Service, estate: Estate) -> None:
    before = versions(service, estate)
    names = [f"D{number}" for number in range(10, 34)]

    done(add_places(service, estate.actors["facilities"], estate.floor_refs["oak1"], desks(estate, *names), now=NOW))

    assert [
        row.name for row in ask(service, "SELECT name FROM resource WHERE id > :last ORDER BY id", last=12)
    ] == names
    assert count(service, "resource_atom") == 12 + 24
    assert count(service, "audit_entry", "act = 'estate_added' AND resource_id IS NOT NULL") == 24
    assert versions(service, estate) == {**before, "oak1": before["oak1"] + 1}
    assert verify_audit(service) == 24


def test_several_places_are_added_all_or_none(service: Service, estate: Estate) -> None:
    before, floor = checksum(service), estate.floor_refs["oak1"]
    new = desks(estate, "D9", "d4", "D1")

    answers = (
        check_new_places(service, estate.actors["facilities"], floor, new),
        add_places(service, estate.actors["facilities"], floor, new, now=NOW),
    )

    for answer in answers:
        assert isinstance(answer, Refused)
        assert (answer.field, answer.why) == ("first", "Taken on this floor already: D4, D1. Choose other numbers.")
    assert checksum(service) == before


def test_name_of_what_is_out_of_use_stays_its_own(service: Service, estate: Estate) -> None:
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    done(take_out(service, manager, Tier.PLACE, estate.ref("D1"), ""))

    refused = add_places(service, manager, floor, desks(estate, "D1"), now=NOW)

    assert isinstance(refused, Refused)
    assert refused.why == (
        "There is already a place called “D1” here, out of use. Bring it back, or choose another name."
    )


@pytest.mark.parametrize(("terms", "field"), [({"features": ("trapdoor",)}, "feature"), ({"unit": NOWHERE}, "unit")])
def test_new_place_has_known_features_and_units_only(
    service: Service, estate: Estate, terms: dict[str, Any], field: str
) -> None:
    new = desks(estate, "D9", more=terms)

    refused = add_places(service, estate.actors["facilities"], estate.floor_refs["oak1"], new, now=NOW)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, field)


def add_each(
    service: Service, actor: Actor, estate: Estate, site: str, floor: str
) -> list[Node | tuple[Node, ...] | Refused]:
    """A site, and a building, a floor and a desk at a site."""
    return [
        add_site_to_estate(service, actor, SiteTerms("New", "Europe/London"), now=NOW),
        add_building_to_estate(service, actor, ref_of(service, "site", site), BuildingTerms("New"), now=NOW),
        add_floor_to_estate(service, actor, ref_of(service, "building", site), FloorTerms("New", 5, NOWHERE), now=NOW),
        add_places(service, actor, estate.floor_refs[floor], desks(estate, "New", floor=floor), now=NOW),
    ]


@pytest.mark.parametrize(
    ("who", "site", "expected"),
    [
        ("facilities", "Elm", [None] * 4),
        ("oak_facilities", "Oak", [Reason.NOT_ALLOWED, None, None, None]),
        ("oak_facilities", "Elm", [Reason.NOT_ALLOWED, *[Reason.NOT_FOUND] * 3]),
        ("reception", "Oak", [Reason.NOT_ALLOWED, *[Reason.NOT_FOUND] * 3]),
    ],
)
def test_managers_add_within_what_they_look_after(
    service: Service, estate: Estate, who: str, site: str, expected: list[Reason | None]
) -> None:
    before = checksum(service)

    answers = add_each(service, estate.actors[who], estate, site, "oak1" if site == "Oak" else "elm0")

    assert [refusal_of(answer) for answer in answers] == expected
    if None not in expected:
        assert checksum(service) == before


@pytest.mark.parametrize("who", ["facilities"])
def test_nothing_is_added_twice_under_one_name(service: Service, estate: Estate, who: str) -> None:
    add_each(service, estate.actors[who], estate, "Oak", "oak1")
    before = checksum(service)

    answers = add_each(service, estate.actors[who], estate, "Oak", "oak1")

    assert [(answer.reason, answer.field) for answer in answers if isinstance(answer, Refused)] == [
        (Reason.BAD_FIELD, "name")
    ] * 4
    assert checksum(service) == before
