"""Bookings: asked for beforehand, made, listed, shown."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta

from booking.actions.book import OnceOnly, Repeated, Wish, book, preview_booking
from booking.actions.list_bookings import BookingQuery, list_bookings, show_booking
from booking.actions.place_resources import place_resources
from booking.api.calls import Answer, Call
from booking.api.fields import Field
from booking.api.pages import Place, answer_page, find_place
from booking.api.parameters import page_size, read_interval
from booking.api.problems import Problem, Unreadable, bad_field
from booking.api.shapes import Shape, booking_shape, problem_of, refusal_members, resource_shapes
from booking.api.tags import has_seen, version_tag
from booking.api.values import (
    INSTANT_SCHEMA,
    LATER_SCHEMA,
    PEOPLE_SCHEMA,
    REF_SCHEMA,
    read_instant,
    read_line,
    read_people,
    read_ref,
    say_instant,
)
from booking.model.bookings import BookingCard
from booking.model.decisions import Accepted, Refused
from booking.model.ids import BookingId
from booking.model.text import TITLE_MAX

TITLE_SCHEMA = {"type": "string", "maxLength": TITLE_MAX}

RESOURCE_ID = Field("resource_id", read_ref, REF_SCHEMA, "the id of what is to be booked", needed=True)
START = Field("start", read_instant, INSTANT_SCHEMA, "when it starts, with its offset from UTC", needed=True)
END = Field("end", read_instant, LATER_SCHEMA, "when it ends (not included), with its offset from UTC", needed=True)
PEOPLE = Field("people", read_people, PEOPLE_SCHEMA, "how many people come", needed=True)
TITLE = Field("title", read_line, {**TITLE_SCHEMA, "type": ["string", "null"]}, "a few plain words", empty_is_none=True)
FOR_PERSON = Field(
    "for_person",
    read_ref,
    {**REF_SCHEMA, "type": ["string", "null"]},
    "the id of the person for whom it is; the asker where it is left out",
    empty_is_none=True,
)
USE = Field(
    "use",
    read_ref,
    {**REF_SCHEMA, "type": ["string", "null"]},
    "the id of what is done in the room, one of /uses",
    empty_is_none=True,
)
PROCEDURE_END = Field(
    "procedure_end",
    read_instant,
    {**LATER_SCHEMA, "type": ["string", "null"]},
    "when the procedure ends, from which fallow time counts; the end of the booking where it is left out",
    empty_is_none=True,
)
WISH = (RESOURCE_ID, START, END, PEOPLE, TITLE, FOR_PERSON, USE, PROCEDURE_END)

FROM = Field("from", read_instant, INSTANT_SCHEMA, "bookings that end after this instant")
TO = Field("to", read_instant, LATER_SCHEMA, "bookings that start before this instant")
RESOURCE = Field("resource", read_ref, REF_SCHEMA, "the id of a resource")
PERSON = Field("person", read_ref, REF_SCHEMA, "the id of the person for whom it is")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def answer_preview(call: Call) -> Answer | Refused:
    """What booking would answer now; nothing is written."""
    wish = _read_wish(call)
    preview = preview_booking(call.service, call.actor, wish, now=call.now)
    if isinstance(preview, Refused):
        return preview
    verdict = preview.verdict
    if isinstance(verdict, Accepted):
        return Answer(200, _accepted_shape(call, verdict, wish.interval.start))
    shape: Shape = {"decision": "refused", "reason": verdict.reason.value, "detail": verdict.why}
    if verdict.field is not None:
        shape["field"] = verdict.field
    return Answer(200, {**shape, **refusal_members(call.service, verdict, wish.interval.start)})


def answer_create(call: Call) -> Answer | Problem:
    """Book, and answer the booking; a key that was sent within a day gets the answer that it got before."""
    wish = _read_wish(call)
    made = book(call.service, call.actor, wish, now=call.now, once=_read_once(call, wish))
    match made:
        case Refused():
            return problem_of(call.service, made, wish.interval.start)
        case Repeated():
            return _created(made.status, made.answer)
        case BookingCard():
            return _created(*_write_answer(made))


def answer_list(call: Call) -> Answer:
    """The bookings that the asker may see, in order of start, a page at a time."""
    since, before = call.query.find(FROM), call.query.find(TO)
    if since is not None and before is not None and before <= since:
        raise Unreadable(bad_field(TO.name, "to must be after from. Choose a later one."))
    place = find_place(call, "bookings")
    wanted = BookingQuery(
        since=since,
        before=before,
        resource=call.query.find(RESOURCE),
        person=call.query.find(PERSON),
        after=(_EPOCH + place[0] * _MICROSECOND, BookingId(place[1])) if place else None,
    )
    found = list_bookings(call.service, call.actor, wanted, page_size(call) + 1)
    return answer_page(call, "bookings", found, show=booking_shape, place=_place_of)


def answer_one(call: Call) -> Answer | Refused:
    """One booking."""
    card = show_booking(call.service, call.actor, call.id)
    if isinstance(card, Refused):
        return card
    if has_seen(call.headers, version_tag(card.booking.version)):
        return Answer(304, None, _headers(card.booking.version))
    return answer_booking(card)


def answer_booking(card: BookingCard) -> Answer:
    """A booking with its tag."""
    return Answer(200, booking_shape(card), _headers(card.booking.version))


def _headers(version: int) -> dict[str, str]:
    return {"ETag": version_tag(version), "Cache-Control": "private, no-cache", "Vary": "Authorization"}


def _read_wish(call: Call) -> Wish:
    body = call.body
    return Wish(
        resource=body.need(RESOURCE_ID),
        interval=read_interval(body, START, END),
        people=body.need(PEOPLE),
        title=body.find(TITLE) or "",
        for_person=body.find(FOR_PERSON),
        use=body.find(USE),
        procedure_end=body.find(PROCEDURE_END),
    )


def _accepted_shape(call: Call, verdict: Accepted, at: datetime) -> Shape:
    shape: Shape = {"decision": "accepted"}
    if verdict.better_fit is not None:
        better = place_resources(call.service, [verdict.better_fit])
        [shape["better_fit"]] = resource_shapes(call.service, better, at).values()
    return shape


def _read_once(call: Call, wish: Wish) -> OnceOnly | None:
    keys = call.headers.getlist("idempotency-key")
    if not keys:
        return None
    if len(keys) > 1 or not re.fullmatch(r"[\x21-\x7e]{1,255}", keys[0]):
        detail = "This key cannot be used. Send one key of 1 to 255 visible ASCII characters, such as a random UUID."
        raise Unreadable(bad_field("Idempotency-Key", detail))
    said = [wish.resource, *map(say_instant, (wish.interval.start, wish.interval.end)), wish.people, wish.title]
    said += [wish.for_person, wish.use, say_instant(wish.procedure_end) if wish.procedure_end is not None else None]
    digest = hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()
    return OnceOnly(keys[0], digest, _write_answer)


def _write_answer(card: BookingCard) -> tuple[int, str]:
    return 201, json.dumps(booking_shape(card), ensure_ascii=False)


def _created(status: int, text: str) -> Answer:
    made = json.loads(text)
    return Answer(status, text, {"Location": f"/api/v1/bookings/{made['id']}", "ETag": version_tag(made["version"])})


def _place_of(card: BookingCard) -> Place:
    return (card.booking.interval.start - _EPOCH) // _MICROSECOND, card.booking.id
