"""Look up a place or a colleague by name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.actions.service import Service
from booking.model.estate import Floor
from booking.model.finding import NamedFeature, NamedPerson, NamedPlace, Sitting
from booking.model.ids import PersonId
from booking.model.people import Actor
from booking.model.time import Interval
from booking.rules.effects import say_code
from booking.rules.finding import closeness, fits, fits_place, next_sittings, place_closeness
from booking.rules.naming import NAMED_KINDS
from booking.rules.permits import Act, reach_of, sites_where
from booking.store.engine import Tx
from booking.store.estate import read_floors
from booking.store.finding import read_named_people, read_named_places, read_sittings

MOST_HITS = 20
"""How many of a kind are answered; whoever sees more should say more of the name."""

AHEAD = timedelta(days=14)
"""How far ahead it is said where a colleague sits."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague, where they sit today, and where on the next day on which they sit anywhere."""

    name: str
    today: tuple[Sitting, ...]
    later: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What fits, the closest first, at most `MOST_HITS` of each; and how many more of each there are.

    Features are by name and by site.
    """

    places: tuple[NamedPlace, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    floors: tuple[Floor, ...] = ()
    features: tuple[NamedFeature, ...] = ()
    more_places: int = 0
    more_colleagues: int = 0
    more_floors: int = 0


def look_up(service: Service, actor: Actor, words: Sequence[str], *, now: datetime) -> LookedUp:
    """The places, colleagues, floors and features whose names fit the folded words. At most four selects.

    Places and floors are those that the actor may look at, and with them what the actor keeps of places that have left
    the plan. Colleagues are those who let others see their name, and of the others those whose bookings the actor may
    see; what is said of them is about desks and meeting rooms at sites that the actor may look at, and somebody who may
    not look at every site is told only of colleagues who sit at one of theirs.
    """
    sites = sites_where(actor, Act.LOOK)

    def work(tx: Tx) -> LookedUp:
        named = read_named_places(tx, words, sites, viewer=actor.person.id, now=now)
        standing = read_floors(tx, sites)
        places = [place for place in named if fits_place(words, place)]
        floors = [floor for floor in standing if fits(words, _say_floor(floor))]
        colleagues, more = _find_colleagues(tx, words, actor, now)
        places.sort(key=lambda place: place_closeness(words, place))
        return LookedUp(
            places=tuple(places[:MOST_HITS]),
            colleagues=colleagues,
            floors=tuple(floors[:MOST_HITS]),
            features=_find_features(words, named, standing)[:MOST_HITS],
            more_places=max(len(places) - MOST_HITS, 0),
            more_colleagues=more,
            more_floors=max(len(floors) - MOST_HITS, 0),
        )

    return service.db.read(work)


def _find_colleagues(tx: Tx, words: Sequence[str], actor: Actor, now: datetime) -> tuple[tuple[Colleague, ...], int]:
    sites, reach = sites_where(actor, Act.LOOK), reach_of(actor, Act.SEE_BOOKING)
    people = [person for person in read_named_people(tx, words) if fits(words, person.name)]
    people.sort(key=lambda person: (closeness(words, person.name), person.id))
    known = {person.id for person in people if sites is None and (person.shows_name or reach.everywhere)}
    asked = people[:MOST_HITS] if len(known) == len(people) else people
    sittings: dict[PersonId, list[Sitting]] = {}
    window = Interval(now, now + AHEAD)
    if asked:
        for sitting in read_sittings(
            tx, (one.id for one in asked), window, kinds=NAMED_KINDS, site_ids=sites, reach=reach
        ):
            sittings.setdefault(sitting.person_id, []).append(sitting)
    found = [person for person in people if person.id in known or person.id in sittings]
    shown = tuple(_colleague(person, sittings.get(person.id, []), now) for person in found[:MOST_HITS])
    return shown, max(len(found) - MOST_HITS, 0)


def _find_features(
    words: Sequence[str], places: Iterable[NamedPlace], floors: Iterable[Floor]
) -> tuple[NamedFeature, ...]:
    """The features that fit, each at every site that has places with it."""
    sites = {floor.site.id: floor.site for floor in floors}
    carried = Counter(
        (code, place.site_id)
        for place in places
        if place.own_booking is None
        for code in set(place.features)
        if place.site_id in sites and fits(words, say_code(code))
    )
    found = (NamedFeature(code, sites[site_id], number) for (code, site_id), number in carried.items())
    return tuple(sorted(found, key=lambda one: (say_code(one.code).casefold(), one.site.name, one.site.id)))


def _colleague(person: NamedPerson, sittings: list[Sitting], now: datetime) -> Colleague:
    return Colleague(person.name, *next_sittings(sittings, now))


def _say_floor(floor: Floor) -> str:
    return f"{floor.name} {floor.building} {floor.site.name}"
