from xml.sax.saxutils import quoteattr

import pytest
from lxml import etree

from floorplans.read_drawing import read_drawing
from floorplans.read_drawio import read_drawio
from floorplans.shapes import Drawing, DrawingRefused
from tests.floorplans.drawings import drawio_model
from tests.paths import shared_data


def cell(style: str = "", box: str = 'width="100" height="20"', rest: str = "", identity: int = 5) -> str:
    geometry = f'<mxGeometry {box} as="geometry"/>'
    return f'<mxCell id="{identity}" parent="1" vertex="1" style="{style}" {rest}>{geometry}</mxCell>'


def draw(body: str, layer: str = "") -> Drawing:
    head = f'<mxCell id="0"/><mxCell id="1" parent="0" {layer}/>'
    return read_drawio(etree.fromstring(drawio_model(head + body)))


def ring_of(drawing: Drawing) -> list[tuple[float, float]]:
    assert len(drawing.shapes) == 1
    return [(round(x, 3) + 0.0, round(y, 3) + 0.0) for x, y in drawing.shapes[0].ring]


def bounds_of(drawing: Drawing) -> tuple[float, float, float, float]:
    xs, ys = zip(*ring_of(drawing), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_wall_runs_along_the_middle_of_its_box_in_its_own_thickness() -> None:
    drawing = draw(cell("shape=mxgraph.floorplan.wall;wallThickness=6", 'x="10" y="30" width="100" height="20"'))
    assert drawing.shapes[0].role == "wall"
    assert ring_of(drawing) == [(10, 37), (110, 37), (110, 43), (10, 43)]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("", (0, 5, 100, 15)),
        ("direction=south", (45, -40, 55, 60)),  # a box of 100 by 20 whose wall runs down: painted 20 wide
        ("rotation=90", (45, -40, 55, 60)),
    ],
)
def test_direction_and_rotation_turn_a_shape_about_its_middle(style: str, expected: tuple[float, ...]) -> None:
    if style == "direction=south":
        drawing = draw(cell(f"shape=mxgraph.floorplan.wall;{style}", 'x="40" y="-40" width="20" height="100"'))
    else:
        drawing = draw(cell(f"shape=mxgraph.floorplan.wall;{style}"))
    assert bounds_of(drawing) == pytest.approx(expected)


def test_corner_and_u_of_walls_have_their_arms() -> None:
    corner = ring_of(draw(cell("shape=mxgraph.floorplan.wallCorner", 'width="50" height="40"')))
    assert corner == [(0, 40), (0, 0), (50, 0), (50, 10), (10, 10), (10, 40)]
    flipped = ring_of(draw(cell("shape=mxgraph.floorplan.wallCorner;flipH=1", 'width="50" height="40"')))
    assert flipped == [(50, 40), (50, 0), (0, 0), (0, 10), (40, 10), (40, 40)]
    assert len(ring_of(draw(cell("shape=mxgraph.floorplan.wallU", 'width="50" height="40"')))) == 8


def test_door_is_a_leaf_and_the_arc_of_its_swing() -> None:
    drawing = draw(cell("shape=mxgraph.floorplan.doorLeft", 'width="40" height="45"'))
    assert [shape.role for shape in drawing.shapes] == ["door"]
    swing, leaf = drawing.lines
    assert (swing.role, swing.points[0], leaf.points[-1]) == ("door", (40, 5), (0, 5))
    assert swing.points[-1] == leaf.points[0] == pytest.approx((0, 45))


def test_furniture_becomes_a_symbol_with_its_box() -> None:
    style = "shape=mxgraph.floorplan.workstation;rotation=90"
    drawing = draw(cell(style, 'x="10" y="20" width="100" height="60"', 'value="1.07"'))
    symbol = drawing.symbols[0]
    assert (symbol.name, symbol.role, symbol.x, symbol.y, symbol.angle, symbol.text) == (
        "workstation",
        "furniture",
        60,
        50,
        90,
        "1.07",
    )
    assert sorted((round(x), round(y)) for x, y in symbol.outline) == [(30, 0), (30, 100), (90, 0), (90, 100)]


def test_children_stand_in_their_group_and_hidden_layers_are_left_out() -> None:
    group = cell("group", 'x="100" y="200" width="50" height="50"')
    child = '<mxCell id="6" parent="5" vertex="1"><mxGeometry x="1" y="2" width="3" height="4"/></mxCell>'
    assert ring_of(draw(group + child)) == [(101, 202), (104, 202), (104, 206), (101, 206)]
    with pytest.raises(DrawingRefused, match="nothing to show"):
        draw(group + child, layer='visible="0"')


def test_cells_that_contain_one_another_are_never_reached() -> None:
    loop = '<mxCell id="8" parent="9" vertex="1"/><mxCell id="9" parent="8" vertex="1"/>'
    assert len(draw(cell() + loop).shapes) == 1


def test_words_of_a_label_lose_their_markup_and_keep_their_lines() -> None:
    value = '<font style="font-size: 20px">Clinic<br>4 &amp; 5</font><script>no</script>'
    label = draw(cell("", 'width="100" height="50"', f"value={quoteattr(value)}")).labels[0]
    assert (label.lines, label.text, label.height, label.x, label.y) == (
        ("Clinic", "4 & 5"),
        "Clinic 4 & 5",
        20,
        50,
        25,
    )


def test_label_stands_where_its_alignment_puts_it() -> None:
    below = draw(cell("verticalLabelPosition=bottom;fontSize=10", 'width="100" height="50"', 'value="x"')).labels[0]
    assert (below.x, below.y) == (50, 56)
    left = draw(cell("align=left;verticalAlign=top;fontSize=10", 'width="100" height="50"', 'value="WC"')).labels[0]
    assert left.x < 10
    assert left.y == 6


def test_dimension_states_the_scale_it_measures() -> None:
    body = cell("shape=mxgraph.floorplan.dimension", 'width="410" height="40"', 'value="6m"')
    measure = draw(body).measures[0]
    assert (measure.length_m, measure.units) == (6, 410)


def test_connector_is_a_wall_only_without_arrows() -> None:
    geometry = (
        '<mxGeometry><mxPoint x="1" y="1" as="sourcePoint"/><Array><mxPoint x="9" y="1"/></Array>'
        '<mxPoint x="9" y="9" as="targetPoint"/></mxGeometry>'
    )
    roles = [
        draw(f'<mxCell id="5" parent="1" edge="1" style="{style}">{geometry}</mxCell>').lines[0]
        for style in ("endArrow=none", "endArrow=classic")
    ]
    assert [line.role for line in roles] == ["other", "note"]
    assert roles[0].points == ((1, 1), (9, 1), (9, 9))


def test_every_real_file_is_read() -> None:
    files = sorted(shared_data("svg", "drawio-plans").iterdir())
    walls = {}
    for path in files:
        drawing = read_drawing(path.read_bytes())
        walls[path.stem] = sum(1 for shape in drawing.shapes if shape.role == "wall")
    # Counted in the files' own text: shapes wall, wallCorner, wallU and (two outlines each) room.
    assert walls["floor_plan_1"] == 19 + 9 + 2
    assert walls["floor_plan_3"] == 59 + 12 + 2
    assert walls["interior_design_1"] == 5
    assert len(files) == 22


def test_second_page_is_read_when_asked() -> None:
    data = shared_data("svg", "drawio-plans", "floorplan-apartment.drawio").read_bytes()
    ground, upper = read_drawing(data), read_drawing(data, part=1)
    assert ground.notes[0] == "The file has 2 pages; read was Ground floor."
    assert [measure.length_m for measure in upper.measures] == [2.1, 9, 5, 5.4]
    with pytest.raises(DrawingRefused, match="has 2 pages, so there is no page 3"):
        read_drawing(data, part=2)
