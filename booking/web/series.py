"""A series: when it comes back, in words, and the page that lists its dates."""

from datetime import date, datetime, time, timedelta

from starlette.responses import Response

from booking.actions.show_series import show_series
from booking.model.decisions import Refused
from booking.model.series import SeriesRule
from booking.rules.phrases import say_clock
from booking.web.booking_view import view_card
from booking.web.door import Call
from booking.web.problems import show_problem
from booking.web.shell import show_page

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def show_dates(call: Call) -> Response:
    """Every booking of a series that the person may see, those to come first."""
    found = show_series(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    to_come = [card for card in found.cards if card.booking.interval.end > call.now]
    over = [card for card in found.cards if card.booking.interval.end <= call.now]
    title = next((card.booking.title for card in (*to_come, *over) if card.booking.title), "Series")
    values = {
        "title": title,
        "rhythm": say_rhythm(found.series.rule),
        "to_come": [view_card(card, call) for card in to_come],
        "over": [view_card(card, call) for card in reversed(over)],
    }
    return show_page(call, "series.html", f"Series: {title}" if title != "Series" else title, values)


def say_rhythm(rule: SeriesRule) -> str:
    """When a series comes back: every Tuesday, 9am to 10am, until 15 December 2026."""
    weekday = _WEEKDAYS[rule.weekday]
    often = {1: f"every {weekday}", 2: f"every other {weekday}"}
    comes = often.get(rule.every_weeks, f"every {rule.every_weeks} weeks on {weekday}")
    clock = f"{_say_minute(rule.clock.opens_min)} to {_say_minute(rule.clock.closes_min)}"
    return f"{comes}, {clock}, until {rule.until.day} {rule.until:%B %Y}"


def _say_minute(minute: int) -> str:
    """A minute of a day, as a time of day."""
    return say_clock((datetime.combine(date.min, time()) + timedelta(minutes=minute)).time())
