import math
from dataclasses import replace

import pytest
from shapely import Polygon

from floorplans.read_svg import read_svg
from floorplans.shapes import DrawingRefused, Symbol
from tests.floorplans.drawings import only_ring, read, svg

SQUARE = '<rect width="10" height="10"/>'
CORNERS = ((0, 0), (10, 0), (10, 10), (0, 10))


def test_nested_transforms_are_applied_outermost_last() -> None:
    # By hand: the corner (10, 0) is doubled to (20, 0), turned to (0, 20), moved to (50, 20).
    drawing = read(
        f'<g transform="translate(50,0)"><g transform="rotate(90)"><g transform="scale(2)">{SQUARE}</g></g></g>'
    )
    assert only_ring(drawing) == ((50, 0), (50, 20), (30, 20), (30, 0))


def test_skewed_arc_is_flattened_before_it_is_skewed() -> None:
    # A circle of radius 10 under skewX(45): x' = x + y, so the point (0, 10) comes to (10, 10) and the area stays.
    drawing = read('<g transform="translate(50,50) skewX(45)"><circle r="10"/></g>')
    ring = Polygon(drawing.shapes[0].ring)
    assert ring.area == pytest.approx(math.pi * 100, rel=2e-3)
    # The largest x + y on the circle stands at 45 degrees: 10 times the root of 2.
    assert ring.bounds[2] - 50 == pytest.approx(10 * math.sqrt(2), rel=1e-3)


def test_style_transform_counts_and_attribute_does_not_then() -> None:
    assert only_ring(
        read('<rect style="transform:translate(5px,6px)" transform="scale(9)" width="1" height="1"/>')
    ) == (
        (5, 6),
        (6, 6),
        (6, 7),
        (5, 7),
    )


def test_view_box_offset_keeps_root_units() -> None:
    drawing = read(SQUARE, 'width="200" height="100" viewBox="-20 -10 40 20"')
    assert (drawing.x, drawing.y, drawing.width, drawing.height) == (-20, -10, 40, 20)
    assert only_ring(drawing) == CORNERS


@pytest.mark.parametrize(
    ("attributes", "metres_per_unit"),
    [
        ('width="42000mm" height="20000mm" viewBox="0 0 42 20"', 1.0),
        ('width="42000mm" viewBox="0 0 42000 20000"', 0.001),
        ('width="4200cm" height="2000cm" viewBox="0 0 420 200"', 0.1),
        ('width="10in" height="10in" viewBox="0 0 0.254 0.254"', None),
        ('width="1000in" height="1000in" viewBox="0 0 100 100"', 0.254),
        ('width="100%" height="100%" viewBox="0 0 100 100"', None),
        ('width="1024" height="768" viewBox="0 0 1024 768"', None),
        ('width="297mm" height="210mm" viewBox="0 0 297 210"', None),
        ('width="5000mm" height="1000mm" viewBox="0 0 50 50"', None),
        ('viewBox="0 0 50 50"', None),
    ],
)
def test_scale_comes_from_believable_physical_units_only(attributes: str, metres_per_unit: float | None) -> None:
    assert read(SQUARE, attributes).metres_per_unit == (
        None if metres_per_unit is None else pytest.approx(metres_per_unit)
    )


def test_paper_size_is_said_to_be_paper() -> None:
    notes = read(SQUARE, 'width="297mm" height="210mm" viewBox="0 0 297 210"').notes
    assert notes == ("The drawing's stated size (0.297 m) is that of paper, not of a floor: its scale is unknown.",)


def test_shape_units_and_percentages_are_understood() -> None:
    # 1in is 96 units, 50 % of 200 wide is 100.
    assert only_ring(read('<rect x="1in" width="50%" height="10px"/>', 'viewBox="0 0 200 100"')) == (
        (96, 0),
        (196, 0),
        (196, 10),
        (96, 10),
    )


def test_use_places_its_target_and_is_noted_as_symbol() -> None:
    placed = '<use href="#desk" x="5" y="6" transform="translate(50,50) rotate(90)"/>'
    drawing = read(f'<defs><g id="desk">{SQUARE}</g></defs>{placed}')
    # By hand: the target's corner (0, 0) is moved to (5, 6), turned to (-6, 5), moved to (44, 55).
    assert only_ring(drawing) == ((44, 55), (44, 65), (34, 65), (34, 55))
    symbol = drawing.symbols[0]
    outline = tuple((round(x, 3), round(y, 3)) for x, y in symbol.outline)
    assert replace(symbol, outline=outline) == Symbol(
        "desk", 44.0, 55.0, 90.0, outline=((44, 55), (44, 65), (34, 65), (34, 55)), role="furniture"
    )


def test_symbol_fits_its_view_box_into_the_size_of_its_use() -> None:
    body = f'<symbol id="s" viewBox="0 0 10 20">{SQUARE}</symbol><use xlink:href="#s" x="10" width="40" height="40"/>'
    # 40 by 40 for 10 by 20: enlarged by 2, centred across (20 wide in 40: 10 to each side).
    assert only_ring(read(body)) == ((20, 0), (40, 0), (40, 20), (20, 20))


def test_nested_svg_is_a_frame_of_its_own() -> None:
    body = f'<svg x="10" y="20" width="30" height="30" viewBox="0 0 10 10">{SQUARE}</svg>'
    assert only_ring(read(body)) == ((10, 20), (40, 20), (40, 50), (10, 50))


def test_definitions_are_not_drawn_but_what_is_used_is() -> None:
    body = f"<defs>{SQUARE}</defs><clipPath>{SQUARE}</clipPath><symbol>{SQUARE}</symbol><pattern>{SQUARE}</pattern>"
    assert read(body).shapes == ()


@pytest.mark.parametrize(
    "body",
    [
        f'<g style="display:none">{SQUARE}</g>',
        f'<g display="none">{SQUARE}</g>',
        f'<g visibility="hidden">{SQUARE}</g>',
        f'<g opacity="0">{SQUARE}</g>',
        '<rect width="10" height="10" fill="none"/>',
        '<rect width="10" height="10" style="fill:none;stroke:none"/>',
        f"<style>.off{{display:none}}</style><g class='a off b'>{SQUARE}</g>",
        f"<style>#x rect{{fill:none}}</style><g id='x'>{SQUARE}</g>",
        f"<style>g rect{{fill:none}}</style><g>{SQUARE}</g>",
        "<style>#x{fill:none} .y{fill:red} rect{fill:blue}</style><rect id='x' class='y' width='10' height='10'/>",
    ],
)
def test_what_cannot_be_seen_is_left_out_and_counted(body: str) -> None:
    drawing = read(body)
    assert drawing.shapes == ()
    assert drawing.notes[-1] == "Hidden elements or layers that were left out: 1."


@pytest.mark.parametrize(
    "body",
    [
        '<g visibility="hidden"><rect visibility="visible" width="10" height="10"/></g>',
        '<rect width="10" height="10" style="fill:none;stroke:red"/>',
        "<style>.off{display:none}</style><g class='offer'><rect width='10' height='10'/></g>",
        "<style>@media print{rect{display:none}}</style><rect width='10' height='10'/>",
        "<style>rect:hover{display:none}</style><rect width='10' height='10'/>",
        "<style>#x rect{fill:none}</style><g id='y'><rect width='10' height='10'/></g>",
        "<style>.a{fill:none !important}</style><rect class='b' width='10' height='10'/>",
    ],
)
def test_what_can_be_seen_is_read(body: str) -> None:
    assert only_ring(read(body)) == CORNERS


def test_later_and_more_special_rules_win() -> None:
    sheet = "<style>rect{fill:none} .a{fill:red} .b{fill:none}</style>"
    assert len(read(sheet + '<rect class="a" width="10" height="10"/>').shapes) == 1
    assert len(read(sheet + '<rect class="a b" width="10" height="10"/>').shapes) == 0
    assert len(read(sheet + '<rect class="a b" style="fill:blue" width="10" height="10"/>').shapes) == 1


def test_open_line_with_stroke_is_line_work_and_closed_path_is_a_shape() -> None:
    drawing = read('<path fill="none" stroke="red" d="M0 0H9V9"/><path stroke="red" d="M0 0H9V9Z"/>')
    assert [line.points for line in drawing.lines] == [((0, 0), (9, 0), (9, 9))]
    assert only_ring(drawing) == ((0, 0), (9, 0), (9, 9))


def test_outline_whose_ends_nearly_meet_is_closed() -> None:
    assert len(read('<polyline fill="none" stroke="red" points="0,0 50,0 50,50 0,50 0,0.2"/>').shapes) == 1
    assert len(read('<polyline fill="none" stroke="red" points="0,0 50,0 50,50 0,50 0,5"/>').shapes) == 0


def test_names_ids_and_data_travel_with_the_shape() -> None:
    body = '<rect id="r1" inkscape:label="  Room  12 " data-kind="desk" data-name="1.01" width="9" height="9"/>'
    shape = read(body).shapes[0]
    assert (shape.id, shape.name, shape.data) == ("r1", "Room 12", (("kind", "desk"), ("name", "1.01")))
    assert read('<path d="M0 0h9v9z"><title>Store</title></path>').shapes[0].name == "Store"


@pytest.mark.parametrize(
    ("attributes", "role"),
    [
        ('class="walls"', "wall"),
        ('inkscape:label="Doors and frames"', "door"),
        ('id="IfcWallStandardCase"', "wall"),
        ('class="IfcDoor"', "door"),
        ('inkscape:label="Möbel / Furniture"', "furniture"),
        ('class="wallpaper"', "other"),
    ],
)
def test_role_comes_from_the_nearest_name_that_tells(attributes: str, role: str) -> None:
    assert read(f"<g {attributes}><g>{SQUARE}</g></g>").shapes[0].role == role


def test_text_on_several_tspans_is_one_label_in_the_middle() -> None:
    label = read(
        '<text font-size="10"><tspan x="50" y="20">Meeting</tspan><tspan x="50" y="32">room 4</tspan></text>'
    ).labels[0]
    assert (label.text, label.lines) == ("Meeting room 4", ("Meeting", "room 4"))
    # From the capitals' top of the first line (20 - 7.2) to the base of the second (32).
    assert label.y == pytest.approx((12.8 + 32) / 2)
    assert 55 < label.x < 80


def test_text_anchor_and_transform_place_the_label() -> None:
    middle = read('<text x="50" y="50" font-size="10" text-anchor="middle">Office</text>').labels[0]
    end = read('<text x="50" y="50" font-size="10" style="text-anchor:end">Office</text>').labels[0]
    assert middle.x == pytest.approx(50)
    assert end.x == pytest.approx(50 - end.width / 2)
    turned = read(
        '<text transform="translate(50,50) rotate(-90)" text-anchor="middle" font-size="10">Hall</text>'
    ).labels[0]
    assert (round(turned.x, 3), round(turned.y, 3), turned.angle) == (46.4, 50, -90)


def test_words_that_touch_on_one_line_are_one_word() -> None:
    body = '<text font-size="10"><tspan x="0" y="9">Off</tspan><tspan x="13.3" y="9">ice</tspan></text>'
    assert read(body).labels[0].text == "Office"
    apart = '<text font-size="10"><tspan x="0" y="9">Office</tspan><tspan x="60" y="9">12</tspan></text>'
    assert read(apart).labels[0].text == "Office 12"


def test_empty_text_is_no_label() -> None:
    assert read('<text x="9" y="9"> <tspan>\N{NO-BREAK SPACE}</tspan></text>').labels == ()


def test_drawing_without_size_takes_that_of_its_shapes() -> None:
    drawing = read('<rect x="10" y="20" width="30" height="40"/>', "")
    assert (drawing.x, drawing.y, drawing.width, drawing.height) == (10, 20, 30, 40)


def test_what_lies_beyond_the_edge_is_left_out_and_counted() -> None:
    drawing = read('<rect x="-500" y="-400" width="9" height="9"/>' + SQUARE)
    assert only_ring(drawing) == CORNERS
    assert drawing.notes[-1] == "Things beyond the drawing's edge that were left out: 1."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b"   \n", "The file is empty"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"AC1032", "This is a DWG"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"PK\x03\x04", "archive"),
        (b"GIF89a", "picture"),
        (b"<html/>", "outermost element is not <svg>"),
        (b"<svg><g></svg>", "not a well-formed SVG drawing"),
        (svg("<g/>", ""), "states no size and holds no shapes"),
    ],
)
def test_what_is_no_drawing_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(DrawingRefused, match=sentence) as refused:
        read_svg(data)
    assert str(refused.value).endswith(".")
