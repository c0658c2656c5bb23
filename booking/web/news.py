"""What others cancelled, moved or kept of somebody's bookings, why, and the way to another place."""

from dataclasses import dataclass
from typing import Any

from booking.model.bookings import PLACE_LOST, BookingCard, BookingState, EndedWhy, Move, MovedWhy, News, Notice
from booking.model.ids import Ref
from booking.rules.phrases import say_day, say_place, say_resource, say_span, say_time
from booking.web.addresses import address
from booking.web.booking_view import say_names
from booking.web.door import Call
from booking.web.times import type_interval
from booking.web.words import say_place as say_floor


@dataclass(frozen=True, slots=True)
class NewsLine:
    """A booking that was cancelled, is kept, or was moved: then `origin` says from where, or from when.

    `names` says whose it was where it is not the viewer's alone; `find_href` is empty for one that was not cancelled.
    """

    ref: Ref
    lead: str
    name: str
    when: str
    names: str
    find_href: str = ""
    origin: str = ""


def news_values(call: Call, news: News) -> dict[str, Any]:
    """What the notice shows; no lines where there is nothing to tell."""
    return {
        "news": [_tell(call, each) for each in news.told],
        "news_heading": _head(news),
        "news_more": _say_more(news),
        "news_until": news.latest.isoformat() if news.latest is not None else "",
    }


def _tell(call: Call, notice: Notice) -> NewsLine:
    if notice.kept:
        return _kept(call, notice)
    if notice.move is not None:
        return _moved(call, notice.card, notice.move)
    return _cancelled(call, notice.card)


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


def _head(news: News) -> str:
    """What happened, in a line: A booking was moved; 3 bookings were moved or cancelled; a booked place is gone."""
    total = news.cancelled + news.moved
    if news.kept and total:
        return "There is news of your bookings"
    if news.kept:
        places = (
            "A place that you have booked is" if news.kept == 1 else f"{news.kept:,} places that you have booked are"
        )
        return f"{places} no longer on the floor plan"
    done = " or ".join(word for word, number in (("moved", news.moved), ("cancelled", news.cancelled)) if number)
    return f"A booking was {done}" if total == 1 else f"{total:,} bookings were {done}"


def _say_more(news: News) -> tuple[str, tuple[tuple[str, str], ...]]:
    """How many are not told one by one, and the links to all of them; empty where none is left out."""
    left = news.cancelled + news.moved + news.kept - len(news.told)
    if not left:
        return "", ()
    ways = [("All bookings to come", "/bookings")] if news.moved or news.kept else []
    ways += [("All cancelled bookings", "/bookings?show=cancelled")] if news.cancelled else []
    return f"{left:,}", tuple(ways)


def _cancelled(call: Call, card: BookingCard) -> NewsLine:
    when = say_span(card.booking.interval, card.floor.site.zone)
    name = say_resource(card.resource)
    closed = card.booking.ended_why is EndedWhy.CLOSED
    cause = f"{name} is closed at that time" if closed else f"{name} was taken out of use"
    lead = f"Cancelled because {cause}:"
    return NewsLine(card.booking.ref, lead, name, when, say_names(card, call), find_instead(call, card))


def _kept(call: Call, notice: Notice) -> NewsLine:
    """That the place is gone and its bookings stay: the next of them is linked."""
    card, number = notice.card, notice.kept
    stay = (
        "This booking of it stays as it is" if number == 1 else f"{number:,} bookings of it stay as they are, the next"
    )
    lead = f"{say_resource(card.resource)} is no longer on the floor plan. {stay}:"
    when = say_span(card.booking.interval, card.floor.site.zone)
    return NewsLine(card.booking.ref, lead, say_resource(card.resource), when, say_names(card, call))


def _moved(call: Call, card: BookingCard, move: Move) -> NewsLine:
    """The floor stands beside the new place where it is another than before."""
    booking, zone = card.booking, card.floor.site.zone
    before, after = say_place(move.kind, move.place), say_resource(card.resource)
    stays = (before, move.floor_id) == (after, card.floor.id)
    origin = [] if stays else [before]
    origin += [say_span(move.interval, zone)] if move.interval != booking.interval else []
    away = move.floor_id != card.floor.id
    name = f"{after} ({say_floor(card.floor)})" if away else after
    lead = f"Moved {_say_cause(before, move)}: from"
    when = say_span(booking.interval, zone)
    return NewsLine(booking.ref, lead, name, when, say_names(card, call), origin=", ".join(origin))


def say_move(card: BookingCard, move: Move) -> tuple[str, str]:
    """From where and when a booking was moved and why; and by whom and when that was done."""
    zone, before = card.floor.site.zone, say_place(move.kind, move.place)
    place = before if move.floor_id == card.floor.id else f"{before} ({move.floor})"
    cause = "" if move.cause is MovedWhy.CHANGED else f", {_say_cause(before, move)}"
    done = f" at {say_time(move.at, zone)} on {say_day(move.at, zone)}" if move.at is not None else ""
    return f"From {place}, {say_span(move.interval, zone)}{cause}", f"By {move.by}{done}"


def _say_cause(before: str, move: Move) -> str:
    match move.cause:
        case MovedWhy.CLOSED:
            return f"because {before} is closed at that time ({move.why.rstrip('.')})"
        case MovedWhy.OFF_PLAN:
            return f"because {before} is no longer on the floor plan"
        case MovedWhy.OUT_OF_USE:
            return f"because {before} was taken out of use"
        case MovedWhy.CHANGED:
            return f"by {move.by}"
