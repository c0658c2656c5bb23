import pytest

from floorplans.dimension import read_length_m
from floorplans.plan import prepare_plan
from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.shapes import Recognition
from tests.floorplans.drawings import read
from tests.floorplans.test_recognise import room, text
from tests.paths import shared_data


def proposal(body: str) -> Recognition:
    return recognise(read(body, 'viewBox="0 0 400 300"'))


def dimension(x: float, y: float, length: float, words: str) -> str:
    line = f'<path class="dimension" d="M{x} {y}h{length}" fill="none" stroke="black"/>'
    return line + text(words, x + length / 2, y - 2, 6)


@pytest.mark.parametrize(
    ("words", "metres"),
    [
        ("4 m", 4),
        ("4.50m", 4.5),
        ("4,5 m", 4.5),
        ("3,200 mm", 3.2),
        ("320 cm", 3.2),
        ("12'-6\"", 3.81),
        ("12'", 3.6576),
        ('6 1/2"', 0.1651),
        ("30 feet", 9.144),
        ("12", None),
        ("12 m²", None),
        ("Room 4 m", None),
        ("0.00 m", None),
        ("99999 m", None),
        ('1/0"', None),
        ("", None),
        ("9" * 40 + " m", None),
    ],
)
def test_lengths_are_read_as_people_write_them(words: str, metres: float | None) -> None:
    assert read_length_m(words) == (None if metres is None else pytest.approx(metres))


def test_scale_is_what_the_dimensions_agree_upon() -> None:
    found = proposal(room(0, 20, 100, 100) + dimension(0, 10, 100, "5 m") + dimension(100, 10, 200, "10.00 m"))
    assert found.metres_per_unit == pytest.approx(0.05)
    assert found.notes[0] == "The scale was found from the dimensions on the drawing: 1 m is 20 of its units."


def test_dimensions_that_disagree_or_stand_alone_are_not_believed() -> None:
    alone = proposal(room(0, 20, 100, 100) + dimension(0, 10, 100, "5 m"))
    apart = proposal(room(0, 20, 100, 100) + dimension(0, 10, 100, "5 m") + dimension(100, 10, 200, "25 m"))
    assert (alone.metres_per_unit, apart.metres_per_unit) == (None, None)
    assert "The drawing states no real size, so its scale is unknown." in apart.notes


@pytest.mark.parametrize("last", ["20 m", "20"])
def test_scale_bar_is_a_row_of_numbers_from_nought(last: str) -> None:
    row = text("0", 100, 280, 6) + text("5", 150, 280, 6) + text("10", 200, 280, 6) + text(last, 300, 280, 6)
    unit = "" if "m" in last else text("metres", 350, 260, 6)
    assert proposal(room(0, 0, 400, 200) + row + unit).metres_per_unit == pytest.approx(0.1, rel=0.03)


def test_row_of_room_numbers_is_no_scale_bar() -> None:
    rooms = "".join(room(100 * n, 0, 100, 100) + text(str(n + 1), 100 * n + 50, 50, 6) for n in range(4))
    assert proposal(rooms).metres_per_unit is None


def test_printed_areas_give_the_scale() -> None:
    rooms = "".join(room(100 * n, 0, 100, 100) + text(f"Office {n} 25 m²", 100 * n + 50, 50, 6) for n in range(3))
    found = proposal(rooms)
    assert found.metres_per_unit == pytest.approx(0.05)
    assert [space.area_m2 for space in found.spaces] == [25, 25, 25]


def test_scale_that_was_found_is_the_plan_s_unless_a_person_says_otherwise() -> None:
    drawing = read(
        room(0, 0, 200, 100) + dimension(0, 10, 100, "5 m") + dimension(0, 30, 200, "10 m"), 'viewBox="0 0 400 300"'
    )
    recognition = recognise(drawing)
    assert prepare_plan(drawing, recognition).metres_per_unit == pytest.approx(0.05)
    assert prepare_plan(drawing, recognition, metres_per_unit=0.1).metres_per_unit == 0.1


@pytest.mark.parametrize(
    ("path", "units"),
    [
        ("svg/ifc-largebuilding/LargeBuilding_ifcopenshell_1to100_A2.svg", 10.0),
        ("svg/drawio-plans/floorplan-apartment.drawio", 52.5),
    ],
)
def test_scale_of_a_real_drawing_is_found_on_it(path: str, units: float) -> None:
    # The first is 1:100 in millimetres by its name; the second has five dimensions, three of which say 52.5 or less.
    found = recognise(read_drawing(shared_data(*path.split("/")).read_bytes())).metres_per_unit
    assert found == pytest.approx(1 / units, rel=0.01)
