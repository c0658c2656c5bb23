"""Bytes of an upload to an element tree, or a sentence why not; nothing is fetched, expanded or run."""

from lxml import etree

from floorplans.formats import MOST_BYTES, check_size, refuse_other_formats
from floorplans.shapes import DrawingRefused
from floorplans.style import local_name

MOST_ELEMENTS = 20_000
DEEPEST = 256


def parse_svg(data: bytes) -> etree._Element:
    """The root <svg> element.

    Raises:
        DrawingRefused: too large, another format, not well-formed, too deep, too many elements, or not SVG.

    Source: ecosystem trials of lxml 6.1 (libxml2 2.14) against XML bombs and external entities.
    """
    check_size(data, MOST_BYTES)
    refuse_other_formats(data)
    if data.startswith(b"PK\x03\x04"):
        raise DrawingRefused(
            "This is a compressed archive (Visio and Office files are). Export the floor as SVG and upload that."
        )
    root = parse_xml(data)
    if local_name(root) != "svg":
        raise DrawingRefused(
            "The file is not an SVG drawing: its outermost element is not <svg>. "
            "Export the floor as SVG and upload that."
        )
    return root


def parse_xml(data: bytes) -> etree._Element:
    """The root element of a well-formed document of bearable size.

    Raises:
        DrawingRefused: not well-formed, too deep, or too many elements.
    """
    root = _parse(data)
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise DrawingRefused(
            f"The drawing has more than {MOST_ELEMENTS:,} elements, the most that can be read. "
            "Switch off layers that are not needed (dimensions, hatching, ceilings), and export it again."
        )
    return root


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        if "depth" in str(broken).lower():
            raise DrawingRefused(
                f"The drawing nests its groups more than {DEEPEST} deep, the most that can be read. "
                "Ungroup it in the drawing program and try again."
            ) from broken
        line = f" (line {broken.lineno})" if broken.lineno else ""
        raise DrawingRefused(
            f"The file is not a well-formed SVG drawing{line}, so it cannot be read. "
            "It may be damaged or cut off: export it again and upload the new file."
        ) from broken
    except (ValueError, LookupError) as broken:
        raise DrawingRefused(
            "The file's text encoding cannot be read. Save the drawing as plain SVG in UTF-8 and try again."
        ) from broken
    if root is None:
        raise DrawingRefused("The file is empty. Export the floor as SVG and upload that.")
    return root
