"""Clean: list the places that are kept free after use, and release one that somebody has cleaned."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.book import find_again, moved_meanwhile, not_found
from booking.actions.record import say_instant
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.cleaning import Cleaned, Lock, ToClean
from booking.model.decisions import Reason, Refused
from booking.model.estate import Floor, Resource, ResourceKind
from booking.model.ids import Ref
from booking.model.people import About, Actor
from booking.rules.cleaning import find_lock, lock_of, order_by_need
from booking.rules.gaps import find_rested_at
from booking.rules.permits import Act, may, sites_where
from booking.store.audit import Event, append_entry
from booking.store.cleaning import (
    read_begun,
    read_last_cleaning,
    read_locked,
    read_next_starts,
    read_procedures,
    release_lock,
)
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.uses import find_place


@dataclass(frozen=True, slots=True)
class CleaningView:
    """A place, and the lock that cleaning it would release; or why there is none to release."""

    resource: Resource
    floor: Floor
    lock: Lock | Refused


def list_to_clean(
    service: Service, actor: Actor, *, site: Ref | None = None, floor: Ref | None = None, now: datetime
) -> tuple[ToClean, ...]:
    """The places that nobody uses now and that are kept free, as they are needed: soonest first. Two selects."""

    def work(tx: Tx) -> tuple[ToClean, ...]:
        held = read_locked(tx, sites_where(actor, Act.CLEAN), now, site_ref=site, floor_ref=floor)
        locked = [(place, at, holds) for place, at, holds in held if all(each.interval.end <= now for each in holds)]
        starts = read_next_starts(tx, (place.id for place, _, _ in locked), now) if locked else {}
        return order_by_need(ToClean(place, at, lock_of(holds), starts.get(place.id)) for place, at, holds in locked)

    return service.db.read(work)


def show_cleaning(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> CleaningView | Refused:
    """A place as somebody stands in front of it who has cleaned it; one that they may not clean is answered so."""

    def work(tx: Tx) -> CleaningView | Refused:
        found = _find(tx, actor, ref)
        return found if isinstance(found, Refused) else CleaningView(*found, _look(tx, *found, now))

    return service.db.read(work)


def clean(service: Service, actor: Actor, ref: Ref, *, now: datetime) -> Cleaned | Refused:
    """Note that a place was cleaned: it is free from now on, whatever its lock would have said."""
    seen = service.db.read(lambda tx: _find(tx, actor, ref))
    if isinstance(seen, Refused):
        return seen

    def work(tx: Tx) -> Cleaned | Refused:
        lock_floors(tx, [seen[1].id], now=now, sheet_stays=True)
        asking = find_again(tx, actor)
        found = _find(tx, asking, ref) if asking is not None else not_found()
        if asking is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else not_found()
        if found[1].id != seen[1].id:
            return moved_meanwhile()
        lock = _look(tx, *found, now)
        if isinstance(lock, Refused):
            return lock
        release_lock(tx, found[0].id, lock, by=asking.person.id, now=now)
        append_entry(tx, _event_of(asking, found[0], lock), now)
        return Cleaned(found[0].id, now, asking.person.name, lock.kept_until)

    return service.db.write(work)


def _find(tx: Tx, actor: Actor, ref: Ref) -> tuple[Resource, Floor] | Refused:
    found = find_place(tx, ref)
    if found is None:
        return not_found()
    about = About(site_id=found[0].site_id, unit_id=found[0].unit_id)
    if not may(actor, Act.LOOK, about) or not found[0].in_use:
        return not_found()
    if not may(actor, Act.CLEAN, About(site_id=found[0].site_id)):
        why = "Only cleaners and facilities of this site note that a place was cleaned. Ask them to do it."
        return Refused(Reason.NOT_ALLOWED, why)
    return found


def _look(tx: Tx, place: Resource, floor: Floor, now: datetime) -> Lock | Refused:
    begun, last = read_begun(tx, place.id, now), read_last_cleaning(tx, place.id)
    procedures = () if place.kind is ResourceKind.DESK else read_procedures(tx, place.id, now)
    rested = [find_rested_at(each.use, each.ends_at, each.booked_until) for each in procedures]
    return find_lock(place, begun, last, floor.site.zone, now, rested_at=max(rested, default=None))


def _event_of(actor: Actor, place: Resource, lock: Lock) -> Event:
    facts: dict[str, object] = {
        "used_until": say_instant(lock.used_until),
        "kept_until": say_instant(lock.kept_until),
        "bookings": list(lock.bookings),
    }
    if actor.token_id is not None:
        facts["token"] = actor.token_id
    return Event(
        AuditAct.CLEANED,
        actor.person.id,
        site_id=place.site_id,
        booking_id=lock.bookings[-1],
        resource_id=place.id,
        facts=tuple(facts.items()),
    )
