"""Where the sign of a place, its name and the name of who uses it lie within its outline, in the plan's units."""

from collections.abc import Sequence
from dataclasses import dataclass

from booking.model.estate import Place

_LEAST_BELOW, _LEAST_BESIDE, _MOST = 0.7, 0.85, 1.7
"""The smallest letters that are read while the whole floor is shown, below a sign and beside it, and the largest of
all: in hundredths of the floor's longer side."""

_LARGEST_SIGN = 2.6
"""The size of the largest sign, in the same unit."""

_FILLED = 0.86
"""How much of a place's width its name may take: the rest is air between the letters and the walls."""

_NARROW = frozenset("fijlrtI .,:;'’|!()[]-")
_WIDE = frozenset("mwMW")

_HOLDER_EMS = 4.6
"""How wide a short name usually is, in heights of a letter: Quentin E."""

_HOLDER_LETTER = 0.68
"""The width of a letter of a colleague's name; the script of the map reckons with the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a name: the middle of its base line."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Holder:
    """Where a colleague's name stands below a place's own: no larger than `most` and no wider than `room`."""

    x: float
    y: float
    most: float
    room: float

    def fit(self, name: str) -> float:
        """The size of the letters of a name."""
        return round(min(self.most, self.room / (max(len(name), 1) * _HOLDER_LETTER)), 3)


@dataclass(frozen=True, slots=True)
class Lettering:
    """A sign and a name. Where `holder` is given, the letters are too small to read unless zoomed in."""

    icon_x: float
    icon_y: float
    icon_size: float
    size: float
    lines: tuple[Line, ...]
    holder: Holder | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """A name alone, on one line, and the size of its letters."""

    line: Line
    size: float


def letter(place: Place, name: str, unit: float) -> Lettering:
    """Below the sign where the place is tall, beside it where it is wide; where neither fits, small below the sign."""
    frame = _find_frame(place)
    below = max((_write_below(frame, lines, unit) for lines in _break(name)), key=lambda each: each.size)
    if below.size >= _LEAST_BELOW * unit:
        return below
    beside = _write_beside(frame, name, unit)
    return beside if beside.size >= _LEAST_BESIDE * unit else _write_small(frame, name, unit)


def write_caption(place: Place, name: str, unit: float) -> Caption:
    """The name in the middle of the place, as large as it fits there; however small, it can be found."""
    frame = _find_frame(place)
    size = min(frame.width * _FILLED / max(width_of(name), 0.7), frame.height * 0.7, _MOST * unit)
    return Caption(Line(name, round(frame.x, 3), round(frame.y + 0.35 * size, 3)), round(size, 3))


def width_of(text: str) -> float:
    """How wide text is in heights of a letter, in the widest of the bold faces that stand in for Arial."""
    return sum(0.45 if each in _NARROW else 1.05 if each in _WIDE else 0.8 if each.isupper() else 0.7 for each in text)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The middle of a place, and the width and height that are free on both sides of it."""

    x: float
    y: float
    width: float
    height: float


def _find_frame(place: Place) -> _Frame:
    """Around the middle of the place's extent where that lies inside it, else where its label stands in the drawing."""
    across, down = [x for x, _ in place.outline], [y for _, y in place.outline]
    x, y = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    if not _is_inside(x, y, place.outline):
        x, y = place.label_x, place.label_y
    width = 2 * max(min(x - min(across), max(across) - x), 0)
    height = 2 * max(min(y - min(down), max(down) - y), 0)
    return _Frame(x, y, width, height)


def _is_inside(x: float, y: float, outline: Sequence[tuple[float, float]]) -> bool:
    """Whether a ray from the point crosses the outline an odd number of times."""
    inside = False
    for (left, above), (right, below) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (above > y) != (below > y) and x < left + (y - above) * (right - left) / (below - above):
            inside = not inside
    return inside


def _break(name: str) -> list[tuple[str, ...]]:
    """The name on one line, and on two where it has several words: broken where the longer line is shortest."""
    words = name.split()
    pairs = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    shortest = sorted(pairs, key=lambda pair: max(map(width_of, pair)))[:1]
    return [(name,), *shortest]


def _write_below(frame: _Frame, lines: tuple[str, ...], unit: float) -> Lettering:
    longest = max(*map(width_of, lines), 0.7)
    share, tall = (0.42, 0.3) if len(lines) == 1 else (0.34, 0.22)
    icon = min(frame.height * share, frame.width * 0.5, _LARGEST_SIGN * unit)
    size = min(frame.width * _FILLED / longest, frame.height * tall, _MOST * unit)
    top = frame.y - (icon + (0.2 + 1.1 * len(lines)) * size) / 2
    first = top + icon + 1.12 * size
    written = (Line(text, frame.x, first + 1.1 * number * size) for number, text in enumerate(lines))
    return _round(frame.x - icon / 2, top, icon, size, tuple(written))


def _write_beside(frame: _Frame, name: str, unit: float) -> Lettering:
    length = max(width_of(name), 0.7)
    icon = min(frame.height * 0.72, frame.width * 0.3, 2.2 * unit)
    size = min((frame.width * 0.9 - icon) / (length + 0.3), frame.height * 0.6, _MOST * unit)
    left = frame.x - (icon + (length + 0.3) * size) / 2
    line = Line(name, left + icon + (length / 2 + 0.3) * size, frame.y + 0.35 * size)
    return _round(left, frame.y - icon / 2, icon, size, (line,))


def _write_small(frame: _Frame, name: str, unit: float) -> Lettering:
    """A sign, the name below it, and below that room for the name of whoever uses the place."""
    icon = min(frame.width * 0.7, frame.height * 0.42, _LARGEST_SIGN * unit)
    size = min(frame.width * _FILLED / max(width_of(name), 2.0), frame.height * 0.28)
    most = min(frame.width * _FILLED / _HOLDER_EMS, frame.height * 0.17)
    top = frame.y - (icon + 1.05 * size + 1.1 * most) / 2
    line = Line(name, frame.x, top + icon + 0.9 * size)
    holder = Holder(
        round(frame.x, 3), round(top + icon + 1.05 * size + 0.85 * most, 3), round(most, 3),
        round(frame.width * _FILLED, 3),
    )  # fmt: skip
    return _round(frame.x - icon / 2, top, icon, size, (line,), holder)


def _round(
    icon_x: float, icon_y: float, icon: float, size: float, lines: tuple[Line, ...], holder: Holder | None = None
) -> Lettering:
    written = tuple(Line(line.text, round(line.x, 3), round(line.y, 3)) for line in lines)
    return Lettering(round(icon_x, 3), round(icon_y, 3), round(icon, 3), round(size, 3), written, holder)
