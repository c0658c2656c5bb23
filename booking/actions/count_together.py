"""Count the desks that can be used at once where a rule keeps people apart, before it is switched on."""

from collections.abc import Sequence
from dataclasses import replace

from booking.model.layouts import FloorTogether, Most, SpacedFloor, Together
from booking.rules.layouts import count_unsteered
from booking.solver.independent import Chosen, Puzzle, choose_each, find_clashes

SECONDS = 3.0
"""How long all floors together are worked on: somebody waits for the page. Their own pages work for longer."""

TRIES = 50
"""How often people are let choose at random on each floor; the mean of so many is off by a desk at most."""


def count_together(floors: Sequence[SpacedFloor]) -> Together:
    """The most desks that can be used at once on each floor, and the most that a fixed layout would keep.

    Proven where that is found in time, else the best found with its bound; it reads nothing.
    """
    asked = [_puzzles(floor) for floor in floors]
    chosen = iter(choose_each(tuple(puzzle for pair in asked for puzzle in pair), seconds=SECONDS))
    return Together(
        tuple(_together(floor, pair, next(chosen), next(chosen)) for floor, pair in zip(floors, asked, strict=True))
    )


def _puzzles(floor: SpacedFloor) -> tuple[Puzzle, Puzzle]:
    """Which desks can be used at once; and the same with those that must stay, where they can."""
    numbers = {desk_id: number for number, desk_id in enumerate(floor.desks)}
    pairs = frozenset((numbers[one], numbers[other]) for one, other in floor.conflicts)
    free = Puzzle((1,) * len(floor.desks), pairs)
    must = frozenset(numbers[desk_id] for desk_id in floor.must)
    return free, free if find_clashes(pairs, must) else replace(free, must=must)


def _together(floor: SpacedFloor, puzzles: tuple[Puzzle, Puzzle], free: Chosen, kept: Chosen) -> FloorTogether:
    dynamic = Most(len(free.kept), free.bound)
    return FloorTogether(
        floor=floor.floor,
        ask=floor.ask,
        desks=len(floor.desks),
        dynamic=dynamic,
        usual=count_unsteered(floor.desks, floor.conflicts, TRIES).usual,
        fixed=Most(len(kept.kept), min(kept.bound, dynamic.bound)),  # none keeps more than can be used at once
        all_stay=len(puzzles[1].must) == len(floor.must),
    )
