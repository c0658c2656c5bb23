"""A small trust for tests, written by hand: two sites, three floors, a few places and one person of each role."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from booking.actions.service import Service
from booking.model.estate import Resource, ResourceKind
from booking.model.ids import FloorId, OrganisationId, Ref, ResourceId, SiteId, UnitId
from booking.model.people import Actor, Grant, Role, ScopeKind
from booking.model.policy import Rule
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
    read_floors,
    read_resources,
)
from booking.store.people import NewPerson, add_person, find_actor
from booking.store.policies import write_rules

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""A Tuesday morning in winter, when London and UTC show the same time."""

LONDON = ZoneInfo("Europe/London")
PASSWORD = "correct horse battery"
_HASH = "$argon2id$v=19$m=8,t=1,p=1$lpOO4KeO1/iFTEnLKmBrHA$5pf9O6UMRQ0xoKsUHqoDo45BGrWVKaQQhGsLUWEBQ8M"
"""Of PASSWORD, with the weakest parameters, to keep tests quick."""


@dataclass(frozen=True, slots=True)
class Estate:
    """What stands in the database, by hand-given names."""

    organisation_id: OrganisationId
    sites: dict[str, SiteId]
    floors: dict[str, FloorId]
    floor_refs: dict[str, Ref]
    units: dict[str, UnitId]
    resources: dict[str, Resource]
    actors: dict[str, Actor]

    def ref(self, name: str) -> Ref:
        """The outside id of a resource."""
        return self.resources[name].ref

    def id(self, name: str) -> ResourceId:
        """The inside id of a resource."""
        return self.resources[name].id


def at(clock: str, day: str = "2026-11-25") -> datetime:
    """A London wall-clock time, `at("09:30")`, on a Wednesday after NOW unless another day is named."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON).astimezone(UTC)


def make_estate(service: Service) -> Estate:
    """Write the estate.

    Site "oak" (London): floor "oak1" with desks D1 to D4, rooms Small (4), Middle (8), Large (20), clinic room Clinic
    (unit Outpatients) and visiting room Visits (unit Ward); floor "oak2" with desk E1. Site "elm": floor "elm0" with
    desk F1 and room Far (6). People: staff, other, mate (in unit Team with lead), lead, facilities (all sites),
    oak_facilities (site oak only), clinic, reception (oak), ward, auditor, admin, and nobody (no grant at all).
    """
    return service.db.write(_write)


def set_rules(service: Service, *rules: Rule) -> None:
    """Add rules."""
    service.db.write(lambda tx: write_rules(tx, rules))


def _write(tx: Tx) -> Estate:
    organisation_id = add_organisation(tx, "Test trust", demo=False, now=NOW)
    open_chain(tx, None)
    sites = {name: add_site(tx, organisation_id, name.title(), "Europe/London") for name in ("oak", "elm")}
    for site_id in sites.values():
        open_chain(tx, site_id)
    units = {name: add_unit(tx, organisation_id, name) for name in ("Team", "Outpatients", "Ward")}
    oak, elm = (add_building(tx, sites[name], name.title()) for name in ("oak", "elm"))
    floors = {
        "oak1": add_floor(tx, oak, "First", 1),
        "oak2": add_floor(tx, oak, "Second", 2),
        "elm0": add_floor(tx, elm, "Ground", 0),
    }
    for name, new in _resources(units).items():
        add_resources(tx, floors[name], new)
    actors = _write_people(tx, organisation_id, sites, units)
    resources = {item.name: item for item in read_resources(tx, ResourceFilter(), None)}
    refs = {floor.id: floor.ref for floor in read_floors(tx, None)}
    return Estate(
        organisation_id,
        sites,
        floors,
        {name: refs[floor_id] for name, floor_id in floors.items()},
        units,
        resources,
        actors,
    )


def _resources(units: dict[str, UnitId]) -> dict[str, list[NewResource]]:
    desk, meeting = ResourceKind.DESK, ResourceKind.MEETING_ROOM
    return {
        "oak1": [
            *(NewResource(desk, f"D{number}", 1) for number in range(1, 5)),
            NewResource(meeting, "Small", 4),
            NewResource(meeting, "Middle", 8, ("screen",)),
            NewResource(meeting, "Large", 20, ("screen", "hearing-loop")),
            NewResource(ResourceKind.CLINIC_ROOM, "Clinic", 3, (), units["Outpatients"]),
            NewResource(ResourceKind.VISITING_ROOM, "Visits", 4, (), units["Ward"]),
        ],
        "oak2": [NewResource(desk, "E1", 1)],
        "elm0": [NewResource(desk, "F1", 1), NewResource(meeting, "Far", 6)],
    }


def _write_people(
    tx: Tx, organisation_id: OrganisationId, sites: dict[str, SiteId], units: dict[str, UnitId]
) -> dict[str, Actor]:
    everywhere = (ScopeKind.ORGANISATION, int(organisation_id))
    oak = (ScopeKind.SITE, int(sites["oak"]))
    staff = Grant(Role.STAFF, *everywhere)
    people: dict[str, tuple[tuple[str, ...], tuple[Grant, ...]]] = {
        "staff": ((), (staff,)),
        "other": ((), (staff,)),
        "mate": (("Team",), (staff,)),
        "lead": (("Team",), (staff, Grant(Role.TEAM_LEAD, ScopeKind.UNIT, units["Team"]))),
        "facilities": ((), (Grant(Role.FACILITIES, *everywhere),)),
        "oak_facilities": ((), (Grant(Role.FACILITIES, *oak),)),
        "clinic": (("Outpatients",), (staff, Grant(Role.CLINIC_ADMIN, ScopeKind.UNIT, units["Outpatients"]))),
        "reception": ((), (staff, Grant(Role.RECEPTION, *oak))),
        "ward": (("Ward",), (staff, Grant(Role.WARD_TEAM, ScopeKind.UNIT, units["Ward"]))),
        "auditor": ((), (Grant(Role.AUDITOR, *everywhere),)),
        "admin": ((), (Grant(Role.ADMINISTRATOR, *everywhere),)),
        "nobody": ((), ()),
    }
    actors = {}
    for name, (unit_names, grants) in people.items():
        mine = tuple(units[unit] for unit in unit_names)
        new = NewPerson(name.title(), f"{name}@trust.example", _HASH, mine, grants)
        actor = find_actor(tx, add_person(tx, organisation_id, new, NOW))
        if actor is None:
            raise AssertionError(f"{name} was written and is not there")
        actors[name] = actor
    return actors
