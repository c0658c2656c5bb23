"""Opaque ids for the outside."""

import base64
import secrets

from booking.model.ids import Ref


def new_ref() -> Ref:
    """Make an id of 128 random bits, as 26 lower-case base32 characters."""
    return Ref(base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower())
