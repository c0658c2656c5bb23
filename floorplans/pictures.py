"""Bitmaps inside a drawing: taken out, checked, and made anew so that nothing else comes with them."""

import base64
import binascii
import io
import math
import re
import struct
import urllib.parse
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError

from floorplans.affine import Affine
from floorplans.frame import Frame
from floorplans.results import CleanPicture, PlacedPicture
from floorplans.shapes import Drawing, DrawingRefused, Picture
from floorplans.view import fit_box

MOST_PICTURES = 8
MOST_PIXELS = 36_000_000
"""Of one picture: a sheet of A2 scanned at 300 dots an inch has 35 million."""

MOST_PIXELS_HELD = 14_000_000
"""Of one picture of a kind that can only be opened by holding it several times over: a telephone's has 12 million."""

MOST_PIXELS_TOGETHER = 72_000_000
LONGEST_SIDE = 4_000
"""More than the largest screens show; what is larger is made smaller."""

MOST_BYTES = 4 * 1024 * 1024
"""Of a picture as it is kept: beyond it a drawing is kept like a photograph, and then smaller."""

QUALITY = 82
SMALLER = 0.7

BAND = 128
"""So many rows of the smaller bitmap are made at a time."""

_DATA = re.compile(r"\s*data:image/(png|jpe?g|gif|webp|bmp)(?:;[\w=-]{1,40}){0,3};base64,", re.I)
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"BM")
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_BROKEN = (
    *(UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError),
    *(struct.error, zlib.error, OverflowError),
)
_TURNED = range(5, 9)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By what the orientation says, how the bitmap comes to stand upright."""

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
        DrawingRefused: it has more than MOST_PIXELS, or MOST_PIXELS_HELD where it is a WebP or a progressive JPEG; the
            sentence begins with `what`.
    """
    try:
        with _open(data) as opened:
            width, height = opened.size
            turned = _orientation(opened) in _TURNED
            held = opened.format == "WEBP" or "progressive" in opened.info
    except Image.DecompressionBombError:
        raise _too_large(what) from None
    except _BROKEN:
        return None
    if width * height > MOST_PIXELS:
        raise _too_large(what)
    if held and width * height > MOST_PIXELS_HELD:
        raise _too_large(what, MOST_PIXELS_HELD, " of a WebP or a progressive JPEG")
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
            turn = _TURNS.get(_orientation(opened))
            opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            pixels = _shrink(opened, _fit_side(opened.size))
    except _BROKEN:
        return None
    pixels = _plain(pixels if turn is None else pixels.transpose(turn))
    pixels, matrix = _fit(pixels, picture)
    if picture.opacity < 1:
        pixels = _fade(pixels, picture.opacity, photograph=photograph)
    data, media_type, smaller = _encode(pixels, photograph=photograph)
    across, down = pixels.width / smaller.width, pixels.height / smaller.height
    return CleanPicture(data, media_type, *smaller.size), matrix.after(Affine(a=across, d=down))


@contextmanager
def _open(data: bytes) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is odd about it, and of its size, which is judged here
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            yield opened


def _too_large(what: str, most: int = MOST_PIXELS, of: str = "") -> DrawingRefused:
    many = "has" if what.startswith(("A ", "This ")) else "have"
    return DrawingRefused(
        f"{what} {many} more than {most // 1_000_000} million pixels, the most that is read{of}. Make it smaller in a "
        f"picture program, to {LONGEST_SIDE:,} pixels along its longer side, and try again."
    )


def _orientation(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _fit_side(size: tuple[int, int]) -> tuple[int, int]:
    """The size, made smaller so that its longer side is at most LONGEST_SIDE."""
    width, height = size
    most = min(1.0, LONGEST_SIDE / max(size))
    return max(1, round(width * most)), max(1, round(height * most))


def _shrink(opened: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A new bitmap of that size with nothing but the pixels, in one of our own modes: L, RGB or RGBA.

    It is made band by band, since to make a large one smaller with its transparency takes three times its own memory.
    """
    wanted = _mode_of(opened)
    fresh = Image.new(wanted, size)  # has no metadata that could come along
    step = opened.height / size[1]
    reach = math.ceil(2 * step) + 1  # as far as a pixel of the smaller one is made of the larger one's
    for top in range(0, size[1], BAND):
        past = min(top + BAND, size[1])
        first, last = max(0, math.floor(top * step) - reach), min(opened.height, math.ceil(past * step) + reach)
        band = _convert(opened.crop((0, first, opened.width, last)), wanted)
        box = (0.0, top * step - first, float(opened.width), min(past * step - first, float(band.height)))
        fresh.paste(band.resize((size[0], past - top), Image.Resampling.BICUBIC, box), (0, top))
    return fresh


def _mode_of(opened: Image.Image) -> str:
    if opened.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in opened.info:
        return "RGBA"
    return "L" if opened.mode in ("1", "L") or opened.mode.startswith("I") else "RGB"


def _convert(band: Image.Image, mode: str) -> Image.Image:
    if mode == "L" and band.mode.startswith("I"):  # sixteen bits a grey
        return band.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    return band if band.mode == mode else band.convert(mode)


def _plain(pixels: Image.Image) -> Image.Image:
    """The same without transparency, where nothing can be seen through it."""
    if pixels.mode != "RGBA" or pixels.getchannel("A").getextrema()[0] != 255:
        return pixels
    return pixels.convert("RGB")


def _fit(pixels: Image.Image, picture: Picture) -> tuple[Image.Image, Affine]:
    """What of the bitmap is seen in its box, and the map that leads from its pixels into root units."""
    (x, y), (right_x, right_y), _, (low_x, low_y) = picture.corners
    width, height = picture.size if min(picture.size) > 0 else (1.0, 1.0)
    box = Affine((right_x - x) / width, (right_y - y) / width, (low_x - x) / height, (low_y - y) / height, x, y)
    left, top, right, bottom = picture.clip or (0.0, 0.0, width, height)
    fitted = fit_box((0.0, 0.0, float(pixels.width), float(pixels.height)), width, height, picture.aspect)
    seen = (
        max(0, round((left - fitted.e) / fitted.a)),
        max(0, round((top - fitted.f) / fitted.d)),
        min(pixels.width, max(1, round((right - fitted.e) / fitted.a))),
        min(pixels.height, max(1, round((bottom - fitted.f) / fitted.d))),
    )
    if seen != (0, 0, *pixels.size) and seen[0] < seen[2] and seen[1] < seen[3]:
        return pixels.crop(seen), box.after(fitted).after(Affine(e=seen[0], f=seen[1]))
    return pixels, box.after(fitted)


def _fade(pixels: Image.Image, opacity: float, *, photograph: bool) -> Image.Image:
    """The same as faint as the drawing shows it: a photograph on white paper, all else with transparency."""
    if photograph:
        return Image.blend(Image.new(pixels.mode, pixels.size, "white"), pixels, opacity)
    clear = pixels if pixels.mode == "RGBA" else pixels.convert("RGBA")
    clear.putalpha(clear.getchannel("A").point(lambda alpha: alpha * opacity))
    return clear


def _encode(pixels: Image.Image, *, photograph: bool) -> tuple[bytes, str, Image.Image]:
    """Its bytes, at most MOST_BYTES, what they are, and what is in them."""
    while True:
        for kind in ("JPEG",) if photograph else ("PNG", "JPEG") if pixels.mode != "RGBA" else ("PNG",):
            written = io.BytesIO()
            pixels.save(written, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
            if written.tell() <= MOST_BYTES:
                return written.getvalue(), f"image/{kind.lower()}", pixels
        pixels = _shrink(pixels, (max(1, int(pixels.width * SMALLER)), max(1, int(pixels.height * SMALLER))))
