"""The set chosen is the largest there is, and says so only where that is proven."""

import time
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.solver.independent import Chosen, Pair, Puzzle, choose_each, cover_with_cliques, find_clashes
from tests.solver.layouts import best_by_trying, chain, choose, has_pair, rows_of_benches, too_near


@st.composite
def puzzles(draw: st.DrawFn) -> Puzzle:
    number = draw(st.integers(1, 12))
    weights = tuple(draw(st.lists(st.integers(1, 9), min_size=number, max_size=number)))
    possible = list(combinations(range(number), 2))
    pairs = frozenset(draw(st.lists(st.sampled_from(possible), max_size=40)) if possible else [])
    must: set[int] = set()
    for at in draw(st.lists(st.integers(0, number - 1), max_size=3)):
        if not find_clashes(pairs, frozenset({*must, at})):
            must.add(at)
    return Puzzle(weights, pairs, frozenset(must))


@settings(max_examples=60)
@given(puzzle=puzzles())
def test_set_is_independent_holds_what_must_stay_and_is_as_heavy_as_the_best_of_all(puzzle: Puzzle) -> None:
    chosen = choose(puzzle)

    assert not has_pair(chosen.kept, puzzle.pairs)
    assert puzzle.must <= set(chosen.kept)
    assert chosen.weight == sum(puzzle.weights[at] for at in chosen.kept)
    assert (chosen.weight, chosen.bound) == (best_by_trying(puzzle.weights, puzzle.pairs, puzzle.must),) * 2


@pytest.mark.parametrize("seed", range(4))
def test_sixteen_things_at_random_are_solved_as_by_trying_all(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a layout, no secret
    pairs = frozenset(pair for pair in combinations(range(16), 2) if dice.random() < 0.3)
    weights = tuple(dice.randint(1, 5) for _ in range(16))

    chosen = choose(Puzzle(weights, pairs, frozenset({3})))

    assert chosen.weight == best_by_trying(weights, pairs, frozenset({3}))
    assert chosen.is_proven


@pytest.mark.parametrize(("length", "most"), [(1, 1), (2, 1), (5, 3), (50, 25), (51, 26)])
def test_of_a_chain_every_other_one_is_kept(length: int, most: int) -> None:
    chosen = choose(Puzzle((1,) * length, chain(length)))

    assert (len(chosen.kept), chosen.bound) == (most, most)


def test_ring_of_five_keeps_two_though_no_clique_says_so() -> None:
    ring = frozenset({*chain(5), (0, 4)})

    assert choose(Puzzle((1,) * 5, ring)).weight == 2


def test_heavier_one_is_preferred_and_two_light_ones_outweigh_it_where_they_weigh_more() -> None:
    star = frozenset({(0, 1), (0, 2)})

    assert choose(Puzzle((3, 1, 1), star)).kept == (0,)
    assert choose(Puzzle((3, 2, 2), star)).kept == (1, 2)


def test_thousand_desks_in_rows_of_benches_are_proven_in_two_seconds_where_a_tenth_is_lost_as_they_come() -> None:
    seats = rows_of_benches(20, 50, across=1.6)
    puzzle = Puzzle((1,) * 1000, too_near(seats, 2000))

    began = time.process_time()
    chosen = choose(puzzle)
    here = time.process_time() - began

    assert (len(chosen.kept), chosen.is_proven) == (500, True)
    assert not has_pair(chosen.kept, puzzle.pairs)
    assert _as_they_come(puzzle) < 450
    assert here < 1  # the rest is the solver's own process, measured in the README


def _as_they_come(puzzle: Puzzle) -> int:
    """What is kept when desks are taken in the order in which somebody happens to name them."""
    order = list(range(len(puzzle.weights)))
    Random(1).shuffle(order)  # noqa: S311 - an order, no secret
    kept: set[int] = set()
    for at in order:
        if all((min(at, other), max(at, other)) not in puzzle.pairs for other in kept):
            kept.add(at)
    return len(kept)


def test_layout_that_is_too_hard_is_answered_in_time_with_a_bound_that_holds() -> None:
    dice = Random(7)  # noqa: S311 - a layout, no secret
    pairs = frozenset(pair for pair in combinations(range(300), 2) if dice.random() < 0.1)
    puzzle = Puzzle((1,) * 300, pairs)

    began = time.monotonic()
    chosen = choose(puzzle, seconds=1)

    assert time.monotonic() - began < 12
    assert not chosen.is_proven
    assert not has_pair(chosen.kept, pairs)
    assert 20 <= len(chosen.kept) < chosen.bound <= 300


def test_process_that_runs_out_of_memory_leaves_the_set_chosen_one_by_one_and_proves_nothing() -> None:
    ring = frozenset({*chain(5), (0, 4)})

    assert choose(Puzzle((1,) * 5, ring), mega_bytes=1) == Chosen((0, 2), 2, 3)
    assert choose(Puzzle((1,) * 5, ring)) == Chosen((0, 2), 2, 2)


RING = Puzzle((1,) * 5, frozenset({*chain(5), (0, 4)}))
"""Two of five, which only the solver can prove: no three of them exclude one another."""


@settings(max_examples=20)
@given(several=st.lists(puzzles(), max_size=5))
def test_several_are_answered_together_each_as_heavy_as_the_best_of_all(several: list[Puzzle]) -> None:
    found = choose_each(tuple(several), seconds=5)

    assert [(one.weight, one.bound) for one in found] == [
        (best_by_trying(puzzle.weights, puzzle.pairs, puzzle.must),) * 2 for puzzle in several
    ]
    assert not any(has_pair(one.kept, puzzle.pairs) for one, puzzle in zip(found, several, strict=True))


def test_one_that_is_too_hard_leaves_the_others_their_time() -> None:
    dice = Random(7)  # noqa: S311 - a layout, no secret
    hard = Puzzle((1,) * 300, frozenset(pair for pair in combinations(range(300), 2) if dice.random() < 0.1))
    larger = Puzzle(
        (1,) * 400, frozenset((5 * at + one, 5 * at + other) for at in range(80) for one, other in RING.pairs)
    )

    began = time.monotonic()
    found = choose_each((hard, larger, RING), seconds=2)

    assert time.monotonic() - began < 13
    assert [one.is_proven for one in found] == [False, True, True]
    assert (found[1].weight, found[2].weight) == (160, 2)
    assert 20 <= found[0].weight < found[0].bound


def test_those_beyond_the_most_pairs_and_those_that_the_time_does_not_reach_keep_the_set_chosen_one_by_one() -> None:
    seven = Puzzle((1,) * 7, frozenset({*chain(7), (0, 6)}))

    assert choose_each((seven, RING), seconds=5, most_pairs=5) == (Chosen((0, 2, 4), 3, 4), Chosen((0, 2), 2, 2))
    assert choose_each((seven, RING), seconds=0) == (Chosen((0, 2, 4), 3, 4), Chosen((0, 2), 2, 3))


def test_same_question_has_the_same_answer() -> None:
    puzzle = Puzzle((1,) * 40, too_near(rows_of_benches(4, 10), 2000))
    first = choose(puzzle)
    choose_each.cache_clear()

    assert choose(puzzle) == first


def test_nothing_to_choose_from_is_answered_without_asking() -> None:
    assert choose(Puzzle((), frozenset())) == Chosen((), 0, 0)


@pytest.mark.parametrize(
    ("weights", "pairs", "must"),
    [
        ((0,), frozenset(), frozenset()),
        ((1, 1), frozenset({(0, 2)}), frozenset()),
        ((1, 1), frozenset({(1, 1)}), frozenset()),
        ((1, 1), frozenset({(0, 1)}), frozenset({0, 1})),
        ((1, 1), frozenset(), frozenset({2})),
    ],
)
def test_puzzle_without_sense_is_refused(
    weights: tuple[int, ...], pairs: frozenset[Pair], must: frozenset[int]
) -> None:
    with pytest.raises(ValueError, match=r"weight|pair|chosen"):
        Puzzle(weights, pairs, must)


def test_clashes_name_the_pairs_that_must_both_stay() -> None:
    assert find_clashes({(0, 1), (1, 2), (2, 3)}, frozenset({1, 2})) == ((1, 2),)
    assert find_clashes({(0, 1), (1, 2), (2, 3)}, frozenset({0, 2})) == ()


@settings(max_examples=60)
@given(puzzle=puzzles())
def test_cliques_hold_every_pair_and_nothing_that_is_no_pair(puzzle: Puzzle) -> None:
    beside: dict[int, set[int]] = {}
    for one, other in puzzle.pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)

    held = {pair for clique in cover_with_cliques(beside) for pair in combinations(clique, 2)}

    assert held == puzzle.pairs
