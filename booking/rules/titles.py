"""Roles as people say them: Team lead for Digital Services."""

from booking.model.people import Role, ScopeKind

ROLE_TITLES: dict[Role, str] = {
    Role.STAFF: "Member of staff",
    Role.TEAM_LEAD: "Team lead",
    Role.FACILITIES: "Facilities",
    Role.CLINIC_ADMIN: "Clinic administrator",
    Role.RECEPTION: "Reception",
    Role.CLEANER: "Cleaner",
    Role.WARD_TEAM: "Ward team",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}
"""What somebody is who holds a role."""


def say_grant(role: Role, scope: ScopeKind, where: str) -> str:
    """A role with its scope: Team lead for Digital Services, Reception at Oak; Auditor, whole organisation."""
    match scope:
        case ScopeKind.ORGANISATION:
            return f"{ROLE_TITLES[role]}, whole organisation"
        case ScopeKind.SITE:
            return f"{ROLE_TITLES[role]} at {where or 'a site that is no longer there'}"
        case ScopeKind.UNIT:
            return f"{ROLE_TITLES[role]} for {where or 'a unit that is no longer there'}"
