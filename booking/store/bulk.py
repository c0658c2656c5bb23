"""Many bookings at once, with all that belongs to each: for histories that were kept elsewhere, and for the demo."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from booking.model.bookings import Booking, BookingState, EndedWhy
from booking.model.ids import BookingId, ResourceId
from booking.model.time import Interval
from booking.store.engine import Tx
from booking.store.tables import booking, occupation, outbox, resource_atom

_HOLD_NOTHING = frozenset({BookingState.CANCELLED, BookingState.RELEASED})


@dataclass(frozen=True, slots=True)
class Kept:
    """A booking as it stands, and the time that it occupies or, where it was given up, would have."""

    booking: Booking
    occupies: Interval
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as the outbox keeps it; one that was sent long ago has `sent_at`."""

    event: str
    booking: Booking
    facts: Mapping[str, Any]
    at: datetime
    sent_at: datetime | None


def take_booking_ids(tx: Tx, count: int) -> tuple[BookingId, ...]:
    """Ids for so many new bookings, ascending, that nobody else gets."""
    if tx.on_postgres:
        counter = func.nextval(func.pg_get_serial_sequence("booking", "id"))
        rows = tx.execute(select(counter).select_from(func.generate_series(1, count))).scalars()
        return tuple(BookingId(row) for row in sorted(rows))
    last = tx.execute(select(func.coalesce(func.max(booking.c.id), 0))).scalar_one()
    return tuple(BookingId(last + number) for number in range(1, count + 1))


def write_kept(tx: Tx, kept: Sequence[Kept]) -> None:
    """Write bookings with ids taken beforehand, and what they occupy; their floors are locked already."""
    if not kept:
        return
    tx.execute(insert(booking), [_booking(one) for one in kept])
    atoms = _read_atoms(tx)
    tx.execute(insert(occupation), [row for one in kept for row in _occupations(one, atoms)])


def cancel_bookings(tx: Tx, old: Sequence[Booking], *, why: EndedWhy, now: datetime) -> None:
    """Cancel bookings that were never used, as `cancel_booking` does one; their floors are locked already.

    Raises:
        RuntimeError: one of them is no longer the booking that was read.
    """
    for version, same in _by_version(old):
        for first in range(0, len(same), _A_STATEMENT):
            ids = [one.id for one in same[first : first + _A_STATEMENT]]
            _cancel(tx, ids, version, why, now)


_A_STATEMENT = 1000
"""How many ids one statement names; SQLite takes at most 32,766."""


def _by_version(old: Sequence[Booking]) -> Iterable[tuple[int, list[Booking]]]:
    versions: defaultdict[int, list[Booking]] = defaultdict(list)
    for one in old:
        versions[one.version].append(one)
    return sorted(versions.items(), key=lambda pair: pair[0])


def _cancel(tx: Tx, ids: Sequence[BookingId], version: int, why: EndedWhy, now: datetime) -> None:
    values = {
        booking.c.state: BookingState.CANCELLED.value,
        booking.c.holds: False,
        booking.c.ended_why: why.value,
        booking.c.version: version + 1,
        booking.c.sequence: booking.c.sequence + 1,
        booking.c.changed_at: now,
    }
    standing = update(booking).where(booking.c.id.in_(ids), booking.c.version == version)
    if tx.execute(standing.values(values)).rowcount != len(ids):
        raise RuntimeError(f"some of {len(ids)} bookings changed under their floors' locks")
    held = occupation.c.booking_id.in_(ids) & occupation.c.live
    tx.execute(update(occupation).where(held).values(live=False))


def post_letters(tx: Tx, letters: Iterable[Letter]) -> None:
    """Put letters into the outbox, in the order given."""
    rows = [
        {
            "event": letter.event,
            "booking_id": letter.booking.id,
            "sequence": letter.booking.sequence,
            "facts": letter.facts,
            "created_at": letter.at,
            "sent_at": letter.sent_at,
        }
        for letter in letters
    ]
    if rows:
        tx.execute(insert(outbox), rows)


def _read_atoms(tx: Tx) -> Mapping[ResourceId, list[int]]:
    atoms = defaultdict(list)
    for row in tx.execute(select(resource_atom.c.resource_id, resource_atom.c.atom_id)):
        atoms[ResourceId(row.resource_id)].append(row.atom_id)
    return atoms


def _booking(kept: Kept) -> dict[str, Any]:
    one = kept.booking
    return {
        "id": one.id,
        "ref": one.ref,
        "resource_id": one.resource_id,
        "person_id": one.person_id,
        "booked_by_id": one.booked_by_id,
        "starts_at": one.interval.start,
        "ends_at": one.interval.end,
        "people": one.people,
        "title": one.title,
        "state": one.state.value,
        "ended_why": one.ended_why.value if one.ended_why else None,
        "holds": one.state not in _HOLD_NOTHING,
        "version": one.version,
        "sequence": one.sequence,
        "created_at": one.created_at,
        "changed_at": kept.changed_at,
        "checked_in_at": one.checked_in_at,
        "checked_out_at": one.checked_out_at,
        "series_id": one.series_id,
        "use_id": one.use_id,
        "procedure_ends_at": one.procedure_ends_at,
    }


def _occupations(kept: Kept, atoms: Mapping[ResourceId, list[int]]) -> list[dict[str, Any]]:
    return [
        {
            "booking_id": kept.booking.id,
            "atom_id": atom_id,
            "starts_at": kept.occupies.start,
            "until_at": kept.occupies.end,
            "live": kept.booking.state not in _HOLD_NOTHING,
        }
        for atom_id in atoms[kept.booking.resource_id]
    ]
