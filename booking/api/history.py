"""The audit, for auditors."""

from booking.actions.show_history import HistoryQuery, list_history
from booking.api.calls import Answer, Call
from booking.api.fields import Field
from booking.api.pages import answer_page, find_place
from booking.api.parameters import page_size
from booking.api.shapes import entry_shape
from booking.api.values import INSTANT_SCHEMA, REF_SCHEMA, read_instant, read_ref

BOOKING = Field("booking", read_ref, REF_SCHEMA, "the id of a booking")
RESOURCE = Field("resource", read_ref, REF_SCHEMA, "the id of a resource")
SINCE = Field("since", read_instant, INSTANT_SCHEMA, "the earliest instant, with its offset from UTC")


def answer_audit(call: Call) -> Answer:
    """The audit's entries, oldest first, a page at a time."""
    place = find_place(call, "audit")
    wanted = HistoryQuery(
        booking=call.query.find(BOOKING),
        resource=call.query.find(RESOURCE),
        since=call.query.find(SINCE),
        after=place[0] if place else None,
    )
    found = list_history(call.service, call.actor, wanted, limit=page_size(call) + 1)
    return answer_page(call, "audit", found, show=entry_shape, place=lambda line: (line.entry_id,))
