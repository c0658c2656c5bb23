"""A light HTTP client for loads on this machine: raw sockets, kept open, so that it takes little of the two cores."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

BESIDE_EVERY_S = 0.2
"""Five bookings a second come in while something else is measured."""


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
    return asyncio.run(_run(port, calls, clients, count, beside))


async def _run(
    port: int, calls: Callable[[int], Call], clients: int, count: int, beside: Callable[[], Call] | None
) -> Tally:
    tally = Tally()
    pending = iter(range(count))
    meanwhile = asyncio.create_task(_send_beside(port, beside, tally)) if beside else None
    began = time.perf_counter()
    await asyncio.gather(*(_work(port, calls, pending, tally) for _ in range(clients)))
    tally.wall_s = time.perf_counter() - began
    if meanwhile is not None:
        meanwhile.cancel()
        await asyncio.gather(meanwhile, return_exceptions=True)
    return tally


async def _work(port: int, calls: Callable[[int], Call], pending: Iterator[int], tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    for number in pending:
        call = calls(number)
        began = time.perf_counter()
        writer.write(call.wire)
        status, _, body = await read_answer(reader)
        tally.seconds.append(time.perf_counter() - began)
        tally.statuses[status] = tally.statuses.get(status, 0) + 1
        tally.sizes.append(len(body))
    writer.close()


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
