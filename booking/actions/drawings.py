"""What the actions ask of floorplans, which loads its geometry and its readers when it is first asked.

numpy, shapely, lxml and Pillow are a third of what a process weighs, and one that only books never needs them. So the
imports of them stand in these functions and nowhere else; everything else takes plain values from `floorplans.results`.
"""

from collections.abc import Iterable, Sequence

from booking.model.drafts import Draft, DraftPlace, Point, SeatsFrom
from floorplans.results import Fault, PreparedPlan
from floorplans.shapes import Ring


def prepare_drawing(data: bytes, *, bookable_rooms: bool = False) -> PreparedPlan:
    """Read a drawing and propose what can be booked on it.

    Raises:
        DrawingRefused: the drawing cannot be used; it says why and what to do.
    """
    from floorplans.plan import prepare_plan
    from floorplans.read_drawing import read_drawing
    from floorplans.recognise import recognise

    drawing = read_drawing(data)
    return prepare_plan(drawing, recognise(drawing), bookable_rooms=bookable_rooms)


def find_faults(plan: PreparedPlan) -> tuple[Fault, ...]:
    """Every fault of a plan, in the order of its places; empty for a plan that can be published."""
    from floorplans.faults import find_faults

    return find_faults(plan)


def measure_area(outline: Ring) -> float:
    """The area of an outline in its own units squared; of one that crosses itself that of its largest part."""
    from floorplans.geometry import measure_area

    return measure_area(outline)


def letter_backdrop(draft: Draft) -> str:
    """The drawing behind a draft's places with those that nobody books on it: what was accepted, and sure names."""
    from floorplans.lettered import Mark, leave_out_names, letter_backdrop

    marks = [
        Mark(place.name, place.outline, drawn=place.accepted)
        for place in draft.places
        if place.kind is None and (place.accepted or not place.is_doubtful)
    ]
    booked = [Mark(place.name, place.outline, drawn=True) for place in draft.accepted]
    return letter_backdrop(leave_out_names(draft.backdrop_svg, [*booked, *marks], draft.width), marks, draft.width)


def draw_behind(draft: Draft) -> str:
    """The drawing behind a draft's places, without the names that the page writes in them itself."""
    from floorplans.lettered import Mark, leave_out_names

    named = [Mark(place.name, place.outline, drawn=place.accepted) for place in draft.places]
    return leave_out_names(draft.backdrop_svg, named, draft.width)


def take_off_letters(backdrop_svg: str, width: float) -> tuple[str, tuple[DraftPlace, ...]]:
    """The drawing behind a plan without what publishing wrote on it, and that as places that nobody books."""
    from floorplans.lettered import take_off_letters
    from floorplans.words import find_kind

    plain, marks = take_off_letters(backdrop_svg, width)
    places = (
        DraftPlace(
            f"w{number}",
            mark.name,
            None,
            1,
            mark.outline,
            found=find_kind(mark.name),
            accepted=mark.drawn,
            seats_from=SeatsFrom.NOBODY,
        )
        for number, mark in enumerate(marks, 1)
    )
    return plain, tuple(places)


def find_label_point(outline: Ring) -> Point:
    """Where a name is best written in an outline; the middle of its corners where it encloses nothing."""
    from floorplans.geometry import find_label_point

    return find_label_point(outline)


def find_near_seats(
    seats: Sequence[Point], facings: Sequence[float | None], screens: Sequence[Ring]
) -> Iterable[tuple[int, int, int, bool, bool]]:
    """The pairs of seats that are near: both by their numbers, mm apart, whether screened, whether face to face."""
    from floorplans.spacing import find_near_seats

    return find_near_seats(seats, facings=facings, screens=screens)
