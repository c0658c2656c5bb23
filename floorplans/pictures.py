"""Bitmaps inside a drawing: taken out, checked, and made anew so that nothing else comes with them."""

import base64
import binascii
import io
import re
import urllib.parse
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from floorplans.shapes import Picture

MOST_PICTURES = 8
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 3_000
QUALITY = 82

_DATA = re.compile(r"\s*data:image/(png|jpe?g|gif|webp|bmp)(?:;[\w=-]{1,40}){0,3};base64,", re.I)
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"BM")
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A bitmap of our own making: its bytes, what they are (image/png or image/jpeg), and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


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


def clean_picture(picture: Picture) -> CleanPicture | None:
    """Decode a bitmap and encode it again without anything but its pixels; None where it cannot be, or is too large.

    Photographs become JPEG and everything else PNG; the longer side is at most LONGEST_SIDE pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(picture.data), formats=_FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS or min(opened.size) < 1:
                    return None
                photograph = opened.format == "JPEG"
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                pixels = opened.convert("RGB" if photograph else "RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError):
        return None
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    fresh = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    if photograph:
        fresh.save(written, "JPEG", quality=QUALITY)
    else:
        fresh.save(written, "PNG", optimize=False)
    return CleanPicture(written.getvalue(), "image/jpeg" if photograph else "image/png", *fresh.size)
