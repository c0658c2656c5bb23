"""What stands in a database, asked from outside by plain SQL."""

import hashlib
from typing import Any

from sqlalchemy import Row, inspect, text

from booking.actions.service import Service


def ask(service: Service, sql: str, **values: object) -> list[Row[Any]]:
    """The rows of a query written by hand."""
    with service.db.engine.connect() as connection:
        return list(connection.execute(text(sql), values))


def count(service: Service, table: str, where: str = "1 = 1") -> int:
    """How many rows of a table fulfil a condition."""
    return int(ask(service, f"SELECT count(*) FROM {table} WHERE {where}")[0][0])  # noqa: S608


def checksum(service: Service) -> dict[str, str]:
    """A digest of every row of every table, versions and counters included."""
    with service.db.engine.connect() as connection:
        return {
            table: hashlib.sha256(
                "\n".join(
                    sorted(repr(tuple(row)) for row in connection.execute(text(f"SELECT * FROM {table}")))  # noqa: S608
                ).encode()
            ).hexdigest()
            for table in inspect(connection).get_table_names()
        }


def run(service: Service, sql: str, **values: object) -> None:
    """Write from outside, past every action."""
    with service.db.writing() as tx:
        tx.execute(text(sql), values)


def overlaps(service: Service) -> int:
    """How many pairs of live occupations of one atom share an instant."""
    return int(
        ask(
            service,
            "SELECT count(*) FROM occupation a JOIN occupation b ON a.atom_id = b.atom_id AND a.id < b.id "
            "WHERE a.live AND b.live AND a.starts_at < b.until_at AND b.starts_at < a.until_at",
        )[0][0]
    )
