"""Find people: everybody for managers, otherwise those whom the asker may book for."""

from booking.actions.service import Service
from booking.model.ids import PersonId
from booking.model.people import Actor, Person
from booking.rules.permits import Act, may_anywhere, reach_of
from booking.store.people import read_people


def find_people(
    service: Service, actor: Actor, words: str, *, after: PersonId | None = None, limit: int
) -> tuple[Person, ...]:
    """Active people whose name or address holds the words, in order of id, at most `limit`. One select.

    Who may book for others at a site or everywhere finds everybody; who may for a unit finds its members.
    """
    if may_anywhere(actor, Act.SEE_PEOPLE):
        units = None
    else:
        reach = reach_of(actor, Act.BOOK_FOR)
        units = None if reach.everywhere or reach.sites else reach.units
    return service.db.read(lambda tx: read_people(tx, units=units, words=words, after=after, limit=limit))
