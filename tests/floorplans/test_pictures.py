import io

import pytest
from PIL import Image

from floorplans.affine import Affine
from floorplans.cage import propose_in_cage
from floorplans.pictures import read_data_address
from floorplans.plan import prepare_plan
from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.results import PlacedPicture
from floorplans.shapes import DrawingRefused, Point
from tests.floorplans.backdrops import assert_harmless
from tests.floorplans.bitmaps import ROOM, address, corners, image, photograph, pixels, place, png, propose
from tests.floorplans.drawings import read, svg
from tests.paths import shared_data

UNNAMED = "Closed shapes without a label, not proposed: 1. Draw those yourself that are rooms or desks."
SECRETS = (b"alert", b"Exif", b"51.4816", b"iCCP", b"ICC_PROFILE")


def test_bitmap_is_taken_out_with_its_place() -> None:
    drawing = read(f'<g transform="translate(10 5) scale(2)">{image(address(png()))}</g>')
    assert drawing.pictures[0].corners == ((10, 5), (90, 5), (90, 45), (10, 45))
    assert drawing.notes[-1] == "Pictures inside the drawing, kept as its background: 1."


def test_picture_is_placed_in_the_frame_that_the_plan_has() -> None:
    """Much of the sheet of 100 by 100 is empty, so the frame is cut to the room and a margin of 1.5 % of its width."""
    (placed,) = place(f'<g transform="translate(10 5) rotate(90)">{image(address(png()))}</g>{ROOM}')
    # Turned by a quarter, 40 by 20 at (10, 5) is 20 by 40 to the left of it; the drawing's edge cuts it off at 0.
    # Used is then 0 to 40 and 0 to 45, the margin 0.675.
    assert corners(placed) == [(10.675, 5.675), (10.675, 45.675), (-9.325, 45.675), (-9.325, 5.675)]


@pytest.mark.parametrize(
    ("aspect", "size", "expected"),
    [
        ("", (4, 4), [(10, 0), (30, 0), (30, 20), (10, 20)]),
        ("xMinYMin meet", (4, 4), [(0, 0), (20, 0), (20, 20), (0, 20)]),
        ("xMaxYMid", (4, 4), [(20, 0), (40, 0), (40, 20), (20, 20)]),
        ("none", (4, 4), [(0, 0), (40, 0), (40, 20), (0, 20)]),
        ("xMidYMid slice", (4, 4), [(0, 0), (40, 0), (40, 20), (0, 20)]),
        ("", (4, 2), [(0, 0), (40, 0), (40, 20), (0, 20)]),
    ],
)
def test_picture_lies_in_its_box_as_a_browser_lays_it(
    aspect: str, size: tuple[int, int], expected: list[Point]
) -> None:
    held = f'width="40" height="20" preserveAspectRatio="{aspect}"'
    (placed,) = place(image(address(png(size)), held) + '<rect width="100" height="100" fill="none" stroke="red"/>')
    assert corners(placed) == expected


def test_picture_that_fills_its_box_is_cut_to_what_is_seen() -> None:
    """A square of 4 rows over a box half as high as wide: the upper and the lower quarter are not seen."""
    striped = Image.new("RGB", (4, 4), "blue")
    striped.paste("red", (0, 1, 4, 3))
    written = io.BytesIO()
    striped.save(written, "PNG")
    held = 'width="40" height="20" preserveAspectRatio="xMidYMid slice"'

    (placed,) = place(image(address(written.getvalue()), held))

    assert pixels(placed).size == (4, 2)
    assert pixels(placed).getcolors() == [(8, (255, 0, 0))]


def test_picture_is_made_anew_from_its_pixels_alone() -> None:
    sent = png(words="<script>alert(1)</script>") + b"<svg onload=alert(2)>"
    assert b"iCCP" in sent
    (placed,) = place(image(address(sent)))
    assert (placed.picture.media_type, placed.picture.width, placed.picture.height) == ("image/png", 4, 2)
    assert not any(secret in placed.picture.data for secret in SECRETS)
    assert pixels(placed).getpixel((0, 0)) == (255, 0, 0)


def test_photograph_loses_where_it_was_taken_and_stands_upright() -> None:
    """A telephone held upright writes its rows sideways and says so: 30 wide and 20 high are 20 wide and 30 high."""
    taken = Image.new("RGB", (30, 20), "white")
    taken.paste("black", (0, 0, 15, 20))
    sent = photograph(taken, {0x0112: 6, 0x010E: "<script>alert(1)</script>", 0x8825: {1: "N", 29: "51.4816"}})
    assert b"Exif" in sent
    assert b"alert" in sent

    proposed = propose(sent)

    (placed,) = proposed.pictures
    assert (proposed.width, proposed.height) == (20, 30)
    assert (placed.picture.media_type, placed.picture.width, placed.picture.height) == ("image/jpeg", 20, 30)
    assert placed.matrix == Affine()
    assert not any(secret in placed.picture.data for secret in SECRETS)
    assert not pixels(placed).getexif()
    upper, lower = pixels(placed).getpixel((10, 3)), pixels(placed).getpixel((10, 27))
    assert isinstance(upper, tuple)
    assert isinstance(lower, tuple)
    assert max(upper) < 20
    assert min(lower) > 235


@pytest.mark.parametrize(
    ("mode", "colour", "kept", "seen"),
    [
        ("1", 1, "L", 255),
        ("L", 77, "L", 77),
        ("P", 0, "RGB", (0, 0, 0)),
        ("I;16", 0x8000, "L", 128),
        ("RGBA", (9, 8, 7, 255), "RGB", (9, 8, 7)),
        ("RGBA", (9, 8, 7, 100), "RGBA", (9, 8, 7, 100)),
        ("LA", (9, 100), "RGBA", (9, 9, 9, 100)),
    ],
)
def test_pictures_of_every_kind_of_colour_keep_it(mode: str, colour: object, kept: str, seen: object) -> None:
    (placed,) = propose(png((6, 4), colour, mode)).pictures
    assert pixels(placed).mode == kept
    assert pixels(placed).getpixel((2, 2)) == seen


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_that_lies_stands_as_a_viewer_shows_it(orientation: int) -> None:
    """Four colours in the corners, as the file has them, and where each of the eight orientations puts them."""
    taken = Image.new("RGB", (60, 40))
    for at, colour in enumerate(("red", "lime", "blue", "white")):
        taken.paste(colour, (at % 2 * 30, at // 2 * 20, at % 2 * 30 + 30, at // 2 * 20 + 20))
    shown = {1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb"}[orientation]

    (placed,) = propose(photograph(taken, {0x0112: orientation})).pictures

    stands = pixels(placed)
    assert stands.size == ((60, 40) if orientation < 5 else (40, 60))
    spots = [(x, y) for y in (stands.height // 4, 3 * stands.height // 4) for x in (10, stands.width - 10)]
    names = {(1, 0, 0): "r", (0, 1, 0): "g", (0, 0, 1): "b", (1, 1, 1): "w"}
    found = [names[tuple(round(part / 255) for part in stands.getpixel(spot))] for spot in spots]  # type: ignore[index, union-attr]
    assert "".join(found) == shown


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
def test_what_is_no_bitmap_in_the_file_is_left_out_and_said(where: str) -> None:
    assert read_data_address(where) is None
    proposed = propose(svg(image(where) + '<rect width="9" height="9"/>'))
    assert proposed.pictures == ()
    note, unnamed = proposed.notes
    assert unnamed == UNNAMED
    assert note in (
        "Pictures inside the drawing, which are not read: 1.",
        "Pictures that the drawing only refers to, which are never fetched: 1. Embed them in the drawing program to "
        "have them.",
    )


DAMAGED = (png()[:40], png()[:20] + b"\0" * 60, b"\x89PNG\r\n\x1a\n", photograph(Image.new("RGB", (64, 64)))[:200])


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_damaged_bitmap_is_left_out_of_a_drawing_and_refused_by_itself(data: bytes) -> None:
    proposed = propose(svg(image(address(data)) + image(address(png())) + ROOM))
    assert len(proposed.pictures) == 1
    assert proposed.notes == ("Pictures inside the drawing that are damaged, and were left out: 1.", UNNAMED)

    for alone in (data, svg(image(address(data)))):
        with pytest.raises(DrawingRefused, match="This picture cannot be read: it is damaged"):
            propose(alone)


def test_picture_alone_is_a_backdrop_with_nothing_found_in_it() -> None:
    proposed = propose_in_cage(png((800, 600)), "floor.png")
    assert (proposed.width, proposed.height, proposed.metres_per_unit) == (800, 600, None)
    assert (proposed.proposals, proposed.notes) == ((), ())
    (placed,) = proposed.pictures
    assert corners(placed) == [(0, 0), (800, 0), (800, 600), (0, 600)]
    assert_harmless(proposed.backdrop_svg)


def test_picture_comes_out_of_the_cage_as_it_went_in() -> None:
    drawing = svg(image(address(png((40, 20)))) + ROOM)
    assert propose_in_cage(drawing) == propose(drawing)
    assert len(propose(drawing).pictures) == 1


def test_rooms_over_a_picture_are_seen_through() -> None:
    over, without = propose(svg(image(address(png())) + ROOM)), propose(svg(ROOM))
    assert over.backdrop_svg.replace(".o,.b,.s,.f,.x,.g{fill:none}", "") == without.backdrop_svg
    assert over.backdrop_svg != without.backdrop_svg


@pytest.mark.parametrize("name", ["concordia/Hall-2", "ha-floorplan/floorplanner_home"])
def test_plan_that_is_a_picture_becomes_a_backdrop_to_draw_on(name: str) -> None:
    drawing = read_drawing(shared_data("svg", *f"{name}.svg".split("/")).read_bytes())
    plan = prepare_plan(drawing, recognise(drawing))
    assert len(plan.pictures) >= 1
    assert_harmless(plan.backdrop_svg)
    assert plan.pictures[0].picture.data[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
    xs, ys = zip(*corners(plan.pictures[0]), strict=True)
    assert min(xs) < plan.width / 2 < max(xs)
    assert min(ys) < plan.height / 2 < max(ys)


def test_hostile_drawings_that_name_pictures_get_none() -> None:
    """All of them are elsewhere: on other hosts, in other files, or behind an address that runs something."""
    named, found = 0, list[PlacedPicture]()
    for path in sorted(shared_data("bad", "payloads-xxe-svg").rglob("*.svg")):
        named += b"<image" in path.read_bytes()
        try:
            found += propose_in_cage(path.read_bytes(), path.name).pictures
        except DrawingRefused:
            continue
    assert named >= 5
    assert found == []
