"""Load the demo: a made-up mental health trust with people, floors and rules."""

from datetime import datetime
from enum import Enum
from functools import cache

from booking.actions.demo_bookings import HISTORY, write_demo_bookings
from booking.actions.demo_estate import HEADQUARTERS, write_estate
from booking.actions.demo_people import demo_people
from booking.actions.drawings import prepare_drawing
from booking.actions.passwords import hash_password
from booking.actions.publish_plan import Target, publish_plan
from booking.actions.service import Service
from booking.actions.sign_in import DEMO_PASSWORD
from booking.model.audit import AuditAct
from booking.store.audit import Event, append_entry
from booking.store.engine import Tx
from booking.store.estate import add_floor, find_building, find_organisation
from booking.store.people import add_person
from floorplans.demo import DEMO_FLOORS, demo_plan
from floorplans.results import PreparedPlan


class DemoRefusal(Enum):
    """Why the demo, or a floor for it, was not loaded."""

    REAL_DATA = "real data"
    ALREADY_THERE = "already there"


def load_demo(service: Service, *, now: datetime, bare: bool = False) -> DemoRefusal | None:
    """Load the demo trust into an empty database; refuses one that holds anything already.

    With bookings, and as if it had been in use for some weeks; `bare` leaves them out.
    """
    if refusal := service.db.read(_refuse):
        return refusal
    password_hash = hash_password(DEMO_PASSWORD)
    plans = {drawn.name: _prepare(drawn.name) for drawn in DEMO_FLOORS}

    def work(tx: Tx) -> DemoRefusal | None:
        if refusal := _refuse(tx):
            return refusal
        since = now if bare else now - HISTORY
        estate = write_estate(tx, plans, since)
        organisation_id, headquarters = estate.organisation_id, estate.sites[HEADQUARTERS]
        new = demo_people(organisation_id, headquarters, estate.units, password_hash)
        people = [add_person(tx, organisation_id, person, since) for person in new]
        if not bare:
            write_demo_bookings(tx, service, people, estate.units, now=now)
        append_entry(tx, Event(AuditAct.ESTATE_LOADED, None, facts=(("demo", True),)), now)
        return None

    return service.db.write(work)


@cache
def _prepare(floor: str) -> PreparedPlan:
    """The plan of one of the demo's own floors, which are drawn the same each time."""
    return prepare_drawing(demo_plan(floor))


def add_demo_floor(service: Service, data: bytes, name: str, *, now: datetime) -> DemoRefusal | int:
    """Add a floor to the demo's headquarters from a drawing; answers how many places can be booked on it.

    Rooms of a drawing made by others become meeting rooms where their labels do not say what they are.

    Raises:
        DrawingRefused: the drawing cannot be used; it says why and what to do.
    """
    prepared = prepare_drawing(data, bookable_rooms=True)

    def work(tx: Tx) -> Target | DemoRefusal:
        standing = find_organisation(tx)
        if standing is not None and not standing.demo:
            return DemoRefusal.REAL_DATA
        building = find_building(tx, HEADQUARTERS)
        if building is None:
            return DemoRefusal.ALREADY_THERE
        building_id, site_id, top_level = building
        return Target(site_id, add_floor(tx, building_id, name, top_level + 1))

    target = service.db.write(work)
    if isinstance(target, DemoRefusal):
        return target
    publish_plan(service, target, prepared, by=None, now=now)
    return len(prepared.places)


def _refuse(tx: Tx) -> DemoRefusal | None:
    standing = find_organisation(tx)
    if standing is None:
        return None
    return DemoRefusal.ALREADY_THERE if standing.demo else DemoRefusal.REAL_DATA
