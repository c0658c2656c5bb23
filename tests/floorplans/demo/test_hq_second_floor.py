import pytest

from floorplans.demo.alder_house import OUTSIDE
from floorplans.demo.hq_second_floor import draw
from tests.floorplans.demo.floor_checks import Floor, assert_believable, open_floor


@pytest.fixture(scope="module")
def floor() -> Floor:
    return open_floor("hq-second-floor")


def test_floor_is_drawn_as_it_could_be_built(floor: Floor) -> None:
    assert_believable(floor, draw, OUTSIDE)


def test_floor_has_its_desks_and_rooms(floor: Floor) -> None:
    assert floor.counts() == {"desk": 110, "meeting_room": 11}
    assert floor.names("desk") == [f"2.{number:02}" for number in range(1, 111)]
    assert sorted(floor.names("meeting_room")) == [
        "Curlew",
        "Dipper",
        "Kestrel",
        "Lapwing",
        "Merlin",
        "Osprey boardroom",
        "Plover",
        "Redstart",
        "Siskin",
        "Swift",
        "Tern",
    ]


def test_boardroom_is_the_largest_room(floor: Floor) -> None:
    assert floor.place("Osprey boardroom").seats == 16
    assert max(place.seats or 0 for place in floor.plan.places) == 16


def test_backdrop_names_teams_and_what_is_not_booked(floor: Floor) -> None:
    for name in ("Finance", "Digital Services", "People and Culture", "Kitchen", "Stair B"):
        assert f">{name}<" in floor.plan.backdrop_svg
    assert "Kestrel" not in floor.plan.backdrop_svg
