"""Names of places on a printed plan: on which paper letters of a size are read."""

import pytest

from booking.model.estate import Plan
from booking.model.ids import PlanId, Ref
from booking.web.floor_map import find_paper


@pytest.mark.parametrize(
    ("size_m", "width_m", "height_m", "paper"),
    [
        (0.27, 47.0, 20.0, "a4"),  # 273 mm / 47 m = 5.8 mm a metre: 1.57 mm
        (0.20, 47.0, 20.0, "a3"),  # 1.16 mm on A4, 1.69 mm on A3
        (0.10, 47.0, 20.0, ""),  # 0.84 mm on A3
        (0.27, 47.0, 40.0, "a3"),  # 160 mm / 40 m = 4 mm a metre on A4: 1.08 mm
    ],
)
def test_letters_are_printed_on_paper_on_which_they_are_read(
    size_m: float, width_m: float, height_m: float, paper: str
) -> None:
    plan = Plan(PlanId(1), Ref("a" * 26), 1, width_m, height_m, 1.0)

    assert find_paper(size_m, plan) == paper
