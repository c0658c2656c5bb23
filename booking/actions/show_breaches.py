"""List the coming bookings that the rules as they stand would refuse."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.service import Service
from booking.actions.show_rules import Here, SpotAsk, find_here
from booking.actions.weigh_rules import AHEAD
from booking.model.decisions import Refused
from booking.model.people import Actor
from booking.model.rule_changes import Breach, RuleReach
from booking.model.time import Interval
from booking.rules.breaches import find_standing_breaches
from booking.store.diary import read_site_occupied
from booking.store.engine import Tx
from booking.store.future import read_future_bookings
from booking.store.policies import read_all_rules


@dataclass(frozen=True, slots=True)
class BreachesView:
    """Where was looked, and every booking there that breaks a rule, by its local day and its start."""

    here: Here
    breaches: tuple[Breach, ...]


def show_breaches(service: Service, actor: Actor, ask: SpotAsk, *, now: datetime) -> BreachesView | Refused:
    """The bookings at a spot that break a rule; a spot where the actor may set none is answered as not there.

    Each booking is decided on as if its booker asked for it now, as a change of the rules is weighed.
    """

    def work(tx: Tx) -> BreachesView | Refused:
        here = find_here(tx, actor, ask)
        if isinstance(here, Refused):
            return here
        reach = RuleReach(here.spot.scope, here.spot.scope_id, here.ask.kind)
        future, rules = read_future_bookings(tx, (reach,), now), read_all_rules(tx)
        places = {one.card.resource.id for one in future}
        occupied = read_site_occupied(tx, places, Interval(now, now + AHEAD), rules)
        found = find_standing_breaches(future, occupied, rules=rules, now=now)
        return BreachesView(here, tuple(sorted(found, key=_when)))

    return service.db.read_at_once(work)


def _when(breach: Breach) -> tuple[object, ...]:
    booking, zone = breach.card.booking, breach.card.floor.site.zone
    return booking.interval.start.astimezone(zone).date(), booking.interval.start, booking.id
