"""What stands in the tables after an act, for tests of the actions."""

from datetime import datetime

from booking.actions.service import Service
from booking.store.tables import booking, occupation
from tests.estate import at
from tests.store.state import ask

DURING = at("11:00")
"""While a booking from 9am to 5pm is under way."""


def rows(service: Service) -> tuple[datetime, datetime, str, str | None, bool, int, int]:
    """The one booking: start, end, state, ended_why, holds, version, sequence."""
    columns = booking.c
    with service.db.reading() as tx:
        row = tx.execute(
            booking.select().with_only_columns(
                columns.starts_at,
                columns.ends_at,
                columns.state,
                columns.ended_why,
                columns.holds,
                columns.version,
                columns.sequence,
            )
        ).one()
    return tuple(row)


def holds(service: Service) -> list[tuple[str, datetime, datetime]]:
    """The live occupations: place, from, until."""
    sql = (
        "SELECT o.id, r.name FROM occupation o JOIN resource_atom a ON a.atom_id = o.atom_id "
        "JOIN resource r ON r.id = a.resource_id WHERE o.live ORDER BY o.starts_at, r.name"
    )
    with service.db.reading() as tx:
        times = {row.id: (row.starts_at, row.until_at) for row in tx.execute(occupation.select())}
    return [(row.name, *times[row.id]) for row in ask(service, sql)]


def letters(service: Service) -> list[tuple[str, int]]:
    return [(row.event, row.sequence) for row in ask(service, "SELECT event, sequence FROM outbox ORDER BY id")]


def entries(service: Service) -> list[tuple[int, str]]:
    return [(row.seq, row.act) for row in ask(service, "SELECT seq, act FROM audit_entry ORDER BY id")]


def versions(service: Service) -> dict[str, int]:
    return {row.name: row.diary_version for row in ask(service, "SELECT name, diary_version FROM floor")}
