"""The estate of the demo trust: three sites, six drawn floors and one without a plan, units, and the trust's rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from booking.actions.demo_people import DEMO_UNITS
from booking.actions.publish_plan import Target, write_prepared
from booking.model.estate import ResourceKind
from booking.model.ids import BuildingId, FloorId, OrganisationId, Ref, RoomUseId, SiteId, UnitId
from booking.model.people import Role
from booking.model.policy import ALL_DAY, ClockSpan, ClosedDay, Rule, RuleField, RuleScope
from booking.model.room_uses import RoomUse
from booking.store.audit import open_chain
from booking.store.engine import Tx
from booking.store.estate import (
    NewResource,
    ResourceFilter,
    add_building,
    add_floor,
    add_organisation,
    add_resources,
    add_site,
    add_unit,
    read_resources,
)
from booking.store.policies import write_rules
from booking.store.room_uses import add_room_use
from floorplans.demo import DEMO_FLOORS
from floorplans.results import PreparedPlan

TRUST = "Wyre Vale Mental Health NHS Trust (demo)"
HEADQUARTERS = "Alder House"
CLINIC = "Bridge Street Clinic"
SECURE_UNIT = "Larch Unit"
ANNEXE = "The Annexe"
ZONE = "Europe/London"
LOCKED_DESK = "L-30"
LOCKOUT_HOURS = 72

_OWNERS = {
    ResourceKind.CLINIC_ROOM: "Outpatients",
    ResourceKind.VISITING_ROOM: "Larch Ward",
}
"""The unit that owns the rooms of a kind."""

_OFFICE_HOURS = ((ClockSpan(7 * 60, 20 * 60),),) * 5 + ((),) * 2
_CLINIC_HOURS = ((ClockSpan(8 * 60, 18 * 60),),) * 5 + ((),) * 2
_VISITING_HOURS = ((ClockSpan(10 * 60, 19 * 60 + 30),),) * 7
"""On weekdays offices and clinics; visits every day. All else at a secure unit is open day and night."""

BANK_HOLIDAYS = (
    (date(2026, 1, 1), "New Year's Day"),
    (date(2026, 4, 3), "Good Friday"),
    (date(2026, 4, 6), "Easter Monday"),
    (date(2026, 5, 4), "Early May bank holiday"),
    (date(2026, 5, 25), "Spring bank holiday"),
    (date(2026, 8, 31), "Summer bank holiday"),
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

_CLINIC = frozenset({ResourceKind.CLINIC_ROOM})
_ROOMS = _CLINIC | {ResourceKind.MEETING_ROOM}
_NEW, _NO_REF = RoomUseId(0), Ref("")

DEMO_USES = (
    RoomUse(_NEW, _NO_REF, "Consultation", _CLINIC, turnaround_min=10),
    RoomUse(_NEW, _NO_REF, "Aerosol generating procedure", _CLINIC, setup_min=15, turnaround_min=15, fallow_min=60),
    RoomUse(_NEW, _NO_REF, "Group therapy", _ROOMS, setup_min=15, turnaround_min=10),
)
"""An hour of fallow time is what guidance asked for in rooms with fewer than ten air changes an hour; the other times
are made up."""


@dataclass(frozen=True, slots=True)
class DemoEstate:
    """What was written, by name."""

    organisation_id: OrganisationId
    sites: Mapping[str, SiteId]
    units: Mapping[str, UnitId]
    floors: tuple[FloorId, ...]


def write_estate(tx: Tx, plans: Mapping[str, PreparedPlan], now: datetime) -> DemoEstate:
    """Write organisation, sites, floors with their plans and places, units and rules into an empty database.

    `plans` holds the prepared plan of each demo floor by its name.
    """
    organisation_id = add_organisation(tx, TRUST, demo=True, now=now)
    open_chain(tx, None)
    units = {name: add_unit(tx, organisation_id, name) for name in DEMO_UNITS}
    sites: dict[str, SiteId] = {}
    buildings: dict[str, BuildingId] = {}
    for drawn in DEMO_FLOORS:
        if drawn.site not in sites:
            sites[drawn.site] = add_site(tx, organisation_id, drawn.site, ZONE)
            open_chain(tx, sites[drawn.site])
        if drawn.building not in buildings:
            buildings[drawn.building] = add_building(tx, sites[drawn.site], drawn.building)
    owners = tuple((kind, units[unit]) for kind, unit in _OWNERS.items())
    floors: list[FloorId] = []
    for drawn in DEMO_FLOORS:
        floor_id = add_floor(tx, buildings[drawn.building], drawn.floor, drawn.level)
        write_prepared(tx, Target(sites[drawn.site], floor_id, owners), plans[drawn.name], by=None, now=now)
        floors.append(floor_id)
    floors.append(_write_annexe(tx, sites[CLINIC], units))
    estate = DemoEstate(organisation_id, sites, units, tuple(floors))
    write_rules(tx, [*_rules(estate), _lockout(tx)])
    for use in DEMO_USES:
        add_room_use(tx, organisation_id, use, now=now)
    return estate


def _lockout(tx: Tx) -> Rule:
    """The rule that keeps one desk free for three days after each use, so that cleaning it can be tried."""
    desk = next(place for place in read_resources(tx, ResourceFilter(), None) if place.name == LOCKED_DESK)
    return Rule(RuleScope.RESOURCE, desk.id, None, RuleField.LOCKOUT_HOURS, LOCKOUT_HOURS)


def _write_annexe(tx: Tx, site_id: SiteId, units: Mapping[str, UnitId]) -> FloorId:
    """A building that nobody has drawn yet: its rooms are listed only."""
    floor_id = add_floor(tx, add_building(tx, site_id, ANNEXE), "Ground floor", 0)
    couch = ("couch", "sink", "panic_alarm")
    rooms = [
        *(NewResource(ResourceKind.CLINIC_ROOM, f"Annexe {n}", 3, couch, units["Outpatients"]) for n in range(1, 4)),
        NewResource(ResourceKind.MEETING_ROOM, "Group room", 14, ("screen", "hearing_loop")),
        NewResource(ResourceKind.MEETING_ROOM, "Interview", 4, ("panic_alarm",)),
    ]
    add_resources(tx, floor_id, rooms)
    return floor_id


def _rules(estate: DemoEstate) -> list[Rule]:
    organisation = (RuleScope.ORGANISATION, int(estate.organisation_id))
    offices = (RuleScope.SITE, int(estate.sites[HEADQUARTERS]))
    clinic = (RuleScope.SITE, int(estate.sites[CLINIC]))
    secure = (RuleScope.SITE, int(estate.sites[SECURE_UNIT]))
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
        Rule(*secure, visits, RuleField.OPENING, _VISITING_HOURS),
        Rule(*offices, None, RuleField.OPENING, _OFFICE_HOURS),
        Rule(*clinic, None, RuleField.OPENING, _CLINIC_HOURS),
        *(
            Rule(*site, None, RuleField.CLOSED_DAY, ClosedDay(on, why))
            for site in (offices, clinic)
            for on, why in BANK_HOLIDAYS
        ),
    ]
