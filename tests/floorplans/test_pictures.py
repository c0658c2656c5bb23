import base64
import io

import pytest
from PIL import Image, PngImagePlugin

from floorplans.pictures import LONGEST_SIDE, MOST_PIXELS, clean_picture, read_data_address
from floorplans.plan import prepare_plan
from floorplans.read_svg import read_svg
from floorplans.recognise import recognise
from floorplans.shapes import Picture
from tests.floorplans.backdrops import assert_harmless
from tests.floorplans.drawings import read
from tests.paths import shared_data

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def png(width: int = 4, height: int = 2, words: str = "") -> bytes:
    extra = PngImagePlugin.PngInfo()
    extra.add_text("Comment", words)
    written = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(written, "PNG", pnginfo=extra)
    return written.getvalue()


def address(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def image(where: str, rest: str = 'width="40" height="20"') -> str:
    return f'<image {rest} href="{where}"/>'


def test_bitmap_is_taken_out_with_its_place() -> None:
    drawing = read(f'<g transform="translate(10 5) scale(2)">{image(address(png()))}</g>')
    assert drawing.pictures[0].corners == ((10, 5), (90, 5), (90, 45), (10, 45))
    assert drawing.notes[-1] == "Pictures inside the drawing, kept as its background: 1."


def test_picture_is_made_anew_from_its_pixels_alone() -> None:
    sent = png(words="<script>alert(1)</script>") + b"<svg onload=alert(2)>"
    clean = clean_picture(Picture(sent, CORNERS))
    assert clean is not None
    assert (clean.media_type, clean.width, clean.height) == ("image/png", 4, 2)
    assert b"alert" not in clean.data
    with Image.open(io.BytesIO(clean.data)) as opened:
        assert opened.convert("RGB").getpixel((0, 0)) == (255, 0, 0)


def test_large_picture_is_made_smaller_and_a_bomb_left_out() -> None:
    clean = clean_picture(Picture(png(LONGEST_SIDE + 500, 100), CORNERS))
    assert clean is not None
    assert clean.width == LONGEST_SIDE
    side = int(MOST_PIXELS**0.5) + 10
    assert clean_picture(Picture(png(side, side), CORNERS)) is None


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/a.png",
        "file:///etc/passwd",
        "//evil.example/a.png",
        address(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg+xml"),
        address(b"<svg onload=alert(1)>"),
        "data:image/png;base64,!!!!",
        "data:text/html;base64,PGI+",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_bitmap_in_the_file_is_left_out(where: str) -> None:
    assert read_data_address(where) is None
    drawing = read(image(where) + '<rect width="9" height="9"/>')
    assert drawing.pictures == ()
    assert sum("Pictures" in note or "References" in note for note in drawing.notes) == 1


def test_damaged_bitmap_is_left_out() -> None:
    for data in (png()[:40], png()[:20] + b"\0" * 60, b"\x89PNG\r\n\x1a\n"):
        assert clean_picture(Picture(data, CORNERS)) is None


@pytest.mark.parametrize("name", ["concordia/Hall-2", "ha-floorplan/floorplanner_home"])
def test_plan_that_is_a_picture_becomes_a_backdrop_to_draw_on(name: str) -> None:
    drawing = read_svg(shared_data("svg", *f"{name}.svg".split("/")).read_bytes())
    plan = prepare_plan(drawing, recognise(drawing))
    assert len(plan.pictures) >= 1
    assert_harmless(plan.backdrop_svg)
    assert plan.pictures[0].picture.data[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
    xs, ys = zip(*plan.pictures[0].corners, strict=True)
    assert min(xs) < plan.width / 2 < max(xs)
    assert min(ys) < plan.height / 2 < max(ys)
