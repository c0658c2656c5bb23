"""For how many people a room is: by seats, by floor and by air."""

from dataclasses import replace

import pytest

from booking.model.bookings import Request
from booking.model.decisions import Accepted, Refused
from booking.model.estate import ResourceKind
from booking.model.policy import Policy, RuleField
from booking.rules.capacity import Capacity, Limit, capacity_of
from booking.rules.decide import decide
from tests.rules.facts import ME, NOW, actor, between, diary, room, rule

CLINIC, MEETING, DESK = ResourceKind.CLINIC_ROOM, ResourceKind.MEETING_ROOM, ResourceKind.DESK
BY_FLOOR = Policy(person_area_dm2=460, person_air_m3=0)
"""4.6 m² each, which is 11 m³ under a ceiling of about 2.4 m."""


@pytest.mark.parametrize(
    ("area_m2", "seats", "people"),
    [(13.79, 8, 2), (13.8, 8, 3), (4.0, 8, 1), (0.0, 8, 1), (500.0, 8, 8), (None, 8, 8), (13.8, 2, 2)],
)
def test_floor_is_for_whole_people_at_least_one_and_never_more_than_seats(
    area_m2: float | None, seats: int, people: int
) -> None:
    assert capacity_of(replace(room(seats=seats), area_m2=area_m2), BY_FLOOR).people == people


@pytest.mark.parametrize(
    ("kind", "ceiling_cm", "people"),
    [
        (CLINIC, 240, 4),  # 20 m² and 2.4 m are 48 m³
        (CLINIC, 275, 5),  # 55 m³ are five times 11, exactly
        (CLINIC, 300, 5),  # 60 m³
        (CLINIC, 600, 5),  # what is higher than 3 m does not count
        (CLINIC, None, 8),
        (ResourceKind.VISITING_ROOM, 240, 4),
        (MEETING, 240, 8),
        (DESK, 240, 8),
    ],
)
def test_air_counts_up_to_three_metres_where_the_height_is_known_and_not_for_meetings(
    kind: ResourceKind, ceiling_cm: int | None, people: int
) -> None:
    place = replace(room(kind=kind, seats=8), area_m2=20.0, ceiling_cm=ceiling_cm)

    assert capacity_of(place, Policy()).people == people
    assert capacity_of(place, Policy(person_air_m3=0)).people == 8


def test_smaller_of_floor_and_air_counts_and_says_why() -> None:
    place = replace(room(kind=CLINIC, seats=8), area_m2=20.0, ceiling_cm=240)

    assert capacity_of(place, Policy(person_area_dm2=1000)) == Capacity(
        2, "its 20 m² of floor give each person 10 m²", Limit.AREA
    )
    assert capacity_of(place, Policy(person_area_dm2=250)) == Capacity(
        4, "its 48 m³ of air give each person 11 m³", Limit.AIR
    )
    assert capacity_of(replace(place, capacity=4), Policy()) == Capacity(4)


def test_request_for_more_than_the_floor_is_refused_in_words_and_the_next_room_is_offered() -> None:
    small, large = replace(room(1000, seats=8), area_m2=12.0), replace(room(1001, seats=8), area_m2=40.0)
    rules = (rule(RuleField.PERSON_AREA_DM2, 250),)

    def ask(people: int) -> Accepted | Refused:
        facts = diary(small, large, rules=rules)
        return decide(Request(small.id, ME, between("09:00", "10:00"), people=people), facts, actor(), NOW)

    refused = ask(5)

    assert isinstance(ask(4), Accepted)
    assert isinstance(refused, Refused)
    assert refused.why == (
        "Room 1000 is for up to 4 people (its 12 m² of floor give each person 2.5 m²), and you asked for 5. "
        "Choose a larger room or fewer people."
    )
    assert refused.free_instead == (large,)
