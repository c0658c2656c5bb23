"""Show why the place of a standing booking has been closed at its time since it was booked."""

from datetime import datetime

from booking.actions.service import Service
from booking.model.bookings import LIVE_STATES, BookingCard
from booking.model.people import Actor
from booking.rules.closing import find_closure, open_to
from booking.rules.policy import resolve_policy
from booking.store.policies import read_rules


def show_closure(service: Service, actor: Actor, card: BookingCard, *, now: datetime) -> str | None:
    """What `find_closure` answers for a booking that has not ended; None for any other. At most one select.

    Whoever booked it in spite of a closure, as their role allows, is not told of it.
    """
    booking, site = card.booking, card.floor.site
    if booking.state not in LIVE_STATES or booking.interval.end <= now:
        return None
    rules = service.db.read(lambda tx: read_rules(tx, site.organisation_id, site.id))
    on = booking.interval.start.astimezone(site.zone).date()
    policy = resolve_policy(rules, card.resource, site.organisation_id, on)
    if actor.person.id == booking.booked_by_id:
        policy = open_to(actor, policy, card.resource)
    return find_closure(booking.interval, policy, site.zone)
