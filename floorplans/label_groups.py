"""Which labels are lines of one name, and which are names of their own."""

import re
from collections.abc import Sequence

from floorplans.shapes import Label

# Lines of one name stand below one another by at least this share of the shorter one.
LINES_OVERLAP = 0.4
MOST_LINES = 8


def group_labels(labels: Sequence[Label]) -> list[list[Label]]:
    """Labels that are lines of one name put together, in reading order."""
    lines = sorted(labels, key=reading_order)
    groups: list[list[Label]] = []
    for label in lines:
        mine = [group for group in groups if any(stand_together(other, label) for other in group)]
        joined = [line for group in mine for line in group]
        groups = [group for group in groups if group not in mine] + [[*joined, label]]
    return groups


def reading_order(label: Label) -> tuple[float, float]:
    """From top to bottom, and on one line from left to right."""
    return round(label.y / max(label.height, 1e-9)), label.x


def stand_together(above: Label, below: Label) -> bool:
    """Whether two labels are lines of one name: one close below the other, or close behind it on the same line.

    Two numbers of the same make are two names, however close they stand.
    """
    if round(above.angle - below.angle) % 360 or _make_of(above.text) == _make_of(below.text) != "":
        return False
    down = abs(above.y - below.y)
    across = abs(above.x - below.x) - (above.width + below.width) / 2
    height = max(above.height, below.height)
    if down <= height / 2:
        return across <= height
    return down <= 2 * height and -across >= LINES_OVERLAP * min(above.width, below.width)


def _make_of(text: str) -> str:
    """How a number is made up (S2.149 is A9.9); empty for words without digits."""
    if not any(letter.isdigit() for letter in text):
        return ""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "A", text))
