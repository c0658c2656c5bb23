"""What is said above a floor's map where there is nothing to book; the live map says the same."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.open_floor import OpenFloor
from booking.model.time import Interval
from booking.rules.bars import Bar, widest
from booking.rules.marks import PlaceState
from booking.rules.phrases import say_date
from booking.web.addresses import address
from booking.web.places import PlaceRow, Wanted, has_all
from booking.web.times import TypedWhen, WhenFault

NOTES = {
    "over": "This time has passed. Choose a later one to book.",
    "begun": "This start has passed. Choose a start from now on to book.",
    "closed": "Closed at this time. Choose another time or another day.",
    "far": "Not open for booking yet: bookings open on",
    "last": "the last day that can be booked now",
    "full": "Nothing is free at this time. Try another part of the day, another day or another floor.",
    "roles": "What is free at this time is for other roles only. Try another time, or ask your facilities team.",
    "none": "Nothing on this floor has all of that. Ask for less, or look at other floors.",
}
"""The words: of `far` the day follows on which bookings open, and of `last` the day stands before it."""


@dataclass(frozen=True, slots=True)
class FloorNote:
    """What is said, and where that leads: to the last day that can be booked; both are empty where nothing is said."""

    words: str = ""
    href: str = ""
    link: str = ""


def find_note(
    floor: OpenFloor[WhenFault], rows: Iterable[PlaceRow], wanted: Wanted, typed: TypedWhen, *, now: datetime
) -> FloorNote:
    """What is said where nothing that is wanted can be booked; empty where something can, and where no place is."""
    rows = tuple(rows)
    if not isinstance(floor.when, Interval) or not rows:
        return FloorNote()
    if Bar.PASSED in floor.bars.values():
        return FloorNote(NOTES["over" if floor.when.end <= now else "begun"])
    asked = [row for row in rows if has_all(row, wanted)]
    states = {row.state for row in asked}
    if not states:
        return FloorNote(NOTES["none"])
    if PlaceState.FREE in states:
        return FloorNote()
    if floor.closed_why or states == {PlaceState.CLOSED}:
        why = floor.closed_why or _find_why(floor, asked)
        return FloorNote(f"{NOTES['closed']} ({why})" if why else NOTES["closed"])
    if PlaceState.YOURS in states:
        return FloorNote()
    if Bar.TOO_FAR in states:
        return _say_far(floor, asked, wanted, typed)
    return FloorNote(NOTES["roles" if Bar.OTHER_ROLES in states else "full"])


def is_shut(floor: OpenFloor[WhenFault]) -> bool:
    """Whether hours alone keep all of a floor closed at the time: no closure, no closed day, and nobody there."""
    return (
        bool(floor.marks)
        and not floor.closed_why
        and all(mark.state is PlaceState.CLOSED and mark.until is None for mark in floor.marks)
    )


def _find_why(floor: OpenFloor[WhenFault], asked: Iterable[PlaceRow]) -> str:
    """The reason of the closure that all that is wanted shares; empty where they have none or several."""
    numbers = {row.number for row in asked}
    reasons = {mark.why for number, mark in enumerate(floor.marks) if number in numbers}
    return next(iter(reasons)) if len(reasons) == 1 else ""


def _say_far(floor: OpenFloor[WhenFault], asked: Iterable[PlaceRow], wanted: Wanted, typed: TypedWhen) -> FloorNote:
    far = widest([floor.far[row.resource_id] for row in asked if row.state is Bar.TOO_FAR])
    if far is None:
        return FloorNote()
    last = replace(typed, date=far.last_on.isoformat(), end_date="", start_pass="", end_pass="")
    kept = [("kind", wanted.kind.value if wanted.kind is not None else ""), ("free", "1" if wanted.free_only else "")]
    kept += [("feature", feature) for feature in sorted(wanted.features)]
    return FloorNote(
        f"{NOTES['far']} {say_date(far.opens_on)}.",
        address(f"/floors/{floor.sheet.floor.ref}", [*last.query.items(), *kept]),
        f"Show {say_date(far.last_on)}, {NOTES['last']}",
    )
