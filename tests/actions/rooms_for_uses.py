"""Uses of rooms for tests of the actions: made, changed, and rooms booked for them."""

from datetime import UTC, datetime

from booking.actions.book import Wish, book
from booking.actions.room_uses import change_room_use, enter_room_use, weigh_room_use
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.decisions import Refused
from booking.model.effects import Effect
from booking.model.estate import ResourceKind
from booking.model.room_uses import RoomUse, RoomUseChange, RoomUseTerms
from booking.model.time import Interval
from tests.actions.steps import card_of
from tests.estate import NOW, Estate, at
from tests.store.state import ask

MEETINGS = frozenset({ResourceKind.MEETING_ROOM})
DAY = "2026-11-25"


def terms(
    name: str, *, setup: int = 0, turnaround: int = 0, fallow: int = 0, kinds: frozenset[ResourceKind] = MEETINGS
) -> RoomUseTerms:
    return RoomUseTerms(name, kinds, setup, turnaround, fallow)


AEROSOL = terms("Aerosol generating procedure", fallow=20)
GROUP = terms("Group therapy", setup=15)


def made(service: Service, estate: Estate, wanted: RoomUseTerms) -> RoomUse:
    """A use that must be added."""
    added = enter_room_use(service, estate.actors["facilities"], wanted, now=NOW)
    assert isinstance(added, RoomUse), added
    return added


def changed(service: Service, estate: Estate, change: RoomUseChange) -> RoomUse:
    """A change that must be made, after its effect was looked at."""
    manager = estate.actors["facilities"]
    effect = weigh_room_use(service, manager, change, now=NOW)
    assert isinstance(effect, Effect), effect
    done = change_room_use(service, manager, change, agreed=effect.stamp, now=NOW)
    assert isinstance(done, RoomUse), done
    return done


def wish_for(
    estate: Estate, start: str, end: str, use: RoomUse | None = None, *, over: str = "", place: str = "Middle"
) -> Wish:
    """A wish for a room on one London day, the procedure over at a time of it."""
    return Wish(
        estate.ref(place),
        Interval(at(start, DAY), at(end, DAY)),
        use=use.ref if use is not None else None,
        procedure_end=at(over, DAY) if over else None,
    )


def tried(service: Service, estate: Estate, who: str, wanted: Wish) -> BookingCard | Refused:
    answer = book(service, estate.actors[who], wanted, now=NOW)
    assert isinstance(answer, BookingCard | Refused)
    return answer


def taken(service: Service, estate: Estate, who: str, wanted: Wish) -> BookingCard:
    """A booking that must succeed."""
    return card_of(tried(service, estate, who, wanted))


def until_of(service: Service, card: BookingCard) -> datetime:
    """Until when a booking holds its room, as it is stored."""
    found = ask(service, "SELECT until_at FROM occupation WHERE booking_id = :id AND live", id=card.booking.id)[0][0]
    at_utc = datetime.fromisoformat(str(found))
    return at_utc if at_utc.tzinfo else at_utc.replace(tzinfo=UTC)
