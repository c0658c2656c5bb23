"""Sign in with a password, and sign out."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from booking.actions.passwords import is_password
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.ids import PersonId
from booking.model.people import Actor
from booking.store.audit import Event, append_entry, digest_text
from booking.store.engine import Tx
from booking.store.estate import find_organisation
from booking.store.people import find_credential
from booking.store.sign_ins import (
    count_failures,
    digest_secret,
    end_sign_in,
    forget_failures,
    forgive_failure,
    lock_address,
    note_failure,
    open_sign_in,
)

WINDOW = timedelta(minutes=10)
"""Within this time failures are counted."""

MOST_PER_ACCOUNT = 10
"""Failures of one account from one address before it must wait; the account stays open from other addresses."""

MOST_PER_ADDRESS = 100
"""Failures of one address over all accounts before it must wait; a hospital may share one address."""

DEMO_PASSWORD = "demo-password"  # noqa: S105 - public on purpose: works in the demo and on this machine only


class SignInRefusal(Enum):
    """Why a sign-in was refused."""

    WRONG = "wrong"
    SLOW_DOWN = "slow_down"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in: the secret for the cookie, shown once, and until when it lasts at most."""

    secret: str
    person_id: PersonId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Knock:
    """What somebody typed at the door, and from which network address."""

    email: str
    password: str
    address: str
    on_loopback: bool


def sign_in(service: Service, knock: Knock, *, now: datetime) -> SignedIn | SignInRefusal:
    """Open a sign-in where account and password fit.

    An attempt costs the same whether the account exists or not.
    """
    account = digest_text(service.secret, knock.email.strip().lower())
    address = digest_text(service.secret, knock.address)
    attempt = service.db.write(lambda tx: count_attempt(tx, account, address, now))
    if attempt is None:
        return SignInRefusal.SLOW_DOWN
    found = service.db.read(lambda tx: find_credential(tx, knock.email))
    fits = is_password(found.password_hash if found else None, knock.password)
    if found is None or not fits or not found.active or not _may_enter(service, knock):
        return SignInRefusal.WRONG

    def work(tx: Tx) -> SignedIn:
        forgive_failure(tx, attempt)
        return open_door(tx, service, found.person_id, now)

    return service.db.write(work)


def sign_out(service: Service, actor: Actor, *, now: datetime) -> None:
    """End the sign-in through which the actor came."""
    sign_in_id = actor.sign_in_id
    if sign_in_id is None:
        return

    def work(tx: Tx) -> None:
        end_sign_in(tx, sign_in_id, now)
        append_entry(tx, Event(AuditAct.SIGNED_OUT, actor.person.id, person_id=actor.person.id), now)

    service.db.write(work)


def _may_enter(service: Service, knock: Knock) -> bool:
    """The demo's passwords are public, so its door opens to this machine alone."""
    organisation = service.db.read(find_organisation)
    return organisation is not None and (not organisation.demo or knock.on_loopback)


def count_attempt(tx: Tx, account: str, address: str, now: datetime) -> int | None:
    """Count an attempt as failed until it has succeeded, so that a burst cannot slip past the limit.

    Answers its number; None, and nothing counted, where there were too many before it.
    """
    lock_address(tx, address)
    pair, whole = count_failures(tx, account, address, now - WINDOW)
    if pair >= MOST_PER_ACCOUNT or whole >= MOST_PER_ADDRESS:
        return None
    forget_failures(tx, now - WINDOW)
    return note_failure(tx, account, address, now)


def open_door(tx: Tx, service: Service, person_id: PersonId, now: datetime) -> SignedIn:
    """Write a new sign-in of a person with its entry in the audit."""
    secret = secrets.token_urlsafe(32)
    expires_at = now + service.sign_in_longest
    open_sign_in(tx, digest_secret(secret), person_id, now=now, expires_at=expires_at)
    append_entry(tx, Event(AuditAct.SIGNED_IN, person_id, person_id=person_id), now)
    return SignedIn(secret, person_id, expires_at)
