import json

import pytest
from lxml import etree

from floorplans.measure import judge, read_truth
from floorplans.recognise import recognise
from floorplans.report import as_json, picture, report_lines
from floorplans.shapes import DrawingRefused
from tests.floorplans.drawings import read

BODY = (
    '<rect width="50" height="20" fill="none" stroke="red"/><text x="5" y="12" font-size="5">Office &lt;4&gt;</text>'
    '<text x="70" y="80" font-size="5">Yard</text><defs><g id="lamp"><path d="M0 0h1v1z"/></g></defs>'
    '<use href="#lamp" x="80" y="10"/>'
)


def test_json_has_the_names_that_other_programs_rely_on() -> None:
    answer = as_json(recognise(read(BODY, 'width="100m" height="100m" viewBox="0 0 100 100"')))
    assert list(answer) == ["metres_per_unit", "spaces", "symbols", "unplaced_labels", "notes"]
    assert answer["metres_per_unit"] == 1.0
    assert answer["spaces"] == [
        {
            "label": "Office <4>",
            "kind": "office",
            "confidence": 0.97,
            "doubtful": False,
            "polygon": [[0, 0], [50, 0], [50, 20], [0, 20]],
            "area_m2": 1000.0,
        }
    ]
    assert answer["symbols"] == [{"name": "lamp", "x": 80, "y": 10, "angle": 0.0}]
    labels = answer["unplaced_labels"]
    assert isinstance(labels, list)
    assert [label["label"] for label in labels] == ["Yard"]


def test_picture_shows_the_proposal_over_the_plan() -> None:
    drawing = read(BODY)
    root = etree.fromstring(picture(drawing, recognise(drawing)).encode())
    names = [etree.QName(element).localname for element in root]
    assert names == ["style", "path", "path", "polygon", "text", "text"]
    assert [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")] == ["Office <4>", "Yard"]


def test_report_counts_the_drawing_s_own_labels_where_no_truth_is_given() -> None:
    lines = report_lines(recognise(read(BODY)), None)
    assert lines[:4] == [
        "Labelled rooms found: 1 of 2 (50%).",
        "Missed: 1: Yard.",
        "Wrong: 0.",
        "Doubtful among the proposals: 0; without a name: 0.",
    ]


def test_report_compares_with_the_truth_that_is_given() -> None:
    rooms = [{"label": "Office <4>", "points": [[10, 10]]}, {"label": "Store", "points": [[60, 60]]}]
    truth = read_truth(json.dumps({"drawing": "", "rooms": rooms}))
    assert report_lines(recognise(read(BODY)), truth)[:3] == [
        "Labelled rooms found: 1 of 2 (50%).",
        "Missed: 1: Store.",
        "Wrong: 0.",
    ]


def test_printed_area_that_contradicts_the_drawn_one_is_wrong() -> None:
    body = '<rect width="5" height="4" fill="none" stroke="red"/><text x="1" y="2" font-size="0.4">Store 50 m²</text>'
    recognition = recognise(read(body, 'width="10m" height="10m" viewBox="0 0 10 10"'))
    assert judge(recognition).wrong == ("Store",)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"drawing": "x"}', '{"drawing": "x", "rooms": [{"label": "a", "points": [1]}]}']
)
def test_truth_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DrawingRefused, match="no list of true rooms"):
        read_truth(text)
