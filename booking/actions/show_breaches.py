"""List the coming bookings that the rules as they stand would refuse, so many at a time."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.service import Service
from booking.actions.show_rules import Here, SpotAsk, find_here
from booking.model.decisions import Refused
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.rule_changes import Behind, Breach, FutureBooking, RuleReach
from booking.model.time import Interval
from booking.rules.breaches import find_standing_breaches
from booking.store.diary import read_places_occupied
from booking.store.engine import Tx
from booking.store.policies import read_all_rules
from booking.store.spacing import read_neighbours
from booking.store.standing import read_standing

LOOKED_AT = 200
"""How many bookings are judged for one page: each costs as much as a new booking does to decide on."""

A_PAGE = 50
"""How many of those that break a rule stand on one page."""


@dataclass(frozen=True, slots=True)
class BreachesView:
    """Where was looked, and what was found among so many bookings.

    Attributes:
        here: the spot.
        breaches: those that break a rule, by start.
        looked_at: how many bookings were judged.
        last: the last of them; None where there was none.
        behind: what to ask for to look further; None where everything was looked at.
    """

    here: Here
    breaches: tuple[Breach, ...]
    looked_at: int
    last: FutureBooking | None
    behind: Behind | None


def show_breaches(
    service: Service, actor: Actor, ask: SpotAsk, *, now: datetime, behind: Behind | None = None
) -> BreachesView | Refused:
    """The next bookings at a spot that break a rule; a spot where the actor may set none is answered as not there.

    Each booking is decided on as if its booker asked for it now, as a change of the rules is weighed. Four selects
    behind those that find the spot, two more where a rule keeps people apart.
    """

    def work(tx: Tx) -> BreachesView | Refused:
        here = find_here(tx, actor, ask)
        if isinstance(here, Refused):
            return here
        reach = RuleReach(here.spot.scope, here.spot.scope_id, here.ask.kind)
        rules = read_all_rules(tx)
        read = read_standing(tx, reach, now, rules, behind=behind, limit=LOOKED_AT + 1)
        coming = read[:LOOKED_AT]
        if not coming:
            return BreachesView(here, (), 0, None, None)
        times = [one.card.booking.interval for one in coming]
        whole = Interval(times[0].start, max(each.end for each in times))
        desks = [one.card.resource for one in coming if one.card.resource.kind is ResourceKind.DESK]
        near = read_neighbours(tx, {desk.floor_id for desk in desks}, rules)
        asked = {one.card.resource.id for one in coming}
        beside = {each.desk.id for desk in desks for each in near.get(desk.id, ())}
        occupied = read_places_occupied(tx, asked | beside, whole, rules)
        found = find_standing_breaches(coming, occupied, rules=rules, now=now, neighbours=near)
        return _cut(here, coming, found, more=len(read) > LOOKED_AT)

    return service.db.read_at_once(work)


def _cut(here: Here, coming: tuple[FutureBooking, ...], found: tuple[Breach, ...], *, more: bool) -> BreachesView:
    """No more breaches than stand on one page; the next one begins behind the last of them."""
    if len(found) > A_PAGE:
        found, more = found[:A_PAGE], True
        ends = next(at for at, one in enumerate(coming) if one.card.booking.id == found[-1].card.booking.id)
        coming = coming[: ends + 1]
    last = coming[-1]
    booking = last.card.booking
    return BreachesView(here, found, len(coming), last, (booking.interval.start, Ref(booking.ref)) if more else None)
