from dataclasses import replace

import pytest

from floorplans.faults import find_faults
from floorplans.plan import PreparedPlace, PreparedPlan

DESK = PreparedPlace(
    name="1.01",
    kind="desk",
    outline=((1, 1), (2.6, 1), (2.6, 1.8), (1, 1.8)),
    label_x=1.8,
    label_y=1.4,
    seats=1,
    features=(),
    area_m2=1.28,
)
BESIDE = replace(DESK, name="1.02", outline=((2.6, 1), (4.2, 1), (4.2, 1.8), (2.6, 1.8)))
PLAN = PreparedPlan(width=10, height=5, metres_per_unit=1.0, backdrop_svg="", places=(DESK, BESIDE))


def codes(plan: PreparedPlan) -> list[tuple[str, str]]:
    return [(fault.code, fault.place) for fault in find_faults(plan)]


def test_sound_plan_has_no_faults() -> None:
    assert find_faults(PLAN) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "1.02"}, [("duplicate_name", "1.02"), ("duplicate_name", "1.02")]),
        ({"name": " "}, [("no_name", " ")]),
        ({"seats": None}, [("no_seats", "1.01")]),
        ({"seats": 0}, [("no_seats", "1.01")]),
        ({"outline": ((1, 1), (2, 1))}, [("no_outline", "1.01")]),
        ({"outline": ((1, 1), (2, 2), (2, 1), (1, 2))}, [("bad_outline", "1.01")]),
        ({"outline": ((9, 1), (10.6, 1), (10.6, 1.8), (9, 1.8))}, [("outside", "1.01")]),
        ({"outline": ((2, 1), (3.6, 1), (3.6, 1.8), (2, 1.8))}, [("overlap", "1.01")]),
        ({"outline": ((2, 1), (3.6, 1), (3.6, 1.8), (2, 1.8)), "kind": "meeting_room"}, []),
    ],
)
def test_each_fault_is_named_with_its_place(change: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert codes(replace(PLAN, places=(replace(DESK, **change), BESIDE))) == expected  # type: ignore[arg-type]  # by name


def test_missing_scale_is_a_fault_of_the_plan() -> None:
    assert codes(replace(PLAN, metres_per_unit=None)) == [("no_scale", "")]


def test_every_fault_says_what_and_what_to_do() -> None:
    broken = replace(PLAN, metres_per_unit=None, places=(replace(DESK, name="1.02", seats=None), BESIDE, replace(DESK)))
    for fault in find_faults(broken):
        assert fault.problem.endswith(".")
        assert fault.remedy.endswith(".")
