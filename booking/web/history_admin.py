"""What the audit says of administration: rules as their sentences, roles with their scopes, units by their names."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from booking.actions.audit_names import AuditNames
from booking.actions.rule_facts import rule_of_facts
from booking.model.audit import AuditAct, HistoryLine
from booking.model.estate import ResourceKind
from booking.model.people import Role, ScopeKind
from booking.model.policy import RuleField, RuleScope
from booking.rules.phrases import say_place
from booking.rules.sentences import say_date, say_rule
from booking.rules.titles import say_grant

ADMIN_ACTS: dict[AuditAct, str] = {
    AuditAct.RULE_SET: "set a rule",
    AuditAct.RULE_ENDED: "ended a rule",
    AuditAct.CLOSED: "closed places for a time",
    AuditAct.CLOSURE_CHANGED: "changed a closure",
    AuditAct.CLOSURE_ENDED: "ended a closure before its time",
    AuditAct.SERVICE_BEGUN: "began the service",
    AuditAct.PERSON_ADDED: "opened an account",
    AuditAct.PERSON_CHANGED: "changed name or address",
    AuditAct.PERSON_CLOSED: "closed the account",
    AuditAct.PERSON_REOPENED: "reopened the account",
    AuditAct.INVITED: "made a sign-in link",
    AuditAct.PASSWORD_SET: "set a password",
    AuditAct.GRANT_GIVEN: "gave a role",
    AuditAct.GRANT_ENDED: "ended a role",
    AuditAct.UNIT_ADDED: "added a unit",
    AuditAct.UNIT_RENAMED: "renamed a unit",
    AuditAct.UNIT_JOINED: "added a member to a unit",
    AuditAct.UNIT_LEFT: "took a member out of a unit",
    AuditAct.ROOM_USE_ADDED: "added a use of rooms",
    AuditAct.ROOM_USE_CHANGED: "changed a use of rooms",
    AuditAct.ROOM_USE_RETIRED: "took a use of rooms out of use",
    AuditAct.ROOM_USE_RETURNED: "brought back a use of rooms",
}
"""What was done, after the name of who did it."""

_RULES = frozenset({AuditAct.RULE_SET, AuditAct.RULE_ENDED})
_CLOSURES = frozenset({AuditAct.CLOSED, AuditAct.CLOSURE_CHANGED, AuditAct.CLOSURE_ENDED})
_GRANTS = frozenset({AuditAct.GRANT_GIVEN, AuditAct.GRANT_ENDED})


def tell_admin(line: HistoryLine, names: AuditNames) -> str:
    """What an act of administration was about, as sentences; empty where its name says it all."""
    facts: Mapping[str, Any] = line.facts
    if line.act in _RULES:
        before = " ".join(f"Before: {_say_rule(line, old, names)}" for old in facts.get("before", ()))
        return f"{_say_rule(line, facts['rule'], names)} {before}".strip()
    if line.act in _GRANTS:
        scope, scope_id = ScopeKind(facts["scope"]), int(facts["scope_id"])
        where = {ScopeKind.SITE: names.sites, ScopeKind.UNIT: names.units}.get(scope, {}).get(scope_id, "")
        return f"{say_grant(Role(facts['role']), scope, where)}."
    if line.act in _CLOSURES:
        return _say_closed(line, facts, names)
    if "room_use" in facts:
        return " ".join(_tell_use(facts, names))
    if "unit" in facts:
        return f"Unit: {names.units.get(int(facts['unit']), 'no longer there')}."
    return ""


def _say_rule(line: HistoryLine, facts: Mapping[str, Any], names: AuditNames) -> str:
    rule = rule_of_facts(facts)
    place = say_place(line.resource_kind, line.resource_name) if line.resource_kind and line.resource_name else ""
    where = {
        RuleScope.ORGANISATION: "",
        RuleScope.SITE: names.sites.get(rule.scope_id, "a site"),
        RuleScope.FLOOR: names.floors.get(rule.scope_id, "a floor"),
        RuleScope.RESOURCE: place or "A place",
    }[rule.scope]
    said = say_rule(rule, where)
    if rule.field is RuleField.CLOSED_DAY:
        return f"{said.removesuffix(': .')}."
    return said


def _tell_use(facts: Mapping[str, Any], names: AuditNames) -> Iterator[str]:
    """A use by its name as it is now, and its minutes as they became."""
    yield f"{names.uses.get(int(facts['room_use']), 'No longer there')}."
    before, after = facts.get("before", {}), facts["after"]
    if before and before["name_digest"] != after["name_digest"]:
        yield "The name was changed."
    for name, words in _USE_MINUTES.items():
        if not before:
            yield f"{words}: {after[name]} minutes."
        elif before[name] != after[name]:
            yield f"{words}: {before[name]} minutes before, {after[name]} now."
    if before and before["kinds"] != after["kinds"]:
        kinds = ", ".join(kind.words for kind in ResourceKind if kind.value in after["kinds"])
        yield f"It is now for: {kinds}."


_USE_MINUTES = {"setup_min": "Set-up", "turnaround_min": "Turnaround", "fallow_min": "Fallow time"}


def _say_closed(line: HistoryLine, facts: Mapping[str, Any], names: AuditNames) -> str:
    """What a closure is about: sites and floors by name, places by their number."""
    targets = [(RuleScope(scope), int(scope_id)) for scope, scope_id in facts["targets"]]
    known = {RuleScope.SITE: names.sites, RuleScope.FLOOR: names.floors}
    named = [known[scope].get(scope_id, "no longer there") for scope, scope_id in targets if scope in known]
    places = sum(scope is RuleScope.RESOURCE for scope, _ in targets)
    if line.resource_kind and line.resource_name:
        named.append(say_place(line.resource_kind, line.resource_name))
    elif places:
        named.append(f"{places} places")
    if not facts["applies"]:
        return f"{', '.join(named)}. It never applied."
    until = datetime.fromisoformat(str(facts["until"])).astimezone(UTC)
    return f"{', '.join(named)}. Until {until:%H:%M} UTC on {say_date(until.date())}."
