"""Issue bearer tokens for other programs, and revoke them."""

import secrets
from datetime import datetime, timedelta

from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.people import TokenScope
from booking.store.audit import Event, append_entry
from booking.store.engine import Tx
from booking.store.people import find_person_by_email
from booking.store.sign_ins import digest_secret, end_tokens
from booking.store.sign_ins import issue_token as write_token

TOKEN_LIFE = timedelta(days=365)
"""How long a token works; programs that live longer ask for another."""


def issue_token(service: Service, email: str, scopes: frozenset[TokenScope], *, now: datetime) -> str | None:
    """Issue a token that may do what its person may, within the scopes; None where no such active person is known.

    The token is answered once and kept as a digest only.
    """
    secret = f"bk_{secrets.token_urlsafe(32)}"

    def work(tx: Tx) -> str | None:
        person = find_person_by_email(tx, email)
        if person is None or not person.active:
            return None
        write_token(tx, digest_secret(secret), person.id, scopes, now=now, expires_at=now + TOKEN_LIFE)
        facts = (("scopes", sorted(scope.value for scope in scopes)),)
        append_entry(tx, Event(AuditAct.TOKEN_ISSUED, None, person_id=person.id, facts=facts), now)
        return secret

    return service.db.write(work)


def revoke_tokens(service: Service, email: str, *, now: datetime) -> int | None:
    """End every live token of a person, active or not, and answer how many; None where nobody is known by that name."""

    def work(tx: Tx) -> int | None:
        person = find_person_by_email(tx, email)
        if person is None:
            return None
        ended = end_tokens(tx, person.id, now)
        append_entry(tx, Event(AuditAct.TOKEN_REVOKED, None, person_id=person.id, facts=(("tokens", ended),)), now)
        return ended

    return service.db.write(work)
