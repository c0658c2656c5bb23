"""Setting a rule and ending one: the form, then what it would do, then done."""

from dataclasses import replace
from datetime import date

from starlette.responses import RedirectResponse, Response

from booking.actions.set_rules import (
    RuleEnd,
    RulesDone,
    RuleWish,
    Weighed,
    end_rules,
    find_rule,
    preview_end,
    preview_rules,
    set_rules,
)
from booking.actions.show_rules import Here, RulesView, show_rules
from booking.model.decisions import Reason, Refused
from booking.model.policy import Rule, RuleField, RuleScope
from booking.rules.origins import find_origin, is_for, unset_rule
from booking.rules.sentences import WEEKDAYS, say_rule
from booking.web.addresses import address
from booking.web.admin.frame import AGREED, Confirm, keep_typed, show_confirm
from booking.web.admin.rule_form import (
    CLOSED_ROWS,
    DATE_FIELDS,
    DAYS,
    NUMBERS,
    PRESETS,
    VALUE_FIELDS,
    YES_NO,
    YesNoForm,
    copy_monday,
    read_rule,
    role_options,
    roles_of,
    type_rule,
)
from booking.web.admin.rule_spots import SPOT_FIELDS, find_spots, read_spot, say_spot, spot_href, spot_pairs, zone_of
from booking.web.admin.rules import FIELD_TITLES
from booking.web.door import Call
from booking.web.problems import show_problem
from booking.web.shell import FieldFault, show_page
from booking.web.times import read_date, say_date_fault
from booking.web.words import STATUS_OF

_TYPED = (*VALUE_FIELDS, *DATE_FIELDS)
SET_FIELDS = (*SPOT_FIELDS, "field", *_TYPED)
SET_FORM = (*SET_FIELDS, "copy", "preset", AGREED)
SET_MANY = frozenset({"role"})
END_FORM = ("first_day_without", AGREED)


def show_set_rule(call: Call) -> Response:
    """The form of one field, filled in with what applies now, or with what was typed before."""
    found = _find(call, call.query.get("field"))
    if isinstance(found, Response):
        return found
    view, field = found
    today = _today(call, view.here)
    if field is RuleField.CLOSED_DAY:
        typed, roles = dict.fromkeys(_TYPED, ""), frozenset[str]()
    else:
        followed = _followed(view, field, today)
        typed, roles = type_rule(followed, today), roles_of(followed)
    if any(call.query.has(name) for name in _TYPED):
        typed, roles = call.query.typed(_TYPED), frozenset(call.query.all("role"))
    return _show_form(call, view.here, field, typed, roles)


def send_set_rule(call: Call) -> Response:
    """Show what the rule would do; set it once that was seen."""
    found = _find(call, call.form.get("field"))
    if isinstance(found, Response):
        return found
    view, field = found
    here, typed = view.here, call.form.typed(_TYPED)
    roles = frozenset(call.form.all("role"))
    if call.form.get("copy"):
        return _show_form(call, here, field, copy_monday(typed), roles)
    if call.form.get("preset") in [value for value, _ in PRESETS.get(field, ())]:
        return _show_form(call, here, field, {**typed, "value": call.form.get("preset")}, roles)
    read = read_rule(call.form, field, _today(call, here))
    if read.faults:
        return _show_form(call, here, field, typed, roles, faults=read.faults)
    everywhere = bool(typed["everywhere"]) and field is RuleField.CLOSED_DAY and here.spot.scope is RuleScope.SITE
    wish = RuleWish(here.ask, field, read.values, read.dates, everywhere=everywhere)
    if call.form.get(AGREED):
        done = set_rules(call.service, call.actor, wish, call.form.get(AGREED), now=call.now)
        if isinstance(done, RulesDone):
            return _leave(here, done, "set")
        if done.reason is not Reason.CHANGED_MEANWHILE:
            return _refuse(call, here, field, done)
    weighed = preview_rules(call.service, call.actor, wish, now=call.now)
    if isinstance(weighed, Refused):
        return _refuse(call, here, field, weighed)
    return _ask_to_set(call, weighed, field, stale=bool(call.form.get(AGREED)))


def show_end_rule(call: Call) -> Response:
    """Ask from which day on a rule applies no more."""
    return _show_end(call, call.now.date().isoformat())


def send_end_rule(call: Call) -> Response:
    """Show what ending the rule would do; end it once that was seen."""
    ref = call.request.path_params["ref"]
    found = find_rule(call.service, call.actor, ref)
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    here, one = found
    typed = call.form.get("first_day_without")
    on, today = read_date(typed), _today(call, here)
    if one.rule.field is RuleField.CLOSED_DAY:
        on = today
    if on is None or on < today:
        ask = "Enter today or a later day as year-month-day, such as 2026-12-01."
        why = ask if on is not None else say_date_fault(typed, ask)
        return _show_end(call, typed, FieldFault("first_day_without", why))
    end = RuleEnd(ref, on)
    if call.form.get(AGREED):
        done = end_rules(call.service, call.actor, end, call.form.get(AGREED), now=call.now)
        if isinstance(done, RulesDone):
            return _leave(here, done, "ended")
        if done.reason is not Reason.CHANGED_MEANWHILE:
            return _show_end(call, typed, FieldFault("first_day_without", done.why))
    weighed = preview_end(call.service, call.actor, end, now=call.now)
    if isinstance(weighed, Refused):
        return _show_end(call, typed, FieldFault("first_day_without", weighed.why))
    confirm = Confirm(
        heading="End this rule?",
        effect=weighed.effect.shown,
        action=f"/admin/rules/{ref}/end",
        typed=(("first_day_without", on.isoformat()),),
        button="End this rule",
        back=(spot_href("/admin/rules", here), "Keep it"),
        warning=True,
        listed=spot_href("/admin/rules/breaches", here),
    )
    return show_confirm(call, confirm, faults=_stale(stale=bool(call.form.get(AGREED))), status=_status(call))


def _find(call: Call, name: str) -> tuple[RulesView, RuleField] | Response:
    given = call.form if call.request.method == "POST" else call.query
    found = show_rules(call.service, call.actor, read_spot(given))
    field = next((field for field in RuleField if field.value == name and field is not RuleField.ROOM_USE), None)
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    if field is None or not is_for(field, found.here.spot.kind):
        return show_problem(call.request, 404)
    return found, field


def _show_form(
    call: Call,
    here: Here,
    field: RuleField,
    typed: dict[str, str],
    roles: frozenset[str],
    *,
    faults: tuple[FieldFault, ...] = (),
) -> Response:
    title = FIELD_TITLES[field]
    several = here.spot.scope is RuleScope.SITE and len(find_spots(call, None).sites) > 1
    values = {
        "heading": title,
        "caption": say_spot(here),
        "back": {"href": spot_href("/admin/rules", here), "text": "Back to the rules"},
        "spot": spot_pairs(here),
        "field": field.value,
        "number": NUMBERS.get(field),
        "presets": PRESETS.get(field, ()),
        "yes_no": _ask_yes_no(field, here),
        "days": list(zip(DAYS, WEEKDAYS, strict=True)),
        "closed_rows": CLOSED_ROWS,
        "roles": role_options(roles),
        "several_sites": several,
        "typed": typed,
        "faults": faults,
    }
    return show_page(call, "admin/rule_form.html", title, values, status=422 if faults else 200)


def _ask_yes_no(field: RuleField, here: Here) -> YesNoForm | None:
    asked, kind = YES_NO.get(field), here.spot.kind
    if asked is None:
        return None
    return replace(asked, question=asked.question.format(noun=f"{kind.words} " if kind is not None else ""))


def _ask_to_set(call: Call, weighed: Weighed, field: RuleField, *, stale: bool) -> Response:
    pairs = [(name, value) for name in SET_FIELDS for value in call.form.all(name)]
    confirm = Confirm(
        heading=f"{FIELD_TITLES[field]}: set this rule?",
        effect=weighed.effect.shown,
        action="/admin/rules/set",
        typed=keep_typed(pairs),
        button="Set this rule",
        back=(address("/admin/rules/set", pairs), "Change it"),
        listed=spot_href("/admin/rules/breaches", weighed.here),
    )
    return show_confirm(call, confirm, faults=_stale(stale=stale), status=_status(call))


def _stale(*, stale: bool) -> tuple[FieldFault, ...]:
    if not stale:
        return ()
    return (FieldFault("", "Bookings or rules changed since you saw this. Look at it again, then confirm."),)


def _status(call: Call) -> int:
    return 409 if call.form.get(AGREED) else 200


def _refuse(call: Call, here: Here, field: RuleField, refused: Refused) -> Response:
    if refused.reason is Reason.BAD_FIELD:
        fault = FieldFault(refused.field or "value", refused.why)
        roles = frozenset(call.form.all("role"))
        return _show_form(call, here, field, call.form.typed(_TYPED), roles, faults=(fault,))
    return show_problem(call.request, STATUS_OF[refused.reason], why=refused.why)


def _show_end(call: Call, typed: str, *faults: FieldFault) -> Response:
    found = find_rule(call.service, call.actor, call.request.path_params["ref"])
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    here, one = found
    values = {
        "back": {"href": spot_href("/admin/rules", here), "text": "Back to the rules"},
        "says": say_rule(one.rule, here.name_of(one.rule)),
        "action": f"/admin/rules/{call.request.path_params['ref']}/end",
        "dated": one.rule.field is not RuleField.CLOSED_DAY,
        "typed": typed,
        "faults": faults,
    }
    return show_page(call, "admin/rule_end.html", "End a rule", values, status=422 if faults else 200)


def _leave(here: Here, done: RulesDone, how: str) -> Response:
    return RedirectResponse(spot_href("/admin/rules", here, ("done", "late" if done.late else how)), status_code=303)


def _followed(view: RulesView, field: RuleField, today: date) -> Rule:
    rules = [one.rule for one in view.applying]
    return find_origin(rules, view.here.spot, field, today) or unset_rule(field, view.here.spot)


def _today(call: Call, here: Here) -> date:
    return call.now.astimezone(zone_of(here)).date()
