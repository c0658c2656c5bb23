"""The door: a request is parsed, then permitted, and only then does a page's handler act and show."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from booking.actions.identify import identify_sign_in, identify_watcher
from booking.actions.service import Busy, Service
from booking.model.diary import FloorStamp
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.packing import pack
from booking.rules.permits import Act, may_anywhere
from booking.settings import Settings
from booking.threads import run_in_thread
from booking.web.again import (
    KEPT,
    Comeback,
    Paths,
    find_comeback,
    send_to_sign_in,
    show_again,
    show_comeback,
    show_not_permitted,
)
from booking.web.fields import MOST_FIELDS, NO_FIELDS, BadFields, Fields, parse_fields, read_ref
from booking.web.kept_form import drop_sent
from booking.web.problems import NOT_OURS, show_problem
from booking.web.tokens import FIELD, is_from_here, is_token, make_token, new_visitor, sign_in_cookie, visitor_cookie

MOST_BYTES = 256 * 1024
"""The largest body of a form; the longest that our own forms send is a hundredth of it."""

RETRY_AFTER_S = 2
"""How long somebody is asked to wait when the database had no place for them."""

FORM_TYPE = "application/x-www-form-urlencoded"
FILE_TYPE = "multipart/form-data"
JSON_TYPE = "application/json"

MOST_JSON_BYTES = 4 * 1024 * 1024
"""The largest document that a page's script sends: a draft of 3,000 places."""

MOST_FILE_BYTES = 26 * 1024 * 1024
"""The largest file that a form sends, with the form around it."""


class Takes(Enum):
    """What a request that changes something brings."""

    FORM = FORM_TYPE
    FILE = FILE_TYPE
    JSON = JSON_TYPE


_MOST = {Takes.FORM: MOST_BYTES, Takes.FILE: MOST_FILE_BYTES, Takes.JSON: MOST_JSON_BYTES}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody chose: what it is called on their machine, and what is in it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """What a request brought: a form's text, the file that came with it, or a document."""

    text: str = ""
    upload: Upload | None = None
    document: Any = None


class Who(Enum):
    """Whom a page is for, where that does not depend on a role."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"


Permit = Act | Who


@dataclass(frozen=True, slots=True)
class Call:
    """One request, parsed and permitted.

    `notice` is a line at the top of the page that answers.

    `asking` is None only on pages for anyone; `token` proves that a form came from the page that shows it, and
    `fresh_visitor` is set when its cookie has still to be handed out.
    """

    request: Request
    service: Service
    settings: Settings
    now: datetime
    query: Fields
    form: Fields
    asking: Actor | None
    token: str
    fresh_visitor: str | None = None
    stamp: FloorStamp | None = None
    notice: str = ""
    upload: Upload | None = None
    document: Any = None

    @property
    def actor(self) -> Actor:
        """Who is asking, on pages that need a sign-in."""
        if self.asking is None:
            raise RuntimeError("this page is for anyone, so nobody need have signed in")
        return self.asking

    @property
    def ref(self) -> Ref:
        """The ref in the path."""
        return read_ref(self.request.path_params["ref"])


Handler = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class WebRoute:
    """One page or act: who may ask for it, which fields it knows, and what answers.

    Names in `many` may repeat. A page for GET that is reached again after signing in keeps `query`. A `silent` route is
    asked by an open page about the floor that its path names, without its reader: it keeps no sign-in alive. `takes` is
    what a request that changes something brings; a file comes in the field called `file`.
    """

    name: str
    method: str
    path: str
    permit: Permit
    handler: Handler
    query: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    many: frozenset[str] = field(default_factory=frozenset)
    silent: bool = False
    takes: Takes = Takes.FORM
    file: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """What every request needs: the service, its settings and the clock."""

    service: Service
    settings: Settings
    read_clock: Callable[[], datetime]


def open_door(door: Door, path: str, paths: Paths) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint for one path; the routes of all stand by path and method, each with a handler of its own."""
    routes = paths[path]

    async def answer(request: Request) -> Response:
        route = routes["GET" if request.method == "HEAD" else request.method]
        body = Body()
        if route.method != "GET":
            try:
                read = await _read_body(request, route)
            except ClientDisconnect:
                return Response(status_code=400)
            if isinstance(read, int):
                return show_problem(request, read)
            body = read
        return await run_in_thread(_answer, door, route, paths, request, body)

    return answer


async def _read_body(request: Request, route: WebRoute) -> Body | int:
    """What the request brought, or the status with which it is refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ((FORM_TYPE, "") if route.takes is Takes.FORM else (route.takes.value,)):
        return 415
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > _MOST[route.takes]:
        return 413
    if route.takes is Takes.FILE:
        return await _read_file(request, route) if length.isdigit() else 400
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST[route.takes]:
            return 413
    try:
        text = body.decode("utf-8")
        return Body(document=json.loads(text)) if route.takes is Takes.JSON else Body(text)
    except (ValueError, RecursionError):
        return 400


async def _read_file(request: Request, route: WebRoute) -> Body | int:
    """A form with a file; its other fields as the text of a form."""
    pairs, upload = [], None
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES) as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    pairs.append((name, value))
                elif name == route.file and ((data := await value.read()) or value.filename):
                    upload = Upload(Path(value.filename or "").name, data)
    except HTTPException:
        return 400
    return Body(urlencode(pairs, errors="replace"), upload)


def _answer(door: Door, route: WebRoute, paths: Paths, request: Request, body: Body) -> Response:
    try:
        # Kept on the request, so that a page about a problem can say who is signed in.
        request.state.call = visitor = _identify(door, request, silent=route.silent)
        query, back = _read_query(visitor, route, paths)
        form = parse_fields(body.text, frozenset((*route.form, FIELD)), route.many)
        request.state.call = call = replace(visitor, query=query, form=form, upload=body.upload, document=body.document)
        return pack(request, _refuse(call, route, paths) or _act(call, route, back))
    except BadFields as fault:
        return show_problem(request, 400, why=str(fault))
    except Busy:
        return show_problem(request, 503, headers={"Retry-After": str(RETRY_AFTER_S)})


def _read_query(call: Call, route: WebRoute, paths: Paths) -> tuple[Fields, Comeback | None]:
    """What the address asks for, and what it brings back of a form.

    Links are decorated on their way, by mail for one: what a page does not know is passed by.
    """
    text, looks = _query_text(call.request), route.method == "GET"
    query = parse_fields(text, frozenset(route.query), route.many, strict=not looks)
    if not looks or KEPT not in text or route.silent:
        return query, None
    which = parse_fields(text, frozenset({KEPT}), frozenset(), strict=False).get(KEPT)
    back = find_comeback(call, which, route, paths)
    if back is None:
        return query, None
    return Fields({**query.values, **back.typed.only(route.query).values}), back


def _act(call: Call, route: WebRoute, back: Comeback | None) -> Response:
    """The answer of the handler; for a form that comes back after signing in, filled in."""
    if back is not None:
        return show_comeback(call, route, back)
    response = route.handler(call)
    if route.method != "GET":
        drop_sent(call, response)
    return response


def _identify(door: Door, request: Request, *, silent: bool) -> Call:
    now = door.read_clock()
    secure = door.settings.secure_cookies
    secret = request.cookies.get(sign_in_cookie(secure=secure), "")
    actor, stamp = _recognise(door, request, secret, silent=silent, now=now) if secret else (None, None)
    known = secret if actor else request.cookies.get(visitor_cookie(secure=secure), "")
    fresh = None if known else new_visitor()
    token = make_token(door.service.secret, known or fresh or "")
    return Call(request, door.service, door.settings, now, NO_FIELDS, NO_FIELDS, actor, token, fresh, stamp)


def _recognise(
    door: Door, request: Request, secret: str, *, silent: bool, now: datetime
) -> tuple[Actor | None, FloorStamp | None]:
    """Who signed in with this secret; for a silent route also the stamp of the floor that its path names."""
    if silent:
        return identify_watcher(door.service, secret, read_ref(request.path_params["ref"]), now=now) or (None, None)
    return identify_sign_in(door.service, secret, now=now), None


def _refuse(call: Call, route: WebRoute, paths: Paths) -> Response | None:
    """Why the request goes no further; None where it may."""
    if call.asking is None and route.permit is not Who.ANYONE:
        return send_to_sign_in(call, route, paths)
    if isinstance(route.permit, Act) and not may_anywhere(call.actor, route.permit):
        return show_not_permitted(call, stale=route.method != "GET" and not _is_proven(call, route))
    if route.method == "GET":
        return None
    if not is_from_here(call.request, call.settings.base_url):
        return show_problem(call.request, 403, NOT_OURS)
    if _is_proven(call, route):
        return None
    return show_problem(call.request, 403, NOT_OURS) if route.takes is Takes.JSON else show_again(call, route, paths)


def _is_proven(call: Call, route: WebRoute) -> bool:
    """Whether it came from a page of ours; a document comes from a script, which sends the proof in a header."""
    secure = call.settings.secure_cookies
    cookie = sign_in_cookie(secure=secure) if call.asking else visitor_cookie(secure=secure)
    proof = call.request.headers.get("x-csrf-token", "") if route.takes is Takes.JSON else call.form.get(FIELD)
    return is_token(call.service.secret, call.request.cookies.get(cookie, ""), proof)


def _query_text(request: Request) -> str:
    raw: bytes = request.scope["query_string"]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise BadFields("Part of the address is not text that we can read.") from fault
