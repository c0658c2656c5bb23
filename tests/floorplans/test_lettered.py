"""What nobody books, written on a plan's backdrop."""

import re

import pytest

from floorplans.lettered import Mark, letter_backdrop, take_off_letters

BACKDROP = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 350"><path class="w" d="M0 0h700"/></svg>'
STORE = ((10.0, 10.0), (20.0, 10.0), (20.0, 16.0), (10.0, 16.0))
"""10 m by 6 m of a floor that is 70 m wide: its middle is at 150, 130 of the backdrop."""


def lines_of(lettered: str) -> list[tuple[float, float, str]]:
    found = re.findall(r'<tspan x="([^"]+)" y="([^"]+)">([^<]+)</tspan>', lettered)
    return [(float(x), float(y), text) for x, y, text in found]


def sizes_of(lettered: str) -> list[float]:
    return [float(size) for size in re.findall(r'font-size="([^"]+)"', lettered)]


def test_name_is_written_in_the_middle_in_the_units_of_the_backdrop() -> None:
    lettered = letter_backdrop(BACKDROP, [Mark("WC", STORE, drawn=False)], 70)

    ((x, y, text),) = lines_of(lettered)
    assert (round(x), text) == (150, "WC")
    assert 130 < y < 135, "the foot of the letters is below the middle"
    assert sizes_of(lettered) == [10.0], "a seventieth of the longer side"
    assert lettered.count("<path") == 1


def test_outline_is_drawn_where_it_was_accepted() -> None:
    lettered = letter_backdrop(BACKDROP, [Mark("WC", STORE, drawn=True)], 70)
    assert '<path class="r" data-name="WC" d="M100 100L200 100L200 160L100 160z"/>' in lettered


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Store", ["Store"]),
        ("Cleaners cupboard and laundry", ["Cleaners", "cupboard and", "laundry"]),
        ("  ", []),
        ("A\x00\x1bB <b>&", ["AB <b>&"]),
    ],
)
def test_long_name_is_written_on_lines_inside_its_room(name: str, lines: list[str]) -> None:
    lettered = letter_backdrop(BACKDROP, [Mark(name, STORE, drawn=False)], 70)
    assert [
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for *_, text in lines_of(lettered)
    ] == (lines)
    assert all(100 < x < 200 and 100 < y < 160 for x, y, _ in lines_of(lettered))


def test_what_was_written_is_taken_off_again_with_its_outlines() -> None:
    hall = ((30.0, 10.0), (40.0, 10.0), (40.0, 20.0))
    lettered = letter_backdrop(BACKDROP, [Mark("WC", STORE, drawn=True), Mark("Hall  <1>", hall, drawn=False)], 70)

    plain, marks = take_off_letters(lettered, 35)

    assert plain == BACKDROP
    assert marks == (
        Mark("WC", tuple((x / 2, y / 2) for x, y in STORE), drawn=True),
        Mark("Hall <1>", tuple((x / 2, y / 2) for x, y in hall), drawn=False),
    )
    assert take_off_letters(BACKDROP, 35) == (BACKDROP, ())


def test_backdrop_without_marks_stays_as_it_is() -> None:
    assert letter_backdrop(BACKDROP, [], 70) == BACKDROP
