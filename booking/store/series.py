"""Series: their headers; their bookings are ordinary ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from booking.model.ids import Ref, SeriesId
from booking.model.policy import ClockSpan
from booking.model.series import Series, SeriesRule
from booking.store.engine import Tx
from booking.store.refs import new_ref
from booking.store.tables import series

MOST_BOOKINGS = 366
"""The most bookings that a series can have: one a day for a year."""


@dataclass(frozen=True, slots=True)
class NewSeries:
    """A series that is about to be written, and when it was made."""

    rule: SeriesRule
    made_at: datetime


def find_series(tx: Tx, ref: Ref) -> Series | None:
    """The header of the series of that ref; None where there is none. One select."""
    row = tx.execute(_BY_REF, {"asked": ref}).one_or_none()
    return _series_of(row) if row else None


def read_series(tx: Tx, series_id: SeriesId) -> Series | None:
    """The header of a booking's series; None where there is none. One select."""
    row = tx.execute(_BY_ID, {"asked": series_id}).one_or_none()
    return _series_of(row) if row else None


def write_series(tx: Tx, new: Iterable[NewSeries]) -> tuple[SeriesId, ...]:
    """Write headers; their ids come in the order given."""
    rows = [{"ref": new_ref(), "rule": _write_rule(header.rule), "created_at": header.made_at} for header in new]
    if not rows:
        return ()
    ids = {row.ref: row.id for row in tx.execute(insert(series).returning(series.c.ref, series.c.id), rows)}
    return tuple(SeriesId(ids[row["ref"]]) for row in rows)


def _write_rule(rule: SeriesRule) -> dict[str, Any]:
    return {
        "every_weeks": rule.every_weeks,
        "weekday": rule.weekday,
        "from_min": rule.clock.opens_min,
        "to_min": rule.clock.closes_min,
        "until": rule.until.isoformat(),
    }


def _series_of(row: Any) -> Series:
    kept = row.rule
    clock = ClockSpan(kept["from_min"], kept["to_min"])
    rule = SeriesRule(kept["every_weeks"], kept["weekday"], clock, date.fromisoformat(kept["until"]))
    return Series(SeriesId(row.id), Ref(row.ref), rule)


_SERIES = select(series.c.id, series.c.ref, series.c.rule)
_BY_REF = _SERIES.where(series.c.ref == bindparam("asked"))
_BY_ID = _SERIES.where(series.c.id == bindparam("asked"))
