"""The addresses of people, their roles and units; and of the links that let them in."""

from booking.rules.permits import Act
from booking.web.admin.frame import AGREED
from booking.web.admin.people import (
    PERSON_FIELDS,
    send_link,
    send_new_person,
    send_person_form,
    send_reopening,
    show_new_person,
    show_person_form,
    show_person_page,
)
from booking.web.admin.people_list import PEOPLE_QUERY, show_people
from booking.web.admin.person_acts import (
    ROLE_FIELDS,
    send_closing,
    send_end_role,
    send_grant,
    send_person_units,
    show_closing,
    show_end_role,
    show_grant,
    show_person_units,
)
from booking.web.admin.units import (
    send_member,
    send_new_unit,
    send_unit_name,
    show_new_unit,
    show_unit_page,
    show_units,
)
from booking.web.door import WebRoute, Who
from booking.web.invitation import send_invitation, show_invitation

_PEOPLE = Act.MANAGE_PEOPLE
_ONE = "/admin/people/{ref}"
_UNIT = "/admin/units/{ref}"
_INVITATION = "/invitation/{secret}"

PEOPLE_ROUTES: tuple[WebRoute, ...] = (
    WebRoute("show_people", "GET", "/admin/people", _PEOPLE, show_people, query=PEOPLE_QUERY),
    WebRoute("show_new_person", "GET", "/admin/people/add", _PEOPLE, show_new_person),
    WebRoute("send_new_person", "POST", "/admin/people/add", _PEOPLE, send_new_person, form=PERSON_FIELDS),
    WebRoute("show_person", "GET", _ONE, _PEOPLE, show_person_page, query=("done",)),
    WebRoute("show_person_form", "GET", f"{_ONE}/change", _PEOPLE, show_person_form),
    WebRoute("send_person_form", "POST", f"{_ONE}/change", _PEOPLE, send_person_form, form=PERSON_FIELDS),
    WebRoute("send_link", "POST", f"{_ONE}/link", _PEOPLE, send_link, form=("links",)),
    WebRoute("show_closing", "GET", f"{_ONE}/close", _PEOPLE, show_closing),
    WebRoute("send_closing", "POST", f"{_ONE}/close", _PEOPLE, send_closing, form=("bookings", "message")),
    WebRoute("send_reopening", "POST", f"{_ONE}/reopen", _PEOPLE, send_reopening),
    WebRoute("show_grant", "GET", f"{_ONE}/roles", _PEOPLE, show_grant, query=("role",)),
    WebRoute("send_grant", "POST", f"{_ONE}/roles", _PEOPLE, send_grant, form=ROLE_FIELDS),
    WebRoute("show_end_role", "GET", f"{_ONE}/end-role", _PEOPLE, show_end_role, query=ROLE_FIELDS),
    WebRoute("send_end_role", "POST", f"{_ONE}/end-role", _PEOPLE, send_end_role, form=(*ROLE_FIELDS, AGREED)),
    WebRoute("show_person_units", "GET", f"{_ONE}/units", _PEOPLE, show_person_units),
    WebRoute(
        "send_person_units", "POST", f"{_ONE}/units", _PEOPLE, send_person_units,
        form=("unit",), many=frozenset({"unit"}),
    ),
    WebRoute("show_units", "GET", "/admin/units", _PEOPLE, show_units),
    WebRoute("show_new_unit", "GET", "/admin/units/add", _PEOPLE, show_new_unit),
    WebRoute("send_new_unit", "POST", "/admin/units/add", _PEOPLE, send_new_unit, form=("name",)),
    WebRoute("show_unit", "GET", _UNIT, _PEOPLE, show_unit_page, query=("done",)),
    WebRoute("send_unit_name", "POST", _UNIT, _PEOPLE, send_unit_name, form=("name",)),
    WebRoute("send_member", "POST", f"{_UNIT}/members", _PEOPLE, send_member, form=("email",)),
    WebRoute("show_invitation", "GET", _INVITATION, Who.ANYONE, show_invitation),
    WebRoute("send_invitation", "POST", _INVITATION, Who.ANYONE, send_invitation, form=("password", "again")),
)  # fmt: skip
