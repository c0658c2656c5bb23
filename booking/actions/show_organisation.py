"""Show whose service this is."""

from booking.actions.service import Service
from booking.model.estate import Organisation
from booking.store.estate import find_organisation


def show_organisation(service: Service) -> Organisation | None:
    """The organisation; None in an empty database. One select."""
    return service.db.read(find_organisation)
