"""Bring the database to its newest form, guards included."""

from booking.actions.service import Service
from booking.store.guards import install_guards
from booking.store.migrate import migrate as run_steps


def migrate(service: Service) -> str:
    """Run what has not been run, put back guards that are missing, and answer the revision that then stands."""
    revision = run_steps(service.db)
    service.db.write(lambda tx: install_guards(tx.connection))
    return revision
