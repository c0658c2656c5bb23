"""Show what happened: to a booking, to a place, or anywhere."""

from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.act_on_booking import about_card
from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.audit import HistoryLine
from booking.model.bookings import BookingCard
from booking.model.decisions import Refused
from booking.model.estate import Resource
from booking.model.ids import Ref
from booking.model.people import About, Actor
from booking.model.tree import Tier
from booking.rules.permits import Act, may
from booking.store.audit import HistoryFilter, read_history
from booking.store.bookings import find_booking
from booking.store.engine import Tx
from booking.store.estate import find_resource
from booking.store.tree import read_names_of

MOST_LINES = 500
"""How many lines a history page shows; the API pages through all of them."""


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which audit entries are wanted; None is any. `after` continues behind the entry of that id."""

    booking: Ref | None = None
    resource: Ref | None = None
    since: datetime | None = None
    after: int | None = None


def show_booking_history(
    service: Service, actor: Actor, ref: Ref
) -> tuple[BookingCard, tuple[HistoryLine, ...]] | Refused:
    """A booking and all that was done to it, oldest first; whoever may see the booking may see this."""

    def work(tx: Tx) -> tuple[BookingCard, tuple[HistoryLine, ...]] | Refused:
        card = find_booking(tx, ref)
        if card is None or not may(actor, Act.SEE_BOOKING, about_card(card)):
            return not_found()
        return card, read_history(tx, HistoryFilter(booking=ref), MOST_LINES)

    return service.db.read(work)


def show_place_history(service: Service, actor: Actor, ref: Ref) -> tuple[Resource, tuple[HistoryLine, ...]] | Refused:
    """A place and all that was done to its bookings, oldest first; for auditors."""

    def work(tx: Tx) -> tuple[Resource, tuple[HistoryLine, ...]] | Refused:
        resource = find_resource(tx, ref)
        about = About() if resource is None else About(site_id=resource.site_id, unit_id=resource.unit_id)
        if resource is None or not may(actor, Act.LOOK, about):
            return not_found()
        if not may(actor, Act.SEE_AUDIT, about):
            return not_found()
        return resource, read_history(tx, HistoryFilter(resource=ref), MOST_LINES)

    return service.db.read(work)


def list_history(service: Service, actor: Actor, query: HistoryQuery, *, limit: int) -> tuple[HistoryLine, ...]:
    """Audit entries, oldest first, at most `limit`; empty for anyone but an organisation's auditor.

    One select, and one each for the names of sites, buildings and floors where entries are about any.
    """
    if not may(actor, Act.SEE_AUDIT, About()):
        return ()
    wanted = HistoryFilter(booking=query.booking, resource=query.resource, since=query.since, after=query.after)
    return service.db.read(lambda tx: name_things(tx, read_history(tx, wanted, limit)))


def name_things(tx: Tx, lines: tuple[HistoryLine, ...]) -> tuple[HistoryLine, ...]:
    """The lines with the names of the sites, buildings and floors that they are about. At most three selects."""
    names: dict[tuple[str, int], str] = {}
    for tier in (Tier.SITE, Tier.BUILDING, Tier.FLOOR):
        ids = {int(str(line.facts["id"])) for line in lines if line.facts.get("tier") == tier}
        if ids:
            names |= {(tier.value, thing_id): name for thing_id, name in read_names_of(tx, tier, ids).items()}
    return tuple(
        replace(line, thing=names.get((str(line.facts.get("tier")), int(str(line.facts.get("id", 0)))), ""))
        if "tier" in line.facts
        else line
        for line in lines
    )
