"""Check in: note that somebody has arrived for a booking."""

from datetime import datetime

from booking.actions.act_on_booking import Ask, act_on_booking
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.rules.arrival import refuse_arriving
from booking.rules.permits import Act
from booking.store.engine import Tx
from booking.store.ledger import check_in_booking


def check_in(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> BookingCard | Refused:
    """Check in to a booking."""
    ask = Ask(ref, Act.CHECK_IN, AuditAct.CHECKED_IN)

    def apply(tx: Tx, _asking: Actor, standing: BookingCard) -> Refused | None:
        if refusal := refuse_arriving(standing.booking, now):
            return refusal
        check_in_booking(tx, standing.booking, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)
