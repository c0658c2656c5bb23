"""The booking of one's own that stands in the way of another: where it is seen, and how it becomes the other."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from booking.actions.list_bookings import show_blocking
from booking.model.decisions import Reason, Refused
from booking.model.estate import Resource
from booking.model.time import Interval
from booking.rules.arrival import refuse_moving
from booking.rules.phrases import say_day, say_span, say_time
from booking.web.addresses import address
from booking.web.booking_view import find_acts
from booking.web.door import Call
from booking.web.times import type_interval

_OWN_FAULT = frozenset({Reason.PERSON_BUSY, Reason.LIMIT_REACHED})
"""The reasons that lie in the person's other bookings, where the way on leads too."""


@dataclass(frozen=True, slots=True)
class OwnBooking:
    """A link to what stands in the way, and one that makes it what was asked for; the latter empty where it cannot."""

    text: str
    href: str
    change_text: str = ""
    change_href: str = ""


def find_own_booking(
    call: Call, refused: Refused, asked: Resource, interval: Interval, zone: ZoneInfo
) -> OwnBooking | None:
    """What of the holder's stands in the way, where something does and the person who asks may see it.

    The change that is offered is to the place and the time asked for; its words name the time where that is another.
    """
    if refused.reason not in _OWN_FAULT:
        return None
    if refused.own_booking is None:
        return OwnBooking("See my bookings", "/bookings")
    card = show_blocking(call.service, call.actor, refused.own_booking)
    if card is None:
        return None
    href, here = f"/bookings/{card.booking.ref}", card.resource.id == asked.id
    stays = refuse_moving(card.booking, asked.id, interval.start, call.now) is not None
    if here or stays or "change" not in find_acts(card, call):
        return OwnBooking("See that booking", href)
    wanted = {"resource": asked.ref, **type_interval(interval, zone).query}
    return OwnBooking(
        "See that booking",
        href,
        f"Change it to this place instead{_say_other_time(card.booking.interval, interval, zone)}",
        address(f"{href}/change", wanted),
    )


def _say_other_time(own: Interval, asked: Interval, zone: ZoneInfo) -> str:
    """The time asked for, where it is not the booking's own; its day too, where that is another."""
    if asked == own:
        return ""
    if {say_day(at, zone) for at in (own.start, own.end, asked.start, asked.end)} == {say_day(own.start, zone)}:
        return f", from {say_time(asked.start, zone)} to {say_time(asked.end, zone)}"
    return f", {say_span(asked, zone)}"
