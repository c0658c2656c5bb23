"""My bookings: what somebody holds or made for others, in pages, and the notice of what was cancelled or moved."""

from datetime import datetime
from typing import Any

from starlette.responses import RedirectResponse, Response

from booking.actions.own_bookings import OwnPage, see_news, show_own_bookings
from booking.model.bookings import BookingCard, OwnPart
from booking.web.addresses import address
from booking.web.booking_view import BookingView, view_card
from booking.web.door import Call
from booking.web.fields import BadFields, read_instant, read_whole
from booking.web.news import news_values
from booking.web.shell import show_page

MY_BOOKINGS = "/bookings"
MY_FIELDS = ("show", "page")

_PARTS = {OwnPart.COMING: "Coming", OwnPart.CANCELLED: "Cancelled", OwnPart.PAST: "Past"}
_LAST_PAGE = 99_999


def show_my_bookings(call: Call) -> Response:
    """A page of today's and coming, of cancelled, or of past bookings."""
    part = next((part for part in OwnPart if part.value == call.query.get("show")), OwnPart.COMING)
    number = read_whole(call.query.get("page"), 1, _LAST_PAGE) or 1
    found = show_own_bookings(call.service, call.actor, part, number, now=call.now)
    views = [(card, view_card(card, call)) for card in found.cards]
    today = [view for card, view in views if part is OwnPart.COMING and _starts_by_today(card, call.now)]
    values = {
        "part": part.value,
        "parts": [
            (words, f"{found.counts[each]:,}", _href(each), each is part)
            for each, words in _PARTS.items()
            if each in (part, OwnPart.COMING) or found.counts[each]
        ],
        "today": today,
        "asks_today": part is OwnPart.COMING and (today or found.number == 1),
        "days": _by_day([view for _, view in views if view not in today]),
        "pages": _turn(part, found),
        **news_values(call, found.news),
    }
    title = "My bookings" if found.number == 1 else f"My bookings, page {found.number} of {found.last}"
    return show_page(call, "bookings.html", title, values)


def send_seen(call: Call) -> Response:
    """Hide the notice, and go back to the page that it stood on.

    Raises:
        BadFields: the form does not say until when it was seen.
    """
    seen_at = read_instant(call.form.get("until"))
    if seen_at is None:
        raise BadFields("The form does not say what was seen.")
    see_news(call.service, call.actor, seen_at, now=call.now)
    return RedirectResponse("/" if call.form.get("back") == "/" else MY_BOOKINGS, status_code=303)


def _turn(part: OwnPart, found: OwnPage) -> dict[str, Any]:
    """What the pagination shows; empty for a single page."""
    turn = {}
    if found.number > 1:
        turn["previous"] = {"href": _href(part, found.number - 1), "labelText": _say(found.number - 1, found.last)}
    if found.number < found.last:
        turn["next"] = {"href": _href(part, found.number + 1), "labelText": _say(found.number + 1, found.last)}
    return turn


def _say(number: int, last: int) -> str:
    return f"{number:,} of {last:,}"


def _href(part: OwnPart, number: int = 1) -> str:
    show = "" if part is OwnPart.COMING else part.value
    return address(MY_BOOKINGS, {"show": show, "page": str(number) if number > 1 else ""})


def _starts_by_today(card: BookingCard, now: datetime) -> bool:
    zone = card.floor.site.zone
    return card.booking.interval.start.astimezone(zone).date() <= now.astimezone(zone).date()


def _by_day(views: list[BookingView]) -> list[tuple[str, list[BookingView]]]:
    """Day by day, in the order given."""
    days: dict[str, list[BookingView]] = {}
    for view in views:
        days.setdefault(view.day, []).append(view)
    return list(days.items())
