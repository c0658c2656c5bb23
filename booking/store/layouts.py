"""Layouts that keep desks apart for good, switched on and off."""

from datetime import datetime

from sqlalchemy import insert, select, update

from booking.model.ids import FloorId
from booking.model.layouts import StandingLayout
from booking.store.engine import Tx
from booking.store.tables import desk_layout


def find_layout(tx: Tx, floor_id: FloorId) -> StandingLayout | None:
    """The layout that stands on a floor; None where none does. One select."""
    query = select(desk_layout).where(desk_layout.c.floor_id == floor_id, desk_layout.c.ended_at.is_(None))
    row = tx.execute(query).one_or_none()
    return StandingLayout(row.id, FloorId(row.floor_id), row.spacing_cm, row.began_at) if row is not None else None


def begin_layout(tx: Tx, floor_id: FloorId, spacing_cm: int, now: datetime) -> None:
    """Write down that a layout stands on a floor from now on; its floor is locked, and no other stands there."""
    tx.execute(insert(desk_layout).values(floor_id=floor_id, spacing_cm=spacing_cm, began_at=now))


def end_layout(tx: Tx, layout: StandingLayout, now: datetime) -> None:
    """Write down that a layout stands no more."""
    tx.execute(update(desk_layout).where(desk_layout.c.id == layout.id).values(ended_at=now))
