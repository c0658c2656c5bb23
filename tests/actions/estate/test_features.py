"""What places can have: listed, added, renamed, joined and removed, floor by floor."""

import json

import pytest

from booking.actions.change_features import (
    FeatureChange,
    FeatureCount,
    add_known_feature,
    change_feature,
    list_known_features,
    weigh_feature,
)
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.people import Actor
from tests.actions.estate.steps import done, effect_of, versions
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, Estate
from tests.store.state import ask, checksum, run


def carried(service: Service) -> dict[str, list[str]]:
    rows = ask(service, "SELECT name, features FROM resource ORDER BY id")
    found = {row.name: json.loads(row.features) if isinstance(row.features, str) else row.features for row in rows}
    return {name: features for name, features in found.items() if features}


def apply(service: Service, actor: Actor, code: str, to: str | None) -> FeatureChange | Refused:
    change = FeatureChange(code, to)
    effect = weigh_feature(service, actor, change, now=NOW)
    if isinstance(effect, Refused):
        return effect
    return change_feature(service, actor, change, agreed=effect.stamp, now=NOW)


def test_list_holds_what_is_listed_and_what_places_have(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    done(add_known_feature(service, manager, "Ceiling_hoist", now=NOW))

    assert list_known_features(service, manager) == (
        FeatureCount("Ceiling_hoist", 0), FeatureCount("hearing-loop", 1), FeatureCount("screen", 2),
    )  # fmt: skip


@pytest.mark.parametrize("same", ["Ceiling_hoist", "ceiling_HOIST", "ceiling-hoist", "SCREEN", "hearing_loop"])
def test_feature_that_reads_the_same_is_not_added_again(service: Service, estate: Estate, same: str) -> None:
    manager = estate.actors["facilities"]
    done(add_known_feature(service, manager, "Ceiling_hoist", now=NOW))
    before = checksum(service)

    refused = add_known_feature(service, manager, same, now=NOW)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "name")
    assert checksum(service) == before


def test_renamed_feature_is_renamed_on_every_place_and_on_their_floors_alone(service: Service, estate: Estate) -> None:
    manager, before = estate.actors["facilities"], versions(service, estate)

    done(apply(service, manager, "screen", "Large_screen"))

    assert carried(service) == {"Middle": ["Large_screen"], "Large": ["Large_screen", "hearing-loop"]}
    assert versions(service, estate) == {**before, "oak1": before["oak1"] + 1}
    (entry,) = ask(service, "SELECT act, chain, facts FROM audit_entry")
    assert (entry.act, entry.chain, json.loads(entry.facts)["places"]) == ("feature_renamed", "organisation", 2)
    assert "screen" not in entry.facts


def test_renaming_onto_a_known_feature_joins_the_two(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    effect = effect_of(weigh_feature(service, manager, FeatureChange("screen", "Hearing_Loop"), now=NOW))

    done(apply(service, manager, "screen", "Hearing_Loop"))

    assert effect.says == (
        "“screen” will be called “hearing loop”. 2 places at 1 site have it.",
        "“hearing loop” is known already, so the two become one.",
        "1 place has both now, and will have one.",
    )
    assert carried(service) == {"Middle": ["hearing-loop"], "Large": ["hearing-loop"]}
    assert list_known_features(service, manager) == (FeatureCount("hearing-loop", 2),)


def test_listed_feature_is_renamed_and_removed_in_the_list_too(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    done(add_known_feature(service, manager, "Hoist", now=NOW))

    done(apply(service, manager, "Hoist", "hoist"))
    renamed = [row.code for row in ask(service, "SELECT code FROM feature")]
    done(apply(service, manager, "hoist", None))

    assert (renamed, ask(service, "SELECT code FROM feature")) == (["hoist"], [])


def test_removed_feature_lists_the_bookings_of_its_places(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    booked(service, estate.actors["staff"], wish(estate, "Middle", people=8))
    booked(service, estate.actors["other"], wish(estate, "Small", people=4))

    effect = effect_of(weigh_feature(service, manager, FeatureChange("screen", None), now=NOW))
    done(apply(service, manager, "screen", None))

    assert [card.resource.name for card in effect.affected.first] == ["Middle"]
    assert carried(service) == {"Large": ["hearing-loop"]}


def test_feature_that_a_place_got_meanwhile_is_not_changed_unseen(service: Service, estate: Estate) -> None:
    manager, change = estate.actors["facilities"], FeatureChange("screen", None)
    agreed = effect_of(weigh_feature(service, manager, change, now=NOW)).stamp
    run(service, "UPDATE resource SET features = '[\"screen\"]' WHERE name = 'Small'")
    before = checksum(service)

    refused = change_feature(service, manager, change, agreed=agreed, now=NOW)

    assert refusal_of(refused) is Reason.CHANGED_MEANWHILE
    assert checksum(service) == before


@pytest.mark.parametrize("who", ["oak_facilities", "staff"])
def test_features_are_for_those_who_look_after_every_site(service: Service, estate: Estate, who: str) -> None:
    actor = estate.actors[who]
    answers = (
        list_known_features(service, actor),
        add_known_feature(service, actor, "Hoist", now=NOW),
        apply(service, actor, "screen", "x"),
        change_feature(service, actor, FeatureChange("screen", None), agreed="", now=NOW),
    )

    assert [refusal_of(answer) for answer in answers] == [Reason.NOT_ALLOWED] * 4


def test_no_more_features_are_listed_than_a_form_can_show(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    for number in range(38):
        done(add_known_feature(service, manager, f"f{number}", now=NOW))

    assert refusal_of(add_known_feature(service, manager, "f38", now=NOW)) is Reason.BAD_FIELD
