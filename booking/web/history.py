"""What happened, in sentences: to a booking, to a place, or on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response

from booking.actions.audit_names import NO_NAMES, AuditNames, read_audit_names, read_use_names
from booking.actions.find_rooms import list_sites
from booking.actions.open_place import open_place
from booking.actions.search_history import HistorySearch, search_history
from booking.actions.show_history import show_booking_history, show_place_history
from booking.model.audit import AuditAct, HistoryLine
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.model.people import About
from booking.model.text import fault_in_line, tidy_line
from booking.model.time import Interval
from booking.rules.permits import Act, may
from booking.rules.phrases import say_day, say_resource, say_span, say_time
from booking.rules.phrases import say_place as name_place
from booking.rules.wall_clock import local_day
from booking.web.addresses import address
from booking.web.door import Call
from booking.web.estate_history import ESTATE_ACTS, say_thing, tell_estate
from booking.web.fields import read_whole
from booking.web.history_admin import ADMIN_ACTS, tell_admin
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.times import read_date, say_date_fault
from booking.web.words import count, say_place

A_PAGE = 100
"""How many entries of a day stand on one page."""

_MOST_ENTRY = 10**15
_LONGEST_NAME = 254

_ACTS = {
    AuditAct.BOOKED: "booked it",
    AuditAct.CHANGED: "changed it",
    AuditAct.CANCELLED: "cancelled it",
    AuditAct.ENDED_EARLY: "ended it early",
    AuditAct.REINSTATED: "brought it back",
    AuditAct.CHECKED_IN: "checked in",
    AuditAct.CHECKED_OUT: "checked out",
    AuditAct.RELEASED: "released it, because nobody had checked in",
    AuditAct.KEPT: "kept it where it is",
    AuditAct.CLEANED: "noted that the place was cleaned",
    AuditAct.PLAN_PUBLISHED: "published a floor plan",
    AuditAct.ESTATE_LOADED: "loaded sites, floors and people",
    AuditAct.TOKEN_ISSUED: "issued a token for another program",
    AuditAct.TOKEN_REVOKED: "revoked the tokens of a program",
    AuditAct.ALTERED: "is named in an entry that was altered after it was written",
    AuditAct.SIGNED_IN: "signed in",
    AuditAct.SIGNED_OUT: "signed out",
    **ADMIN_ACTS,
    **ESTATE_ACTS,
    AuditAct.SETTINGS_CHANGED: "changed their own settings",
}

_ACTS_AT_PLACES = {
    AuditAct.BOOKED: "booked {place}",
    AuditAct.CHANGED: "changed the booking of {place}",
    AuditAct.CANCELLED: "cancelled the booking of {place}",
    AuditAct.ENDED_EARLY: "ended the booking of {place} early",
    AuditAct.REINSTATED: "brought back the booking of {place}",
    AuditAct.CHECKED_IN: "checked in to {place}",
    AuditAct.CHECKED_OUT: "checked out of {place}",
    AuditAct.RELEASED: "released {place}, because nobody had checked in",
    AuditAct.KEPT: "kept the booking of {place} where it is",
    AuditAct.CLEANED: "noted that {place} was cleaned",
}
"""What is done to bookings and places, said where the page is about more than one of them."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry: when, what was done by whom, and what it then was; an address is empty where there is none."""

    when: str
    words: str
    detail: str
    place: str
    booking_href: str
    place_href: str


def show_booking_story(call: Call) -> Response:
    """All that was done to a booking."""
    found = show_booking_history(call.service, call.actor, call.ref)
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    card, lines = found
    zone, name = card.floor.site.zone, say_resource(card.resource)
    values = {
        "heading": f"History of this booking: {name}",
        "caption": say_span(card.booking.interval, zone),
        "back": {"href": f"/bookings/{call.ref}", "text": "Back to the booking"},
        "lines": [tell(line, zone, names=_name_uses(call, lines)) for line in lines],
        "links": "",
    }
    return show_page(call, "history.html", f"History: {name}", values)


def show_place_story(call: Call) -> Response:
    """All that was done to a place's bookings."""
    found = show_place_history(call.service, call.actor, call.ref)
    opened = open_place(call.service, call.actor, call.ref)
    if isinstance(found, Refused) or isinstance(opened, Refused):
        return show_problem(call.request, 404)
    (resource, lines), (_, floor) = found, opened
    values = {
        "heading": f"History of {say_resource(resource)}",
        "caption": say_place(floor),
        "back": {"href": "/audit", "text": "Back to the audit"},
        "lines": [tell(line, floor.site.zone, say_resource(resource), _name_uses(call, lines)) for line in lines],
        "links": "bookings",
    }
    return show_page(call, "history.html", f"History of {say_resource(resource)}", values)


def show_audit(call: Call) -> Response:
    """What was done on a day, by or for somebody or at a place where that is asked, a page at a time."""
    if not may(call.actor, Act.SEE_AUDIT, About()):
        return show_problem(call.request, 403)
    sites = list_sites(call.service, call.actor)
    zone = sites[0].zone if sites else ZoneInfo("Europe/London")
    typed = call.query.get("date") or call.now.astimezone(zone).date().isoformat()
    on = read_date(typed)
    after = read_whole(call.query.get("after"), 0, _MOST_ENTRY)
    person, place = (tidy_line(call.query.get(name)) for name in ("person", "place"))
    values: dict[str, object] = {"date": typed, "person": person, "place": place}
    values |= {"faults": (), "lines": [], "more": "", "day": ""}
    faults = _find_faults(typed, person, place)
    if on is None or faults:
        return show_page(call, "audit.html", "Audit", values | {"faults": faults}, status=422)
    day = local_day(on, zone)
    lines = search_history(call.service, call.actor, HistorySearch(day, person, place, after), limit=A_PAGE + 1)
    if isinstance(lines, Refused):
        faults = (FieldFault(lines.field or "date", lines.why),)
        return show_page(call, "audit.html", "Audit", values | {"faults": faults}, status=422)
    shown = lines[:A_PAGE]
    if len(lines) > A_PAGE:
        query = {"date": typed, "person": person, "place": place, "after": str(shown[-1].entry_id)}
        values["more"] = address("/audit", query)
    admin = any(line.act in ADMIN_ACTS for line in shown)
    names = read_audit_names(call.service) if admin else _name_uses(call, shown)
    told = [tell(line, zone, _name_place(line), names) for line in shown]
    values |= {"lines": told, "day": say_day(day.start + timedelta(hours=12), zone)}
    return show_page(call, "audit.html", "Audit", values)


def _find_faults(date_typed: str, person: str, place: str) -> tuple[FieldFault, ...]:
    """What is wrong with what was typed into the form of the audit."""
    faults = []
    if read_date(date_typed) is None:
        why = say_date_fault(date_typed, "Enter a date as year-month-day, such as 2026-11-24.")
        faults.append(FieldFault("date", why))
    for name, text in (("person", person), ("place", place)):
        if fault := fault_in_line(text, most=_LONGEST_NAME):
            faults.append(FieldFault(name, fault))
    return tuple(faults)


def tell(line: HistoryLine, zone: ZoneInfo, place: str = "", names: AuditNames = NO_NAMES) -> Sentence:
    """Put an entry in words; the place is named where the page is not about one booking alone."""
    act = _ACTS_AT_PLACES[line.act].format(place=place) if place and line.act in _ACTS_AT_PLACES else _ACTS[line.act]
    act = act.format(thing=say_thing(line, place)) if line.act in ESTATE_ACTS else act
    return Sentence(
        when=f"{say_day(line.at, zone)}, {_say_exact(line.at, zone)}",
        words=f"{line.actor or 'The service'} {act}{_say_for(line)}.",
        detail=_tell_detail(line, zone, names),
        place=place,
        booking_href=f"/bookings/{line.booking_ref}/history" if line.booking_ref else "",
        place_href=f"/resources/{Ref(line.resource_ref)}/history" if line.resource_ref else "",
    )


def _tell_detail(line: HistoryLine, zone: ZoneInfo, names: AuditNames) -> str:
    """What the act was about, where its sentence does not say it all."""
    if line.act in _ACTS_AT_PLACES:
        return _tell_change(line, zone, names)
    return tell_admin(line, names) if line.act in ADMIN_ACTS else tell_estate(line)


def _name_place(line: HistoryLine) -> str:
    """The place of an entry in a sentence; empty where it concerns none."""
    return name_place(line.resource_kind, line.resource_name) if line.resource_kind and line.resource_name else ""


def _say_for(line: HistoryLine) -> str:
    return f" for {line.person}" if line.person and line.person != line.actor else ""


def _say_exact(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local.minute:02d}:{local.second:02d}{'am' if local.hour < 12 else 'pm'}"


def _tell_change(line: HistoryLine, zone: ZoneInfo, names: AuditNames) -> str:
    if line.act is AuditAct.CLEANED:
        until = datetime.fromisoformat(str(line.facts["kept_until"])).astimezone(UTC)
        return (
            f"It is free again. It would have been kept free until {say_time(until, zone)} on {say_day(until, zone)}."
        )
    if line.act is AuditAct.KEPT:
        until = datetime.combine(date.fromisoformat(str(line.facts["kept_until"])), time(12), zone)
        return f"The place left the floor plan and takes no new bookings. Kept until {say_day(until, zone)}."
    before, after = line.facts.get("before"), line.facts.get("after")
    if not isinstance(after, dict):
        return ""
    if not isinstance(before, dict):
        use = f" For: {_say_use(after, zone, names)}." if "use" in after else ""
        return f"{_span(after, zone)}, {count(int(after['people']), 'person', 'people')}.{use}"
    told = _tell_differences(before, after, zone)
    if _use_of(before) != _use_of(after):
        told.append(f"For: {_say_use(before, zone, names)} before, {_say_use(after, zone, names)} now.")
    return " ".join(told)


def _name_uses(call: Call, lines: Iterable[HistoryLine]) -> AuditNames:
    """The names of the uses of rooms, where entries speak of any."""
    facts = (line.facts.get(name) for line in lines for name in ("before", "after"))
    return read_use_names(call.service) if any(isinstance(each, dict) and "use" in each for each in facts) else NO_NAMES


def _use_of(facts: dict[str, object]) -> tuple[object, object]:
    return facts.get("use"), facts.get("procedure_end")


def _say_use(facts: dict[str, object], zone: ZoneInfo, names: AuditNames) -> str:
    """What a booking was for, and when its procedure ends where that is not the end of the booking."""
    use, ends_at = _use_of(facts)
    if use is None:
        return "nothing in particular"
    name = names.uses.get(int(str(use)), "a use that is no longer known")
    if ends_at is None:
        return name
    return f"{name}, procedure until {say_time(datetime.fromisoformat(str(ends_at)).astimezone(UTC), zone)}"


def _tell_differences(before: dict[str, object], after: dict[str, object], zone: ZoneInfo) -> list[str]:
    told = []
    if (before["start"], before["end"]) != (after["start"], after["end"]):
        told.append(f"It was {_span(before, zone)}; it is now {_span(after, zone)}.")
    if before["resource"] != after["resource"]:
        told.append("It moved here from another place.")
    if before["people"] != after["people"]:
        told.append(f"People: {before['people']} before, {after['people']} now.")
    if before["title_digest"] != after["title_digest"]:
        told.append("The name of the booking was changed.")
    return told


def _span(facts: dict[str, object], zone: ZoneInfo) -> str:
    start, end = (datetime.fromisoformat(str(facts[name])).astimezone(UTC) for name in ("start", "end"))
    if end <= start:
        return f"{say_time(start, zone)} on {say_day(start, zone)}"
    return say_span(Interval(start, end), zone)
