"""Open the service: its database, and the secret that its digests and form tokens are made with."""

import os
import secrets
from pathlib import Path

from booking.actions.service import Service
from booking.model.estate import Organisation
from booking.store.engine import Database, Tx
from booking.store.estate import find_organisation
from booking.store.migrate import current_revision

ANCHOR_FILE = "audit-anchors.txt"
DEMO_SECRET_FILE = "demo-secret-key"  # noqa: S105 - a file's name


class NoSecret(Exception):
    """The database holds real data, and no secret key was given."""


def open_service(database_url: str, data_dir: Path, secret: bytes | None, *, pool_size: int = 4) -> Service:
    """Open the service on a database, migrated or not.

    Raises:
        NoSecret: the database holds anything but the demo, and there is no secret. The demo makes its own.
        Busy: the database does not answer.
        OSError: a folder for the data cannot be made or written.
    """
    anchors = data_dir / ANCHOR_FILE
    database = Database(database_url, anchors=anchors, pool_size=pool_size)
    return Service(database, secret or _find_demo_secret(database, data_dir), anchors)


def _find_demo_secret(database: Database, data_dir: Path) -> bytes:
    organisation = database.read(_find_trust)
    if organisation is not None and not organisation.demo:
        raise NoSecret("BOOKING_SECRET_KEY is missing, and this database holds real data.")
    return _keep_secret(data_dir / DEMO_SECRET_FILE)


def _find_trust(tx: Tx) -> Organisation | None:
    return find_organisation(tx) if current_revision(tx.connection) is not None else None


def _keep_secret(path: Path) -> bytes:
    """The demo's own key: made once, kept in the data folder, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(file, "wb") as out:
        out.write(secrets.token_hex(32).encode("ascii"))
    return path.read_bytes()
