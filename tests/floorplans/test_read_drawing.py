import base64
import io
import json
import urllib.parse
import zipfile
import zlib

import pytest

from floorplans.read_drawing import read_drawing
from floorplans.shapes import DrawingRefused
from tests.floorplans.drawings import drawio_model, svg
from tests.paths import shared_data


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name in names:
            opened.writestr(zipfile.ZipInfo(name), "x")  # of no time: the tests are named by these bytes
    return packed.getvalue()


RECT = '<mxCell id="2" vertex="1" parent="1" value="A"><mxGeometry x="1" y="2" width="30" height="20"/></mxCell>'
MODEL = drawio_model(f'<mxCell id="0"/><mxCell id="1" parent="0"/>{RECT}')
GEOJSON = {"type": "Polygon", "coordinates": [[[0, 0], [20, 0], [20, 10], [0, 10], [0, 0]]]}
DXF = "0\nSECTION\n2\nENTITIES\n0\nCIRCLE\n8\n0\n10\n5\n20\n5\n40\n2\n0\nENDSEC\n0\nEOF\n"


@pytest.mark.parametrize(
    "data",
    [
        svg('<rect width="20" height="10"/>'),
        b"\xef\xbb\xbf" + svg('<rect width="20" height="10"/>'),
        svg('<rect width="20" height="10"/>').decode().encode("utf-16"),
        MODEL.encode(),
        f'<mxfile><diagram name="p">{MODEL}</diagram></mxfile>'.encode(),
        json.dumps(GEOJSON).encode(),
        DXF.encode(),
        b"  999\nmade by hand\n" + DXF.replace("\n", "\r\n").encode(),
    ],
)
def test_kind_of_a_file_is_told_by_its_content(data: bytes) -> None:
    for name in ("plan.svg", "plan.dxf", "plan.txt", ""):
        assert len(read_drawing(data, name).shapes) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty. Export"),
        (b"%PDF-1.7", "This is a PDF. Open it in Inkscape"),
        (b"AC1032\0\0", "This is a DWG drawing, .* Save as, DXF"),
        (b"ISO-10303-21;\nHEADER;", "This is an IFC building model. .* export it as DXF or SVG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is a Visio drawing of the old kind"),
        (archive("visio/document.xml", "visio/pages/page1.xml"), r"This is a Visio drawing \(VSDX\). In Visio choose"),
        (archive("model.ifc"), "This is an IFC building model"),
        (archive("floor.dwg"), "This archive holds a DWG drawing"),
        (archive("floor.svg"), "Unpack it and upload the SVG file itself"),
        (archive("holiday.txt"), "not one of a floor"),
        (archive("xl/styles.xml"), "This is an Excel workbook"),
        (b"PK\x03\x04 and then nothing", "The archive is damaged"),
        (b"<VisioDocument/>", "This is a Visio drawing in XML"),
        (b"<html><body/></html>", "This is a web page"),
        (b"<osm/>", "This is an OpenStreetMap file"),
        (b"<other/>", "not an SVG drawing"),
        (b"\x89PNG\r\n", "This picture cannot be read: it is damaged"),
        (b"\xff\xd8\xff\xe0 and no more", "This picture cannot be read: it is damaged"),
        (b"GIF89a", "This is a picture"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"dear colleague", "It cannot be told what kind of drawing letter.txt is"),
        (b'{"type": "Topology"}', "This is TopoJSON"),
        (b'{"type": "Feature", ', "not well-formed GeoJSON"),
    ],
)
def test_other_kinds_are_refused_with_how_to_export_them(data: bytes, sentence: str) -> None:
    with pytest.raises(DrawingRefused, match=sentence) as refused:
        read_drawing(data, "letter.txt")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "path",
    [
        ("cad", "ifc-bimwhale", "SimpleWall.ifc"),
        ("cad", "cobie-clinic", "2013-10-09-Clinic-Design-v14-WORKING-01.xlsx"),
        ("cad", "osm-caserne", "caserne.osm"),
    ],
)
def test_real_files_of_other_kinds_are_refused(path: tuple[str, ...]) -> None:
    with pytest.raises(DrawingRefused, match=r"[Ee]xport"):
        read_drawing(shared_data(*path).read_bytes())


def test_page_that_unpacks_to_more_than_may_be_read_is_refused() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    bomb = packer.compress(b"<a>" + b" " * 40_000_000) + packer.flush()
    with pytest.raises(DrawingRefused, match="Unpacked, this page is larger than 8 MB"):
        read_drawing(f"<mxfile><diagram>{base64.b64encode(bomb).decode()}</diagram></mxfile>".encode())


def test_archive_that_unpacks_to_more_than_may_be_read_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("unit.geojson", b"[" + b" " * 9_000_000)
    with pytest.raises(DrawingRefused, match="Unpacked, this archive is larger than 8 MB"):
        read_drawing(packed.getvalue())


def test_compressed_page_is_read() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(urllib.parse.quote(MODEL).encode()) + packer.flush()
    data = f"<mxfile><diagram>{base64.b64encode(packed).decode()}</diagram></mxfile>"
    assert read_drawing(data.encode()).shapes[0].ring == ((1, 2), (31, 2), (31, 22), (1, 22))


@pytest.mark.parametrize("page", ["!!!", "AAAA", base64.b64encode(b"nothing packed").decode()])
def test_page_that_cannot_be_unpacked_is_refused(page: str) -> None:
    with pytest.raises(DrawingRefused, match=r"cannot be unpacked|well-formed"):
        read_drawing(f"<mxfile><diagram>{page}</diagram></mxfile>".encode())
