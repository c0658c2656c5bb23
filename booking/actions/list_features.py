"""List what places can be searched for."""

from booking.actions.service import Service
from booking.model.people import Actor
from booking.rules.permits import Act, sites_where
from booking.store.features import read_features


def list_features(service: Service, actor: Actor) -> tuple[str, ...]:
    """The features of the places that the actor may look at, in alphabetical order. One select."""
    sites = sites_where(actor, Act.LOOK)
    return service.db.read(lambda tx: read_features(tx, sites))
