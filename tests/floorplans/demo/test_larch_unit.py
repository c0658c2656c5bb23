import pytest

from floorplans.demo.larch_unit import OUTSIDE, draw
from tests.floorplans.demo.floor_checks import Floor, assert_believable, open_floor


@pytest.fixture(scope="module")
def floor() -> Floor:
    return open_floor("larch-unit")


def test_floor_is_drawn_as_it_could_be_built(floor: Floor) -> None:
    assert_believable(floor, draw, OUTSIDE)


def test_floor_has_its_desks_and_rooms(floor: Floor) -> None:
    assert floor.counts() == {"desk": 30, "meeting_room": 7, "visiting_room": 9}
    assert floor.names("desk") == [f"L-{number:02}" for number in range(1, 31)]
    assert sorted(floor.names("visiting_room")) == [
        "Family room",
        "Legal visits",
        *(f"Visiting {number}" for number in range(1, 8)),
    ]
    assert sorted(floor.names("meeting_room")) == [
        "Aspen",
        "Blackthorn",
        "Hawthorn",
        "Juniper",
        "Spindle",
        "Sycamore",
        "Tribunal room",
    ]


def test_visits_can_be_watched_and_help_called(floor: Floor) -> None:
    for name in floor.names("visiting_room"):
        assert {"observation", "panic_alarm"} <= set(floor.place(name).features), name


def test_children_are_received_in_the_largest_visiting_room(floor: Floor) -> None:
    assert "child_friendly" in floor.place("Family room").features
    areas = {name: floor.place(name).area_m2 or 0 for name in floor.names("visiting_room")}
    assert max(areas, key=lambda name: areas[name]) == "Family room"


def test_backdrop_names_the_way_in(floor: Floor) -> None:
    for name in ("Main entrance", "Visitor lockers", "Airlock", "Search room", "Visits hub", "Ward airlock"):
        assert f">{name}<" in floor.plan.backdrop_svg
    assert "Tribunal room" not in floor.plan.backdrop_svg
