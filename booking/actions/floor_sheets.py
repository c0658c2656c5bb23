"""Floors as last read, kept in memory for as long as the version of their sheet stands.

Whatever a map shows of a floor beside its bookings (places, plan, rules) changes only together with the version of the
floor's sheet, so a sheet whose version is the one just read is as good as a fresh one, whoever has booked since.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from booking.model.diary import Occupied, Stand, Surroundings
from booking.model.estate import Floor, Resource, ResourceKind
from booking.model.ids import Ref
from booking.model.policy import Rule
from booking.model.spacing import Neighbours
from booking.model.time import Interval
from booking.store.diary import read_floor_occupied, read_floors_now
from booking.store.engine import Tx
from booking.store.estate import FloorSheet, read_floor
from booking.store.policies import read_rules
from booking.store.spacing import read_neighbours

MOST_FLOORS = 500
"""How many floors a process keeps; a floor of 50 places takes about 60 kB."""


@dataclass(frozen=True, slots=True)
class KnownFloor:
    """A floor's sheet, the rules that apply on it and who sits near whom by them, read at the version of its sheet."""

    sheet: FloorSheet
    rules: tuple[Rule, ...]
    neighbours: Neighbours


@dataclass(frozen=True, slots=True)
class FloorAsk:
    """Which floor is asked about, and for which time.

    `version` is that of its sheet as the caller has just seen it, and saves trying; None where it was not seen.
    """

    ref: Ref
    interval: Interval
    version: int | None = None


@dataclass(frozen=True, slots=True)
class FloorNow:
    """A floor and what is occupied on it, of one version."""

    sheet: FloorSheet
    rules: tuple[Rule, ...]
    neighbours: Neighbours
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


def find_around(tx: Tx, sheets: FloorSheets, resource: Resource, stand: Stand) -> Surroundings | None:
    """What surrounds a desk on the floor that the caller has locked; None for rooms, whose like stand elsewhere too.

    No select where the floor's sheet is known as it stands, two where it is not; one more where a rule spaces people.
    """
    if resource.kind is not ResourceKind.DESK:
        return None
    known = sheets.find(resource.floor_ref)
    if known is None or known.sheet.floor.sheet_version != stand.sheet_version:
        known = _learn(tx, sheets, resource.floor_ref)
    if known is None:
        return None
    floor = _as_it_stands(known.sheet.floor, stand)
    return Surroundings(floor, known.sheet.resources, known.rules, known.neighbours)


def read_floor_sheets(tx: Tx, sheets: FloorSheets, asked: Sequence[FloorAsk]) -> list[FloorNow | None]:
    """Floors with what is occupied at the time asked for each; None where there is none.

    One select for each whose sheet is known at its present version, all in one way to the server; three for any other.
    What is occupied is never older than the diary's version: it may be newer, and is then asked for once more under the
    next stamp.
    """
    known = [_find_known(sheets, each) for each in asked]
    at_hand = [(one, each.interval) for one, each in zip(known, asked, strict=True) if one is not None]
    stood = iter(read_floors_now(tx, [(one.sheet.floor.id, interval, one.rules) for one, interval in at_hand]))
    found: list[FloorNow | None] = []
    for one, each in zip(known, asked, strict=True):
        if one is not None:
            stand, occupied = next(stood)
            if stand.sheet_version == one.sheet.floor.sheet_version:
                sheet = replace(one.sheet, floor=_as_it_stands(one.sheet.floor, stand))
                found.append(FloorNow(sheet, one.rules, one.neighbours, occupied))
                continue
        found.append(_read_anew(tx, sheets, each))
    return found


def _find_known(sheets: FloorSheets, asked: FloorAsk) -> KnownFloor | None:
    """The floor as last read, unless its sheet is known to stand at another version by now."""
    known = sheets.find(asked.ref)
    return known if known is not None and asked.version in (None, known.sheet.floor.sheet_version) else None


def _read_anew(tx: Tx, sheets: FloorSheets, asked: FloorAsk) -> FloorNow | None:
    learnt = _learn(tx, sheets, asked.ref)
    if learnt is None:
        return None
    occupied = read_floor_occupied(tx, learnt.sheet.floor.id, asked.interval, learnt.rules)
    return FloorNow(learnt.sheet, learnt.rules, learnt.neighbours, occupied)


def _learn(tx: Tx, sheets: FloorSheets, ref: Ref) -> KnownFloor | None:
    """Read a floor's sheet and rules, and remember them. Two selects; three where a rule keeps people apart."""
    sheet = read_floor(tx, ref)
    if sheet is None:
        return None
    site = sheet.floor.site
    rules = read_rules(tx, site.organisation_id, site.id)
    known = KnownFloor(sheet, rules, read_neighbours(tx, [sheet.floor.id], rules, sheet.resources))
    sheets.keep(ref, known)
    return known


def _as_it_stands(floor: Floor, stand: Stand) -> Floor:
    return replace(floor, diary_version=stand.diary_version, next_change_at=stand.next_change_at)
