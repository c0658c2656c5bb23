import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from floorplans.outlines import MOST_POINTS, trace_ellipse, trace_path, trace_rect
from floorplans.shapes import DrawingRefused


def points_of(text: str) -> list[tuple[float, float]]:
    traces = trace_path(text, 0.01, MOST_POINTS)
    assert len(traces) == 1
    return [(round(x, 6), round(y, 6)) for x, y in traces[0].points]


def test_path_of_straight_lines_has_just_its_corners() -> None:
    assert points_of("M1 2h3v4H1z") == [(1, 2), (4, 2), (4, 6), (1, 6)]


def test_path_with_several_runs_gives_each_its_own() -> None:
    traces = trace_path("M0 0h1v1zM5 5h1M7 7l1 1 1 0z", 0.01, MOST_POINTS)
    assert [(len(trace.points), trace.closed) for trace in traces] == [(3, True), (2, False), (3, True)]


def test_arc_with_fused_flags_is_a_half_circle() -> None:
    # From (0, 0) to (2, 0) over the top: radius 1 round (1, 0), y down.
    points = points_of("M0 0a1 1 0 012 0")
    assert points[-1] == (2, 0)
    assert all(math.hypot(x - 1, y) == pytest.approx(1, abs=1e-6) for x, y in points)
    assert min(y for _, y in points) == pytest.approx(-1, abs=0.01)


def test_arc_too_small_for_its_ends_is_enlarged() -> None:
    points = points_of("M0 0A1 1 0 0 1 10 0")
    assert all(math.hypot(x - 5, y) == pytest.approx(5, abs=1e-6) for x, y in points)
    chords = [((x0 + x1) / 2 - 5, (y0 + y1) / 2) for (x0, y0), (x1, y1) in pairwise(points)]
    assert min(math.hypot(x, y) for x, y in chords) > 5 - 0.01


def test_arc_without_radius_is_a_line_and_without_length_is_nothing() -> None:
    assert points_of("M0 0A0 5 0 0 1 10 0") == [(0, 0), (10, 0)]
    assert points_of("M0 0A5 5 0 0 1 0 0L3 3") == [(0, 0), (3, 3)]


@given(st.floats(0.01, 5), st.tuples(*[st.floats(-100, 100)] * 8))
def test_curve_is_flattened_within_the_tolerance(tolerance: float, numbers: tuple[float, ...]) -> None:
    x0, y0, x1, y1, x2, y2, x3, y3 = (round(number, 3) for number in numbers)
    traces = trace_path(f"M{x0} {y0}C{x1} {y1} {x2} {y2} {x3} {y3}", tolerance, MOST_POINTS)
    points = traces[0].points
    for at in range(101):
        t = at / 100
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x = sum(weight * place for weight, place in zip(weights, (x0, x1, x2, x3), strict=True))
        y = sum(weight * place for weight, place in zip(weights, (y0, y1, y2, y3), strict=True))
        strays = min(distance_to_segment((x, y), a, b) for a, b in pairwise(points))
        assert strays <= tolerance + 1e-9


def distance_to_segment(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    across, down = end[0] - start[0], end[1] - start[1]
    length = across**2 + down**2
    share = 0.0 if length == 0 else ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length
    share = min(1.0, max(0.0, share))
    return math.hypot(point[0] - start[0] - share * across, point[1] - start[1] - share * down)


def test_ellipse_and_rounded_rectangle_have_their_area() -> None:
    assert Polygon(trace_ellipse(5, 5, 4, 2, 0.001).points).area == pytest.approx(math.pi * 8, rel=1e-3)
    rounded = Polygon(trace_rect(0, 0, 10, 6, (2, 2), 0.001).points)
    assert rounded.area == pytest.approx(60 - 4 * (4 - math.pi), rel=1e-3)
    assert trace_rect(1, 2, 3, 4, (0, 5), 0.01).points == ((1, 2), (4, 2), (4, 6), (1, 6))


def test_path_that_breaks_off_keeps_what_came_before() -> None:
    assert points_of("M0 0L5 0L5 5L") == [(0, 0), (5, 0), (5, 5)]


@pytest.mark.parametrize("text", ["", "none", "L1 1", "M", "M1", "Z", "9 9", "M1 1Lé"])
def test_what_is_no_path_gives_nothing_or_is_no_path(text: str) -> None:
    try:
        assert trace_path(text, 0.01, MOST_POINTS) == []
    except ValueError as refused:
        assert str(refused) == "not a path"  # noqa: PT017 - either answer is right


@pytest.mark.parametrize(
    "text", ["M0 0L1e400 0", "M0 0L1e10 5", "M0 0a1e300 1e300 0 0 1 5 5", "M0 0c1e308 0 1e308 9 0 0"]
)
def test_numbers_without_measure_are_refused_in_words(text: str) -> None:
    with pytest.raises(DrawingRefused, match="not finite or is larger than a billion"):
        trace_path(text, 0.01, MOST_POINTS)


def test_points_are_counted_while_a_curve_is_flattened() -> None:
    with pytest.raises(DrawingRefused, match="600,000 points"):
        trace_path("M0 0" + "c1000 1-1000 1 0 0" * 100, 0.0001, most_points=2_000)
