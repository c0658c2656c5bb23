"""What was cancelled of somebody's bookings since the place is out of use or closed, and the way to another place."""

from dataclasses import dataclass
from typing import Any

from booking.model.bookings import PLACE_LOST, BookingCard, BookingState, EndedWhy, News
from booking.model.ids import Ref
from booking.rules.phrases import say_resource, say_span
from booking.web.addresses import address
from booking.web.booking_view import say_names
from booking.web.door import Call
from booking.web.times import type_interval


@dataclass(frozen=True, slots=True)
class NewsLine:
    """A booking that was cancelled: `names` says whose it was where it is not the viewer's alone."""

    ref: Ref
    name: str
    cause: str
    when: str
    names: str
    find_href: str


def news_values(call: Call, news: News) -> dict[str, Any]:
    """What the notice shows; no lines where there is nothing to tell."""
    return {
        "news": [_line(call, card) for card in news.cards],
        "news_total": news.total,
        "news_until": news.latest.isoformat() if news.latest is not None else "",
    }


def find_instead(call: Call, card: BookingCard) -> str:
    """Where to look for another place at the time of a booking that lost its own; empty for any other."""
    booking = card.booking
    lost = booking.state is BookingState.CANCELLED and booking.ended_why in PLACE_LOST
    if not lost or booking.interval.end <= call.now:
        return ""
    typed = type_interval(booking.interval, card.floor.site.zone)
    people = str(booking.people) if card.resource.capacity > 1 else ""
    site = card.floor.site.ref if card.floor.in_use else ""
    return address("/find", {**typed.query, "people": people, "kind": card.resource.kind.value, "site": site})


def _line(call: Call, card: BookingCard) -> NewsLine:
    when = say_span(card.booking.interval, card.floor.site.zone)
    name = say_resource(card.resource)
    closed = card.booking.ended_why is EndedWhy.CLOSED
    cause = f"{name} is closed at that time" if closed else f"{name} was taken out of use"
    return NewsLine(card.booking.ref, name, cause, when, say_names(card, call), find_instead(call, card))
