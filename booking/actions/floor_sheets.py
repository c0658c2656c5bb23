"""Floors as last read, kept in memory for as long as their diary's version stands.

Whatever a map shows of a floor beside its bookings (places, plan, rules) changes only together with the floor's diary
version, so a sheet whose version is the one just read is as good as a fresh one.
"""

import threading
from dataclasses import dataclass, replace

from booking.model.diary import Occupied
from booking.model.estate import Floor
from booking.model.ids import Ref
from booking.model.policy import Rule
from booking.model.time import Interval
from booking.store.diary import Stand, Surroundings, read_floor_now, read_floor_occupied
from booking.store.engine import Tx
from booking.store.estate import FloorSheet, read_floor
from booking.store.policies import read_rules

MOST_FLOORS = 500
"""How many floors a process keeps; a floor of 50 places takes about 60 kB."""


@dataclass(frozen=True, slots=True)
class KnownFloor:
    """A floor's sheet and the rules that apply on it, read at its diary version."""

    sheet: FloorSheet
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class FloorNow:
    """A floor and what is occupied on it, of one version."""

    sheet: FloorSheet
    rules: tuple[Rule, ...]
    occupied: tuple[Occupied, ...]


class FloorSheets:
    """The floors that a process knows, the one longest unused dropped first."""

    def __init__(self) -> None:
        self._known: dict[Ref, KnownFloor] = {}
        self._lock = threading.Lock()

    def find(self, ref: Ref) -> KnownFloor | None:
        """The floor as last read; None where it was not, or was dropped."""
        with self._lock:
            known = self._known.pop(ref, None)
            if known is not None:
                self._known[ref] = known
            return known

    def keep(self, ref: Ref, known: KnownFloor) -> None:
        """Remember a floor as read."""
        with self._lock:
            self._known.pop(ref, None)
            self._known[ref] = known
            while len(self._known) > MOST_FLOORS:
                del self._known[next(iter(self._known))]


def find_around(sheets: FloorSheets, ref: Ref, stand: Stand) -> Surroundings | None:
    """A floor as it is known, where nothing but the lock that the caller has just taken raised its version since."""
    known = sheets.find(ref)
    if known is None or known.sheet.floor.diary_version != stand.diary_version - 1:
        return None
    floor = replace(known.sheet.floor, diary_version=stand.diary_version, next_change_at=stand.next_change_at)
    return Surroundings(floor, known.sheet.resources, known.rules)


def keep_around(sheets: FloorSheets, floor: Floor) -> None:
    """Carry a known floor over a booking that was committed: it changed nothing that the sheet says.

    `floor` is as it stood under the booking's lock, which was taken on the very version that is known.
    """
    known = sheets.find(floor.ref)
    if known is not None and known.sheet.floor.diary_version == floor.diary_version - 1:
        sheets.keep(floor.ref, KnownFloor(replace(known.sheet, floor=floor), known.rules))


def read_floor_sheet(
    tx: Tx, sheets: FloorSheets, ref: Ref, interval: Interval, *, version: int | None = None
) -> FloorNow | None:
    """A floor with what is occupied during the interval; None where there is none.

    One select where the floor is known at its present version, three where it is not; `version` is the one that the
    caller has just seen, and saves trying. What is occupied is never older than the version: it may be newer, and is
    then asked for once more under the next stamp.
    """
    known = sheets.find(ref)
    if known is not None and version is not None and known.sheet.floor.diary_version != version:
        known = None
    if known is not None:
        version, occupied = read_floor_now(tx, known.sheet.floor.id, interval, known.rules)
        if version == known.sheet.floor.diary_version:
            return FloorNow(known.sheet, known.rules, occupied)
    sheet = read_floor(tx, ref)
    if sheet is None:
        return None
    site = sheet.floor.site
    rules = read_rules(tx, site.organisation_id, site.id)
    sheets.keep(ref, KnownFloor(sheet, rules))
    if known is not None and rules == known.rules and version == sheet.floor.diary_version:
        return FloorNow(sheet, rules, occupied)
    return FloorNow(sheet, rules, read_floor_occupied(tx, sheet.floor.id, interval, rules))
