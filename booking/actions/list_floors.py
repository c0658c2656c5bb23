"""List every floor that somebody may look at, with what stands on it, and which of them they usually go to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from booking.actions.service import Service
from booking.model.estate import Floor, ResourceKind
from booking.model.ids import FloorId
from booking.model.people import Actor
from booking.rules.habits import find_habits
from booking.rules.permits import Act, sites_where
from booking.store.engine import Tx
from booking.store.estate import read_floors
from booking.store.habits import count_places, read_own_bookings


@dataclass(frozen=True, slots=True)
class ListedFloors:
    """The floors by site, building and level, how many places of each kind each has, and the usual one."""

    floors: tuple[Floor, ...]
    places: Mapping[FloorId, Mapping[ResourceKind, int]]
    usual: FloorId | None


def list_floors_with_places(service: Service, actor: Actor, *, now: datetime) -> ListedFloors:
    """Every floor that the actor may look at. Three selects."""
    sites = sites_where(actor, Act.LOOK)

    def work(tx: Tx) -> ListedFloors:
        own = read_own_bookings(tx, actor.person.id, now, now)
        usual = find_habits(own.preference, own.recent).floor_id
        return ListedFloors(read_floors(tx, sites), count_places(tx, sites), usual)

    return service.db.read(work)
