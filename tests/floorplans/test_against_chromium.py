"""Compares the geometry that is read with what a browser draws, by points along each shape and the box of each text."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from shapely import LineString, Point, STRtree

from floorplans.demo import HQ_FIRST_FLOOR, demo_plan
from floorplans.read_svg import read_svg
from floorplans.shapes import Drawing
from tests.paths import shared_data

# Points along everything that is painted, and the middle and height of each text, all in root units.
MEASURE = """() => {
  const root = document.documentElement, base = root.getScreenCTM().inverse(), found = {shapes: [], texts: []}
  const place = (m, x, y) => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f]
  for (const e of root.querySelectorAll('rect,circle,ellipse,line,polyline,polygon,path')) {
    if (e.closest('defs,clipPath,marker,symbol,pattern,mask')) continue
    if (!e.checkVisibility({visibilityProperty: true})) continue
    const style = getComputedStyle(e), length = e.getTotalLength()
    const m = base.multiply(e.getScreenCTM())
    if (style.fill === 'none' && style.stroke === 'none' || !(length > 0)) continue
    const at = step => e.getPointAtLength(length * step / 40)
    found.shapes.push([...Array(41).keys()].map(step => place(m, at(step).x, at(step).y)))
  }
  for (const e of root.querySelectorAll('text')) {
    const text = e.textContent.split(/\\s+/).join(''), box = e.getBBox(), m = base.multiply(e.getScreenCTM())
    const middle = place(m, box.x + box.width / 2, box.y + box.height / 2)
    if (text) found.texts.push({text, middle, height: box.height * Math.hypot(m.c, m.d)})
  }
  return found
}"""
CLOSE = 1 / 1_000  # of the drawing's longer side


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


def measure(page: Page, path: Path) -> dict[str, Any]:
    page.goto(path.as_uri())
    found = page.evaluate(MEASURE)
    assert isinstance(found, dict)
    return found


def strays(drawing: Drawing, shapes: list[list[list[float]]]) -> list[float]:
    """For each of the browser's shapes, how far its points lie from any line that was read, where above the limit."""
    lines = [LineString([*shape.ring, shape.ring[0]]) for shape in drawing.shapes]
    lines += [LineString(line.points) for line in drawing.lines]
    tree = STRtree(lines)
    furthest = [max(lines[tree.nearest(Point(at))].distance(Point(at)) for at in shape) for shape in shapes]
    return [distance for distance in furthest if distance > CLOSE * max(drawing.width, drawing.height)]


@pytest.mark.parametrize("name", ["floor8", "floor9", "MB-1", "MB-2", "VE-2", "VL-1"])
def test_real_floor_is_read_where_the_browser_draws_it(page: Page, name: str) -> None:
    path = shared_data("svg", "concordia", f"{name}.svg")
    drawing = read_svg(path.read_bytes())
    found = measure(page, path)
    assert len(found["shapes"]) == len(drawing.shapes) + len(drawing.lines)
    assert strays(drawing, found["shapes"]) == []
    assert len(found["texts"]) == len(drawing.labels)


@pytest.mark.parametrize("name", ["floor8", "floor9", "VL-1"])
def test_label_lies_within_half_a_line_of_where_the_browser_writes_it(page: Page, name: str) -> None:
    path = shared_data("svg", "concordia", f"{name}.svg")
    labels = read_svg(path.read_bytes()).labels
    for text in measure(page, path)["texts"]:
        namesakes = [label for label in labels if label.text.replace(" ", "") == text["text"]]
        nearest = min(math.dist((label.x, label.y), text["middle"]) for label in namesakes)
        assert nearest < text["height"] / 2, text["text"]


def test_every_trick_of_the_format_is_read_as_the_browser_draws_it(page: Page) -> None:
    path = Path(__file__).with_name("torture.svg")
    drawing = read_svg(path.read_bytes())
    found = measure(page, path)
    assert len(found["shapes"]) == len(drawing.shapes) + len(drawing.lines)
    assert strays(drawing, found["shapes"]) == []


def test_demo_floor_is_read_where_the_browser_draws_it(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "floor.svg"
    path.write_bytes(demo_plan(HQ_FIRST_FLOOR))
    drawing = read_svg(path.read_bytes())
    assert strays(drawing, measure(page, path)["shapes"]) == []
