"""What can be managed: the sections of the index, each shown only to those who may use it."""

from dataclasses import dataclass

from booking.model.people import About, Actor
from booking.rules.permits import Act, may, may_anywhere


@dataclass(frozen=True, slots=True)
class Section:
    """One link of the index; `everywhere` asks for the permission in the whole organisation."""

    title: str
    href: str
    line: str
    permit: Act
    everywhere: bool = False


SECTIONS: tuple[Section, ...] = (
    Section(
        "Sites, floors and places",
        "/admin/estate",
        "Add, change or take out of use what people can book.",
        Act.MANAGE_ESTATE,
    ),
    Section(
        "Features",
        "/admin/features",
        "What places have, such as a hoist or two screens.",
        Act.MANAGE_ESTATE,
        everywhere=True,
    ),
    Section(
        "Uses of rooms",
        "/admin/uses",
        "What is done in rooms, and the minutes that it needs before and after.",
        Act.MANAGE_ESTATE,
        everywhere=True,
    ),
    Section(
        "Kinds of place",
        "/admin/kinds",
        "How many desks and rooms there are, and where.",
        Act.MANAGE_ESTATE,
    ),
    Section(
        "Rules",
        "/admin/rules",
        "Opening hours, closed days, limits, and who may book.",
        Act.MANAGE_RULES,
    ),
    Section(
        "Closures",
        "/admin/closures",
        "Close places for a time, and move the bookings that stand in it.",
        Act.MANAGE_RULES,
    ),
    Section(
        "People and roles",
        "/admin/people",
        "Open and close accounts, give roles, and make sign-in links.",
        Act.MANAGE_PEOPLE,
        everywhere=True,
    ),
    Section(
        "Units",
        "/admin/units",
        "Teams, wards and services, and who belongs to them.",
        Act.MANAGE_PEOPLE,
        everywhere=True,
    ),
)
"""In the order in which the index shows them."""


def list_sections(actor: Actor) -> tuple[Section, ...]:
    """The sections that the person may use; empty for those who manage nothing."""
    return tuple(section for section in SECTIONS if _may_use(actor, section))


def _may_use(actor: Actor, section: Section) -> bool:
    return may(actor, section.permit, About()) if section.everywhere else may_anywhere(actor, section.permit)
