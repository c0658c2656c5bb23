"""Small drawings for tests."""

from floorplans.read_svg import read_svg
from floorplans.shapes import Drawing, Point


def svg(body: str, attributes: str = 'viewBox="0 0 100 100"') -> bytes:
    """An SVG file with this content."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    inkscape = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
    return f"<svg {names} {inkscape} {attributes}>{body}</svg>".encode()


def drawio_model(cells: str) -> str:
    """A page of draw.io with these cells, as draw.io keeps it when it is not compressed."""
    holder = "root"
    return f"<mxGraphModel><{holder}>{cells}</{holder}></mxGraphModel>"


def read(body: str, attributes: str = 'viewBox="0 0 100 100"') -> Drawing:
    return read_svg(svg(body, attributes))


def only_ring(drawing: Drawing) -> tuple[Point, ...]:
    """The points of the only closed shape, rounded to 1/1000."""
    assert len(drawing.shapes) == 1
    return tuple((round(x, 3), round(y, 3)) for x, y in drawing.shapes[0].ring)
