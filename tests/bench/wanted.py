"""What is wanted of a figure, and whether the measured number meets it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Want:
    """One wanted value beside what was measured.

    Attributes:
        words: the wanted value, as the table says it.
        measured: what was measured, with its unit; empty where nothing could be.
        met: None where nothing could be measured.
        binding: whether a miss ends the benchmark with 1; only for what the machine and other work on it hardly move.
    """

    words: str
    measured: str
    met: bool | None
    binding: bool = False


class Line(Protocol):
    """A line of a table: what was measured, what is wanted of it, and the row as it is shown."""

    @property
    def what(self) -> str: ...

    @property
    def wanted(self) -> Sequence[Want]: ...

    @property
    def row(self) -> str: ...


def at_most(measured: float | None, limit: float, unit: str = "", *, of: str = "", binding: bool = False) -> Want:
    """A limit that the figure may reach but not pass; None is what could not be measured."""
    met = None if measured is None else measured <= limit
    return Want(_words(of, "at most", limit, unit), _say(measured, unit), met, binding)


def at_least(measured: float | None, limit: float, unit: str = "", *, of: str = "", binding: bool = False) -> Want:
    """A value that the figure has to reach; None is what could not be measured."""
    met = None if measured is None else measured >= limit
    return Want(_words(of, "at least", limit, unit), _say(measured, unit), met, binding)


def none_of(measured: int, things: str, *, words: str = "") -> Want:
    """What must not happen at all, in words that the table says; it binds."""
    return Want(words or f"no {things}", f"{measured:,} {things}", measured == 0, binding=True)


def either(one: Want, other: Want) -> Want:
    """Two wanted values of which one is enough."""
    met = True if one.met or other.met else None if None in (one.met, other.met) else False
    measured = ", ".join(filter(None, (one.measured, other.measured)))
    return Want(f"{one.words}, or {other.words}", measured, met, one.binding and other.binding)


def show_wanted(wanted: Sequence[Want]) -> str:
    """The wanted values as the table shows them; in bold what ends the benchmark with 1 when it is missed."""
    return "; ".join(f"**{want.words}**" if want.binding else want.words for want in wanted)


def show_met(wanted: Sequence[Want]) -> str:
    """Whether they are met; of several, which one is not. Empty where nothing is wanted."""
    if not wanted:
        return ""
    parts = []
    for words, met in (("not met", False), ("not measured", None)):
        of_these = [_shorten(want.words) for want in wanted if want.met is met]
        if of_these:
            parts.append(words if len(of_these) == len(wanted) else f"{words}: {'; '.join(of_these)}")
    return "; ".join(parts) or "met"


def find_missed(lines: Iterable[Line]) -> list[str]:
    """The figures that end the benchmark with 1, each with what was measured and what is wanted."""
    return [
        f"{line.what}: {want.measured}, wanted {want.words}"
        for line in lines
        for want in line.wanted
        if want.binding and want.met is False
    ]


def find_unmeasured(lines: Iterable[Line]) -> list[str]:
    """The figures that would end it with 1 when missed, and could not be measured."""
    return [
        f"{line.what}: wanted {want.words}"
        for line in lines
        for want in line.wanted
        if want.binding and want.met is None
    ]


def _shorten(words: str) -> str:
    """Words that tell a wanted value from those beside it; the column before has them in full."""
    return words.replace("at least ", "").replace("at most ", "")


def _words(of: str, bound: str, limit: float, unit: str) -> str:
    return " ".join(filter(None, (of, bound, f"{limit:,g}", unit)))


def _say(measured: float | None, unit: str) -> str:
    return "" if measured is None else f"{measured:,.6g} {unit}".rstrip()
