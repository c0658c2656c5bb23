"""The page of the bookings that break the rules, and the ways to it."""

import pytest

from booking.actions.service import Service
from booking.model.policy import Rule, RuleField, RuleScope
from tests.actions.estate.crowd import fill
from tests.actions.steps import booked, wish
from tests.estate import Estate, set_rules
from tests.store.state import ask
from tests.web.browser import Browser
from tests.web.conftest import Browsers

FURTHER = "Next page : later bookings"
LINKS = "//*[@class='adm-concerned__row']//a/@href"
PAGE, SET = "/admin/rules/breaches", "/admin/rules/set"


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    return browsers.sign_in(estate, "facilities")


def oak(service: Service) -> str:
    (row,) = ask(service, "SELECT ref FROM site WHERE name = 'Oak'")
    return f"site-{row.ref}"


def test_bookings_that_break_a_rule_are_found_after_it_was_set(
    service: Service, estate: Estate, manager: Browser
) -> None:
    card = booked(service, estate.actors["other"], wish(estate, "D2", "09:00", "11:00"))
    at = oak(service)
    form = manager.get(f"{SET}?at={at}&field=max_length_min")
    done = manager.follow(manager.send(manager.send_to_page(form, SET, value="60"), SET))

    page = manager.get(done.link("Show the bookings that break the rules here"))

    assert page.heading == "Bookings that break the rules"
    assert page.words_at("//main//h2") == ["All kinds of place at Oak: 1 booking"]
    assert page.words_at("//main//h3") == ["Wednesday 25 November 2026"]
    (row,) = page.words_at("//*[@class='adm-concerned__row']")
    assert row == ("9am to 11am, Wednesday 25 November 2026, D2, Other It is too long. Other D2, First, Oak")
    assert page.link("9am to 11am, Wednesday 25 November 2026, D2, Other") == f"/bookings/{card.booking.ref}"
    rules = manager.get(f"/admin/rules?at={at}")
    assert rules.link("Bookings that break these rules") == f"{PAGE}?at={at}"


def test_confirmation_says_where_the_rest_is_listed_and_it_is_there_by_fifties(
    service: Service, estate: Estate, manager: Browser
) -> None:
    fill(service, estate, 120)
    for field, value in ((RuleField.HORIZON_DAYS, 365), (RuleField.ONE_AT_A_TIME, False)):
        set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, field, value))
    at = oak(service)
    asked = manager.send_to_page(manager.get(f"{SET}?at={at}&field=max_length_min"), SET, value="30")

    assert "And 70 more. Once you confirm, they are all under bookings that break the rules." in asked.words
    href = asked.link("bookings that break the rules")
    assert href == f"{PAGE}?at={at}"
    assert manager.get(href).words_at("//p[@class='app-empty']") == ["Every coming booking here keeps the rules."]
    manager.send(asked, SET)

    first = manager.get(href)
    second = manager.get(first.link(FURTHER))
    last = manager.get(second.link(FURTHER))
    assert [page.words_at("//main//h2")[0] for page in (first, second, last)] == [
        "All kinds of place at Oak: the first 50 bookings",
        "All kinds of place at Oak: the next 50 bookings",
        "All kinds of place at Oak: the last 20 bookings",
    ]
    assert [len(page.words_at("//*[@class='adm-concerned__row']")) for page in (first, second, last)] == [50, 50, 20]
    assert len({link for page in (first, second, last) for link in page.root.xpath(LINKS)}) == 120
    parts = [page.words_at("//h2/following-sibling::p[1]")[0] for page in (first, second, last)]
    assert parts == [
        "Looked at: the first 50 coming bookings here, up to Tuesday 5 January 2027.",
        "Looked at: the next 50 coming bookings here, up to Tuesday 5 January 2027.",
        "Looked at: the next 20 coming bookings here, up to Wednesday 6 January 2027.",
    ]
    assert last.link("Back to the first bookings") == href
    assert last.all("//nav[@aria-label='Pages']") == first.all("//a[.='Back to the first bookings']") == []


@pytest.mark.parametrize("query", ["after=", "after=yesterday&ref=a", "after=2026-11-25T09:00:00"])
def test_page_that_begins_nowhere_is_refused(manager: Browser, query: str) -> None:
    assert manager.get(f"{PAGE}?{query}").status == 400


def test_manager_of_one_site_begins_there_and_sees_no_other(
    service: Service, estate: Estate, browsers: Browsers
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "F1", "09:00", "11:00"))
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.MAX_LENGTH_MIN, 60))
    mine = browsers.sign_in(estate, "oak_facilities")

    page = mine.follow(mine.client.get(PAGE))

    assert page.words_at("//main//h2") == ["All kinds of place at Oak: 0 bookings"]
    assert "F1" not in page.words
