"""The pages of people, roles and units, and of the links that let people in, in their states."""

from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.state import State, blank, press
from tests.browser.town import ADMIN

_FAULT = "There is a problem"
_PERSON, _ADMINISTRATOR = "/admin/people/{person}", "/admin/people/{administrator}"
_UNIT = "/admin/units/{unit}"


def _add(page: Page) -> None:
    page.locator("#name").fill("Axel Audit")
    blank("email", "Add and make a sign-in link", f"axel.{uuid4().hex[:12]}@demo.example")(page)


def _cancel_without_a_message(page: Page) -> None:
    page.locator("#bookings").check()
    press("Close this account")(page)


_take_an_address = blank("email", "Save", "lead@demo.example")

PEOPLE_STATES = (
    State("show_people", "usual", ADMIN, "/admin/people", "More people"),
    State("show_people", "found", ADMIN, "/admin/people?words=leaver", "Closed"),
    State("show_people", "chosen", ADMIN, "/admin/people?role=team_lead&unit={unit}&accounts=open", "Team lead for"),
    State("show_people", "nobody", ADMIN, "/admin/people?words=zzz", "Nobody’s name or address fits"),
    State("show_people", "nobody chosen", ADMIN, "/admin/people?words=zzz&role=auditor&accounts=closed", "with all"),
    State("show_people", "unknown role", ADMIN, "/admin/people?role=king", _FAULT, 422),
    State("show_new_person", "usual", ADMIN, "/admin/people/add", "Work email address"),
    State("show_new_person", "blank", ADMIN, "/admin/people/add", _FAULT, act=press("Add and make a sign-in link")),
    State("show_new_person", "added", ADMIN, "/admin/people/add", "Copy it now", act=_add),
    State("show_person", "usual", ADMIN, _PERSON, "Member of staff, whole organisation"),
    State("show_person", "invited", ADMIN, "/admin/people/{invited}", "They have not set a password yet"),
    State("show_person", "closed", ADMIN, "/admin/people/{leaver}?done=closed", "Reopen this account"),
    State("show_person", "the last administrator", ADMIN, _ADMINISTRATOR, "This is the last administrator"),
    State("show_person_form", "usual", ADMIN, _PERSON + "/change", "Name and address"),
    State("show_person_form", "taken", ADMIN, _PERSON + "/change", _FAULT, act=_take_an_address),
    State("show_closing", "with bookings", ADMIN, _PERSON + "/close", "What happens to these bookings?"),
    State("show_closing", "without a word", ADMIN, _PERSON + "/close", _FAULT, act=press("Close this account")),
    State("show_closing", "without a message", ADMIN, _PERSON + "/close", _FAULT, act=_cancel_without_a_message),
    State("show_closing", "without bookings", ADMIN, "/admin/people/{invited}/close", "They hold no booking to come"),
    State("show_closing", "one’s own", ADMIN, _ADMINISTRATOR + "/close", "You cannot close your own account"),
    State("show_grant", "usual", ADMIN, _PERSON + "/roles", "Administrators of the whole"),
    State("show_grant", "where", ADMIN, _PERSON + "/roles?role=reception", "Where it applies"),
    State("show_end_role", "usual", ADMIN, _PERSON + "/end-role?role=staff&scope=organisation", "End this role?"),
    State("show_person_units", "usual", ADMIN, _PERSON + "/units", "They belong to"),
    State("show_units", "usual", ADMIN, "/admin/units", "Winter pressures"),
    State("show_new_unit", "usual", ADMIN, "/admin/units/add", "Add a unit"),
    State("show_new_unit", "blank", ADMIN, "/admin/units/add", _FAULT, act=press("Add the unit")),
    State("show_unit", "usual", ADMIN, _UNIT, "Name of the unit"),
    State("show_unit", "empty", ADMIN, "/admin/units/{empty_unit}?done=added", "Nobody belongs to this unit"),
    State("show_unit", "nobody known", ADMIN, _UNIT, _FAULT, act=blank("email", "Add this member", "who@demo.example")),
    State("show_invitation", "usual", None, "/invitation/{secret}", "Set your password"),
    State("show_invitation", "blank", None, "/invitation/{secret}", _FAULT, act=press("Set password and sign in")),
    State("show_invitation", "over", None, "/invitation/never-given", "This link does not work", 404),
)  # fmt: skip
