import io

import pytest
from ezdxf.filemanagement import new

from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.shapes import Recognition
from tests.floorplans.drawings import read
from tests.floorplans.test_recognise import text
from tests.paths import shared_data

METRES = 'width="20000mm" height="10000mm" viewBox="0 0 20 10"'


def desk(x: float, y: float, width: float = 1.6, height: float = 0.8) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="black"/>'


def proposal(body: str, attributes: str = METRES) -> Recognition:
    return recognise(read(body, attributes))


def desks_of(recognition: Recognition) -> list[tuple[str, bool, float | None]]:
    return [(space.label, space.doubtful, space.area_m2) for space in recognition.spaces if space.kind == "desk"]


def test_symbol_called_desk_is_a_desk_and_numbered_in_reading_order() -> None:
    single = '<g id="desk-single"><rect width="1.6" height="0.8"/></g>'
    symbol = f'<defs>{single}<g id="desk-chair"><rect width="1" height="1"/></g></defs>'
    places = (("single", 5, 5), ("single", 1, 1), ("chair", 9, 9))
    body = symbol + "".join(f'<use href="#desk-{name}" x="{x}" y="{y}"/>' for name, x, y in places)
    recognition = proposal(body)
    assert desks_of(recognition) == [("Desk 1", True, 1.28), ("Desk 2", True, 1.28)]
    assert min(x for x, _ in recognition.spaces[0].polygon) == pytest.approx(1)


def test_desk_has_the_name_that_is_written_on_it() -> None:
    symbol = '<defs><g id="workstation"><rect width="1.6" height="0.8"/></g></defs>'
    body = symbol + '<use href="#workstation" transform="translate(5 5) rotate(30)"/>' + text("1.07", 5.5, 5.7, 0.2)
    assert desks_of(proposal(body)) == [("1.07", False, 1.28)]


def test_shapes_of_a_desk_s_size_that_recur_are_desks_in_doubt() -> None:
    row = "".join(desk(2 * n, 1) for n in range(4)) + desk(1, 5, 3, 3)
    assert desks_of(proposal(row)) == [(f"Desk {n}", True, 1.28) for n in (1, 2, 3, 4)]
    assert desks_of(proposal("".join(desk(2 * n, 1) for n in range(3)))) == []


def test_size_tells_nothing_without_a_scale() -> None:
    assert desks_of(proposal("".join(desk(2 * n, 1) for n in range(4)), 'viewBox="0 0 20 10"')) == []


def test_numbered_shapes_of_a_desk_s_size_are_desks() -> None:
    row = "".join(desk(2 * n, 1) + text(f"1.0{n}", 2 * n + 0.8, 1.5, 0.2) for n in range(4))
    assert sorted(desks_of(proposal(row))) == [(f"1.0{n}", False, 1.28) for n in range(4)]


def test_block_with_an_attribute_is_the_desk_of_that_number() -> None:
    document = new("R2010")
    document.header["$INSUNITS"] = 6
    block = document.blocks.new("HOT_DESK")
    block.add_lwpolyline([(0, 0), (1.6, 0), (1.6, 0.8), (0, 0.8)], close=True)
    for number in range(3):
        insert = document.modelspace().add_blockref("HOT_DESK", (2 * number, 0), dxfattribs={"rotation": 15})
        insert.add_attrib("NO", f"D{number}", (2 * number, 5), dxfattribs={"height": 0.2})
    written = io.StringIO()
    document.write(written)
    found = desks_of(recognise(read_drawing(written.getvalue().encode())))
    assert sorted(found) == [("D0", False, 1.28), ("D1", False, 1.28), ("D2", False, 1.28)]


@pytest.mark.parametrize(("name", "count"), [("floor_plan_3", 22), ("floor_plan_4", 51), ("floor_plan_2", 4)])
def test_workstations_of_a_real_plan_are_found(name: str, count: int) -> None:
    # Counted in the file's own text: shapes workstation and desk_corner.
    data = shared_data("svg", "drawio-plans", f"{name}.xml").read_bytes()
    assert len(desks_of(recognise(read_drawing(data)))) == count
