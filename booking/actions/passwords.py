"""Passwords: argon2id with the parameters of OWASP's password storage advice (19 MiB, 2 passes, 1 lane)."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

_AT_ONCE = threading.BoundedSemaphore(2)
"""How many hashes may run at once, so that a rush of sign-ins does not take every core and 19 MiB each."""

_NOBODY = _HASHER.hash("no account has this password")


def hash_password(password: str) -> str:
    """Hash a password for storage."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; an account without one takes as long to refuse as any."""
    with _AT_ONCE:
        try:
            _HASHER.verify(stored or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None
