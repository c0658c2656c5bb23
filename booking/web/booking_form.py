"""The form of a booking: what was typed, and the values read from it or what is wrong with them."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.find_people import find_people
from booking.model.decisions import Reason, Refused
from booking.model.estate import Resource, Site
from booking.model.ids import Ref
from booking.model.people import Person
from booking.model.text import fault_in_line, tidy_line
from booking.model.time import Interval
from booking.rules.permits import Act, may_anywhere
from booking.rules.phrases import say_resource
from booking.web.addresses import address
from booking.web.door import Call
from booking.web.fields import MOST_PEOPLE, Fields, read_whole, say_people_fault
from booking.web.shell import FieldFault
from booking.web.times import WHEN_FIELDS, TypedWhen, WhenFault, find_interval
from booking.web.use_choice import USE_FIELDS, UseChoice, read_procedure_end, read_use
from booking.web.words import FIELD_OF, say_features, say_seats

BOOKING_FIELDS = ("resource", *WHEN_FIELDS, "people", "title", "for", *USE_FIELDS)

FEW_PEOPLE = 30
"""Up to how many people are offered in a list; beyond, an address is typed."""

_LONGEST_NAME = 254


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks for; `holder` None is the person who asks.

    `use` None is nothing in particular, and `procedure_end` None the end of the booking.
    """

    interval: Interval
    people: int
    title: str
    holder: Person | None
    use: Ref | None = None
    procedure_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class FormFault:
    """What is wrong with the form; `asks` are the time fields that mean two instants."""

    faults: tuple[FieldFault, ...]
    asks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """Another place that is free, and where it can be taken."""

    name: str
    facts: str
    href: str


def read_form(call: Call, fields: Fields, typed: TypedWhen, resource: Resource, site: Site) -> Wanted | FormFault:
    """Read every field, so that all that is wrong is said at once."""
    interval = find_interval(typed, site.zone)
    faults = list(interval.faults) if isinstance(interval, WhenFault) else []
    people = _read_people(fields, resource, faults)
    title = _read_title(fields, faults)
    holder = _find_holder(call, fields.get("for"), faults)
    booked = interval if isinstance(interval, Interval) else None
    ends_at = read_procedure_end(fields.get("procedure_end"), booked, site.zone, faults)
    if faults or isinstance(interval, WhenFault) or people is None:
        return FormFault(tuple(faults), interval.asks if isinstance(interval, WhenFault) else frozenset())
    return Wanted(interval, people, title, holder, read_use(fields.get("use")), ends_at)


def fault_of(refused: Refused, *, none_has: tuple[str, ...] = ()) -> FieldFault:
    """A refusal as something wrong with a field of the form; fields that the form does not show are not named."""
    field = FIELD_OF.get(refused.field or "", refused.field or "")
    if refused.reason is Reason.TOO_FAR_AHEAD:
        field = "date"
    return FieldFault("" if field in none_has or field not in BOOKING_FIELDS else field, refused.why)


def aim_faults(
    faults: tuple[FieldFault, ...], *, asks_people: bool, uses: UseChoice | None = None
) -> tuple[FieldFault, ...]:
    """The faults of a page; those of fields that it does not show lead to none."""
    shown = {"people": asks_people, "use": uses is not None, "procedure_end": uses is not None and uses.rests}
    return tuple(fault if shown.get(fault.field, True) else FieldFault("", fault.text) for fault in faults)


def offer_places(refused: Refused, path: str, typed: dict[str, str], asked: Resource) -> list[Offer]:
    """What is free instead, each with an address that keeps everything typed."""
    return [
        Offer(say_resource(free), say_facts(free, asked), address(path, {**typed, "resource": free.ref}))
        for free in refused.free_instead
    ]


def say_facts(resource: Resource, asked: Resource) -> str:
    """What somebody needs to know of another place: its seats, its features, and whether it is on the same floor."""
    floor = "same floor" if resource.floor_id == asked.floor_id else "another floor"
    return ", ".join(fact for fact in (say_seats(resource), say_features(resource), floor) if fact)


def list_bookable_for(call: Call) -> tuple[Person, ...] | None:
    """The people whom the person may book for, if they are few; None where they are many; empty where none."""
    if not may_anywhere(call.actor, Act.BOOK_FOR):
        return ()
    people = find_people(call.service, call.actor, "", limit=FEW_PEOPLE + 1)
    return None if len(people) > FEW_PEOPLE else tuple(sorted(people, key=lambda person: person.name))


def _read_people(fields: Fields, resource: Resource, faults: list[FieldFault]) -> int | None:
    text = fields.get("people").strip()
    if not text and resource.capacity == 1:
        return 1
    people = read_whole(text, 1, MOST_PEOPLE)
    if people is None:
        words = "Enter how many people will be there." if not text else say_people_fault(text)
        faults.append(FieldFault("people", words))
    return people


def _read_title(fields: Fields, faults: list[FieldFault]) -> str:
    title = tidy_line(fields.get("title"))
    if fault := fault_in_line(title):
        faults.append(FieldFault("title", fault))
    return title


def _find_holder(call: Call, typed: str, faults: list[FieldFault]) -> Person | None:
    """The person of that address or name; None for the person who asks, and where there is no such person."""
    words = tidy_line(typed)
    own = call.actor.person
    if not words or words.lower() == own.email:
        return None
    if fault_in_line(words, most=_LONGEST_NAME):
        faults.append(FieldFault("for", "Enter the person’s work email address."))
        return None
    found = find_people(call.service, call.actor, words, limit=FEW_PEOPLE)
    exact = [person for person in found if person.email == words.lower() or person.name.lower() == words.lower()]
    if len(exact) == 1 or (not exact and len(found) == 1):
        return (exact or list(found))[0]
    faults.append(FieldFault("for", _say_unclear(words, found)))
    return None


def _say_unclear(words: str, found: tuple[Person, ...]) -> str:
    if not found:
        return "We know nobody of that name or address whom you may book for. Check the email address."
    some = ", ".join(f"{person.name} ({person.email})" for person in found[:3])
    more = "" if len(found) <= 3 else " and others"
    return f"More than one person fits “{words}”: {some}{more}. Enter the whole email address."
