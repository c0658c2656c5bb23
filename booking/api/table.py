"""The table of the API's calls: routes and the API's document are made from it, so that they cannot disagree."""

import json
from functools import cache

from booking.api import bookings, changes, closures
from booking.api.bookings import answer_create, answer_list, answer_one, answer_preview
from booking.api.calls import Answer, ApiRoute, Call, FloorHandler, HeaderUse, Open
from booking.api.changes import answer_cancel, answer_change, answer_check_in, answer_check_out
from booking.api.cleaning import answer_clean, answer_to_clean
from booking.api.closures import (
    answer_change_closure,
    answer_close,
    answer_closure,
    answer_closures,
    answer_end_closure,
    answer_move_displaced,
    answer_preview_closing,
    answer_preview_reclosing,
)
from booking.api.document import describe_api
from booking.api.estate import answer_floors, answer_resources, answer_sites, answer_uses
from booking.api.floors import FROM, TO, answer_diaries, answer_states, find_diary, find_state
from booking.api.history import BOOKING, RESOURCE, SINCE, answer_audit
from booking.api.parameters import CURSOR, END, FLOOR, KIND, LIMIT, SITE, START
from booking.api.people import WORDS, answer_people
from booking.api.search import FEATURES, NEAR, PEOPLE, USE, answer_search
from booking.model.decisions import Reason
from booking.rules.permits import Act

_PAGE = (LIMIT, CURSOR)
_SEEN = frozenset({HeaderUse.IF_NONE_MATCH})

_CONFLICTS = (
    Reason.TAKEN,
    Reason.LOCKED_OUT,
    Reason.TOO_CLOSE,
    Reason.CLOSED,
    Reason.PERSON_BUSY,
    Reason.LIMIT_REACHED,
)
_LIMITS = (Reason.IN_THE_PAST, Reason.TOO_FAR_AHEAD, Reason.TOO_LONG, Reason.TOO_SHORT, Reason.TOO_MANY_PEOPLE)
_OVER = (Reason.IN_THE_PAST, Reason.CHANGED_MEANWHILE)


def answer_document(call: Call) -> Answer:
    """The API's document, in OpenAPI 3.1."""
    return Answer(200, _write_document(call.base_url), {"Cache-Control": "public, max-age=300"})


@cache
def _write_document(base_url: str) -> str:
    return json.dumps(describe_api(API_ROUTES, base_url), ensure_ascii=False)


API_ROUTES: tuple[ApiRoute, ...] = (
    ApiRoute("GET", "/openapi.json", Open.TO_ALL, answer_document, "This document, in OpenAPI 3.1.", "Document"),
    ApiRoute("GET", "/sites", Act.LOOK, answer_sites, "The sites that you may look at, by name.", "SiteList"),
    ApiRoute(
        "GET",
        "/floors",
        Act.LOOK,
        answer_floors,
        "The floors that you may look at, by site, building and level.",
        "FloorList",
        query=(SITE,),
    ),
    ApiRoute(
        "GET",
        "/resources",
        Act.LOOK,
        answer_resources,
        "What can be booked, and where it stands.",
        "ResourceList",
        query=(SITE, FLOOR, KIND, *_PAGE),
    ),
    ApiRoute(
        "GET", "/uses", Act.LOOK, answer_uses, "What rooms can be booked for, and the minutes that it needs.", "UseList"
    ),
    ApiRoute(
        "GET",
        "/floors/{id}/state",
        Act.LOOK,
        FloorHandler(find_state, answer_states),
        "The state of each place of a floor during a time of at most 8 days.",
        "FloorState",
        query=(START, END),
        uses=_SEEN,
        refusals=(Reason.TOO_LONG,),
    ),
    ApiRoute(
        "GET",
        "/floors/{id}/diary",
        Act.LOOK,
        FloorHandler(find_diary, answer_diaries),
        "What is occupied on a floor during at most 8 days, and why.",
        "FloorDiary",
        query=(FROM, TO),
        uses=_SEEN,
        refusals=(Reason.TOO_LONG,),
    ),
    ApiRoute(
        "GET",
        "/search",
        Act.LOOK,
        answer_search,
        "What is free for the whole of a time and seats the party: the fewest spare seats first.",
        "HitList",
        query=(START, END, PEOPLE, KIND, FEATURES, NEAR, SITE, USE, *_PAGE),
        refusals=(Reason.TOO_LONG, Reason.NOT_FOUND),
    ),
    ApiRoute(
        "POST",
        "/bookings/preview",
        Act.BOOK,
        answer_preview,
        "What booking would answer now; nothing is written.",
        "Preview",
        body=bookings.WISH,
        refusals=(Reason.NOT_FOUND,),
    ),
    ApiRoute(
        "POST",
        "/bookings",
        Act.BOOK,
        answer_create,
        "Book. With an Idempotency-Key, sending the same again within a day books once and answers the same.",
        "Booking",
        status=201,
        body=bookings.WISH,
        uses=frozenset({HeaderUse.IDEMPOTENCY_KEY}),
        refusals=(Reason.NOT_FOUND, *_CONFLICTS, *_LIMITS),
    ),
    ApiRoute(
        "GET",
        "/bookings",
        Act.SEE_BOOKING,
        answer_list,
        "The bookings that you may see, in order of start.",
        "BookingList",
        query=(bookings.FROM, bookings.TO, bookings.RESOURCE, bookings.PERSON, *_PAGE),
    ),
    ApiRoute("GET", "/bookings/{id}", Act.SEE_BOOKING, answer_one, "One booking.", "Booking", uses=_SEEN),
    ApiRoute(
        "PATCH",
        "/bookings/{id}",
        Act.CHANGE_BOOKING,
        answer_change,
        "Change a booking: only the fields that you send. The rules judge it as if it were new.",
        "Booking",
        body=changes.CHANGES,
        uses=frozenset({HeaderUse.IF_MATCH_NEEDED}),
        refusals=(*_CONFLICTS, *_LIMITS),
    ),
    ApiRoute(
        "DELETE",
        "/bookings/{id}",
        Act.CHANGE_BOOKING,
        answer_cancel,
        "Cancel a booking. Nothing is deleted: the answer is the booking as it then stands.",
        "Booking",
        body=(),
        uses=frozenset({HeaderUse.IF_MATCH}),
        refusals=_OVER,
    ),
    ApiRoute(
        "POST",
        "/bookings/{id}/check-in",
        Act.CHECK_IN,
        answer_check_in,
        "Note that somebody has arrived.",
        "Booking",
        body=(),
        refusals=_OVER,
    ),
    ApiRoute(
        "POST",
        "/bookings/{id}/check-out",
        Act.CHECK_IN,
        answer_check_out,
        "Note that somebody has left. The booking ends now.",
        "Booking",
        body=(),
        refusals=_OVER,
    ),
    ApiRoute(
        "GET",
        "/cleaning",
        Act.CLEAN,
        answer_to_clean,
        "The places that nobody uses and that are kept free after use: booked soonest first.",
        "LockedList",
        query=(SITE, FLOOR),
    ),
    ApiRoute(
        "POST",
        "/resources/{id}/cleaned",
        Act.CLEAN,
        answer_clean,
        "Note that a place is cleaned. It is free from now on, unless it still rests after a procedure.",
        "Cleaned",
        body=(),
        refusals=(Reason.TAKEN, Reason.LOCKED_OUT, Reason.CHANGED_MEANWHILE),
    ),
    ApiRoute(
        "GET",
        "/closures",
        Act.MANAGE_RULES,
        answer_closures,
        "The closures that are not over, at the sites where you may close places, in order of start.",
        "ClosureList",
    ),
    ApiRoute(
        "POST",
        "/closures/preview",
        Act.MANAGE_RULES,
        answer_preview_closing,
        "What closing would do now: the bookings that it displaces, and where each could go; nothing is written.",
        "ClosureEffect",
        body=closures.WHAT,
        refusals=(Reason.NOT_FOUND, Reason.IN_THE_PAST),
    ),
    ApiRoute(
        "POST",
        "/closures",
        Act.MANAGE_RULES,
        answer_close,
        "Close a site, a floor or places for a time. Bookings that stand within it stay until somebody moves them.",
        "Closure",
        status=201,
        body=closures.WISH,
        refusals=(Reason.NOT_FOUND, *_OVER),
    ),
    ApiRoute(
        "GET",
        "/closures/{id}",
        Act.MANAGE_RULES,
        answer_closure,
        "One closure, and the bookings that stand within it.",
        "ClosureView",
    ),
    ApiRoute(
        "POST",
        "/closures/{id}/preview",
        Act.MANAGE_RULES,
        answer_preview_reclosing,
        "What changing a closure would do now: the bookings that it displaces anew; nothing is written.",
        "ClosureEffect",
        body=closures.CHANGES,
        refusals=(Reason.IN_THE_PAST,),
    ),
    ApiRoute(
        "PATCH",
        "/closures/{id}",
        Act.MANAGE_RULES,
        answer_change_closure,
        "Change a closure: only the fields that you send. What it closes stays.",
        "Closure",
        body=closures.CHANGES_SEEN,
        refusals=_OVER,
    ),
    ApiRoute(
        "DELETE",
        "/closures/{id}",
        Act.MANAGE_RULES,
        answer_end_closure,
        "End a closure now; one that has not begun never applies. The answer is the closure as it then stands.",
        "Closure",
        body=(),
        refusals=_OVER,
    ),
    ApiRoute(
        "POST",
        "/closures/{id}/move",
        Act.MANAGE_RULES,
        answer_move_displaced,
        "Move one booking that stands within a closure to the place that suits it best or to the one named, or all "
        "that can be moved; their people are told. Sent again it moves nothing twice.",
        "DisplacedMoved",
        body=closures.MOVE,
        uses=frozenset({HeaderUse.IF_MATCH}),
        refusals=(*_CONFLICTS, *_LIMITS),
    ),
    ApiRoute(
        "GET",
        "/people",
        Act.BOOK,
        answer_people,
        "The people whom you may book for; with the scope manage, everybody whom you may see.",
        "PersonList",
        query=(WORDS, *_PAGE),
    ),
    ApiRoute(
        "GET",
        "/audit",
        Act.SEE_AUDIT,
        answer_audit,
        "What was done, by whom and to what, oldest first; for auditors.",
        "EntryList",
        query=(BOOKING, RESOURCE, SINCE, *_PAGE),
    ),
)
"""Every call of the API. Where two paths fit an address, the first one answers."""
