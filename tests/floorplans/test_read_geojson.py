import io
import json
import math
import zipfile
from pathlib import Path

import pytest

from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.shapes import Drawing, DrawingRefused
from tests.paths import shared_data

LONDON = (-0.1, 51.5)


def feature(kind: str, places: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": places}}


def box(x: float, y: float, width: float, height: float) -> list[list[list[float]]]:
    return [[[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]]


def collect(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def bounds(drawing: Drawing, number: int = 0) -> tuple[float, ...]:
    xs, ys = zip(*drawing.shapes[number].ring, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_degrees_become_metres_from_the_north_west_corner() -> None:
    # One arc second of latitude is about 30.9 m; of longitude in London that times cos(51.5 degrees).
    second = 1 / 3600
    drawing = read_drawing(collect(feature("Polygon", box(*LONDON, second, second))))
    assert drawing.metres_per_unit == 1
    assert (drawing.x, drawing.y) == (0, 0)
    assert drawing.height == pytest.approx(30.9, abs=0.05)
    assert drawing.width == pytest.approx(30.9 * math.cos(math.radians(51.5)), abs=0.1)


def test_north_is_up() -> None:
    south, north = box(*LONDON, 1e-4, 1e-4), box(LONDON[0], LONDON[1] + 2e-4, 1e-4, 1e-4)
    drawing = read_drawing(collect(feature("Polygon", south), feature("Polygon", north)))
    assert bounds(drawing, 0)[1] > bounds(drawing, 1)[3]


def test_positions_that_are_no_degrees_are_metres() -> None:
    drawing = read_drawing(collect(feature("Polygon", box(0, 0, 30, 20)), feature("LineString", [[5, 0], [5, 20]])))
    assert (drawing.width, drawing.height, len(drawing.lines)) == (30, 20, 1)
    assert drawing.notes == ("Positions cannot be degrees, so they were read as metres.",)


def test_named_room_is_taken_as_it_says() -> None:
    data = collect(
        feature("Polygon", box(0, 0, 30, 20), indoor="room", room="toilets", name="Ladies"),
        feature("Polygon", box(30, 0, 30, 20), indoor="room", name="Consulting 2"),
        feature("Polygon", box(60, 0, 30, 20), indoor="room"),
        feature("Polygon", box(90, 0, 30, 20), building="yes", name="House"),
    )
    spaces = recognise(read_drawing(data)).spaces
    assert [(space.label, space.kind, space.confidence, space.area_m2) for space in spaces] == [
        ("Ladies", "wc", 1, 600),
        ("Consulting 2", "clinic_room", 1, 600),
        ("House", "room", spaces[2].confidence, 600),
    ]


def test_floor_with_most_rooms_is_read_unless_another_is_asked_for() -> None:
    data = collect(
        feature("Polygon", box(0, 0, 30, 20), level="-1", name="cellar"),
        feature("Polygon", box(0, 0, 30, 20), level="0;1", name="stairs"),
        feature("Polygon", box(0, 0, 30, 20), level="0-2", name="lift"),
        feature("Polygon", box(0, 0, 30, 20), name="everywhere"),
    )
    drawing = read_drawing(data)
    assert [shape.name for shape in drawing.shapes] == ["stairs", "lift", "everywhere"]
    assert drawing.notes[0] == "The file has 4 floors (-1, 0, 1, 2); read was 0."
    assert [shape.name for shape in read_drawing(data, part=0).shapes] == ["cellar", "everywhere"]
    with pytest.raises(DrawingRefused, match="has 4 floors, so there is no floor 5"):
        read_drawing(data, part=4)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1e400, 0], [1, 1], [0, 0]]]}', "two finite numbers"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [NaN, 0], [1, 1], [0, 0]]]}', "two finite numbers"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], ["a", 0], [1, 1], [0, 0]]]}', "two finite numbers"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1e8, 0], [1, 1], [0, 0]]]}', "m apart"),
        ('{"type": "Polygon", "coordinates": 7}', "well-formed"),
        ('{"type": "Sphere", "coordinates": []}', "well-formed"),
        ('{"type": "FeatureCollection", "features": [7]}', "well-formed"),
        ('{"type": "FeatureCollection", "features": {}}', "well-formed"),
        ("[1]", "well-formed"),
        ("[" * 100_000, "well-formed"),
        ('{"type":"GeometryCollection","geometries":[' * 12, "well-formed"),
        ('{"type": "FeatureCollection", "features": []}', "holds no shapes"),
        ('{"type":"FeatureCollection","features":[' + "{}," * 20_000 + "{}]}", "more than 20,000 features"),
    ],
)
def test_what_is_no_floor_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(DrawingRefused, match=sentence) as refused:
        read_drawing(text.encode())
    assert str(refused.value).endswith(".")


def test_real_building_from_openstreetmap_is_read_at_its_size() -> None:
    drawing = read_drawing(shared_data("cad", "osm-caserne", "caserne.geojson").read_bytes())
    assert (round(drawing.width), round(drawing.height)) == (317, 191)
    labels = {space.label for space in recognise(drawing).spaces}
    assert {"Monoprix", "Blue Box", "Best Mountain"} <= labels


def pack(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for path in folder.iterdir():
            opened.write(path, path.name)
    return packed.getvalue()


def test_level_of_a_real_archive_is_read_with_its_kinds() -> None:
    data = pack(shared_data("cad", "imdf-apple"))
    drawing = read_drawing(data)
    assert drawing.notes[0].endswith("read was Concourse.")
    spaces = recognise(drawing).spaces
    units = json.loads(shared_data("cad", "imdf-apple", "unit.geojson").read_text())["features"]
    level = next(
        unit["properties"]["level_id"] for unit in units if (unit["properties"]["name"] or {}).get("en") == "HALL 1"
    )
    here = [unit["properties"]["category"] for unit in units if unit["properties"]["level_id"] == level]
    assert sum(1 for space in spaces if space.kind == "wc") == sum(category.startswith("restroom") for category in here)
    assert {"HALL 1", "HALL 2", "HALL 3"} <= {space.label for space in spaces}
    assert all(space.confidence == 1 for space in spaces)
    lower = read_drawing(data, part=0)
    assert lower.notes[0].endswith("read was Lower Level.")
    with pytest.raises(DrawingRefused, match="has 4 levels, so there is no level 5"):
        read_drawing(data, part=4)


def level_file(**more: object) -> bytes:
    packed = io.BytesIO()
    level = feature("Polygon", box(*LONDON, 3e-4, 3e-4), ordinal=0) | {"id": "L"}
    unit = feature("Polygon", box(*LONDON, 1e-4, 1e-4), level_id="L", **more) | {"id": "U"}
    with zipfile.ZipFile(packed, "w") as opened:
        opened.writestr("maps/level.geojson", collect(level))
        opened.writestr("maps/unit.geojson", collect(unit))
        anchor = feature("Point", list(LONDON), unit_id="U") | {"id": "A"}
        opened.writestr("maps/anchor.geojson", collect(anchor))
        opened.writestr(
            "maps/occupant.geojson",
            collect({"type": "Feature", "geometry": None, "properties": {"anchor_id": "A", "name": {"fr": "Bureau"}}}),
        )
    return packed.getvalue()


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"category": "conferenceroom", "name": {"de": "Saal", "en": "Oak"}}, [("Oak", "meeting_room")]),
        ({"category": "room"}, [("Bureau", "room")]),
        ({"category": "restroom.male", "name": "WC 1"}, [("WC 1", "wc")]),
        ({"category": "opentobelow", "name": "Void"}, []),
    ],
)
def test_unit_has_its_name_or_its_occupant_s_and_its_category_s_kind(
    properties: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    spaces = recognise(read_drawing(level_file(**properties))).spaces
    assert [(space.label, space.kind) for space in spaces] == expected


def test_damaged_archive_is_refused() -> None:
    data = bytearray(level_file(category="room"))
    data[60:90] = b"\0" * 30
    with pytest.raises(DrawingRefused, match=r"damaged|not one of a floor|well-formed"):
        read_drawing(bytes(data))
