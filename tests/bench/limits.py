"""The limit of the database: one bare insert in a transaction of its own, on the same engine with the same settings."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.actions.service import Service

ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Limit:
    """What the database takes for one bare insert."""

    p50_ms: float


def measure_insert(service: Service, start: datetime) -> Limit:
    """Insert one row and commit, many times over, through the driver alone; the rows are dead and in nobody's way."""
    mark = "%s" if service.db.engine.dialect.name == "postgresql" else "?"
    statement = (
        "INSERT INTO occupation (booking_id, atom_id, starts_at, until_at, live) "  # noqa: S608 - marks, no values
        f"VALUES (1, 1, {mark}, {mark}, false)"
    )
    connection = service.db.engine.raw_connection()
    seconds = []
    try:
        cursor = connection.cursor()
        for number in range(ROUNDS):
            at = start + timedelta(hours=number)
            values = [at, at + timedelta(hours=1)]
            if mark == "?":
                values = [value.strftime("%Y-%m-%d %H:%M:%S.%f") for value in values]  # type: ignore[misc]
            began = time.perf_counter()
            if mark == "?":
                cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(statement, values)
            connection.commit()
            seconds.append(time.perf_counter() - began)
    finally:
        connection.close()
    return Limit(sorted(seconds)[ROUNDS // 2] * 1000)
