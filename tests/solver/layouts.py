"""Layouts for tests of the solver: chains, grids and rows of benches, as pairs that stand too near."""

from itertools import combinations, product

from booking.solver.independent import MEGA_BYTES, Chosen, Pair, Puzzle, choose_each
from floorplans.spacing import find_near_seats

Seat = tuple[float, float]


def choose(puzzle: Puzzle, *, seconds: float = 10.0, mega_bytes: int = MEGA_BYTES) -> Chosen:
    """One puzzle alone."""
    (chosen,) = choose_each((puzzle,), seconds=seconds, mega_bytes=mega_bytes)
    return chosen


def chain(length: int) -> frozenset[Pair]:
    """Each too near the next."""
    return frozenset((at, at + 1) for at in range(length - 1))


def rows_of_benches(
    rows: int, desks: int, *, apart: float = 1.6, across: float = 1.4, aisle: float = 1.8
) -> list[Seat]:
    """Seats in rows: two rows share a bench, and an aisle lies behind each second."""
    downs = [row // 2 * (across + aisle) + row % 2 * across for row in range(rows)]
    return [(at * apart, down) for down, at in product(downs, range(desks))]


def too_near(seats: list[Seat], nearer_than_mm: int) -> frozenset[Pair]:
    """The pairs nearer than so much, as they are measured when a plan is published."""
    return frozenset((pair.one, pair.other) for pair in find_near_seats(seats) if pair.distance_mm < nearer_than_mm)


def best_by_trying(weights: tuple[int, ...], pairs: frozenset[Pair], must: frozenset[int]) -> int:
    """The greatest weight of any set that holds all that must be in it and no pair: every one of them is tried."""
    number = len(weights)
    beside = [
        sum(1 << other for other in range(number) if (min(at, other), max(at, other)) in pairs) for at in range(number)
    ]
    best = 0
    for chosen in range(1 << number):
        members = [at for at in range(number) if chosen >> at & 1]
        if must <= set(members) and not any(beside[at] & chosen for at in members):
            best = max(best, sum(weights[at] for at in members))
    return best


def has_pair(kept: tuple[int, ...], pairs: frozenset[Pair]) -> bool:
    """Whether any two of those kept are too near."""
    return any(pair in pairs for pair in combinations(sorted(kept), 2))
