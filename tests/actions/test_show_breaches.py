"""The bookings that the rules as they stand would refuse: found again after the rules were set."""

import pytest

from booking.actions.service import Service
from booking.actions.show_breaches import BreachesView, show_breaches
from booking.actions.show_rules import SpotAsk
from booking.model.decisions import Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.policy import ClockSpan, Rule, RuleField, RuleScope
from tests.actions.estate.crowd import fill
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, Estate, set_rules
from tests.store.state import ask, run
from tests.web.test_floor import counting

LATE = "2027-01-10 14:50:00"
"""Ten minutes before the last of 450 bookings ends."""

OFFICE = ((ClockSpan(8 * 60, 18 * 60),),) * 5 + ((), ())


def site(service: Service, name: str = "Oak") -> SpotAsk:
    return SpotAsk(RuleScope.SITE, Ref(ask(service, "SELECT ref FROM site WHERE name = :name", name=name)[0][0]))


def listed(answer: BreachesView | Refused) -> list[tuple[str, str, str]]:
    """Place, holder and reason of each booking."""
    assert isinstance(answer, BreachesView), answer
    return [(one.card.resource.name, one.card.person.name, one.reason.value) for one in answer.breaches]


@pytest.fixture
def crowded(service: Service, estate: Estate) -> Estate:
    """Bookings made before there were rules: two too long, one too early, one in order, and one on another site."""
    booked(service, estate.actors["staff"], wish(estate, "D1", "09:00", "17:00", day="2026-11-27"))
    booked(service, estate.actors["other"], wish(estate, "D2", "07:00", "08:30"))
    booked(service, estate.actors["mate"], wish(estate, "E1", "09:00", "17:00"))
    booked(service, estate.actors["other"], wish(estate, "D2", "10:00", "12:00", day="2026-11-27"))
    booked(service, estate.actors["staff"], wish(estate, "F1", "09:00", "17:00"))
    set_rules(
        service,
        Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.MAX_LENGTH_MIN, 240),
        Rule(RuleScope.SITE, estate.sites["oak"], None, RuleField.OPENING, OFFICE),
    )
    return estate


def test_breaches_of_a_site_are_listed_by_day_with_their_reasons(service: Service, crowded: Estate) -> None:
    found = show_breaches(service, crowded.actors["oak_facilities"], site(service), now=NOW)

    assert listed(found) == [
        ("D2", "Other", "closed"),
        ("E1", "Mate", "too_long"),
        ("D1", "Staff", "too_long"),
    ]
    too_long = ask(
        service,
        "SELECT r.name FROM booking b JOIN resource r ON r.id = b.resource_id "
        "WHERE r.name IN ('D1', 'E1', 'F1') ORDER BY r.name",
    )
    everywhere = show_breaches(service, crowded.actors["facilities"], SpotAsk(), now=NOW)
    assert sorted(name for name, _, why in listed(everywhere) if why == "too_long") == [row.name for row in too_long]


def test_breaches_are_narrowed_to_a_floor_a_place_and_a_kind(service: Service, crowded: Estate) -> None:
    manager = crowded.actors["facilities"]
    first = SpotAsk(RuleScope.FLOOR, crowded.floor_refs["oak1"])
    spots = {
        "floor": first,
        "place": SpotAsk(RuleScope.RESOURCE, crowded.ref("D1")),
        "rooms": SpotAsk(RuleScope.FLOOR, crowded.floor_refs["oak1"], ResourceKind.MEETING_ROOM),
    }

    found = {name: listed(show_breaches(service, manager, spot, now=NOW)) for name, spot in spots.items()}

    assert found == {
        "floor": [("D2", "Other", "closed"), ("D1", "Staff", "too_long")],
        "place": [("D1", "Staff", "too_long")],
        "rooms": [],
    }


def test_so_many_bookings_are_judged_at_a_time(service: Service, estate: Estate) -> None:
    fill(service, estate, 450)
    run(service, "UPDATE booking SET starts_at = :start WHERE id = (SELECT max(id) FROM booking)", start=LATE)
    set_rules(
        service,
        Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.ONE_AT_A_TIME, value=False),
        Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.MIN_LENGTH_MIN, 30),
    )
    manager, oak, pages, behind = estate.actors["facilities"], site(service), [], None

    while True:
        with counting(service) as seen:
            page = show_breaches(service, manager, oak, now=NOW, behind=behind)
        assert isinstance(page, BreachesView)
        assert len([statement for statement in seen if statement.startswith("SELECT")]) == 6
        pages.append((page.looked_at, [str(one.reason) for one in page.breaches]))
        if (behind := page.behind) is None:
            break

    assert pages == [(200, []), (200, []), (50, ["too_short"])]


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        (RuleField.ONE_AT_A_TIME, True, ["person_busy"] * 2),
        (RuleField.MAX_PER_DAY, 3, ["limit_reached"] * 4),
        (RuleField.MAX_UPCOMING, 5, []),
        (RuleField.MAX_UPCOMING, 4, ["limit_reached"] * 5),
    ],
)
def test_limits_of_a_person_count_what_lies_around(
    service: Service, estate: Estate, field: RuleField, value: int, found: list[str]
) -> None:
    """Two at once and two more that day, and one a week later."""
    freely = Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.ONE_AT_A_TIME, value=False)
    set_rules(service, freely)
    for place, start, end in (("D1", "09:00", "10:00"), ("D2", "09:30", "11:00"), ("D3", "12:00", "13:00")):
        booked(service, estate.actors["staff"], wish(estate, place, start, end))
    booked(service, estate.actors["staff"], wish(estate, "E1", "14:00", "15:00"))
    booked(service, estate.actors["staff"], wish(estate, "D1", "09:00", "10:00", day="2026-12-02"))
    if field is RuleField.ONE_AT_A_TIME:
        run(service, "DELETE FROM policy_rule")
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, field, value))

    answer = show_breaches(service, estate.actors["facilities"], SpotAsk(), now=NOW)

    assert [why for _, _, why in listed(answer)] == found


def test_without_rules_nothing_is_broken(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1", "07:00", "17:00"))

    assert listed(show_breaches(service, estate.actors["facilities"], SpotAsk(), now=NOW)) == []


@pytest.mark.parametrize(
    ("who", "where", "answer"),
    [
        ("oak_facilities", "Oak", None),
        ("oak_facilities", "Elm", Reason.NOT_FOUND),
        ("oak_facilities", "", Reason.NOT_FOUND),
        ("facilities", "Elm", None),
        ("staff", "Oak", Reason.NOT_FOUND),
        ("auditor", "Oak", Reason.NOT_FOUND),
    ],
)
def test_breaches_are_shown_only_within_ones_scope(
    service: Service, crowded: Estate, who: str, where: str, answer: Reason | None
) -> None:
    spot = site(service, where) if where else SpotAsk()

    assert refusal_of(show_breaches(service, crowded.actors[who], spot, now=NOW)) is answer
