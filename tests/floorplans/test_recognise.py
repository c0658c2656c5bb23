import time

import pytest
from shapely import Polygon

from floorplans.read_drawing import read_drawing
from floorplans.read_svg import read_svg
from floorplans.recognise import recognise
from floorplans.shapes import Recognition
from tests.floorplans.drawings import read
from tests.floorplans.measure import read_truth, score
from tests.paths import shared_data


def proposal(body: str, attributes: str = 'viewBox="0 0 100 100"') -> Recognition:
    return recognise(read(body, attributes))


def labels_of(recognition: Recognition) -> list[str]:
    return sorted(space.label for space in recognition.spaces)


def room(x: float, y: float, width: float, height: float) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="black"/>'


def text(words: str, x: float, y: float, size: float = 4) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="middle">{words}</text>'


# Rooms as closed shapes; the others are line work alone. VL-1 was first read after all tuning.
CLOSED = ("floor8", "floor9", "MB-1", "MB-2", "VE-1", "VE-2", "LargeBuilding", "VL-1", "floorplanner_home")
LINES = ("HAMP_G", "elevators", "house_dxf")


@pytest.mark.parametrize(("name", "least"), [*((name, 0.95) for name in CLOSED), *((name, 0.8) for name in LINES)])
def test_labelled_rooms_of_a_real_floor_are_found(name: str, least: float) -> None:
    truth = read_truth(name)
    recognition = recognise(read_drawing(shared_data(*truth.drawing.split("/")).read_bytes()))
    result = score(truth, recognition)
    assert len(result.found) >= least * len(truth.rooms), result.missed
    assert len(result.wrong) <= 0.02 * len(truth.rooms), result.wrong


def test_escalator_of_a_real_floor_stays_unplaced() -> None:
    truth = read_truth("floor8")
    recognition = recognise(read_svg(shared_data(*truth.drawing.split("/")).read_bytes()))
    assert tuple(label.label for label in recognition.unplaced_labels) == truth.not_in_a_room


def test_printed_areas_of_a_real_floor_are_read() -> None:
    data = shared_data("svg", "ifc-largebuilding", "LargeBuilding_ifcopenshell_1to100_A2.svg").read_bytes()
    areas = {space.label: space.area_m2 for space in recognise(read_svg(data)).spaces}
    assert areas == {
        "Room 1": 49.92,
        "Room 2": 39.78,
        "Room 3": 33.18,
        "Room 4": 26.86,
        "Room 5": 49.92,
        "Room 6": 39.78,
        "Room 7": 33.18,
        "Room 8": 26.86,
    }


def test_real_floor_takes_well_under_a_second() -> None:
    data = shared_data("svg", "concordia", "floor9.svg").read_bytes()
    started = time.process_time()
    recognise(read_svg(data))
    assert time.process_time() - started < 1.0


def test_label_that_is_painted_over_is_noted_and_not_proposed() -> None:
    truth = read_truth("floor9")
    recognition = recognise(read_svg(shared_data(*truth.drawing.split("/")).read_bytes()))
    assert f"Labels that another shape covers, left out: {', '.join(truth.covered)}." in recognition.notes


def test_label_goes_to_the_smallest_shape_around_it() -> None:
    recognition = proposal(room(0, 0, 90, 90) + room(10, 10, 40, 40) + room(15, 15, 20, 20) + text("12", 25, 25))
    assert [(space.label, round(Polygon(space.polygon).area)) for space in recognition.spaces] == [("12", 400)]


def test_lines_of_a_label_are_joined_and_far_labels_share_the_space_in_doubt() -> None:
    near = proposal(room(0, 0, 60, 40) + text("Meeting", 30, 16) + text("room 4", 30, 21))
    assert [(space.label, space.kind, space.doubtful) for space in near.spaces] == [
        ("Meeting room 4", "meeting_room", False)
    ]
    apart = proposal(room(0, 0, 60, 80) + text("Stairs", 30, 10) + text("194", 30, 70))
    assert [(space.label, space.doubtful) for space in apart.spaces] == [("Stairs", True), ("194", True)]


def test_open_lines_part_a_shape_that_holds_several_labels() -> None:
    wall = '<path d="M50 0.2V99.7" stroke="black" fill="none"/>'
    recognition = proposal(room(0, 0, 100, 100) + wall + text("A", 25, 50) + text("B", 75, 50))
    assert [(space.label, round(Polygon(space.polygon).area)) for space in recognition.spaces] == [
        ("A", 5000),
        ("B", 5000),
    ]
    assert all(space.confidence < 0.9 for space in recognition.spaces)


@pytest.mark.parametrize("sheet", ["0 0 100 100", "0 0 400 400"])
def test_label_in_the_floor_s_outline_gets_what_the_rooms_leave_of_it(sheet: str) -> None:
    rooms = "".join(room(20 * n, 0, 20, 20) + text(str(n), 20 * n + 10, 10) for n in range(5))
    recognition = proposal(room(0, 0, 100, 100) + rooms + text("Corridor", 50, 60), f'viewBox="{sheet}"')
    areas = {space.label: round(Polygon(space.polygon).area) for space in recognition.spaces}
    assert areas == {"0": 400, "1": 400, "2": 400, "3": 400, "4": 400, "Corridor": 8000}
    assert recognition.notes[-1] == "Shapes taken for the outline of the floor or of a group of rooms: 1."


def test_label_outside_every_shape_is_unplaced_with_its_place() -> None:
    label = proposal(room(0, 0, 10, 10) + text("Car park", 50, 50)).unplaced_labels[0]
    assert (label.label, round(label.x), round(label.y, 1)) == ("Car park", 50, 48.6)


def test_exact_duplicates_are_one_space() -> None:
    recognition = proposal(room(0, 0, 50, 50) * 3 + text("7", 20, 20) * 2)
    assert labels_of(recognition) == ["7"]


def test_room_inside_a_room_is_cut_out_of_it() -> None:
    recognition = proposal(room(0, 0, 60, 60) + room(0, 0, 20, 20) + text("big", 40, 40) + text("small", 10, 10, 3))
    areas = {space.label: round(Polygon(space.polygon).area) for space in recognition.spaces}
    assert areas == {"big": 3200, "small": 400}


def test_shape_without_label_is_offered_by_its_name_as_doubtful() -> None:
    named = '<path inkscape:label="Office 3" d="M0 0h20v20h-20z"/><rect id="rect123" x="50" width="20" height="20"/>'
    recognition = proposal(named + '<rect id="Room_x0020_5" y="50" width="20" height="20"/>')
    assert [(space.label, space.kind, space.doubtful) for space in recognition.spaces] == [
        ("Office 3", "office", True),
        ("Room 5", "room", True),
    ]
    assert "Closed shapes without a label, not proposed: 1." in recognition.notes


def test_named_shape_far_smaller_than_any_room_is_a_thing_and_is_not_offered() -> None:
    rooms = "".join(room(30 * n, 0, 28, 28) + text(f"Room {n}", 30 * n + 14, 14) for n in range(3))
    named = (
        '<path inkscape:label="Salt lamp" d="M5 60h{0}v{0}h-{0}z"/><path inkscape:label="Desk 1" d="M50 60h3v2h-3z"/>'
    )
    labels = ["Desk 1", "Room 0", "Room 1", "Room 2"]
    assert labels_of(proposal(rooms + named.format(3))) == labels
    assert labels_of(proposal(rooms + named.format(6))) == sorted([*labels, "Salt lamp"])


def test_stated_places_are_taken_as_they_say() -> None:
    body = (
        '<rect data-kind="desk" data-name="1.01" data-facing="-90" data-features="sit_stand dual" '
        'width="2" height="1"/>'
        '<path data-kind="meeting_room" data-name="Oak (6)" data-seats="6" d="M10 10h10v10h-10z"/>'
        '<rect data-kind="spaceship" data-name="No" x="50" width="5" height="5"/>' + text("Oak (6)", 15, 15, 1)
    )
    recognition = proposal(body, 'width="100000mm" height="100000mm" viewBox="0 0 100 100"')
    desk, oak, unknown = recognition.spaces
    assert (desk.label, desk.kind, desk.confidence, desk.doubtful) == ("1.01", "desk", 1.0, False)
    assert (desk.facing, desk.features, desk.area_m2) == (270, ("dual", "sit_stand"), 2.0)
    assert (oak.label, oak.kind, oak.seats, oak.area_m2) == ("Oak (6)", "meeting_room", 6, 100.0)
    assert (unknown.label, unknown.kind, unknown.doubtful) == ("No", "room", True)
    assert recognition.unplaced_labels == ()


@pytest.mark.parametrize("seats", ["", "-1", "six", "1e3", "99999999999999", "²"])
def test_seats_that_are_no_number_are_unknown(seats: str) -> None:
    body = f'<rect data-kind="meeting_room" data-name="Oak" data-seats="{seats}" width="20" height="10"/>'
    assert [space.seats for space in proposal(body).spaces] == [None]


def test_printed_area_is_taken_out_of_the_name() -> None:
    recognition = proposal(room(0, 0, 60, 40) + text("Office 4", 30, 16) + text("12,5 m²", 30, 21))
    assert [(space.label, space.area_m2) for space in recognition.spaces] == [("Office 4", 12.5)]


def test_trust_s_own_words_tell_the_kind_first() -> None:
    drawing = read(room(0, 0, 40, 40) + text("Podiatry 2", 20, 20) + room(50, 0, 40, 40) + text("Store", 70, 20))
    spaces = recognise(drawing, words={"podiatry": "clinic_room"}).spaces
    assert [(space.label, space.kind) for space in spaces] == [("Podiatry 2", "clinic_room"), ("Store", "store")]
    with pytest.raises(ValueError, match="kind of room"):
        recognise(drawing, words={"podiatry": "spaceship"})
