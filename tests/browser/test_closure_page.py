"""A closure's page in Chromium: its rows stand in columns, and at the width of a telephone nothing is cut off."""

import pytest

from tests.browser.conftest import OpenPage, let_in
from tests.browser.town import MANAGER, Town

pytestmark = pytest.mark.xdist_group("browser")

ADD_ROWS = """() => {
  const row = document.querySelector(".adm-concerned__row"), bare = row.cloneNode(true), long = row.cloneNode(true);
  bare.querySelector("form").remove();
  long.querySelector(".adm-concerned__what strong").textContent = "Bartholomew Featherstonehaugh-Cholmondeley";
  row.parentElement.append(bare, long);
}"""
"""Makes two more of the one row: one that can go nowhere, and one with a long name."""

READ_COLUMNS = """() => [...document.querySelectorAll(".adm-concerned__row")].map(
  row => [...row.children].map(each => Math.round(each.getBoundingClientRect().left)))"""


def test_rows_of_a_closure_stand_in_columns(open_page: OpenPage, town: Town) -> None:
    page = open_page()
    let_in(page, MANAGER)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/admin/closures/{town.estate['closure']}")
    page.evaluate(ADD_ROWS)

    first, bare, long = page.evaluate(READ_COLUMNS)

    assert len(set(first)) == 4
    assert bare == first[:3]
    assert long == first
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
