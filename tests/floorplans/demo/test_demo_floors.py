from collections import Counter

from floorplans.demo import DEMO_FLOORS, DemoFloor, demo_plan
from floorplans.demo.hq_first_floor import draw
from tests.floorplans.demo.floor_checks import (
    assert_desks_fit,
    assert_doors_open_freely,
    assert_partitions_meet_no_glass,
    assert_rooms_have_doors,
    assert_rooms_have_floor,
    fixed_points,
    open_floor,
)


def test_list_names_every_drawn_floor_once() -> None:
    assert [(floor.name, floor.level) for floor in DEMO_FLOORS] == [
        ("hq-ground-floor", 0),
        ("hq-first-floor", 1),
        ("hq-second-floor", 2),
        ("clinic-ground-floor", 0),
        ("clinic-first-floor", 1),
        ("larch-unit", 0),
    ]
    assert [demo_plan(floor.name)[:4] for floor in DEMO_FLOORS] == [b"<svg"] * 6


def test_list_says_where_a_floor_is() -> None:
    assert DEMO_FLOORS[2] == DemoFloor("hq-second-floor", "Alder House", "Alder House", "Second floor", 2)
    assert len({(floor.building, floor.level) for floor in DEMO_FLOORS}) == len(DEMO_FLOORS)


def test_floors_together_make_a_trust() -> None:
    total: Counter[str] = Counter()
    for floor in DEMO_FLOORS:
        total.update(open_floor(floor.name).counts())
    assert len({floor.site for floor in DEMO_FLOORS}) == 3
    assert total == {"desk": 306, "meeting_room": 41, "clinic_room": 32, "visiting_room": 10}


def test_first_floor_keeps_the_rules_of_the_others() -> None:
    floor = open_floor("hq-first-floor")
    assert floor.text == draw()
    assert_desks_fit(floor)
    assert_rooms_have_floor(floor)
    assert_rooms_have_doors(floor)
    assert_doors_open_freely(floor)
    assert_partitions_meet_no_glass(floor)


def test_stairs_and_lifts_of_alder_house_stand_above_one_another() -> None:
    ground, first, second = (fixed_points(open_floor(f"hq-{level}-floor")) for level in ("ground", "first", "second"))
    assert sorted(ground) == ["Lift 1", "Lift 2", "Stair A", "Stair B"]
    assert ground == first == second


def test_stairs_and_lift_of_the_clinic_stand_above_one_another() -> None:
    ground, first = (fixed_points(open_floor(f"clinic-{level}-floor")) for level in ("ground", "first"))
    assert sorted(ground) == ["Lift", "Stair A", "Stair B", "Stair C"]
    assert ground == first
