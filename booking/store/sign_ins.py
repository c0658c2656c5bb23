"""Sign-ins, failures to sign in, bearer tokens and remembered answers. Secrets are kept as digests only."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from booking.model.ids import PersonId, SignInId, TokenId
from booking.model.people import TokenScope
from booking.store.engine import Tx
from booking.store.questions import Question
from booking.store.tables import api_token, idempotency_key, sign_in, sign_in_failure


@dataclass(frozen=True, slots=True)
class Remembered:
    """The answer once given to a request that carried an idempotency key."""

    body_digest: str
    status: int
    answer: str


def digest_secret(secret: str) -> str:
    """SHA-256 of a secret of at least 128 random bits; a password needs argon2id instead."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def open_sign_in(tx: Tx, digest: str, person_id: PersonId, *, now: datetime, expires_at: datetime) -> SignInId:
    """Write a sign-in."""
    values = {"digest": digest, "person_id": person_id, "created_at": now, "seen_at": now, "expires_at": expires_at}
    return SignInId(tx.execute(insert(sign_in).values(**values).returning(sign_in.c.id)).scalar_one())


def find_person_of(tx: Tx, digest: str) -> PersonId | None:
    """Whose sign-in it is or was: also where it is over, so it lets nobody in. One select."""
    found = tx.execute(select(sign_in.c.person_id).where(sign_in.c.digest == digest)).scalar_one_or_none()
    return None if found is None else PersonId(found)


def touch_sign_in(tx: Tx, sign_in_id: SignInId, now: datetime) -> None:
    """Note that a sign-in is in use."""
    tx.execute(update(sign_in).where(sign_in.c.id == sign_in_id).values(seen_at=now))


def end_sign_in(tx: Tx, sign_in_id: SignInId, now: datetime) -> None:
    """End a sign-in for good."""
    tx.execute(update(sign_in).where(sign_in.c.id == sign_in_id, sign_in.c.ended_at.is_(None)).values(ended_at=now))


def count_failures(tx: Tx, account_digest: str, address_digest: str, since: datetime) -> tuple[int, int]:
    """Failures since then: of this account from this address, and of this address altogether. One select."""
    failed = sign_in_failure.c
    both = (failed.account_digest == account_digest) & (failed.address_digest == address_digest)
    query = select(func.count().filter(both).label("pair"), func.count().label("whole")).where(
        failed.failed_at > since, failed.address_digest == address_digest
    )
    counted = tx.execute(query).one()
    return int(counted.pair), int(counted.whole)


def lock_address(tx: Tx, address_digest: str) -> None:
    """Let attempts from one address be counted one after the other; on SQLite the only writer does so anyway."""
    if tx.on_postgres:
        key = int(address_digest[:15], 16)
        tx.execute(select(func.pg_advisory_xact_lock(key)))


def note_failure(tx: Tx, account_digest: str, address_digest: str, now: datetime) -> int:
    """Write a failure to sign in, and answer its number."""
    values = {"account_digest": account_digest, "address_digest": address_digest, "failed_at": now}
    return int(tx.execute(insert(sign_in_failure).values(**values).returning(sign_in_failure.c.id)).scalar_one())


def forgive_failure(tx: Tx, number: int) -> None:
    """Take back an attempt that succeeded after all."""
    tx.execute(delete(sign_in_failure).where(sign_in_failure.c.id == number))


def forget_failures(tx: Tx, before: datetime) -> None:
    """Remove failures that no longer count."""
    tx.execute(delete(sign_in_failure).where(sign_in_failure.c.failed_at < before))


def issue_token(
    tx: Tx, digest: str, person_id: PersonId, scopes: frozenset[TokenScope], *, now: datetime, expires_at: datetime
) -> TokenId:
    """Write a bearer token's digest."""
    values = {
        "digest": digest,
        "person_id": person_id,
        "scopes": sorted(scope.value for scope in scopes),
        "created_at": now,
        "expires_at": expires_at,
    }
    return TokenId(tx.execute(insert(api_token).values(**values).returning(api_token.c.id)).scalar_one())


def end_tokens(tx: Tx, person_id: PersonId, now: datetime) -> int:
    """Revoke every live token of a person, and answer how many there were."""
    live = (api_token.c.person_id == person_id) & api_token.c.revoked_at.is_(None) & (api_token.c.expires_at > now)
    return tx.execute(update(api_token).where(live).values(revoked_at=now)).rowcount


def find_remembered(tx: Tx, person_id: PersonId, key_digest: str, since: datetime) -> Remembered | None:
    """The answer given to this key since then; None where there is none."""
    rows = _REMEMBERED.ask(tx, {"asked": person_id, "key_asked": key_digest, "since": since})
    return Remembered(*rows[0]) if rows else None


def remember_answer(
    tx: Tx, person_id: PersonId, key_digest: str, kept: Remembered, *, now: datetime, since: datetime
) -> None:
    """Keep an answer; answers from before `since` are removed."""
    _FORGET_ANSWERS.tell(tx, {"since": since})
    values = {
        "person_id": person_id,
        "key_digest": key_digest,
        "body_digest": kept.body_digest,
        "status": kept.status,
        "answer": kept.answer,
        "created_at": now,
    }
    _KEEP_ANSWER.tell(tx, values)


_FORGET_ANSWERS = Question(
    delete(idempotency_key).where(
        idempotency_key.c.created_at <= bindparam("since", type_=idempotency_key.c.created_at.type)
    )
)
_KEEP_ANSWER = Question(
    insert(idempotency_key).inline(), ("person_id", "key_digest", "body_digest", "status", "answer", "created_at")
)
_REMEMBERED = Question(
    select(idempotency_key.c.body_digest, idempotency_key.c.status, idempotency_key.c.answer).where(
        idempotency_key.c.person_id == bindparam("asked"),
        idempotency_key.c.key_digest == bindparam("key_asked"),
        idempotency_key.c.created_at > bindparam("since", type_=idempotency_key.c.created_at.type),
    )
)
