"""What many ask at once is put as one question, and each gets the answer to what they asked."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from booking.gathering import Gathering
from tests.loops import run_apart

MOST = 4


class Slow:
    """Answers ten times what it is asked, and waits the first time until it may go on."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, asked: Sequence[int]) -> list[int]:
        self.batches.append(list(asked))
        self.begun.set()
        assert self.go_on.wait(10)
        if 13 in asked:
            raise LookupError("no such number")
        return [number * 10 for number in asked]


def ask_behind_the_first(slow: Slow, numbers: list[int]) -> list[object]:
    """The first is asked alone; all others come while it is under way."""

    async def ask() -> list[object]:
        gathering = Gathering(slow, most=MOST)
        first = asyncio.create_task(gathering.ask(numbers[0]))
        while not slow.begun.is_set():
            await asyncio.sleep(0.001)
        others = [asyncio.create_task(gathering.ask(number)) for number in numbers[1:]]
        await asyncio.sleep(0)
        slow.go_on.set()
        return list(await asyncio.gather(first, *others, return_exceptions=True))

    return run_apart(ask())


def test_who_asks_meanwhile_is_answered_together_and_each_their_own() -> None:
    slow = Slow()

    assert ask_behind_the_first(slow, [1, 2, 3, 4, 5, 6, 7]) == [10, 20, 30, 40, 50, 60, 70]
    assert slow.batches == [[1], [2, 3, 4, 5], [6, 7]]


def test_what_is_raised_reaches_those_who_were_asked_together_and_nobody_else() -> None:
    slow = Slow()

    answers = ask_behind_the_first(slow, [1, 2, 13, 4, 5, 6])

    assert [answer if isinstance(answer, int) else type(answer) for answer in answers] == [
        10,
        *[LookupError] * 4,
        60,
    ]


def test_somebody_who_has_gone_harms_nobody() -> None:
    slow = Slow()

    async def ask() -> list[int]:
        gathering = Gathering(slow, most=MOST)
        gone = asyncio.create_task(gathering.ask(1))
        while not slow.begun.is_set():
            await asyncio.sleep(0.001)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        slow.go_on.set()
        return [await gathering.ask(2), await gathering.ask(3)]

    assert run_apart(ask()) == [20, 30]


def test_each_event_loop_has_its_own_askers() -> None:
    slow = Slow()
    slow.go_on.set()
    gathering = Gathering(slow, most=MOST)

    async def ask(number: int) -> int:
        return await gathering.ask(number)

    assert [run_apart(ask(number)) for number in (1, 2)] == [10, 20]
    with pytest.raises(LookupError):
        run_apart(ask(13))
    assert run_apart(ask(3)) == 30
