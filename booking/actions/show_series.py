"""Show a series: when it comes back, and those of its bookings that one may see."""

from dataclasses import dataclass

from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.series import Series
from booking.rules.permits import Act, reach_of
from booking.store.bookings import BookingFilter, read_bookings
from booking.store.engine import Tx
from booking.store.series import MOST_BOOKINGS, find_series, read_series


@dataclass(frozen=True, slots=True)
class SeriesDates:
    """A series and its bookings that the asker may see, in order of start; one or more."""

    series: Series
    cards: tuple[BookingCard, ...]


def show_series(service: Service, actor: Actor, ref: Ref) -> SeriesDates | Refused:
    """A series of which the actor may see a booking; any other is answered like one that is not there. Two selects."""

    def work(tx: Tx) -> SeriesDates | Refused:
        series = find_series(tx, ref)
        if series is None:
            return not_found()
        wanted = BookingFilter(reach=reach_of(actor, Act.SEE_BOOKING), series=series.id)
        cards = read_bookings(tx, wanted, MOST_BOOKINGS)
        return SeriesDates(series, cards) if cards else not_found()

    return service.db.read(work)


def find_series_of(service: Service, card: BookingCard) -> Series | None:
    """The series of a booking that has been shown; None for one on its own. At most one select."""
    series_id = card.booking.series_id
    return None if series_id is None else service.db.read(lambda tx: read_series(tx, series_id))
