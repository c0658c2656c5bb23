"""Close an account: sign-ins and tokens end at once, and the bookings to come are cancelled or kept."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.book import find_again, not_found
from booking.actions.manage_people import record_people, refuse_closing, refuse_stranger
from booking.actions.record import Done, record_booking
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard, EndedWhy
from booking.model.decisions import Reason, Refused
from booking.model.ids import Ref
from booking.model.people import Actor, Person, Reach
from booking.store.bookings import BookingFilter, find_booking, read_bookings
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.ledger import cancel_booking
from booking.store.people import lock_person
from booking.store.people_changes import (
    end_invitations,
    end_sign_ins,
    find_account,
    lock_people,
    open_account,
    read_coming_floors,
)
from booking.store.sign_ins import end_tokens

_EVERYTHING = Reach(everywhere=True, sites=frozenset(), units=frozenset(), own=None)
_MOST = 10_000
"""More bookings than a person can hold ahead."""


def list_coming(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> tuple[BookingCard, ...] | Refused:
    """The bookings that a person holds and that have not begun, by start."""
    if refusal := refuse_stranger(actor):
        return refusal
    return service.db.read(lambda tx: _read_coming(tx, ref, now))


@dataclass(frozen=True, slots=True)
class Closing:
    """How an account is closed: its bookings to come are cancelled with a message, or kept."""

    cancel_bookings: bool
    message: str = ""


def close_account(service: Service, actor: Actor, ref: Ref, closing: Closing, *, now: datetime) -> Person | Refused:
    """Close an account in one transaction; cancelled bookings are written to the audit and the outbox one by one.

    The floors of the bookings are locked first. Where the person has got bookings on other floors meanwhile it is
    refused as changed.
    """
    if refusal := refuse_stranger(actor):
        return refusal
    seen = service.db.read(lambda tx: find_account(tx, ref))
    if seen is None:
        return not_found()
    person_id = seen.person.id
    floors = service.db.read(lambda tx: read_coming_floors(tx, person_id, now)) if closing.cancel_bookings else ()

    def work(tx: Tx) -> Person | Refused:
        lock_floors(tx, floors, now=now, sheet_stays=True)
        lock_people(tx, actor.person.organisation_id)
        lock_person(tx, person_id)
        asking, account = find_again(tx, actor), find_account(tx, ref)
        if asking is None or account is None:
            return not_found()
        if refusal := refuse_stranger(asking) or refuse_closing(tx, account, asking):
            return refusal
        if not account.person.active:
            return Refused(Reason.CHANGED_MEANWHILE, "This account is closed already. Look at it again.")
        if closing.cancel_bookings and not set(read_coming_floors(tx, person_id, now)) <= set(floors):
            return Refused(Reason.CHANGED_MEANWHILE, "There are new bookings. Look at them again, then confirm.")
        cancelled = (
            _cancel_coming(tx, service, Done(AuditAct.CANCELLED, asking, closing.message), ref, now)
            if closing.cancel_bookings
            else 0
        )
        open_account(tx, person_id, active=False)
        ended = {"sign_ins": end_sign_ins(tx, person_id, now), "tokens": end_tokens(tx, person_id, now)}
        end_invitations(tx, person_id, now)
        record_people(tx, asking, AuditAct.PERSON_CLOSED, account.person, now, cancelled=cancelled, **ended)
        return account.person

    return service.db.write(work)


def _cancel_coming(tx: Tx, service: Service, done: Done, ref: Ref, now: datetime) -> int:
    """Cancel every booking that has not begun, by site so that the audit's chains are locked in one order."""
    coming = sorted(_read_coming(tx, ref, now), key=lambda card: (card.floor.site.id, card.booking.interval.start))
    for card in coming:
        cancel_booking(tx, card.booking, why=EndedWhy.CANCELLED, now=now)
        after = find_booking(tx, card.booking.ref)
        if after is None:
            raise RuntimeError(f"booking {card.booking.id} was cancelled and is not there")
        record_booking(tx, service, done, after, before=card.booking, now=now)
    return len(coming)


def _read_coming(tx: Tx, ref: Ref, now: datetime) -> tuple[BookingCard, ...]:
    wanted = BookingFilter(reach=_EVERYTHING, since=now, person=ref, live_only=True)
    return tuple(card for card in read_bookings(tx, wanted, _MOST) if card.booking.interval.start > now)
