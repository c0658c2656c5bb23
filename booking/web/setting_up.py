"""What is still to do before people can book: next steps for those who may, words for those who wait."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from booking.actions.set_up import show_set_up
from booking.model.setting_up import SetUp, Step
from booking.rules.permits import Act, may_anywhere
from booking.rules.setting_up import list_steps
from booking.web.door import Call, Handler
from booking.web.shell import show_page

_HIDDEN = "There is no floor here that you may look at. Ask your facilities team to add you."
_WAIT = (
    "This service is being set up. There is nothing to book yet. Your facilities team will tell you when it is ready."
)
_THEIRS = "There is nothing to book yet. Set up the service first."


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step of setting the service up: what is missing, what to do, and where; no address while it must wait."""

    lacks: str
    text: str
    line: str
    href: str


_WORDS = {
    Step.SITE: ("There is no site yet.", "Add the first one", "A hospital, a health centre or an office."),
    Step.BUILDING: ("There is no building yet.", "Add a building", "A site has one or more."),
    Step.FLOOR: (
        "There is no floor yet.",
        "Add a floor",
        "Each floor has a list of places, and a plan if you have one.",
    ),
    Step.PLACES: (
        "There is no place to book yet.",
        "Add desks and rooms",
        "Draw the floor’s plan, or add places to its list.",
    ),
    Step.HOURS: (
        "There are no opening hours yet.",
        "Set opening hours",
        "Until you do, places can be booked at any time of any day.",
    ),
    Step.PEOPLE: ("Nobody else has an account yet.", "Add people", "Each of them gets a link with which to sign in."),
}
"""What is missing, what to do about it, and what helps to do it."""


def set_up_values(call: Call, *, empty: bool) -> dict[str, Any]:
    """The steps that are still to do, for those who may do them, and what stands where no floor can be looked at.

    Args:
        call: the call.
        empty: whether there is no floor that the person may look at.
    """
    manages = may_anywhere(call.actor, Act.MANAGE_ESTATE)
    if not (manages or empty):
        return {"steps": (), "nothing": ""}
    found = show_set_up(call.service, call.actor)
    steps = _say_steps(found, call) if manages else ()
    nothing = _THEIRS if steps else _HIDDEN if found.begun else _WAIT
    return {"steps": steps, "nothing": nothing if empty else ""}


def tell_nothing_to_find(handler: Handler) -> Handler:
    """A search for free places that says what comes first, where there is no site in which to search."""

    def show(call: Call) -> Response:
        response = handler(call)
        if response.status_code != 404:
            return response
        return show_page(call, "nothing_to_find.html", "Find a room", set_up_values(call, empty=True))

    return show


def _say_steps(found: SetUp, call: Call) -> tuple[NextStep, ...]:
    addresses = {
        Step.SITE: "/admin/sites/add",
        Step.BUILDING: f"/admin/sites/{found.site}/add" if found.site else "",
        Step.FLOOR: f"/admin/buildings/{found.building}/add" if found.building else "",
        Step.PLACES: f"/admin/floors/{found.floor}" if found.floor else "",
        Step.HOURS: "/admin/rules/set?field=opening" if found.site else "",
        Step.PEOPLE: "/admin/people/add",
    }
    return tuple(NextStep(*_WORDS[step], addresses[step]) for step in list_steps(found, call.actor))
