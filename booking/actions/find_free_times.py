"""Find when a place can still be booked on a day."""

from datetime import date, datetime

from booking.actions.service import Service
from booking.model.estate import Floor, Resource, ResourceKind
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.policy import Rule
from booking.model.spacing import NO_NEIGHBOURS
from booking.model.time import Interval
from booking.rules.free import free_times
from booking.rules.policy import find_offered_use
from booking.rules.wall_clock import local_day
from booking.store.diary import read_floor_occupied
from booking.store.engine import Tx
from booking.store.policies import read_rules
from booking.store.spacing import read_neighbours


def find_free_times(  # noqa: PLR0913 - who asks for which place and day, and what for
    service: Service,
    actor: Actor,
    place: tuple[Resource, Floor],
    on: date,
    *,
    rules: tuple[Rule, ...] | None,
    now: datetime,
    use: Ref | None = None,
) -> tuple[Interval, ...]:
    """The times of a local day at which the actor could book a place, for a use where one is named.

    One select where its site's rules are known, otherwise two. Two more for a desk where a rule keeps people apart.
    """
    resource, floor = place
    site = floor.site

    def work(tx: Tx) -> tuple[Interval, ...]:
        known = read_rules(tx, site.organisation_id, site.id) if rules is None else rules
        occupied = read_floor_occupied(tx, floor.id, local_day(on, site.zone), known)
        neighbours = read_neighbours(tx, [floor.id], known) if resource.kind is ResourceKind.DESK else NO_NEIGHBOURS
        asked = find_offered_use(known, use) if use is not None else None
        use_id = asked.id if asked is not None else None
        return free_times(
            resource, site, occupied, known, on=on, viewer=actor, now=now, neighbours=neighbours, use_id=use_id
        )

    return service.db.read(work)
