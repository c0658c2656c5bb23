"""Refusals as other programs see them: one place gives each reason its status and its title (RFC 9457)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as filled
from enum import StrEnum

from starlette.responses import Response

from booking.model.decisions import Reason

PROBLEM_JSON = "application/problem+json"

DOCUMENT = "/api/v1/openapi.json"
"""Where the API describes itself; each problem's type points into it."""

TRY_AGAIN_AFTER_S = 2
"""After how many seconds a program should come back when the database gave it no place in time."""


class DoorReason(StrEnum):
    """Why this door refuses before any rule is asked; the words are part of the API like those of `Reason`."""

    BAD_REQUEST = "bad_request"
    SIGN_IN = "sign_in"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    IF_MATCH_REQUIRED = "if_match_required"
    SLOW_DOWN = "slow_down"
    FAILED = "failed"
    TRY_AGAIN = "try_again"


AnyReason = Reason | DoorReason

PROBLEMS: dict[AnyReason, tuple[int, str]] = {
    DoorReason.BAD_REQUEST: (400, "This request cannot be read"),
    DoorReason.SIGN_IN: (401, "A token is needed"),
    Reason.NOT_ALLOWED: (403, "Not allowed"),
    Reason.NOT_FOUND: (404, "Nothing here"),
    DoorReason.METHOD_NOT_ALLOWED: (405, "This address does not take that method"),
    Reason.TAKEN: (409, "Already booked"),
    Reason.LOCKED_OUT: (409, "Kept free after its last use"),
    Reason.TOO_CLOSE: (409, "Too close to a place in use"),
    Reason.CLOSED: (409, "Closed then"),
    Reason.PERSON_BUSY: (409, "The person is busy then"),
    Reason.LIMIT_REACHED: (409, "The person's limit is reached"),
    Reason.CHANGED_MEANWHILE: (412, "Changed by somebody else"),
    DoorReason.TOO_LARGE: (413, "Too large"),
    DoorReason.NOT_JSON: (415, "JSON is needed"),
    Reason.IN_THE_PAST: (422, "In the past"),
    Reason.TOO_FAR_AHEAD: (422, "Too far ahead"),
    Reason.TOO_LONG: (422, "Too long"),
    Reason.TOO_SHORT: (422, "Too short"),
    Reason.TOO_MANY_PEOPLE: (422, "Too many people"),
    Reason.BAD_FIELD: (422, "A field cannot be used"),
    DoorReason.IF_MATCH_REQUIRED: (428, "If-Match is needed"),
    DoorReason.SLOW_DOWN: (429, "Too many attempts"),
    DoorReason.FAILED: (500, "Something failed here"),
    DoorReason.TRY_AGAIN: (503, "Busy"),
}
"""Every reason: the status it is answered with, and its title."""

_DETAILS: dict[int, str] = {
    400: "The request cannot be read. Compare it with the API's document and send it again.",
    401: "This call needs a bearer token. Send one in the header Authorization, after the word Bearer.",
    403: "Your role or this token's scopes do not allow this. Ask an administrator for a token that does.",
    404: "There is nothing here under this address. Check it against the API's document.",
    405: "This address does not take that method. Use one of those that the Allow header names.",
    413: "The request is larger than this service takes. Send less at once.",
    415: "This service reads JSON only. Send the body with Content-Type: application/json.",
    428: "Changing this needs If-Match. Send the ETag of what you saw last, or a star.",
    429: "Too many attempts came from this address. Wait as long as Retry-After says, then try again.",
    500: "Something failed on our side and nothing was changed. Report the reference if it happens again.",
    503: "The service is busy and nothing was changed. Try again after the time that Retry-After says.",
}

_BY_STATUS: dict[int, AnyReason] = {
    PROBLEMS[reason][0]: reason for reason in (*DoorReason, Reason.NOT_ALLOWED, Reason.NOT_FOUND)
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal, ready to be shown.

    Attributes:
        reason: gives the status and the title.
        detail: what happened, why, what to do next.
        field: the field, parameter or header at fault, where one is.
        more: further members of the answer.
        headers: further headers of the answer.
    """

    reason: AnyReason
    detail: str
    field: str | None = None
    more: Mapping[str, object] = filled(default_factory=dict)
    headers: Mapping[str, str] = filled(default_factory=dict)


class Unreadable(Exception):
    """Raised while a request is read, and answered in one place; it never leaves the door."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def bad_field(field: str, detail: str) -> Problem:
    """A field, parameter or header with a value that cannot be used."""
    return Problem(Reason.BAD_FIELD, detail, field)


def show_problem(problem: Problem) -> Response:
    """Turn a refusal into an answer."""
    status, title = PROBLEMS[problem.reason]
    body: dict[str, object] = {
        "type": f"{DOCUMENT}#/x-problems/{problem.reason.value}",
        "title": title,
        "status": status,
        "detail": problem.detail,
        "reason": problem.reason.value,
    }
    if problem.field is not None:
        body["field"] = problem.field
    body.update(problem.more)
    return Response(
        json.dumps(body, ensure_ascii=False),
        status_code=status,
        headers={"Cache-Control": "no-store", **problem.headers},
        media_type=PROBLEM_JSON,
    )


def api_problem(
    status: int, *, detail: str | None = None, reference: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The problem answer for a status that arose outside a call: an unknown path, a failure, a busy database.

    A status that has no reason of its own is answered as bad_request (400) or failed (500).

    Args:
        status: the HTTP status.
        detail: what happened, why, what to do next; None is the usual words for the status.
        reference: the number under which a failure stands in the log.
        headers: further headers of the answer.
    """
    reason = _BY_STATUS.get(status, DoorReason.BAD_REQUEST if status < 500 else DoorReason.FAILED)
    more = {} if reference is None else {"reference": reference}
    usual = _DETAILS[PROBLEMS[reason][0]]
    return show_problem(Problem(reason, detail or usual, None, more, {**_usual_headers(reason), **(headers or {})}))


def _usual_headers(reason: AnyReason) -> dict[str, str]:
    match reason:
        case DoorReason.SIGN_IN:
            return {"WWW-Authenticate": "Bearer"}
        case DoorReason.TRY_AGAIN:
            return {"Retry-After": str(TRY_AGAIN_AFTER_S)}
        case _:
            return {}
