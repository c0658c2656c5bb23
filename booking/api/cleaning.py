"""Cleaning: the places that are kept free after use, and noting that one of them is cleaned."""

from booking.actions.clean import clean, list_to_clean
from booking.api.calls import Answer, Call
from booking.api.parameters import FLOOR, SITE
from booking.api.shapes import Shape, list_shape
from booking.api.values import say_instant
from booking.model.cleaning import ToClean
from booking.model.decisions import Refused


def answer_to_clean(call: Call) -> Answer:
    """The places to clean, soonest needed first."""
    site, floor = call.query.find(SITE), call.query.find(FLOOR)
    listed = list_to_clean(call.service, call.actor, site=site, floor=floor, now=call.now)
    return Answer(200, list_shape(_shape(each) for each in listed))


def answer_clean(call: Call) -> Answer | Refused:
    """Note that a place is cleaned."""
    cleaned = clean(call.service, call.actor, call.id, now=call.now)
    if isinstance(cleaned, Refused):
        return cleaned
    body = {
        "resource_id": call.id,
        "cleaned_at": say_instant(cleaned.cleaned_at),
        "kept_until": say_instant(cleaned.kept_until),
    }
    return Answer(200, body)


def _shape(each: ToClean) -> Shape:
    return {
        "resource_id": each.resource.ref,
        "name": each.resource.name,
        "floor_id": each.floor.ref,
        "used_until": say_instant(each.lock.used_until),
        "kept_until": say_instant(each.lock.kept_until),
        "next_start": say_instant(each.next_at) if each.next_at else None,
    }
