"""Starts the client processes of a race, gives the word, and gathers what they were answered."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from tests.paths import CHECKOUT

PROCESSES = 2
PATIENCE_S = 90


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to the JSON API."""

    token: str
    path: str
    body: Mapping[str, object] | None
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: str
    after_s: float

    @property
    def reason(self) -> str | None:
        """Why it was refused; None where it was not."""
        read: dict[str, str] = json.loads(self.body) if self.body else {}
        return read.get("reason")

    @property
    def verdict(self) -> tuple[int, str | None]:
        """Status and reason."""
        return self.status, self.reason


class Askers:
    """The client processes; each has a connection of its own for every ask that it makes in a round."""

    def __init__(self, processes: Sequence["subprocess.Popen[str]"]) -> None:
        self._processes = processes

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """Ask everything at once, dealt out to the processes in turn; answers in the order of the asks.

        Raises:
            RuntimeError: an ask got no answer at all.
        """
        answers = self.try_asking(asks)
        if None in answers:
            raise RuntimeError(f"{answers.count(None)} of {len(asks)} asks got no answer")
        return [answer for answer in answers if answer is not None]

    def try_asking(self, asks: Sequence[Ask]) -> list[Answer | None]:
        """The same, with None in the place of an answer that never came; whoever meets one asks nothing more."""
        dealt = [asks[place :: len(self._processes)] for place in range(len(self._processes))]
        for process, share in zip(self._processes, dealt, strict=True):
            _tell(process, json.dumps([asdict(ask) for ask in share]))
        for process in self._processes:
            _hear(process)
        for process in self._processes:
            _tell(process, "go")
        answers: list[Answer | None] = [None] * len(asks)
        for place, process in enumerate(self._processes):
            answers[place :: len(self._processes)] = [
                Answer(got[0], MappingProxyType(got[1]), got[2], got[3]) if got else None for got in _hear(process)
            ]
        return answers


@contextmanager
def askers(port: int, connections: int) -> Iterator[Askers]:
    """Start two client processes that together open so many connections to the port."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.race.askers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            process_group=0,
        )
        for _ in range(PROCESSES)
    ]
    try:
        for process in processes:
            _tell(process, json.dumps([port, -(-connections // PROCESSES)]))
        yield Askers(processes)
    finally:
        for process in processes:
            process.communicate(timeout=PATIENCE_S)


def _tell(process: "subprocess.Popen[str]", line: str) -> None:
    if process.stdin is None:
        raise RuntimeError("a client process was started without an input")
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _hear(process: "subprocess.Popen[str]") -> list[Any]:
    if process.stdout is None:
        raise RuntimeError("a client process was started without an output")
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"a client process ended with {process.wait()}")
    heard: list[Any] = json.loads(line)
    return heard
