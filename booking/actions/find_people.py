"""Find people: everybody for managers, otherwise those whom the asker may book for."""

from booking.actions.service import Service
from booking.model.ids import PersonId, UnitId
from booking.model.people import Actor, Person
from booking.rules.finding import fits_person, name_words
from booking.rules.permits import Act, may_anywhere, reach_of
from booking.store.people import PeopleFilter, read_people


def find_people(
    service: Service, actor: Actor, words: str, *, with_self: bool = False, after: PersonId | None = None, limit: int
) -> tuple[Person, ...]:
    """Active people whose name or address fits the words, in order of id, at most `limit`. One select.

    Who may book for others at a site or everywhere finds everybody; who may for a unit finds its members. Everybody
    may book for themselves: `with_self` says whether that is worth listing.
    """
    also = actor.person.id if with_self else None
    wanted = PeopleFilter(_reached_units(actor), also, words=words, folded=name_words(words), after=after)
    if not words:
        return service.db.read(lambda tx: read_people(tx, wanted, limit))
    found = service.db.read(lambda tx: read_people(tx, wanted, None))
    return tuple(person for person in found if fits_person(words, person))[:limit]


def _reached_units(actor: Actor) -> frozenset[UnitId] | None:
    """The units whose members the actor may book for; None is everybody."""
    if may_anywhere(actor, Act.SEE_PEOPLE):
        return None
    reach = reach_of(actor, Act.BOOK_FOR)
    return None if reach.everywhere or reach.sites else reach.units
