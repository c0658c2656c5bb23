"""How many people a room is for: its seats, or fewer where its floor or its air says so."""

from dataclasses import dataclass
from enum import StrEnum

from booking.model.estate import Resource, ResourceKind
from booking.model.policy import Policy

COUNTED_HEIGHT_CM = 300
"""Air higher than this is nobody's: the Health and Safety Executive counts no more of a room's height."""

BREATHED_IN = frozenset({ResourceKind.CLINIC_ROOM, ResourceKind.VISITING_ROOM})
"""The kinds of room to which the rule about air applies; rooms for meetings and lectures are outside it."""


class Limit(StrEnum):
    """What says for how many people a place is."""

    SEATS = "seats"
    AREA = "area"
    AIR = "air"


@dataclass(frozen=True, slots=True)
class Capacity:
    """For how many people a place is, at most, and why that is fewer than its seats; empty where it is not."""

    people: int
    why: str = ""
    by: Limit = Limit.SEATS


def capacity_of(resource: Resource, policy: Policy) -> Capacity:
    """The smallest of a room's seats, its area by the rule for each person, and its air; at least 1.

    A desk is for whoever sits at it.
    """
    limits = [Capacity(resource.capacity)]
    if resource.kind is not ResourceKind.DESK and resource.area_m2 is not None:
        limits += _limits(resource, resource.area_m2, policy)
    return min(limits, key=lambda limit: limit.people)


def _limits(room: Resource, area_m2: float, policy: Policy) -> list[Capacity]:
    found = []
    if policy.person_area_dm2:
        each = say_square_metres(policy.person_area_dm2)
        why = f"its {say_number(area_m2)} m² of floor give each person {each}"
        found.append(_at_least_one(area_m2 * 100 / policy.person_area_dm2, why, Limit.AREA))
    if policy.person_air_m3 and room.ceiling_cm is not None and room.kind in BREATHED_IN:
        air_m3 = area_m2 * min(room.ceiling_cm, COUNTED_HEIGHT_CM) / 100
        why = f"its {say_number(air_m3)} m³ of air give each person {policy.person_air_m3} m³"
        found.append(_at_least_one(air_m3 / policy.person_air_m3, why, Limit.AIR))
    return found


def _at_least_one(people: float, why: str, by: Limit) -> Capacity:
    """Whole people: what is a hair below a whole number by the rounding of figures is that number."""
    return Capacity(max(1, int(people + 1e-9)), why, by)


def say_square_metres(dm2: int) -> str:
    """An area: 2 m², 4.6 m²."""
    return f"{say_number(dm2 / 100)} m²"


def say_number(value: float) -> str:
    """A number with at most two decimals: 12, 4.6, 12.25."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
