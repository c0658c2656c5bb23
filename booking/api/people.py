"""People: those whom the asker may book for."""

from booking.actions.find_people import find_people
from booking.api.calls import Answer, Call
from booking.api.fields import Field
from booking.api.pages import answer_page, find_place
from booking.api.parameters import page_size
from booking.api.shapes import person_shape
from booking.api.values import LONGEST_WORD, read_words
from booking.model.ids import PersonId

WORDS = Field(
    "query", read_words, {"type": "string", "maxLength": LONGEST_WORD}, "part of a name or an address; empty is anybody"
)


def answer_people(call: Call) -> Answer:
    """The people whom the asker may book for, a page at a time."""
    place = find_place(call, "people")
    after = PersonId(place[0]) if place else None
    words = call.query.find(WORDS) or ""
    found = find_people(call.service, call.actor, words, with_self=True, after=after, limit=page_size(call) + 1)
    return answer_page(call, "people", found, show=person_shape, place=lambda person: (person.id,))
