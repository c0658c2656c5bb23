"""Find what can be booked: lists of sites and resources, and what is free at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from booking.actions.service import Service
from booking.model.estate import Resource, ResourceKind, Site
from booking.model.ids import Ref, ResourceId, SiteId
from booking.model.people import About, Actor
from booking.model.time import Interval
from booking.rules.capacity import capacity_of
from booking.rules.closing import find_closure
from booking.rules.marks import PlaceState, mark_places
from booking.rules.permits import Act, holds_one_of, may, sites_where
from booking.rules.policy import Policies, find_offered_use
from booking.store.diary import read_site_occupied
from booking.store.engine import Tx
from booking.store.estate import ResourceFilter, find_resource, read_resources, read_sites
from booking.store.plans import read_positions
from booking.store.policies import read_all_rules
from booking.store.spacing import read_neighbours


@dataclass(frozen=True, slots=True)
class PlacedResource:
    """A resource and where it stands on its floor's plan, in metres; None without a plan or a scale."""

    resource: Resource
    position_m: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ResourceQuery:
    """Which resources are wanted; None is any. `after` continues behind the resource of that id."""

    site: Ref | None = None
    floor: Ref | None = None
    kind: ResourceKind | None = None
    after: ResourceId | None = None


@dataclass(frozen=True, slots=True)
class RoomQuery:
    """What is looked for; None or empty is any. A room must have every feature named.

    `use` is what will be done there: only rooms in which that is done, and free with the time it needs around it.
    """

    interval: Interval
    people: int = 1
    kind: ResourceKind | None = None
    features: frozenset[str] = frozenset()
    site: Ref | None = None
    use: Ref | None = None


@dataclass(frozen=True, slots=True)
class RoomsFound:
    """What is free. Where nothing is since all that would do is closed then, `closed` holds why, else None.

    A reason is that of a closed day, or empty where opening hours alone close a place.
    """

    rooms: tuple[PlacedResource, ...]
    closed: frozenset[str] | None = None


def list_sites(service: Service, actor: Actor) -> tuple[Site, ...]:
    """The sites that the actor may look at, by name."""
    sites = sites_where(actor, Act.LOOK)
    return service.db.read(lambda tx: read_sites(tx, sites))


def list_resources(service: Service, actor: Actor, query: ResourceQuery, *, limit: int) -> tuple[PlacedResource, ...]:
    """The resources that match and that the actor may look at, in order of id, at most `limit`. Two selects."""
    wanted = ResourceFilter(
        site_ids=sites_where(actor, Act.LOOK), site=query.site, floor=query.floor, kind=query.kind, after=query.after
    )

    def work(tx: Tx) -> tuple[PlacedResource, ...]:
        return _place(tx, read_resources(tx, wanted, limit))

    return service.db.read(work)


def show_resource(service: Service, actor: Actor, ref: Ref) -> PlacedResource | None:
    """One resource; None where there is none that the actor may look at."""

    def work(tx: Tx) -> PlacedResource | None:
        resource = find_resource(tx, ref)
        if resource is None or not resource.in_use:
            return None
        if not may(actor, Act.LOOK, About(site_id=resource.site_id, unit_id=resource.unit_id)):
            return None
        return _place(tx, (resource,))[0]

    return service.db.read(work)


def find_rooms(service: Service, actor: Actor, query: RoomQuery) -> tuple[PlacedResource, ...]:
    """What the actor may book, is free for the whole interval and seats the party, the fewest spare seats first.

    Five selects; two more for desks where a rule keeps people apart.
    """
    return look_for_rooms(service, actor, query).rooms


def look_for_rooms(service: Service, actor: Actor, query: RoomQuery) -> RoomsFound:
    """What `find_rooms` answers, and where that is nothing, whether all that would do is closed. Five selects.

    Two more for desks where a rule keeps people apart.
    """
    wanted = ResourceFilter(
        site_ids=sites_where(actor, Act.LOOK), site=query.site, kind=query.kind, capacity=query.people
    )

    def work(tx: Tx) -> RoomsFound:
        sites = {site.id: site for site in read_sites(tx, wanted.site_ids)}
        rules = read_all_rules(tx)
        use = find_offered_use(rules, query.use) if query.use is not None else None
        if query.use is not None and use is None:
            return RoomsFound(())
        kinds = frozenset(ResourceKind) if use is None else use.kinds
        alike = (room for room in read_resources(tx, wanted, None) if room.kind in kinds)
        suited = [room for room in alike if query.features <= set(room.features)]
        near = read_neighbours(tx, {room.floor_id for room in suited if room.kind is ResourceKind.DESK}, rules)
        occupied = read_site_occupied(tx, {*(room.id for room in suited), *near}, query.interval, rules)
        marks = mark_places(
            suited,
            sites,
            occupied,
            rules,
            interval=query.interval,
            viewer=actor,
            neighbours=near,
            use_id=use.id if use is not None else None,
        )
        policies = Policies(rules, actor)
        free = [
            room
            for room, mark in zip(suited, marks, strict=True)
            if mark.state is PlaceState.FREE and _suits(actor, room, sites[room.site_id], policies, query)
        ]
        if not free:
            bookable = [room for room in suited if _suits(actor, room, sites[room.site_id], policies, query)]
            return RoomsFound((), _find_closures(bookable, sites, policies, query.interval))
        return RoomsFound(_place(tx, tuple(sorted(free, key=lambda room: (room.capacity, room.id)))))

    return service.db.read(work)


def _suits(actor: Actor, room: Resource, site: Site, policies: Policies, query: RoomQuery) -> bool:
    """Whether the actor may book it, and it is for so many people."""
    policy = policies.of(room, site.organisation_id, query.interval.start.astimezone(site.zone).date())
    if capacity_of(room, policy).people < query.people:
        return False
    return holds_one_of(actor, policy.who_may_book, About(site_id=room.site_id, unit_id=room.unit_id))


def _find_closures(
    rooms: Iterable[Resource], sites: Mapping[SiteId, Site], policies: Policies, interval: Interval
) -> frozenset[str] | None:
    why = set()
    for room in rooms:
        site = sites[room.site_id]
        policy = policies.of(room, site.organisation_id, interval.start.astimezone(site.zone).date())
        why.add(find_closure(interval, policy, site.zone))
    closed = frozenset(each for each in why if each is not None)
    return closed if closed and None not in why else None


def _place(tx: Tx, resources: tuple[Resource, ...]) -> tuple[PlacedResource, ...]:
    positions = read_positions(tx, (resource.id for resource in resources))
    return tuple(PlacedResource(resource, positions.get(resource.id)) for resource in resources)
