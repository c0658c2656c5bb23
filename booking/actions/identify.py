"""Who is asking: by the secret of a sign-in or of a bearer token."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from booking.actions.service import Service
from booking.model.diary import FloorStamp
from booking.model.ids import PersonId, Ref
from booking.model.people import Actor
from booking.store.people import (
    MOST_VIEWERS,
    find_actor_by_sign_in,
    find_actor_by_token,
    find_viewer_by_sign_in,
    find_viewers_by_token,
)
from booking.store.sign_ins import digest_secret, find_person_of, touch_sign_in

__all__ = [
    "MOST_VIEWERS",
    "find_whose",
    "identify_sign_in",
    "identify_token",
    "identify_viewers",
    "identify_watcher",
]

TOUCH_EVERY = timedelta(minutes=1)
"""How stale a sign-in's last use may get, so that most requests write nothing."""


def identify_sign_in(service: Service, secret: str, *, now: datetime) -> Actor | None:
    """The person behind a sign-in's cookie; None where it is unknown, ended, over or has been idle too long."""
    digest = digest_secret(secret)
    found = service.db.read(lambda tx: find_actor_by_sign_in(tx, digest, now))
    if found is None:
        return None
    actor, seen_at = found
    if now - seen_at > service.sign_in_idle:
        return None
    sign_in_id = actor.sign_in_id
    if sign_in_id is not None and now - seen_at > TOUCH_EVERY:
        service.db.write(lambda tx: touch_sign_in(tx, sign_in_id, now))
    return actor


def find_whose(service: Service, secret: str) -> PersonId | None:
    """Whose sign-in a cookie belongs to or belonged to; it lets nobody in, since the sign-in may be over."""
    digest = digest_secret(secret)
    return service.db.read(lambda tx: find_person_of(tx, digest))


def identify_watcher(
    service: Service, secret: str, floor: Ref, *, now: datetime
) -> tuple[Actor, FloorStamp | None] | None:
    """The person behind a sign-in's cookie as `identify_sign_in` gives it, with the stamp of the floor that they watch.

    It does not count as use: a page that asks by itself must not keep a sign-in alive. One statement.
    """
    digest = digest_secret(secret)
    found = service.db.read(lambda tx: find_viewer_by_sign_in(tx, digest, floor, now))
    if found is None:
        return None
    actor, seen_at, stamp = found
    return None if now - seen_at > service.sign_in_idle else (actor, stamp)


def identify_token(service: Service, secret: str, *, now: datetime) -> Actor | None:
    """The person behind a bearer token; None where it is unknown, expired or revoked."""
    digest = digest_secret(secret)
    return service.db.read(lambda tx: find_actor_by_token(tx, digest, now))


def identify_viewers(
    service: Service, asked: Sequence[tuple[str, Ref]], *, now: datetime
) -> tuple[tuple[Actor, FloorStamp | None] | None, ...]:
    """The people behind bearer tokens as `identify_token` gives them, each with the stamp of the floor asked about.

    All are of one moment, for one statement: that is all that unchanged maps cost.
    """
    digests = [(digest_secret(secret), floor) for secret, floor in asked]
    return service.db.read(lambda tx: find_viewers_by_token(tx, digests, now))
