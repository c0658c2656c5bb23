"""Lengths and sizes as SVG writes them."""

import math
import re

from floorplans.shapes import DrawingRefused

LARGEST = 1e9

# Millimetres in one unit; CSS Values and Units 4, section 6.2: 96 px to the inch.
MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "q": 0.25}
PIXELS = {unit: size * 96 / 25.4 for unit, size in MILLIMETRES.items()} | {"": 1.0, "px": 1.0}

LONGEST_LENGTH = 64

_LENGTH = re.compile(
    r"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf(?:inity)?))\s*([a-zA-Z%]*)\s*", re.I
)
_SEPARATOR = re.compile(r"[\s,]+")


def check_number(value: float) -> float:
    """The same number.

    Raises:
        DrawingRefused: it is not finite, or lies outside what a floor can need.
    """
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise DrawingRefused(
            "The drawing has a number that is not finite or is larger than a billion, so its shapes cannot be placed. "
            "Export it again from the program that made it, without scaling."
        )
    return value


def split_length(text: str) -> tuple[float, str] | None:
    """Number and unit ("" when bare) of a length, or None where there is none to read."""
    match = _LENGTH.fullmatch(text) if len(text) <= LONGEST_LENGTH else None
    if match is None:
        return None
    return check_number(float(match[1])), match[2].lower()


def read_length(text: str | None, default: float, whole: float, font_size: float = 16.0) -> float:
    """A length in user units; `whole` is what 100 % means."""
    parts = split_length(text) if text else None
    if parts is None:
        return default
    number, unit = parts
    match unit:
        case "%":
            return number / 100 * whole
        case "em" | "rem":
            return number * font_size
        case "ex" | "ch":
            return number * font_size / 2
        case _:
            return number * PIXELS[unit] if unit in PIXELS else default


def read_millimetres(text: str | None) -> float | None:
    """A length in millimetres where its unit is a physical one, else None."""
    parts = split_length(text) if text else None
    if parts is None or parts[1] not in MILLIMETRES:
        return None
    return parts[0] * MILLIMETRES[parts[1]]


def read_numbers(text: str | None) -> list[float]:
    """Numbers between spaces or commas; what is not a number ends the list, as browsers do."""
    numbers = []
    for word in _SEPARATOR.split((text or "").strip()):
        parts = split_length(word)
        if parts is None:
            break
        numbers.append(parts[0] * PIXELS.get(parts[1], 1.0))
    return numbers
