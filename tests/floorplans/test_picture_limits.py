import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops

import floorplans.pictures
from floorplans.cage import propose_in_cage
from floorplans.formats import MOST_BYTES as MOST_UPLOADED
from floorplans.pictures import (
    LONGEST_SIDE,
    MOST_BYTES,
    MOST_PIXELS,
)
from floorplans.shapes import DrawingRefused
from tests.floorplans.bitmaps import ROOM, address, corners, image, pixels, place, png, propose
from tests.floorplans.drawings import svg
from tests.paths import CHECKOUT


def black(side: int) -> bytes:
    """A PNG of one bit a pixel, written by hand: decoded it takes eight times as much."""
    rows = zlib.compress(bytes(1 + (side + 7) // 8) * side, 9)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def test_large_picture_is_made_smaller_and_lies_where_it_lay() -> None:
    proposed = propose(png((LONGEST_SIDE + 1000, 100), 1, "1"))
    (placed,) = proposed.pictures
    assert (placed.picture.width, placed.picture.height) == (LONGEST_SIDE, 80)
    assert corners(placed) == [(0, 0), (5000, 0), (5000, 100), (0, 100)]


def test_drawing_that_does_not_pack_is_kept_as_a_photograph(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise packs into no PNG; what may be seen through stays one and becomes smaller."""
    monkeypatch.setattr(floorplans.pictures, "MOST_BYTES", 75_000)
    noise = Image.effect_noise((300, 300), 100)
    clear = Image.merge("RGBA", (noise, noise, noise, noise))
    kept = {}
    for name, sent in (("opaque", noise), ("clear", clear)):
        written = io.BytesIO()
        sent.save(written, "PNG")
        assert written.tell() > 75_000
        (placed,) = propose(written.getvalue()).pictures
        assert len(placed.picture.data) <= 75_000
        assert corners(placed) == [(0, 0), (300, 0), (300, 300), (0, 300)]
        kept[name] = (placed.picture.media_type, placed.picture.width)

    assert kept["opaque"] == ("image/jpeg", 300)
    assert kept["clear"][0] == "image/png"
    assert kept["clear"][1] < 300
    assert MOST_BYTES == 4 * 1024 * 1024


@pytest.mark.parametrize("side", [int(MOST_PIXELS**0.5) + 10, 20_000], ids=["too large", "a bomb"])
def test_bomb_is_refused_with_what_to_do(side: int) -> None:
    """Of 20,000 pixels a side in 50 kB; Pillow itself gives such a one up."""
    bomb = black(side)
    assert len(bomb) < 100_000
    remedy = "36 million pixels, the most that is read. Make it smaller in a picture program, to 4,000 pixels along"

    for data, what in ((bomb, "This picture has"), (svg(image(address(bomb)) + ROOM), "A picture in this drawing has")):
        with pytest.raises(DrawingRefused) as refused:
            propose_in_cage(data, "floor.png")
        assert str(refused.value).startswith(f"{what} more than {remedy}")


def large(mode: str) -> Image.Image:
    """As many pixels as are read, of a pattern that packs into less than an upload may have."""
    side = int(MOST_PIXELS**0.5)
    tile = Image.linear_gradient("L").resize((side // 10, side // 10))
    part = Image.merge(mode, [tile] * len(mode))
    whole = Image.new(mode, (side, side))
    for at in range(100):
        whole.paste(part, (at % 10 * part.width, at // 10 * part.height))
    return whole


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_largest_picture_is_read_in_300_megabytes(mode: str, tmp_path: Path) -> None:
    """In a process of its own, of which the reader is the only child, so that its memory is what is measured."""
    sent = tmp_path / "largest.png"
    large(mode).save(sent, "PNG", compress_level=1)
    assert sent.stat().st_size < MOST_UPLOADED
    measured = (
        "import json, resource, sys\n"
        f"sys.path.insert(0, {str(CHECKOUT)!r})\n"
        "from floorplans.cage import propose_in_cage\n"
        f"(placed,) = propose_in_cage(open({str(sent)!r}, 'rb').read()).pictures\n"
        "most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(json.dumps([placed.picture.width, len(placed.picture.data), most / 1024]))"
    )

    done = subprocess.run([sys.executable, "-c", measured], capture_output=True, text=True, check=True)

    width, size, mega_bytes = json.loads(done.stdout)
    assert width == LONGEST_SIDE
    assert size <= MOST_BYTES
    assert 150 < mega_bytes < 300


def test_kinds_that_are_held_several_times_over_are_read_up_to_fewer_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floorplans.pictures, "MOST_PIXELS_HELD", 1_000_000)
    seen: list[int | str] = []
    for side, kind, given in (
        (1_000, "WEBP", {}),
        (1_001, "WEBP", {}),
        (1_000, "JPEG", {"progressive": True}),
        (1_001, "JPEG", {"progressive": True}),
        (1_001, "JPEG", {}),
    ):
        written = io.BytesIO()
        Image.new("RGB", (side, side)).save(written, kind, **given)
        try:
            seen.append(len(place(image(address(written.getvalue(), kind.lower())))))
        except DrawingRefused as refused:
            seen.append(str(refused))
    why = (
        "A picture in this drawing has more than 1 million pixels, the most that is read of a WebP or a progressive "
        "JPEG. Make it smaller in a picture program, to 4,000 pixels along its longer side, and try again."
    )
    assert seen == [1, why, 1, why, 1]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_large_picture_is_made_smaller_without_a_seam(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Band by band it becomes what it becomes in one piece."""
    monkeypatch.setattr(floorplans.pictures, "LONGEST_SIDE", 300)
    dice = Image.merge(mode, [Image.effect_noise((370, 451), 90) for _ in mode])
    written = io.BytesIO()
    dice.save(written, "PNG")

    (placed,) = propose(written.getvalue()).pictures

    assert placed.picture.height == 300
    whole = dice.resize((246, 300), Image.Resampling.BICUBIC)
    differ = ImageChops.difference(pixels(placed), whole).getextrema()
    assert max(most for _, most in differ) <= 3  # type: ignore[misc] # a number's last place


def test_many_pictures_are_refused_that_are_large_only_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floorplans.pictures, "MOST_PIXELS_TOGETHER", 24)
    assert len(place(image(address(png())) * 3)) == 3
    with pytest.raises(DrawingRefused, match="All pictures in this drawing together have more than"):
        place(image(address(png())) * 4)
