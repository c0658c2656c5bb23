"""In which scopes a role means something."""

from booking.model.people import Role, ScopeKind
from booking.rules.titles import ROLE_TITLES

_EVERYWHERE = frozenset({ScopeKind.ORGANISATION})
_OF_A_SITE = _EVERYWHERE | {ScopeKind.SITE}
_OF_A_UNIT = _EVERYWHERE | {ScopeKind.UNIT}

ROLE_SCOPES: dict[Role, frozenset[ScopeKind]] = {
    Role.STAFF: _OF_A_SITE,
    Role.TEAM_LEAD: _OF_A_UNIT,
    Role.FACILITIES: _OF_A_SITE,
    Role.CLINIC_ADMIN: _OF_A_UNIT,
    Role.RECEPTION: _OF_A_SITE,
    Role.CLEANER: _OF_A_SITE,
    Role.WARD_TEAM: _OF_A_UNIT,
    Role.AUDITOR: _EVERYWHERE,
    Role.ADMINISTRATOR: _EVERYWHERE,
}
"""Where each role can be given: accounts and the audit belong to the whole organisation, doors and desks to a site,
colleagues to a unit."""


def fault_in_scope(role: Role, scope: ScopeKind) -> str | None:
    """Why a role cannot be given there, as a sentence that says where it can; None where it can."""
    if scope in ROLE_SCOPES[role]:
        return None
    where = {
        _EVERYWHERE: "for the whole organisation",
        _OF_A_SITE: "for a site or the whole organisation",
        _OF_A_UNIT: "for a unit or the whole organisation",
    }[ROLE_SCOPES[role]]
    return f"The role “{ROLE_TITLES[role]}” can be given {where}. Choose that."
