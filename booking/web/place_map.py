"""Where one place is: its surroundings drawn large, and the whole floor small, both from the floor's own drawing."""

from dataclasses import dataclass

from booking.model.estate import Floor, Place, Plan
from booking.web.pictures import Shown, plan_pictures

AROUND_M = 12.0
"""How much of the floor is shown around a place, from left to right."""

_SHAPE = 2 / 3
"""The height of the large drawing as a share of its width."""

_WITHOUT_SCALE = 0.25
"""The same as a share of the floor's width, where its drawing has no scale."""

_MARGIN = 1.25
"""How much wider the drawing is than a place that is itself larger than `AROUND_M`."""


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """The parts of both drawings, in the plan's own units.

    Attributes:
        backdrop: the address of the floor's drawing.
        width, height: the size of the whole floor.
        view: the part that is shown large, as a viewBox.
        frame: the same part as left, top, width and height, for marking it on the whole floor.
        path: the outline of the place.
        dot: the middle of the place, and the radius with which it is marked on the whole floor.
        words: what the drawings say, for those who do not see them.
        pictures: those behind the floor's drawing.
        note: what people read beside the drawings where they are of an earlier plan; else empty.
    """

    backdrop: str
    width: float
    height: float
    view: str
    frame: tuple[float, float, float, float]
    path: str
    dot: tuple[float, float, float]
    words: str
    pictures: tuple[Shown, ...] = ()
    note: str = ""


def draw_place(floor: Floor, place: Place, name: str, plan: Plan | None = None) -> PlaceMap | None:
    """Where a place is on its floor's plan, or on another version of it; None where its floor has no plan."""
    former = plan is not None and floor.plan is not None and plan.id != floor.plan.id
    plan = plan or floor.plan
    if plan is None:
        return None
    across, down = [x for x, _ in place.outline], [y for _, y in place.outline]
    x, y = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    frame = _frame(plan, (x, y), (max(across) - min(across), max(down) - min(down)))
    (left, top), *rest = place.outline
    path = f"M{left:g} {top:g}" + "".join(f"L{next_x:g} {next_y:g}" for next_x, next_y in rest) + "Z"
    return PlaceMap(
        backdrop=f"/plans/{plan.ref}.svg",
        width=plan.width,
        height=plan.height,
        view=" ".join(f"{number:g}" for number in frame),
        frame=frame,
        path=path,
        dot=(round(x, 3), round(y, 3), round(max(plan.width, plan.height) / 40, 3)),
        words=f"{name} on {floor.name}, {_say_part(plan, x, y)} of {'an earlier' if former else 'the'} plan",
        pictures=plan_pictures(plan),
        note=f"{name} is not on the floor\u2019s plan any more. This is where it stood on the last plan that had it."
        if former
        else "",
    )


def _frame(plan: Plan, middle: tuple[float, float], size: tuple[float, float]) -> tuple[float, float, float, float]:
    """The part around a place, moved so that it lies within the plan, and no larger than it."""
    wanted = AROUND_M if plan.metres_per_unit is not None else plan.width * _WITHOUT_SCALE
    width = min(max(wanted, size[0] * _MARGIN, size[1] * _MARGIN / _SHAPE), plan.width)
    height = min(width * _SHAPE, plan.height)
    left = min(max(middle[0] - width / 2, 0), plan.width - width)
    top = min(max(middle[1] - height / 2, 0), plan.height - height)
    return round(left, 3), round(top, 3), round(width, 3), round(height, 3)


def _say_part(plan: Plan, x: float, y: float) -> str:
    """Which ninth of the plan a point lies in: top left, centre, bottom."""
    down = ("top", "", "bottom")[min(int(3 * y / plan.height), 2)]
    across = ("left", "", "right")[min(int(3 * x / plan.width), 2)]
    return f"at the {' '.join(part for part in (down, across) if part) or 'centre'}"
