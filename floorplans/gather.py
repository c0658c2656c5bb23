"""Gathers what a reader finds in a file, against the limits that every drawing has to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from floorplans.outlines import MOST_POINTS, TOO_MANY_POINTS
from floorplans.shapes import Drawing, DrawingRefused, Label, Line, Measure, Picture, Point, Shape, Symbol
from floorplans.units import check_number

LONGEST_NAME = 200
MOST_THINGS = 250_000


@dataclass(slots=True)
class Gathering:
    """What was found so far; `counts` says how often something was left out, by the key of its note."""

    lines: list[Line] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    points: int = 0
    order: int = 0

    def count(self, what: str) -> None:
        """Count something that is left out."""
        self.counts[what] = self.counts.get(what, 0) + 1

    def check_points(self, points: Sequence[Point]) -> tuple[Point, ...]:
        """The same run without points that repeat the one before.

        Raises:
            DrawingRefused: a number is not finite or too large, or the drawing has too many points in all.
        """
        self.points += len(points)
        if self.points > MOST_POINTS:
            raise DrawingRefused(TOO_MANY_POINTS)
        for x, y in points:
            check_number(x)
            check_number(y)
        return tuple(point for point, _ in groupby(points))

    def add_run(
        self,
        points: Sequence[Point],
        role: str,
        *,
        closed: bool,
        name: str = "",
        opacity: float = 0.0,
        data: Mapping[str, str] | None = None,
    ) -> None:
        """Add a run of points as a closed shape, with what its file says of it, or as a line.

        Raises:
            DrawingRefused: a number is not finite or too large, or there are too many points or things in all.
        """
        kept = self.check_points(points)
        self.next_order()
        if closed and len(kept) > 1 and kept[0] == kept[-1]:
            kept = kept[:-1]
        if closed and len(kept) >= 3:
            said = tuple(sorted((data or {}).items()))
            self.shapes.append(Shape(kept, role, self.order, name=name[:LONGEST_NAME], data=said, opacity=opacity))
        elif len(kept) >= 2:
            self.lines.append(Line(kept, role, self.order))

    def next_order(self) -> int:
        """The place in painting order of the next thing.

        Raises:
            DrawingRefused: the drawing has more things than a floor can need.
        """
        self.order += 1
        if self.order > MOST_THINGS:
            raise DrawingRefused(
                f"The drawing has more than {MOST_THINGS:,} lines and shapes, the most that can be read. "
                "Switch off layers that are not needed (dimensions, hatching, ceilings), and export it again."
            )
        return self.order

    def finish(self, metres_per_unit: float | None, notes: Sequence[str], *, y_up: bool = False) -> Drawing:
        """The drawing, its box drawn round everything that was found.

        Raises:
            DrawingRefused: nothing was found.
        """
        left, top, right, bottom = self.extent()
        return Drawing(
            x=left,
            y=top,
            width=max(right - left, 1e-6),
            height=max(bottom - top, 1e-6),
            metres_per_unit=metres_per_unit,
            lines=tuple(self.lines),
            shapes=tuple(self.shapes),
            labels=tuple(self.labels),
            symbols=tuple(self.symbols),
            notes=tuple(notes),
            measures=tuple(self.measures),
            y_up=y_up,
        )

    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of everything that was found.

        Raises:
            DrawingRefused: nothing was found.
        """
        points = [point for shape in self.shapes for point in shape.ring]
        points += [point for line in self.lines for point in line.points]
        if not points:
            raise DrawingRefused(
                "The drawing states no size and holds no shapes, so there is nothing to show. "
                "Check that the right layers are switched on, and export it again."
            )
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)
