"""Cancel a booking that has not been used, or end one that is under way."""

from datetime import datetime

from booking.actions.act_on_booking import Ask, act_on_booking
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard, EndedWhy
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.policy import Policy
from booking.model.time import Interval
from booking.rules.arrival import refuse_cancelling, refuse_ending, refuse_leaving, refuse_unlocking
from booking.rules.gaps import occupied_by_booking
from booking.rules.permits import Act
from booking.rules.policy import resolve_policy
from booking.store.engine import Tx
from booking.store.ledger import cancel_booking, end_booking
from booking.store.policies import read_rules


def cancel(service: Service, actor: Actor, ref: Ref, *, version: int | None, now: datetime) -> BookingCard | Refused:
    """Cancel a booking: it was not used, so it locks nothing. Where use locks the place, only before its start."""
    ask = Ask(ref, Act.CHANGE_BOOKING, AuditAct.CANCELLED, version)

    def apply(tx: Tx, _asking: Actor, standing: BookingCard) -> Refused | None:
        if refusal := refuse_cancelling(standing.booking, now):
            return refusal
        if now > standing.booking.interval.start:
            policy = _read_policy(tx, standing)
            if refusal := refuse_unlocking(standing.booking, policy.lockout_hours, now):
                return refusal
        cancel_booking(tx, standing.booking, why=EndedWhy.CANCELLED, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)


def end_early(service: Service, actor: Actor, ref: Ref, *, version: int | None, now: datetime) -> BookingCard | Refused:
    """End a booking under way: the place is free from now on, but for its turnaround or lockout."""
    ask = Ask(ref, Act.CHANGE_BOOKING, AuditAct.ENDED_EARLY, version)

    def apply(tx: Tx, _asking: Actor, standing: BookingCard) -> Refused | None:
        if refusal := refuse_ending(standing.booking, now):
            return refusal
        _end(tx, standing, why=EndedWhy.ENDED_EARLY, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)


def check_out(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> BookingCard | Refused:
    """Note that somebody has left: the booking ends now."""
    ask = Ask(ref, Act.CHECK_IN, AuditAct.CHECKED_OUT)

    def apply(tx: Tx, _asking: Actor, standing: BookingCard) -> Refused | None:
        if refusal := refuse_leaving(standing.booking, now):
            return refusal
        if now <= standing.booking.interval.start:
            return refuse_ending(standing.booking, now)
        _end(tx, standing, why=EndedWhy.CHECKED_OUT, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)


def _end(tx: Tx, standing: BookingCard, *, why: EndedWhy, now: datetime) -> None:
    used = Interval(standing.booking.interval.start, now)
    occupies = occupied_by_booking(standing.booking, _read_policy(tx, standing), used)
    end_booking(tx, standing.booking, occupies, why=why, now=now)


def _read_policy(tx: Tx, standing: BookingCard) -> Policy:
    site, started = standing.floor.site, standing.booking.interval.start
    rules = read_rules(tx, site.organisation_id, site.id)
    return resolve_policy(rules, standing.resource, site.organisation_id, started.astimezone(site.zone).date())
