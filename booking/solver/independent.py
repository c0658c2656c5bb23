"""The heaviest set of things of which no two are in conflict: the proven optimum, or the best found with its bound."""

import json
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MEGA_BYTES = 1024
"""The most memory that the solver's process may ask for."""

MOST_GROWN_TWICE = 20_000
"""Up to how many pairs in conflict are looked at twice; beyond, that takes longer than it saves."""

MOST_PAIRS = 50_000
"""With how many pairs in conflict several puzzles are worked on together; beyond, preparing them takes seconds."""

_CHILD = Path(__file__).with_name("child.py")
_STARTING_S = 10.0
"""How long the process may take besides solving, on a machine that is busy."""

Pair = tuple[int, int]
Beside = Mapping[int, set[int]]
Answer = tuple[tuple[int, ...] | None, int | None]
"""What the process found, and that no choice weighs more; None where it did not get so far."""


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Things by their numbers from 0: what each is worth, which pairs are in conflict, and which must be chosen.

    Raises:
        ValueError: a weight below 1, a pair that names nothing or one thing twice, or two in conflict that must both
            be chosen (`find_clashes` names them to people beforehand).
    """

    weights: tuple[int, ...]
    pairs: frozenset[Pair]
    must: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        known = range(len(self.weights))
        if any(weight < 1 for weight in self.weights):
            raise ValueError("a weight is at least 1")
        if any(one == other or one not in known or other not in known for one, other in self.pairs):
            raise ValueError("a pair names two of the things")
        if not self.must <= set(known) or find_clashes(self.pairs, self.must):
            raise ValueError("what must be chosen is known, and no two of it are in conflict")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, in ascending order; no choice weighs more than the bound."""

    kept: tuple[int, ...]
    weight: int
    bound: int

    @property
    def is_proven(self) -> bool:
        """Whether no other choice weighs more."""
        return self.weight == self.bound


def find_clashes(pairs: Iterable[Pair], must: frozenset[int]) -> tuple[Pair, ...]:
    """The pairs of which both must be chosen and cannot be, in order."""
    return tuple(sorted(pair for pair in pairs if must.issuperset(pair)))


@lru_cache(maxsize=8)
def choose_each(
    puzzles: tuple[Puzzle, ...],
    *,
    seconds: float,
    most_pairs: int = MOST_PAIRS,
    mega_bytes: int = MEGA_BYTES,
) -> tuple[Chosen, ...]:
    """Choose the heaviest set of each, in one process under limits that works for so many seconds in all.

    The ones with the fewest pairs are worked on first. Those that the time does not reach, and those beyond so many
    pairs in all, are chosen one by one, with the bound that is known then; so are all where the process does not come
    back. Equal ones are worked on once, and a question asked again is not worked on again.

    Returns:
        What was chosen for each, in the order given.
    """
    found, pairs, tried = {}, 0, []
    for puzzle in sorted(dict.fromkeys(puzzles), key=lambda one: len(one.pairs)):
        pairs += len(puzzle.pairs)
        if pairs <= most_pairs:
            tried.append(puzzle)
        else:
            found[puzzle] = _choose_quickly(puzzle, _beside(puzzle))
    found |= dict(zip(tried, _choose_each(tried, seconds=seconds, mega_bytes=mega_bytes), strict=True))
    return tuple(found[puzzle] for puzzle in puzzles)


def _choose_each(puzzles: Sequence[Puzzle], *, seconds: float, mega_bytes: int) -> list[Chosen]:
    alike = {puzzle.pairs: _beside(puzzle) for puzzle in puzzles}
    found = [_choose_quickly(puzzle, alike[puzzle.pairs]) for puzzle in puzzles]
    left = [at for at, known in enumerate(found) if not known.is_proven]
    cliques = {pairs: cover_with_cliques(alike[pairs]) for pairs in {puzzles[at].pairs for at in left}}
    asked: list[dict[str, object]] = [
        {
            "weights": puzzles[at].weights,
            "cliques": cliques[puzzles[at].pairs],
            "must": sorted(puzzles[at].must),
        }
        for at in left
    ]
    answers = _ask_child(asked, seconds=seconds, mega_bytes=mega_bytes) if asked else []
    for at, answer in zip(left, answers, strict=False):  # fewer answers where the time was over
        found[at] = _better(puzzles[at], found[at], answer)
    return found


def _choose_quickly(puzzle: Puzzle, beside: Beside) -> Chosen:
    """The set chosen one by one, and the bound of a few sets of which at most one can be chosen."""
    first = _choose_one_by_one(puzzle, beside)
    limit = sum(max(puzzle.weights[at] for at in clique) for clique in _partition(puzzle, beside))
    return Chosen(first, _weigh(puzzle, first), limit)


def cover_with_cliques(beside: Beside) -> list[tuple[int, ...]]:
    """Sets in which every two are in conflict, so that each conflict lies in one of them; none lies within another.

    One constraint for each of them leaves the solver little to search, where one for each pair leaves it everything.
    A pair is made larger twice, by the first and by the last that fit, so that sets that overlap are found too.
    """
    pairs = [(one, other) for one in sorted(beside) for other in sorted(beside[one]) if one < other]
    ends = (min, max) if len(pairs) <= MOST_GROWN_TWICE else (min,)
    return sorted({_grow(beside, pair, end) for pair in pairs for end in ends})


def _grow(beside: Beside, pair: Pair, end: Callable[[set[int]], int]) -> tuple[int, ...]:
    one, other = pair
    clique, common = [one, other], beside[one] & beside[other]
    while common:
        added = end(common)
        clique.append(added)
        common &= beside[added]
    return tuple(sorted(clique))


def _beside(puzzle: Puzzle) -> dict[int, set[int]]:
    """What is in conflict with each thing; things without any are left out."""
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in puzzle.pairs:
        beside[one].add(other)
        beside[other].add(one)
    return dict(beside)


def _choose_one_by_one(puzzle: Puzzle, beside: Beside) -> tuple[int, ...]:
    """What must be, then always the heaviest of what is left for what it takes away: quick, and not the best."""
    order = sorted(range(len(puzzle.weights)), key=lambda at: (-puzzle.weights[at] / (1 + len(beside.get(at, ()))), at))
    kept = set(puzzle.must)
    for at in order:
        if kept.isdisjoint(beside.get(at, ())):
            kept.add(at)
    return tuple(sorted(kept))


def _partition(puzzle: Puzzle, beside: Beside) -> list[list[int]]:
    """Every thing in just one set of which at most one can be chosen."""
    left = set(range(len(puzzle.weights)))
    sets = []
    while left:
        first = min(left)
        chosen, common = [first], beside.get(first, set()) & left
        while common:
            added = min(common)
            chosen.append(added)
            common = common & beside[added]
        left.difference_update(chosen)
        sets.append(chosen)
    return sets


def _weigh(puzzle: Puzzle, kept: Iterable[int]) -> int:
    return sum(puzzle.weights[at] for at in kept)


def _ask_child(puzzles: Sequence[Mapping[str, object]], *, seconds: float, mega_bytes: int) -> list[Answer]:
    """The process's answers and bounds, in order; as many as it came to before it ended or its time was over."""
    asked = {"puzzles": puzzles, "seconds": seconds, "mega_bytes": mega_bytes}
    try:
        written = subprocess.run(  # noqa: S603 - our own program, by its path
            [sys.executable, "-I", str(_CHILD)],
            input=json.dumps(asked).encode("ascii"),
            capture_output=True,
            timeout=seconds + _STARTING_S,
            check=False,
            env={"OPENBLAS_NUM_THREADS": "1"},
        ).stdout
    except subprocess.TimeoutExpired as late:
        written = late.stdout or b""
    return [_read_answer(line) for line in written.splitlines(keepends=True) if line.endswith(b"\n")]


def _read_answer(line: bytes) -> Answer:
    answer = json.loads(line)
    bound = answer["bound"]
    kept = tuple(answer["kept"]) if answer["kept"] is not None else None
    return kept, math.floor(bound + 1e-6) if math.isfinite(bound) else None


def _better(puzzle: Puzzle, known: Chosen, answer: Answer) -> Chosen:
    """The heavier of both sets, and the lower of both bounds; what the process says is judged before it is believed."""
    kept, bound = answer
    limit = known.bound if bound is None else min(known.bound, bound)
    if kept is None or not puzzle.must <= set(kept) or find_clashes(puzzle.pairs, frozenset(kept)):
        return Chosen(known.kept, known.weight, max(limit, known.weight))
    best = kept if _weigh(puzzle, kept) > known.weight else known.kept
    weight = _weigh(puzzle, best)
    return Chosen(best, weight, max(limit, weight))
