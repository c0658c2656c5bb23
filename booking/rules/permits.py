"""Who may do what: deny by default."""

from enum import StrEnum

from booking.model.ids import SiteId, UnitId
from booking.model.people import About, Actor, Grant, Reach, Role, ScopeKind, TokenScope


class Act(StrEnum):
    """Everything that a person can be allowed to do."""

    LOOK = "look"
    BOOK = "book"
    BOOK_FOR = "book_for"
    SEE_BOOKING = "see_booking"
    CHANGE_BOOKING = "change_booking"
    CHECK_IN = "check_in"
    CLEAN = "clean"
    SEE_PEOPLE = "see_people"
    SEE_AUDIT = "see_audit"
    MANAGE_ESTATE = "manage_estate"
    MANAGE_RULES = "manage_rules"
    MANAGE_PEOPLE = "manage_people"


ROLE_ACTS: dict[Role, frozenset[Act]] = {
    Role.STAFF: frozenset({Act.LOOK, Act.BOOK}),
    Role.TEAM_LEAD: frozenset({Act.LOOK, Act.BOOK, Act.BOOK_FOR, Act.SEE_BOOKING, Act.CHANGE_BOOKING}),
    Role.FACILITIES: frozenset(
        {
            Act.LOOK,
            Act.BOOK,
            Act.BOOK_FOR,
            Act.SEE_BOOKING,
            Act.CHANGE_BOOKING,
            Act.CHECK_IN,
            Act.CLEAN,
            Act.SEE_PEOPLE,
            Act.MANAGE_ESTATE,
            Act.MANAGE_RULES,
        }
    ),
    Role.CLINIC_ADMIN: frozenset({Act.LOOK, Act.BOOK, Act.BOOK_FOR, Act.SEE_BOOKING, Act.CHANGE_BOOKING, Act.CHECK_IN}),
    Role.RECEPTION: frozenset({Act.LOOK, Act.BOOK, Act.SEE_BOOKING, Act.CHECK_IN}),
    Role.CLEANER: frozenset({Act.LOOK, Act.CLEAN}),
    Role.WARD_TEAM: frozenset({Act.LOOK, Act.BOOK, Act.SEE_BOOKING}),
    Role.AUDITOR: frozenset({Act.LOOK, Act.SEE_BOOKING, Act.SEE_AUDIT}),
    Role.ADMINISTRATOR: frozenset(Act),
}

_OWN_ACTS = frozenset({Act.SEE_BOOKING, Act.CHANGE_BOOKING, Act.CHECK_IN})

_READ = frozenset({Act.LOOK, Act.SEE_BOOKING, Act.SEE_AUDIT})
_TOKEN_ACTS: dict[TokenScope, frozenset[Act]] = {
    TokenScope.READ: _READ,
    TokenScope.BOOK: _READ | {Act.BOOK, Act.BOOK_FOR, Act.CHANGE_BOOKING, Act.CHECK_IN, Act.CLEAN},
    TokenScope.MANAGE: frozenset(Act) - {Act.MANAGE_PEOPLE},
    TokenScope.ADMIN: frozenset(Act),
}


def may(actor: Actor, act: Act, about: About) -> bool:
    """Whether the actor may do this to that.

    One's own booking (as its person or its booker) may be seen, changed and checked in while one may book at all.
    """
    if not actor.person.active or not _token_allows(actor, act):
        return False
    if any(act in ROLE_ACTS[grant.role] and _reaches(grant, about) for grant in actor.grants):
        return True
    owns = actor.person.id in (about.holder_id, about.booked_by_id)
    return owns and act in _OWN_ACTS and any(Act.BOOK in ROLE_ACTS[grant.role] for grant in actor.grants)


def may_anywhere(actor: Actor, act: Act) -> bool:
    """Whether there is anything to which the actor may do this; guards pages that then narrow what they show."""
    reach = reach_of(actor, act)
    return reach.everywhere or bool(reach.sites or reach.units) or reach.own is not None


def reach_of(actor: Actor, act: Act) -> Reach:
    """How far the actor may do this, for a query to narrow what it reads; agrees with `may` row by row."""
    if not actor.person.active or not _token_allows(actor, act):
        return Reach(everywhere=False, sites=frozenset(), units=frozenset(), own=None)
    grants = [grant for grant in actor.grants if act in ROLE_ACTS[grant.role]]
    may_book = any(Act.BOOK in ROLE_ACTS[grant.role] for grant in actor.grants)
    return Reach(
        everywhere=any(grant.scope is ScopeKind.ORGANISATION for grant in grants),
        sites=frozenset(SiteId(grant.scope_id) for grant in grants if grant.scope is ScopeKind.SITE),
        units=frozenset(UnitId(grant.scope_id) for grant in grants if grant.scope is ScopeKind.UNIT),
        own=actor.person.id if act in _OWN_ACTS and may_book else None,
    )


def sites_where(actor: Actor, act: Act) -> frozenset[SiteId] | None:
    """The sites in which the actor may do this; None is every site of the organisation."""
    reach = reach_of(actor, act)
    return None if reach.everywhere else reach.sites


def narrowest_scope(act: Act) -> TokenScope:
    """The narrowest scope with which a token may be used for this."""
    return next(scope for scope in TokenScope if act in _TOKEN_ACTS[scope])


def holds_one_of(actor: Actor, roles: frozenset[Role], about: About) -> bool:
    """Whether the actor holds one of the roles where the thing stands; no roles asked for means everybody does."""
    return not roles or any(
        (grant.role in roles or grant.role is Role.ADMINISTRATOR) and _reaches(grant, about) for grant in actor.grants
    )


def _reaches(grant: Grant, about: About) -> bool:
    match grant.scope:
        case ScopeKind.ORGANISATION:
            return True
        case ScopeKind.SITE:
            return about.site_id == grant.scope_id
        case ScopeKind.UNIT:
            return about.unit_id == grant.scope_id or grant.scope_id in about.holder_units


def _token_allows(actor: Actor, act: Act) -> bool:
    return actor.token_scopes is None or any(act in _TOKEN_ACTS[scope] for scope in actor.token_scopes)
