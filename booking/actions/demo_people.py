"""The people of the demo trust: made-up names, and the few whose roles a visitor tries out."""

from collections.abc import Iterator, Mapping

from booking.model.ids import OrganisationId, SiteId, UnitId
from booking.model.people import Grant, Role, ScopeKind
from booking.store.people import NewPerson

DEMO_UNITS = ("Digital Services", "Finance", "People and Culture", "Outpatients", "Larch Ward", "Estates")

PEOPLE = 201

_FIRST = (
    "Aisha", "Ben", "Carys", "Daniel", "Efua", "Fatima", "George", "Hannah", "Imran", "Jo", "Kwame", "Leila", "Marek",
    "Nadia", "Owen", "Priya", "Quentin", "Rosa", "Siân", "Tomasz",
)  # fmt: skip
_LAST = ("Adeyemi", "Brown", "Clarke", "Davies", "Evans", "Fernandes", "Green", "Hughes", "Iqbal", "Jones")

_KNOWN = (
    ("admin", "Alex Morgan", Role.ADMINISTRATOR, None),
    ("staff", "Sam Okoro", None, "Digital Services"),
    ("lead", "Lena Fischer", Role.TEAM_LEAD, "Digital Services"),
    ("manager", "Maya Patel", Role.FACILITIES, "Estates"),
    ("clinic", "Chris Nolan", Role.CLINIC_ADMIN, "Outpatients"),
    ("reception", "Rhys Bowen", Role.RECEPTION, None),
    ("ward", "Wendy Asante", Role.WARD_TEAM, "Larch Ward"),
    ("auditor", "Audrey Singh", Role.AUDITOR, None),
    ("cleaner", "Clare Osei", Role.CLEANER, None),
)

_NOT_STAFF = (Role.ADMINISTRATOR, Role.AUDITOR, Role.CLEANER)
"""Of the known people, those who hold their own role alone."""

CLINIC_ADMINS = ("clinic", "daniel.adeyemi", "jo.adeyemi", "priya.adeyemi", "tomasz.brown")
WARD_TEAM = ("ward", "efua.adeyemi", "kwame.adeyemi", "quentin.adeyemi", "imran.brown", "aisha.clarke")
_TEAM_LEADS = ("ben.adeyemi", "carys.adeyemi", "fatima.adeyemi")
"""People who book for others, by the part of their address before the @."""

_FURTHER_ROLES = {
    **dict.fromkeys(CLINIC_ADMINS[1:], Role.CLINIC_ADMIN),
    **dict.fromkeys(WARD_TEAM[1:], Role.WARD_TEAM),
    **dict.fromkeys(_TEAM_LEADS, Role.TEAM_LEAD),
}


def demo_people(
    organisation_id: OrganisationId, site_id: SiteId, units: Mapping[str, UnitId], password_hash: str
) -> Iterator[NewPerson]:
    """The 201 people of the demo, those with known roles first."""
    staff = Grant(Role.STAFF, ScopeKind.ORGANISATION, organisation_id)
    for account, name, role, unit in _KNOWN:
        grants: tuple[Grant, ...] = () if role in _NOT_STAFF else (staff,)
        mine = (units[unit],) if unit else ()
        if role is not None:
            grants += (_grant(role, organisation_id, site_id, mine),)
        yield NewPerson(name, f"{account}@demo.example", password_hash, mine, grants)
    names = [f"{first} {last}" for last in _LAST for first in _FIRST]
    every_unit = list(units.values())
    for number, name in enumerate(names[: PEOPLE - len(_KNOWN)]):
        account = name.lower().replace(" ", ".").replace("â", "a")
        mine, further = (every_unit[number % len(every_unit)],), _FURTHER_ROLES.get(account)
        grants = (staff,) if further is None else (staff, _grant(further, organisation_id, site_id, mine))
        yield NewPerson(name, f"{account}@demo.example", password_hash, mine, grants)


def _grant(role: Role, organisation_id: OrganisationId, site_id: SiteId, units: tuple[UnitId, ...]) -> Grant:
    match role:
        case Role.TEAM_LEAD | Role.CLINIC_ADMIN | Role.WARD_TEAM:
            return Grant(role, ScopeKind.UNIT, units[0])
        case Role.RECEPTION:
            return Grant(role, ScopeKind.SITE, site_id)
        case _:
            return Grant(role, ScopeKind.ORGANISATION, organisation_id)
