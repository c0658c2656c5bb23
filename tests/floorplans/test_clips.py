"""Pictures that are clipped or faint are kept as a browser shows them."""

import io

import pytest
from PIL import Image

from floorplans.shapes import Point
from tests.floorplans.bitmaps import address, corners, image, photograph, pixels, place
from tests.floorplans.drawings import read

QUARTERS = (("red", 0, 0), ("lime", 20, 0), ("blue", 0, 10), ("white", 20, 10))
SHEET = '<rect width="100" height="100" fill="none" stroke="red"/>'
HELD = 'width="40" height="20"'
FAINT = f'{HELD} style="opacity:.4"'
CUT = 'clip-path="url(#Cut)"'


def quarters() -> str:
    """An address of 40 by 20 pixels in four colours: red and green above blue and white."""
    whole = Image.new("RGB", (40, 20))
    for colour, x, y in QUARTERS:
        whole.paste(colour, (x, y, x + 20, y + 10))
    written = io.BytesIO()
    whole.save(written, "PNG")
    return address(written.getvalue())


def clip(inside: str, more: str = "") -> str:
    return f'<clipPath id="Cut" {more}>{inside}</clipPath>'


@pytest.mark.parametrize(
    ("defined", "placed_by", "where"),
    [
        (clip('<rect x="20" y="0" width="20" height="10"/>'), CUT, [(20, 0), (40, 10)]),
        (clip('<rect x="20" y="0" width="20" height="10"/>'), "style=\"clip-path:url('#Cut')\"", [(20, 0), (40, 10)]),
        (clip('<path d="M20 0h20v10h-20z"/>'), CUT, [(20, 0), (40, 10)]),
        (clip('<rect x="20" y="-50" width="90" height="60"/>'), CUT, [(20, 0), (40, 10)]),
        (clip('<rect width="20" height="10"/>', 'transform="translate(20)"'), CUT, [(20, 0), (40, 10)]),
        (
            clip('<rect x=".5" width=".5" height=".5"/>', 'clipPathUnits="objectBoundingBox"'),
            CUT,
            [(20, 0), (40, 10)],
        ),
        (
            clip('<rect x="20" width="20" height="10"/>'),
            'transform="translate(5 7)" clip-path="url(#Cut)"',
            [(25, 7), (45, 17)],
        ),
    ],
)  # fmt: skip
def test_picture_is_cut_to_the_rectangle_that_clips_it(defined: str, placed_by: str, where: list[Point]) -> None:
    (placed,) = place(defined + image(quarters(), f"{HELD} {placed_by}") + SHEET)

    assert pixels(placed).getcolors() == [(200, (0, 255, 0))]
    assert [corners(placed)[0], corners(placed)[2]] == where


@pytest.mark.parametrize(
    ("sheet", "placed_by", "where"),
    [
        (".cut { clip-path: url(#Cut) }", 'class="cut"', [(20, 0), (40, 10)]),
        ("image{clip-path:url('#Cut')}", "", [(20, 0), (40, 10)]),
        ('g #Photo { clip-path : url("#Cut") }', 'id="Photo"', [(20, 0), (40, 10)]),
        (".cut { clip-path: none }", f'class="cut" {CUT}', [(0, 0), (40, 20)]),
        (".cut { clip-path: url(#Cut) }", 'class="cut" style="clip-path: none"', [(0, 0), (40, 20)]),
        (".cut { clip-path: url(#Cut) !important }", 'class="cut" style="clip-path: none"', [(20, 0), (40, 10)]),
        (".cut { clip-path: url(#cut) }", 'class="cut"', [(0, 0), (40, 20)]),
        (".all { clip-path: inherit }", 'class="all"', [(20, 0), (40, 10)]),
    ],
)
def test_style_sheet_clips_as_an_attribute_does(sheet: str, placed_by: str, where: list[Point]) -> None:
    """Ids are told apart by their case; what is inherited is what clips the group around it, which cuts the same."""
    cut = clip('<rect x="20" y="0" width="20" height="10"/>')
    around = f"<g {CUT if 'inherit' in sheet else ''}>"
    (placed,) = place(f"<style>{sheet}</style>{cut}{around}{image(quarters(), f'{HELD} {placed_by}')}</g>{SHEET}")

    assert [corners(placed)[0], corners(placed)[2]] == where


def test_clip_path_that_a_style_sheet_clips_again_is_not_applied() -> None:
    cut = clip('<rect class="again" x="20" y="0" width="20" height="10"/>') + '<clipPath id="Other"/>'
    plan = f"<style>.again{{clip-path:url(#Other)}}</style>{cut}{image(quarters(), f'{HELD} {CUT}')}{SHEET}"

    (placed,) = place(plan)

    assert [corners(placed)[0], corners(placed)[2]] == [(0, 0), (40, 20)]
    assert any(note.startswith("Clip paths over pictures that are no upright rectangles") for note in read(plan).notes)


@pytest.mark.parametrize(
    ("sheet", "masked", "number"),
    [
        ("", 'mask="url(#Hole)"', 1),
        ("", "style=\"mask:url('#Hole')\"", 1),
        (".m { mask: url(#Hole) }", 'class="m"', 1),
        (".m { mask-image: url(#Hole) }", 'class="m"', 1),
        (".m { mask: none }", 'class="m" mask="url(#Hole)"', 0),
        ("", 'mask="none"', 0),
        ("", "", 0),
    ],
)
def test_what_is_masked_stays_whole_and_is_said(sheet: str, masked: str, number: int) -> None:
    hole = '<mask id="Hole"><rect width="9" height="9" fill="white"/></mask>'
    drawing = read(f'<style>{sheet}</style>{hole}<g {masked}><rect width="40" height="20" fill="red"/></g>')

    assert [shape.ring for shape in drawing.shapes] == [((0, 0), (40, 0), (40, 20), (0, 20))]
    said = "Masks, which are not read, so that what they hide is shown whole: {}."
    assert [note for note in drawing.notes if "Mask" in note] == [said.format(number)] * bool(number)


def test_picture_is_cut_by_the_groups_around_it_too() -> None:
    """In the sheet's units the group is cut to 30 by 10 and the picture in it to 10 to 30 across."""
    cuts = clip('<rect x="10" width="20" height="20"/>')
    cuts += '<clipPath id="Low"><rect width="15" height="5"/></clipPath>'
    inner = image(quarters(), f"{HELD} {CUT}")
    (placed,) = place(
        f'{cuts}<g transform="scale(2)" clip-path="url(#Low)"><g transform="scale(.5)">{inner}</g></g>{SHEET}'
    )

    assert [corners(placed)[0], corners(placed)[2]] == [(10, 0), (30, 10)]
    assert sorted(pixels(placed).getcolors() or []) == [(100, (0, 255, 0)), (100, (255, 0, 0))]


def test_picture_that_is_clipped_away_is_left_out() -> None:
    drawing = read(clip('<rect x="60" width="9" height="9"/>') + image(quarters(), f"{HELD} {CUT}") + SHEET)

    assert drawing.pictures == ()
    assert drawing.notes[-1] == "Hidden elements or layers that were left out: 1."


@pytest.mark.parametrize(
    "defined",
    [
        clip('<circle cx="20" cy="10" r="5"/>'),
        clip('<path d="M0 0L40 0L20 20z"/>'),
        clip('<path d="M0 0h40v20h-20v-10h-20z"/>'),
        clip('<rect width="9" height="9"/><rect x="20" width="9" height="9"/>'),
        clip('<rect width="9" height="9" transform="rotate(20)"/>'),
        clip('<rect width="9" height="9" clip-path="url(#Cut)"/>'),
        clip('<text x="5" y="5">A</text>'),
        clip('<path d="M0 0 broken"/>'),
        clip(f'<path d="M0 0{"l1 1" * 200}z"/>'),
        clip('<rect width="9" height="9" transform="scale(nothing)"/>'),
        clip(""),
        "",
    ],
)
def test_picture_with_any_other_clip_path_is_kept_whole_and_that_is_said(defined: str) -> None:
    drawing = read(defined + image(quarters(), f"{HELD} {CUT}") + SHEET)

    assert "Clip paths over pictures that are no upright rectangles, and were not applied: 1." in drawing.notes
    assert [picture.clip for picture in drawing.pictures] == [(0, 0, 40, 20)]


@pytest.mark.parametrize(
    ("body", "alpha"),
    [
        (image(quarters(), f'{HELD} opacity="0.4"'), 102),
        (f'<g opacity="0.5">{image(quarters(), FAINT)}</g>', 51),
        (image(quarters(), f'{HELD} opacity="1"'), None),
    ],
)
def test_faint_picture_stays_as_faint(body: str, alpha: int | None) -> None:
    (placed,) = place(body + SHEET)

    seen = pixels(placed).getpixel((30, 5))
    assert seen == ((0, 255, 0, alpha) if alpha is not None else (0, 255, 0))


def test_faint_photograph_is_one_on_white_paper() -> None:
    taken = address(photograph(Image.new("RGB", (40, 20), "black")), "jpeg")
    (placed,) = place(image(taken, f'{HELD} opacity="0.4"') + SHEET)

    assert placed.picture.media_type == "image/jpeg"
    seen = pixels(placed).getpixel((30, 5))
    assert isinstance(seen, tuple)
    assert all(abs(part - 153) <= 2 for part in seen)  # two fifths black, three fifths of 255
