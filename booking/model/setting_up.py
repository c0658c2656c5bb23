"""How far an organisation is set up, and what is still to do before people can book."""

from dataclasses import dataclass
from enum import StrEnum

from booking.model.ids import Ref


class Step(StrEnum):
    """What is done to set the service up, in this order."""

    SITE = "site"
    BUILDING = "building"
    FLOOR = "floor"
    PLACES = "places"
    HOURS = "hours"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What there is of an estate, as far as somebody looks after it; the first that is in use, None where none is.

    Attributes:
        site: the first site.
        building: the first building.
        floor: the first floor.
        places: whether there is any place to book.
        hours: whether any rule says when places are open.
        people: whether anybody but the first person has an account.
        begun: whether any floor is in use, whoever looks after it.
    """

    site: Ref | None
    building: Ref | None
    floor: Ref | None
    places: bool
    hours: bool
    people: bool
    begun: bool
