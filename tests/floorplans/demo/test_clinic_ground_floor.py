import pytest

from floorplans.demo.bridge_street import OUTSIDE
from floorplans.demo.clinic_ground_floor import draw
from tests.floorplans.demo.floor_checks import Floor, assert_believable, open_floor


@pytest.fixture(scope="module")
def floor() -> Floor:
    return open_floor("clinic-ground-floor")


def test_floor_is_drawn_as_it_could_be_built(floor: Floor) -> None:
    assert_believable(floor, draw, OUTSIDE)


def test_floor_has_its_rooms(floor: Floor) -> None:
    assert floor.counts() == {"clinic_room": 20, "meeting_room": 3}
    assert sorted(floor.names("clinic_room")) == [
        *(f"Consulting {number}" for number in range(1, 9)),
        *(f"Exam {number}" for number in range(1, 10)),
        "Phlebotomy",
        "Treatment 1",
        "Treatment 2",
    ]
    assert sorted(floor.names("meeting_room")) == ["Interview 1", "Interview 2", "Linnet"]


def test_rooms_to_examine_in_have_sixteen_square_metres_a_couch_and_a_sink(floor: Floor) -> None:
    # Health Building Note 00-03: a consulting and examination room has 16 m².
    for name in floor.names("clinic_room"):
        assert (floor.place(name).area_m2 or 0) >= 16, name
        assert {"couch", "sink", "step_free"} <= set(floor.place(name).features), name


def test_features_tell_special_rooms(floor: Floor) -> None:
    assert floor.place("Treatment 1").features == ("bariatric", "couch", "hoist", "sink", "step_free")
    assert floor.place("Phlebotomy").features == ("couch", "fridge", "phlebotomy_chair", "sink", "step_free")
    assert "child_friendly" in floor.place("Consulting 7").features


def test_backdrop_names_what_patients_and_staff_look_for(floor: Floor) -> None:
    for name in ("Main entrance", "Reception", "Self check-in", "Waiting", "Staff base", "Changing", "Stair A"):
        assert f">{name}<" in floor.plan.backdrop_svg
    assert "Consulting" not in floor.plan.backdrop_svg
