"""A person's own bookings: a page of a part of them, and what others have cancelled or moved of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from booking.actions.service import Service
from booking.model.bookings import BookingCard, News, OwnPart
from booking.model.people import Actor
from booking.store.engine import Tx
from booking.store.own_bookings import count_own, read_news, read_own_part, write_seen
from booking.store.people import lock_person

A_PAGE = 25
"""How many bookings stand on one page."""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of a part of what a person holds or made for others.

    Attributes:
        cards: the bookings, by start; of the past the latest first.
        counts: how many there are in each part.
        number: which page this is, from 1.
        last: which is the last one; at least 1.
        news: what others cancelled or moved, and has not been seen yet.
    """

    cards: tuple[BookingCard, ...]
    counts: Mapping[OwnPart, int]
    number: int
    last: int
    news: News


def show_own_bookings(service: Service, actor: Actor, part: OwnPart, number: int, *, now: datetime) -> OwnPage:
    """A page of them; the last one where there are not so many. Three selects."""
    me = actor.person.id

    def work(tx: Tx) -> OwnPage:
        counts = count_own(tx, me, now)
        last = max(1, -(-counts[part] // A_PAGE))
        shown = min(number, last)
        cards = read_own_part(tx, me, part, now, page=((shown - 1) * A_PAGE, A_PAGE))
        return OwnPage(cards, counts, shown, last, read_news(tx, me, now))

    return service.db.read(work)


def see_news(service: Service, actor: Actor, seen_at: datetime, *, now: datetime) -> None:
    """Tell the actor no more of what was cancelled or moved until then."""
    me = actor.person.id

    def work(tx: Tx) -> None:
        lock_person(tx, me)
        write_seen(tx, me, min(seen_at, now))

    service.db.write(work)
