"""What was recognised in a drawing, as a draft that people correct: in the drawing's own units, nothing left out."""

from dataclasses import replace

from shapely import Polygon

from floorplans.draw_svg import draw_backdrop
from floorplans.frame import frame_of
from floorplans.geometry import make_polygon, ring_of
from floorplans.pictures import place_pictures
from floorplans.plan import find_screens, guess_seats, labels_that_name_nothing, outline_floor, unique_names
from floorplans.read_svg import LEFT_OUT
from floorplans.results import Proposal, Proposed
from floorplans.shapes import Drawing, Recognition, Ring, Space
from floorplans.words import BOOKABLE

FINER = 2
"""Decimals beyond those that a picture needs: distances between people are taken from these corners."""


def propose_plan(drawing: Drawing, recognition: Recognition) -> Proposed:
    """Make a draft of what was recognised; every space is in it, also the doubtful and those that nobody books.

    Raises:
        DrawingRefused: the pictures in it cannot be taken; it says why.
    """
    frame = frame_of(drawing, None)
    fine = replace(frame, decimals=frame.decimals + FINER)
    spaces = recognition.spaces
    pictures = place_pictures(drawing, frame)
    names = unique_names([space.label or "Without a name" for space in spaces])
    screens = find_screens(drawing, fine)
    return Proposed(
        width=frame.width,
        height=frame.height,
        metres_per_unit=recognition.metres_per_unit,
        backdrop_svg=draw_backdrop(
            drawing, labels_that_name_nothing(drawing, spaces), frame, over_pictures=bool(pictures)
        ),
        proposals=tuple(
            Proposal(
                name=name,
                kind=space.kind if space.kind in BOOKABLE else "",
                found=space.kind,
                outline=_sound(fine.map_ring(space.polygon)),
                seats=guess_seats(space, space.kind, space.area_m2, guess=True) or 1,
                features=space.features,
                facing=space.facing,
                confidence=round(space.confidence, 2),
                doubt=_doubt_of(space),
            )
            for space, name in zip(spaces, names, strict=True)
        ),
        screens=screens,
        outline=outline_floor(drawing, recognition, screens, fine),
        pictures=pictures,
        notes=_note_left_out(drawing, len(drawing.pictures) - len(pictures)),
    )


def _note_left_out(drawing: Drawing, damaged: int) -> tuple[str, ...]:
    notes = [note for note in drawing.notes if note.startswith(LEFT_OUT)]
    if damaged:
        notes.append(f"Pictures inside the drawing that are damaged, and were left out: {damaged}.")
    return tuple(notes)


def _sound(outline: Ring) -> Ring:
    """The outline without crossings, where it had any."""
    polygon = make_polygon(outline)
    return outline if polygon is None or Polygon(outline).is_valid else ring_of(polygon)


def _doubt_of(space: Space) -> str:
    if not space.label:
        return "No name was found in it."
    return "It was not certain that this is one room or desk, and what it is called." if space.doubtful else ""
