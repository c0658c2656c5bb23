"""Search a day of the audit: by who did it or whom it concerns, and by the place that it is about."""

from dataclasses import dataclass

from booking.actions.service import Service
from booking.actions.show_history import name_things
from booking.model.audit import HistoryLine
from booking.model.decisions import Reason, Refused
from booking.model.ids import PersonId, ResourceId
from booking.model.people import About, Actor
from booking.model.time import Interval
from booking.rules.finding import fits_person, fits_place, name_words, words_of
from booking.rules.permits import Act, may
from booking.store.audit import HistoryFilter, read_history
from booking.store.engine import Tx
from booking.store.finding import read_places_ever
from booking.store.people_changes import AccountFilter, read_accounts

MOST_MEANT = 30
"""How many people or places a search may mean at once; beyond, more of the name is asked for."""


@dataclass(frozen=True, slots=True)
class HistorySearch:
    """Which entries of a day are wanted; empty is any. `after` continues behind the entry of that id."""

    day: Interval
    person: str = ""
    place: str = ""
    after: int | None = None


def search_history(
    service: Service, actor: Actor, asked: HistorySearch, *, limit: int
) -> tuple[HistoryLine, ...] | Refused:
    """Entries of a day, oldest first, at most `limit`; refused at the field that fits nobody, nothing or too many.

    People whose account is closed and places that left the plan are found too. At most six selects.
    """
    if not may(actor, Act.SEE_AUDIT, About()):
        return Refused(Reason.NOT_ALLOWED, "Only auditors and administrators of the whole organisation see the audit.")

    def work(tx: Tx) -> tuple[HistoryLine, ...] | Refused:
        people = _find_people(tx, asked.person) if asked.person else None
        if isinstance(people, Refused):
            return people
        places = _find_places(tx, asked.place) if asked.place else None
        if isinstance(places, Refused):
            return places
        wanted = HistoryFilter(
            since=asked.day.start, until=asked.day.end, people=people, resources=places, after=asked.after
        )
        return name_things(tx, read_history(tx, wanted, limit))

    return service.db.read(work)


def _find_people(tx: Tx, typed: str) -> frozenset[PersonId] | Refused:
    found = read_accounts(tx, AccountFilter(typed, name_words(typed)), None)
    fitting = frozenset(one.person.id for one in found if fits_person(typed, one.person))
    if not fitting:
        why = "We know nobody of that name or address. Check the spelling, or type less of it."
        return Refused(Reason.BAD_FIELD, why, field="person")
    if len(fitting) > MOST_MEANT:
        why = f"More than {MOST_MEANT} people fit “{typed}”. Type more of the name, or the email address."
        return Refused(Reason.BAD_FIELD, why, field="person")
    return fitting


def _find_places(tx: Tx, typed: str) -> frozenset[ResourceId] | Refused:
    words = words_of(typed)
    found = read_places_ever(tx, words) if words else ()
    fitting = frozenset(number for number, place in found if fits_place(words, place))
    if not fitting:
        why = "We know no place of that name. Check the spelling, or type less of it."
        return Refused(Reason.BAD_FIELD, why, field="place")
    if len(fitting) > MOST_MEANT:
        why = f"More than {MOST_MEANT} places fit “{typed}”. Add the floor, the building or the site."
        return Refused(Reason.BAD_FIELD, why, field="place")
    return fitting
