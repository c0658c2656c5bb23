"""A floor's drawing."""

from starlette.responses import Response

from booking.actions.show_floor import show_backdrop
from booking.model.decisions import Refused
from booking.web.door import Call
from booking.web.headers import DRAWING_POLICY, FOR_EVER_PRIVATE
from booking.web.problems import show_problem


def show_drawing(call: Call) -> Response:
    """A plan's drawing; its address names one published version, which never changes."""
    drawing = show_backdrop(call.service, call.actor, call.ref)
    if isinstance(drawing, Refused):
        return show_problem(call.request, 404, why=drawing.why)
    headers = {"Cache-Control": FOR_EVER_PRIVATE, "Content-Security-Policy": DRAWING_POLICY}
    return Response(drawing, media_type="image/svg+xml", headers=headers)
