"""The routes of the JSON API, made from the table of its calls."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from booking.actions.service import Busy, Service
from booking.api.bodies import read_json, receive_body
from booking.api.calls import Answer, ApiRoute, Call, FloorHandler, Handler
from booking.api.fields import Given, read_body, read_query
from booking.api.prepared import Prepared
from booking.api.problems import PROBLEMS, AnyReason, DoorReason, Problem, Unreadable, api_problem, show_problem
from booking.api.shapes import problem_of
from booking.api.table import API_ROUTES
from booking.api.tokens import Gate
from booking.api.values import read_ref
from booking.gathering import Gathering
from booking.model.decisions import Reason, Refused
from booking.model.diary import FloorStamp
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.packing import pack
from booking.rules.permits import Act, may_anywhere, narrowest_scope
from booking.settings import Settings
from booking.threads import run_in_thread

__all__ = ["API_ROUTES", "api_routes"]

log = logging.getLogger("booking.api")

BASE = "/api/v1"

MOST_READ = 16
"""How many who ask about floors at once are answered together, in one way to the database."""


def api_routes(service: Service, settings: Settings, read_clock: Callable[[], datetime]) -> list[BaseRoute]:
    """Every route under /api: the calls of the table, and a problem answer for any other address."""
    door = Door(service, settings.base_url, read_clock)
    by_path: dict[str, dict[str, ApiRoute]] = {}
    for route in API_ROUTES:
        by_path.setdefault(route.path, {})[route.method] = route
    calls = [Route(BASE + path, PathEndpoint(door, methods), name=f"api:{path}") for path, methods in by_path.items()]
    rest = [Route(path, _Nowhere(), name=path) for path in ("/api", "/api/{rest:path}")]
    return [*calls, *rest]


Answered = Answer | Refused | Problem


@dataclass(slots=True)
class _Asking:
    """A request that is being answered, and who asks once that is known."""

    route: ApiRoute
    request: Request
    now: datetime
    asker: Actor | None = None


class PathEndpoint:
    """Answers one path of the API, whatever the method; reads the body, then works in the thread pool."""

    def __init__(self, door: "Door", routes: Mapping[str, ApiRoute]) -> None:
        self._door = door
        self._routes = {**routes, "HEAD": routes["GET"]} if "GET" in routes else dict(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        route = self._routes.get(request.method)
        if route is None:
            await api_problem(405, headers={"Allow": ", ".join(sorted(self._routes))})(scope, receive, send)
            return
        try:
            body = await receive_body(request) if route.body is not None else b""
        except ClientDisconnect:
            return
        if isinstance(route.handler, FloorHandler):
            answer = await self._door.answer_viewer(route, route.handler, request)
        else:
            answer = await run_in_thread(self._door.answer, route, route.handler, request, body)
        if request.method == "HEAD":
            answer.body = b""
        await answer(scope, receive, send)


class Door:
    """Parses, permits, acts and shows; the same for every call."""

    def __init__(self, service: Service, base_url: str, read_clock: Callable[[], datetime]) -> None:
        self._service = service
        self._base_url = base_url
        self._read_clock = read_clock
        self._gate = Gate(service)
        self._prepared = Prepared()
        self._readers: dict[FloorHandler, Gathering[tuple[_Asking, Call], Response]] = {}

    def answer(self, route: ApiRoute, handler: Handler, request: Request, body: bytes | None) -> Response:
        """Answer one request; a refusal is logged in one line, with ids and no names."""
        asking = _Asking(route, request, self._read_clock())

        try:
            asked = read_ref(request.path_params.get("id", ""))
            if isinstance(route.permit, Act):
                asking.asker = self._gate.identify(request.headers, _address(request), now=asking.now)
            _permit(asking)
            answered = handler(self._read(asking, asked, _read_fields(route, request, body)))
        except (Unreadable, Busy) as fault:
            return _refuse(asking, fault)
        return self._show(asking, answered)

    async def answer_viewer(self, route: ApiRoute, handler: FloorHandler, request: Request) -> Response:
        """Answer a request about a floor: what needs no more reading is answered here, everything else on a thread."""
        asking = _Asking(route, request, self._read_clock())
        try:
            asked = read_ref(request.path_params["id"])
            address = _address(request)
            headers = request.headers
            asking.asker, stamp = await self._gate.identify_viewer(headers, address, asked, now=asking.now)
            _permit(asking)
            call = self._read(asking, asked, Given({}), stamp)
            known = handler.find(call)
        except (Unreadable, Busy) as fault:
            return _refuse(asking, fault)
        if known is not None:
            return self._show(asking, known)
        return await self._reader_of(handler).ask((asking, call))

    def _reader_of(self, handler: FloorHandler) -> "Gathering[tuple[_Asking, Call], Response]":
        """What gathers those who ask the same of floors, so that their floors are read together."""
        reader = self._readers.get(handler)
        if reader is None:
            reader = self._readers[handler] = Gathering(partial(self._read_floors, handler.read), most=MOST_READ)
        return reader

    def _read_floors(
        self, read: Callable[[Sequence[Call]], Sequence[Answered]], asked: Sequence[tuple[_Asking, Call]]
    ) -> Sequence[Response]:
        try:
            answers = read([call for _, call in asked])
        except (Unreadable, Busy) as fault:
            return [_refuse(asking, fault) for asking, _ in asked]
        return [self._show(asking, answered) for (asking, _), answered in zip(asked, answers, strict=True)]

    def _read(self, asking: "_Asking", asked: Ref, body: Given, stamp: FloorStamp | None = None) -> Call:
        request = asking.request
        return Call(
            service=self._service,
            base_url=self._base_url,
            asker=asking.asker,
            now=asking.now,
            id=asked,
            query=read_query(asking.route.query, request.query_params),
            body=body,
            headers=request.headers,
            stamp=stamp,
            prepared=self._prepared,
        )

    def _show(self, asking: "_Asking", answered: Answered) -> Response:
        """What was answered or refused, as it is sent."""
        if isinstance(answered, Answer):
            return pack(asking.request, _show_answer(answered))
        try:
            problem = problem_of(self._service, answered, asking.now) if isinstance(answered, Refused) else answered
        except Busy as fault:
            return _refuse(asking, fault)
        _log_problem(asking, problem.reason)
        return show_problem(problem)


class _Nowhere:
    """Answers the addresses under /api that there are not, whatever the method."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await api_problem(404)(scope, receive, send)


def _permit(asking: _Asking) -> None:
    permit = asking.route.permit
    if isinstance(permit, Act) and (asking.asker is None or not may_anywhere(asking.asker, permit)):
        raise Unreadable(_not_allowed(permit))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _refuse(asking: _Asking, fault: Unreadable | Busy) -> Response:
    if isinstance(fault, Busy):
        _log_problem(asking, DoorReason.TRY_AGAIN)
        return api_problem(503)
    _log_problem(asking, fault.problem.reason)
    return show_problem(fault.problem)


def _not_allowed(permit: Act) -> Problem:
    scope = narrowest_scope(permit).value
    detail = f"This needs a role that may do it and a token with the scope {scope} or wider. Ask an administrator."
    return Problem(Reason.NOT_ALLOWED, detail)


def _read_fields(route: ApiRoute, request: Request, body: bytes | None) -> Given:
    if not route.body and body == b"":
        return Given({})
    return read_body(route.body or (), read_json(request.headers, body))


def _show_answer(answer: Answer) -> Response:
    headers = {"Cache-Control": "no-store", **answer.headers}
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body, ensure_ascii=False)
    return Response(text, status_code=answer.status, headers=headers, media_type="application/json")


def _log_problem(asking: _Asking, reason: AnyReason) -> None:
    asker = asking.asker
    log.info(
        "refused method=%s route=%s status=%d reason=%s person=%s token=%s",
        asking.route.method,
        asking.route.path,
        PROBLEMS[reason][0],
        reason.value,
        asker.person.id if asker else "-",
        asker.token_id if asker else "-",
    )
