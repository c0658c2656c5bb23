"""What was recognised in a drawing, as a draft that people correct: in the drawing's own units, nothing left out."""

from collections.abc import Sequence
from dataclasses import replace

from shapely import Polygon

from floorplans.draw_svg import draw_backdrop
from floorplans.frame import frame_of
from floorplans.geometry import make_polygon, ring_of
from floorplans.pictures import place_pictures
from floorplans.plan import (
    ROOMS_TO_MEET_IN,
    find_screens,
    guess_seats,
    labels_that_name_nothing,
    outline_floor,
    unique_names,
)
from floorplans.read_svg import LEFT_OUT
from floorplans.recognise import NAMED_TWICE, NOT_PROPOSED
from floorplans.results import Proposal, Proposed
from floorplans.shapes import Drawing, Recognition, Ring, Space
from floorplans.words import BOOKABLE

FINER = 2
"""Decimals beyond those that a picture needs: distances between people are taken from these corners."""

_REMEDIES = (
    (NAMED_TWICE, "All but the first got a number: check their names."),
    (NOT_PROPOSED, "Draw those yourself that are rooms or desks."),
)
"""What is to be done where recognition notes that something is not proposed as it stands in the drawing."""

_TO_BOOK = frozenset({*BOOKABLE, *ROOMS_TO_MEET_IN})
"""Kinds of spaces that are booked or can become so, and need a name of their own."""


def propose_plan(drawing: Drawing, recognition: Recognition) -> Proposed:
    """Make a draft of what was recognised; every space is in it, also the doubtful and those that nobody books.

    Raises:
        DrawingRefused: the pictures in it cannot be taken; it says why.
    """
    frame = frame_of(drawing, None)
    fine = replace(frame, decimals=frame.decimals + FINER)
    spaces = recognition.spaces
    pictures = place_pictures(drawing, frame)
    names = _name_all(spaces)
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
                doubt=_doubt_of(space, name),
                guessed=space.seats is None and space.kind != "desk",
            )
            for space, name in zip(spaces, names, strict=True)
        ),
        screens=screens,
        outline=outline_floor(drawing, recognition, screens, fine),
        pictures=pictures,
        notes=(
            *_note_left_out(drawing, len(drawing.pictures) - len(pictures)),
            *(
                f"{note} {remedy}"
                for start, remedy in _REMEDIES
                for note in recognition.notes
                if note.startswith(start)
            ),
        ),
    )


def _name_all(spaces: Sequence[Space]) -> list[str]:
    """A name for each space; those that can be booked have one of their own, stairs and the like may share theirs."""
    named = [space.label or "Without a name" for space in spaces]
    numbered = iter(unique_names([name for space, name in zip(spaces, named, strict=True) if space.kind in _TO_BOOK]))
    return [next(numbered) if space.kind in _TO_BOOK else name for space, name in zip(spaces, named, strict=True)]


def _note_left_out(drawing: Drawing, damaged: int) -> tuple[str, ...]:
    notes = [note for note in drawing.notes if note.startswith(LEFT_OUT)]
    if damaged:
        notes.append(f"Pictures inside the drawing that are damaged, and were left out: {damaged}.")
    return tuple(notes)


def _sound(outline: Ring) -> Ring:
    """The outline without crossings, where it had any."""
    polygon = make_polygon(outline)
    return outline if polygon is None or Polygon(outline).is_valid else ring_of(polygon)


def _doubt_of(space: Space, name: str) -> str:
    if not space.label:
        return "No name was found in it."
    # Desks without a figure in their name have that of their symbol, and get a number for good reason.
    if name != space.label and (space.kind != "desk" or any(letter.isdigit() for letter in space.label)):
        return f"{space.label} stands on another place too, so this one got a number. Give it its right name."
    return "It was not certain that this is one room or desk, and what it is called." if space.doubtful else ""
