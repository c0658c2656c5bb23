"""What the card on the live map asks beforehand: would this booking be accepted, and is a better room free?"""

from dataclasses import asdict
from typing import Any

from starlette.responses import JSONResponse, Response

from booking.actions.book import Wish, preview_booking
from booking.actions.open_place import open_place
from booking.model.decisions import Accepted, Refused
from booking.rules.phrases import say_resource
from booking.web.addresses import address
from booking.web.booking_form import FormFault, read_form, say_facts
from booking.web.door import Call
from booking.web.fields import read_ref
from booking.web.own_booking import find_own_booking
from booking.web.problems import show_problem
from booking.web.times import WHEN_FIELDS, read_when

ASK_FIELDS = ("resource", *WHEN_FIELDS, "people")


def show_ask(call: Call) -> Response:
    """The verdict of the rules as JSON: `refused` says why not, `own` where their own booking stands in the way."""
    found = open_place(call.service, call.actor, read_ref(call.query.get("resource")))
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    resource, floor = found
    typed = read_when(call.query)
    wanted = read_form(call, call.query, typed, resource, floor.site)
    if isinstance(wanted, FormFault):
        return _answer({"refused": wanted.faults[0].text})
    wish = Wish(resource.ref, wanted.interval, wanted.people)
    preview = preview_booking(call.service, call.actor, wish, now=call.now)
    verdict = preview if isinstance(preview, Refused) else preview.verdict
    if not isinstance(verdict, Accepted):
        own = find_own_booking(call, verdict, resource, wanted.interval, floor.site.zone)
        return _answer({"refused": verdict.why, "own": asdict(own) if own is not None else None})
    if verdict.better_fit is None or resource.capacity == 1:
        return _answer({})
    better = verdict.better_fit
    href = address("/book", {**typed.query, "resource": better.ref, "people": str(wanted.people)})
    return _answer({"better": {"name": say_resource(better), "facts": say_facts(better, resource), "href": href}})


def _answer(said: dict[str, Any]) -> Response:
    return JSONResponse({"refused": "", "own": None, "better": None, **said})
