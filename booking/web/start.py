"""The start page: what one press books, what is under way, what comes next, and where else to go."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from starlette.responses import Response

from booking.actions.show_start import Start
from booking.actions.show_start import show_start as read_start
from booking.model.bookings import LIVE_STATES
from booking.model.estate import Floor, Site
from booking.model.habits import DayOffer
from booking.model.policy import ClockSpan
from booking.model.time import Interval
from booking.rules.habits import AFTERNOON, ALL_DAY, MORNING, hours_on
from booking.rules.phrases import say_resource, say_time
from booking.web.addresses import address
from booking.web.booking_view import view_card
from booking.web.door import Call
from booking.web.floor_list import FEW_SITES, find_last_floor, group_sites
from booking.web.news import news_values
from booking.web.setting_up import set_up_values
from booking.web.shell import show_page
from booking.web.times import default_when, type_interval
from booking.web.words import say_place

SOON = 4
"""How many coming bookings the start page shows; the rest stand on their own page."""

PARTS = (("Morning", MORNING), ("Afternoon", AFTERNOON), ("All day", ALL_DAY))
"""The parts of a day that are offered on the map."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link, and what it says to those who do not see what stands around it."""

    text: str
    more: str
    href: str


@dataclass(frozen=True, slots=True)
class DayCard:
    """A working day: what one press books (`fields` is the form), or why nothing, and the ways to the map.

    `date` is the same as `heading` where the day is neither today nor tomorrow.
    """

    heading: str
    date: str
    name: str
    times: str
    fields: dict[str, str]
    note: str
    own_href: str
    own_name: str
    ways: tuple[Way, ...]


def show_start(call: Call) -> Response:
    """Where to work, and what comes next."""
    start = read_start(call.service, call.actor, now=call.now)
    live = [card for card in start.coming if card.booking.state in LIVE_STATES]
    begun = [card for card in live if card.booking.interval.start <= call.now]
    later = [card for card in live if card not in begun]
    usual = next((floor for floor in start.floors if floor.id == start.habits.floor_id), None)
    values = {
        "name": call.actor.person.name.split(" ")[0],
        "begun": [view_card(card, call) for card in begun],
        "soon": [view_card(card, call) for card in later[:SOON]],
        "more": len(later) - SOON,
        "days": _list_days(start, usual, call.now),
        **news_values(call, start.news),
        **set_up_values(call, empty=not start.floors),
        **_usual_values(start, usual),
        **_site_values(call, start, usual),
    }
    return show_page(call, "start.html", "Start", values)


def _usual_values(start: Start, usual: Floor | None) -> dict[str, Any]:
    """The person's usual desk, floor and hours in words; empty without them."""
    desk = start.habits.desk
    at = next((floor for floor in start.floors if desk is not None and floor.id == desk.floor_id), None)
    return {
        "usual": say_resource(desk) if desk is not None else "",
        "usual_place": say_place(at) if at is not None else "",
        "usual_floor": usual,
    }


def _site_values(call: Call, start: Start, usual: Floor | None) -> dict[str, Any]:
    """The other floors of the usual site; for somebody without one every site, the one opened last standing open."""
    known = usual or find_last_floor(call, start.floors)
    sites = group_sites(start.floors, known)
    here = [site for site in sites if known is not None and site.ref == known.site.ref]
    when = default_when(call.now, start.floors[0].site.zone) if start.floors else None
    return {
        "sites": here if usual is not None else sites,
        "site_name": known.site.name if known is not None else "",
        "many": len(sites) > FEW_SITES,
        "free_desks": when.query if when is not None else {},
    }


def _list_days(start: Start, usual: Floor | None, now: datetime) -> tuple[DayCard, ...]:
    desk = start.habits.desk
    at = next((floor for floor in start.floors if desk is not None and floor.id == desk.floor_id), usual)
    shown = usual or at
    if shown is None or at is None:
        return ()
    usual_name = say_resource(desk) if desk is not None else ""
    return tuple(_card(offer, usual_name, at.site, shown, start.habits.hours, now=now) for offer in start.days)


def _card(offer: DayOffer, usual: str, site: Site, shown: Floor, hours: ClockSpan, *, now: datetime) -> DayCard:
    zone, desk = site.zone, offer.desk
    on = offer.interval.start.astimezone(zone).date()
    heading = _say_day(on, now.astimezone(zone).date())
    own = offer.own
    return DayCard(
        heading=heading,
        date=f"{on:%A} {on.day} {on:%B}",
        name=say_resource(desk) if desk is not None else "",
        times=_say_times(offer.interval, site),
        fields={} if desk is None else {"resource": desk.ref, **_kept(offer.interval, site), "people": "1"},
        note=_say_note(offer, usual),
        own_href=f"/bookings/{own.booking.ref}" if own is not None else "",
        own_name=f"{say_resource(own.resource)}, {_say_times(own.booking.interval, site)}" if own is not None else "",
        ways=_list_ways(on, heading, shown, hours, own.booking.interval if own is not None else None, now=now),
    )


def _say_note(offer: DayOffer, usual: str) -> str:
    if not offer.instead:
        return "" if offer.own is not None else offer.why
    if offer.distance_m is None:
        return f"{usual} cannot be booked then. This is the nearest free desk."
    return f"{usual} cannot be booked then. This is the nearest free desk, {max(round(offer.distance_m), 1)} m away."


def _list_ways(
    on: date, heading: str, floor: Floor, hours: ClockSpan, own: Interval | None, *, now: datetime
) -> tuple[Way, ...]:
    """Links to the floor's map: for the usual hours, and for the parts of the day that are other times.

    Not for times at which the person has a desk: every other one is refused then.
    """
    site, ways = floor.site, {}
    for text, span in (("", hours), *PARTS):
        interval = hours_on(on, span, now=now, zone=site.zone)
        taken = interval is not None and own is not None and interval.overlaps(own)
        if interval is not None and interval not in ways and not taken:
            times = _say_times(interval, site)
            href = address(f"/floors/{floor.ref}", _kept(interval, site))
            ways[interval] = Way(text or times, f", {heading}, {times}" if text else f", {heading}", href)
    return tuple(ways.values())


def _kept(interval: Interval, site: Site) -> dict[str, str]:
    """The time as fields, without those that are empty."""
    return {name: value for name, value in type_interval(interval, site.zone).query.items() if value}


def _say_times(interval: Interval, site: Site) -> str:
    return f"{say_time(interval.start, site.zone)} to {say_time(interval.end, site.zone)}"


def _say_day(on: date, today: date) -> str:
    return {0: "Today", 1: "Tomorrow"}.get((on - today).days, f"{on:%A} {on.day} {on:%B}")
