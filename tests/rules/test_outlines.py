"""Which outlines of a floor can stand: the rule, the browser's editor and shapely judge rings alike."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from shapely import Polygon

from booking.model.drafts import Draft, Point
from booking.model.ids import FloorId
from booking.rules.outlines import fault_in_outline, runs_round_once

AT = datetime(2026, 11, 24, tzinfo=UTC)
DRAFT = Draft(FloorId(1), 1, 200.0, 100.0, None, "", "<svg/>", "", (), AT)
SQUARE = ((0.0, 0.0), (50.0, 0.0), (50.0, 50.0), (0.0, 50.0))
FAR = "Corner 1 lies too far beyond the plan. Set it on the plan, or close beside it."


def test_ring_runs_round_once_where_shapely_calls_it_valid() -> None:
    """On a coarse grid, where corners repeat, touch sides and lie in line."""
    chance = random.Random(7)  # noqa: S311 - the same rings each time
    rings = [
        tuple((float(chance.randint(0, size)), float(chance.randint(0, size))) for _ in range(chance.randint(3, 7)))
        for size in (2, 3, 4, 6)
        for _ in range(1_500)
    ]

    judged = [(runs_round_once(ring), Polygon(ring).is_valid and Polygon(ring).area > 0) for ring in rings]

    assert [ring for ring, (ours, theirs) in zip(rings, judged, strict=True) if ours != theirs] == []
    assert 1_000 < sum(sound for sound, _ in judged) < 5_000


def test_no_ring_at_all_does_not_run_round() -> None:
    assert [runs_round_once(ring) for ring in ((), ((1.0, 1.0),), ((1.0, 1.0),) * 3)] == [False] * 3


@pytest.mark.parametrize(
    ("corner", "fault"),
    [
        ((-20.0, -20.0), ""),
        ((-20.001, 0.0), FAR),
        ((0.0, -20.001), FAR),
        ((220.001, 0.0), FAR),
        ((0.0, 120.001), FAR),
        ((float("nan"), 0.0), FAR),
    ],
)
def test_corner_may_lie_a_tenth_of_the_longer_side_beyond_the_plan(corner: Point, fault: str) -> None:
    assert fault_in_outline((corner, *SQUARE[1:]), DRAFT) == fault


def test_corner_that_stood_in_the_drawing_may_stay_wherever_it_lies() -> None:
    far = ((-500.0, -500.0), *SQUARE[1:])

    assert fault_in_outline(far, DRAFT) == FAR
    assert fault_in_outline(far, replace(DRAFT, outline=far)) == ""
