import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floorplans.affine import Affine, read_transform

numbers = st.floats(-1000, 1000, allow_nan=False)
maps = st.builds(Affine, numbers, numbers, numbers, numbers, numbers, numbers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, 0, 0, 1, 0, 0)),
        ("matrix(1 2 3 4 5 6)", (1, 2, 3, 4, 5, 6)),
        ("matrix(1,2,3,4,5,6)", (1, 2, 3, 4, 5, 6)),
        ("matrix(1-2+3.5-.5-5e1.5)", (1, -2, 3.5, -0.5, -50, 0.5)),
        ("translate(7)", (1, 0, 0, 1, 7, 0)),
        ("translate(7,-8)", (1, 0, 0, 1, 7, -8)),
        ("scale(2)", (2, 0, 0, 2, 0, 0)),
        ("scale(2 3)", (2, 0, 0, 3, 0, 0)),
        ("rotate(90)", (0, 1, -1, 0, 0, 0)),
        ("rotate(90 10 20)", (0, 1, -1, 0, 30, 10)),
        ("skewX(45)", (1, 0, 1, 1, 0, 0)),
        ("skewY(45)", (1, 1, 0, 1, 0, 0)),
        ("translate(10px, 20px)", (1, 0, 0, 1, 10, 20)),
        ("rotate(90deg)", (0, 1, -1, 0, 0, 0)),
    ],
)
def test_transform_is_read_as_the_standard_says(text: str, expected: tuple[float, ...]) -> None:
    assert tuple(read_transform(text)) == pytest.approx(expected)


def test_transforms_apply_from_right_to_left() -> None:
    # By hand: (1, 0) scaled by 2 is (2, 0), turned by 90 degrees is (0, 2), moved by (10, 0) is (10, 2).
    moved = read_transform("translate(10,0) rotate(90) scale(2)").map_point(1, 0)
    assert moved == pytest.approx((10, 2))


@pytest.mark.parametrize(
    "text",
    [
        "matrix(1 2 3)",
        "rotate(1 2)",
        "spin(3)",
        "translate(1e400)",
        "translate(nan)",
        "translate(1;2)",
        "scale(2",
        "matrix(" + "1" * 3_000 + " x)",
        "rotate(1)" * 1_000,
    ],
)
def test_what_is_no_transform_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"transform|numbers|finite"):
        read_transform(text)


@given(maps, maps, numbers, numbers)
def test_composed_map_does_what_its_parts_do_one_after_the_other(
    outer: Affine, inner: Affine, x: float, y: float
) -> None:
    step_by_step = outer.map_point(*inner.map_point(x, y))
    assert outer.after(inner).map_point(x, y) == pytest.approx(step_by_step, rel=1e-6, abs=1e-3)


def test_scale_and_angle_are_those_of_the_map() -> None:
    turned = read_transform("rotate(30) scale(3)")
    assert turned.scale() == pytest.approx(3)
    assert turned.angle() == pytest.approx(30)
    assert math.isclose(read_transform("scale(2 8)").scale(), 4)
