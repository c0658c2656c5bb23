import pytest

from floorplans.words import find_kind, is_made_up, split_area


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Clinic 3", "clinic_room"),
        ("Consulting room", "clinic_room"),
        ("Treatment", "clinic_room"),
        ("EXAM 2", "clinic_room"),
        ("Conference suite", "meeting_room"),
        ("Seminar", "meeting_room"),
        ("Board room", "meeting_room"),
        ("Training room 1", "meeting_room"),
        ("Visiting room 1", "visiting_room"),
        ("Hot desk 4", "desk"),
        ("Open plan office", "office"),
        ("Store", "store"),
        ("W.C.", "wc"),
        ("Visitor toilet", "wc"),
        ("bath room", "wc"),
        ("STAIRS", "stairs"),
        ("Lift 1", "lift"),
        ("Staff kitchen", "kitchen"),
        ("Main reception", "reception"),
        ("Waiting room", "waiting"),
        ("H867", "room"),
        ("Restore", "room"),
        ("", "room"),
    ],
)
def test_kind_follows_from_the_words(label: str, kind: str) -> None:
    assert find_kind(label) == kind


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Office 25.3 m²", ("Office", 25.3)),
        ("Office (12,50 m2)", ("Office", 12.5)),
        ("4 sqm store", ("store", 4.0)),
        ("Room 4 main", ("Room 4 main", None)),
    ],
)
def test_printed_area_is_split_from_the_label(label: str, expected: tuple[str, float | None]) -> None:
    assert split_area(label) == expected


@pytest.mark.parametrize(
    "name", ["", "rect123", "path12-3", "g7", "Rectangle_4", "XMLID_12_", "svg2", "_", "use3809-1-4"]
)
def test_numbering_of_drawing_programs_is_no_name(name: str) -> None:
    assert is_made_up(name)


@pytest.mark.parametrize("name", ["Room_3", "H867", "kitchen", "R101"])
def test_words_of_people_are_names(name: str) -> None:
    assert not is_made_up(name)
