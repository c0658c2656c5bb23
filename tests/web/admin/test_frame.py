"""The index of administration, and who finds the way to it."""

from tests.estate import Estate
from tests.web.browser import Browser
from tests.web.conftest import Browsers

PLACES = ["Sites, floors and places", "Kinds of place"]


def titles(browser: Browser) -> list[str]:
    return browser.get("/admin").words_at("//h2[@class='adm-section__title']")


def test_index_shows_each_person_what_they_may_manage(browsers: Browsers, estate: Estate) -> None:
    everywhere, oak = browsers.sign_in(estate, "facilities"), browsers.sign_in(estate, "oak_facilities")

    assert titles(everywhere)[:4] == ["Sites, floors and places", "Features", "Uses of rooms", "Kinds of place"]
    assert [title for title in titles(oak) if title in {*PLACES, "Features", "Uses of rooms"}] == PLACES


def test_way_to_administration_is_shown_to_those_who_manage_something(browsers: Browsers, estate: Estate) -> None:
    people = ("staff", "reception", "auditor", "oak_facilities", "admin")

    shown = {name: "Manage" in browsers.sign_in(estate, name).get("/").words_at("//nav//a") for name in people}

    assert shown == {"staff": False, "reception": False, "auditor": False, "oak_facilities": True, "admin": True}
