"""The outline of a draft's floor as text: one corner a line, in metres from the top left of the drawing."""

import re

from booking.model.drafts import Draft, Point
from booking.rules.outlines import fault_in_outline

_CORNER = re.compile(r"\s*([+-]?\d{1,9}(?:\.\d{1,9})?)(?:\s*[,;]\s*|\s+)([+-]?\d{1,9}(?:\.\d{1,9})?)\s*")
_DECIMALS = 3


def say_corners(draft: Draft) -> str:
    """The corners as they can be typed again; empty where nobody knows the outline."""
    return "\n".join(f"{x:.10g}, {y:.10g}" for x, y in (_measure(corner, draft) for corner in draft.outline))


def read_corners(text: str, draft: Draft) -> tuple[Point, ...] | str:
    """The outline that is typed, in the drawing's own units, empty where nothing is; or what is wrong with it.

    A corner that is typed as it is shown stays exactly where it is.
    """
    stay = {_measure(corner, draft): corner for corner in draft.outline}
    scale = draft.metres_per_unit or 1.0
    outline = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _CORNER.fullmatch(line)
        if found is None:
            return f"Line {number} is no corner. Write how far across and how far down it is, such as 12.5, 4."
        typed = float(found[1]), float(found[2])
        outline.append(stay.get(typed, (typed[0] / scale, typed[1] / scale)))
    return (fault_in_outline(outline, draft) if outline else "") or tuple(outline)


def _measure(corner: Point, draft: Draft) -> Point:
    scale = draft.metres_per_unit or 1.0
    return round(corner[0] * scale, _DECIMALS), round(corner[1] * scale, _DECIMALS)
