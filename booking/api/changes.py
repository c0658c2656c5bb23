"""What may be done with a standing booking: changing, cancelling, checking in and out."""

from booking.actions.cancel import cancel, check_out
from booking.actions.change import Changes, change_booking
from booking.actions.check_in import check_in
from booking.actions.list_bookings import show_booking
from booking.api.bookings import TITLE_SCHEMA, answer_booking
from booking.api.calls import Answer, Call
from booking.api.fields import Field
from booking.api.problems import DoorReason, Problem, bad_field
from booking.api.shapes import problem_of
from booking.api.tags import SeenVersions, read_if_match
from booking.api.values import (
    INSTANT_SCHEMA,
    LATER_SCHEMA,
    PEOPLE_SCHEMA,
    REF_SCHEMA,
    read_instant,
    read_line,
    read_people,
    read_ref,
    read_use,
)
from booking.model.bookings import BookingCard
from booking.model.decisions import Refused
from booking.model.ids import Ref

START = Field("start", read_instant, INSTANT_SCHEMA, "another start, with its offset from UTC")
END = Field("end", read_instant, LATER_SCHEMA, "another end (not included), with its offset from UTC")
RESOURCE_ID = Field("resource_id", read_ref, REF_SCHEMA, "the id of another resource")
PEOPLE = Field("people", read_people, PEOPLE_SCHEMA, "another number of people")
TITLE = Field("title", read_line, TITLE_SCHEMA, "other words")
USE = Field(
    "use", read_use, {**REF_SCHEMA, "type": ["string", "null"]}, "the id of another use of the room, null for none"
)
PROCEDURE_END = Field("procedure_end", read_instant, LATER_SCHEMA, "another end of the procedure, with its offset")
CHANGES = (START, END, RESOURCE_ID, PEOPLE, TITLE, USE, PROCEDURE_END)

_NO_VERSION = 0
"""A version that no booking has, for tags that name none of its versions."""


def answer_change(call: Call) -> Answer | Problem:
    """Change a booking that nobody else has changed meanwhile."""
    seen = read_if_match(call.headers)
    if seen is None:
        detail = "Changing a booking needs If-Match. Send the ETag of the booking as you last saw it, or a star."
        return Problem(DoorReason.IF_MATCH_REQUIRED, detail, "If-Match")
    if not len(call.body):
        names = ", ".join(field.name for field in CHANGES)
        return bad_field("body", f"The body names nothing to change. Send at least one of {names}.")
    changes = Changes(
        start=call.body.find(START),
        end=call.body.find(END),
        resource=call.body.find(RESOURCE_ID),
        people=call.body.find(PEOPLE),
        title=call.body.find(TITLE),
        use=call.body.find(USE),
        procedure_end=call.body.find(PROCEDURE_END),
    )
    version = pick_version(call, call.id, seen)
    done = change_booking(call.service, call.actor, call.id, changes, version=version, now=call.now)
    if isinstance(done, Refused):
        return problem_of(call.service, done, changes.start or call.now)
    return answer_booking(done)


def answer_cancel(call: Call) -> Answer | Refused:
    """Cancel a booking, and answer it as it then stands."""
    version = pick_version(call, call.id, read_if_match(call.headers))
    return _show(cancel(call.service, call.actor, call.id, version=version, now=call.now))


def answer_check_in(call: Call) -> Answer | Refused:
    """Note that somebody has arrived."""
    return _show(check_in(call.service, call.actor, call.id, now=call.now))


def answer_check_out(call: Call) -> Answer | Refused:
    """Note that somebody has left: the booking ends now."""
    return _show(check_out(call.service, call.actor, call.id, now=call.now))


def pick_version(call: Call, booking: Ref, seen: SeenVersions | None) -> int | None:
    """The version of a booking that must still stand; None where any may. Of several, the one that stands now."""
    if seen is None or seen.anything:
        return None
    if len(seen.versions) > 1:
        card = show_booking(call.service, call.actor, booking)
        standing = _NO_VERSION if isinstance(card, Refused) else card.booking.version
        return standing if standing in seen.versions else _NO_VERSION
    return next(iter(seen.versions), _NO_VERSION)


def _show(done: BookingCard | Refused) -> Answer | Refused:
    return done if isinstance(done, Refused) else answer_booking(done)
