"""What was recognised, for programs (JSON) and for people (a picture over the plan)."""

from collections.abc import Sequence

from lxml import etree

from floorplans.draw_svg import SVG, draw_backdrop
from floorplans.frame import frame_of
from floorplans.geometry import label_point, make_polygon
from floorplans.measure import Truth, judge, score
from floorplans.shapes import Drawing, Recognition, Space
from floorplans.svg_text import text_width

DECIMALS = 4

# Fill of a proposal by how it stands; doubtful ones are hatched by their dashed edge as well as by colour.
_STYLE = (
    ".y{fill:#005eb8;fill-opacity:.16;stroke:#005eb8}"
    ".q{fill:#ffb81c;fill-opacity:.3;stroke:#8a5a00;stroke-dasharray:4 3}"
    ".y,.q{stroke-width:1.5px;vector-effect:non-scaling-stroke}.k{fill:#003087}.u{fill:#d5281b}"
    ".k,.u{font-family:Arial,Helvetica,sans-serif;font-weight:bold;text-anchor:middle}"
)


def as_json(recognition: Recognition) -> dict[str, object]:
    """The answer of `booking plan recognise FILE --json`; coordinates and angles as the file itself counts them."""
    up = -1.0 if recognition.y_up else 1.0
    return {
        "metres_per_unit": recognition.metres_per_unit,
        "spaces": [
            {
                "label": space.label,
                "kind": space.kind,
                "confidence": space.confidence,
                "doubtful": space.doubtful,
                "polygon": [[round(x, DECIMALS), round(up * y, DECIMALS) + 0.0] for x, y in space.polygon],
                "area_m2": space.area_m2,
            }
            for space in recognition.spaces
        ],
        "symbols": [
            {
                "name": symbol.name,
                "x": round(symbol.x, DECIMALS),
                "y": round(up * symbol.y, DECIMALS) + 0.0,
                "angle": round(-symbol.angle % 360, 3) if recognition.y_up else symbol.angle,
            }
            for symbol in recognition.symbols
        ],
        "unplaced_labels": [
            {"label": label.label, "x": round(label.x, DECIMALS), "y": round(up * label.y, DECIMALS) + 0.0}
            for label in recognition.unplaced_labels
        ],
        "notes": list(recognition.notes),
    }


def space_lines(recognition: Recognition) -> list[str]:
    """What was recognised, for people to read: a line for each space, and the notes."""
    lines = []
    for space in recognition.spaces:
        doubt = ", doubtful" if space.doubtful else ""
        lines.append(f"{space.label or '(no label)'}: {space.kind.replace('_', ' ')}{doubt}")
    return lines + [f"Note: {note}" for note in recognition.notes]


def report_lines(recognition: Recognition, truth: Truth | None) -> list[str]:
    """Labelled rooms found, missed and wrong; where no truth is given, as the drawing's own labels tell."""
    result = score(truth, recognition) if truth is not None else judge(recognition)
    whole = len(result.found) + len(result.missed)
    doubtful = sum(1 for space in recognition.spaces if space.doubtful and space.label)
    nameless = sum(1 for space in recognition.spaces if not space.label)
    share = f" ({len(result.found) / whole:.0%})" if whole else ""
    return [
        f"Labelled rooms found: {len(result.found)} of {whole}{share}.",
        f"Missed: {len(result.missed)}{_listed(result.missed)}",
        f"Wrong: {len(result.wrong)}{_listed(result.wrong)}",
        f"Doubtful among the proposals: {doubtful}; without a name: {nameless}.",
        *(f"Note: {note}" for note in recognition.notes),
    ]


def _listed(names: Sequence[str]) -> str:
    return f": {', '.join(names)}." if names else "."


def picture(drawing: Drawing, recognition: Recognition) -> str:
    """An SVG document: the proposal over the plan, doubtful spaces dashed, unplaced labels in red."""
    frame = frame_of(drawing, None)
    root = etree.fromstring(draw_backdrop(drawing, (), frame).encode())
    root[0].text = (root[0].text or "").split("@media")[0] + _STYLE
    for space in sorted(recognition.spaces, key=lambda space: -_area(space)):
        ring = frame.map_ring(space.polygon)
        element = etree.SubElement(root, f"{{{SVG}}}polygon")
        element.set("class", "q" if space.doubtful else "y")
        element.set("points", " ".join(f"{x:g},{y:g}" for x, y in ring))
        title = etree.SubElement(element, f"{{{SVG}}}title")
        title.text = _printable(f"{space.label}: {space.kind}, confidence {space.confidence:.2f}")
    largest = max(frame.width, frame.height) / 60
    for space in recognition.spaces:
        polygon = make_polygon(frame.map_ring(space.polygon))
        if polygon is not None:
            left, _, right, _ = polygon.bounds
            size = min(largest, (right - left) * 0.9 / max(text_width(space.label, 1.0), 0.5))
            _write(root, "k", space.label, label_point(polygon), size)
    for label in recognition.unplaced_labels:
        _write(root, "u", label.label, frame.map_point((label.x, label.y)), largest)
    return etree.tostring(root, encoding="unicode")


def _area(space: Space) -> float:
    polygon = make_polygon(space.polygon)
    return 0.0 if polygon is None else polygon.area


def _write(root: etree._Element, name: str, text: str, place: tuple[float, float], size: float) -> None:
    element = etree.SubElement(root, f"{{{SVG}}}text")
    element.set("class", name)
    element.set("x", f"{place[0]:g}")
    element.set("y", f"{place[1] + size * 0.36:g}")
    element.set("font-size", f"{size:.4g}")
    element.text = _printable(text)


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
