"""A light HTTP client for loads on this machine: raw sockets, kept open, so that it takes little of the two cores."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

BESIDE_EVERY_S = 0.2
"""Five bookings a second come in while something else is measured."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, ready to send."""

    wire: bytes


@dataclass(slots=True)
class Tally:
    """What came back: seconds and bytes of each answer, how many there were of each status, and what came beside."""

    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    beside: dict[int, int] = field(default_factory=dict)
    wall_s: float = 0.0

    def quantile_ms(self, share: float) -> float:
        """The time within which this share of the answers came, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall_s


def make_call(method: str, path: str, token: str, body: bytes = b"", headers: Sequence[str] = ()) -> Call:
    """Write a request down."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}", *headers]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return Call("\r\n".join([*lines, "", ""]).encode("ascii") + body)


def run_load(
    port: int, calls: Callable[[int], Call], *, clients: int, count: int, beside: Callable[[], Call] | None = None
) -> Tally:
    """Send `count` requests over `clients` open connections, each its next as soon as it has its answer.

    `calls(n)` gives the n-th request; `beside` gives one that is sent every fifth of a second meanwhile.
    """
    return asyncio.run(_run(port, [calls(number) for number in range(count)], clients, beside))


async def _run(port: int, calls: Sequence[Call], clients: int, beside: Callable[[], Call] | None) -> Tally:
    loop, tally, pending = asyncio.get_running_loop(), Tally(), iter(calls)
    meanwhile = asyncio.create_task(_send_beside(port, beside, tally)) if beside else None
    ends: list[asyncio.Future[None]] = [loop.create_future() for _ in range(clients)]
    opened = [await loop.create_connection(partial(_Client, pending, tally, end), "127.0.0.1", port) for end in ends]
    began = time.perf_counter()
    for _, client in opened:
        client.send_next()
    await asyncio.gather(*ends)
    tally.wall_s = time.perf_counter() - began
    if meanwhile is not None:
        meanwhile.cancel()
        await asyncio.gather(meanwhile, return_exceptions=True)
    return tally


class _Client(asyncio.Protocol):
    """One connection: it sends a request as soon as the one before is answered, until none is left."""

    def __init__(self, pending: Iterator[Call], tally: Tally, end: "asyncio.Future[None]") -> None:
        self._pending = pending
        self._tally = tally
        self._end = end
        self._got = b""
        self._began = 0.0
        self._waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the server."""
        self._transport = cast("asyncio.Transport", transport)

    def send_next(self) -> None:
        """Send the next request; say so where there is none."""
        call = next(self._pending, None)
        self._waiting = call is not None
        if call is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(call.wire)

    def data_received(self, data: bytes) -> None:
        """Note the answer once it is there whole."""
        self._got += data
        head = self._got.find(b"\r\n\r\n") + 4
        if head < 4:
            return
        length = int(found[1]) if (found := _LENGTH.search(self._got, 0, head)) else 0
        if len(self._got) < head + length:
            return
        status, self._got = int(self._got[9:12]), b""
        self._tally.seconds.append(time.perf_counter() - self._began)
        self._tally.statuses[status] = self._tally.statuses.get(status, 0) + 1
        self._tally.sizes.append(length)
        self.send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        """End: well, where no answer is missing."""
        if self._waiting:
            self._end.set_exception(exc or ConnectionError("the server closed the connection before it answered"))
        else:
            self._end.set_result(None)


async def _send_beside(port: int, beside: Callable[[], Call], tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        while True:
            writer.write(beside().wire)
            status, _, _ = await read_answer(reader)
            tally.beside[status] = tally.beside.get(status, 0) + 1
            await asyncio.sleep(BESIDE_EVERY_S)
    finally:
        writer.close()


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, dict[bytes, bytes], bytes]:
    """Read one answer: status, headers by lower-case name, body."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(b": ") for line in lines[1:] if line)}
    length = int(headers.get(b"content-length", b"0"))
    body = await reader.readexactly(length) if length else b""
    return int(lines[0].split(b" ", 2)[1]), headers, body
