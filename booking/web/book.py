"""Booking a place: the page that says what would be booked, and the act."""

from dataclasses import replace
from typing import Any

from starlette.responses import RedirectResponse, Response

from booking.actions.book import Repeated, Wish, book, preview_booking
from booking.actions.open_place import open_place
from booking.actions.tell_capacity import tell_capacity
from booking.model.decisions import Accepted, Reason, Refused, Verdict
from booking.model.estate import Floor, Resource
from booking.model.policy import Rule
from booking.model.time import Interval
from booking.rules.phrases import say_resource, say_span
from booking.web.addresses import address, map_address
from booking.web.book_for import list_bookable_for, list_meant
from booking.web.booking_form import (
    BOOKING_FIELDS,
    FormFault,
    Offer,
    Wanted,
    aim_faults,
    fault_of,
    offer_places,
    read_form,
    say_facts,
)
from booking.web.door import Call
from booking.web.fields import Fields, read_ref
from booking.web.free_times import list_free_times
from booking.web.own_booking import find_own_booking
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.times import WHEN_FIELDS, TypedWhen, default_when, find_interval, read_looked_at, read_when
from booking.web.use_choice import offer_uses
from booking.web.words import STATUS_OF, say_features, say_limit, say_place, say_seats

BOOK_FORM = (*BOOKING_FIELDS, "offered")

_ALL_DAY = frozenset({Reason.NOT_ALLOWED, Reason.TOO_FAR_AHEAD, Reason.LIMIT_REACHED})
"""The reasons that hold at every other time of the day too."""


def show_book(call: Call) -> Response:
    """What would be booked, and whether it could be."""
    if not call.query.get("resource"):
        return RedirectResponse("/floors", status_code=303)
    found = open_place(call.service, call.actor, read_ref(call.query.get("resource")))
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    resource, floor = found
    typed = _typed_or_default(call, floor)
    fields = _fill_people(call.query)
    wanted = read_form(call, fields, typed, resource, floor.site)
    values = _page_values(call, call.query, typed, resource, floor)
    if isinstance(wanted, FormFault):
        values |= _say_limits(call, found, typed)
        values["free"] = list_free_times(call, found, typed, values["fields"])
        return _show(call, values, wanted.faults, status=422, asks=wanted.asks)
    preview = preview_booking(call.service, call.actor, _wish(resource, wanted), now=call.now)
    verdict = preview if isinstance(preview, Refused) else preview.verdict
    values |= _say_limits(call, found, typed, None if isinstance(preview, Refused) else preview.rules)
    if not isinstance(preview, Refused) and _is_open_to(verdict, resource):
        values["free"] = list_free_times(call, found, typed, values["fields"], preview.rules)
    if isinstance(verdict, Accepted):
        better = verdict.better_fit if call.query.get("people") else None
        values["better"] = _offer(better, values["fields"], resource) if better is not None else None
        return _show(call, values, ())
    values |= {"refused": verdict.why, "offers": offer_places(verdict, "/book", values["fields"], resource)}
    values["own"] = find_own_booking(call, verdict, resource, wanted.interval, floor.site.zone)
    values["way_on"] = "" if _is_hopeless(verdict, resource, values) else "look"
    return _show(call, values, ())


def send_book(call: Call) -> Response:
    """Book, unless a better-sized room is free and has not been offered yet."""
    found = open_place(call.service, call.actor, read_ref(call.form.get("resource")))
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    resource, floor = found
    typed = read_when(call.form)
    wanted = read_form(call, call.form, typed, resource, floor.site)
    values = _page_values(call, call.form, typed, resource, floor)
    if isinstance(wanted, FormFault):
        values |= _say_limits(call, found, typed)
        values["free"] = list_free_times(call, found, typed, values["fields"])
        return _show(call, values, wanted.faults, status=422, asks=wanted.asks)
    wish = _wish(resource, wanted)
    if (better := _find_unoffered(call, wish, resource)) is not None:
        return _show_offer(call, values, better, resource, wanted)
    answer = book(call.service, call.actor, wish, now=call.now)
    if isinstance(answer, Refused):
        if answer.reason is Reason.NOT_FOUND:
            return show_problem(call.request, 404, why=answer.why)
        values |= _say_limits(call, found, typed)
        values["offers"] = offer_places(answer, "/book", values["fields"], resource)
        values["own"] = find_own_booking(call, answer, resource, wanted.interval, floor.site.zone)
        if _is_open_to(answer, resource):
            values["free"] = list_free_times(call, found, typed, values["fields"])
        if _is_hopeless(answer, resource, values):
            values["way_on"] = ""
        return _show(call, values, (fault_of(answer),), status=STATUS_OF[answer.reason])
    if isinstance(answer, Repeated):
        raise RuntimeError("a form carries no idempotency key, so no answer of another request can come back")
    return RedirectResponse(address(f"/bookings/{answer.booking.ref}", {"done": "booked"}), status_code=303)


def _is_open_to(verdict: Verdict, resource: Resource) -> bool:
    """Whether another time of the day could help."""
    return isinstance(verdict, Accepted) or (resource.in_use and verdict.reason not in _ALL_DAY)


def _is_hopeless(refused: Refused, resource: Resource, values: dict[str, Any]) -> bool:
    """Whether nothing that could be typed would help: whoever books for others may still name somebody."""
    barred = refused.reason is Reason.NOT_ALLOWED and values["people_to_book_for"] == ()
    return barred or not resource.in_use


def _typed_or_default(call: Call, floor: Floor) -> TypedWhen:
    if any(call.query.get(name) for name in WHEN_FIELDS):
        return read_looked_at(call.query)
    return default_when(call.now, floor.site.zone)


def _fill_people(query: Fields) -> Fields:
    """A link to this page need not say how many people come; the form then asks, and the preview assumes one."""
    return query if query.get("people") else replace(query, values={**query.values, "people": ("1",)})


def _wish(resource: Resource, wanted: Wanted) -> Wish:
    holder = wanted.holder.ref if wanted.holder is not None else None
    return Wish(
        resource.ref,
        wanted.interval,
        wanted.people,
        wanted.title,
        holder,
        use=wanted.use,
        procedure_end=wanted.procedure_end,
    )


def _find_unoffered(call: Call, wish: Wish, resource: Resource) -> Resource | None:
    """A better-sized room that the person has not been offered; none for single desks."""
    if resource.capacity == 1:
        return None
    preview = preview_booking(call.service, call.actor, wish, now=call.now)
    if isinstance(preview, Refused) or isinstance(preview.verdict, Refused):
        return None
    better = preview.verdict.better_fit
    return better if better is not None and better.ref != call.form.get("offered") else None


def _page_values(call: Call, fields: Fields, typed: TypedWhen, resource: Resource, floor: Floor) -> dict[str, Any]:
    interval = find_interval(typed, floor.site.zone)
    bookable = list_bookable_for(call, floor.site.id)
    kept = {**fields.typed(BOOKING_FIELDS), **typed.query, "resource": resource.ref}
    return {
        "fields": kept,
        "name": say_resource(resource),
        "room": resource.capacity > 1,
        "place": say_place(floor),
        "span": say_span(interval, floor.site.zone) if isinstance(interval, Interval) else "",
        "map_href": address(f"/floors/{floor.ref}", typed.query if isinstance(interval, Interval) else {}),
        "place_href": map_address(floor.ref, resource.ref, typed.query),
        "people_to_book_for": bookable,
        "people_meant": list_meant(call, fields) if bookable is None else (),
        "own_email": call.actor.person.email,
        "uses": offer_uses(call, resource.kind),
        "asks": frozenset(),
        "refused": "",
        "offers": [],
        "own": None,
        "way_on": "book",
        "free": None,
        "better": None,
    }


def _say_limits(
    call: Call, found: tuple[Resource, Floor], typed: TypedWhen, rules: tuple[Rule, ...] | None = None
) -> dict[str, Any]:
    """For how many people the place is, and what else there is to know; a select where the rules are not known."""
    resource, floor = found
    interval = find_interval(typed, floor.site.zone)
    on = (interval.start if isinstance(interval, Interval) else call.now).astimezone(floor.site.zone).date()
    room = tell_capacity(call.service, resource, floor.site, on, rules)
    facts = (say_seats(resource), say_features(resource), say_limit(room))
    return {"capacity": room.people, "facts": ", ".join(fact for fact in facts if fact)}


def _show(
    call: Call,
    values: dict[str, Any],
    faults: tuple[FieldFault, ...],
    *,
    status: int = 200,
    asks: frozenset[str] = frozenset(),
) -> Response:
    when_open = bool(values["refused"]) or any(fault.field in WHEN_FIELDS or not fault.field for fault in faults)
    page = {
        **values,
        "faults": aim_faults(faults, asks_people=values["room"], uses=values["uses"]),
        "asks": asks,
        "when_open": when_open,
    }
    return show_page(call, "book.html", f"Book {values['name']}", page, status=status)


def _show_offer(call: Call, values: dict[str, Any], better: Resource, asked: Resource, wanted: Wanted) -> Response:
    page = {
        **values,
        "people": wanted.people,
        "better": _offer(better, values["fields"], asked),
        "better_ref": better.ref,
        "better_seats": say_seats(better),
        "asked_seats": say_seats(asked),
    }
    return show_page(call, "offer.html", "A better-sized room is free", page)


def _offer(better: Resource, kept: dict[str, str], asked: Resource) -> Offer:
    return Offer(say_resource(better), say_facts(better, asked), address("/book", {**kept, "resource": better.ref}))
