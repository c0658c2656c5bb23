"""X1: axe finds nothing against WCAG 2.2 AA on any page in any state, and nothing is wider than a small screen."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from booking.web.routes import WEB_ROUTES
from tests.browser.conftest import OpenPage, let_in
from tests.browser.state import State
from tests.browser.states import FOREIGN, NOT_A_PAGE, STATES, find_address
from tests.browser.town import LIBRARY_FLOOR, Town
from tests.paths import CHECKOUT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTRAST = ["color-contrast"]
"""All that the dark changes."""

WIDTHS = (320, 1366)
"""A page's first state is looked at in both, its others in the narrow one, where everything stands in one column."""

PICTURE_WIDTHS = (320, 768, 1440)
PICTURES = os.environ.get("BOOKING_TEST_SCREENSHOTS")
"""A folder to write a picture of every page into."""

pytestmark = pytest.mark.xdist_group("pages")

TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  return [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(element => element.outerHTML.slice(0, 120));
}"""
RUN_AXE = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations.map(fault => [fault.id, fault.nodes.map(node => node.html.slice(0, 160)).slice(0, 3)]);
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, of the version in the lock file."""
    path = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip("no axe: node_modules/axe-core is not installed, run `make install`")
    return path.read_text("utf-8")


def test_every_page_of_the_table_is_looked_at() -> None:
    pages = {route.name for route in WEB_ROUTES if route.method == "GET"}

    assert {state.route for state in STATES if state.route} == pages - NOT_A_PAGE


@pytest.mark.parametrize("person", sorted({state.person or "" for state in STATES}), ids=lambda who: who or "nobody")
def test_pages_are_accessible_and_narrow_enough(open_page: OpenPage, town: Town, axe: str, person: str) -> None:
    page, found, seen = open_page(), [], set[str | None]()
    page.add_init_script(axe)
    if person:
        let_in(page, person)
    for state in _states_of(person, town):
        page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
        found += _come_to(page, state, town)
        for width in WIDTHS[:1] if state.route in seen else WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += _faults(page, f"{state.route} ({state.name}) at {width} px")
        page.emulate_media(color_scheme="dark")
        found += _faults(page, f"{state.route} ({state.name}) in the dark", CONTRAST)
        page.emulate_media(color_scheme="light")
        seen.add(state.route)
        _take_pictures(page, state)

    assert found == []


def test_axe_notices_a_field_without_a_label(open_page: OpenPage, axe: str) -> None:
    page = open_page()
    page.add_init_script(axe)
    page.goto("/sign-in")
    page.evaluate("document.querySelectorAll('label').forEach(label => label.remove())")

    (fault,) = _faults(page, "broken")
    assert "label" in fault


def test_axe_notices_words_that_are_too_pale_in_the_dark(open_page: OpenPage, axe: str) -> None:
    page = open_page(dark=True)
    page.add_init_script(axe)
    page.goto("/sign-in")
    assert _faults(page, "as it is", CONTRAST) == []

    page.evaluate("document.querySelector('h1').style.setProperty('color', '#333')")

    (fault,) = _faults(page, "broken", CONTRAST)
    assert "color-contrast" in fault


def test_width_check_notices_a_wide_element(open_page: OpenPage) -> None:
    page = open_page(width=320)
    page.goto("/sign-in")
    assert page.evaluate(TOO_WIDE) == []

    page.evaluate("document.querySelector('h1').style.setProperty('width', '400px')")

    assert len(page.evaluate(TOO_WIDE)) > 0


def _states_of(person: str, town: Town) -> Iterator[State]:
    yield from (state for state in STATES if (state.person or "") == person)
    if FOREIGN.person == person and LIBRARY_FLOOR in town.floors:
        yield FOREIGN


def _come_to(page: Page, state: State, town: Town) -> list[str]:
    """Go there; says what is not as the state has it."""
    answer = page.goto(find_address(state, town))
    if state.act is not None:
        state.act(page)
    shown = page.get_by_role("main").inner_text()
    where = f"{state.route} ({state.name})"
    status = answer.status if answer else 0
    wrong = [] if status == state.status else [f"{where}: {status} instead of {state.status}"]
    return wrong if state.shows in shown else [*wrong, f"{where}: {state.shows!r} is not shown in {shown[:300]!r}"]


def _faults(page: Page, where: str, rules: list[str] = RULES) -> list[str]:
    """What axe, which the page has been given, says against it, and what is wider than the screen."""
    violations: list[Any] = page.evaluate(RUN_AXE, rules)
    faults = [f"{where}: {rule} {json.dumps(nodes)}" for rule, nodes in violations]
    return faults + [f"{where}: too wide {html}" for html in page.evaluate(TOO_WIDE)]


def _take_pictures(page: Page, state: State) -> None:
    if PICTURES is None:
        return
    for width in PICTURE_WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        name = re.sub(r"\W+", "-", f"{state.route or 'problem'}-{state.name}-{width}")
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
