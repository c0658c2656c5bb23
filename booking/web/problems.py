"""Pages for when there is nothing else to show: what happened, why, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse

from booking.web.headers import add_safe_headers
from booking.web.pages import html, render
from booking.web.shell import shell_values

if TYPE_CHECKING:
    from booking.web.door import Call


@dataclass(frozen=True, slots=True)
class Problem:
    """A heading, what happened, and what to do; `back` is the page to open again, empty where there is none."""

    heading: str
    why: str
    next: str
    back: str = ""


_PROBLEMS = {
    400: Problem(
        "We could not read this request",
        "Something in the address or in the form is not what this page expects.",
        "Go back and try again, or start from the beginning.",
    ),
    403: Problem(
        "You may not do this",
        "Your role does not include this page or this act. Nothing was changed.",
        "Ask your facilities team if you need it for your work.",
    ),
    404: Problem(
        "Page not found",
        "There is nothing here under this address. It may have been typed or copied wrongly, or it may belong to "
        "somebody else.",
        "Check the address, or start from the beginning.",
    ),
    405: Problem(
        "This page cannot be used like that",
        "The address exists, but not for what was sent to it. Nothing was changed.",
        "Open the page again and use the buttons on it.",
    ),
    412: Problem(
        "Somebody else changed this first",
        "What you were looking at is no longer how things stand. Nothing was changed.",
        "Look at it again, then decide.",
    ),
    413: Problem(
        "That is too much to send at once",
        "The form is larger than this service takes. Nothing was changed.",
        "Shorten what you typed and try again.",
    ),
    415: Problem(
        "This service cannot read that kind of form",
        "Forms must be sent the way this service's own pages send them. Nothing was changed.",
        "Open the page again and use the buttons on it.",
    ),
    503: Problem(
        "Too busy just now",
        "Many people are booking at this moment and there was no place for your request. Nothing was changed.",
        "Wait a few seconds, then try again.",
    ),
}
NOT_OURS = Problem(
    "We could not take this form",
    "The form you sent did not come from a page that we gave you for this sign-in, or that page is too old. "
    "Nothing was changed.",
    "Open the page again and repeat what you did.",
)
"""For a form without the proof that our pages carry."""

SIGN_IN_CHANGED = Problem(
    "Your sign-in has changed",
    "Your sign-in has changed since this page was opened. Nothing was changed.",
    "Open the page again, then repeat what you did if you still want it.",
)
"""For a page that was left open while somebody signed in again."""

SOMEBODY_ELSE = Problem(
    "Somebody else is signed in",
    "Somebody else is signed in on this computer, so you were not.",
    "Go to the start page and sign out there. Then sign in.",
)
"""For a sign-in page that was left open while somebody else signed in."""

_FAILED = Problem(
    "Sorry, something went wrong on our side",
    "This is a fault of the service, not of anything you did. Nothing is half-done: it was saved, or it was not.",
    "Look at your bookings, then try again. If it happens again, tell your facilities team.",
)


def show_problem(
    request: Request,
    status: int,
    problem: Problem | None = None,
    *,
    why: str | None = None,
    reference: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page for a status of 400 or more. A failure shows its reference number and never what went wrong inside.

    `problem` says what happened where a status has several reasons.
    """
    call: Call | None = getattr(request.state, "call", None)
    problem = problem or _PROBLEMS.get(status) or (_FAILED if status >= 500 else _PROBLEMS[400])
    values = {
        **shell_values(call, problem.heading),
        "heading": problem.heading,
        "why": why or problem.why,
        "next": problem.next,
        "back": problem.back,
        "reference": reference or "",
    }
    response = html(render("problem.html", values), status, headers)
    add_safe_headers(response.headers)
    return response
