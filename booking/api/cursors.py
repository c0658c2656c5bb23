"""Cursors: where a list goes on, as opaque text that only this service can make."""

import base64
import hashlib
import hmac
import json

from booking.actions.service import Service
from booking.api.problems import Problem, Unreadable, bad_field

_SEAL_BYTES = 12


def seal_cursor(service: Service, listed: str, place: tuple[int, ...]) -> str:
    """Make the cursor that goes on behind a place in a list.

    Args:
        service: its secret seals the cursor.
        listed: which list; a cursor of one list is refused by the others.
        place: whole numbers by which the list is ordered.
    """
    written = json.dumps(place, separators=(",", ":")).encode("ascii")
    return base64.urlsafe_b64encode(_seal(service, listed, written) + written).decode("ascii").rstrip("=")


def open_cursor(service: Service, listed: str, cursor: str) -> tuple[int, ...]:
    """The place that a cursor names.

    Raises:
        Unreadable: a cursor that this service did not make for this list.
    """
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Unreadable(_unknown()) from None
    seal, written = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
    if not hmac.compare_digest(seal, _seal(service, listed, written)):
        raise Unreadable(_unknown())
    return tuple(json.loads(written))


def _seal(service: Service, listed: str, written: bytes) -> bytes:
    return hmac.new(service.secret, b"cursor:" + listed.encode("ascii") + b":" + written, hashlib.sha256).digest()[
        :_SEAL_BYTES
    ]


def _unknown() -> Problem:
    return bad_field("cursor", "This cursor is not one of this list's. Start again without a cursor.")
