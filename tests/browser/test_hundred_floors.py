"""100 floors in Chromium: every one is reached within three actions, and nothing lies over anything else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from booking.actions.open_service import open_service
from booking.actions.passwords import hash_password
from booking.clock import read_clock
from booking.model.estate import ResourceKind
from booking.model.people import Grant, Role, ScopeKind
from booking.store.audit import open_chain
from booking.store.engine import Tx
from booking.store.estate import (
    NewResource,
    add_building,
    add_floor,
    add_organisation,
    add_resources,
    add_site,
)
from booking.store.people import NewPerson, add_person
from tests.browser.conftest import OpenPage, let_in, sign_in
from tests.browser.test_accessible import RULES, RUN_AXE, TOO_WIDE, axe
from tests.browser.town import PASSWORD
from tests.served import Served, Setting, run_booking, serving

__all__ = ["axe"]

SITES, FLOORS = 20, 5
NAMES = (
    "Abbey", "Beacon", "Cedar", "Dene", "Elmfield", "Fairfield", "Garth", "Highfield", "Ivy", "Jubilee",
    "Kingsway", "Larkhill", "Meadow", "Northgate", "Orchard", "Parkside", "Quarry", "Riverside", "Southmead", "Thorn",
)  # fmt: skip

NEWCOMERS = {True: "first@demo.example", False: "second@demo.example"}
"""Somebody who never booked, for a page with scripts and for one without."""

COVERED = """() => {
  const shown = [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden])")]
    .filter(one => one.checkVisibility() && one.getClientRects().length && getComputedStyle(one).clipPath === "none"
                   && one.getBoundingClientRect().width > 2 && !one.closest(".nhsuk-skip-link"));
  const wrong = [];
  for (const one of shown) {
    one.scrollIntoView({block: "center", behavior: "instant"});
    for (const box of one.getClientRects()) {
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (!at || !(one === at || one.contains(at) || at.contains(one))) wrong.push(one.outerHTML.slice(0, 120));
    }
  }
  return [shown.length, wrong];
}"""
"""How many things can be pressed, and which of them something else lies over."""

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on a trust of 20 sites of 5 floors."""
    folder = tmp_path_factory.mktemp("hundred")
    setting = Setting(f"sqlite:///{folder / 'booking.sqlite'}", folder / "var")
    assert run_booking(setting, "migrate").returncode == 0
    service = open_service(setting.database_url, setting.data_dir, setting.secret)
    service.db.write(_build)
    service.db.close()
    with serving(setting) as server:
        yield server


def _build(tx: Tx) -> None:
    now = read_clock()
    organisation = add_organisation(tx, "Large trust", demo=False, now=now)
    open_chain(tx, None)
    for number, name in enumerate(NAMES):
        site = add_site(tx, organisation, f"{name} Hospital", "Europe/London")
        open_chain(tx, site)
        buildings = [add_building(tx, site, f"{name} House")]
        if number % 2:
            buildings.append(add_building(tx, site, f"{name} Annexe with a long name of its own"))
        for level in range(FLOORS):
            floor = add_floor(tx, buildings[level % len(buildings)], f"Floor {level}", level)
            add_resources(tx, floor, [NewResource(ResourceKind.DESK, f"{level}.{desk}", 1) for desk in range(1, 4)])
    staff = Grant(Role.STAFF, ScopeKind.ORGANISATION, int(organisation))
    for email in ("staff@demo.example", "new@demo.example", *NEWCOMERS.values()):
        add_person(tx, organisation, NewPerson("Sam Okoro", email, hash_password(PASSWORD), (), (staff,)), now)


@pytest.fixture
def open_large(chromium: Browser, large: Served) -> Iterator[OpenPage]:
    opening = OpenPage(chromium, large.url)
    yield opening
    opening.close()
    assert opening.misdeeds == []


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("path", ["/", "/floors"])
def test_hundred_floors_lie_beside_one_another(open_large: OpenPage, axe: str, width: int, path: str) -> None:
    page = open_large(width=width)
    let_in(page, "new@demo.example")
    page.goto(path)
    page.evaluate(axe)
    closed = _look(page)
    while page.locator("details:not([open]) > summary").count():
        page.locator("details:not([open]) > summary").first.click()
    opened = _look(page)

    assert closed == opened == []
    assert page.locator(".app-floor-link:visible").count() == SITES * FLOORS


def _look(page: Page) -> list[str]:
    """What is too wide, covered, or against the rules of axe."""
    wide: list[str] = page.evaluate(TOO_WIDE)
    number, covered = page.evaluate(COVERED)
    assert number > 20
    faults: list[object] = page.evaluate(RUN_AXE, RULES)
    return [*wide, *covered, *(str(fault) for fault in faults)]


def test_check_for_covered_links_notices_one(open_large: OpenPage) -> None:
    page = open_large()
    let_in(page, "new@demo.example")
    page.goto("/floors?q=annexe")
    assert page.evaluate(COVERED)[1] == []

    page.evaluate("document.querySelectorAll('.app-floors li')[1].style.setProperty('margin-left', '-200px')")

    assert len(page.evaluate(COVERED)[1]) > 0


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [360, 1366])
def test_every_floor_is_reached_within_three_actions(open_large: OpenPage, width: int, *, javascript: bool) -> None:
    """All sites, the site, the floor; each floor's link stands under the site that was opened for it."""
    page = open_large(width=width, javascript=javascript)
    sign_in(page, "staff@demo.example")
    page.get_by_role("link", name="Book", exact=True).click()
    reached = set()
    for name in NAMES:
        site = page.locator("details", has=page.get_by_text(f"{name} Hospital", exact=True))
        site.locator("summary").click()
        links = site.locator(".app-floor-link:visible")
        reached |= {str(link.get_attribute("href")) for link in links.all()}
        site.locator("summary").click()
    assert len(reached) == SITES * FLOORS

    page.locator("details", has=page.get_by_text("Thorn Hospital", exact=True)).locator("summary").click()
    page.get_by_role("link", name="Floor 4").locator("visible=true").click()

    assert page.get_by_role("heading", level=1).inner_text().startswith("Floor 4")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_newcomer_of_a_large_trust_has_a_desk_in_three_actions_without_typing(
    open_large: OpenPage, *, javascript: bool
) -> None:
    page = open_large(javascript=javascript)
    sign_in(page, NEWCOMERS[javascript])

    page.get_by_role("link", name="Free desks at Quarry Hospital").click()
    page.get_by_role("link", name="Take this").or_(page.locator(".app-offer .app-act")).first.click()
    page.get_by_role("button", name="Book Desk").click()

    assert "Booked." in page.get_by_role("status").inner_text()
