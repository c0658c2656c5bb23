"""Who may do what: a table written by hand, role by act by what it is about."""

from dataclasses import replace

import pytest

from booking.model.ids import PersonId, SiteId, TokenId, UnitId
from booking.model.people import About, Actor, Grant, Reach, Role, ScopeKind, TokenScope
from booking.rules.permits import Act, holds_one_of, may, may_anywhere, reach_of, sites_where
from tests.rules.facts import ME, SOMEBODY, person

LETTERS = {
    "L": Act.LOOK,
    "B": Act.BOOK,
    "F": Act.BOOK_FOR,
    "S": Act.SEE_BOOKING,
    "C": Act.CHANGE_BOOKING,
    "I": Act.CHECK_IN,
    "P": Act.SEE_PEOPLE,
    "K": Act.CLEAN,
    "A": Act.SEE_AUDIT,
    "E": Act.MANAGE_ESTATE,
    "R": Act.MANAGE_RULES,
    "M": Act.MANAGE_PEOPLE,
}
ROLES = {
    Role.STAFF: "LB",
    Role.TEAM_LEAD: "LBFSC",
    Role.FACILITIES: "LBFSCIKPER",
    Role.CLINIC_ADMIN: "LBFSCI",
    Role.RECEPTION: "LBSI",
    Role.CLEANER: "LK",
    Role.WARD_TEAM: "LBS",
    Role.AUDITOR: "LSA",
    Role.ADMINISTRATOR: "LBFSCIKPAERM",
}
OAK, ELM, TEAM, OTHERS = SiteId(1), SiteId(2), UnitId(5), UnitId(6)
SCOPES = {"organisation": (ScopeKind.ORGANISATION, 1), "oak": (ScopeKind.SITE, OAK), "team": (ScopeKind.UNIT, TEAM)}
THINGS = {
    "nothing in particular": About(),
    "room at oak": About(OAK),
    "room at elm": About(ELM),
    "the team's room at elm": About(ELM, TEAM),
    "others' room at oak": About(OAK, OTHERS),
    "booking at oak": About(OAK, None, SOMEBODY, SOMEBODY),
    "booking at elm": About(ELM, OTHERS, SOMEBODY, SOMEBODY, frozenset({OTHERS})),
    "a team member's booking at elm": About(ELM, None, SOMEBODY, SOMEBODY, frozenset({TEAM, OTHERS})),
    "own booking at elm": About(ELM, None, ME, SOMEBODY),
    "booking at elm made for somebody": About(ELM, None, SOMEBODY, ME),
}
REACHED = {
    "organisation": frozenset(THINGS),
    "oak": frozenset({"room at oak", "others' room at oak", "booking at oak"}),
    "team": frozenset({"the team's room at elm", "a team member's booking at elm"}),
}
OWN = frozenset({"own booking at elm", "booking at elm made for somebody"})
BOOKERS = frozenset(ROLES) - {Role.AUDITOR, Role.CLEANER}


def holder_of(*grants: Grant, active: bool = True) -> Actor:
    return Actor(person(ME, active=active), grants)


def allowed(actor: Actor, thing: str) -> str:
    return "".join(letter for letter, act in LETTERS.items() if may(actor, act, THINGS[thing]))


def sorted_letters(letters: set[str]) -> str:
    return "".join(letter for letter in LETTERS if letter in letters)


def test_permits_table_has_every_role_and_act() -> None:
    assert (set(ROLES), set(LETTERS.values())) == (set(Role), set(Act))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("thing", THINGS)
def test_may_follows_the_table(role: Role, scope: str, thing: str) -> None:
    actor = holder_of(Grant(role, *SCOPES[scope]))

    expected = set(ROLES[role]) if thing in REACHED[scope] else set()
    if thing in OWN and role in BOOKERS:
        expected |= set("SCI")
    assert allowed(actor, thing) == sorted_letters(expected)


@pytest.mark.parametrize("thing", THINGS)
def test_may_denies_everything_without_a_grant(thing: str) -> None:
    assert allowed(holder_of(), thing) == ""


@pytest.mark.parametrize("role", ROLES)
def test_may_denies_everything_to_a_closed_account(role: Role) -> None:
    actor = holder_of(Grant(role, ScopeKind.ORGANISATION, 1), active=False)

    assert "".join(allowed(actor, thing) for thing in THINGS) == ""
    assert not any(may_anywhere(actor, act) for act in Act)
    assert reach_of(actor, Act.SEE_BOOKING) == Reach(everywhere=False, sites=frozenset(), units=frozenset(), own=None)


def test_may_adds_up_what_several_grants_allow() -> None:
    actor = holder_of(
        Grant(Role.STAFF, ScopeKind.ORGANISATION, 1),
        Grant(Role.RECEPTION, ScopeKind.SITE, OAK),
        Grant(Role.TEAM_LEAD, ScopeKind.UNIT, TEAM),
    )

    assert {thing: allowed(actor, thing) for thing in THINGS} == {
        "nothing in particular": "LB",
        "room at oak": "LBSI",
        "room at elm": "LB",
        "the team's room at elm": "LBFSC",
        "others' room at oak": "LBSI",
        "booking at oak": "LBSI",
        "booking at elm": "LB",
        "a team member's booking at elm": "LBFSC",
        "own booking at elm": "LBSCI",
        "booking at elm made for somebody": "LBSCI",
    }


def test_may_never_mistakes_the_id_of_a_site_for_that_of_a_unit() -> None:
    same_number = About(SiteId(5), UnitId(1), SOMEBODY, SOMEBODY, frozenset({UnitId(1)}))

    assert not may(holder_of(Grant(Role.FACILITIES, ScopeKind.UNIT, 5)), Act.LOOK, same_number)
    assert not may(holder_of(Grant(Role.FACILITIES, ScopeKind.SITE, 1)), Act.LOOK, same_number)


TOKENS = {
    (TokenScope.READ,): "LSA",
    (TokenScope.BOOK,): "LBFSCIAK",
    (TokenScope.MANAGE,): "LBFSCIPAERK",
    (TokenScope.ADMIN,): "LBFSCIPAERMK",
    (TokenScope.READ, TokenScope.BOOK): "LBFSCIAK",
    (): "",
}


@pytest.mark.parametrize("scopes", TOKENS)
@pytest.mark.parametrize("role", ROLES)
def test_may_narrows_a_person_to_the_scopes_of_the_token(scopes: tuple[TokenScope, ...], role: Role) -> None:
    person_alone = holder_of(Grant(role, ScopeKind.ORGANISATION, 1))
    with_token = replace(person_alone, token_id=TokenId(1), token_scopes=frozenset(scopes))

    assert allowed(with_token, "booking at elm") == sorted_letters(set(ROLES[role]) & set(TOKENS[scopes]))


def test_may_lets_a_read_token_see_and_not_change_an_own_booking() -> None:
    actor = replace(
        holder_of(Grant(Role.STAFF, ScopeKind.ORGANISATION, 1)),
        token_id=TokenId(1),
        token_scopes=frozenset({TokenScope.READ}),
    )

    assert allowed(actor, "own booking at elm") == "LS"


def test_sites_where_names_the_sites_of_site_grants_and_none_for_all() -> None:
    at_oak, everywhere = Grant(Role.STAFF, ScopeKind.SITE, OAK), Grant(Role.STAFF, ScopeKind.ORGANISATION, 1)

    assert [
        sites_where(holder_of(at_oak), Act.LOOK),
        sites_where(holder_of(at_oak, everywhere), Act.LOOK),
        sites_where(holder_of(), Act.LOOK),
        sites_where(holder_of(at_oak), Act.SEE_AUDIT),
    ] == [frozenset({OAK}), None, frozenset(), frozenset()]


def test_holds_one_of_asks_for_the_role_where_the_thing_stands() -> None:
    wanted = frozenset({Role.CLINIC_ADMIN})
    clinic = Grant(Role.CLINIC_ADMIN, ScopeKind.UNIT, TEAM)
    lead = Grant(Role.TEAM_LEAD, ScopeKind.ORGANISATION, 1)
    admin = Grant(Role.ADMINISTRATOR, ScopeKind.SITE, OAK)

    assert {
        name: [holds_one_of(holder_of(grant), wanted, THINGS[name]) for grant in (clinic, lead, admin)]
        for name in ("the team's room at elm", "room at oak", "room at elm")
    } == {
        "the team's room at elm": [True, False, False],
        "room at oak": [False, False, True],
        "room at elm": [False, False, False],
    }
    assert holds_one_of(holder_of(), frozenset(), About())


def test_own_is_the_person_and_not_somebody_with_another_id() -> None:
    stranger = Actor(person(PersonId(3)), (Grant(Role.STAFF, ScopeKind.ORGANISATION, 1),))

    assert allowed(stranger, "own booking at elm") == "LB"
