"""Places to clean, and the page on which somebody says that one of them is cleaned: by hand, or behind its QR code."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from booking.actions.clean import CleaningView, clean, list_to_clean, show_cleaning
from booking.actions.find_rooms import list_sites
from booking.actions.show_floor import list_floors
from booking.model.cleaning import ToClean
from booking.model.decisions import Reason, Refused
from booking.model.ids import Ref
from booking.rules.permits import Act, sites_where
from booking.rules.phrases import say_day, say_resource, say_time
from booking.web.addresses import address
from booking.web.door import Call
from booking.web.fields import read_ref
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF, count, say_place

CLEANING_FIELDS = ("site", "floor", "done")
CLEANED_FORM = ("back",)

FEW = 500
"""How many places the page lists; it says how many more there are."""

_BACK_TO_LIST = "list"


@dataclass(frozen=True, slots=True)
class PlaceToClean:
    """A place to clean, in words."""

    ref: Ref
    name: str
    used: str
    needed: str
    locked: str


@dataclass(frozen=True, slots=True)
class FloorToClean:
    """A floor's places to clean, the one needed soonest first."""

    name: str
    places: tuple[PlaceToClean, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    text: str
    chosen: bool


def show_to_clean(call: Call) -> Response:
    """The places to clean, all or those of a site or floor; floors stand in the order of their most needed place."""
    site, floor = _read(call, "site"), _read(call, "floor")
    listed = list_to_clean(call.service, call.actor, site=site, floor=floor, now=call.now)
    values = {
        "total": count(len(listed), "place"),
        "floors": _by_floor(listed[:FEW], call),
        "more": len(listed[FEW:]),
        "sites": _choose_sites(call, site),
        "levels": _choose_floors(call, site, floor),
        "narrowed": bool(site or floor),
        "done": _say_done(call),
    }
    return show_page(call, "cleaning.html", "Places to clean", values)


def show_cleaned(call: Call) -> Response:
    """One place, for somebody who stands in it: what cleaning it would release, or why there is nothing to release."""
    view = show_cleaning(call.service, call.actor, call.ref, now=call.now)
    if isinstance(view, Refused):
        return _refuse(call, view)
    return _show_place(call, view)


def send_cleaned(call: Call) -> Response:
    """Note that it was cleaned."""
    answer = clean(call.service, call.actor, call.ref, now=call.now)
    if isinstance(answer, Refused):
        view = show_cleaning(call.service, call.actor, call.ref, now=call.now)
        if isinstance(view, Refused):
            return _refuse(call, view)
        return _show_place(call, view, faults=(FieldFault("", answer.why),), status=STATUS_OF[answer.reason])
    if call.form.get("back") == _BACK_TO_LIST:
        return RedirectResponse(address("/cleaning", {"done": call.ref}), status_code=303)
    return RedirectResponse(f"/places/{call.ref}/cleaned", status_code=303)


def _show_place(call: Call, view: CleaningView, *, faults: tuple[FieldFault, ...] = (), status: int = 200) -> Response:
    zone, name = view.floor.site.zone, say_resource(view.resource)
    locked = not isinstance(view.lock, Refused)
    cleaned = isinstance(view.lock, Refused) and view.lock.reason is Reason.CHANGED_MEANWHILE
    values: dict[str, object] = {
        "name": name,
        "ref": view.resource.ref,
        "where": say_place(view.floor),
        "locked": locked,
        "cleaned": cleaned,
        "used": "",
        "kept": "",
        "why": "" if not isinstance(view.lock, Refused) or faults else view.lock.why,
        "faults": faults,
    }
    if not isinstance(view.lock, Refused):
        used, kept = view.lock.used_until, view.lock.kept_until
        values["used"], values["kept"] = (_say_at(at, zone, call.now) for at in (used, kept))
    return show_page(call, "cleaned.html", f"{name}: cleaned", values, status=status)


def _refuse(call: Call, refused: Refused) -> Response:
    return show_problem(call.request, STATUS_OF[refused.reason], why=refused.why)


def _by_floor(listed: tuple[ToClean, ...], call: Call) -> tuple[FloorToClean, ...]:
    order = {each.floor.id: number for number, each in reversed(list(enumerate(listed)))}
    grouped = groupby(sorted(listed, key=lambda each: order[each.floor.id]), key=lambda each: each.floor)
    return tuple(FloorToClean(say_place(floor), tuple(_view(each, call) for each in group)) for floor, group in grouped)


def _view(each: ToClean, call: Call) -> PlaceToClean:
    zone, lock = each.floor.site.zone, each.lock
    return PlaceToClean(
        ref=each.resource.ref,
        name=say_resource(each.resource),
        used=f"Used until {_say_at(lock.used_until, zone, call.now)}",
        needed=f"Next booked from {_say_at(each.next_at, zone, call.now)}" if each.next_at else "",
        locked=f"Locked, free again at {_say_at(lock.kept_until, zone, call.now)}",
    )


def _say_at(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A time of day, with its day where that is not today."""
    today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return say_time(at, zone) if today else f"{say_time(at, zone)} on {say_day(at, zone)}"


def _read(call: Call, name: str) -> Ref | None:
    """The ref in a field; None where nothing is chosen."""
    given = call.query.get(name)
    return read_ref(given) if given else None


def _choose_sites(call: Call, chosen: Ref | None) -> tuple[Choice, ...]:
    """The sites where the person cleans; empty where there is only one."""
    cleans = sites_where(call.actor, Act.CLEAN)
    sites = [site for site in list_sites(call.service, call.actor) if cleans is None or site.id in cleans]
    return tuple(Choice(site.ref, site.name, site.ref == chosen) for site in sites) if len(sites) > 1 else ()


def _choose_floors(call: Call, site: Ref | None, chosen: Ref | None) -> tuple[Choice, ...]:
    """The floors of the site, or of all sites where none is chosen."""
    cleans = sites_where(call.actor, Act.CLEAN)
    floors = list_floors(call.service, call.actor, site)
    return tuple(
        Choice(floor.ref, say_place(floor), floor.ref == chosen)
        for floor in floors
        if cleans is None or floor.site.id in cleans
    )


def _say_done(call: Call) -> str:
    """What was just cleaned; empty where nothing was, or it is locked again."""
    done = call.query.get("done")
    view = show_cleaning(call.service, call.actor, read_ref(done), now=call.now) if done else None
    if view is None or isinstance(view, Refused) or not isinstance(view.lock, Refused):
        return ""
    return f"{say_resource(view.resource)} is noted as cleaned. It can be booked again."
