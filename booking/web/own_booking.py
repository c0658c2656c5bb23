"""The booking of one's own that stands in the way of another: where it is seen, and how it becomes the other."""

from dataclasses import dataclass

from booking.actions.list_bookings import show_blocking
from booking.model.decisions import Reason, Refused
from booking.model.estate import Resource
from booking.rules.arrival import refuse_moving
from booking.web.addresses import address
from booking.web.booking_view import find_acts
from booking.web.door import Call

_OWN_FAULT = frozenset({Reason.PERSON_BUSY, Reason.LIMIT_REACHED})
"""The reasons that lie in the person's other bookings, where the way on leads too."""


@dataclass(frozen=True, slots=True)
class OwnBooking:
    """A link to what stands in the way; `change_href` is empty where it cannot move to the place asked for."""

    text: str
    href: str
    change_href: str = ""


def find_own_booking(call: Call, refused: Refused, asked: Resource) -> OwnBooking | None:
    """What of the holder's stands in the way, where something does and the person who asks may see it."""
    if refused.reason not in _OWN_FAULT:
        return None
    if refused.own_booking is None:
        return OwnBooking("See my bookings", "/bookings")
    card = show_blocking(call.service, call.actor, refused.own_booking)
    if card is None:
        return None
    href, here = f"/bookings/{card.booking.ref}", card.resource.id == asked.id
    stays = refuse_moving(card.booking, asked.id, card.booking.interval.start, call.now) is not None
    moves = not here and not stays and "change" in find_acts(card, call)
    return OwnBooking("See that booking", href, address(f"{href}/change", {"resource": asked.ref}) if moves else "")
