"""Find what can be booked: lists of sites and resources, and what is free at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.service import Service
from booking.model.estate import Resource, ResourceKind, Site
from booking.model.ids import Ref, ResourceId, SiteId, UnitId
from booking.model.people import About, Actor, Role
from booking.model.policy import Policy
from booking.model.time import Interval
from booking.rules.bars import FarAhead, far_ahead, has_begun, has_passed, widest
from booking.rules.capacity import capacity_of
from booking.rules.closing import find_closure
from booking.rules.marks import Mark, PlaceState, mark_places
from booking.rules.outlook import may_book_here
from booking.rules.permits import Act, may, may_anywhere, sites_where
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
class OnlyOthers:
    """What is free and would do, but not for the asker; one of the `roles` lets somebody book it, where any is named.

    Without roles everybody books it whose role books at all.
    """

    rooms: tuple[Resource, ...]
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class RoomsFound:
    """What is free, and what is free for others only. Where nothing is for the asker, why, as far as it is known.

    Attributes:
        rooms: what the asker could book.
        others: what is free then, but for other roles only; None where nothing is.
        passed: the time is over, or began too long ago.
        far: when the first that is free then opens for booking, where it does not yet.
        closed: the reasons, where all that would do is closed then, else None; a reason is that of a closed day, or
            empty where opening hours alone close a place.
    """

    rooms: tuple[PlacedResource, ...] = ()
    others: OnlyOthers | None = None
    passed: bool = False
    far: FarAhead | None = None
    closed: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class _Terms:
    """What applies to an asker at a place, judged once for all that are ruled alike."""

    policy: Policy
    may_book: bool
    far: FarAhead | None


class _Terming:
    """The terms of every place for one asker and one time."""

    def __init__(
        self, policies: Policies, sites: Mapping[SiteId, Site], asker: Actor, *, at: Interval, now: datetime
    ) -> None:
        self._policies, self._sites, self._asker, self._at, self._now = policies, sites, asker, at, now
        self._days = {site_id: at.start.astimezone(site.zone).date() for site_id, site in sites.items()}
        self._known: dict[tuple[int, SiteId, UnitId | None], _Terms] = {}

    def of(self, room: Resource) -> _Terms:
        site = self._sites[room.site_id]
        policy = self._policies.of(room, site.organisation_id, self._days[site.id])
        key = id(policy), site.id, room.unit_id
        known = self._known.get(key)
        if known is None:
            far = far_ahead(self._at, policy, site.zone, self._now)
            known = self._known[key] = _Terms(policy, may_book_here(self._asker, room, policy), far)
        return known

    def find_closures(self, rooms: Iterable[tuple[Resource, _Terms]]) -> frozenset[str] | None:
        """Why all of them are closed; None where one is open, or there are none."""
        why = {find_closure(self._at, terms.policy, self._sites[room.site_id].zone) for room, terms in rooms}
        closed = frozenset(each for each in why if each is not None)
        return closed if closed and None not in why else None


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


def find_rooms(service: Service, actor: Actor, query: RoomQuery, *, now: datetime) -> tuple[PlacedResource, ...]:
    """What the actor may book, is free for the whole interval and seats the party, the fewest spare seats first.

    To those who book nothing, such as auditors, it is what others may. Five selects; two more for desks where a rule
    keeps people apart.
    """
    looks_on = not may_anywhere(replace(actor, token_scopes=None), Act.BOOK)
    return look_for_rooms(service, actor, query, now=now, looks_on=looks_on).rooms


def look_for_rooms(
    service: Service, actor: Actor, query: RoomQuery, *, now: datetime, looks_on: bool = False
) -> RoomsFound:
    """What `find_rooms` answers, what is free for others, and where there is nothing for the actor, why. Five selects.

    Two more for desks where a rule keeps people apart; none for a time that has passed. What somebody may book is a
    matter of their roles: a token that only reads finds the same. To who `looks_on`, what others may book is found too.
    """
    if has_passed(query.interval, now) or has_begun(query.interval, now):
        return RoomsFound(passed=True)
    wanted = ResourceFilter(
        site_ids=sites_where(actor, Act.LOOK), site=query.site, kind=query.kind, capacity=query.people
    )

    def work(tx: Tx) -> RoomsFound:
        sites = {site.id: site for site in read_sites(tx, wanted.site_ids)}
        rules = read_all_rules(tx)
        use = find_offered_use(rules, query.use) if query.use is not None else None
        if query.use is not None and use is None:
            return RoomsFound()
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
        terms = _Terming(Policies(rules, actor), sites, replace(actor, token_scopes=None), at=query.interval, now=now)
        return _judge(tx, suited, marks, terms, query, looks_on=looks_on)

    return service.db.read(work)


def _judge(
    tx: Tx, suited: list[Resource], marks: tuple[Mark, ...], terms: _Terming, query: RoomQuery, *, looks_on: bool
) -> RoomsFound:
    """What is free of the places that would do, and where nothing is, why."""

    def seat(rooms: Iterable[Resource]) -> list[tuple[Resource, _Terms]]:
        known = ((room, terms.of(room)) for room in rooms)
        return [(room, each) for room, each in known if capacity_of(room, each.policy).people >= query.people]

    free = seat(room for room, mark in zip(suited, marks, strict=True) if mark.state is PlaceState.FREE)
    mine = [room for room, each in free if (each.may_book or looks_on) and each.far is None]
    theirs = [(room, each) for room, each in free if not each.may_book and each.far is None]
    named = frozenset().union(*(each.policy.who_may_book for _, each in theirs))
    others = OnlyOthers(_by_size(room for room, _ in theirs), named) if theirs else None
    if mine:
        return RoomsFound(_place(tx, _by_size(mine)), others)
    seated = seat(suited)
    bookable = [(room, each) for room, each in seated if each.may_book] or seated
    far = widest([each.far for _, each in free if each.may_book and each.far is not None])
    return RoomsFound(others=others, far=far, closed=terms.find_closures(bookable))


def _by_size(rooms: Iterable[Resource]) -> tuple[Resource, ...]:
    return tuple(sorted(rooms, key=lambda room: (room.capacity, room.id)))


def _place(tx: Tx, resources: tuple[Resource, ...]) -> tuple[PlacedResource, ...]:
    positions = read_positions(tx, (resource.id for resource in resources))
    return tuple(PlacedResource(resource, positions.get(resource.id)) for resource in resources)
