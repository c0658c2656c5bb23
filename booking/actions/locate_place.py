"""Locate a place on its floor's plan."""

from dataclasses import dataclass

from booking.actions.service import Service
from booking.model.estate import Floor, Place, Plan, Resource
from booking.model.people import About, Actor
from booking.rules.permits import Act, may
from booking.store.kept import find_last_footprint
from booking.store.plans import find_footprint


@dataclass(frozen=True, slots=True)
class Located:
    """A place on a plan version, which is not its floor's current one where the place has left that."""

    plan: Plan
    place: Place


def locate_place(service: Service, actor: Actor, resource: Resource, floor: Floor) -> Located | None:
    """The place of a resource on the current plan, or of one that is out of use where it last stood on one.

    None where it stands on none, or the actor cannot look at its floor. One select.
    """
    plan = floor.plan
    if plan is None or not floor.in_use or not may(actor, Act.LOOK, About(site_id=floor.site.id)):
        return None
    if not resource.in_use:
        last = service.db.read(lambda tx: find_last_footprint(tx, resource.id))
        return Located(*last) if last is not None else None
    place = service.db.read(lambda tx: find_footprint(tx, plan.id, resource.id))
    return Located(plan, place) if place is not None else None
