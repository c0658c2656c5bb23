"""Tell for how many people a place is on a day."""

from datetime import date

from booking.actions.service import Service
from booking.model.estate import Resource, Site
from booking.rules.capacity import Capacity, capacity_of
from booking.rules.policy import resolve_policy
from booking.store.policies import read_rules


def tell_capacity(service: Service, resource: Resource, site: Site, on: date) -> Capacity:
    """For how many people a place is, and why for fewer than it seats. One select, for rooms whose area is known."""
    if resource.area_m2 is None:
        return Capacity(resource.capacity)
    rules = service.db.read(lambda tx: read_rules(tx, site.organisation_id, site.id))
    return capacity_of(resource, resolve_policy(rules, resource, site.organisation_id, on))
