"""What an empty trust says: next steps to those who may take them, and to all others that they must wait."""

from itertools import pairwise

import pytest

from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.ids import OrganisationId
from booking.model.people import Grant, Role, ScopeKind
from booking.model.policy import ALL_DAY, Rule, RuleField, RuleScope
from booking.store.audit import open_chain
from booking.store.engine import Tx
from booking.store.estate import NewResource, add_building, add_floor, add_organisation, add_resources, add_site
from booking.store.people import NewPerson, add_person
from tests.conftest import ENGINES
from tests.estate import _HASH, NOW, Estate, set_rules
from tests.store.state import ask, run
from tests.web.browser import Page
from tests.web.conftest import Browsers

BOTH = pytest.mark.parametrize("engine_name", ENGINES, indirect=True)

ALL = ["site", "building", "floor", "places", "hours", "people"]
LINKS = {
    "site": "Add the first one",
    "building": "Add a building",
    "floor": "Add a floor",
    "places": "Add desks and rooms",
    "hours": "Set opening hours",
    "people": "Add people",
}
WAIT = (
    "This service is being set up. There is nothing to book yet. Your facilities team will tell you when it is ready."
)


def add(service: Service, organisation: OrganisationId, name: str, role: Role) -> None:
    """Somebody with one role in the whole organisation."""
    grant = Grant(role, ScopeKind.ORGANISATION, int(organisation))
    person = NewPerson(name.title(), f"{name}@trust.example", _HASH, (), (grant,))
    service.db.write(lambda tx: add_person(tx, organisation, person, NOW))


@pytest.fixture
def empty(service: Service) -> OrganisationId:
    """An organisation with nothing but its first administrator."""

    def work(tx: Tx) -> OrganisationId:
        made = add_organisation(tx, "Test trust", demo=False, now=NOW)
        open_chain(tx, None)
        return made

    organisation = service.db.write(work)
    add(service, organisation, "admin", Role.ADMINISTRATOR)
    return organisation


def open_as(browsers: Browsers, name: str, *addresses: str) -> list[Page]:
    browser = browsers.open()
    browser.sign_in(name)
    pages = [browser.get(address) for address in addresses]
    assert [page.status for page in pages] == [200] * len(addresses)
    return pages


def steps(page: Page) -> list[str]:
    """The steps that the page lists, in its order."""
    said = page.words_at("//*[@class='app-setup__item']")
    return [step for item in said for step, text in LINKS.items() if text in item]


def nothing(page: Page) -> list[str]:
    return page.words_at("//*[@class='nhsuk-inset-text']")


@BOTH
def test_each_step_goes_when_it_is_done(
    browsers: Browsers, service: Service, empty: OrganisationId, engine_name: str
) -> None:
    assert service.db.engine.dialect.name == engine_name
    browser = browsers.open()
    browser.sign_in("admin")
    seen = [steps(browser.get("/"))]
    site = service.db.write(lambda tx: add_site(tx, empty, "Mill Lane", "Europe/London"))
    seen.append(steps(browser.get("/")))
    building = service.db.write(lambda tx: add_building(tx, site, "Mill House"))
    seen.append(steps(browser.get("/")))
    floor = service.db.write(lambda tx: add_floor(tx, building, "Ground", 0))
    seen.append(steps(browser.get("/")))
    service.db.write(lambda tx: add_resources(tx, floor, [NewResource(ResourceKind.DESK, "1", 1)]))
    seen.append(steps(browser.get("/")))
    set_rules(service, Rule(RuleScope.SITE, int(site), None, RuleField.OPENING, (ALL_DAY,) * 7))
    seen.append(steps(browser.get("/")))
    add(service, empty, "una", Role.STAFF)
    seen.append(steps(browser.get("/")))

    assert seen[0] == ALL
    assert all(after == before[1:] for before, after in pairwise(seen)), seen
    assert seen[-1] == []
    run(service, "UPDATE resource SET retired_at = '2026-11-23 00:00:00+00:00'")
    assert steps(browser.get("/")) == ["places"]


@BOTH
def test_first_step_leads_on_from_every_page_that_would_show_floors(
    browsers: Browsers, service: Service, empty: OrganisationId, engine_name: str
) -> None:
    assert service.db.engine.dialect.name == engine_name
    for page in open_as(browsers, "admin", "/", "/floors", "/find", "/admin"):
        assert page.words_at("//*[@class='app-setup__lacks']") == ["There is no site yet."]
        assert page.link(LINKS["site"]) == "/admin/sites/add"
        assert page.link(LINKS["people"]) == "/admin/people/add"
        assert "Ask your facilities team" not in page.words
    site = service.db.write(lambda tx: add_site(tx, empty, "Mill Lane", "Europe/London"))
    building = service.db.write(lambda tx: add_building(tx, site, "Mill House"))
    (row,) = ask(service, "SELECT ref FROM building WHERE id = :id", id=building)
    (page,) = open_as(browsers, "admin", "/floors")

    assert page.link(LINKS["floor"]) == f"/admin/buildings/{row.ref}/add"
    assert nothing(page) == ["There is nothing to book yet. Set up the service first."]


def test_others_are_told_that_the_service_is_being_set_up(
    browsers: Browsers, service: Service, empty: OrganisationId
) -> None:
    add(service, empty, "una", Role.STAFF)

    for page in open_as(browsers, "una", "/", "/floors", "/find"):
        assert nothing(page) == [WAIT]
        assert steps(page) == []


def test_steps_are_those_that_the_person_may_take(browsers: Browsers, service: Service, empty: OrganisationId) -> None:
    add(service, empty, "flo", Role.FACILITIES)

    assert [steps(page) for page in open_as(browsers, "flo", "/", "/admin")] == [ALL[:-1]] * 2


def test_manager_of_a_site_is_not_led_to_add_sites(browsers: Browsers, service: Service, empty: OrganisationId) -> None:
    site = service.db.write(lambda tx: add_site(tx, empty, "Mill Lane", "Europe/London"))
    grant = Grant(Role.FACILITIES, ScopeKind.SITE, int(site))
    person = NewPerson("Flo", "flo@trust.example", _HASH, (), (grant,))
    service.db.write(lambda tx: add_person(tx, empty, person, NOW))
    assert steps(open_as(browsers, "flo", "/")[0]) == ["building", "floor", "places", "hours"]

    run(service, "UPDATE site SET retired_at = '2026-11-23 00:00:00+00:00'")

    assert steps(open_as(browsers, "flo", "/")[0]) == ["hours"]


def test_trust_that_is_set_up_shows_no_steps(browsers: Browsers, service: Service, estate: Estate) -> None:
    opening = Rule(RuleScope.ORGANISATION, int(estate.organisation_id), None, RuleField.OPENING, (ALL_DAY,) * 7)
    set_rules(service, opening)

    for page in open_as(browsers, "admin", "/", "/floors", "/find", "/admin"):
        assert steps(page) == []
