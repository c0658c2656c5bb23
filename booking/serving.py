"""The server: granian, which closes connections that trickle their headers.

`booking serve` becomes this program once it knows that the service can start: python -m booking.serving HOST PORT
WORKERS. One worker loads the application itself; of several, each is a fork of a process that has it loaded, and shares
its memory. A database is opened by workers alone.
"""

import gc
import sys
from importlib import import_module

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings

HEADERS_WITHIN_MS = 10_000
"""How long a client may take to send its headers."""

BACKLOG = 8192
"""Connections that may wait; the default of 1,024 stalls a rush of maps that ask for news."""


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    if workers > 1:
        _load_for_all()
    Granian(
        "booking.app:serve_app",
        factory=True,
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=BACKLOG // workers,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def _load_for_all() -> None:
    """Load the application once, and leave it out of what the workers' collectors look through and so would copy."""
    import_module("booking.app")
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
