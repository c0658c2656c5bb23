"""An event loop of a test's own, in a thread of its own: Playwright keeps one running in the thread of the tests."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


def run_apart(work: Coroutine[object, object, Answer]) -> Answer:
    """Run a coroutine to its end; answers or raises what it does."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()
