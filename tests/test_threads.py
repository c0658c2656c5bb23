"""Requests are worked on in threads: what the work answers or raises comes back, and many wait for nobody."""

import asyncio
import threading

import pytest

from booking.threads import THREADS, run_in_thread
from tests.loops import run_apart


def test_work_answers_from_another_thread() -> None:
    async def ask() -> tuple[int, int, int]:
        answer, thread = await run_in_thread(lambda number: (number + 1, threading.get_ident()), 41)
        return answer, thread, threading.get_ident()

    answer, thread, asked_from = run_apart(ask())

    assert answer == 42
    assert thread not in (asked_from, threading.get_ident())


@pytest.mark.parametrize(("fault", "raised"), [(KeyError("k"), KeyError), (StopIteration(), RuntimeError)])
def test_what_work_raises_is_raised_where_it_is_awaited(fault: Exception, raised: type[Exception]) -> None:
    def fail() -> None:
        raise fault

    with pytest.raises(raised):
        run_apart(run_in_thread(fail))
    assert run_apart(run_in_thread(len, "abc")) == 3


def test_as_many_as_there_are_threads_work_at_once() -> None:
    everybody = threading.Barrier(THREADS)

    async def meet() -> list[int]:
        return await asyncio.gather(*(run_in_thread(everybody.wait, 10) for _ in range(THREADS)))

    assert sorted(run_apart(meet())) == list(range(THREADS))


def test_work_whose_asker_has_gone_harms_nobody() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> bool:
        begun.set()
        return go_on.wait(10)

    async def leave() -> int:
        asking = asyncio.create_task(run_in_thread(work))
        await run_in_thread(begun.wait, 10)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        go_on.set()
        return await run_in_thread(len, "abc")

    assert run_apart(leave()) == 3
