"""The only place that reads the clock. Doors and the worker ask here and pass the answer down."""

from datetime import UTC, datetime


def read_clock() -> datetime:
    """The present instant, aware and in UTC."""
    return datetime.now(UTC)
