"""Whom a booking is for: the people whom somebody may book for, found by part of a name or an address."""

from collections.abc import Iterable

from starlette.responses import JSONResponse, Response

from booking.actions.find_people import find_people
from booking.model.ids import SiteId
from booking.model.people import Actor, Person
from booking.model.text import fault_in_line, tidy_line
from booking.rules.finding import fits_person, is_name
from booking.rules.permits import Act, reach_of
from booking.web.door import Call
from booking.web.fields import Fields
from booking.web.shell import FieldFault

FEW_PEOPLE = 30
"""Up to how many people are offered in a list; beyond, part of a name or an address is typed."""

FEWEST_LETTERS = 2
"""From how many letters on people are suggested as somebody types."""

_LONGEST_NAME = 254


def may_book_for_others(actor: Actor, site_id: SiteId) -> bool:
    """Whether there may be anybody else for whom the person may book at the site."""
    reach = reach_of(actor, Act.BOOK_FOR)
    return reach.everywhere or site_id in reach.sites or bool(reach.units)


def list_bookable_for(call: Call, site_id: SiteId) -> tuple[Person, ...] | None:
    """The people whom the person may book for, if they are few; None where they are many; empty where none."""
    if not may_book_for_others(call.actor, site_id):
        return ()
    people = find_people(call.service, call.actor, "", limit=FEW_PEOPLE + 1)
    return None if len(people) > FEW_PEOPLE else _by_name(people)


def find_holder(call: Call, fields: Fields, faults: list[FieldFault]) -> Person | None:
    """The person of that address or name; None for the person who asks, and where it is not clear who is meant.

    `for_one` says which of several is meant; it counts as long as that person fits what is typed in `for`.
    """
    words = tidy_line(fields.get("for"))
    own = call.actor.person
    if not words or words.lower() == own.email:
        return None
    if fault := fault_in_line(words, most=_LONGEST_NAME):
        faults.append(FieldFault("for", fault))
        return None
    if (meant := _find_meant(call, words, tidy_line(fields.get("for_one")))) is not None:
        return None if meant.id == own.id else meant
    found = find_people(call.service, call.actor, words, limit=FEW_PEOPLE + 1)
    exact = _find_exact(words, found)
    if len(exact) == 1 or (not exact and len(found) == 1):
        return (exact or list(found))[0]
    faults.append(FieldFault("for", _say_unclear(words, found)))
    return None


def list_meant(call: Call, fields: Fields) -> tuple[Person, ...]:
    """The people who may be meant where what is typed fits more than one; empty where it is clear or fits nobody."""
    words = tidy_line(fields.get("for"))
    if not words or fault_in_line(words, most=_LONGEST_NAME):
        return ()
    found = find_people(call.service, call.actor, words, limit=FEW_PEOPLE)
    exact = _find_exact(words, found)
    return _by_name(found) if len(found) > 1 and len(exact) != 1 else ()


def show_bookable_people(call: Call) -> Response:
    """As JSON, the people who fit what somebody is typing and for whom they may book."""
    words = tidy_line(call.query.get("q"))
    asks = len(words) >= FEWEST_LETTERS and not fault_in_line(words, most=_LONGEST_NAME)
    found = find_people(call.service, call.actor, words, limit=FEW_PEOPLE) if asks else ()
    return JSONResponse({"people": [{"name": person.name, "email": person.email} for person in _by_name(found)]})


def _find_meant(call: Call, words: str, email: str) -> Person | None:
    """The person of that address, if they fit the words and may be booked for."""
    if not email or fault_in_line(email, most=_LONGEST_NAME):
        return None
    found = find_people(call.service, call.actor, email, limit=FEW_PEOPLE)
    fitting = (person for person in found if fits_person(words, person))
    return next((person for person in fitting if person.email == email.lower()), None)


def _find_exact(words: str, found: Iterable[Person]) -> list[Person]:
    """Those of them whose whole name or address was typed."""
    return [person for person in found if words.lower() == person.email or is_name(words, person.name)]


def _by_name(people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda person: (person.name, person.email)))


def _say_unclear(words: str, found: tuple[Person, ...]) -> str:
    if not found:
        return "We know nobody of that name or address whom you may book for. Check the spelling, or type less of it."
    if len(found) > FEW_PEOPLE:
        return f"More than {FEW_PEOPLE} people fit “{words}”. Type more of the name, or choose one of the first below."
    return f"{len(found)} people fit “{words}”. Choose one of them from the list."
