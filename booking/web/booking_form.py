"""The form of a booking: what was typed, and the values read from it or what is wrong with them."""

from dataclasses import dataclass
from datetime import datetime

from booking.model.decisions import Reason, Refused
from booking.model.estate import Resource, Site
from booking.model.ids import Ref
from booking.model.people import Person
from booking.model.text import fault_in_line, tidy_line
from booking.model.time import Interval
from booking.rules.phrases import say_resource
from booking.web.addresses import address
from booking.web.book_for import find_holder
from booking.web.door import Call
from booking.web.fields import MOST_PEOPLE, Fields, read_whole, say_people_fault
from booking.web.shell import FieldFault
from booking.web.times import WHEN_FIELDS, TypedWhen, WhenFault, find_interval
from booking.web.use_choice import USE_FIELDS, UseChoice, read_procedure_end, read_use
from booking.web.words import FIELD_OF, say_features, say_seats

BOOKING_FIELDS = ("resource", *WHEN_FIELDS, "people", "title", "for", "for_one", *USE_FIELDS)


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
    holder = find_holder(call, fields, faults)
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
