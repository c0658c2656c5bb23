"""The rules that apply somewhere, as sentences, each with where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.responses import RedirectResponse, Response

from booking.actions.show_rules import Here, RulesView, rule_ref, show_rules
from booking.model.decisions import Refused
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from booking.model.rule_changes import StandingRule
from booking.rules.origins import find_origin, is_for, unset_rule
from booking.rules.sentences import say_date, say_rule
from booking.web.addresses import address
from booking.web.admin.rule_spots import (
    SPOT_FIELDS,
    choose_spot,
    find_spots,
    read_spot,
    say_spot,
    spot_href,
    spot_pairs,
    zone_of,
)
from booking.web.door import Call
from booking.web.problems import show_problem
from booking.web.shell import show_page
from booking.web.words import KINDS

FIELD_TITLES: dict[RuleField, str] = {
    RuleField.OPENING: "Opening hours",
    RuleField.CLOSED_DAY: "Closed days",
    RuleField.WHO_MAY_BOOK: "Who may book",
    RuleField.HORIZON_DAYS: "How far ahead",
    RuleField.MIN_LENGTH_MIN: "Shortest booking",
    RuleField.MAX_LENGTH_MIN: "Longest booking",
    RuleField.TURNAROUND_MIN: "Turnaround after each use",
    RuleField.SETUP_MIN: "Set-up before each use",
    RuleField.LOCKOUT_HOURS: "Lockout after each use",
    RuleField.SPACING_CM: "Distance between people at desks",
    RuleField.FACE_SPACING_CM: "Distance between people who face each other",
    RuleField.SCREENS_EXEMPT: "Walls and screens between desks",
    RuleField.PERSON_AREA_DM2: "Floor for each person in a room",
    RuleField.PERSON_AIR_M3: "Air for each person in a room",
    RuleField.MAX_UPCOMING: "Bookings ahead for each person",
    RuleField.MAX_PER_DAY: "Bookings on one day for each person",
    RuleField.ONE_AT_A_TIME: "One at a time",
}
"""The fields in the order in which pages list them."""

_DONE = {
    "set": "The rule is set.",
    "ended": "The rule is changed.",
    "late": "The rule is set. Some floors were busy, so that the time between uses of their bookings stays as it was. "
    "Set the rule again later to bring it up to date.",
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """What applies for one field: a sentence, where it comes from, and what is planned."""

    title: str
    says: tuple[str, ...]
    origin: str
    planned: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule that is set here; a closed day is ended and not changed."""

    says: str
    change_href: str
    end_href: str


RULES_FIELDS = (*SPOT_FIELDS, "done")


def show_rules_page(call: Call) -> Response:
    """What applies at a spot, field by field; a manager of some sites begins at the first of them."""
    ask = read_spot(call.query)
    found = show_rules(call.service, call.actor, ask)
    if isinstance(found, Refused):
        if ask.scope is RuleScope.ORGANISATION and (sites := find_spots(call, None).sites):
            pairs = [("at", f"site-{sites[0].ref}"), ("kind", call.query.get("kind"))]
            return RedirectResponse(address("/admin/rules", pairs), status_code=303)
        return show_problem(call.request, 404, why=found.why)
    if found.here.floor is not None and ask.scope is RuleScope.RESOURCE and call.query.get("at"):
        chosen = f"floor-{found.here.floor.ref}"
        if call.query.get("at") != chosen:  # somebody chose another floor in the list, and left the place as it was
            pairs = [(name, call.query.get(name)) for name in ("at", "kind")]
            return RedirectResponse(address("/admin/rules", pairs), status_code=303)
    here, today = found.here, call.now.astimezone(zone_of(found.here)).date()
    values = {
        "choice": choose_spot(find_spots(call, here.floor.ref if here.floor is not None else None), here),
        "heading": say_spot(here),
        "general": here.spot.kind is None,
        "rows": [_field_row(found, field, today) for field in FIELD_TITLES if is_for(field, here.spot.kind)],
        "set_here": [_rule_row(call, here, one) for one in found.set_here if not _is_over(one.rule, today)],
        "breaches_href": spot_href("/admin/rules/breaches", here),
        "done": _DONE.get(call.query.get("done"), ""),
    }
    return show_page(call, "admin/rules.html", f"Rules: {say_spot(here)}", values)


def _field_row(view: RulesView, field: RuleField, today: date) -> FieldRow:
    here = view.here
    rules = [one.rule for one in view.applying if one.rule.field is field and not _is_over(one.rule, today)]
    href = spot_href("/admin/rules/set", here, ("field", field.value))
    if field is RuleField.CLOSED_DAY:
        return FieldRow(FIELD_TITLES[field], _say_days(rules, here), "", (), href)
    origin = find_origin([one.rule for one in view.applying], here.spot, field, today)
    followed = origin or unset_rule(field, here.spot)
    planned = [rule for rule in rules if rule.valid_from is not None and rule.valid_from > today]
    return FieldRow(
        FIELD_TITLES[field],
        (say_rule(followed, here.name_of(followed)),),
        _say_origin(origin, here),
        tuple(say_rule(rule, here.name_of(rule)) for rule in planned),
        href,
    )


def _say_days(rules: Iterable[Rule], here: Here) -> tuple[str, ...]:
    """Each closed day that applies, by date, and where it comes from if it is set elsewhere."""
    said = []
    for day, rule in sorted(
        ((rule.value, rule) for rule in rules if isinstance(rule.value, ClosedDay)), key=lambda pair: pair[0].on
    ):
        elsewhere = "" if rule.scope is here.spot.scope else f" ({here.name_of(rule) or 'the whole organisation'})"
        kind = f", {KINDS[rule.kind].lower()} only" if rule.kind is not None and here.resource is None else ""
        said.append(f"{day.on:%A} {say_date(day.on)}: {day.why}{kind}{elsewhere}")
    return tuple(said) or ("No day to come is closed.",)


def _rule_row(call: Call, here: Here, one: StandingRule) -> RuleRow:
    kind = (("kind", one.rule.kind.value),) if one.rule.kind is not None and here.resource is None else ()
    pairs = [pair for pair in spot_pairs(here) if pair[0] != "kind"]
    change = address("/admin/rules/set", (*pairs, *kind, ("field", one.rule.field.value)))
    return RuleRow(
        say_rule(one.rule, here.name_of(one.rule)),
        "" if one.rule.field is RuleField.CLOSED_DAY else change,
        f"/admin/rules/{rule_ref(call.service, one.id)}/end",
    )


def _say_origin(origin: Rule | None, here: Here) -> str:
    """Where the rule that is followed comes from."""
    if origin is None:
        return "Nobody has set this. It is how the service starts."
    name = here.name_of(origin)
    where = "here" if origin.scope is here.spot.scope else f"for {name}" if name else "for the whole organisation"
    every = ", for every kind of place" if origin.kind is None and here.spot.kind is not None else ""
    return f"Set {where}{every}."


def _is_over(rule: Rule, today: date) -> bool:
    if isinstance(rule.value, ClosedDay):
        return rule.value.on < today
    return rule.valid_until is not None and rule.valid_until < today
