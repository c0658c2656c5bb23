"""Tell for how many people places are on a day."""

from collections.abc import Iterable
from datetime import date, datetime

from booking.actions.service import Service
from booking.model.estate import Resource, ResourceKind, Site
from booking.model.ids import ResourceId
from booking.model.policy import Rule
from booking.rules.capacity import Capacity, capacity_of
from booking.rules.policy import Policies, resolve_policy
from booking.store.engine import Tx
from booking.store.estate import read_sites
from booking.store.policies import read_all_rules, read_rules


def tell_capacity(
    service: Service, resource: Resource, site: Site, on: date, rules: tuple[Rule, ...] | None = None
) -> Capacity:
    """For how many people a place is, and why for fewer than it seats.

    One select for a room whose area is known, none where the rules of its site are given.
    """
    if not _is_limited(resource):
        return Capacity(resource.capacity)
    if rules is None:
        rules = service.db.read(lambda tx: read_rules(tx, site.organisation_id, site.id))
    return capacity_of(resource, resolve_policy(rules, resource, site.organisation_id, on))


def tell_capacities(service: Service, resources: Iterable[Resource], at: datetime) -> dict[ResourceId, Capacity]:
    """The same for several places, on the local day of an instant. Two selects where any room's area is known."""
    listed = tuple(resources)
    found = {one.id: Capacity(one.capacity) for one in listed}
    limited = [one for one in listed if _is_limited(one)]
    if not limited:
        return found

    def read(tx: Tx) -> tuple[tuple[Site, ...], tuple[Rule, ...]]:
        return read_sites(tx, frozenset(one.site_id for one in limited)), read_all_rules(tx)

    around, rules = service.db.read(read)
    sites, policies = {site.id: site for site in around}, Policies(rules)
    for one in limited:
        if (site := sites.get(one.site_id)) is not None:
            policy = policies.of(one, site.organisation_id, at.astimezone(site.zone).date())
            found[one.id] = capacity_of(one, policy)
    return found


def _is_limited(resource: Resource) -> bool:
    """Whether anything but its seats can limit how many people the place is for."""
    return resource.kind is not ResourceKind.DESK and resource.area_m2 is not None
