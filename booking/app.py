"""Joins the parts: settings, database, doors. This is what the server runs."""

import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from booking.actions.open_service import open_service
from booking.actions.ready import Unready, find_unready
from booking.actions.service import Service
from booking.api.problems import api_problem
from booking.api.routes import api_routes
from booking.clock import read_clock
from booking.settings import Settings, read_settings
from booking.threads import THREADS
from booking.web.forwarded import ForwardedAddress
from booking.web.headers import SafeHeaders
from booking.web.problems import show_problem
from booking.web.routes import web_routes

log = logging.getLogger("booking")


def create_app(service: Service, settings: Settings, clock: Callable[[], datetime] = read_clock) -> Starlette:
    """Make the application around a service."""
    routes = [
        Route("/healthz", _say_alive, methods=["GET"]),
        Route("/readyz", _ready_route(service), methods=["GET"]),
        *api_routes(service, settings, clock),
        *web_routes(service, settings, clock),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _refuse, Exception: _fail},
        lifespan=_lifespan(service),
    )
    app.router.redirect_slashes = False  # it would send people to whatever host the request names
    app.add_middleware(SafeHeaders, https=settings.secure_cookies)
    app.add_middleware(ForwardedAddress, proxies=settings.proxies)
    return app


def serve_app() -> Starlette:
    """Make the application from the environment; the server calls this once in each process."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = read_settings()
    service = open_service(settings.database_url, settings.data_dir, settings.secret_key, pool_size=THREADS)
    lasting = replace(service, sign_in_idle=settings.sign_in_idle, sign_in_longest=settings.sign_in_longest)
    return create_app(lasting, settings)


def _lifespan(service: Service) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        import anyio.to_thread  # noqa: PLC0415 - comes with the framework

        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        service.db.close()

    return lifespan


def _say_alive(_request: Request) -> Response:
    return PlainTextResponse("alive\n")


def _ready_route(service: Service) -> Callable[[Request], Response]:
    def say_ready(_request: Request) -> Response:
        unready = find_unready(service)
        if unready is Unready.NOTHING:
            return PlainTextResponse("ready\n")
        log.warning("unready why=%s", unready.name.lower())
        return PlainTextResponse(f"not ready: {unready.value}\n", status_code=503, headers={"Retry-After": "5"})

    return say_ready


def _refuse(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, HTTPException):
        raise fault
    if request.url.path.startswith("/api/"):
        return api_problem(fault.status_code, headers=fault.headers)
    return show_problem(request, fault.status_code, headers=fault.headers)


def _loggable(path: str) -> str:
    """A path without the secret of a sign-in link."""
    return "/invitation/…" if path.startswith("/invitation/") else path


def _fail(request: Request, fault: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.error("failed reference=%s path=%s", reference, _loggable(request.scope["path"]), exc_info=fault)
    if request.scope["path"].startswith("/api/"):
        return api_problem(500, reference=reference)
    return show_problem(request, 500, reference=reference)
