"""F15, in small: clients that trickle their headers are cut off, and nobody else waits for them."""

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from booking.serving import HEADERS_WITHIN_MS
from tests.faults.journal import Journal, ask_for, promises
from tests.race.crowd import Crowd
from tests.served import HOST, Setting, serving

TRICKLERS = 100
GRACE_S = 10
BITE_EVERY_S = 0.5


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_trickled_headers_are_cut_off_while_others_are_served(crowd: Crowd, setting: Setting) -> None:
    journal, slowest_s, closed = Journal(), 0.0, 0
    asked = iter(promises(crowd, 0, "meanwhile"))
    with serving(setting) as served, _sockets(served.port, "POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\n") as slow:
        deadline = time.monotonic() + HEADERS_WITHIN_MS / 1000 + GRACE_S
        while closed < TRICKLERS and time.monotonic() < deadline:
            closed += _trickle(slow, b"X-Slow: yes\r\n")
            began = time.monotonic()
            promise = next(asked)
            journal.note(promise, ask_for(served.port, promise))
            slowest_s = max(slowest_s, time.monotonic() - began)

    assert closed >= TRICKLERS * 95 // 100
    assert journal.refused == []
    assert len(journal.kept) >= 10
    assert slowest_s < 3


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_trickled_bodies_keep_nobody_waiting(crowd: Crowd, setting: Setting) -> None:
    head = (
        f"POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {crowd.tokens[1]}\r\n"
        "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
    )
    with serving(setting) as served, _sockets(served.port, head) as slow:
        assert _trickle(slow, b" ") == 0
        began = time.monotonic()
        replies = [ask_for(served.port, promise) for promise, _ in zip(promises(crowd, 0, "b"), range(5), strict=False)]
        took_s = time.monotonic() - began

    assert [reply.status for reply in replies] == [201] * 5
    assert took_s < 2


@contextmanager
def _sockets(port: int, beginning: str) -> Iterator[selectors.BaseSelector]:
    """Open a hundred connections that have sent the beginning of a request and no end."""
    with selectors.DefaultSelector() as slow:
        for _ in range(TRICKLERS):
            connection = socket.create_connection((HOST, port), 5)
            connection.sendall(beginning.encode("ascii"))
            slow.register(connection, selectors.EVENT_READ)
        yield slow
        for key in list(slow.get_map().values()):
            _close(slow, key)


def _trickle(slow: selectors.BaseSelector, bite: bytes) -> int:
    """Wait a moment, then send the next bite on each connection; answers how many the server has closed."""
    closed = 0
    for key, _ in slow.select(BITE_EVERY_S):
        closed += _is_closed(key) and _close(slow, key)
    for key in list(slow.get_map().values()):
        try:
            key.fileobj.sendall(bite)  # type: ignore[union-attr]
        except OSError:
            closed += _close(slow, key)
    return closed


def _is_closed(key: selectors.SelectorKey) -> bool:
    """Whether the other side has ended the connection; an answer that says why may come first."""
    try:
        return not key.fileobj.recv(4096)  # type: ignore[union-attr]
    except OSError:
        return True


def _close(slow: selectors.BaseSelector, key: selectors.SelectorKey) -> int:
    slow.unregister(key.fileobj)
    key.fileobj.close()  # type: ignore[union-attr]
    return 1
