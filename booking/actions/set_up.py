"""Say how far the service is set up, for those who look after it and for those who wait."""

from booking.actions.service import Service
from booking.model.people import Actor
from booking.model.setting_up import SetUp
from booking.rules.permits import Act, sites_where
from booking.store.setting_up import read_set_up


def show_set_up(service: Service, actor: Actor) -> SetUp:
    """What there is at the sites that the actor looks after. One select."""
    sites = sites_where(actor, Act.MANAGE_ESTATE)
    return service.db.read(lambda tx: read_set_up(tx, actor.person.organisation_id, sites))
