"""Locate a place on its floor's current plan."""

from booking.actions.service import Service
from booking.model.estate import Floor, Place, Resource
from booking.model.people import About, Actor
from booking.rules.permits import Act, may
from booking.store.plans import find_footprint


def locate_place(service: Service, actor: Actor, resource: Resource, floor: Floor) -> Place | None:
    """The place of a resource; None where it stands on no plan, or the actor cannot look at its floor. One select."""
    plan = floor.plan
    if plan is None or not floor.in_use or not may(actor, Act.LOOK, About(site_id=floor.site.id)):
        return None
    return service.db.read(lambda tx: find_footprint(tx, plan.id, resource.id))
