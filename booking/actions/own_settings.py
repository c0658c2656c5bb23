"""What people set for themselves: whether colleagues see their name, their usual floor and their usual hours."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from booking.actions.service import Busy, Service
from booking.model.audit import AuditAct
from booking.model.decisions import Reason, Refused
from booking.model.estate import Floor
from booking.model.habits import Preference
from booking.model.ids import FloorId, Ref
from booking.model.people import Actor
from booking.model.policy import ClockSpan
from booking.rules.permits import Act, sites_where
from booking.store.audit import Event, append_entry
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.estate import read_floors
from booking.store.habits import read_floors_ahead, read_preference, write_preference
from booking.store.people import lock_person

_ATTEMPTS = 3
"""How often a person may book on yet another floor while their settings are being saved."""


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """A person's settings, and the floors that they can choose from, by site, building and level."""

    preference: Preference
    floors: tuple[Floor, ...]


@dataclass(frozen=True, slots=True)
class SettingsWish:
    """What a person wants to set; None is left to what they book."""

    shows_name: bool
    floor: Ref | None = None
    hours: ClockSpan | None = None


def show_settings(service: Service, actor: Actor) -> OwnSettings:
    """The actor's own settings. Two selects."""
    sites = sites_where(actor, Act.LOOK)
    return service.db.read(lambda tx: OwnSettings(read_preference(tx, actor.person.id), read_floors(tx, sites)))


def save_settings(service: Service, actor: Actor, wish: SettingsWish, *, now: datetime) -> Preference | Refused:
    """Save the actor's own settings, with an entry in the audit where they differ from before.

    Where the name is shown or hidden, every floor on which it stands, now or later, is locked and its version raised.

    Raises:
        Busy: the actor went on booking on other floors meanwhile.
    """
    standing = show_settings(service, actor)
    floor = next((floor for floor in standing.floors if floor.ref == wish.floor), None)
    if wish.floor is not None and floor is None:
        return Refused(Reason.BAD_FIELD, "There is no such floor. Choose one from the list.", field="floor")
    wanted = Preference(wish.shows_name, floor.id if floor else None, wish.hours)
    if wanted == standing.preference:
        return wanted
    renamed = wanted.shows_name != standing.preference.shows_name
    for attempt in range(_ATTEMPTS):
        named = _read_named(service, actor, now) if renamed or attempt else frozenset[FloorId]()
        if service.db.write(partial(_save, actor=actor, wanted=wanted, named=named, now=now)):
            return wanted
    raise Busy(f"person {actor.person.id} books faster than their settings can be saved")


def _read_named(service: Service, actor: Actor, now: datetime) -> frozenset[FloorId]:
    return service.db.read(lambda tx: read_floors_ahead(tx, actor.person.id, now))


def _save(tx: Tx, *, actor: Actor, wanted: Preference, named: frozenset[FloorId], now: datetime) -> bool:
    """Whether it is saved; not where the name stands on a floor that is not locked, or is shown otherwise by now."""
    me = actor.person.id
    lock_floors(tx, named, now=now, sheet_stays=True)
    lock_person(tx, me)
    before = read_preference(tx, me)
    if before.shows_name != wanted.shows_name and not read_floors_ahead(tx, me, now) <= named:
        return False
    write_preference(tx, me, wanted)
    facts = (("before", _say(before)), ("after", _say(wanted)))
    append_entry(tx, Event(AuditAct.SETTINGS_CHANGED, me, person_id=me, facts=facts), now)
    return True


def _say(preference: Preference) -> dict[str, bool | int | None]:
    hours = preference.hours
    return {
        "shows_name": preference.shows_name,
        "floor": preference.floor_id,
        "from_min": hours.opens_min if hours else None,
        "to_min": hours.closes_min if hours else None,
    }
