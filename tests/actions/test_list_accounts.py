"""The list of accounts, on both engines: by name, role, unit and whether they are open, a page at a time."""

import pytest

from booking.actions.close_account import Closing, close_account
from booking.actions.list_accounts import AccountAsk, AccountList, list_accounts
from booking.actions.service import Service
from booking.model.decisions import Reason
from booking.model.ids import Ref
from booking.model.people import Grant, Role, ScopeKind
from booking.store.engine import Tx
from booking.store.people import NewPerson, add_person
from tests.actions.steps import refusal_of
from tests.estate import NOW, Estate
from tests.store.state import ask, run
from tests.web.test_floor import counting


def listed(
    service: Service, estate: Estate, asked: AccountAsk, after: Ref | None = None, limit: int = 50
) -> AccountList:
    found = list_accounts(service, estate.actors["admin"], asked, after=after, limit=limit)
    assert isinstance(found, AccountList)
    return found


def names(found: AccountList) -> list[str]:
    return [line.person.name for line in found.lines]


def unit_ref(service: Service, name: str) -> Ref:
    return Ref(ask(service, "SELECT ref FROM unit WHERE name = :name", name=name)[0][0])


def close(service: Service, estate: Estate, name: str) -> None:
    ref = estate.actors[name].person.ref
    close_account(service, estate.actors["admin"], ref, Closing(cancel_bookings=False), now=NOW)


def add(service: Service, estate: Estate, *people: str) -> None:
    """People of these names, each a member of two units with two roles."""

    def write(tx: Tx) -> None:
        everywhere = int(estate.organisation_id)
        grants = (
            Grant(Role.STAFF, ScopeKind.ORGANISATION, everywhere),
            Grant(Role.TEAM_LEAD, ScopeKind.UNIT, int(estate.units["Ward"])),
        )
        units = (estate.units["Team"], estate.units["Ward"])
        for number, name in enumerate(people):
            add_person(tx, estate.organisation_id, NewPerson(name, f"new{number}@x.example", None, units, grants), NOW)

    service.db.write(write)


def test_list_is_by_name_closed_ones_too_and_pages_on(service: Service, estate: Estate) -> None:
    close(service, estate, "mate")
    seen: list[str] = []
    after: Ref | None = None
    for _ in range(10):
        page = listed(service, estate, AccountAsk(), after, limit=5)
        seen += names(page)
        if not page.lines:
            break
        after = page.lines[-1].person.ref

    assert seen == [
        "Admin", "Auditor", "Clinic", "Facilities", "Lead", "Mate",
        "Nobody", "Oak_Facilities", "Other", "Reception", "Staff", "Ward",
    ]  # fmt: skip


def test_each_line_tells_roles_with_their_scope_and_units_and_whether_the_account_is_closed(
    service: Service, estate: Estate
) -> None:
    close(service, estate, "mate")
    add(service, estate, "Zoe Both")

    found = {
        line.person.name: (
            line.person.active,
            [(held.role.value, held.where.scope.value, held.where.name) for held in line.roles],
            line.units,
        )
        for line in listed(service, estate, AccountAsk()).lines
    }

    assert found["Mate"] == (False, [("staff", "organisation", "")], ("Team",))
    assert found["Reception"] == (True, [("reception", "site", "Oak"), ("staff", "organisation", "")], ())
    assert found["Nobody"] == (True, [], ())
    assert found["Zoe Both"] == (
        True, [("staff", "organisation", ""), ("team_lead", "unit", "Ward")], ("Team", "Ward"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("FACIL", ["Facilities", "Oak_Facilities"]),
        ("oak fac", ["Oak_Facilities"]),
        ("obrien, sian", ["Siân O’Brien-Smith"]),
        ("smith brien", ["Siân O’Brien-Smith"]),
        ("o'brien", ["Siân O’Brien-Smith"]),
        ("kovac", ["Łukasz Kováč"]),
        ("lukasz KOVÁČ", ["Łukasz Kováč"]),
        ("reception@trust", ["Reception"]),
        ("sian kovac", []),
        ("ecilities", []),
        ("100%", []),
    ],
)
def test_names_are_found_in_any_order_without_accents_hyphens_and_apostrophes(
    service: Service, estate: Estate, words: str, found: list[str]
) -> None:
    add(service, estate, "Siân O’Brien-Smith", "Łukasz Kováč")

    assert names(listed(service, estate, AccountAsk(words))) == found


def test_people_are_chosen_by_role_in_any_scope(service: Service, estate: Estate) -> None:
    assert names(listed(service, estate, AccountAsk(role=Role.FACILITIES))) == ["Facilities", "Oak_Facilities"]
    assert names(listed(service, estate, AccountAsk(role=Role.CLEANER))) == []


def test_people_of_a_unit_are_its_members_and_those_with_a_role_for_it(service: Service, estate: Estate) -> None:
    run(service, "DELETE FROM membership WHERE person_id = :id", id=estate.actors["lead"].person.id)
    run(
        service,
        "INSERT INTO role_grant (person_id, role, scope, scope_id, granted_at) "
        "VALUES (:id, 'reception', 'site', :unit, :now)",
        id=estate.actors["other"].person.id, unit=estate.units["Team"], now="2026-11-24 08:00:00",
    )  # fmt: skip
    team = unit_ref(service, "Team")

    assert names(listed(service, estate, AccountAsk(unit=team))) == ["Lead", "Mate"]
    assert names(listed(service, estate, AccountAsk(unit=unit_ref(service, "Ward")))) == ["Ward"]


def test_all_that_is_asked_counts_together(service: Service, estate: Estate) -> None:
    add(service, estate, "Ana Ward", "Ben Ward")
    run(service, "UPDATE person SET active = :no WHERE name = 'Ana Ward'", no=False)
    unit = unit_ref(service, "Ward")

    assert names(listed(service, estate, AccountAsk("ward", unit=unit))) == ["Ana Ward", "Ben Ward", "Ward"]
    assert names(listed(service, estate, AccountAsk("ward", Role.TEAM_LEAD, unit))) == ["Ana Ward", "Ben Ward"]
    assert names(listed(service, estate, AccountAsk("ward", Role.TEAM_LEAD, unit, active=True))) == ["Ben Ward"]
    assert names(listed(service, estate, AccountAsk("ward", Role.TEAM_LEAD, unit, active=False))) == ["Ana Ward"]
    assert names(listed(service, estate, AccountAsk("ana", Role.TEAM_LEAD, unit, active=True))) == []


def test_pages_of_what_is_found_go_on_where_the_last_ended(service: Service, estate: Estate) -> None:
    add(service, estate, *(f"Person {number:02d} Ó Searched" for number in range(1, 8)))
    asked = AccountAsk("searched o", Role.TEAM_LEAD)

    first = listed(service, estate, asked, limit=4)
    second = listed(service, estate, asked, first.lines[-1].person.ref, limit=4)

    assert names(first) == [f"Person {number:02d} Ó Searched" for number in range(1, 5)]
    assert names(second) == [f"Person {number:02d} Ó Searched" for number in range(5, 8)]


def test_unit_that_is_not_there_is_refused_at_its_field(service: Service, estate: Estate) -> None:
    answer = list_accounts(service, estate.actors["admin"], AccountAsk(unit=Ref("a" * 26)), limit=5)

    assert refusal_of(answer) is Reason.BAD_FIELD


@pytest.mark.parametrize("asked", [AccountAsk(), AccountAsk("person"), AccountAsk("é", Role.STAFF, None, active=True)])
def test_list_costs_three_statements_however_many_people(service: Service, estate: Estate, asked: AccountAsk) -> None:
    with counting(service) as few:
        listed(service, estate, asked)
    add(service, estate, *(f"Person {number}é" for number in range(60)))
    with counting(service) as many:
        found = listed(service, estate, asked)

    assert (len(few), len(many), len(found.lines)) == (3, 3, 50)
