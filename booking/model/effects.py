"""What a change would do, as it is shown before anybody confirms it."""

import hashlib
from dataclasses import dataclass

from booking.model.bookings import BookingCard
from booking.model.estate import ResourceKind
from booking.model.forecast import Forecast
from booking.model.ids import Ref
from booking.model.layouts import Together

MOST_SHOWN = 50
"""How many bookings, or names, the page that shows an effect lists; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Affected:
    """The bookings that a change concerns: how many, the first of them in order of start, and a mark of all.

    The mark differs as soon as one is added, changed or taken away.
    """

    total: int = 0
    first: tuple[BookingCard, ...] = ()
    mark: str = ""


NO_BOOKINGS = Affected()
"""What a change concerns that leaves every booking as it is."""


@dataclass(frozen=True, slots=True)
class Share:
    """A floor or a place that is part of something, and how many coming bookings it has.

    `kind` is that of a place, None for a floor; `building` is that of a floor, empty for a place.
    """

    ref: Ref
    name: str
    kind: ResourceKind | None
    building: str
    coming: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do.

    Attributes:
        says: sentences with the numbers, the most important first.
        affected: the bookings concerned.
        names: the things concerned, where they are worth naming; all of them.
        forecast: how many of the places can be used on each of the coming days; None where nothing is lost or won.
        zone_after: the time zone in which the bookings' times will be shown, where the change alters it.
        together: how many desks can be used at once where the change keeps people apart; None where it says nothing
            about that. It is no part of the stamp: it takes seconds to find, and may be found more exactly next time.
        fates: what becomes of each of the first bookings concerned, in their order; empty where all stay as they are.
    """

    says: tuple[str, ...]
    affected: Affected = NO_BOOKINGS
    names: tuple[str, ...] = ()
    zone_after: str = ""
    forecast: Forecast | None = None
    together: Together | None = None
    fates: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """What a person agrees to who has seen this; another effect has another stamp."""
        said = repr((self.says, self.affected.total, self.affected.mark, self.names, self.zone_after))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
