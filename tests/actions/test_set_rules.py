"""Setting and ending rules: what it does to bookings written by hand, and what it leaves behind."""

import json
from dataclasses import replace
from datetime import date

import pytest

from booking.actions.service import Service
from booking.actions.set_rules import (
    RuleEnd,
    RulesDone,
    RuleWish,
    Weighed,
    end_rules,
    preview_end,
    preview_rules,
    set_rules,
)
from booking.actions.show_rules import RulesView, SpotAsk, list_rule_spots, rule_ref, show_rules
from booking.model.decisions import Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.people import Actor, Role, TokenScope
from booking.model.policy import ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from booking.model.rule_changes import RuleDates
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, Estate
from tests.estate import set_rules as write_by_hand
from tests.store.state import ask, checksum, count

TODAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
FROM_TODAY = RuleDates(TODAY)
OFFICE = ((ClockSpan(8 * 60, 18 * 60),),) * 5 + ((), ())
TRUST = SpotAsk()


def oak(kind: ResourceKind | None = None) -> SpotAsk:
    return SpotAsk(RuleScope.SITE, Ref("oak"), kind)


@pytest.fixture
def town(service: Service, estate: Estate) -> Estate:
    """The estate whose site Oak has the ref oak, for short."""
    with service.db.writing() as tx:
        tx.connection.exec_driver_sql("UPDATE site SET ref = 'oak' WHERE name = 'Oak'")
    return estate


def weighed(answer: Weighed | Refused) -> Weighed:
    assert isinstance(answer, Weighed), answer
    return answer


def breaches(answer: Weighed | Refused) -> list[tuple[str, str, str]]:
    """The place, the holder and the reason of each booking that would break the rules."""
    found = weighed(answer).effect.breaches
    return [(one.card.resource.name, one.card.person.name, one.reason.value) for one in found]


def set_now(service: Service, who: Actor, asked: RuleWish) -> RulesDone | Refused:
    """See the effect, and set."""
    seen = preview_rules(service, who, asked, now=NOW)
    if isinstance(seen, Refused):
        return seen
    return set_rules(service, who, asked, seen.effect.shown.stamp, now=NOW)


def end_now(service: Service, who: Actor, end: RuleEnd) -> RulesDone | Refused:
    seen = preview_end(service, who, end, now=NOW)
    if isinstance(seen, Refused):
        return seen
    return end_rules(service, who, end, seen.effect.shown.stamp, now=NOW)


def versions(service: Service) -> dict[str, int]:
    return {row.name: row.diary_version for row in ask(service, "SELECT name, diary_version FROM floor")}


def test_new_hours_list_the_bookings_outside_them_and_keep_them(service: Service, town: Estate) -> None:
    people = town.actors
    booked(service, people["staff"], wish(town, "D1", "09:00", "17:00"))
    booked(service, people["other"], wish(town, "D2", "07:00", "08:30"))
    booked(service, people["mate"], wish(town, "D3", "09:00", "10:00", day="2026-11-28"))
    booked(service, people["lead"], wish(town, "F1", "06:00", "07:00"))
    asked = RuleWish(oak(), RuleField.OPENING, (OFFICE,), FROM_TODAY)
    before, kept = versions(service), count(service, "booking", "state = 'confirmed'")

    seen = preview_rules(service, people["facilities"], asked, now=NOW)
    assert breaches(seen) == [("D2", "Other", "closed"), ("D3", "Mate", "closed")]
    assert weighed(seen).effect.shown.says == (
        "All places at Oak open 8am to 6pm, Monday to Friday, and are closed on Saturday and Sunday, "
        "from 24 November 2026.",
        "It changes what applies to 5 desks, 3 meeting rooms, 1 clinic room and 1 visiting room on First (Oak) and "
        "Second (Oak).",
        "Over 4 weeks from 24 November 2026 these places can be used on 280 place-days as it is and on 200 (71%) with "
        "this change, if people take every place that they can. On 28 November 2026 alone it takes 10 of 10.",
        "2 bookings that stand break it: 2 are outside the hours or on a closed day.",
        "These bookings stay. Move or cancel them from their pages.",
    )
    assert count(service, "policy_rule") == 0

    assert set_now(service, people["facilities"], asked) == RulesDone()
    assert count(service, "booking", "state = 'confirmed'") == kept == 4
    (row,) = ask(service, "SELECT scope, scope_id, kind, field, valid_from, valid_until FROM policy_rule")
    assert tuple(row)[:4] == ("site", town.sites["oak"], None, "opening")
    assert str(row.valid_from) == "2026-11-24"
    after = versions(service)
    assert after["First"] > before["First"]
    assert after["Second"] > before["Second"]
    assert after["Ground"] == before["Ground"]


def test_turnaround_moves_what_is_occupied_where_there_is_room(service: Service, town: Estate) -> None:
    for who, start, end in (("staff", "09:00", "10:00"), ("other", "10:00", "11:00"), ("mate", "12:00", "13:00")):
        booked(service, town.actors[who], wish(town, "D1", start, end))
    asked = RuleWish(oak(ResourceKind.DESK), RuleField.TURNAROUND_MIN, (30,), FROM_TODAY)

    seen = preview_rules(service, town.actors["facilities"], asked, now=NOW)
    assert breaches(seen) == [("D1", "Staff", "taken")]
    assert weighed(seen).effect.shown.says[2:4] == (
        "Of bookings of 1 hour, 5 then fit between 9am and 5pm; without any gap it would be 8.",
        "After 3 bookings to come the place is kept free for the new time, where the next booking leaves room for it.",
    )

    set_now(service, town.actors["facilities"], asked)
    untils = ask(service, "SELECT starts_at, until_at FROM occupation WHERE live ORDER BY starts_at")
    assert [str(row.until_at)[11:16] for row in untils] == ["10:00", "11:30", "13:30"]


def test_a_shorter_turnaround_gives_the_time_back(service: Service, town: Estate) -> None:
    write_by_hand(service, Rule(RuleScope.SITE, town.sites["oak"], ResourceKind.DESK, RuleField.TURNAROUND_MIN, 60))
    booked(service, town.actors["staff"], wish(town, "D1", "09:00", "10:00"))
    asked = RuleWish(oak(ResourceKind.DESK), RuleField.TURNAROUND_MIN, (0,), FROM_TODAY)

    assert set_now(service, town.actors["facilities"], asked) == RulesDone()

    (row,) = ask(service, "SELECT until_at FROM occupation WHERE live")
    assert str(row.until_at)[11:16] == "10:00"


def test_who_may_book_lists_what_was_made_by_those_who_no_longer_may(service: Service, town: Estate) -> None:
    booked(service, town.actors["staff"], wish(town, "Small", "09:00", "10:00"))
    booked(service, town.actors["facilities"], wish(town, "Small", "11:00", "12:00"))
    booked(service, town.actors["lead"], wish(town, "Small", "13:00", "14:00", for_person="mate"))
    roles = frozenset({Role.FACILITIES, Role.TEAM_LEAD})
    asked = RuleWish(SpotAsk(kind=ResourceKind.MEETING_ROOM), RuleField.WHO_MAY_BOOK, (roles,), FROM_TODAY)

    seen = preview_rules(service, town.actors["admin"], asked, now=NOW)

    # The team lead's role is for the unit Team, and the room belongs to no unit.
    assert breaches(seen) == [("Small", "Staff", "not_allowed"), ("Small", "Mate", "not_allowed")]


@pytest.mark.parametrize(
    ("field", "value", "broken"),
    [
        (RuleField.MAX_LENGTH_MIN, 120, [("D1", "Staff", "too_long")]),
        (RuleField.MIN_LENGTH_MIN, 120, [("D1", "Staff", "too_short")]),
        (RuleField.HORIZON_DAYS, 1, [("D1", "Staff", "too_far_ahead")]),
        (RuleField.MAX_PER_DAY, 1, [("D1", "Staff", "limit_reached")] * 2),
        (RuleField.MAX_UPCOMING, 2, [("D1", "Staff", "limit_reached")] * 3),
        (RuleField.MAX_UPCOMING, 3, []),
        (RuleField.SETUP_MIN, 60, []),
        (RuleField.SETUP_MIN, 75, [("D1", "Staff", "taken"), ("D1", "Staff", "locked_out")]),
    ],
)
def test_each_rule_lists_what_breaks_it(
    service: Service, town: Estate, field: RuleField, value: int, broken: list[tuple[str, str, str]]
) -> None:
    """Tomorrow from 9 to 10 and from 11 to 14, and on Friday from 9 to 11."""
    for start, end, day in (("09:00", "10:00", "25"), ("11:00", "14:00", "25"), ("09:00", "11:00", "27")):
        booked(service, town.actors["staff"], wish(town, "D1", start, end, day=f"2026-11-{day}"))
    asked = RuleWish(SpotAsk(RuleScope.RESOURCE, town.ref("D1")), field, (value,), FROM_TODAY)

    assert breaches(preview_rules(service, town.actors["oak_facilities"], asked, now=NOW)) == broken


def test_what_was_broken_before_is_no_effect_of_the_change(service: Service, town: Estate) -> None:
    booked(service, town.actors["staff"], wish(town, "D1", "07:00", "17:00"))
    write_by_hand(service, Rule(RuleScope.SITE, town.sites["oak"], None, RuleField.OPENING, OFFICE))
    later = ((ClockSpan(9 * 60, 18 * 60),),) * 5 + ((), ())
    asked = RuleWish(oak(), RuleField.OPENING, (later,), FROM_TODAY)

    assert breaches(preview_rules(service, town.actors["facilities"], asked, now=NOW)) == []


def test_closed_days_are_copied_to_every_site_that_one_manages(service: Service, town: Estate) -> None:
    booked(service, town.actors["staff"], wish(town, "D1", day="2026-12-25"))
    booked(service, town.actors["other"], wish(town, "F1", day="2026-12-25"))
    days = (ClosedDay(date(2026, 12, 25), "Christmas Day"), ClosedDay(date(2026, 12, 26), "Boxing Day"))
    asked = RuleWish(oak(), RuleField.CLOSED_DAY, days, everywhere=True)

    assert breaches(preview_rules(service, town.actors["oak_facilities"], asked, now=NOW)) == [
        ("D1", "Staff", "closed")
    ]
    assert set_now(service, town.actors["facilities"], asked) == RulesDone()

    rows = ask(service, "SELECT scope, scope_id FROM policy_rule WHERE field = 'closed_day' ORDER BY scope_id")
    assert [tuple(row) for row in rows] == [("site", site) for site in sorted(town.sites.values()) for _ in days]
    entries = ask(service, "SELECT chain, act, facts FROM audit_entry WHERE booking_id IS NULL ORDER BY id")
    assert [row.act for row in entries] == ["rule_set"] * 4
    assert len({row.chain for row in entries}) == 2
    assert "Christmas" not in "".join(row.facts for row in entries)


def test_effect_that_has_changed_is_shown_again_and_nothing_is_written(service: Service, town: Estate) -> None:
    asked = RuleWish(oak(), RuleField.OPENING, (OFFICE,), FROM_TODAY)
    seen = weighed(preview_rules(service, town.actors["facilities"], asked, now=NOW))
    booked(service, town.actors["other"], wish(town, "D2", "07:00", "08:30"))
    before = checksum(service)

    answer = set_rules(service, town.actors["facilities"], asked, seen.effect.shown.stamp, now=NOW)

    assert refusal_of(answer) is Reason.CHANGED_MEANWHILE
    assert checksum(service) == before


@pytest.mark.parametrize(
    ("who", "spot", "answer"),
    [
        ("admin", TRUST, None),
        ("facilities", TRUST, None),
        ("oak_facilities", TRUST, Reason.NOT_FOUND),
        ("oak_facilities", oak(), None),
        ("oak_facilities", SpotAsk(RuleScope.SITE, Ref("elm")), Reason.NOT_FOUND),
        ("facilities", SpotAsk(RuleScope.SITE, Ref("a" * 26)), Reason.NOT_FOUND),
        ("oak_facilities", SpotAsk(RuleScope.FLOOR, Ref("elm0")), Reason.NOT_FOUND),
        ("oak_facilities", SpotAsk(RuleScope.RESOURCE, Ref("F1")), Reason.NOT_FOUND),
        ("oak_facilities", SpotAsk(RuleScope.RESOURCE, Ref("D1")), None),
        ("staff", oak(), Reason.NOT_FOUND),
        ("auditor", oak(), Reason.NOT_FOUND),
        ("nobody", oak(), Reason.NOT_FOUND),
    ],
)
def test_rules_are_set_only_within_ones_scope(
    service: Service, town: Estate, who: str, spot: SpotAsk, answer: Reason | None
) -> None:
    """A4: a forged scope is answered as one that is not there, and nothing is written."""
    names = {"elm": "elm", "elm0": town.floor_refs["elm0"], "F1": town.ref("F1"), "D1": town.ref("D1")}
    with service.db.writing() as tx:
        tx.connection.exec_driver_sql("UPDATE site SET ref = 'elm' WHERE name = 'Elm'")
    spot = replace(spot, ref=Ref(names.get(spot.ref or "", spot.ref or "")) or None)
    asked = RuleWish(spot, RuleField.HORIZON_DAYS, (30,), FROM_TODAY)

    assert refusal_of(set_now(service, town.actors[who], asked)) is answer
    assert refusal_of(set_rules(service, town.actors[who], asked, "", now=NOW)) in (answer, Reason.CHANGED_MEANWHILE)
    assert count(service, "policy_rule") == (0 if answer else 1)
    assert isinstance(show_rules(service, town.actors[who], spot), Refused) == (answer is not None)


def test_token_for_booking_sets_no_rule(service: Service, town: Estate) -> None:
    program = replace(town.actors["admin"], token_scopes=frozenset({TokenScope.BOOK}))
    asked = RuleWish(TRUST, RuleField.HORIZON_DAYS, (30,), FROM_TODAY)

    assert refusal_of(set_now(service, program, asked)) is Reason.NOT_FOUND


def test_new_rule_ends_the_one_before_and_tells_the_audit_what_it_said(service: Service, town: Estate) -> None:
    admin = town.actors["admin"]
    desks = SpotAsk(kind=ResourceKind.DESK)
    set_now(service, admin, RuleWish(desks, RuleField.HORIZON_DAYS, (60,), FROM_TODAY))
    set_now(service, admin, RuleWish(desks, RuleField.HORIZON_DAYS, (30,), RuleDates(date(2026, 12, 1))))

    rows = ask(service, "SELECT value, valid_from, valid_until FROM policy_rule ORDER BY id")
    assert [(int(row.value), str(row.valid_from), str(row.valid_until)) for row in rows] == [
        (60, "2026-11-24", "2026-11-30"),
        (30, "2026-12-01", "None"),
    ]
    entry = ask(service, "SELECT chain, facts FROM audit_entry ORDER BY id")[-1]
    old = {
        "scope": "organisation", "scope_id": town.organisation_id, "kind": "desk", "field": "horizon_days", "value": 60,
        "from": "2026-11-24", "until": None,
    }  # fmt: skip
    new = {**old, "value": 30, "from": "2026-12-01"}
    assert json.loads(entry.facts) == {"rule": new, "before": [old]}
    assert entry.chain == "organisation"


def test_rule_ends_on_the_day_that_is_asked_for(service: Service, town: Estate) -> None:
    write_by_hand(service, Rule(RuleScope.SITE, town.sites["oak"], None, RuleField.OPENING, OFFICE))
    (row,) = ask(service, "SELECT id FROM policy_rule")
    end = RuleEnd(rule_ref(service, row.id), date(2026, 12, 1))

    seen = weighed(preview_end(service, town.actors["oak_facilities"], end, now=NOW))
    assert seen.effect.shown.says[0] == (
        "No longer: All places at Oak open 8am to 6pm, Monday to Friday, and are closed on Saturday and Sunday."
    )
    assert end_now(service, town.actors["oak_facilities"], end) == RulesDone()

    (row,) = ask(service, "SELECT valid_until FROM policy_rule")
    assert str(row.valid_until) == "2026-11-30"
    (entry,) = ask(service, "SELECT act, facts FROM audit_entry")
    assert (entry.act, json.loads(entry.facts)["rule"]["value"]["mon"]) == ("rule_ended", [[480, 1080]])


def test_rule_that_never_began_is_taken_away(service: Service, town: Estate) -> None:
    rule = Rule(RuleScope.SITE, town.sites["oak"], None, RuleField.HORIZON_DAYS, 3, date(2026, 12, 1))
    write_by_hand(service, rule)
    (row,) = ask(service, "SELECT id FROM policy_rule")

    assert end_now(service, town.actors["facilities"], RuleEnd(rule_ref(service, row.id), TODAY)) == RulesDone()
    assert count(service, "policy_rule") == 0


def test_rule_of_another_site_cannot_be_ended(service: Service, town: Estate) -> None:
    write_by_hand(service, Rule(RuleScope.SITE, town.sites["elm"], None, RuleField.HORIZON_DAYS, 3))
    (row,) = ask(service, "SELECT id FROM policy_rule")
    end = RuleEnd(rule_ref(service, row.id), TODAY)

    assert refusal_of(end_now(service, town.actors["oak_facilities"], end)) is Reason.NOT_FOUND
    assert refusal_of(end_now(service, town.actors["facilities"], end)) is None


def test_shortest_above_the_longest_is_refused(service: Service, town: Estate) -> None:
    write_by_hand(service, Rule(RuleScope.SITE, town.sites["oak"], None, RuleField.MAX_LENGTH_MIN, 30))
    asked = RuleWish(TRUST, RuleField.MIN_LENGTH_MIN, (60,), FROM_TODAY)

    assert refusal_of(set_now(service, town.actors["admin"], asked)) is Reason.BAD_FIELD


def test_narrower_rules_are_counted_as_kept(service: Service, town: Estate) -> None:
    write_by_hand(service, Rule(RuleScope.FLOOR, town.floors["oak2"], None, RuleField.HORIZON_DAYS, 7))
    asked = RuleWish(SpotAsk(kind=ResourceKind.DESK), RuleField.HORIZON_DAYS, (30,), FROM_TODAY)

    says = weighed(preview_rules(service, town.actors["admin"], asked, now=NOW)).effect.shown.says

    assert says[1:] == (
        "It changes what applies to 5 desks on Ground (Elm) and First (Oak).",
        "1 place keeps a narrower rule instead.",
    )


def test_rules_at_a_spot_are_those_around_it(service: Service, town: Estate) -> None:
    trust = Rule(RuleScope.ORGANISATION, town.organisation_id, None, RuleField.HORIZON_DAYS, 60)
    here = Rule(RuleScope.SITE, town.sites["oak"], ResourceKind.DESK, RuleField.HORIZON_DAYS, 30)
    rooms = Rule(RuleScope.SITE, town.sites["oak"], ResourceKind.MEETING_ROOM, RuleField.HORIZON_DAYS, 20)
    there = Rule(RuleScope.SITE, town.sites["elm"], None, RuleField.HORIZON_DAYS, 10)
    write_by_hand(service, trust, here, rooms, there)

    view = show_rules(service, town.actors["oak_facilities"], oak(ResourceKind.DESK))

    assert isinstance(view, RulesView)
    assert [one.rule for one in view.applying] == [trust, here]
    assert [one.rule for one in view.set_here] == [here, rooms]


def test_spots_are_those_that_one_manages(service: Service, town: Estate) -> None:
    mine = list_rule_spots(service, town.actors["oak_facilities"], None)
    all_of_them = list_rule_spots(service, town.actors["facilities"], town.floor_refs["elm0"])

    assert (mine.everywhere, [site.name for site in mine.sites]) == (False, ["Oak"])
    assert [floor.name for floor in mine.floors] == ["First", "Second"]
    assert (all_of_them.everywhere, [site.name for site in all_of_them.sites]) == (True, ["Elm", "Oak"])
    assert [place.name for place in all_of_them.places] == ["F1", "Far"]
