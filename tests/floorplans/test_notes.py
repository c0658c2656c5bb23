"""Remarks of those who build, beside the names of rooms."""

import pytest

from floorplans.notes import split_notes
from floorplans.read_svg import read_svg
from floorplans.recognise import recognise
from floorplans.shapes import Label

NAMES = ("Office", "Kitchen", "Meeting room", "Store")


def label(text: str, height: float, x: float = 0.0, y: float = 0.0) -> Label:
    return Label(text, x, y, len(text) * height * 0.6, height, 0.0, 0)


def names(*heights: float) -> list[Label]:
    return [label(text, height, 100.0 * at) for at, (text, height) in enumerate(zip(NAMES, heights, strict=True))]


def notes_of(labels: list[Label]) -> list[str]:
    kept, notes = split_notes(labels)
    assert len(kept) + len(notes) == len(labels)
    return [note.text for note in notes]


@pytest.mark.parametrize("text", ["GAS", "TEMP.", '18" MIN. RAISED', "PROVIDE 20 MIN. CLOSER", "D-D"])
def test_smaller_words_that_name_no_room_are_notes(text: str) -> None:
    assert notes_of([*names(10, 10, 10, 10), label(text, 8, 0, 500)]) == [text]


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("Podiatry", 10.0),  # as large as the names
        ("Podiatry", 10.2),
        ("FIRST FLOOR", 90.0),
        ("Store 4", 8.0),  # small, and a room by its word
        ("1.04", 8.0),  # a number
        ("ENT-12", 8.0),
        ("GH 11", 8.0),
    ],
)
def test_name_or_number_is_no_note(text: str, height: float) -> None:
    assert notes_of([*names(10, 10, 10, 10), label(text, height, 0, 500)]) == []


@pytest.mark.parametrize(
    "heights",
    [
        (10, 10, 10, 7),  # alike enough
        (10, 10, 7, 6),
    ],
)
def test_only_where_names_are_written_alike_is_a_smaller_label_a_note(heights: tuple[float, ...]) -> None:
    more = [label(text, 10.0, 0, 100.0) for text in ("Reception", "Waiting")] if heights[2] == 10 else []
    assert notes_of([*names(*heights), *more, label("Podiatry", 5, 0, 500)]) == (["Podiatry"] if more else [])


def test_smaller_line_of_a_name_belongs_to_it_unless_it_states_a_measure() -> None:
    rooms = names(10, 10, 10, 10)
    assert notes_of([*rooms, label("Podiatry", 8, 0, 14)]) == []
    assert notes_of([*rooms, label("MIN. 22x30 ACCESS", 8, 0, 14)]) == ["MIN. 22x30 ACCESS"]
    assert notes_of([*rooms, label("Podiatry", 8, 0, 140)]) == ["Podiatry"]


def test_small_marks_of_which_many_say_the_same_are_notes_and_numbers_of_rooms_are_not() -> None:
    rooms = names(10, 10, 10, 10)
    assert notes_of([*rooms, *(label("A6", 8, 0, 100.0 * at) for at in range(1, 6))]) == ["A6"] * 5
    assert notes_of([*rooms, *(label(f"A{at}", 8, 0, 100.0 * at) for at in range(1, 6))]) == []


def test_every_line_of_a_small_sentence_is_a_note_even_where_it_names_a_room() -> None:
    lines = ("PLASTERBOARD ON THE CEILING", "AND WALL TO THE GARAGE", "AS THE RULES ASK FOR")
    written = [label(text, 8, 0, 300 + 10.0 * at) for at, text in enumerate(lines)]
    assert notes_of([*names(10, 10, 10, 10), *written]) == list(lines)
    assert notes_of([*names(10, 10, 10, 10), written[1]]) == []


def box(x: float, y: float, text: str, size: float, *more: str, wide: float = 90) -> str:
    words = f'<text x="{x + 8}" y="{y + 40}" font-size="{size}">{text}</text>' if text else ""
    outline = f'<rect x="{x}" y="{y}" width="{wide}" height="{wide}" fill="none" stroke="black"/>'
    return f"{outline}{words}{''.join(more)}"


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        (box(400, 0, "Podiatry", 8), True),
        (box(400, 0, "PROVIDE 20 MIN", 8), False),  # states a measure
        (box(400, 0, "Podiatry", 8, '<text x="420" y="60" font-size="8">Gas</text>'), False),  # two of them
        (box(400, 0, "Gas", 8, wide=20), False),  # a mark in its bubble
        (box(10, 50, "Larder", 8, wide=38), False),  # something that stands in a room with a name
        (box(400, 0, "See note on sheet", 8), False),
    ],
)
def test_smaller_word_that_alone_stands_in_a_closed_room_is_its_name(drawn: str, named: bool) -> None:
    rooms = [*((100 * at, name) for at, name in enumerate(NAMES[1:], 1)), (0, NAMES[0])]
    names = "".join(f'<text x="{x + 5}" y="15" font-size="10">{name[:12]}</text>' for x, name in rooms)
    outlines = "".join(f'<rect x="{x}" y="0" width="98" height="98" fill="none" stroke="black"/>' for x, _ in rooms)
    plan = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 300">{outlines}{names}{drawn}</svg>'

    recognition = recognise(read_svg(plan.encode()))

    known = {name[:12] for name in NAMES}
    assert known <= {space.label for space in recognition.spaces}
    assert (len({space.label for space in recognition.spaces} - known - {""}) == 1) == named
