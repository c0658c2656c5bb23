"""A floor for a time: the states of its places, and what is occupied over some days."""

import json
from collections.abc import Sequence
from datetime import datetime

from booking.actions.book import not_found
from booking.actions.show_floor import (
    FloorDiary,
    FloorView,
    Look,
    show_floor_diaries,
    show_floors,
    stamp_for,
    stamp_of,
)
from booking.api.calls import Answer, Call
from booking.api.fields import Field
from booking.api.parameters import END, START, read_look
from booking.api.prepared import Asked
from booking.api.tags import has_seen, make_tag
from booking.api.values import INSTANT_SCHEMA, LATER_SCHEMA, read_instant, say_instant
from booking.model.decisions import Refused
from booking.model.time import Interval

FROM = Field("from", read_instant, INSTANT_SCHEMA, "the first instant, with its offset from UTC", needed=True)
TO = Field("to", read_instant, LATER_SCHEMA, "the end (not included), at most 8 days later", needed=True)


def answer_states(calls: Sequence[Call]) -> Sequence[Answer | Refused]:
    """The state of each place of a floor for a time, for all who ask at once."""
    asked = [Asked("state", call.id, read_look(call.query, START, END)) for call in calls]
    return [
        view if isinstance(view, Refused) else _answer(call, each, view, _write_state(view))
        for call, each, view in zip(calls, asked, show_floors(calls[0].service, _looks(calls, asked)), strict=True)
    ]


def answer_diaries(calls: Sequence[Call]) -> Sequence[Answer | Refused]:
    """What is occupied on a floor during some days, and why, for all who ask at once."""
    asked = [Asked("diary", call.id, read_look(call.query, FROM, TO)) for call in calls]
    return [
        diary if isinstance(diary, Refused) else _answer(call, each, diary, _write_diary(diary, each.interval))
        for call, each, diary in zip(
            calls, asked, show_floor_diaries(calls[0].service, _looks(calls, asked)), strict=True
        )
    ]


def _looks(calls: Sequence[Call], asked: Sequence[Asked]) -> list[Look]:
    return [Look(call.actor, call.id, each.interval, call.stamp) for call, each in zip(calls, asked, strict=True)]


def find_state(call: Call) -> Answer | Refused | None:
    """304 where the asker has seen this state, or the state as last answered; None where there is something to read."""
    return _find(call, "state", START, END)


def find_diary(call: Call) -> Answer | Refused | None:
    """304 where the asker has seen this diary, or the diary as last answered; None where there is something to read."""
    return _find(call, "diary", FROM, TO)


def _find(call: Call, what: str, start: Field[datetime], end: Field[datetime]) -> Answer | Refused | None:
    asked = Asked(what, call.id, read_look(call.query, start, end))
    stamp = stamp_for(call.actor, call.stamp, now=call.now)
    if stamp is None or call.stamp is None:
        return not_found()
    tag = _make_tag(call, asked, stamp)
    if "if-none-match" in call.headers and has_seen(call.headers, tag):
        return Answer(304, None, _headers(tag))
    text = call.prepared.find(asked, call.stamp, call.actor)
    return None if text is None else Answer(200, text, _headers(tag))


def _answer(call: Call, asked: Asked, seen: FloorView | FloorDiary, text: str) -> Answer:
    """The answer as written, remembered for all who see the same."""
    floor = seen.floor
    if not seen.apart.has(call.actor):
        call.prepared.keep(asked, (floor.diary_version, floor.sheet_version), seen.apart, text)
    return Answer(200, text, _headers(_make_tag(call, asked, stamp_of(floor, call.now))))


def _make_tag(call: Call, asked: Asked, stamp: str) -> str:
    """Differs whenever the floor, the time asked for, the viewer or what they were granted does."""
    viewer, interval = call.actor, asked.interval
    times = (say_instant(interval.start), say_instant(interval.end))
    return make_tag(asked.what, call.id, stamp, viewer.person.id, viewer.grants, *times)


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Accept-Encoding"}


def _write_state(view: FloorView) -> str:
    """The state as JSON, put together by hand since it is asked for most: refs, states and instants need no escapes."""
    places = []
    for resource, mark in zip(view.resources, view.marks, strict=True):
        until = "" if mark.until is None else f', "until": "{say_instant(mark.until)}"'
        places.append(f'{{"resource_id": "{resource.ref}", "state": "{mark.state}"{until}}}')
    head = f'"floor_id": "{view.floor.ref}", "diary_version": {view.floor.diary_version}'
    return f'{{{head}, "places": [{", ".join(places)}]}}'


def _write_diary(diary: FloorDiary, interval: Interval) -> str:
    refs = {resource.id: resource.ref for resource in diary.resources}
    occupied = [
        {
            "resource_id": refs[span.resource_id],
            "start": say_instant(span.interval.start),
            "until": say_instant(span.interval.end),
            "why": span.why,
        }
        for span in diary.spans
    ]
    shape = {
        "floor_id": diary.floor.ref,
        "diary_version": diary.floor.diary_version,
        "from": say_instant(interval.start),
        "to": say_instant(interval.end),
        "occupied": occupied,
    }
    return json.dumps(shape, ensure_ascii=False)
