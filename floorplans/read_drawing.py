"""The one door for drawings: bytes of any kind that we read, to one Drawing."""

from floorplans.formats import Format, tell_format
from floorplans.safe_xml import parse_xml
from floorplans.shapes import Drawing, DrawingRefused
from floorplans.style import local_name

_OTHER_XML = {
    "visiodocument": "This is a Visio drawing in XML. Open it in Visio, choose Save as, "
    "Scalable Vector Graphics (SVG), and upload that.",
    "ifcxml": "This is an IFC building model. In the CAD program open the floor's plan view, "
    "export it as DXF or SVG, and upload that.",
    "osm": "This is an OpenStreetMap file. Export the building as GeoJSON and upload that.",
    "kml": "This is a Google Earth file. Export the floor as GeoJSON and upload that.",
    "html": "This is a web page, not a drawing. Save the drawing itself as SVG and upload that.",
}


def read_drawing(data: bytes, name: str = "", *, part: int | None = None) -> Drawing:
    """Read a floor's drawing from a file: SVG, DXF, draw.io, GeoJSON, IMDF or a picture, told apart by what is in it.

    Args:
        data: the file as it was uploaded; never trusted, never kept, never served.
        name: what the file is called, for the sentence that refuses it; what is in it decides.
        part: which page (draw.io) or floor (IMDF, GeoJSON, from the lowest) of several, counted from 0; None for the
            first page or the floor with the most rooms.

    Returns:
        Line work, closed shapes, labels, symbols in one frame: root units, y down; metres for GeoJSON and IMDF.

    Raises:
        DrawingRefused: with a sentence for the person who sent it: what is wrong and how to export it.
    """
    kind = tell_format(data, name)
    match kind:
        case Format.XML:
            drawing = _read_xml(data, part)
        case Format.DXF:
            from floorplans.read_dxf import read_dxf  # noqa: PLC0415 - ezdxf takes a second to load

            drawing = read_dxf(data)
        case Format.JSON:
            from floorplans.read_geojson import read_geojson  # noqa: PLC0415 - beside it

            drawing = read_geojson(data, part)
        case Format.PICTURE:
            from floorplans.read_picture import read_picture  # noqa: PLC0415 - beside it

            drawing = read_picture(data)
        case Format.ZIP:
            from floorplans.read_imdf import read_imdf  # noqa: PLC0415 - beside it

            drawing = read_imdf(data, part)
    return drawing


def _read_xml(data: bytes, part: int | None) -> Drawing:
    from floorplans.read_drawio import read_drawio  # noqa: PLC0415 - one of two
    from floorplans.read_svg import read_svg_tree  # noqa: PLC0415 - one of two

    root = parse_xml(data)
    found = local_name(root)
    if found == "svg":
        return read_svg_tree(root)
    if found in ("mxfile", "mxGraphModel"):
        return read_drawio(root, part or 0)
    raise DrawingRefused(
        _OTHER_XML.get(
            found.lower(),
            "The file is not an SVG drawing: its outermost element is not <svg>. "
            "Export the floor as SVG and upload that.",
        )
    )
