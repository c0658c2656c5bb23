"""What every action needs: the database, the secret, and how long things last."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from booking.actions.floor_sheets import FloorSheets
from booking.store.engine import Busy, Database

__all__ = ["Busy", "Service"]


@dataclass(frozen=True, slots=True)
class Service:
    """The running service, as actions see it.

    Attributes:
        db: the database.
        secret: the key of digests and form tokens, at least 32 bytes.
        anchors: the file in which audit heads are anchored.
        sign_in_idle: after how long without use a sign-in ends.
        sign_in_longest: after how long a sign-in ends in any case.
        sheets: the floors that this process knows.
    """

    db: Database
    secret: bytes
    anchors: Path
    sign_in_idle: timedelta = timedelta(hours=1)
    sign_in_longest: timedelta = timedelta(hours=12)
    sheets: FloorSheets = field(default_factory=FloorSheets, compare=False)
