"""What other programs are shown of the model: ids are opaque, times are in UTC with Z."""

from collections.abc import Iterable
from datetime import datetime

from booking.actions.find_rooms import PlacedResource
from booking.actions.place_resources import place_resources
from booking.actions.service import Service
from booking.actions.tell_capacity import tell_capacities
from booking.api.problems import Problem
from booking.api.values import say_instant
from booking.model.audit import HistoryLine
from booking.model.bookings import Booking, BookingCard
from booking.model.decisions import Refused
from booking.model.estate import Floor, Site
from booking.model.ids import ResourceId
from booking.model.people import Person
from booking.model.room_uses import RoomUse
from booking.rules.capacity import Capacity

Shape = dict[str, object]

_SHOWN_OF_BOOKINGS = ("start", "end", "people", "state", "version")
"""What of a booking's facts in the audit is shown; the rest are numbers and digests of the inside."""


def list_shape(items: Iterable[Shape], next_cursor: str | None = None) -> Shape:
    """A page of a list."""
    return {"items": list(items), "next_cursor": next_cursor}


def site_shape(site: Site) -> Shape:
    """A site."""
    return {"id": site.ref, "name": site.name, "timezone": site.timezone}


def floor_shape(floor: Floor) -> Shape:
    """A floor; `plan_version` is null where it has no plan yet."""
    return {
        "id": floor.ref,
        "site_id": floor.site.ref,
        "building": floor.building,
        "name": floor.name,
        "level": floor.level,
        "plan_version": floor.plan.version if floor.plan else None,
    }


def resource_shapes(service: Service, placed: Iterable[PlacedResource], at: datetime) -> dict[ResourceId, Shape]:
    """Resources by their ids, with how many people each is for on the local day of an instant."""
    listed = tuple(placed)
    rooms = tell_capacities(service, (one.resource for one in listed), at)
    return {one.resource.id: _resource_shape(one, rooms[one.resource.id]) for one in listed}


def _resource_shape(placed: PlacedResource, room: Capacity) -> Shape:
    """A resource; `position` is in metres in its plan's frame, y down, and null without a plan or a scale."""
    resource, at = placed.resource, placed.position_m
    return {
        "id": resource.ref,
        "name": resource.name,
        "kind": resource.kind.value,
        "floor_id": resource.floor_ref,
        "capacity": resource.capacity,
        "people_at_most": room.people,
        "limited_by": room.by.value,
        "features": list(resource.features),
        "position": {"x_m": round(at[0], 2), "y_m": round(at[1], 2)} if at else None,
    }


def use_shape(use: RoomUse) -> Shape:
    """What is done in a room, and the minutes that it needs."""
    return {
        "id": use.ref,
        "name": use.name,
        "kinds": sorted(kind.value for kind in use.kinds),
        "setup_min": use.setup_min,
        "turnaround_min": use.turnaround_min,
        "fallow_min": use.fallow_min,
    }


def booking_shape(card: BookingCard) -> Shape:
    """A booking."""
    booking: Booking = card.booking
    return {
        "id": booking.ref,
        "resource_id": card.resource.ref,
        "person": card.person.ref,
        "booked_by": card.booked_by.ref,
        "start": say_instant(booking.interval.start),
        "end": say_instant(booking.interval.end),
        "people": booking.people,
        "title": booking.title,
        "use": card.use.ref if card.use is not None else None,
        "procedure_end": say_instant(booking.procedure_ends_at) if booking.procedure_ends_at is not None else None,
        "state": booking.state.value,
        "version": booking.version,
    }


def person_shape(person: Person) -> Shape:
    """A person."""
    return {"id": person.ref, "name": person.name, "email": person.email}


def entry_shape(line: HistoryLine) -> Shape:
    """An entry of the audit; `before` and `after` are there where a booking was touched."""
    shape: Shape = {
        "id": str(line.entry_id),
        "at": say_instant(line.at),
        "act": line.act.value,
        "actor_name": line.actor,
        "person_name": line.person,
        "booking_id": line.booking_ref,
        "resource_id": line.resource_ref,
        "resource_name": line.resource_name,
    }
    for name in ("before", "after"):
        facts = line.facts.get(name)
        if isinstance(facts, dict):
            shape[name] = {key: facts[key] for key in _SHOWN_OF_BOOKINGS if key in facts}
    return shape


def refusal_members(service: Service, refused: Refused, at: datetime) -> Shape:
    """What a refusal adds where something stands in the way: what is free instead, and until when the place is not.

    `at` is the instant for which was asked.
    """
    members: Shape = {}
    if refused.by is not None or refused.free_instead:
        free = place_resources(service, refused.free_instead)
        members["free_instead"] = list(resource_shapes(service, free, at).values())
    if refused.by is not None:
        members["blocked_until"] = say_instant(refused.by.until)
    return members


def problem_of(service: Service, refused: Refused, at: datetime) -> Problem:
    """A refusal of the rules as a problem; `at` is the instant for which was asked."""
    return Problem(refused.reason, refused.why, refused.field, refusal_members(service, refused, at))
