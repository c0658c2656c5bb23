"""Pictures inside drawings for tests, and what the reader makes of them."""

import base64
import io
from collections.abc import Mapping

from PIL import Image, PngImagePlugin

from floorplans.frame import frame_of
from floorplans.pictures import place_pictures
from floorplans.propose import propose_plan
from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.results import PlacedPicture, Proposed
from floorplans.shapes import Point
from tests.floorplans.drawings import read

ROOM = '<rect class="room" width="40" height="20" fill="#eee" stroke="black"/>'


def png(size: tuple[int, int] = (4, 2), colour: object = "red", mode: str = "RGB", words: str = "") -> bytes:
    extra = PngImagePlugin.PngInfo()
    extra.add_text("Comment", words)
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, "PNG", pnginfo=extra, icc_profile=words.encode() or None)  # type: ignore[arg-type]
    return written.getvalue()


def photograph(image: Image.Image, exif: Mapping[int, object] | None = None) -> bytes:
    tags = image.getexif()
    for tag, value in (exif or {}).items():
        tags[tag] = value
    written = io.BytesIO()
    image.save(written, "JPEG", quality=95, exif=tags, icc_profile=b"a profile of <script>alert(1)</script>")
    return written.getvalue()


def address(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def image(where: str, rest: str = 'width="40" height="20"') -> str:
    return f'<image {rest} href="{where}"/>'


def place(body: str) -> tuple[PlacedPicture, ...]:
    drawing = read(body)
    return place_pictures(drawing, frame_of(drawing, None))


def propose(data: bytes) -> Proposed:
    drawing = read_drawing(data)
    return propose_plan(drawing, recognise(drawing))


def corners(placed: PlacedPicture) -> list[Point]:
    """Where the picture's corners lie, from top left, clockwise."""
    width, height = float(placed.picture.width), float(placed.picture.height)
    return [
        (round(x, 6), round(y, 6))
        for x, y in placed.matrix.map_points(((0, 0), (width, 0), (width, height), (0, height)))
    ]


def pixels(placed: PlacedPicture) -> Image.Image:
    return Image.open(io.BytesIO(placed.picture.data))
