"""SVG text with its tspans, joined to one label with the box that it covers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from floorplans.affine import Affine
from floorplans.shapes import Label
from floorplans.style import Sheet, Style, cascade, declared, local_name
from floorplans.units import check_number, read_length

LONGEST_LABEL = 200
MOST_PIECES = 500
MOST_LINES = 10

_NARROW = frozenset("iljtfrI1.,:;'|!()[] ")
_CAPITAL_HEIGHT = 0.72


@dataclass(slots=True)
class _Run:
    """Text that starts at one place: x, y on the base line."""

    x: float
    y: float
    size: float
    anchor: str
    text: str = ""

    @property
    def width(self) -> float:
        return text_width(" ".join(self.text.split()), self.size)

    @property
    def left(self) -> float:
        return self.x - self.width * {"middle": 0.5, "end": 1.0}.get(self.anchor, 0.0)


def text_width(text: str, size: float) -> float:
    """About how wide text of a plain sans-serif face is; within a tenth for names of rooms."""
    return size * sum(0.3 if letter in _NARROW else 0.67 if letter.isupper() else 0.54 for letter in text)


def read_text(
    element: etree._Element, matrix: Affine, style: Style, sheet: Sheet, place: tuple[int, str]
) -> Label | None:
    """The label that a <text> element shows, in root units; None when it shows nothing.

    `place` is its order in painting and its role.
    """
    runs = [run for run in _read_runs(element, style, sheet) if run.text.strip()]
    if not runs:
        return None
    lines = _join(runs)
    left, right = min(run.left for run in runs), max(run.left + run.width for run in runs)
    top = min(run.y - run.size * _CAPITAL_HEIGHT for run in runs)
    bottom = max(run.y for run in runs)
    x, y = matrix.map_point((left + right) / 2, (top + bottom) / 2)
    return Label(
        text=" ".join(lines)[:LONGEST_LABEL],
        x=x,
        y=y,
        width=check_number((right - left) * math.hypot(matrix.a, matrix.b)),
        height=check_number(max(run.size for run in runs) * math.hypot(matrix.c, matrix.d)),
        angle=round(matrix.angle(), 3),
        order=place[0],
        role=place[1],
        lines=tuple(line[:LONGEST_LABEL] for line in lines[:MOST_LINES]),
    )


def _join(runs: list[_Run]) -> list[str]:
    """Lines in reading order; two runs that touch on one line are one word."""
    lines: list[str] = []
    previous: _Run | None = None
    for run in runs:
        words = " ".join(run.text.split())
        if previous is None or abs(run.y - previous.y) >= 0.3 * previous.size:
            lines.append(words)
        else:
            touching = abs(run.left - previous.left - previous.width) < 0.25 * previous.size
            apart = previous.text[-1:].isspace() or run.text[:1].isspace()
            lines[-1] += words if touching and not apart else " " + words
        previous = run
    return lines


def _read_runs(element: etree._Element, style: Style, sheet: Sheet) -> list[_Run]:
    runs: list[_Run] = []
    x = y = 0.0
    for node, text, inner in _pieces(element, style, sheet):
        if node is not None:
            x, y, moved = _move(node, x, y, inner.font_size)
            if moved or not runs:
                runs.append(_Run(x, y, inner.font_size, inner.text_anchor))
        if text and inner.visible and runs:
            runs[-1].text += text
            runs[-1].size = max(runs[-1].size, inner.font_size) if runs[-1].text.strip() else inner.font_size
            x = runs[-1].x + runs[-1].width
    return runs


def _move(node: etree._Element, x: float, y: float, size: float) -> tuple[float, float, bool]:
    """Where the node's text starts, and whether that is a place of its own."""
    moved = False
    for key, step in (("x", False), ("y", False), ("dx", True), ("dy", True)):
        text = (node.get(key) or "").replace(",", " ").split()
        if not text:
            continue
        value = read_length(text[0], 0.0, 0.0, size)
        if key in ("x", "dx"):
            x = x + value if step else value
        else:
            moved = moved or (step and abs(value) > size / 2)
            y = y + value if step else value
        moved = moved or not step
    return x, y, moved


def _pieces(element: etree._Element, style: Style, sheet: Sheet) -> Iterator[tuple[etree._Element | None, str, Style]]:
    """Each element of the text with its own words, then the words that follow it, in reading order."""
    waiting: list[tuple[etree._Element | None, str, Style]] = [(element, element.text or "", style)]
    visited = 0
    while waiting:
        node, text, inner = waiting.pop()
        yield node, text[:LONGEST_LABEL], inner
        visited += 1
        if visited > MOST_PIECES:
            return
        if node is None:
            continue
        for child in reversed(node):
            waiting.append((None, child.tail or "", inner))
            if local_name(child) in ("tspan", "a", "textPath"):
                own = cascade(inner, declared(child, sheet))
                if own.shown:
                    waiting.append((child, child.text or "", own))
