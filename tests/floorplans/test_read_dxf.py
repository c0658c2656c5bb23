import io
import logging

import ezdxf
import pytest
from ezdxf.document import Drawing as Document
from ezdxf.enums import TextEntityAlignment

from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.report import as_json
from floorplans.shapes import Drawing, DrawingRefused
from tests.paths import shared_data

METRES = 6
BOX = ((0, 0), (10, 0), (10, 8), (0, 8))


def new(units: int = METRES) -> Document:
    document = ezdxf.filemanagement.new("R2010")
    document.header["$INSUNITS"] = units
    return document


def written(document: Document) -> Drawing:
    text = io.StringIO()
    document.write(text)
    return read_drawing(text.getvalue().encode())


def test_y_is_turned_down_and_given_back_in_the_file_s_own_sense() -> None:
    document = new()
    document.modelspace().add_lwpolyline([(100, 50), (110, 50), (110, 58), (100, 58)], close=True)
    document.modelspace().add_text("Office 1", height=0.5).set_placement((102, 54))
    drawing = written(document)
    assert (drawing.x, drawing.y, drawing.width, drawing.height) == (100, -58, 10, 8)
    answer = as_json(recognise(drawing))
    spaces = answer["spaces"]
    assert isinstance(spaces, list)
    assert [(space["label"], space["area_m2"]) for space in spaces] == [("Office 1", 80)]
    assert sorted(spaces[0]["polygon"]) == [[100, 50], [100, 58], [110, 50], [110, 58]]


@pytest.mark.parametrize(
    ("units", "size", "expected"),
    [
        (6, 10, 1.0),
        (4, 10_000, 0.001),
        (5, 1_000, 0.01),
        (1, 400, 0.0254),
        (2, 33, 0.3048),
        (0, 10, None),
        (4, 400, None),
    ],
)
def test_scale_comes_from_the_units_where_it_makes_a_floor(units: int, size: float, expected: float | None) -> None:
    document = new(units)
    document.modelspace().add_line((0, 0), (size, 0))
    assert written(document).metres_per_unit == expected


def test_architectural_lengths_mean_inches() -> None:
    document = new(4)
    document.header["$LUNITS"] = 4
    document.modelspace().add_line((0, 0), (400, 0))
    assert written(document).metres_per_unit == 0.0254


def test_curves_are_followed_closely() -> None:
    document = new()
    space = document.modelspace()
    space.add_circle((0, 0), 10)
    space.add_arc((40, 0), 10, 0, 90)
    space.add_lwpolyline([(80, 0, 0, 0, 1), (100, 0, 0, 0, 1)], close=True)
    drawing = written(document)
    for shape, middle in zip(drawing.shapes, ((0, 0), (90, 0)), strict=True):
        assert all(abs(((x - middle[0]) ** 2 + (y - middle[1]) ** 2) ** 0.5 - 10) < 0.05 for x, y in shape.ring)
    assert drawing.lines[0].points[0] == pytest.approx((50, 0))
    assert drawing.lines[0].points[-1] == pytest.approx((40, -10))


def test_role_follows_from_the_layer_and_dashes_are_no_walls() -> None:
    document = new()
    space = document.modelspace()
    document.layers.add("survey$0$A-WALL")
    document.linetypes.add("HIDDEN2", [0.2, 0.1, -0.1])
    for number, attributes in enumerate(
        ({"layer": "survey$0$A-WALL"}, {"layer": "A-DOOR"}, {"layer": "A-ANNO-DIMS"}, {"linetype": "HIDDEN2"}, {})
    ):
        space.add_line((0, number), (10, number), dxfattribs=attributes)
    assert [line.role for line in written(document).lines] == ["wall", "door", "note", "note", "other"]


def test_frozen_and_switched_off_layers_are_left_out() -> None:
    document = new()
    for name in ("A", "B", "C"):
        document.layers.add(name)
        document.modelspace().add_line((0, 0), (10, 0), dxfattribs={"layer": name})
    document.layers.get("A").freeze()
    document.layers.get("B").off()
    drawing = written(document)
    assert len(drawing.lines) == 1
    assert drawing.notes == ("Hidden elements or layers that were left out: 2.",)


def desk_block(document: Document) -> None:
    block = document.blocks.new("DESK-1600")
    block.add_lwpolyline([(0, 0), (1.6, 0), (1.6, 0.8), (0, 0.8)], close=True)
    block.add_attdef("DESKNO", (0.2, 0.2), dxfattribs={"height": 0.1})


def test_block_is_a_symbol_with_its_attribute_and_its_turned_box() -> None:
    document = new()
    desk_block(document)
    insert = document.modelspace().add_blockref("DESK-1600", (5, 5), dxfattribs={"rotation": 90})
    insert.add_auto_attribs({"DESKNO": "1.07"})
    drawing = written(document)
    symbol = drawing.symbols[0]
    assert (symbol.name, symbol.text, symbol.role, symbol.x, symbol.y) == ("DESK-1600", "1.07", "furniture", 5, -5)
    assert symbol.angle == 270  # a quarter turn anticlockwise
    assert sorted((round(x, 6), round(y, 6)) for x, y in symbol.outline) == [(4.2, -6.6), (4.2, -5), (5, -6.6), (5, -5)]
    assert [label.text for label in drawing.labels] == ["1.07"]
    symbols = as_json(recognise(drawing))["symbols"]
    assert symbols == [{"name": "DESK-1600", "x": 5, "y": 5, "angle": 90}]


def test_blocks_in_blocks_and_rows_of_blocks_are_placed() -> None:
    document = new()
    desk_block(document)
    pair = document.blocks.new("PAIR")
    pair.add_blockref("DESK-1600", (0, 0))
    pair.add_blockref("DESK-1600", (0, 0.8), dxfattribs={"xscale": -1})
    document.modelspace().add_blockref("PAIR", (10, 0))
    document.modelspace().add_blockref("DESK-1600", (20, 0), dxfattribs={"row_count": 2, "row_spacing": 3})
    drawing = written(document)
    lefts = sorted(round(min(x for x, _ in shape.ring), 3) for shape in drawing.shapes)
    assert lefts == [8.4, 10, 20, 20]
    assert [symbol.name for symbol in drawing.symbols] == ["PAIR", "DESK-1600", "DESK-1600"]


def test_layer_of_a_block_s_reference_rules_what_stands_on_layer_0() -> None:
    document = new()
    document.blocks.new("B").add_line((0, 0), (5, 0))
    document.modelspace().add_blockref("B", (0, 0), dxfattribs={"layer": "WALLS"})
    assert [line.role for line in written(document).lines] == ["wall"]


@pytest.mark.parametrize(
    ("align", "across"),
    [(TextEntityAlignment.LEFT, 1), (TextEntityAlignment.MIDDLE_CENTER, 0), (TextEntityAlignment.TOP_RIGHT, -1)],
)
def test_text_stands_where_its_alignment_puts_it(align: TextEntityAlignment, across: int) -> None:
    document = new()
    document.modelspace().add_lwpolyline(BOX, close=True)
    document.modelspace().add_text("WARD", height=1).set_placement((5, 4), align=align)
    label = written(document).labels[0]
    assert (label.x > 5) - (label.x < 5) == across
    assert abs(label.y + 4) <= 0.51


def test_text_in_several_lines_and_with_codes_is_read_plainly() -> None:
    document = new()
    document.modelspace().add_lwpolyline(BOX, close=True)
    document.modelspace().add_mtext("{\\fArial|b1;Store\\P12.5 m²}", dxfattribs={"insert": (3, 5), "char_height": 0.5})
    document.modelspace().add_text("%%uHALL%%u", height=0.4).set_placement((5, 2))
    labels = written(document).labels
    assert [label.lines for label in labels] == [("Store", "12.5 m²"), ("HALL",)]
    assert 3 < labels[0].x < 5


def test_hatch_and_solid_fill_and_lines_of_a_multiline_are_read() -> None:
    document = new()
    space = document.modelspace()
    space.add_hatch(color=2).paths.add_polyline_path(BOX, is_closed=True)
    space.add_solid([(20, 0), (24, 0), (20, 2), (24, 2)])
    space.add_mline([(0, 20), (10, 20)])
    drawing = written(document)
    assert [shape.opacity for shape in drawing.shapes] == [1.0, 1.0]
    assert sorted(drawing.shapes[1].ring) == [(20, -2), (20, 0), (24, -2), (24, 0)]
    assert len(drawing.lines) == 2


def test_dimension_s_own_words_are_kept_as_a_measure() -> None:
    document = new(0)
    document.modelspace().add_line((0, 0), (400, 0))
    document.modelspace().add_linear_dim((0, 20), (0, 0), (400, 0), text="4.00 m").render()
    drawing = written(document)
    assert [(measure.length_m, measure.units) for measure in drawing.measures] == [(4, 400)]
    assert {line.role for line in drawing.lines} == {"other", "note"}


def test_bomb_of_blocks_is_refused() -> None:
    document = new()
    document.blocks.new("B0").add_line((0, 0), (1, 0))
    for level in range(1, 8):
        block = document.blocks.new(f"B{level}")
        for number in range(10):
            block.add_blockref(f"B{level - 1}", (number, 0))
    document.modelspace().add_blockref("B7", (0, 0))
    with pytest.raises(DrawingRefused, match="With its blocks in place"):
        written(document)


def test_block_that_contains_itself_is_left_out() -> None:
    document = new()
    block = document.blocks.new("SELF")
    block.add_line((0, 0), (10, 0))
    block.add_blockref("SELF", (1, 1))
    document.modelspace().add_blockref("SELF", (0, 0))
    drawing = written(document)
    assert len(drawing.lines) == 8
    assert drawing.notes == ("Blocks that contain themselves or nest too deep and were left out: 1.",)


@pytest.mark.parametrize(
    "text",
    [
        "0\nSECTION\n",
        "0\nSECTION\n2\nENTITIES\n0\nLINE\n10\nabc\n20\n0\n11\n1\n21\n1\n0\nENDSEC\n0\nEOF\n",
        "0\nSECTION\n2\nENTITIES\n0\nLINE\n10\n1e400\n20\n0\n11\n1\n21\n1\n0\nENDSEC\n0\nEOF\n",
        "0\nSECTION\n2\nENTITIES\n0\nCIRCLE\n10\n0\n20\n0\n40\nnan\n0\nENDSEC\n0\nEOF\n",
    ],
)
def test_damaged_file_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(DrawingRefused, match=r"[Ee]xport|RECOVER"):
        read_drawing(text.encode())


def test_every_real_file_is_read_or_refused() -> None:
    answers = {}
    for path in sorted(shared_data("cad").rglob("*.dxf")):
        try:
            answers[path.stem] = len(read_drawing(path.read_bytes()).shapes)
        except DrawingRefused as refused:
            answers[path.stem] = 0 if "nothing to show" in str(refused) else -1
    assert len(answers) == 61
    assert min(answers.values()) == 0
    assert (answers["Complete-Lib-E"], answers["floorplan"], answers["multi_insert_with_attribs"]) == (5, 104, 25)
    assert logging.getLogger("ezdxf").level == logging.CRITICAL
