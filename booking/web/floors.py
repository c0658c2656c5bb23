"""Floors: the start page, the list of floors, and a floor's map with its list."""

from itertools import groupby

from starlette.responses import Response

from booking.actions.list_bookings import list_my_bookings
from booking.actions.show_floor import list_floors, show_backdrop
from booking.model.bookings import LIVE_STATES
from booking.model.decisions import Refused
from booking.model.estate import Floor
from booking.web.booking_view import view_card
from booking.web.door import Call
from booking.web.headers import DRAWING_POLICY, FOR_EVER_PRIVATE
from booking.web.problems import show_problem
from booking.web.shell import show_page

_SOON = 4
"""How many coming bookings the start page shows; the rest stand on their own page."""


def show_start(call: Call) -> Response:
    """Where to work, and what comes next."""
    coming = list_my_bookings(call.service, call.actor, since=call.now, limit=50)
    live = [card for card in coming if card.booking.state in LIVE_STATES]
    values = {
        "name": call.actor.person.name.split(" ")[0],
        "sites": _group_floors(list_floors(call.service, call.actor)),
        "soon": [view_card(card, call) for card in live[:_SOON]],
        "more": len(live) - _SOON,
    }
    return show_page(call, "start.html", "Start", values)


def show_floors(call: Call) -> Response:
    """Every floor that the person may look at."""
    values = {"sites": _group_floors(list_floors(call.service, call.actor))}
    return show_page(call, "floors.html", "Choose a floor", values)


def show_drawing(call: Call) -> Response:
    """A plan's drawing; its address names one published version, which never changes."""
    drawing = show_backdrop(call.service, call.actor, call.ref)
    if isinstance(drawing, Refused):
        return show_problem(call.request, 404, why=drawing.why)
    headers = {"Cache-Control": FOR_EVER_PRIVATE, "Content-Security-Policy": DRAWING_POLICY}
    return Response(drawing, media_type="image/svg+xml", headers=headers)


def _group_floors(floors: tuple[Floor, ...]) -> list[tuple[str, list[tuple[str, list[Floor]]]]]:
    """Site, then building, then floors."""
    return [
        (site, [(building, list(rows)) for building, rows in groupby(at_site, key=lambda floor: floor.building)])
        for site, at_site in groupby(floors, key=lambda floor: floor.site.name)
    ]
