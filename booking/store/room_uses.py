"""Uses of rooms as rows: what is done in them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert, select, update

from booking.model.bookings import LIVE_STATES
from booking.model.ids import OrganisationId, Ref, RoomUseId
from booking.model.room_uses import RoomUse
from booking.store.engine import Tx
from booking.store.policies import encode_value, room_use_of
from booking.store.refs import new_ref
from booking.store.tables import booking, room_use


def read_room_uses(tx: Tx, organisation_id: OrganisationId) -> tuple[RoomUse, ...]:
    """The organisation's uses, also those that are no longer offered, in order of name. One select."""
    query = select(room_use.c.id, room_use.c.value).where(room_use.c.organisation_id == organisation_id)
    uses = (room_use_of(row.id, row.value) for row in tx.execute(query))
    return tuple(sorted(uses, key=lambda use: (use.name.casefold(), use.id)))


def find_room_use(tx: Tx, organisation_id: OrganisationId, ref: Ref) -> RoomUse | None:
    """The organisation's use of that ref, offered or not; None where there is none. One select."""
    query = select(room_use.c.id, room_use.c.value).where(
        room_use.c.ref == ref, room_use.c.organisation_id == organisation_id
    )
    row = tx.execute(query).one_or_none()
    return room_use_of(row.id, row.value) if row else None


def count_coming(tx: Tx, now: datetime) -> Mapping[RoomUseId, int]:
    """How many live bookings that end after now are for each use; those that none is for are left out. One select."""
    query = (
        select(booking.c.use_id, func.count().label("number"))
        .where(
            booking.c.use_id.is_not(None),
            booking.c.ends_at > now,
            booking.c.state.in_([state.value for state in LIVE_STATES]),
        )
        .group_by(booking.c.use_id)
    )
    return {RoomUseId(row.use_id): row.number for row in tx.execute(query)}


def add_room_use(tx: Tx, organisation_id: OrganisationId, use: RoomUse, *, now: datetime) -> RoomUse:
    """Write a new use; answers it with the id and ref that it has got. The floors are locked already."""
    ref = new_ref()
    new = replace(use, ref=ref)
    values = {"ref": ref, "organisation_id": organisation_id, "value": encode_value(new), "created_at": now}
    found = tx.execute(insert(room_use).values(values).returning(room_use.c.id)).scalar_one()
    return replace(new, id=RoomUseId(found))


def rewrite_room_use(tx: Tx, use: RoomUse) -> None:
    """Write what is said of a use from now on; the floors are locked already."""
    tx.execute(update(room_use).where(room_use.c.id == use.id).values(value=encode_value(use)))
