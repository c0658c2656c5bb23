"""Closures: what is closed and what is about to be, closing something, and the bookings that stand within a closure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from booking.actions.change_closure import end_closure
from booking.actions.close_places import (
    ClosureWish,
    close_places,
    list_closures,
    show_closure,
    weigh_closure,
)
from booking.actions.find_rooms import list_sites
from booking.actions.move_displaced import (
    Cleared,
    OneMove,
    cancel_displaced,
    move_displaced,
    move_one_displaced,
    weigh_cancelling,
)
from booking.actions.show_floor import list_floors
from booking.model.closures import Displaced, StandingClosure
from booking.model.decisions import Reason, Refused
from booking.model.estate import Floor, Site
from booking.model.ids import Ref
from booking.model.policy import RuleScope
from booking.model.text import fault_in_line, tidy_line
from booking.rules.effect_words import say_instead
from booking.rules.permits import Act, sites_where
from booking.rules.phrases import say_closed_span, say_day, say_resource, say_time
from booking.web.addresses import address
from booking.web.admin.closure_form import SAYING_FIELDS, Saying, find_asks, list_titles, read_saying, say_closed
from booking.web.admin.closure_places import draw_choice
from booking.web.admin.closure_words import CLOSURES, say_names, say_targets
from booking.web.admin.frame import AGREED, Confirm, keep_typed, show_confirm
from booking.web.admin.rule_form import role_options
from booking.web.door import Call
from booking.web.fields import Fields, read_ref
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF, count, say_place

NEW = f"{CLOSURES}/new"
WISH_FIELDS = ("site", "floor", "whole", "place", *SAYING_FIELDS)
WISH_MANY = frozenset({"place", "role"})
WISH_FORM = (*WISH_FIELDS, AGREED)
MOVE_FORM = ("booking", "to", "message")
CANCEL_FORM = ("message", AGREED)
LONGEST_MESSAGE = 300

_STALE = "Bookings changed since you saw this. Look at it again, then confirm."
_DONE = {
    "closed": "Closed. Nobody else can book it for that time.",
    "ended": "Ended. People can book it again.",
    "changed": "The closure was changed.",
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
    """A booking that stands within a closure, and where it can go.

    `instead` and its ref `to` are empty where nothing else is free.
    """

    ref: Ref
    when: str
    place: str
    holder: str
    people: int
    instead: str
    to: str
    says: str


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
        heading=f"Close {say_names(list(shown.names))}?",
        effect=shown,
        action=NEW,
        typed=keep_typed(pairs),
        button="Close it" if len(shown.names) == 1 else "Close them",
        back=(address(NEW, pairs), "Change it"),
        warning=True,
        chosen=(*_say_where(call, read), *say_closed(read.interval, read.why, read.roles, zone)),
    )
    stale = bool(call.form.get(AGREED))
    faults = (FieldFault("", _STALE),) if stale else ()
    return show_confirm(call, confirm, faults=faults, status=409 if stale else 200)


def show_one_closure(call: Call) -> Response:
    """One closure, and the bookings that stand within it."""
    return _show_one(call, done=_DONE.get(call.query.get("done"), ""))


def send_move(call: Call) -> Response:
    """Move one displaced booking, to the place that is offered for it, or all of them."""
    if fault := _fault_in_message(call):
        return _show_one(call, faults=(fault,), status=422)
    if call.form.get("booking"):
        return _move_one(call, read_ref(call.form.get("booking")))
    message = tidy_line(call.form.get("message"))
    done = move_displaced(call.service, call.actor, call.ref, message, now=call.now)
    if isinstance(done, Refused):
        return _refuse_one(call, done)
    return _show_one(call, done=f"{count(done.done, 'booking')} moved. {_say_left(done)}")


def send_cancel_displaced(call: Call) -> Response:
    """Show which displaced bookings would be cancelled, with which message; cancel them once that was seen."""
    if fault := _fault_in_message(call):
        return _show_one(call, faults=(fault,), status=422)
    message = tidy_line(call.form.get("message"))
    stamp = call.form.get(AGREED)
    if stamp:
        done = cancel_displaced(call.service, call.actor, call.ref, stamp, message, now=call.now)
        if isinstance(done, Cleared):
            return _show_one(call, done=f"{count(done.done, 'booking')} cancelled. {_say_left(done)}")
        if done.reason is not Reason.CHANGED_MEANWHILE:
            return _refuse_cancelling(call, done)
    effect = weigh_cancelling(call.service, call.actor, call.ref, message, now=call.now)
    if isinstance(effect, Refused):
        return _refuse_cancelling(call, effect)
    if not effect.affected.total:
        return _show_one(call, done="Nothing to cancel: no booking within this closure is still to begin.")
    one = effect.affected.total == 1
    confirm = Confirm(
        heading=f"Cancel {count(effect.affected.total, 'booking')}?",
        effect=effect,
        action=f"{CLOSURES}/{call.ref}/cancel",
        typed=(("message", message),),
        button=f"Cancel {'it' if one else 'them'}",
        back=(address(f"{CLOSURES}/{call.ref}", {"message": message}), "Go back"),
        warning=True,
        chosen=(f"The message on {'it' if one else 'each of them'}: {message}",),
    )
    faults = (FieldFault("", _STALE),) if stamp else ()
    return show_confirm(call, confirm, faults=faults, status=409 if stamp else 200)


def send_end_closure(call: Call) -> Response:
    """End a closure now."""
    done = end_closure(call.service, call.actor, call.ref, now=call.now)
    if isinstance(done, Refused):
        return _refuse_one(call, done)
    return RedirectResponse(address(CLOSURES, {"done": "ended"}), status_code=303)


def _fault_in_message(call: Call) -> FieldFault | None:
    fault = fault_in_line(tidy_line(call.form.get("message")), most=LONGEST_MESSAGE)
    return FieldFault("message", fault) if fault else None


def _move_one(call: Call, booking: Ref) -> Response:
    """Move a booking to the place that stood on the button, or say why not and offer what is free now."""
    to = read_ref(call.form.get("to")) if call.form.get("to") else None
    wish = OneMove(booking, to, message=tidy_line(call.form.get("message")))
    done = move_one_displaced(call.service, call.actor, call.ref, wish, now=call.now)
    if isinstance(done, Refused):
        refused = replace(done, why=f"Nothing was moved. {done.why}")
        gone = done.field == "booking"
        return _show_refused(call, refused, 409) if gone else _refuse_one(call, refused)
    said = " ".join(f"{card.person.name} was moved to {say_resource(card.resource)}." for card in done.cards)
    return _show_one(call, done=f"{said} {_say_left(done)}")


def _refuse_cancelling(call: Call, refused: Refused) -> Response:
    if refused.field == "message":
        return _show_one(call, faults=(FieldFault("message", refused.why),), status=422)
    return _refuse_one(call, refused)


def _say_left(done: Cleared) -> str:
    return f"{count(done.left, 'booking')} still within this closure." if done.left else "None is left."


def _show_one(call: Call, *, done: str = "", faults: tuple[FieldFault, ...] = (), status: int = 200) -> Response:
    view = show_closure(call.service, call.actor, call.ref, now=call.now)
    if isinstance(view, Refused):
        return show_problem(call.request, STATUS_OF[view.reason], why=view.why)
    zone = view.standing.site.zone
    end = view.standing.closure.interval.end.astimezone(zone)
    values = {
        "closure": _row(view.standing, call.now),
        "over": end <= call.now or not view.standing.applies,
        "rows": [_displaced_row(one, zone, call.now) for one in view.displaced],
        "total": count(view.total, "booking"),
        "more": view.total - len(view.displaced),
        "can_move": any(each.instead is not None for each in view.displaced),
        "message": call.form.get("message") if faults else call.query.get("message"),
        "done": done,
        "faults": faults,
    }
    return show_page(call, "admin/closure.html", "Closure", values, status=status)


def _refuse_one(call: Call, refused: Refused) -> Response:
    if STATUS_OF[refused.reason] in (403, 404):
        return show_problem(call.request, STATUS_OF[refused.reason], why=refused.why)
    return _show_refused(call, refused, STATUS_OF[refused.reason])


def _show_refused(call: Call, refused: Refused, status: int) -> Response:
    return _show_one(call, faults=(FieldFault("", refused.why),), status=status)


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
    usual = {"from_date": tomorrow, "from_time": "00:00", "until_date": tomorrow, "until_time": "23:59"}
    usual |= {"from_pass": "", "until_pass": "", "why": ""}
    typed = {name: given.get(name) if given.has(name) else value for name, value in usual.items()}
    choice = draw_choice(call, floor, frozenset(given.all("place"))) if floor is not None else None
    values = {
        "where": say_place(floor) if floor is not None else site.name,
        "kept": ("floor", floor.ref) if floor is not None else ("site", site.ref),
        "choice": choice,
        "whole": bool(given.get("whole")) or floor is None,
        "typed": typed,
        "asks": find_asks(typed, site.zone),
        "roles": role_options(given.all("role")),
        "faults": faults,
    }
    return show_page(call, "admin/closure_form.html", "Close places", values, status=422 if faults else 200)


def _read_wish(call: Call) -> ClosureWish | tuple[FieldFault, ...]:
    given = call.form
    site, floor = _find_where(call, given)
    if site is None:
        return (FieldFault("", "Choose a floor or a site from the list."),)
    said = read_saying(given, site.zone)
    scope, refs = _read_targets(given, site, floor)
    bare = () if refs else (FieldFault("place-1", "Tick the places to close, or choose the whole floor."),)
    if not isinstance(said, Saying):
        return *said, *bare
    return bare or ClosureWish(scope, refs, said.interval, said.why, said.roles)


def _read_targets(given: Fields, site: Site, floor: Floor | None) -> tuple[RuleScope, tuple[Ref, ...]]:
    if floor is None:
        return RuleScope.SITE, (site.ref,)
    if given.get("whole"):
        return RuleScope.FLOOR, (floor.ref,)
    return RuleScope.RESOURCE, tuple(dict.fromkeys(read_ref(text) for text in given.all("place")))


def _find_where(call: Call, given: Fields) -> tuple[Site | None, Floor | None]:
    """The floor that is meant and its site, or the site alone; neither where the person closes nothing there."""
    wanted = given.get("floor")
    if wanted:
        floor = next((floor for floor in _managed_floors(call) if floor.ref == wanted), None)
        return (floor.site if floor is not None else None), floor
    return next((site for site in _managed_sites(call) if site.ref == given.get("site")), None), None


def _say_where(call: Call, wish: ClosureWish) -> tuple[str, ...]:
    """On which floor the places stand: others may have the same names."""
    _, floor = _find_where(call, call.form)
    if floor is None or wish.scope is not RuleScope.RESOURCE:
        return ()
    return (f"{'This place stands' if len(wish.refs) == 1 else 'These places stand'} on: {say_place(floor)}.",)


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


def _row(standing: StandingClosure, now: datetime) -> ClosureRow:
    closure, zone = standing.closure, standing.site.zone
    return ClosureRow(
        ref=standing.ref,
        what=say_targets(standing),
        span=say_closed_span(closure.interval, zone),
        why=closure.why,
        roles=list_titles(closure.roles),
        began=closure.interval.start <= now,
    )


def _displaced_row(one: Displaced, zone: ZoneInfo, now: datetime) -> DisplacedRow:
    booking = one.card.booking
    start = booking.interval.start
    return DisplacedRow(
        ref=booking.ref,
        when=f"{say_time(start, zone)} to {say_time(booking.interval.end, zone)} on {say_day(start, zone)}",
        place=f"{say_resource(one.card.resource)}, {say_place(one.card.floor)}",
        holder=one.card.person.name,
        people=booking.people,
        instead=say_resource(one.instead) if one.instead is not None else "",
        to=one.instead.ref if one.instead is not None else "",
        says=say_instead(one, now),
    )
