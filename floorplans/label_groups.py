"""Which labels are lines of one name, and which are names of their own."""

import re
from collections.abc import Iterable, Sequence

from floorplans.shapes import Label
from floorplans.words import is_sentence

# Lines of one name stand below one another by at least this share of the shorter one.
LINES_OVERLAP = 0.4
MOST_LINES = 8
FEWEST_REPEATED = 3
UNIQUE = 0.6


def group_labels(labels: Sequence[Label]) -> list[list[Label]]:
    """Labels that are lines of one name put together, in reading order."""
    groups: list[list[Label]] = []
    for label in in_reading_order(labels):
        mine = [group for group in groups if any(stand_together(other, label) for other in group)]
        joined = [line for group in mine for line in group]
        groups = [group for group in groups if group not in mine] + [[*joined, label]]
    return [in_reading_order(group) for group in groups]


def in_reading_order(labels: Iterable[Label]) -> list[Label]:
    """From top to bottom, and on one line from left to right."""
    rows: list[list[Label]] = []
    for label in sorted(labels, key=lambda label: (label.y, label.x)):
        if rows and label.y - rows[-1][0].y <= min(label.height, rows[-1][0].height) / 2:
            rows[-1].append(label)
        else:
            rows.append([label])
    return [label for row in rows for label in sorted(row, key=lambda label: label.x)]


def split_names(labels: Sequence[Label]) -> tuple[list[Label], list[Label]]:
    """Labels that may name a room; and those that cannot: sentences, and marks of doors and windows.

    Marks are numbers of one make of which many say the same, where numbers of rooms are each their own.
    """
    makes: dict[str, list[str]] = {}
    for label in labels:
        if not any(letter.isalpha() for letter in label.text):
            makes.setdefault(re.sub(r"\d", "9", label.text), []).append(label.text)
    marks = {
        make
        for make, texts in makes.items()
        if len(texts) - len(set(texts)) >= FEWEST_REPEATED and len(set(texts)) < UNIQUE * len(texts)
    }
    names: list[Label] = []
    others: list[Label] = []
    for label in labels:
        mark = re.sub(r"\d", "9", label.text) in marks
        (others if mark or is_sentence(label.text) else names).append(label)
    return names, others


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
