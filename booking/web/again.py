"""What somebody typed is not lost when their sign-in ends or changes: the form comes back as they filled it in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from booking.rules.permits import Act, may_anywhere
from booking.web.addresses import LONGEST_TARGET, address, own_target
from booking.web.fields import NO_FIELDS, Fields
from booking.web.problems import NOT_OURS, SIGN_IN_CHANGED, show_problem
from booking.web.refill import NOT_TYPED, fill_form
from booking.web.shell import NOTICE_HERE
from booking.web.tokens import is_from_here, surely_from_here

if TYPE_CHECKING:
    from booking.web.door import Call, WebRoute

KEPT = "kept"
"""In an address: the form of that page whose fields stand beside it; `_SAME` is the one sent to the page's own path."""

_SAME, _TOO_LONG = "form", "-"

Paths = Mapping[str, Mapping[str, "WebRoute"]]
"""Every page and act, by the path and then the method."""

_ENDED = "Your sign-in had ended, so nothing was sent."
_CHANGED = "Your sign-in has changed since this page was opened. Nothing was sent."
_OLD = "This page was open for too long, or its cookie was deleted, so nothing was sent."
_CHECK = "Check what you typed and send it again."
_PRESS = "If you still want it, press the button again."
_CHOOSE = "Choose the file again, then send it."
_TYPE_ANEW = "Type your password and send it again."
_LOST = "What you typed was too long to keep: please type it again."


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page on which a form stands, and its path in this request."""

    page: "WebRoute"
    path: str


def find_sheet(request: Request, route: "WebRoute", paths: Paths) -> Sheet | None:
    """The page with the form of an act: at the same path, or one part above; None where it stands on many."""
    path = request.scope["path"]
    if page := paths[route.path].get("GET"):
        return Sheet(page, path)
    above = route.path.rpartition("/")[0]
    if above and (page := paths.get(above, {}).get("GET")):
        return Sheet(page, path.rpartition("/")[0])
    return None


def find_way_back(call: "Call", route: "WebRoute", paths: Paths) -> str:
    """Where to go after signing in: the page asked for, or the one with the form, filled in as it was."""
    if route.method == "GET":
        return address(call.request.scope["path"], _pairs(call.query, route.query))
    sheet = find_sheet(call.request, route, paths)
    if sheet is None:
        return "/bookings"
    if not is_from_here(call.request, call.settings.base_url):
        return sheet.path
    which = _SAME if sheet.page.path == route.path else route.path.rpartition("/")[2]
    names = [name for name in route.form if name not in NOT_TYPED]
    back = f"{sheet.path}?{urlencode([*_pairs(call.form, names), (KEPT, which)])}"
    if len(back) <= LONGEST_TARGET:
        return back
    return address(sheet.path, [*_pairs(call.form, sheet.page.query), (KEPT, _TOO_LONG)])


def find_kept_form(request: Request, which: str, route: "WebRoute", paths: Paths) -> "WebRoute | None":
    """The act whose fields an address brings back; None where it brings none, or does not come from our own pages.

    A form filled in by a link from elsewhere would be taken for one's own.
    """
    if not which or which == _TOO_LONG or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return None
    return paths.get(route.path if which == _SAME else f"{route.path}/{which}", {}).get("POST")


def show_kept(call: "Call", page: "WebRoute", act: "WebRoute", typed: Fields) -> Response:
    """The page after signing in again, with its form filled in as it was sent before."""
    path = call.request.scope["path"]
    action = path if act.path == page.path else f"{path}/{act.path.rpartition('/')[2]}"
    response = page.handler(replace(call, notice=NOTICE_HERE))
    return _fill(response, action, typed, _ENDED, act)


def show_lost(call: "Call", page: "WebRoute") -> Response:
    """The page after signing in again, where what was typed was too long to keep."""
    return page.handler(replace(call, notice=f"{_ENDED} {_LOST}"))


def is_too_long(which: str) -> bool:
    """Whether an address says that what was typed could not be kept."""
    return which == _TOO_LONG


def show_again(call: "Call", route: "WebRoute", paths: Paths) -> Response:
    """Answer a form whose proof is none of this sign-in's: nothing is done, and the form comes back as it was sent.

    Its new proof is handed out only where the browser says that the form was sent from a page of ours, as every
    browser does; somebody else's page could otherwise have it filled in, and wait for a press of the button.
    """
    request = call.request
    if not surely_from_here(request, call.settings.base_url):
        return show_problem(request, 403, NOT_OURS)
    said = f"{_CHANGED} You are signed in as {call.asking.person.name}." if call.asking is not None else _OLD
    sheet = find_sheet(request, route, paths)
    if sheet is None or (isinstance(sheet.page.permit, Act) and not may_anywhere(call.actor, sheet.page.permit)):
        return _show_changed(request, said)
    asked = Fields({name: call.form.all(name) for name in sheet.page.query if call.form.has(name)})
    scope = {**request.scope, "method": "GET", "path": sheet.path, "query_string": b""}
    look = replace(call, request=Request(scope), query=asked, form=NO_FIELDS, upload=None, notice=NOTICE_HERE)
    response = sheet.page.handler(look)
    if isinstance(response, HTMLResponse) and response.status_code in (200, 422):
        response.status_code = 403
    return _fill(response, request.scope["path"], call.form, said, route)


def show_not_permitted(call: "Call", *, stale: bool) -> Response:
    """The page for somebody whose role does not include an act; one left open by somebody else says who is here now."""
    if not stale or call.asking is None or not surely_from_here(call.request, call.settings.base_url):
        return show_problem(call.request, 403)
    why = f"{_CHANGED} You are signed in as {call.asking.person.name}, whose role does not include this."
    return _show_changed(call.request, why)


def _show_changed(request: Request, why: str) -> Response:
    return show_problem(request, 403, replace(SIGN_IN_CHANGED, why=why, back=_came_from(request)))


def _fill(response: Response, action: str, typed: Fields, said: str, act: "WebRoute") -> Response:
    """The page with its form filled in and a line at the top; what is no page, such as a way on, stays as it is."""
    if not isinstance(response, HTMLResponse):
        return response
    page, asks = fill_form(bytes(response.body).decode("utf-8"), action, typed)
    then = _CHOOSE if act.file else _TYPE_ANEW if "password" in act.form else _CHECK if asks else _PRESS
    response.body = page.replace(NOTICE_HERE, escape(f"{said} {then}")).encode("utf-8")
    response.headers["content-length"] = str(len(response.body))
    return response


def _pairs(given: Fields, names: "tuple[str, ...] | list[str]") -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in given.all(name)]


def _came_from(request: Request) -> str:
    """The page of ours on which the form stood, as the browser says; empty where it does not."""
    parts = urlsplit(request.headers.get("referer", ""))
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    own = own_target(target)
    return own if parts.netloc == request.headers.get("host") and own == target else ""
