"""Tells what kind of file was sent, by its content, and says what to do with those that cannot be read."""

import re
from enum import Enum

from floorplans.shapes import DrawingRefused

MOST_BYTES = 8 * 1024 * 1024
# A CAD program writes each number on a line of its own: the same floor takes two to three times the room of SVG.
MOST_DXF_BYTES = 24 * 1024 * 1024

_HEAD = 4_096
LEAVE_OUT = "Remove embedded pictures and layers that are not needed, and try again."


class Format(Enum):
    """Kinds of file that are read."""

    XML = "SVG or draw.io"
    DXF = "DXF"
    JSON = "GeoJSON"
    ZIP = "IMDF"
    PICTURE = "PNG or JPEG"


_OTHER_PICTURE = (
    "This is a picture of a kind that is not read. Save it as PNG or JPEG and upload that, to draw on it. "
    "Better still, export the floor as SVG from the program that made it."
)

# First bytes of what people send instead, and what to do with each.
_OTHER_FORMATS = (
    (b"%PDF", "This is a PDF. Open it in Inkscape or your drawing program and save it as plain SVG."),
    (
        b"AC10",
        "This is a DWG drawing, which no free program reads reliably. In the CAD program choose Save as, DXF, "
        "and upload that (or export the floor as SVG).",
    ),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "This is a Visio drawing of the old kind (VSD) or another Office file. Open it in Visio, "
        "choose Save as, Scalable Vector Graphics (SVG), and upload that.",
    ),
    (b"\x1f\x8b", "This SVG is compressed (.svgz). Save it as plain SVG and upload that."),
    (b"GIF8", _OTHER_PICTURE),
    (b"BM", _OTHER_PICTURE),
    (b"II*\0", _OTHER_PICTURE),
    (b"MM\0*", _OTHER_PICTURE),
    (b"RIFF", _OTHER_PICTURE),
    (
        b"ISO-10303-21",
        "This is an IFC building model. In the CAD program open the floor's plan view, "
        "export it as DXF or SVG, and upload that.",
    ),
)

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
_DXF = re.compile(rb"(?:\s*999[ \t]*\r?\n[^\n]*\n)*\s*0[ \t]*\r?\n\s*SECTION\b")
_BINARY_DXF = b"AutoCAD Binary DXF"
_BYTE_ORDER = b"\xef\xbb\xbf"


def refuse_other_formats(data: bytes) -> None:
    """Pass over what may be read.

    Raises:
        DrawingRefused: the file is empty, or of a kind that cannot be read; it says how to export it.
    """
    if not data.strip():
        raise DrawingRefused("The file is empty. Export the floor as SVG or DXF and upload that.")
    head = data[:_HEAD].removeprefix(_BYTE_ORDER).lstrip()
    for start, sentence in _OTHER_FORMATS:
        if head.startswith(start):
            raise DrawingRefused(sentence)


def tell_format(data: bytes, name: str = "") -> Format:
    """The kind of a file, by its first bytes alone; its name is only repeated to people.

    Raises:
        DrawingRefused: too large, empty, or of a kind that cannot be read; it says how to export it.
    """
    head = data[:_HEAD].removeprefix(_BYTE_ORDER).lstrip()
    is_dxf = head.startswith(_BINARY_DXF) or _DXF.match(data[:_HEAD].removeprefix(_BYTE_ORDER)) is not None
    if head.startswith(_PICTURES):
        check_size(data, MOST_BYTES, "picture", "Make it smaller in a picture program, and try again.")
        return Format.PICTURE
    check_size(data, MOST_DXF_BYTES if is_dxf else MOST_BYTES)
    if is_dxf:
        return Format.DXF
    refuse_other_formats(data)
    if head.startswith(b"PK\x03\x04"):
        return Format.ZIP
    if head.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return Format.XML
    if head.startswith((b"{", b"[")):
        return Format.JSON
    raise DrawingRefused(
        f"It cannot be told what kind of drawing {name[:100] or 'this file'} is. "
        "Export the floor as SVG, DXF, draw.io XML, GeoJSON or IMDF and upload that, or a picture of it as PNG or JPEG."
    )


def check_size(data: bytes, most: int, what: str = "drawing", remedy: str = LEAVE_OUT) -> None:
    """Pass over what is small enough.

    Raises:
        DrawingRefused: the file has more than `most` bytes; it says what it is and the remedy.
    """
    if len(data) > most:
        raise DrawingRefused(
            f"The {what} is larger than {most // 1024 // 1024} MB, the most that can be read. {remedy}"
        )
