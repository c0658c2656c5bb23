from dataclasses import replace

import pytest

from floorplans.faults import find_faults
from floorplans.results import PreparedPlace, PreparedPlan

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
        ({"outline": ((2, 1), (3.6, 1), (3.6, 1.8), (2, 1.8)), "kind": "meeting_room", "area_m2": 9.0}, []),
        ({"area_m2": 0.39}, [("too_small", "1.01")]),
        ({"area_m2": 0.4}, []),
        ({"seats": 4}, [("too_small", "1.01")]),
        ({"kind": "meeting_room", "seats": 6, "area_m2": 8.99}, [("too_small", "1.01")]),
        ({"kind": "meeting_room", "seats": 6, "area_m2": 9.0}, []),
        ({"kind": "clinic_room", "seats": 1, "area_m2": None}, []),
    ],
)
def test_each_fault_is_named_with_its_place(change: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert codes(replace(PLAN, places=(replace(DESK, **change), BESIDE))) == expected  # type: ignore[arg-type]  # by name


def test_place_beyond_the_outline_of_the_floor_is_outside_and_a_wall_of_tolerance_is_not() -> None:
    """The floor is an L whose recess holds the second desk; a thousandth of the sheet, 1 cm, is a wall's thickness."""
    ell = ((0.0, 0.0), (10.0, 0.0), (10.0, 1.5), (3.0, 1.5), (3.0, 5.0), (0.0, 5.0))
    close = replace(DESK, name="1.03", outline=((1, 4.209), (2.6, 4.209), (2.6, 5.009), (1, 5.009)))
    over = replace(DESK, name="1.04", outline=((1, 4.211), (2.6, 4.211), (2.6, 5.011), (1, 5.011)))
    plan = replace(
        PLAN, height=10, outline=ell, places=(DESK, BESIDE, close, replace(over, kind="clinic_room", seats=0))
    )

    found = [fault for fault in find_faults(plan) if fault.code == "outside"]

    assert [fault.place for fault in found] == ["1.02", "1.04"]
    assert found[0].problem == "1.02 lies partly or wholly outside the outline of the floor."
    assert codes(replace(plan, outline=(), places=(DESK, BESIDE))) == []


def test_too_small_says_how_large_it_is_and_how_large_it_should_be() -> None:
    room = replace(DESK, kind="meeting_room", name="Oak", seats=6, area_m2=8.57)

    (fault,) = find_faults(replace(PLAN, places=(room,)))

    assert fault.problem == "Oak has 8.5 m² for 6 seats."
    assert fault.remedy == "Each needs at least 1.5 m². Check its outline, its seats and the scale."


def test_missing_scale_is_a_fault_of_the_plan() -> None:
    assert codes(replace(PLAN, metres_per_unit=None)) == [("no_scale", "")]


def test_every_fault_says_what_and_what_to_do() -> None:
    broken = replace(PLAN, metres_per_unit=None, places=(replace(DESK, name="1.02", seats=None), BESIDE, replace(DESK)))
    for fault in find_faults(broken):
        assert fault.problem.endswith(".")
        assert fault.remedy.endswith(".")
