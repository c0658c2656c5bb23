"""Whether the service can serve: the database answers, stands at the newest form, and its guards stand."""

from enum import Enum

from booking.actions.service import Busy, Service
from booking.model.estate import Organisation
from booking.store.engine import Tx
from booking.store.estate import find_organisation
from booking.store.guards import missing_guards
from booking.store.migrate import current_revision, newest_revision


class Unready(Enum):
    """Why the service cannot serve."""

    NOTHING = "it can"
    DATABASE = "the database does not answer"
    FORM = "the database is not at the newest form; run booking migrate"
    GUARDS = "a guard in the database is missing; run booking migrate, and find out who removed it"


def find_unready(service: Service) -> Unready:
    """Answer why the service cannot serve, or NOTHING where it can."""

    def work(tx: Tx) -> Unready:
        if current_revision(tx.connection) != newest_revision():
            return Unready.FORM
        return Unready.GUARDS if missing_guards(tx.connection) else Unready.NOTHING

    try:
        return service.db.read(work)
    except Busy:
        return Unready.DATABASE


def is_newest_form(service: Service) -> bool:
    """Whether the database stands at the newest form.

    Raises:
        Busy: it does not answer.
    """
    return service.db.read(lambda tx: current_revision(tx.connection) == newest_revision())


def find_trust(service: Service) -> Organisation | None:
    """The organisation whose data this is; None in an empty database."""
    return service.db.read(find_organisation)
