"""Load the demo: a made-up mental health trust with people, floors, rules and bookings."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from booking.actions.demo_people import DEMO_UNITS, demo_people
from booking.actions.passwords import hash_password
from booking.actions.publish_plan import Target, prepare_drawing, publish_plan, write_prepared
from booking.actions.service import Service
from booking.actions.sign_in import DEMO_PASSWORD
from booking.model.audit import AuditAct
from booking.model.estate import ResourceKind
from booking.model.ids import FloorId, OrganisationId, SiteId, UnitId
from booking.model.people import Role
from booking.model.policy import ALL_DAY, ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from booking.store.audit import Event, append_entry, open_chain
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.estate import (
    NewResource,
    add_building,
    add_floor,
    add_organisation,
    add_resources,
    add_site,
    add_unit,
    find_building,
    find_organisation,
)
from booking.store.people import add_person
from booking.store.policies import write_rules
from floorplans.demo import demo_plan

TRUST = "Wyre Vale Mental Health NHS Trust (demo)"
HEADQUARTERS = "Alder House"
CLINIC = "Bridge Street Clinic"
ZONE = "Europe/London"

_OFFICE_HOURS = ((ClockSpan(8 * 60, 18 * 60),),) * 5 + ((),) * 2
_BANK_HOLIDAYS = (
    (date(2026, 12, 25), "Christmas Day"),
    (date(2026, 12, 28), "Boxing Day (substitute day)"),
    (date(2027, 1, 1), "New Year's Day"),
    (date(2027, 3, 26), "Good Friday"),
    (date(2027, 3, 29), "Easter Monday"),
    (date(2027, 5, 3), "Early May bank holiday"),
    (date(2027, 5, 31), "Spring bank holiday"),
    (date(2027, 8, 30), "Summer bank holiday"),
    (date(2027, 12, 27), "Christmas Day (substitute day)"),
    (date(2027, 12, 28), "Boxing Day (substitute day)"),
)
"""Bank holidays in England, from the government's published list."""


class DemoRefusal(Enum):
    """Why the demo, or a floor for it, was not loaded."""

    REAL_DATA = "real data"
    ALREADY_THERE = "already there"


@dataclass(frozen=True, slots=True)
class _Estate:
    organisation_id: OrganisationId
    site_id: SiteId
    clinic_site_id: SiteId
    floor_id: FloorId
    clinic_floor_id: FloorId
    units: dict[str, UnitId]


def load_demo(service: Service, *, now: datetime) -> DemoRefusal | None:
    """Load the demo trust into an empty database; refuses one that holds anything already."""
    password_hash = hash_password(DEMO_PASSWORD)
    prepared = prepare_drawing(demo_plan("hq-first-floor"))

    def work(tx: Tx) -> DemoRefusal | None:
        standing = find_organisation(tx)
        if standing is not None:
            return DemoRefusal.ALREADY_THERE if standing.demo else DemoRefusal.REAL_DATA
        estate = _write_estate(tx, now)
        owners = (
            (ResourceKind.CLINIC_ROOM, estate.units["Outpatients"]),
            (ResourceKind.VISITING_ROOM, estate.units["Larch Ward"]),
        )
        lock_floors(tx, [estate.floor_id, estate.clinic_floor_id], now=now)
        write_prepared(tx, Target(estate.site_id, estate.floor_id, owners), prepared, by=None, now=now)
        _write_clinic(tx, estate)
        write_rules(tx, _rules(estate))
        for person in demo_people(estate.organisation_id, estate.site_id, estate.units, password_hash):
            add_person(tx, estate.organisation_id, person, now)
        append_entry(tx, Event(AuditAct.ESTATE_LOADED, None, facts=(("demo", True),)), now)
        return None

    return service.db.write(work)


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


def _write_estate(tx: Tx, now: datetime) -> _Estate:
    organisation_id = add_organisation(tx, TRUST, demo=True, now=now)
    open_chain(tx, None)
    site_id = add_site(tx, organisation_id, HEADQUARTERS, ZONE)
    clinic_site_id = add_site(tx, organisation_id, CLINIC, ZONE)
    open_chain(tx, site_id)
    open_chain(tx, clinic_site_id)
    floor_id = add_floor(tx, add_building(tx, site_id, HEADQUARTERS), "First floor", 1)
    clinic_floor_id = add_floor(tx, add_building(tx, clinic_site_id, CLINIC), "Ground floor", 0)
    units = {name: add_unit(tx, organisation_id, name) for name in DEMO_UNITS}
    return _Estate(organisation_id, site_id, clinic_site_id, floor_id, clinic_floor_id, units)


def _write_clinic(tx: Tx, estate: _Estate) -> None:
    """The clinic's ground floor has no drawing yet: its rooms are listed only."""
    outpatients = estate.units["Outpatients"]
    rooms = [
        NewResource(ResourceKind.CLINIC_ROOM, f"Consulting {number}", 3, ("couch", "sink", "panic_alarm"), outpatients)
        for number in range(1, 7)
    ]
    rooms.append(NewResource(ResourceKind.CLINIC_ROOM, "Treatment", 4, ("couch", "sink", "hoist"), outpatients))
    rooms.append(NewResource(ResourceKind.MEETING_ROOM, "Group room", 14, ("screen", "hearing_loop")))
    rooms.append(NewResource(ResourceKind.MEETING_ROOM, "Interview", 4, ("panic_alarm",)))
    add_resources(tx, estate.clinic_floor_id, rooms)


def _rules(estate: _Estate) -> list[Rule]:
    organisation = (RuleScope.ORGANISATION, int(estate.organisation_id))
    clinic = (RuleScope.SITE, int(estate.clinic_site_id))
    rooms, visits = ResourceKind.CLINIC_ROOM, ResourceKind.VISITING_ROOM
    clinic_roles = frozenset({Role.CLINIC_ADMIN, Role.FACILITIES})
    visit_roles = frozenset({Role.WARD_TEAM, Role.RECEPTION, Role.FACILITIES})
    return [
        Rule(*organisation, None, RuleField.OPENING, (ALL_DAY,) * 7),
        Rule(*organisation, None, RuleField.HORIZON_DAYS, 365),
        Rule(*organisation, rooms, RuleField.WHO_MAY_BOOK, clinic_roles),
        Rule(*organisation, rooms, RuleField.TURNAROUND_MIN, 10),
        Rule(*organisation, rooms, RuleField.ONE_AT_A_TIME, value=False),
        Rule(*organisation, visits, RuleField.WHO_MAY_BOOK, visit_roles),
        Rule(*organisation, visits, RuleField.TURNAROUND_MIN, 15),
        Rule(*organisation, visits, RuleField.ONE_AT_A_TIME, value=False),
        Rule(*clinic, None, RuleField.OPENING, _OFFICE_HOURS),
        *(Rule(*clinic, None, RuleField.CLOSED_DAY, ClosedDay(on, why)) for on, why in _BANK_HOLIDAYS),
    ]
