"""Changing a booking: its date, times, people, title and place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import RedirectResponse, Response

from booking.actions.change import Changes, change_booking
from booking.actions.find_rooms import ResourceQuery, list_resources
from booking.actions.list_bookings import show_booking
from booking.actions.open_place import open_place
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.estate import Floor, Resource
from booking.model.ids import Ref
from booking.rules.phrases import say_resource
from booking.web.addresses import address
from booking.web.booking_form import BOOKING_FIELDS, FormFault, Wanted, aim_faults, fault_of, offer_places, read_form
from booking.web.booking_view import view_card
from booking.web.bookings import read_version, show_card
from booking.web.door import Call
from booking.web.fields import NO_FIELDS, Fields, read_ref
from booking.web.places import natural_order
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.times import WHEN_FIELDS, TypedWhen, read_when, type_interval
from booking.web.use_choice import offer_uses, type_procedure_end
from booking.web.words import STATUS_OF, say_seats

CHANGE_FIELDS = tuple(name for name in BOOKING_FIELDS if name != "for")

MOST_PLACES = 500
"""The most places of one kind that the list of a floor offers."""


@dataclass(frozen=True, slots=True)
class _Now:
    """What each part of a booking says now, where it differs from what was typed; empty where it does not."""

    when: str = ""
    resource: str = ""
    people: str = ""
    title: str = ""
    use: str = ""


def show_change(call: Call) -> Response:
    """The form, filled in with the booking as it stands, or with what an address brings."""
    card = show_booking(call.service, call.actor, call.ref)
    if isinstance(card, Refused):
        return show_problem(call.request, 404, why=card.why)
    if "change" not in view_card(card, call).acts:
        return RedirectResponse(f"/bookings/{card.booking.ref}", status_code=303)
    return _show(call, card, _fill(card, call.query), ())


def send_change(call: Call) -> Response:
    """Change the booking."""
    version = read_version(call)
    card = show_booking(call.service, call.actor, call.ref)
    if isinstance(card, Refused):
        return show_problem(call.request, 404, why=card.why)
    target = _find_target(call, card, call.form)
    if isinstance(target, Refused):
        return _show(call, card, _fill(card, call.form), (FieldFault("resource", target.why),), status=422)
    resource, floor = target
    typed = read_when(call.form)
    wanted = read_form(call, call.form, typed, resource, floor.site)
    if isinstance(wanted, FormFault):
        return _show(call, card, _fill(card, call.form), wanted.faults, status=422, more={"asks": wanted.asks})
    changes = _find_changes(card, typed, resource, wanted)
    answer = change_booking(call.service, call.actor, call.ref, changes, version=version, now=call.now)
    if isinstance(answer, BookingCard):
        return RedirectResponse(address(f"/bookings/{call.ref}", {"done": "changed"}), status_code=303)
    return _show_refused(call, answer, resource)


def _show_refused(call: Call, refused: Refused, asked: Resource) -> Response:
    """Why not, with everything typed kept; where somebody else was first, beside the booking as it now stands."""
    card = show_booking(call.service, call.actor, call.ref)
    if isinstance(card, Refused) or refused.reason is Reason.NOT_FOUND:
        return show_problem(call.request, 404, why=refused.why)
    fields = _fill(card, call.form)
    if "change" not in view_card(card, call).acts:
        return show_card(call, card, faults=(FieldFault("", refused.why),), status=STATUS_OF[refused.reason])
    if refused.reason is Reason.CHANGED_MEANWHILE:
        fresh = {"version": card.booking.version, "now": _say_now(card, fields, call)}
        return _show(call, card, fields, (FieldFault("", refused.why),), status=412, more=fresh)
    page = {"offers": offer_places(refused, f"/bookings/{call.ref}/change", fields, asked)}
    return _show(call, card, fields, (fault_of(refused),), status=STATUS_OF[refused.reason], more=page)


def _say_now(card: BookingCard, fields: dict[str, str], call: Call) -> _Now:
    """What stands in the booking now, for every field in which something else was typed."""
    own, booking = _fill(card, NO_FIELDS), card.booking
    said = {
        "resource": say_resource(card.resource),
        "people": str(booking.people),
        "title": booking.title or "nothing",
        "use": card.use.name if card.use is not None else "nothing in particular",
    }
    now = {name: f"It says now: {words}." for name, words in said.items() if fields[name] != own[name]}
    if any(fields[name] != own[name] for name in WHEN_FIELDS):
        now["when"] = f"It says now: {view_card(card, call).span}."
    return _Now(**now)


def _find_target(call: Call, card: BookingCard, fields: Fields) -> tuple[Resource, Floor] | Refused:
    chosen = fields.get("resource")
    if chosen in ("", card.resource.ref):
        return card.resource, card.floor
    return open_place(call.service, call.actor, read_ref(chosen))


def _find_changes(card: BookingCard, typed: TypedWhen, resource: Resource, wanted: Wanted) -> Changes:
    """Only what differs. A time that the form shows to the minute stays to the second where nobody touched it."""
    kept = typed == type_interval(card.booking.interval, card.floor.site.zone)
    return Changes(
        start=None if kept else wanted.interval.start,
        end=None if kept else wanted.interval.end,
        resource=resource.ref,
        people=wanted.people,
        title=wanted.title,
        use=wanted.use or Ref(""),
        procedure_end=_find_procedure_end(card, wanted, kept_times=kept),
    )


def _find_procedure_end(card: BookingCard, wanted: Wanted, *, kept_times: bool) -> datetime | None:
    """Another end of the procedure, that of the booking where none is typed any more; None where nobody touched it."""
    zone, old = card.floor.site.zone, card.booking.procedure_ends_at
    if kept_times and type_procedure_end(old, zone) == type_procedure_end(wanted.procedure_end, zone):
        return None
    return wanted.procedure_end or (wanted.interval.end if old is not None else None)


def _fill(card: BookingCard, fields: Fields) -> dict[str, str]:
    """What stands in the form: what was given, and the booking's own values for the rest."""
    typed = type_interval(card.booking.interval, card.floor.site.zone).query
    given = any(fields.has(name) for name in WHEN_FIELDS)
    own = {
        "resource": card.resource.ref,
        "people": str(card.booking.people),
        "title": card.booking.title,
        "use": card.use.ref if card.use is not None else "",
        "procedure_end": type_procedure_end(card.booking.procedure_ends_at, card.floor.site.zone),
    }
    when = {name: fields.get(name) for name in WHEN_FIELDS} if given else typed
    return {**{name: fields.get(name, value) for name, value in own.items()}, **when}


def _show(
    call: Call,
    card: BookingCard,
    fields: dict[str, str],
    faults: tuple[FieldFault, ...],
    *,
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> Response:
    view = view_card(card, call)
    room = card.resource.capacity > 1 or card.booking.people > 1
    uses = offer_uses(call, card.resource.kind, card.use)
    values: dict[str, Any] = {
        "view": view,
        "fields": fields,
        "faults": aim_faults(faults, asks_people=room, uses=uses),
        "asks": frozenset(),
        "version": call.form.get("version") or view.version,
        "places": _list_places(call, card, fields["resource"]),
        "room": room,
        "uses": uses,
        "offers": [],
        "now": _Now(),
        **(more or {}),
    }
    return show_page(call, "change.html", f"Change {view.name}", values, status=status)


def _list_places(call: Call, card: BookingCard, chosen: str) -> list[dict[str, object]]:
    """The places of the same kind on the same floor, and the one chosen where it stands elsewhere and is known."""
    query = ResourceQuery(floor=card.floor.ref, kind=card.resource.kind)
    placed = list_resources(call.service, call.actor, query, limit=MOST_PLACES)
    resources = sorted((item.resource for item in placed), key=lambda place: natural_order(place.name))
    if chosen not in {resource.ref for resource in resources}:
        found = open_place(call.service, call.actor, read_ref(chosen))
        if isinstance(found, Refused):
            chosen = card.resource.ref
        else:
            resources.append(found[0])
    return [
        {
            "value": resource.ref,
            "text": _say_place(resource),
            "selected": resource.ref == chosen,
        }
        for resource in resources
    ]


def _say_place(resource: Resource) -> str:
    seats = [say_seats(resource)] if resource.capacity > 1 else []
    facts = seats + ([] if resource.in_use else ["no longer on the floor plan"])
    return f"{say_resource(resource)} ({', '.join(facts)})" if facts else say_resource(resource)
