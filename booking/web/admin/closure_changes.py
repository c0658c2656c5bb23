"""Changing a closure: the form with what it says, and what the change would do before it is confirmed."""

from starlette.responses import RedirectResponse, Response

from booking.actions.change_closure import ClosureChange, change_closure, weigh_change
from booking.actions.close_places import ClosureView, show_closure
from booking.model.closures import StandingClosure
from booking.model.decisions import Reason, Refused
from booking.model.policy import Closure
from booking.web.addresses import address
from booking.web.admin.closure_form import SAYING_FIELDS, Saying, find_asks, read_saying, say_closed, type_closure
from booking.web.admin.closure_words import CLOSURES, say_targets
from booking.web.admin.frame import AGREED, Confirm, keep_typed, show_confirm
from booking.web.admin.rule_form import role_options
from booking.web.door import Call
from booking.web.fields import Fields
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.words import STATUS_OF

CHANGE_FORM = (*SAYING_FIELDS, AGREED)
SAYING_MANY = frozenset({"role"})


def show_change_closure(call: Call) -> Response:
    """The form with what the closure says, or with what was typed before."""
    view = _find(call)
    if isinstance(view, Refused):
        return show_problem(call.request, STATUS_OF[view.reason], why=view.why)
    return _show_form(call, view.standing, call.query)


def send_change_closure(call: Call) -> Response:
    """Show what the change would do; change once that was seen."""
    view = _find(call)
    if isinstance(view, Refused):
        return show_problem(call.request, STATUS_OF[view.reason], why=view.why)
    standing = view.standing
    read = read_saying(call.form, standing.site.zone)
    if not isinstance(read, Saying):
        return _show_form(call, standing, call.form, faults=read)
    change = _change_of(standing.closure, read)
    if call.form.get(AGREED):
        done = change_closure(call.service, call.actor, call.ref, change, call.form.get(AGREED), now=call.now)
        if isinstance(done, StandingClosure):
            return RedirectResponse(address(f"{CLOSURES}/{call.ref}", {"done": "changed"}), status_code=303)
        if done.reason is not Reason.CHANGED_MEANWHILE:
            return _refuse(call, standing, done)
    weighed = weigh_change(call.service, call.actor, call.ref, change, now=call.now)
    if isinstance(weighed, Refused):
        return _refuse(call, standing, weighed)
    pairs = [(name, value) for name in SAYING_FIELDS for value in call.form.all(name)]
    confirm = Confirm(
        heading=f"Change the closure of {say_targets(standing)}?",
        effect=weighed.shown,
        action=_address_of(call),
        typed=keep_typed(pairs),
        button="Change it",
        back=(address(_address_of(call), pairs), "Go back"),
        warning=bool(weighed.shown.affected.total),
        chosen=_say_change(standing, read),
    )
    stale = bool(call.form.get(AGREED))
    faults = (FieldFault("", "Something changed since you saw this. Look at it again, then confirm."),) if stale else ()
    return show_confirm(call, confirm, faults=faults, status=409 if stale else 200)


def _find(call: Call) -> ClosureView | Refused:
    """The closure, where it can still be changed."""
    view = show_closure(call.service, call.actor, call.ref, now=call.now)
    if isinstance(view, Refused):
        return view
    if view.standing.closure.interval.end <= call.now or not view.standing.applies:
        return Refused(Reason.IN_THE_PAST, "This closure is over. Close the places again if need be.")
    return view


def _change_of(closure: Closure, read: Saying) -> ClosureChange:
    """The change that was typed. Forms ask for whole minutes: an instant within the one shown stays as it is."""
    start, end = (
        was if was.replace(second=0, microsecond=0) == typed else typed
        for was, typed in (
            (closure.interval.start, read.interval.start),
            (closure.interval.end, read.interval.end),
        )
    )
    return ClosureChange(start, end, read.why, read.roles)


def _say_change(standing: StandingClosure, read: Saying) -> tuple[str, ...]:
    """What it says now, where that differs, and what it will say."""
    closure, zone = standing.closure, standing.site.zone
    will_be = say_closed(read.interval, read.why, read.roles, zone)
    was = [each for each in say_closed(closure.interval, closure.why, closure.roles, zone) if each not in will_be]
    return *will_be, *(f"Until now: {each[:1].lower()}{each[1:]}" for each in was)


def _refuse(call: Call, standing: StandingClosure, refused: Refused) -> Response:
    if refused.reason not in (Reason.BAD_FIELD, Reason.IN_THE_PAST):
        return show_problem(call.request, STATUS_OF[refused.reason], why=refused.why)
    field = "until_date" if refused.field == "until" else ""
    return _show_form(call, standing, call.form, faults=(FieldFault(field, refused.why),))


def _show_form(
    call: Call, standing: StandingClosure, given: Fields, *, faults: tuple[FieldFault, ...] = ()
) -> Response:
    usual = type_closure(standing.closure, standing.site.zone)
    fresh = not any(given.has(name) for name in SAYING_FIELDS)
    roles = [role.value for role in standing.closure.roles] if fresh else given.all("role")
    typed = {name: value if fresh else given.get(name) for name, value in usual.items()}
    values = {
        "ref": standing.ref,
        "what": say_targets(standing),
        "typed": typed,
        "asks": find_asks(typed, standing.site.zone),
        "roles": role_options(roles),
        "faults": faults,
    }
    return show_page(call, "admin/closure_change.html", "Change a closure", values, status=422 if faults else 200)


def _address_of(call: Call) -> str:
    return f"{CLOSURES}/{call.ref}/change"
