"""Counts in the database from outside, with plain SQL and a connection of its own, never through the service."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg

OVERLAPS = """
SELECT count(*) FROM booking AS one JOIN booking AS two
  ON two.resource_id = one.resource_id AND two.id > one.id
  AND two.starts_at < one.ends_at AND one.starts_at < two.ends_at
WHERE one.state IN ('requested', 'confirmed', 'checked_in') AND two.state IN ('requested', 'confirmed', 'checked_in')
"""
"""Pairs of live bookings of one desk that overlap, by the bookings' own times."""

OCCUPATION_OVERLAPS = """
SELECT count(*) FROM occupation AS one JOIN occupation AS two
  ON two.atom_id = one.atom_id AND two.id > one.id
  AND two.starts_at < one.until_at AND one.starts_at < two.until_at
WHERE one.live AND two.live
"""
"""Pairs of live occupations of one atom that overlap, tails included."""

Row = tuple[object, ...]


def ask_database(database_url: str, statement: str) -> list[Row]:
    """Run one statement and give its rows."""
    if database_url.startswith("postgresql"):
        with psycopg.connect(database_url, autocommit=True) as connection:
            return connection.execute(statement.encode("utf-8")).fetchall()
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as file:
        return file.execute(statement).fetchall()


def count(database_url: str, statement: str) -> int:
    """The one number that a statement answers."""
    ((found,),) = ask_database(database_url, statement)
    if not isinstance(found, int):
        raise TypeError(f"{statement} did not answer a number")
    return found


@contextmanager
def holding(database_url: str, *statements: str) -> Iterator[None]:
    """Run statements in a transaction of our own and keep it open, with every lock that it has taken."""
    if database_url.startswith("postgresql"):
        with psycopg.connect(database_url) as connection:
            for statement in statements:
                connection.execute(statement.encode("utf-8"))
            yield
            connection.rollback()
        return
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as file:
        for statement in statements:
            file.execute(statement)
        yield
        file.execute("ROLLBACK")
