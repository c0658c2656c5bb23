"""The size of a drawing: its view box, its physical scale, and views inside views."""

import re
from typing import NamedTuple

from lxml import etree

from floorplans.affine import IDENTITY, Affine
from floorplans.units import read_length, read_millimetres, read_numbers

# No floor is smaller than 3 m across or larger than 2 km: outside of that the size is the paper's, or a slip.
SMALLEST_FLOOR_M = 3.0
LARGEST_FLOOR_M = 2_000.0

_ALIGN = re.compile(r"x(Min|Mid|Max)Y(Min|Mid|Max)")
_SHARE = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}


class View(NamedTuple):
    """The root's box in its own units (width 0 when it states none), and what is known of its scale."""

    x: float
    y: float
    width: float
    height: float
    metres_per_unit: float | None
    notes: tuple[str, ...]


def read_view(root: etree._Element) -> View:
    """The root's box: its view box, else its width and height in pixels."""
    box = _read_box(root)
    if box is None:
        width = read_length(root.get("width"), 0.0, 0.0)
        height = read_length(root.get("height"), 0.0, 0.0)
        box = (0.0, 0.0, width, height) if width > 0 and height > 0 else None
    if box is None:
        return View(0.0, 0.0, 0.0, 0.0, None, ("The drawing states no size; its shapes' own extent was taken.",))
    scale, notes = _read_scale(root, box)
    return View(*box, scale, notes)


def _read_box(element: etree._Element) -> tuple[float, float, float, float] | None:
    numbers = read_numbers(element.get("viewBox"))
    if len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _read_scale(root: etree._Element, box: tuple[float, float, float, float]) -> tuple[float | None, tuple[str, ...]]:
    width, height = read_millimetres(root.get("width")), read_millimetres(root.get("height"))
    scales = [
        size / 1000 / units for size, units in ((width, box[2]), (height, box[3])) if size is not None and size > 0
    ]
    if not scales:
        return None, ("The drawing states no real size, so its scale is unknown.",)
    if max(scales) > min(scales) * 1.01:
        return None, ("The drawing's width and height state different scales, so its scale is unknown.",)
    return believe_scale(min(scales), max(box[2], box[3]))


def believe_scale(metres_per_unit: float | None, largest: float) -> tuple[float | None, tuple[str, ...]]:
    """The stated scale where the drawing, `largest` units long, is then the size of a floor; and what to say of it."""
    if metres_per_unit is None:
        return None, ("The drawing states no real size, so its scale is unknown.",)
    largest_m = metres_per_unit * largest
    if not SMALLEST_FLOOR_M <= largest_m <= LARGEST_FLOOR_M:
        return None, (
            f"The drawing's stated size ({largest_m:.3g} m) is that of paper, not of a floor: its scale is unknown.",
        )
    return metres_per_unit, ()


def nested_view(
    element: etree._Element, around: View, placed_size: tuple[str | None, str | None] | None
) -> tuple[Affine, View]:
    """The map into a nested <svg> or a placed <symbol>, and the box that percentages inside it refer to.

    `placed_size` is the width and height of the <use> that places it, or None where it stands by itself.
    """
    x = read_length(element.get("x"), 0.0, around.width) if placed_size is None else 0.0
    y = read_length(element.get("y"), 0.0, around.height) if placed_size is None else 0.0
    across, down = placed_size or (None, None)
    width = read_length(across or element.get("width"), around.width, around.width)
    height = read_length(down or element.get("height"), around.height, around.height)
    box = _read_box(element)
    if box is None:
        return Affine(e=x, f=y), around._replace(width=width, height=height)
    fitted = fit_box(box, width, height, element.get("preserveAspectRatio") or "")
    return Affine(e=x, f=y).after(fitted), around._replace(width=box[2], height=box[3])


def fit_box(box: tuple[float, float, float, float], width: float, height: float, aspect: str) -> Affine:
    """The map that fits a box into a width and height, as SVG's preserveAspectRatio says; no map where it cannot."""
    across, down = width / box[2], height / box[3]
    if across <= 0 or down <= 0:
        return IDENTITY
    shift_x = shift_y = 0.0
    if "none" not in aspect:
        across = down = max(across, down) if "slice" in aspect else min(across, down)
        align = _ALIGN.search(aspect)
        share_x, share_y = (_SHARE[align[1]], _SHARE[align[2]]) if align else (0.5, 0.5)
        shift_x, shift_y = share_x * (width - across * box[2]), share_y * (height - down * box[3])
    return Affine(across, 0.0, 0.0, down, shift_x - across * box[0], shift_y - down * box[1])
