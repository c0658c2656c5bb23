"""What somebody typed is not lost when their sign-in ends or changes: the form comes back as they filled it in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from booking.actions.identify import find_whose
from booking.model.ids import PersonId
from booking.model.people import Person
from booking.rules.permits import Act, may_anywhere
from booking.web.addresses import address, own_target
from booking.web.fields import NO_FIELDS, Fields
from booking.web.kept_form import LASTS, KeptForm, hand_out, pack_form, read_kept
from booking.web.problems import NOT_OURS, SIGN_IN_CHANGED, SOMEBODY_ELSE, show_problem
from booking.web.refill import NOT_TYPED, fill_form
from booking.web.shell import NOTICE_HERE
from booking.web.tokens import FIELD, is_from_here, is_token, sign_in_cookie, surely_from_here

if TYPE_CHECKING:
    from booking.web.door import Call, WebRoute

KEPT = "kept"
"""In an address: which form of that page the cookies keep; `_SAME` is the one sent to the page's own path."""

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
_GONE = "What was typed here before you signed in is not kept any more. If you still need it, please type it again."

_ABOUT = frozenset(
    {"resource", "date", "from", "to", "to_date", "site", "floor", "field", "at", "kind", "role", "scope", "feature"}
)
"""What tells a page what it is about, so that it can be shown where its form is kept no more: nothing that is typed."""

_PLAIN = re.compile(r"[a-z0-9_:-]{1,40}")
"""How refs, days, times and the names of choices are written."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page on which a form stands, and its path in this request."""

    page: "WebRoute"
    path: str


@dataclass(frozen=True, slots=True)
class Comeback:
    """What comes back to a page after signing in: the act whose form it was, what was typed, and what is said of it.

    There is no act where nothing is filled in.
    """

    act: "WebRoute | None"
    action: str
    typed: Fields
    said: str


def find_sheet(request: Request, route: "WebRoute", paths: Paths) -> Sheet | None:
    """The page with the form of an act: at the same path, or one part above; None where it stands on many."""
    path = request.scope["path"]
    if page := paths[route.path].get("GET"):
        return Sheet(page, path)
    above = route.path.rpartition("/")[0]
    if above and (page := paths.get(above, {}).get("GET")):
        return Sheet(page, path.rpartition("/")[0])
    return None


def send_to_sign_in(call: "Call", route: "WebRoute", paths: Paths) -> Response:
    """Ask for a sign-in that leads on to the page asked for, or to the one with the form, filled in as it was.

    What was typed goes along in cookies: addresses stand in the browser's history and in the logs of proxies.
    """
    request, path = call.request, call.request.scope["path"]
    if route.method == "GET":
        return _ask_to_sign_in(address(path, _pairs(call.query, route.query)))
    sheet = find_sheet(request, route, paths)
    if sheet is None:
        return _ask_to_sign_in("/bookings")
    if not is_from_here(request, call.settings.base_url):
        return _ask_to_sign_in(sheet.path)
    typed = call.form.only(name for name in route.form if name not in NOT_TYPED)
    parts = pack_form(call.service.secret, KeptForm(path, _find_typist(call), call.now + LASTS, typed))
    about = [pair for pair in _pairs(typed, sheet.page.query) if pair[0] in _ABOUT and _PLAIN.fullmatch(pair[1])]
    which = _SAME if sheet.page.path == route.path else route.path.rpartition("/")[2]
    response = _ask_to_sign_in(address(sheet.path, [*about, (KEPT, which if parts else _TOO_LONG)]))
    hand_out(call, response, parts)
    return response


def find_comeback(call: "Call", which: str, page: "WebRoute", paths: Paths) -> Comeback | None:
    """What an address brings back; None where it brings nothing, or does not come from our own pages.

    A form filled in by a link from elsewhere would be taken for one's own. Nobody gets what somebody else typed.
    """
    if which == _TOO_LONG:
        return Comeback(None, "", NO_FIELDS, f"{_ENDED} {_LOST}")
    request = call.request
    if not which or call.asking is None or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return None
    act = paths.get(page.path if which == _SAME else f"{page.path}/{which}", {}).get("POST")
    if act is None:
        return None
    action = request.scope["path"] if which == _SAME else f"{request.scope['path']}/{which}"
    kept = read_kept(call)
    if kept is None or kept.action != action or kept.person_id not in (None, call.asking.person.id):
        return Comeback(None, "", NO_FIELDS, _GONE)
    return Comeback(act, action, kept.typed.only(act.form), _ENDED)


def show_comeback(call: "Call", page: "WebRoute", back: Comeback) -> Response:
    """The page after signing in again: with its form filled in as it was sent before, or saying why it is not."""
    if back.act is None:
        return page.handler(replace(call, notice=back.said))
    return _fill(page.handler(replace(call, notice=NOTICE_HERE)), back.action, back.typed, back.said, back.act)


def show_again(call: "Call", route: "WebRoute", paths: Paths) -> Response:
    """Answer a form whose proof is none of this sign-in's: nothing is done, and the form comes back as it was sent.

    Its new proof is handed out only where the browser says that the form was sent from a page of ours, as every
    browser does; somebody else's page could otherwise have it filled in, and wait for a press of the button.
    """
    request = call.request
    if not surely_from_here(request, call.settings.base_url):
        return show_problem(request, 403, NOT_OURS)
    if call.asking is not None and route.path == "/sign-in" and not _is_own_email(call.asking.person, call.form):
        why = f"{call.asking.person.name} is signed in on this computer, so you were not."
        return show_problem(request, 403, replace(SOMEBODY_ELSE, why=why))
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


def _is_own_email(person: Person, form: Fields) -> bool:
    return form.get("email").strip().casefold() == person.email.casefold()


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


def _ask_to_sign_in(target: str) -> Response:
    return RedirectResponse(address("/sign-in", {"next": target}), status_code=303)


def _find_typist(call: "Call") -> PersonId | None:
    """Who filled in a form: whose sign-in it was that the form and the browser's cookie both belong to."""
    cookie = call.request.cookies.get(sign_in_cookie(secure=call.settings.secure_cookies), "")
    return find_whose(call.service, cookie) if is_token(call.service.secret, cookie, call.form.get(FIELD)) else None


def _pairs(given: Fields, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in given.all(name)]


def _came_from(request: Request) -> str:
    """The page of ours on which the form stood, as the browser says; empty where it does not."""
    parts = urlsplit(request.headers.get("referer", ""))
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    own = own_target(target)
    return own if parts.netloc == request.headers.get("host") and own == target else ""
