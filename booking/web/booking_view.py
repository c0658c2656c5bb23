"""A booking as pages show it: in words, with the acts that are possible now for the person who looks."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from booking.actions.act_on_booking import about_card
from booking.model.bookings import LIVE_STATES, BookingCard, BookingState
from booking.model.ids import Ref
from booking.rules.arrival import (
    refuse_arriving,
    refuse_cancelling,
    refuse_changing,
    refuse_ending,
    refuse_leaving,
    refuse_reinstating,
)
from booking.rules.permits import Act, may
from booking.rules.phrases import say_day, say_resource, say_span, say_time
from booking.web.addresses import map_address
from booking.web.times import type_interval
from booking.web.use_choice import say_booked_use
from booking.web.words import BOOKING_STATES, say_end, say_place

if TYPE_CHECKING:
    from booking.web.door import Call


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking in words.

    `names` says who it is for and who made it where that is not the viewer alone; `acts` are the names of the acts
    that are possible now: check-in, check-out, change, cancel, end, reinstate. Where a booking ends on another day
    (`ends_later`), `times` stands under the day of its start and names the other; elsewhere `span` says both. `left`
    says of a booking to come that its place has left the plan; then there is no map that shows it, and
    `list_href` leads to it in the floor's list.
    """

    ref: Ref
    name: str
    title: str
    day: str
    near_day: str
    times: str
    span: str
    heading: str
    ends_later: bool
    place: str
    floor_href: str
    state: str
    state_colour: str
    ended: str
    people: int
    holder: str
    booked_by: str
    names: str
    version: int
    live: bool
    in_series: bool
    acts: frozenset[str]
    use: str = ""
    left: str = ""
    list_href: str = ""


def view_card(card: BookingCard, call: "Call") -> BookingView:
    """Put a booking in words for the person who asks."""
    booking, zone = card.booking, card.floor.site.zone
    start, end = booking.interval.start, booking.interval.end
    state, colour = BOOKING_STATES[booking.state]
    same_day = start.astimezone(zone).date() == end.astimezone(zone).date()
    ends = say_time(end, zone) if same_day else f"{say_time(end, zone)} on {say_day(end, zone)}"
    times, day, span = f"{say_time(start, zone)} to {ends}", say_day(start, zone), say_span(booking.interval, zone)
    typed, left = type_interval(booking.interval, zone), say_left(card, call.now)
    return BookingView(
        ref=booking.ref,
        name=say_resource(card.resource),
        title=booking.title,
        day=day,
        near_day=_say_near_day(start, call.now, zone),
        times=times,
        span=span,
        heading=f"{times}, {day}" if same_day else span,
        ends_later=not same_day,
        place=say_place(card.floor),
        floor_href=map_address(card.floor.ref, card.resource.ref, typed.query)
        if card.floor.in_use and card.resource.in_use
        else "",
        state=state,
        state_colour=colour,
        ended=say_end(booking) or left,
        people=booking.people,
        holder=card.person.name,
        booked_by=card.booked_by.name,
        names=say_names(card, call),
        version=booking.version,
        live=booking.state in (BookingState.CONFIRMED, BookingState.REQUESTED, BookingState.CHECKED_IN),
        in_series=booking.series_id is not None,
        acts=find_acts(card, call),
        use=say_booked_use(card.use, booking.procedure_ends_at, zone),
        left=left,
        list_href=f"/floors/{card.floor.ref}#place-{card.resource.ref}" if left and card.floor.in_use else "",
    )


def find_acts(card: BookingCard, call: "Call") -> frozenset[str]:
    """What the person may do with the booking, and what the booking still allows."""
    booking, now, about = card.booking, call.now, about_card(card)
    acts = set()
    if may(call.actor, Act.CHECK_IN, about):
        today = now.astimezone(card.floor.site.zone).date()
        starts_on = booking.interval.start.astimezone(card.floor.site.zone).date()
        if refuse_arriving(booking, now) is None and starts_on <= today:
            acts.add("check-in")
        if refuse_leaving(booking, now) is None and booking.interval.start < now:
            acts.add("check-out")
    if may(call.actor, Act.CHANGE_BOOKING, about):
        if refuse_changing(booking, now) is None:
            acts.add("change")
        if refuse_ending(booking, now) is None:
            acts.add("end")
        elif refuse_cancelling(booking, now) is None:
            acts.add("cancel")
        if refuse_reinstating(booking) is None and booking.interval.end > now and card.resource.in_use:
            acts.add("reinstate")
    return frozenset(acts)


def say_left(card: BookingCard, now: datetime) -> str:
    """That a booking's place has left the plan and the booking stays; empty for any other."""
    if card.resource.in_use or card.booking.state not in LIVE_STATES or card.booking.interval.end <= now:
        return ""
    return f"{say_resource(card.resource)} is no longer on the floor plan. This booking of it stays as it is."


def say_names(card: BookingCard, call: "Call") -> str:
    """Who a booking is for and who made it, where that is not the viewer alone; else empty."""
    holder, booker, viewer = card.person, card.booked_by, call.actor.person
    if holder.id == viewer.id and booker.id == viewer.id:
        return ""
    if holder.id == booker.id:
        return f"For {holder.name}"
    by = "you" if booker.id == viewer.id else booker.name
    return f"For {'you' if holder.id == viewer.id else holder.name}, booked by {by}"


def _say_near_day(start: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The day as people say it when it is close: today, tomorrow."""
    days = (start.astimezone(zone).date() - now.astimezone(zone).date()).days
    return {0: "today", 1: "tomorrow"}.get(days) or say_day(start, zone)
