"""People, what they may do, and where."""

from dataclasses import dataclass
from enum import StrEnum

from booking.model.ids import OrganisationId, PersonId, Ref, SignInId, SiteId, TokenId, UnitId


class Role(StrEnum):
    """What a person does in the organisation; a grant gives a role within a scope."""

    STAFF = "staff"
    TEAM_LEAD = "team_lead"
    FACILITIES = "facilities"
    CLINIC_ADMIN = "clinic_admin"
    RECEPTION = "reception"
    CLEANER = "cleaner"
    WARD_TEAM = "ward_team"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class ScopeKind(StrEnum):
    """How far a grant reaches."""

    ORGANISATION = "organisation"
    SITE = "site"
    UNIT = "unit"


class TokenScope(StrEnum):
    """What a bearer token may be used for; it never allows more than its person may."""

    READ = "read"
    BOOK = "book"
    MANAGE = "manage"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within a scope; `scope_id` is the id of the organisation, site or unit."""

    role: Role
    scope: ScopeKind
    scope_id: int


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can book or be booked for."""

    id: PersonId
    ref: Ref
    organisation_id: OrganisationId
    name: str
    email: str
    active: bool = True
    units: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a person, what they were granted, and through what they came.

    Exactly one of `sign_in_id` and `token_id` is set for an outside caller; `token_scopes` is None for a sign-in,
    which has no narrowing of its own.
    """

    person: Person
    grants: tuple[Grant, ...]
    sign_in_id: SignInId | None = None
    token_id: TokenId | None = None
    token_scopes: frozenset[TokenScope] | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held in any scope."""
        return frozenset(grant.role for grant in self.grants)


@dataclass(frozen=True, slots=True)
class About:
    """What an act concerns, as far as permission depends on it; a missing part is None or empty."""

    site_id: SiteId | None = None
    unit_id: UnitId | None = None
    holder_id: PersonId | None = None
    booked_by_id: PersonId | None = None
    holder_units: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an actor may do one thing, as a query can ask it: everywhere, or in these sites and units, or one's own.

    The query's twin of `may`: a row passes where `everywhere` holds, its site or its unit or one of its holder's units
    is named here, or its holder or booker is `own`.
    """

    everywhere: bool
    sites: frozenset[SiteId]
    units: frozenset[UnitId]
    own: PersonId | None
