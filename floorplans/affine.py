"""Affine maps of the plane, and the text that SVG writes them in."""

import math
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from floorplans.shapes import Point

_CALL = re.compile(r"\s*,?\s*([A-Za-z]+)\s*\(([^()]*)\)")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENT = re.compile(rf"\s*,?\s*({_NUMBER.pattern})(?:px|deg)?")
LONGEST_TRANSFORM = 4_000


class Affine(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @classmethod
    def turn(cls, degrees: float) -> "Affine":
        """The map that turns about the origin, clockwise on a page with y down."""
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return cls(cosine, sine, -sine, cosine)

    def after(self, inner: "Affine") -> "Affine":
        """The map that applies `inner` first and then this one."""
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            self.a * inner.e + self.c * inner.f + self.e,
            self.b * inner.e + self.d * inner.f + self.f,
        )

    def map_point(self, x: float, y: float) -> Point:
        """Where a point comes to lie."""
        return (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)

    def map_points(self, points: Iterable[Point]) -> tuple[Point, ...]:
        """Where points come to lie, in their order."""
        return tuple(self.map_point(x, y) for x, y in points)

    def scale(self) -> float:
        """The mean enlargement: the square root of the area's."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))

    def angle(self) -> float:
        """Where the x axis points, in degrees clockwise on a page with y down."""
        return math.degrees(math.atan2(self.b, self.a))


IDENTITY = Affine()


def read_transform(text: str) -> Affine:
    """Read an SVG transform list.

    Raises:
        ValueError: an unknown function, a wrong count of numbers, or a number that is not finite.
    """
    result, at = IDENTITY, 0
    text = text.strip()
    if len(text) > LONGEST_TRANSFORM:
        raise ValueError("too long for a transform")
    while at < len(text):
        call = _CALL.match(text, at)
        if call is None:
            raise ValueError(f"not a transform: {text[at : at + 40]!r}")
        result = result.after(_read_call(call[1].lower(), call[2]))
        at = call.end()
    return result


def _read_call(name: str, arguments: str) -> Affine:
    numbers, at = [], 0
    arguments = arguments.strip()
    while at < len(arguments):
        argument = _ARGUMENT.match(arguments, at)
        if argument is None:
            raise ValueError(f"not a list of numbers: {arguments[:40]!r}")
        numbers.append(float(argument[1]))
        at = argument.end()
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("a number of a transform is not finite")
    counts, make = _FUNCTIONS.get(name, ((), None))
    if make is None or len(numbers) not in counts:
        raise ValueError(f"not a transform: {name}({arguments[:40]})")
    return make(*numbers)


def _translate(x: float, y: float = 0.0) -> Affine:
    return Affine(e=x, f=y)


def _scale(x: float, y: float | None = None) -> Affine:
    return Affine(a=x, d=x if y is None else y)


def _rotate(degrees: float, x: float = 0.0, y: float = 0.0) -> Affine:
    return _translate(x, y).after(Affine.turn(degrees)).after(_translate(-x, -y))


def _skew_x(degrees: float) -> Affine:
    return Affine(c=math.tan(math.radians(degrees)))


def _skew_y(degrees: float) -> Affine:
    return Affine(b=math.tan(math.radians(degrees)))


_FUNCTIONS: dict[str, tuple[tuple[int, ...], Callable[..., Affine] | None]] = {
    "matrix": ((6,), Affine),
    "translate": ((1, 2), _translate),
    "translatex": ((1,), _translate),
    "translatey": ((1,), lambda y: Affine(f=y)),
    "scale": ((1, 2), _scale),
    "rotate": ((1, 3), _rotate),
    "skewx": ((1,), _skew_x),
    "skewy": ((1,), _skew_y),
}
