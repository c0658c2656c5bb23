"""The bookings that a change of the estate concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, func, select

from booking.model.bookings import LIVE_STATES, BookingCard
from booking.model.effects import MOST_SHOWN, Affected, Share
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.time import LOOK_BACK
from booking.model.tree import Tier
from booking.store.bookings import card_of, select_cards
from booking.store.engine import Tx
from booking.store.estate import FLOORS
from booking.store.tables import booking, building, floor, resource
from booking.store.tree import within


@dataclass(frozen=True, slots=True)
class Concerned:
    """Which coming bookings are asked for: those of the things of a tier, for more people than a number."""

    tier: Tier
    ids: tuple[int, ...]
    people_over: int = 0


def read_affected(tx: Tx, concerned: Concerned, now: datetime) -> Affected:
    """How many live bookings end after now, and the first of them in order of start. Two selects, or one for none."""
    conditions = _conditions(concerned, now)
    counted = tx.execute(
        select(func.count().label("total"), func.sum(booking.c.id).label("ids"), func.sum(booking.c.version).label("v"))
        .select_from(FLOORS.join(resource, resource.c.floor_id == floor.c.id))
        .join(booking, booking.c.resource_id == resource.c.id)
        .where(*conditions)
    ).one()
    if not counted.total:
        return Affected()
    mark = f"{counted.total}.{int(counted.ids)}.{int(counted.v)}"
    return Affected(counted.total, read_concerned(tx, concerned, now, MOST_SHOWN), mark)


def count_shares(tx: Tx, concerned: Concerned, now: datetime) -> tuple[Share, ...]:
    """How many live bookings that end after now each floor has, or each place of a floor; most first. One select."""
    by_place = concerned.tier is Tier.FLOOR
    columns: tuple[Column[Any], ...] = (floor.c.ref, floor.c.name, building.c.name)
    if by_place:
        columns = (resource.c.ref, resource.c.name, resource.c.kind)
    number = func.count()
    query = (
        select(*columns, number)
        .select_from(FLOORS.join(resource, resource.c.floor_id == floor.c.id))
        .join(booking, booking.c.resource_id == resource.c.id)
        .where(*_conditions(concerned, now))
        .group_by(*columns)
        .order_by(number.desc(), *columns[1:], columns[0])
    )
    rows: Iterable[Sequence[Any]] = tx.execute(query)
    if by_place:
        return tuple(Share(Ref(row[0]), row[1], ResourceKind(row[2]), "", row[3]) for row in rows)
    return tuple(Share(Ref(row[0]), row[1], None, row[2], row[3]) for row in rows)


def count_under_way(tx: Tx, concerned: Concerned, now: datetime) -> int:
    """How many of the live bookings that end after now have begun. One select."""
    query = (
        select(func.count())
        .select_from(FLOORS.join(resource, resource.c.floor_id == floor.c.id))
        .join(booking, booking.c.resource_id == resource.c.id)
        .where(*_conditions(concerned, now), booking.c.starts_at < now)
    )
    return int(tx.execute(query).scalar_one())


def read_concerned(tx: Tx, concerned: Concerned, now: datetime, limit: int) -> tuple[BookingCard, ...]:
    """The live bookings that end after now, in order of start, at most `limit`. One select."""
    query = select_cards().where(*_conditions(concerned, now)).order_by(booking.c.starts_at, booking.c.id)
    return tuple(card_of(row) for row in tx.execute(query.limit(limit)))


def _conditions(concerned: Concerned, now: datetime) -> Iterable[ColumnElement[bool]]:
    conditions: list[Any] = [
        within(concerned.tier, concerned.ids),
        booking.c.state.in_([state.value for state in LIVE_STATES]),
        booking.c.ends_at > now,
        booking.c.starts_at > now - LOOK_BACK,
    ]
    if concerned.people_over:
        conditions.append(booking.c.people > concerned.people_over)
    return conditions
