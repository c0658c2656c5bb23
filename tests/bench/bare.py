"""The limit of framework and server: one Starlette route that answers prepared bytes, served like the service."""

import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

BODY = (
    b'{"items": ['
    + b", ".join(b'{"resource_id": "abcdefghijklmnopqrstuvwxyz", "state": "free"}' for _ in range(50))
    + b"]}"
)


def make_bare() -> Starlette:
    """Make the bare application."""
    return Starlette(routes=[Route("/", _answer)])


def _answer(_request: Request) -> Response:
    return Response(BODY, media_type="application/json")


if __name__ == "__main__":
    Granian(
        "tests.bench.bare:make_bare",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        workers=int(sys.argv[2]),
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
    ).serve()
