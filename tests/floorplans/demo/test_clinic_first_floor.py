import pytest

from floorplans.demo.bridge_street import OUTSIDE
from floorplans.demo.clinic_first_floor import draw
from tests.floorplans.demo.floor_checks import Floor, assert_believable, open_floor


@pytest.fixture(scope="module")
def floor() -> Floor:
    return open_floor("clinic-first-floor")


def test_floor_is_drawn_as_it_could_be_built(floor: Floor) -> None:
    assert_believable(floor, draw, OUTSIDE)


def test_floor_has_its_desks_and_rooms(floor: Floor) -> None:
    assert floor.counts() == {"desk": 70, "clinic_room": 10, "meeting_room": 7}
    assert floor.names("desk") == [f"1.{number:02}" for number in range(1, 71)]
    assert sorted(floor.names("clinic_room")) == [
        "Counselling 1",
        "Counselling 2",
        "Family room",
        "Play therapy",
        *(f"Therapy {number}" for number in range(1, 7)),
    ]
    assert sorted(floor.names("meeting_room")) == ["Brock", "Calder", "Hodder", "Lune", "Ribble", "Skylark", "Wyre"]


def test_therapy_rooms_can_call_for_help(floor: Floor) -> None:
    for name in floor.names("clinic_room"):
        assert "panic_alarm" in floor.place(name).features, name


def test_backdrop_names_teams_and_what_is_not_booked(floor: Floor) -> None:
    for name in ("Adult community team", "Crisis and home treatment", "Waiting", "Kitchen", "Stair C"):
        assert f">{name}<" in floor.plan.backdrop_svg
    assert "Skylark" not in floor.plan.backdrop_svg
