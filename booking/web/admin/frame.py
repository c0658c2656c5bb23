"""The frame of administration: its index, and the page that shows what a change would do before it is confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from starlette.responses import Response

from booking.model.bookings import BookingCard
from booking.model.effects import MOST_SHOWN, Effect
from booking.rules.phrases import say_resource, say_span, say_time
from booking.web.admin.desk_figures import view_together
from booking.web.admin.sections import list_sections
from booking.web.door import Call
from booking.web.problems import show_problem
from booking.web.setting_up import set_up_values
from booking.web.shell import FieldFault, show_page
from booking.web.words import say_place

AGREED = "agreed"
"""The hidden field that says which effect somebody has seen and confirms."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """A change that waits to be confirmed.

    Attributes:
        heading: the question.
        effect: what the change would do.
        action: where it is sent to, together with everything typed.
        typed: everything typed, by field; a name may repeat.
        button: what confirming is called.
        back: where the form stands, with what was typed; and what going there is called.
        message: what stands in the message to the holders of the bookings; None where none is sent.
        warning: whether confirming takes something away from people.
        chosen: sentences that say again what was typed, before what it does.
        listed: where all the bookings are listed once it is confirmed; empty where they are nowhere.
        barred: why it cannot be confirmed; empty where it can.
        shares: where it cannot, the parts to begin with: name, coming bookings, and where that is done.
    """

    heading: str
    effect: Effect
    action: str
    typed: tuple[tuple[str, str], ...]
    button: str
    back: tuple[str, str]
    message: str | None = None
    warning: bool = False
    chosen: tuple[str, ...] = ()
    listed: str = ""
    barred: str = ""
    shares: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One booking of the effect: `then` says its clock times after the change where they move, `fate` where it goes."""

    href: str
    when: str
    then: str
    place: str
    floor: str
    holder: str
    people: int
    fate: str = ""


def show_admin(call: Call) -> Response:
    """What can be managed, as links."""
    sections = list_sections(call.actor)
    if not sections:
        return show_problem(call.request, 403)
    return show_page(call, "admin/index.html", "Manage", {"sections": sections, **set_up_values(call, empty=False)})


def show_confirm(call: Call, confirm: Confirm, *, faults: tuple[FieldFault, ...] = (), status: int = 200) -> Response:
    """Say what a change would affect; confirming sends everything typed again with the mark of what was seen."""
    effect = confirm.effect
    values = {
        "confirm": confirm,
        "effect": effect,
        "agreed": (AGREED, effect.stamp),
        "rows": _view_rows(effect),
        "more": effect.affected.total - len(effect.affected.first[:MOST_SHOWN]),
        "names": effect.names[:MOST_SHOWN],
        "together": view_together(call.actor, effect.together) if effect.together is not None else None,
        "more_names": len(effect.names[MOST_SHOWN:]),
        "faults": faults,
    }
    return show_page(call, "admin/confirm.html", confirm.heading, values, status=status)


def _view_rows(effect: Effect) -> list[BookingRow]:
    rows = [view_affected(card, effect.zone_after) for card in effect.affected.first[:MOST_SHOWN]]
    if not effect.fates:
        return rows
    return [replace(row, fate=fate) for row, fate in zip(rows, effect.fates, strict=True)]


def view_affected(card: BookingCard, zone_after: str = "") -> BookingRow:
    """A booking in words, for those who decide about what it stands on."""
    booking = card.booking
    return BookingRow(
        href=f"/bookings/{booking.ref}",
        when=say_span(booking.interval, card.floor.site.zone),
        then=_say_then(card, zone_after),
        place=say_resource(card.resource),
        floor=say_place(card.floor),
        holder=card.person.name,
        people=booking.people,
    )


def keep_typed(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What was typed, as it is sent again: without what belongs to the page and not to the person."""
    return tuple((name, value) for name, value in pairs if name not in (AGREED, "csrf_token"))


def _say_then(card: BookingCard, zone_after: str) -> str:
    if not zone_after:
        return ""
    zone, interval = ZoneInfo(zone_after), card.booking.interval
    return f"{say_time(interval.start, zone)} to {say_time(interval.end, zone)}"
