"""The fields that several calls share, and reading an interval out of two of them."""

from datetime import datetime, timedelta

from booking.api.calls import Call
from booking.api.fields import Field, Given
from booking.api.problems import Problem, Unreadable, bad_field
from booking.api.values import (
    INSTANT_SCHEMA,
    KIND_SCHEMA,
    LATER_SCHEMA,
    LIMIT_SCHEMA,
    REF_SCHEMA,
    USUAL_A_PAGE,
    read_instant,
    read_kind,
    read_limit,
    read_ref,
    read_text,
)
from booking.model.decisions import Reason
from booking.model.time import Interval

LONGEST_LOOK = timedelta(days=8)
"""The longest time that one call looks at: a week and a day."""

START = Field("start", read_instant, INSTANT_SCHEMA, "when it starts, with its offset from UTC", needed=True)
END = Field("end", read_instant, LATER_SCHEMA, "when it ends (not included), with its offset from UTC", needed=True)
SITE = Field("site", read_ref, REF_SCHEMA, "the id of a site")
FLOOR = Field("floor", read_ref, REF_SCHEMA, "the id of a floor")
KIND = Field("kind", read_kind, KIND_SCHEMA, "a kind of resource")
LIMIT = Field("limit", read_limit, LIMIT_SCHEMA, "the most items that the answer may hold")
CURSOR = Field("cursor", read_text, {"type": "string"}, "next_cursor of the page before")


def read_interval(given: Given, start: Field[datetime], end: Field[datetime]) -> Interval:
    """The interval between two fields that are both needed.

    Raises:
        Unreadable: an end that is not after the start.
    """
    starts_at, ends_at = given.need(start), given.need(end)
    if ends_at <= starts_at:
        raise Unreadable(bad_field(end.name, f"{end.name} must be after {start.name}. Choose a later one."))
    return Interval(starts_at, ends_at)


def read_look(given: Given, start: Field[datetime], end: Field[datetime]) -> Interval:
    """The interval that a call looks at, at most `LONGEST_LOOK`.

    Raises:
        Unreadable: an end that is not after the start, or a longer interval.
    """
    interval = read_interval(given, start, end)
    if interval.length > LONGEST_LOOK:
        detail = f"This is longer than {LONGEST_LOOK.days} days. Ask for a shorter time, several times if need be."
        raise Unreadable(Problem(Reason.TOO_LONG, detail, end.name))
    return interval


def page_size(call: Call) -> int:
    """How many items the page may hold."""
    return call.query.find(LIMIT) or USUAL_A_PAGE
