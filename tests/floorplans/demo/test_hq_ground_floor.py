import pytest

from floorplans.demo.alder_house import OUTSIDE
from floorplans.demo.hq_ground_floor import draw
from tests.floorplans.demo.floor_checks import Floor, assert_believable, open_floor


@pytest.fixture(scope="module")
def floor() -> Floor:
    return open_floor("hq-ground-floor")


def test_floor_is_drawn_as_it_could_be_built(floor: Floor) -> None:
    assert_believable(floor, draw, OUTSIDE)


def test_floor_has_its_desks_and_rooms(floor: Floor) -> None:
    assert floor.counts() == {"desk": 40, "meeting_room": 7}
    assert floor.names("desk") == [f"0.{number:02}" for number in range(1, 41)]
    assert sorted(floor.names("meeting_room")) == ["Dunnock", "Heron", "Robin", "Severn", "Thames", "Trent", "Wren"]


def test_conference_rooms_seat_their_audience(floor: Floor) -> None:
    assert [floor.place(name).seats for name in ("Severn", "Trent", "Thames")] == [24, 24, 36]


def test_backdrop_names_what_is_not_booked(floor: Floor) -> None:
    for name in ("Reception", "Café", "Post room", "Main entrance", "Stair A", "Conference foyer"):
        assert f">{name}<" in floor.plan.backdrop_svg
    assert "Severn" not in floor.plan.backdrop_svg
