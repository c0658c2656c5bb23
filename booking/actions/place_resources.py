"""Say where given resources stand, for answers that name resources which a decision has found."""

from collections.abc import Iterable

from booking.actions.find_rooms import PlacedResource
from booking.actions.service import Service
from booking.model.estate import Resource
from booking.store.plans import read_positions


def place_resources(service: Service, resources: Iterable[Resource]) -> tuple[PlacedResource, ...]:
    """The resources in the order given, each with where it stands. One select, none where there are no resources."""
    wanted = tuple(resources)
    if not wanted:
        return ()
    positions = service.db.read(lambda tx: read_positions(tx, (resource.id for resource in wanted)))
    return tuple(PlacedResource(resource, positions.get(resource.id)) for resource in wanted)
