"""Questions of many askers put as one, so that many maps that ask at once cost about what one costs."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from booking.threads import run_in_thread

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


class Gathering(Generic[Asked, Answered]):
    """Puts what is asked while a question is under way as one question, as soon as that one is answered.

    Nobody waits for others to come, and every answer was read after it was asked for. Each event loop gathers its own.

    Args:
        work: answers many, each at its place; run on a thread.
        most: how many it is given at once.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Answered]], *, most: int) -> None:
        self._work = work
        self._most = most
        self._waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, _Waiting[Asked, Answered]] = WeakKeyDictionary()

    async def ask(self, asked: Asked) -> Answered:
        """The answer; raises what the work raises, as do all that were asked together."""
        loop = asyncio.get_running_loop()
        waiting = self._waiting.setdefault(loop, _Waiting())
        answer: asyncio.Future[Answered] = loop.create_future()
        waiting.asks.append((asked, answer))
        if waiting.serving is None:
            waiting.serving = loop.create_task(self._serve(waiting))
        return await answer

    async def _serve(self, waiting: "_Waiting[Asked, Answered]") -> None:
        try:
            while waiting.asks:
                together, waiting.asks = waiting.asks[: self._most], waiting.asks[self._most :]
                await self._settle(together)
        finally:
            waiting.serving = None

    async def _settle(self, together: Sequence["tuple[Asked, asyncio.Future[Answered]]"]) -> None:
        try:
            answers = await run_in_thread(self._work, [asked for asked, _ in together])
        except Exception as fault:  # noqa: BLE001 - raised again where the answers are awaited
            for _, answer in together:
                if not answer.done():
                    answer.set_exception(fault)
            return
        for (_, answer), found in zip(together, answers, strict=True):
            if not answer.done():  # whoever awaited it may have gone
                answer.set_result(found)


class _Waiting(Generic[Asked, Answered]):
    """What one event loop's askers wait for, and the task that serves them."""

    def __init__(self) -> None:
        self.asks: list[tuple[Asked, asyncio.Future[Answered]]] = []
        self.serving: asyncio.Task[None] | None = None
