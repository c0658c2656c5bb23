"""What a sheet says about the drawing names no room, and a space full of desks is no room to meet in."""

import pytest

from floorplans.plan import prepare_plan
from floorplans.recognise import recognise
from floorplans.title_block import is_of_the_sheet
from tests.floorplans.drawings import read


@pytest.mark.parametrize(
    "text",
    [
        "Scale 1:100", "1:100", "1 : 50 @ A1", "SCALE 1/200 (A3)", "1:1,250", "Scale: NTS", "Not to scale", "Scale bar",
        "12/03/2024", "12/3/24", "3.4.2024", "2024-03-12", "March 2024", "12th March 2024", "Date: 12 Mar 2024",
        "Drawn by: 12/03/24", "Drawing no. A-101", "DWG NO: 12", "Sheet number 3", "Rev B", "Revision P01",
    ],
)  # fmt: skip
def test_scale_dates_and_numbers_are_about_the_sheet(text: str) -> None:
    assert is_of_the_sheet(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.02", "01.01.12", "1.2.34", "1/2", "B1", "1:1 room", "Room 1", "Drawing room", "Project room 2",
        "Sheet store",
        "Job centre", "Scale room", "Weighing scales", "May", "March ward", "Date palm", "Rev. Smith", "Revision room",
        "Checked linen", "Notes",
    ],
)  # fmt: skip
def test_names_and_numbers_of_rooms_are_not(text: str) -> None:
    assert not is_of_the_sheet(text)


def open_floor(desks: int, label: str) -> str:
    """A space of 60 by 30 m with a label and desks in rows of 20."""
    drawn = "".join(
        f'<g class="desk"><rect x="{1 + number % 20 * 2.8}" y="{2 + number // 20 * 3}" width="1.6" height="0.8" '
        f'fill="none" stroke="black"/><text x="{1.8 + number % 20 * 2.8}" y="{2.5 + number // 20 * 3}" '
        f'font-size="0.3" text-anchor="middle">D-{number:03d}</text></g>'
        for number in range(desks)
    )
    outline = '<rect x="0" y="0" width="60" height="30" fill="none" stroke="black"/>'
    return f'{outline}{drawn}<text x="30" y="28" font-size="0.8" text-anchor="middle">{label}</text>'


def booked(desks: int, label: str) -> list[tuple[str, str]]:
    """What can be booked there other than desks, where rooms of others' drawings become meeting rooms."""
    drawing = read(open_floor(desks, label), 'width="60m" height="30m" viewBox="0 0 60 30"')
    plan = prepare_plan(drawing, recognise(drawing), bookable_rooms=True)
    assert sum(place.kind == "desk" for place in plan.places) == desks
    return [(place.name, place.kind) for place in plan.places if place.kind != "desk"]


def test_scale_note_makes_no_room_of_a_floor() -> None:
    assert booked(4, "Scale 1:100") == []


@pytest.mark.parametrize("label", ["North wing", "Open office", "Conference floor"])
def test_space_with_dozens_of_desks_is_no_meeting_room(label: str) -> None:
    assert booked(60, label) == []


@pytest.mark.parametrize("label", ["North wing", "Open office", "Conference floor"])
def test_room_with_a_few_desks_stays_one(label: str) -> None:
    assert booked(6, label) == [(label, "meeting_room")]
