"""A drawing that is read while somebody looks on: the steps are told as they begin, then what came of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from starlette.responses import Response, StreamingResponse

from booking.actions.plan_drafts import READ_AT_ONCE, begin_from_drawing
from booking.actions.service import Busy
from booking.model.decisions import Refused
from booking.web.door import Call, Upload

LINES = "application/x-ndjson"
"""What the page's script asks for: one JSON object a line, `step` again and again, last `go` or `why`."""

TOO_BUSY = "Many people are at work at this moment, and there was no place to save the draft. Try again in a minute."

_READERS = ThreadPoolExecutor(2 * READ_AT_ONCE, "drawing")
"""Apart from the threads of requests: a drawing takes many seconds, and others wait for their turn meanwhile."""


def wants_steps(call: Call) -> bool:
    """Whether it is the page's script that sends the drawing; else it is the form by itself."""
    return LINES in call.request.headers.get("accept", "")


def tell_steps(call: Call, upload: Upload, done: str) -> Response:
    """Answer at once, and tell the steps while the drawing is read; at the end where to go, or why it is refused."""
    headers = {"X-Accel-Buffering": "no"}  # a proxy in front is to pass each line on
    return StreamingResponse(_tell(call, upload, done), media_type=LINES, headers=headers)


async def _tell(call: Call, upload: Upload, done: str) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    steps: asyncio.Queue[str | None] = asyncio.Queue()
    read = partial(
        begin_from_drawing,
        call.service,
        call.actor,
        call.ref,
        (upload.name, upload.data),
        now=call.now,
        tell=lambda step: loop.call_soon_threadsafe(steps.put_nowait, step),
    )
    reading = loop.run_in_executor(_READERS, read)
    reading.add_done_callback(lambda _: steps.put_nowait(None))
    while (step := await steps.get()) is not None:
        yield _line("step", step)
    try:
        draft = await reading
    except Busy:
        yield _line("why", TOO_BUSY)
        return
    yield _line("why", draft.why) if isinstance(draft, Refused) else _line("go", done)


def _line(name: str, value: str) -> str:
    return json.dumps({name: value}) + "\n"
