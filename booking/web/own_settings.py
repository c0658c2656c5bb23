"""Your settings: whether colleagues see your name, your usual floor, and your usual hours."""

from itertools import groupby

from starlette.responses import RedirectResponse, Response

from booking.actions.own_settings import OwnSettings, SettingsWish, save_settings, show_settings
from booking.model.decisions import Refused
from booking.model.estate import Floor
from booking.model.policy import MINUTES_A_DAY, ClockSpan
from booking.rules.habits import AFTERNOON, ALL_DAY, MORNING
from booking.web.door import Call
from booking.web.fields import read_ref
from booking.web.shell import FieldFault, show_page
from booking.web.times import read_time, say_time_fault
from booking.web.words import STATUS_OF

SETTINGS_FORM = ("shows_name", "floor", "hours", "from", "to")

_PARTS = {"morning": MORNING, "afternoon": AFTERNOON, "all_day": ALL_DAY}
_HOURS = ("usual", *_PARTS, "own")


def show_own_settings(call: Call) -> Response:
    """The form, as it was last saved."""
    settings = show_settings(call.service, call.actor)
    done = "Saved." if call.query.get("done") == "saved" else ""
    return _show(call, settings, _fill(settings), done=done)


def send_own_settings(call: Call) -> Response:
    """Save."""
    hours = _read_hours(call)
    if isinstance(hours, tuple):
        return _show(call, show_settings(call.service, call.actor), call.form.typed(SETTINGS_FORM), faults=hours)
    floor = read_ref(call.form.get("floor")) if call.form.get("floor") else None
    wish = SettingsWish(call.form.get("shows_name") == "1", floor, hours)
    answer = save_settings(call.service, call.actor, wish, now=call.now)
    if isinstance(answer, Refused):
        fault = FieldFault(answer.field or "", answer.why)
        settings = show_settings(call.service, call.actor)
        typed = call.form.typed(SETTINGS_FORM)
        return _show(call, settings, typed, faults=(fault,), status=STATUS_OF[answer.reason])
    return RedirectResponse("/settings?done=saved", status_code=303)


def _read_hours(call: Call) -> ClockSpan | tuple[FieldFault, ...] | None:
    """The hours chosen or typed, None for those of one's bookings; or what is wrong with them."""
    chosen = call.form.get("hours")
    if chosen not in _HOURS:
        return (FieldFault("hours", "Choose one of these."),)
    if chosen != "own":
        return _PARTS.get(chosen)
    start, end = read_time(call.form.get("from")), read_time(call.form.get("to"))
    if start is None or end is None:
        read = (("from", "start", start), ("to", "end", end))
        return tuple(
            FieldFault(name, say_time_fault(call.form.get(name), which)) for name, which, at in read if at is None
        )
    opens, closes = start.hour * 60 + start.minute, end.hour * 60 + end.minute or MINUTES_A_DAY
    if closes <= opens:
        return (FieldFault("to", "The end must be after the start. Choose a later end."),)
    return ClockSpan(opens, closes)


def _fill(settings: OwnSettings) -> dict[str, str]:
    """The fields of what is saved."""
    preference = settings.preference
    hours = preference.hours
    chosen = next((name for name, span in _PARTS.items() if span == hours), "own" if hours else "usual")
    return {
        "shows_name": "1" if preference.shows_name else "",
        "floor": next((floor.ref for floor in settings.floors if floor.id == preference.floor_id), ""),
        "hours": chosen,
        "from": _clock(hours.opens_min) if hours and chosen == "own" else "",
        "to": _clock(hours.closes_min % MINUTES_A_DAY) if hours and chosen == "own" else "",
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _show(
    call: Call,
    settings: OwnSettings,
    fields: dict[str, str],
    *,
    faults: tuple[FieldFault, ...] = (),
    status: int | None = None,
    done: str = "",
) -> Response:
    sites = [
        (site, [(floor.ref, _name(floor)) for floor in floors])
        for site, floors in groupby(settings.floors, key=lambda floor: floor.site.name)
    ]
    values = {"fields": fields, "sites": sites, "faults": faults, "done": done}
    return show_page(call, "settings.html", "Your settings", values, status=status or (422 if faults else 200))


def _name(floor: Floor) -> str:
    return floor.name if floor.building == floor.site.name else f"{floor.name}, {floor.building}"
