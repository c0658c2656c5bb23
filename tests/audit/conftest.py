"""A service with some history, and the keys to its guards."""

import pytest

from booking.actions.cancel import cancel
from booking.actions.change import Changes, change_booking
from booking.actions.service import Service
from tests.actions.steps import booked, card_of, wish
from tests.estate import NOW, Estate, at


@pytest.fixture
def written(service: Service, estate: Estate) -> Service:
    """Six entries in oak's chain, one in elm's, none in the organisation's."""
    staff = estate.actors["staff"]
    first = booked(service, staff, wish(estate, title="Supervision"))
    changed = change_booking(service, staff, first.booking.ref, Changes(end=at("16:00")), version=1, now=NOW)
    card_of(cancel(service, staff, card_of(changed).booking.ref, version=2, now=NOW))
    booked(service, estate.actors["other"], wish(estate, "Middle", people=4))
    booked(service, estate.actors["mate"], wish(estate, "D2"))
    booked(service, estate.actors["ward"], wish(estate, "D3"))
    booked(service, estate.actors["lead"], wish(estate, "F1"))
    return service
