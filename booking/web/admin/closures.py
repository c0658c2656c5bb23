"""Closures: what is closed and what is about to be, closing something, and the bookings that stand within a closure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from booking.actions.close_places import (
    ClosureView,
    ClosureWish,
    close_places,
    end_closure,
    list_closures,
    prolong_closure,
    show_closure,
    weigh_closure,
)
from booking.actions.find_rooms import list_sites
from booking.actions.move_displaced import Cleared, cancel_displaced, move_displaced
from booking.actions.show_floor import list_floors
from booking.model.closures import StandingClosure
from booking.model.decisions import Reason, Refused
from booking.model.estate import Floor, Site
from booking.model.ids import Ref
from booking.model.people import Role
from booking.model.policy import RuleScope
from booking.model.text import fault_in_line, tidy_line
from booking.model.time import Interval
from booking.rules.permits import Act, sites_where
from booking.rules.phrases import say_day, say_resource, say_span, say_time
from booking.rules.sentences import list_words
from booking.rules.titles import ROLE_TITLES
from booking.rules.wall_clock import ClockFault, ClockTime, find_instant
from booking.web.addresses import address
from booking.web.admin.closure_places import draw_choice
from booking.web.admin.frame import AGREED, Confirm, keep_typed, show_confirm
from booking.web.admin.rule_form import BOOKING_ROLES, role_options
from booking.web.door import Call
from booking.web.fields import Fields, read_ref
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.times import read_date, read_time
from booking.web.words import STATUS_OF, count, say_place

CLOSURES = "/admin/closures"
NEW = f"{CLOSURES}/new"
TIME_FIELDS = ("from_date", "from_time", "until_date", "until_time")
WISH_FIELDS = ("site", "floor", "whole", "place", *TIME_FIELDS, "why", "role")
WISH_MANY = frozenset({"place", "role"})
WISH_FORM = (*WISH_FIELDS, AGREED)
CLEAR_FORM = ("booking", "message")
UNTIL_FORM = ("until_date", "until_time")
LONGEST_WHY = 80
LONGEST_MESSAGE = 300

_DONE = {
    "closed": "Closed. Nobody else can book it for that time.",
    "ended": "Ended. People can book it again.",
    "until": "The end of this closure was changed.",
}


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A closure in words."""

    ref: Ref
    what: str
    span: str
    why: str
    roles: str
    began: bool


@dataclass(frozen=True, slots=True)
class DisplacedRow:
    """A booking that stands within a closure; `instead` is empty where nothing else is free."""

    ref: Ref
    when: str
    place: str
    holder: str
    instead: str


def show_closures(call: Call) -> Response:
    """What is closed, what will be, and where something can be closed."""
    done = call.query.get("done")
    rows = [_row(each, call.now) for each in list_closures(call.service, call.actor, now=call.now)]
    values = {"rows": rows, "done": _DONE.get(done, ""), "sites": _sites(call), "floors": _floors(call)}
    return show_page(call, "admin/closures.html", "Closures", values)


def show_new_closure(call: Call) -> Response:
    """The form to close a site, a floor or places of it, with what was typed before."""
    return _show_form(call, call.query)


def send_new_closure(call: Call) -> Response:
    """Show what the closure would do; close once that was seen."""
    read = _read_wish(call)
    if not isinstance(read, ClosureWish):
        return _show_form(call, call.form, faults=read)
    if call.form.get(AGREED):
        done = close_places(call.service, call.actor, read, call.form.get(AGREED), now=call.now)
        if isinstance(done, StandingClosure):
            return RedirectResponse(address(f"{CLOSURES}/{done.ref}", {"done": "closed"}), status_code=303)
        if done.reason is not Reason.CHANGED_MEANWHILE:
            return _refuse_wish(call, done)
    weighed = weigh_closure(call.service, call.actor, read, now=call.now)
    if isinstance(weighed, Refused):
        return _refuse_wish(call, weighed)
    pairs = [(name, value) for name in WISH_FIELDS for value in call.form.all(name)]
    zone = _zone_of(call)
    if zone is None:
        return show_problem(call.request, 404)
    shown = weighed.shown
    confirm = Confirm(
        heading=f"Close {list_words(shown.names[:5])}{' and more' if len(shown.names) > 5 else ''}?",
        effect=shown,
        action=NEW,
        typed=keep_typed(pairs),
        button="Close it" if len(shown.names) == 1 else "Close them",
        back=(address(NEW, pairs), "Change it"),
        warning=True,
        chosen=_say_wish(read, zone),
    )
    stale = bool(call.form.get(AGREED))
    faults = (FieldFault("", "Bookings changed since you saw this. Look at it again, then confirm."),) if stale else ()
    return show_confirm(call, confirm, faults=faults, status=409 if stale else 200)


def show_one_closure(call: Call) -> Response:
    """One closure, and the bookings that stand within it."""
    return _show_one(call, done=_DONE.get(call.query.get("done"), ""))


def send_move(call: Call) -> Response:
    """Move one displaced booking or all of them."""
    return _clear(call, move=True)


def send_cancel_displaced(call: Call) -> Response:
    """Cancel one displaced booking or all of them."""
    return _clear(call, move=False)


def send_end_closure(call: Call) -> Response:
    """End a closure now."""
    done = end_closure(call.service, call.actor, call.ref, now=call.now)
    if isinstance(done, Refused):
        return _refuse_one(call, done)
    return RedirectResponse(address(CLOSURES, {"done": "ended"}), status_code=303)


def send_until(call: Call) -> Response:
    """Let a closure end at another time."""
    view = show_closure(call.service, call.actor, call.ref, now=call.now)
    if isinstance(view, Refused):
        return show_problem(call.request, STATUS_OF[view.reason], why=view.why)
    until = _read_instant(call.form, "until", view.standing.site.zone)
    if isinstance(until, FieldFault):
        return _show_one(call, faults=(until,), status=422)
    done = prolong_closure(call.service, call.actor, call.ref, until, now=call.now)
    if isinstance(done, Refused):
        if done.reason is not Reason.BAD_FIELD:
            return _refuse_one(call, done)
        return _show_one(call, faults=(FieldFault("until_date", done.why),), status=422)
    return RedirectResponse(address(f"{CLOSURES}/{call.ref}", {"done": "until"}), status_code=303)


def _clear(call: Call, *, move: bool) -> Response:
    message = tidy_line(call.form.get("message"))
    if fault := fault_in_line(message, most=LONGEST_MESSAGE):
        return _show_one(call, faults=(FieldFault("message", fault),), status=422)
    booking = read_ref(call.form.get("booking")) if call.form.get("booking") else None
    act = move_displaced if move else cancel_displaced
    done = act(call.service, call.actor, call.ref, booking, message, now=call.now)
    if isinstance(done, Cleared):
        words = "moved" if move else "cancelled"
        left = f"{count(done.left, 'booking')} still within this closure." if done.left else "None is left."
        return _show_one(call, done=f"{count(done.done, 'booking')} {words}. {left}")
    if done.field == "message":
        return _show_one(call, faults=(FieldFault("message", done.why),), status=422)
    return _refuse_one(call, done)


def _show_one(call: Call, *, done: str = "", faults: tuple[FieldFault, ...] = (), status: int = 200) -> Response:
    view = show_closure(call.service, call.actor, call.ref, now=call.now)
    if isinstance(view, Refused):
        return show_problem(call.request, STATUS_OF[view.reason], why=view.why)
    zone = view.standing.site.zone
    end = view.standing.closure.interval.end.astimezone(zone)
    typed = {"until_date": end.date().isoformat(), "until_time": f"{end:%H:%M}", "message": ""}
    typed |= {name: call.form.get(name) for name in typed if call.form.has(name) and faults}
    values = {
        "closure": _row(view.standing, call.now),
        "over": end <= call.now or not view.standing.applies,
        "rows": [_displaced_row(view, number, zone) for number in range(len(view.displaced))],
        "total": count(view.total, "booking"),
        "more": view.total - len(view.displaced),
        "can_move": any(each.instead is not None for each in view.displaced),
        "typed": typed,
        "done": done,
        "faults": faults,
    }
    return show_page(call, "admin/closure.html", "Closure", values, status=status)


def _refuse_one(call: Call, refused: Refused) -> Response:
    if STATUS_OF[refused.reason] in (403, 404):
        return show_problem(call.request, STATUS_OF[refused.reason], why=refused.why)
    return _show_one(call, faults=(FieldFault("", refused.why),), status=STATUS_OF[refused.reason])


def _refuse_wish(call: Call, refused: Refused) -> Response:
    if refused.reason not in (Reason.BAD_FIELD, Reason.IN_THE_PAST):
        return show_problem(call.request, STATUS_OF[refused.reason], why=refused.why)
    field = {"place": "place-1", "until": "until_date"}.get(refused.field or "", "")
    return _show_form(call, call.form, faults=(FieldFault(field, refused.why),))


def _show_form(call: Call, given: Fields, *, faults: tuple[FieldFault, ...] = ()) -> Response:
    site, floor = _find_where(call, given)
    if site is None:
        return show_problem(call.request, 404)
    tomorrow = (call.now.astimezone(site.zone) + timedelta(days=1)).date().isoformat()
    usual = {"from_date": tomorrow, "from_time": "00:00", "until_date": tomorrow, "until_time": "23:59", "why": ""}
    typed = {name: given.get(name) if given.has(name) else value for name, value in usual.items()}
    choice = draw_choice(call, floor, frozenset(given.all("place"))) if floor is not None else None
    values = {
        "where": say_place(floor) if floor is not None else site.name,
        "kept": ("floor", floor.ref) if floor is not None else ("site", site.ref),
        "choice": choice,
        "whole": bool(given.get("whole")) or floor is None,
        "typed": typed,
        "roles": role_options(given.all("role")),
        "faults": faults,
    }
    return show_page(call, "admin/closure_form.html", "Close places", values, status=422 if faults else 200)


def _read_wish(call: Call) -> ClosureWish | tuple[FieldFault, ...]:
    given = call.form
    site, floor = _find_where(call, given)
    if site is None:
        return (FieldFault("", "Choose a floor or a site from the list."),)
    faults: list[FieldFault] = []
    start, end = (_read_instant(given, name, site.zone) for name in ("from", "until"))
    faults += [each for each in (start, end) if isinstance(each, FieldFault)]
    if isinstance(start, datetime) and isinstance(end, datetime) and end <= start:
        faults.append(FieldFault("until_date", "The end must be after the start. Choose a later one."))
    why = tidy_line(given.get("why"))
    if fault := fault_in_line(why, most=LONGEST_WHY) if why else "Say why, such as “Carpet cleaning”. People read it.":
        faults.append(FieldFault("why", fault))
    known = {role.value: role for role in BOOKING_ROLES}
    roles = frozenset(known[name] for name in given.all("role") if name in known)
    if len(roles) < len(set(given.all("role"))):
        faults.append(FieldFault("role-1", "Tick roles from the list only."))
    scope, refs = _read_targets(given, site, floor)
    if not refs:
        faults.append(FieldFault("place-1", "Tick the places to close, or choose the whole floor."))
    if faults or not isinstance(start, datetime) or not isinstance(end, datetime):
        return tuple(faults)
    return ClosureWish(scope, refs, Interval(start, end), why, roles)


def _read_targets(given: Fields, site: Site, floor: Floor | None) -> tuple[RuleScope, tuple[Ref, ...]]:
    if floor is None:
        return RuleScope.SITE, (site.ref,)
    if given.get("whole"):
        return RuleScope.FLOOR, (floor.ref,)
    return RuleScope.RESOURCE, tuple(dict.fromkeys(read_ref(text) for text in given.all("place")))


def _read_instant(given: Fields, name: str, zone: ZoneInfo) -> datetime | FieldFault:
    """The instant that a date and a time of day name; an end in the hour that comes twice is the later one."""
    on, at = read_date(given.get(f"{name}_date")), read_time(given.get(f"{name}_time"))
    if on is None:
        return FieldFault(f"{name}_date", "Enter a date as year-month-day, such as 2026-12-01.")
    if at is None:
        return FieldFault(f"{name}_time", "Enter a time such as 08:00 or 17:30.")
    if name == "until" and at == time(23, 59):
        on, at = on + timedelta(days=1), time(0)
    found = find_instant(ClockTime(on, at, second_pass=name == "until"), zone)
    if isinstance(found, ClockFault):
        return FieldFault(f"{name}_time", "The clocks go forward over this time. Enter an earlier or a later one.")
    return found


def _find_where(call: Call, given: Fields) -> tuple[Site | None, Floor | None]:
    """The floor that is meant and its site, or the site alone; neither where the person closes nothing there."""
    wanted = given.get("floor")
    if wanted:
        floor = next((floor for floor in _managed_floors(call) if floor.ref == wanted), None)
        return (floor.site if floor is not None else None), floor
    return next((site for site in _managed_sites(call) if site.ref == given.get("site")), None), None


def _zone_of(call: Call) -> ZoneInfo | None:
    site, _ = _find_where(call, call.form)
    return site.zone if site is not None else None


def _managed_sites(call: Call) -> list[Site]:
    mine = sites_where(call.actor, Act.MANAGE_RULES)
    return [site for site in list_sites(call.service, call.actor) if mine is None or site.id in mine]


def _managed_floors(call: Call) -> list[Floor]:
    mine = sites_where(call.actor, Act.MANAGE_RULES)
    return [floor for floor in list_floors(call.service, call.actor) if mine is None or floor.site.id in mine]


def _sites(call: Call) -> list[tuple[str, str]]:
    return [(site.ref, site.name) for site in _managed_sites(call)]


def _floors(call: Call) -> list[tuple[str, str]]:
    return [(floor.ref, say_place(floor)) for floor in _managed_floors(call)]


def _say_wish(wish: ClosureWish, zone: ZoneInfo) -> tuple[str, ...]:
    """What was typed, so that nobody confirms another time or reason than they meant."""
    titles = sorted(ROLE_TITLES[role] for role in wish.roles if role is not Role.ADMINISTRATOR)
    still = (f"People with these roles can still book: {', '.join(titles)}.",) if titles else ()
    return f"Closed {say_span(wish.interval, zone)}.", f"Reason that people read: {wish.why}.", *still


def _row(standing: StandingClosure, now: datetime) -> ClosureRow:
    closure, zone = standing.closure, standing.site.zone
    names = [target.name for target in standing.targets]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    titles = sorted(ROLE_TITLES[role] for role in closure.roles if role is not Role.ADMINISTRATOR)
    return ClosureRow(
        ref=standing.ref,
        what=f"{list_words(names[:5]) if not more else ', '.join(names[:5])}{more}",
        span=say_span(closure.interval, zone),
        why=closure.why,
        roles=", ".join(titles),
        began=closure.interval.start <= now,
    )


def _displaced_row(view: ClosureView, number: int, zone: ZoneInfo) -> DisplacedRow:
    one = view.displaced[number]
    booking = one.card.booking
    start = booking.interval.start
    return DisplacedRow(
        ref=booking.ref,
        when=f"{say_time(start, zone)} to {say_time(booking.interval.end, zone)} on {say_day(start, zone)}",
        place=f"{say_resource(one.card.resource)}, {say_place(one.card.floor)}",
        holder=one.card.person.name,
        instead=say_resource(one.instead) if one.instead is not None else "",
    )
