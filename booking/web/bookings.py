"""One booking, and everything that can be done with it."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from booking.actions.cancel import cancel, check_out, end_early
from booking.actions.change import reinstate_booking
from booking.actions.check_in import check_in
from booking.actions.list_bookings import show_booking
from booking.actions.locate_place import locate_place
from booking.actions.show_closure import show_closure
from booking.actions.show_series import find_series_of
from booking.actions.show_told import show_told
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.people import About
from booking.rules.arrival import refuse_cancelling
from booking.rules.permits import Act, may
from booking.web.addresses import address
from booking.web.booking_view import BookingView, view_card
from booking.web.door import Call
from booking.web.fields import BadFields, read_whole
from booking.web.news import find_instead, say_move
from booking.web.place_map import draw_place
from booking.web.problems import show_problem
from booking.web.series import say_rhythm
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF

_MOST_VERSION = 999_999_999

_DONE = {
    "booked": "Booked.",
    "changed": "Changed.",
    "cancelled": "Cancelled. It is free for others now.",
    "ended": "Ended. Thank you for making it free.",
    "reinstated": "Brought back. It is booked again.",
    "checked-in": "Checked in.",
    "checked-out": "Checked out. Thank you for making it free.",
}
"""What stands on the page of a booking after something was done to it."""

_STARTED = "This booking has started, so it cannot be cancelled any more. End it below: it becomes free at once."


def show_one(call: Call) -> Response:
    """One booking."""
    done = call.query.get("done")
    card = show_booking(call.service, call.actor, call.ref)
    if isinstance(card, Refused):
        return show_problem(call.request, 404, why=card.why)
    return show_card(call, card, done=_DONE.get(done, ""))


def show_cancel(call: Call) -> Response:
    """Ask before cancelling; of a booking that started or ended meanwhile, say on its page why it stays."""
    card = show_booking(call.service, call.actor, call.ref)
    if isinstance(card, Refused):
        return show_problem(call.request, 404, why=card.why)
    view = view_card(card, call)
    if "cancel" in view.acts:
        return _show_cancel(call, view, ())
    if "end" in view.acts:
        return show_card(call, card, faults=(FieldFault("", _STARTED),))
    if refused := refuse_cancelling(card.booking, call.now):
        return show_card(call, card, faults=(FieldFault("", refused.why),))
    return RedirectResponse(f"/bookings/{card.booking.ref}", status_code=303)


def send_cancel(call: Call) -> Response:
    """Cancel."""
    answer = cancel(call.service, call.actor, call.ref, version=read_version(call), now=call.now)
    if isinstance(answer, Refused) and answer.reason is Reason.CHANGED_MEANWHILE:
        card = show_booking(call.service, call.actor, call.ref)
        if isinstance(card, BookingCard) and "cancel" in (view := view_card(card, call)).acts:
            return _show_cancel(call, view, (FieldFault("", answer.why),), status=412)
    return _answer(call, answer, "cancelled")


def send_end(call: Call) -> Response:
    """End a booking that is under way."""
    answer = end_early(call.service, call.actor, call.ref, version=read_version(call), now=call.now)
    return _answer(call, answer, "ended")


def send_reinstate(call: Call) -> Response:
    """Bring a cancelled booking back."""
    answer = reinstate_booking(call.service, call.actor, call.ref, version=read_version(call), now=call.now)
    return _answer(call, answer, "reinstated")


def send_check_in(call: Call) -> Response:
    """Note that somebody has arrived."""
    return _answer(call, check_in(call.service, call.actor, call.ref, now=call.now), "checked-in")


def send_check_out(call: Call) -> Response:
    """Note that somebody has left."""
    return _answer(call, check_out(call.service, call.actor, call.ref, now=call.now), "checked-out")


def read_version(call: Call) -> int | None:
    """The version of the booking that the form was made from.

    Raises:
        BadFields: the form has lost it.
    """
    version = read_whole(call.form.get("version"), 1, _MOST_VERSION)
    if version is None:
        raise BadFields("The form does not say which version of the booking it is about.")
    return version


def show_card(
    call: Call, card: BookingCard, *, done: str = "", faults: tuple[FieldFault, ...] = (), status: int = 200
) -> Response:
    """The page of one booking."""
    view = view_card(card, call)
    about = About(site_id=card.resource.site_id, unit_id=card.resource.unit_id)
    at = locate_place(call.service, call.actor, card.resource, card.floor)
    series = find_series_of(call.service, card)
    told = show_told(call.service, card)
    values: dict[str, Any] = {
        "view": view,
        "where": draw_place(card.floor, at.place, view.name, at.plan) if at is not None else None,
        "series_href": f"/series/{series.ref}" if series else "",
        "rhythm": say_rhythm(series.rule) if series else "",
        "done": done,
        "faults": faults,
        "auditor": may(call.actor, Act.SEE_AUDIT, about),
        "resource_ref": card.resource.ref,
        "reason": told.reason,
        "moved": say_move(card, told.move) if told.move is not None else None,
        "instead_href": find_instead(call, card),
        "closed": _say_closed(show_closure(call.service, call.actor, card, now=call.now)),
    }
    return show_page(call, "booking.html", f"{view.name}, {view.day}", values, status=status)


def _say_closed(why: str | None) -> str:
    """What became of the time of a booking since; empty where it is open."""
    if why is None:
        return ""
    cause = f"Closed that day: {why}." if why else "It is no longer open for all of that time."
    return f"{cause} Ask your facilities team, or change it."


def _answer(call: Call, answer: BookingCard | Refused, done: str) -> Response:
    """Go on to the booking, or say on its page why nothing was done."""
    if isinstance(answer, BookingCard):
        return RedirectResponse(address(f"/bookings/{answer.booking.ref}", {"done": done}), status_code=303)
    if answer.reason is Reason.NOT_FOUND:
        return show_problem(call.request, 404, why=answer.why)
    card = show_booking(call.service, call.actor, call.ref)
    if isinstance(card, Refused):
        return show_problem(call.request, 404, why=card.why)
    return show_card(call, card, faults=(FieldFault("", answer.why),), status=STATUS_OF[answer.reason])


def _show_cancel(call: Call, view: BookingView, faults: tuple[FieldFault, ...], status: int = 200) -> Response:
    values = {"view": view, "faults": faults}
    return show_page(call, "cancel.html", f"Cancel {view.name}", values, status=status)
