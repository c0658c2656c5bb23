"""The page that lists people: what each row tells, how it is chosen, and what an empty one says."""

from urllib.parse import quote

import pytest

from booking.actions.close_account import Closing, close_account
from booking.actions.service import Service
from booking.model.people import Grant, Role, ScopeKind
from booking.store.engine import Tx
from booking.store.people import NewPerson, add_person
from tests.estate import NOW, Estate
from tests.store.state import ask
from tests.web.browser import Browser
from tests.web.conftest import Browsers

NAMES = "//span[@class='adm-person']/a"


@pytest.fixture
def admin(browsers: Browsers, estate: Estate) -> Browser:
    return browsers.sign_in(estate, "admin")


def add_cleaners(service: Service, estate: Estate, how_many: int) -> None:
    def write(tx: Tx) -> None:
        cleaner = Grant(Role.CLEANER, ScopeKind.SITE, int(estate.sites["oak"]))
        for number in range(1, how_many + 1):
            new = NewPerson(f"Zoë Cleaner {number:02d}", f"z{number}@trust.example", None, (), (cleaner,))
            add_person(tx, estate.organisation_id, new, NOW)

    service.db.write(write)


def team_of(service: Service) -> str:
    return str(ask(service, "SELECT ref FROM unit WHERE name = 'Team'")[0][0])


def test_rows_tell_roles_with_scope_units_and_closed_accounts(admin: Browser, estate: Estate, service: Service) -> None:
    mate = estate.actors["mate"].person.ref
    close_account(service, estate.actors["admin"], mate, Closing(cancel_bookings=False), now=NOW)

    rows = dict(zip(*(admin.get("/admin/people").words_at(path) for path in (NAMES, "//li[@class='adm-set__row']")),
                    strict=True))  # fmt: skip

    assert len(rows) == 12
    assert rows["Reception"] == "Reception reception@trust.example Reception at Oak Member of staff, whole organisation"
    assert rows["Lead"] == ("Lead lead@trust.example Member of staff, whole organisation Team lead for Team Unit: Team")
    assert rows["Mate"] == "Mate Closed mate@trust.example Member of staff, whole organisation Unit: Team"
    assert rows["Nobody"] == "Nobody nobody@trust.example No role"


def test_people_are_chosen_by_name_role_unit_and_account(admin: Browser, estate: Estate, service: Service) -> None:
    mate, team = estate.actors["mate"].person.ref, team_of(service)
    close_account(service, estate.actors["admin"], mate, Closing(cancel_bookings=False), now=NOW)

    def found(query: str) -> list[str]:
        return admin.get(f"/admin/people?{query}").words_at(NAMES)

    assert found("words=facilities+oak") == ["Oak_Facilities"]
    assert found("role=team_lead") == ["Lead"]
    assert found(f"unit={team}") == ["Lead", "Mate"]
    assert found("accounts=closed") == ["Mate"]
    assert len(found("accounts=open")) == 11
    assert found(f"words=&role=staff&unit={team}&accounts=open") == ["Lead"]


def test_form_shows_again_what_was_typed_and_chosen(admin: Browser, service: Service) -> None:
    team = team_of(service)

    page = admin.get(f"/admin/people?words=Lead&role=team_lead&unit={team}&accounts=open")

    assert [field.get("value") for field in page.all("//input[@id='words']")] == ["Lead"]
    assert page.words_at("//option[@selected]") == ["Team lead", "Team", "Open"]


def test_pages_of_the_list_keep_what_was_chosen(admin: Browser, estate: Estate, service: Service) -> None:
    add_cleaners(service, estate, 53)

    first = admin.get("/admin/people?words=cleaner+zoe&role=cleaner&accounts=open")
    second = admin.get(first.link("More people"))

    assert first.words_at(NAMES) == [f"Zoë Cleaner {number:02d}" for number in range(1, 51)]
    assert second.words_at(NAMES) == ["Zoë Cleaner 51", "Zoë Cleaner 52", "Zoë Cleaner 53"]
    assert second.words_at("//option[@selected]") == ["Cleaner", "Open"]
    assert "More people" not in second.words
    assert admin.get(second.link("First page")).words_at(NAMES) == first.words_at(NAMES)


@pytest.mark.parametrize(
    ("query", "says", "link", "leads_to"),
    [
        (
            "words=zzz",
            "Nobody’s name or address fits “zzz”. Check the spelling, or type part of the name.",
            "Show everybody", "/admin/people",
        ),
        (
            "role=cleaner&accounts=closed",
            "Nobody fits all that is chosen: Cleaner, closed accounts. Choose “Any” in one of the lists.",
            "Show everybody", "/admin/people",
        ),
        (
            "words=lead&role=auditor&unit={team}",
            "Nobody’s name or address fits “lead” with all that is chosen: Auditor, Team. "
            "Choose “Any” in one of the lists, or check the spelling.",
            "Find “lead” everywhere", "/admin/people?words=lead",
        ),
    ],
)  # fmt: skip
def test_empty_list_says_what_to_change(
    admin: Browser, service: Service, query: str, says: str, link: str, leads_to: str
) -> None:
    page = admin.get(f"/admin/people?{query.format(team=team_of(service))}")

    assert page.words_at("//p[@class='app-empty']") == [says]
    assert page.link(link) == leads_to


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("role=king", [("#role", "Choose a role from the list.")]),
        ("unit=" + "a" * 26, [("#unit", "This unit is not there. Choose one from the list.")]),
        ("accounts=some", [("#accounts", "Choose open or closed accounts, or both.")]),
        ("words=" + "a" * 255, [("#words", "This is 255 characters long. Use 254 or fewer.")]),
    ],
)
def test_what_is_not_in_the_lists_is_said_beside_its_field(
    admin: Browser, query: str, faults: list[tuple[str, str]]
) -> None:
    page = admin.get(f"/admin/people?{query}")

    assert (page.status, page.faults) == (422, faults)
    assert page.words_at(NAMES) == []
    assert page.all(f"//*[@id='{faults[0][0][1:]}-error']") != []


def test_longest_search_of_short_words_is_answered(admin: Browser) -> None:
    page = admin.get(f"/admin/people?words={quote(' '.join('b' * 127))}")

    assert (page.status, page.words_at(NAMES)) == (200, [])
