"""What a rule on distance would do is counted and shown before it is agreed to."""

from dataclasses import replace
from datetime import date

import pytest

from booking.actions.service import Service
from booking.actions.set_rules import RuleEnd, RulesDone, RuleWish, Weighed, preview_end, preview_rules
from booking.actions.set_rules import set_rules as agree_to_rules
from booking.actions.show_rules import SpotAsk, rule_ref
from booking.model.decisions import Reason
from booking.model.estate import ResourceKind
from booking.model.layouts import Most
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.rule_changes import RuleDates
from tests.actions.seats import counted, publish_row, spacing, switch_on
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate, set_rules
from tests.store.state import ask, count, run


def test_switching_it_on_shows_beforehand_who_sits_too_close_and_how_many_desks_can_be_used(
    service: Service, estate: Estate
) -> None:
    publish_row(service, estate)
    for who, desk in (("staff", "D1"), ("other", "D2"), ("mate", "D3")):
        booked(service, estate.actors[who], wish(estate, desk))

    answer = preview_rules(service, estate.actors["facilities"], switch_on(estate), now=NOW)

    assert isinstance(answer, Weighed)
    assert answer.effect.shown.says == (
        "People at desks on First, Oak sit at least 2 m apart, seat to seat, from 24 November 2026.",
        "It changes what applies to 4 desks on First (Oak).",
        "Of 4 desks on plans there, 2 pairs are too near each other to be used at the same time.",
        "Over 4 weeks from 24 November 2026 these places can be used on 112 place-days as it is and on 56 (50%) with "
        "this change, if people take every place that they can. On 24 November 2026 alone it takes 2 of 4.",
        "2 bookings that stand break it: 2 are too close to other desks in use then.",
        "These bookings stay. Move or cancel them from their pages.",
    )
    assert [(one.card.resource.name, one.reason) for one in answer.effect.breaches] == [
        ("D1", Reason.TOO_CLOSE),
        ("D2", Reason.TOO_CLOSE),
    ]


def test_distance_for_every_kind_of_place_is_counted_for_desks_alone(service: Service, estate: Estate) -> None:
    publish_row(service, estate)
    asked = replace(switch_on(estate), at=SpotAsk(RuleScope.FLOOR, estate.floor_refs["oak1"], None))

    answer = preview_rules(service, estate.actors["facilities"], asked, now=NOW)

    assert isinstance(answer, Weighed)
    assert answer.effect.shown.says[1:] == (
        "It changes what applies to 4 desks on First (Oak).",
        "Of 4 desks on plans there, 2 pairs are too near each other to be used at the same time.",
        "Over 4 weeks from 24 November 2026 these places can be used on 112 place-days as it is and on 56 (50%) with "
        "this change, if people take every place that they can. On 24 November 2026 alone it takes 2 of 4.",
    )
    found = answer.effect.shown.forecast
    assert found is not None
    assert (found.places, {(day.before, day.after) for day in found.days}) == (4, {(4, 2)})


def test_floor_for_each_person_is_counted_for_rooms_alone(service: Service, estate: Estate) -> None:
    at_floor = SpotAsk(RuleScope.FLOOR, estate.floor_refs["oak1"], None)
    asked = RuleWish(at_floor, RuleField.PERSON_AREA_DM2, (200,), RuleDates(date(2026, 11, 24)))

    answer = preview_rules(service, estate.actors["facilities"], asked, now=NOW)

    assert isinstance(answer, Weighed)
    assert answer.effect.shown.says[1] == (
        "It changes what applies to 3 meeting rooms, 1 clinic room and 1 visiting room on First (Oak)."
    )


def test_both_ways_are_counted_before_either_is_switched_on(service: Service, estate: Estate) -> None:
    """1.6 m, 2 m and 1.9 m from one desk of the row to the next: 2 m keeps two of four, 1.8 m three."""
    publish_row(service, estate)
    facilities = estate.actors["facilities"]

    two, less, off = (preview_rules(service, facilities, switch_on(estate, cm), now=NOW) for cm in (200, 180, 0))

    assert counted(two) == [("First", 4, Most(2, 2), Most(2, 2), True)]
    assert counted(less) == [("First", 4, Most(3, 3), Most(3, 3), True)]
    assert counted(off) == [("First", 4, Most(4, 4), Most(4, 4), True)]


@pytest.mark.parametrize(
    ("trust_cm", "counted_on_ending"),
    [
        (None, ("First", 4, Most(4, 4), Most(4, 4), True)),  # nothing keeps people apart any more
        (180, ("First", 4, Most(3, 3), Most(3, 3), True)),  # the trust's own rule applies again
    ],
)
def test_end_of_a_rule_is_counted_before_it_is_agreed_to(
    service: Service,
    estate: Estate,
    trust_cm: int | None,
    counted_on_ending: tuple[str, int, Most, Most, bool],
) -> None:
    """At 2 m two of the four desks can be used at once; what is counted is what applies once that rule is gone."""
    publish_row(service, estate)
    set_rules(service, spacing(estate, 200))
    if trust_cm is not None:
        trust = (RuleScope.ORGANISATION, int(estate.organisation_id), ResourceKind.DESK)
        set_rules(service, Rule(*trust, RuleField.SPACING_CM, trust_cm))
    (row,) = ask(service, "SELECT id FROM policy_rule WHERE scope = 'site'")
    end = RuleEnd(rule_ref(service, row.id), NOW.date())

    weighed = preview_end(service, estate.actors["facilities"], end, now=NOW)

    assert counted(weighed) == [counted_on_ending]
    assert count(service, "policy_rule", "valid_until IS NOT NULL") == 0


def test_fixed_layout_is_counted_with_the_desks_that_must_stay(service: Service, estate: Estate) -> None:
    """At 3.7 m D3 excludes all others, where D1 and D4 could be used together; D2 and D3 cannot both stay."""
    publish_row(service, estate)
    facilities = estate.actors["facilities"]
    run(service, """UPDATE resource SET features = '["accessible"]' WHERE name = 'D3'""")
    alone = preview_rules(service, facilities, switch_on(estate, 370), now=NOW)
    run(service, """UPDATE resource SET features = '["accessible"]' WHERE name IN ('D2', 'D3')""")
    both = preview_rules(service, facilities, switch_on(estate, 370), now=NOW)

    assert counted(alone) == [("First", 4, Most(2, 2), Most(1, 1), True)]
    assert counted(both) == [("First", 4, Most(2, 2), Most(2, 2), False)]


def test_rule_for_one_desk_is_counted_for_the_whole_floor(service: Service, estate: Estate) -> None:
    publish_row(service, estate)
    wanted = RuleWish(
        SpotAsk(RuleScope.RESOURCE, estate.ref("D1")), RuleField.SPACING_CM, (200,), switch_on(estate).dates
    )

    weighed = preview_rules(service, estate.actors["facilities"], wanted, now=NOW)

    assert counted(weighed) == [("First", 4, Most(3, 3), Most(3, 3), True)]


def test_counting_is_no_part_of_what_is_agreed_to(service: Service, estate: Estate) -> None:
    """Found more exactly next time, the number must not make somebody confirm anew."""
    publish_row(service, estate)
    facilities = estate.actors["facilities"]
    weighed = preview_rules(service, facilities, switch_on(estate), now=NOW)
    assert isinstance(weighed, Weighed)
    shown = weighed.effect.shown

    assert replace(shown, together=None).stamp == shown.stamp
    assert isinstance(agree_to_rules(service, facilities, switch_on(estate), shown.stamp, now=NOW), RulesDone)


def test_rule_for_one_desk_is_weighed_with_those_beside_it(service: Service, estate: Estate) -> None:
    publish_row(service, estate)
    for who, desk in (("staff", "D1"), ("other", "D2")):
        booked(service, estate.actors[who], wish(estate, desk))
    at_desk = SpotAsk(RuleScope.RESOURCE, estate.ref("D1"))

    answer = preview_rules(
        service, estate.actors["facilities"], RuleWish(at_desk, RuleField.SPACING_CM, (200,), switch_on(estate).dates),
        now=NOW,
    )  # fmt: skip

    assert isinstance(answer, Weighed)
    assert [one.card.resource.name for one in answer.effect.breaches] == ["D1"]
