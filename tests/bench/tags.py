"""Fetching the tags of answers, for asking again."""

import asyncio
from collections.abc import Sequence

from tests.bench.client import make_call, read_answer


def fetch_tags(port: int, asks: Sequence[tuple[str, str]]) -> list[str]:
    """The ETag of each path as the token's person gets it."""
    return asyncio.run(_fetch(port, asks))


async def _fetch(port: int, asks: Sequence[tuple[str, str]]) -> list[str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    tags = []
    for path, token in asks:
        writer.write(make_call("GET", path, token).wire)
        status, headers, _ = await read_answer(reader)
        if status != 200 or b"etag" not in headers:
            raise RuntimeError(f"{path} answered {status} without a tag")
        tags.append(headers[b"etag"].decode("ascii"))
    writer.close()
    return tags
