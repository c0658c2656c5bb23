"""Values as either engine keeps them, read."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def moment(stored: datetime | str) -> datetime:
    """An instant as either engine gives it to plain SQL."""
    read = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def decoded(stored: str | dict[str, Any]) -> dict[str, Any]:
    """A value of JSON as either engine gives it to plain SQL."""
    return json.loads(stored) if isinstance(stored, str) else stored


def local(stored: datetime | str) -> datetime:
    return moment(stored).astimezone(LONDON)
