"""Open one place, with the floor on which it stands."""

from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.decisions import Refused
from booking.model.estate import Floor, Resource
from booking.model.ids import Ref
from booking.model.people import About, Actor
from booking.rules.permits import Act, may
from booking.store.uses import find_place


def open_place(service: Service, actor: Actor, ref: Ref) -> tuple[Resource, Floor] | Refused:
    """A resource and its floor, in one select; one that the actor may not look at is answered as not there."""
    found = service.db.read(lambda tx: find_place(tx, ref))
    if found is None:
        return not_found()
    resource, floor = found
    if not may(actor, Act.LOOK, About(site_id=resource.site_id, unit_id=resource.unit_id)):
        return not_found()
    return resource, floor
