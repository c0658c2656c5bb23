"""Sign-in links: one is made for a person, passed on by hand, and lets them set a password once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from booking.actions.book import not_found
from booking.actions.manage_people import manage, record_people
from booking.actions.passwords import hash_password
from booking.actions.service import Service
from booking.actions.sign_in import DEMO_PASSWORD, SignedIn, count_attempt, open_door
from booking.model.audit import AuditAct
from booking.model.decisions import Reason, Refused
from booking.model.ids import PersonId, Ref
from booking.model.people import Actor, Person
from booking.rules.password_advice import fault_in_password
from booking.store.audit import Event, append_entry, digest_text
from booking.store.engine import Tx
from booking.store.estate import find_organisation
from booking.store.people_changes import (
    count_invitations,
    end_invitations,
    end_sign_ins,
    find_account,
    find_invited,
    lock_people,
    set_password,
    use_invitation,
    write_invitation,
)
from booking.store.sign_ins import digest_secret, forgive_failure

LINK_LIFE = timedelta(days=7)
"""How long a link works."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was just made: its secret, shown once, whom it is for, and until when it works."""

    secret: str
    person: Person
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Knocking:
    """Who stands at an invitation's door: the link's secret, and from which network address."""

    secret: str
    address: str
    on_loopback: bool


class NoEntry(Enum):
    """Why a link lets nobody in."""

    NOT_THERE = "not_there"
    SLOW_DOWN = "slow_down"


@dataclass(frozen=True, slots=True)
class PasswordFault:
    """What is wrong with a new password, as a sentence."""

    why: str


def make_link(service: Service, actor: Actor, ref: Ref, *, now: datetime, seen: int | None = None) -> Link | Refused:
    """Make a new sign-in link for a person; links given before work no more.

    `seen` is how many there were when it was asked for: a form that is sent twice makes one link, and the second time
    is refused as CHANGED_MEANWHILE.
    """

    def work(tx: Tx, asking: Actor) -> Link | Refused:
        account = find_account(tx, ref)
        if account is None:
            return not_found()
        if not account.person.active:
            return Refused(Reason.NOT_ALLOWED, "This account is closed. Reopen it first.")
        if seen is not None and count_invitations(tx, account.person.id) != seen:
            return Refused(Reason.CHANGED_MEANWHILE, "A sign-in link was made meanwhile. Look at the account again.")
        link = write_link(tx, account.person, now)
        record_people(tx, asking, AuditAct.INVITED, account.person, now)
        return link

    return manage(service, actor, work)


def write_link(tx: Tx, person: Person, now: datetime) -> Link:
    """Write a link of 256 random bits as a digest, and answer it."""
    link = Link(secrets.token_urlsafe(32), person, now + LINK_LIFE)
    write_invitation(tx, digest_secret(link.secret), person.id, now=now, expires_at=link.expires_at)
    return link


def open_link(service: Service, knocking: Knocking, *, now: datetime) -> Person | None:
    """Whom a link is for; None where it is unknown, used or over, and in the demo from anywhere but this machine."""

    def work(tx: Tx) -> Person | None:
        organisation = find_organisation(tx)
        if organisation is None or (organisation.demo and not knocking.on_loopback):
            return None
        return find_invited(tx, digest_secret(knocking.secret), now)

    return service.db.read(work)


def accept_link(
    service: Service, knocking: Knocking, password: str, *, now: datetime
) -> SignedIn | NoEntry | PasswordFault:
    """Set a password through a link and sign in; other sign-ins and links of the person end.

    Attempts from one address are counted as those to sign in are, until one succeeds.
    """
    account = digest_text(service.secret, "invitation")
    address = digest_text(service.secret, knocking.address)
    attempt = service.db.write(lambda tx: count_attempt(tx, account, address, now))
    if attempt is None:
        return NoEntry.SLOW_DOWN
    person = open_link(service, knocking, now=now)
    if person is None:
        return NoEntry.NOT_THERE
    if fault := _find_fault(service, person, password):
        service.db.write(lambda tx: forgive_failure(tx, attempt))
        return PasswordFault(fault)
    hashed = hash_password(password)

    def work(tx: Tx) -> SignedIn | NoEntry:
        lock_people(tx, person.organisation_id)
        standing = find_invited(tx, digest_secret(knocking.secret), now)
        if standing is None or not use_invitation(tx, digest_secret(knocking.secret), now):
            return NoEntry.NOT_THERE
        forgive_failure(tx, attempt)
        return _enter(tx, service, standing.id, hashed, now)

    return service.db.write(work)


def _enter(tx: Tx, service: Service, person_id: PersonId, hashed: str, now: datetime) -> SignedIn:
    set_password(tx, person_id, hashed)
    ended = end_sign_ins(tx, person_id, now)
    end_invitations(tx, person_id, now)
    facts = (("sign_ins", ended),)
    append_entry(tx, Event(AuditAct.PASSWORD_SET, person_id, person_id=person_id, facts=facts), now)
    return open_door(tx, service, person_id, now)


def _find_fault(service: Service, person: Person, password: str) -> str | None:
    organisation = service.db.read(find_organisation)
    demo = organisation is not None and organisation.demo
    forbidden = frozenset[str]() if demo else frozenset({DEMO_PASSWORD})
    return fault_in_password(password, name=person.name, email=person.email, forbidden=forbidden)
