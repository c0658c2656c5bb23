"""What stands around every page: the service's name, the way through it, and who is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from booking.model.people import Actor
from booking.rules.permits import Act, may_anywhere
from booking.web.pages import html, render

if TYPE_CHECKING:
    from booking.web.door import Call

SERVICE_NAME = "Clinic Space Booking"

NOTICE_HERE = "\x00notice\x00"
"""Stands at the top of a page for a line that is known only once the page is made: no typed text has such."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field, and the id of the field that the summary leads to."""

    field: str
    text: str


def show_page(
    call: "Call",
    template: str,
    title: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Answer with a page for the person who asks."""
    return html(render(template, {**shell_values(call, title, status), **values}), status, headers)


def shell_values(call: "Call | None", title: str, status: int = 200) -> dict[str, Any]:
    """What every page's frame needs; without a call nobody is named."""
    actor = call.asking if call is not None else None
    path = call.request.scope["path"] if call is not None else ""
    return {
        "service_name": SERVICE_NAME,
        "page_title": f"{'Error: ' if status >= 400 else ''}{title} – {SERVICE_NAME}",
        "person_name": actor.person.name if actor is not None else "",
        "may_look": actor is not None and may_anywhere(actor, Act.LOOK),
        "may_book": actor is not None and may_anywhere(actor, Act.BOOK),
        "other_ways": _list_other_ways(actor) if actor is not None else [],
        "csrf_token": call.token if call is not None else "",
        "navigation": _navigation(path, actor) if actor is not None else [],
        "faults": (),
        "notice": call.notice if call is not None else "",
    }


_MANAGING = (Act.MANAGE_ESTATE, Act.MANAGE_RULES, Act.MANAGE_PEOPLE)
"""Whoever may do one of these anywhere finds the way to administration."""


def _navigation(path: str, actor: Actor) -> list[dict[str, object]]:
    items = [
        ("Book" if may_anywhere(actor, Act.BOOK) else "Floors", "/floors"),
        ("Find a room", "/find"),
        ("My bookings", "/bookings"),
    ]
    items += [("Cleaning", "/cleaning")] if may_anywhere(actor, Act.CLEAN) else []
    items += [("Audit", "/audit")] if may_anywhere(actor, Act.SEE_AUDIT) else []
    items += [("Manage", "/admin")] if any(may_anywhere(actor, act) for act in _MANAGING) else []
    return [{"text": text, "href": href, "active": _stands_under(path, href)} for text, href in items]


def _list_other_ways(actor: Actor) -> list[tuple[str, str]]:
    """What somebody who cannot book can do: in words, and where; what their role is there for comes first."""
    ways = [(Act.CLEAN, "See what is to be cleaned, and say what has been cleaned", "/cleaning")]
    ways += [(Act.SEE_AUDIT, "Read the audit of who did what", "/audit")]
    ways += [(Act.LOOK, "Look at the floors, and at what is free or taken", "/floors")]
    ways += [(Act.LOOK, "Search for a place or a colleague", "/search")]
    return [(words, href) for act, words, href in ways if may_anywhere(actor, act)]


def _stands_under(path: str, href: str) -> bool:
    if href == "/floors" and path == "/book":
        return True
    return path == href or path.startswith(f"{href}/")
