"""Bitmaps inside a drawing: taken out, checked, and made anew so that nothing else comes with them."""

import base64
import binascii
import io
import re
import struct
import urllib.parse
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps, UnidentifiedImageError

from floorplans.affine import Affine
from floorplans.frame import Frame
from floorplans.results import CleanPicture, PlacedPicture
from floorplans.shapes import Drawing, DrawingRefused, Picture
from floorplans.view import fit_box

MOST_PICTURES = 8
MOST_PIXELS = 36_000_000
"""Of one picture: a sheet of A2 scanned at 300 dots an inch has 35 million."""

MOST_PIXELS_TOGETHER = 72_000_000
LONGEST_SIDE = 4_000
"""More than the largest screens show; what is larger is made smaller."""

MOST_BYTES = 4 * 1024 * 1024
"""Of a picture as it is kept: beyond it a drawing is kept like a photograph, and then smaller."""

QUALITY = 82
SMALLER = 0.7

_DATA = re.compile(r"\s*data:image/(png|jpe?g|gif|webp|bmp)(?:;[\w=-]{1,40}){0,3};base64,", re.I)
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"BM")
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_BROKEN = (
    *(UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError),
    *(struct.error, zlib.error, OverflowError),
)
_TURNED = range(5, 9)
_ORIENTATION = 0x0112

DAMAGED = (
    "This picture cannot be read: it is damaged, or was not saved to its end. Open it in a picture program, save it "
    "as PNG or JPEG, and upload that."
)


def read_data_address(address: str) -> bytes | None:
    """The bytes of a bitmap that stands in the drawing itself; None for anything that is none, wherever it leads."""
    head = _DATA.match(address[:200])
    if head is None:
        return None
    try:
        text = urllib.parse.unquote(address[head.end() :]) if "%" in address[head.end() :] else address[head.end() :]
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if data.startswith(_MAGIC) else None


def measure_picture(data: bytes, what: str) -> tuple[int, int] | None:
    """A bitmap's width and height in pixels as it is to be seen, by its head alone; None where it is damaged.

    Raises:
        DrawingRefused: it has more than MOST_PIXELS; the sentence begins with `what`.
    """
    try:
        with _open(data) as opened:
            width, height = opened.size
            turned = _orientation(opened) in _TURNED
    except Image.DecompressionBombError:
        raise _too_large(what) from None
    except _BROKEN:
        return None
    if width * height > MOST_PIXELS:
        raise _too_large(what)
    if min(width, height) < 1:
        return None
    return (height, width) if turned else (width, height)


def place_pictures(drawing: Drawing, frame: Frame) -> tuple[PlacedPicture, ...]:
    """A drawing's bitmaps made anew, with their places in the frame; those that are damaged are left out.

    Raises:
        DrawingRefused: one has too many pixels, or all together; or there is nothing but bitmaps, and all are damaged.
    """
    placed, pixels = [], 0
    for picture in drawing.pictures:
        size = measure_picture(picture.data, "A picture in this drawing")
        pixels += size[0] * size[1] if size else 0
        if pixels > MOST_PIXELS_TOGETHER:
            raise _too_large("All pictures in this drawing together", MOST_PIXELS_TOGETHER)
        if size and (clean := _clean(picture)) is not None:
            fresh, matrix = clean
            placed.append(PlacedPicture(fresh, frame.affine.after(matrix)))
    if drawing.pictures and not placed and not drawing.lines and not drawing.shapes:
        raise DrawingRefused(DAMAGED)
    return tuple(placed)


def _clean(picture: Picture) -> tuple[CleanPicture, Affine] | None:
    """The bitmap encoded anew with nothing but its pixels, and the map from these into the drawing's root units.

    Photographs become JPEG and everything else PNG; the longer side is at most LONGEST_SIDE pixels. None where it is
    damaged.
    """
    try:
        with _open(picture.data) as opened:
            photograph = opened.format == "JPEG"
            opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            pixels = _plain(opened)
    except _BROKEN:
        return None
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    pixels, matrix = _fit(pixels, picture)
    fresh = Image.new(pixels.mode, pixels.size)  # has no metadata that could come along
    fresh.paste(pixels)
    data, media_type, smaller = _encode(fresh, photograph=photograph)
    across, down = fresh.width / smaller.width, fresh.height / smaller.height
    return CleanPicture(data, media_type, *smaller.size), matrix.after(Affine(a=across, d=down))


@contextmanager
def _open(data: bytes) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is odd about it, and of its size, which is judged here
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            yield opened


def _too_large(what: str, most: int = MOST_PIXELS) -> DrawingRefused:
    many = "has" if what.startswith(("A ", "This ")) else "have"
    return DrawingRefused(
        f"{what} {many} more than {most // 1_000_000} million pixels, the most that is read. Make it smaller in a "
        f"picture program, to {LONGEST_SIDE:,} pixels along its longer side, and try again."
    )


def _orientation(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _plain(opened: Image.Image) -> Image.Image:
    """Its pixels the right way up, as greys (L), colours (RGB) or colours with transparency (RGBA)."""
    opened.load()
    if _orientation(opened) != 1:
        ImageOps.exif_transpose(opened, in_place=True)
    if opened.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in opened.info:
        seen = opened if opened.mode == "RGBA" else opened.convert("RGBA")
        lowest, _ = seen.getchannel("A").getextrema()
        return seen if lowest != 255 else seen.convert("RGB")
    if opened.mode.startswith("I"):  # sixteen bits a grey
        return opened.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    wanted = "L" if opened.mode in ("1", "L") else "RGB"
    return opened if opened.mode == wanted else opened.convert(wanted)


def _fit(pixels: Image.Image, picture: Picture) -> tuple[Image.Image, Affine]:
    """What of the bitmap is seen in its box, and the map that leads from its pixels into root units."""
    (left, top), (right, right_y), _, (low_x, low) = picture.corners
    width, height = picture.size if min(picture.size) > 0 else (1.0, 1.0)
    box = Affine(
        (right - left) / width, (right_y - top) / width, (low_x - left) / height, (low - top) / height, left, top
    )
    fitted = fit_box((0.0, 0.0, float(pixels.width), float(pixels.height)), width, height, picture.aspect)
    seen = (
        max(0, round(-fitted.e / fitted.a)),
        max(0, round(-fitted.f / fitted.d)),
        min(pixels.width, max(1, round((width - fitted.e) / fitted.a))),
        min(pixels.height, max(1, round((height - fitted.f) / fitted.d))),
    )
    if seen != (0, 0, *pixels.size) and seen[0] < seen[2] and seen[1] < seen[3]:
        return pixels.crop(seen), box.after(fitted).after(Affine(e=seen[0], f=seen[1]))
    return pixels, box.after(fitted)


def _encode(pixels: Image.Image, *, photograph: bool) -> tuple[bytes, str, Image.Image]:
    """Its bytes, at most MOST_BYTES, what they are, and what is in them."""
    while True:
        for kind in ("JPEG",) if photograph else ("PNG", "JPEG") if pixels.mode != "RGBA" else ("PNG",):
            written = io.BytesIO()
            pixels.save(written, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
            if written.tell() <= MOST_BYTES:
                return written.getvalue(), f"image/{kind.lower()}", pixels
        pixels = pixels.resize((max(1, int(pixels.width * SMALLER)), max(1, int(pixels.height * SMALLER))))
