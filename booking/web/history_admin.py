"""What the audit says of administration: rules as their sentences, roles with their scopes, units by their names."""

from collections.abc import Mapping
from typing import Any

from booking.actions.audit_names import AuditNames
from booking.actions.rule_facts import rule_of_facts
from booking.model.audit import AuditAct, HistoryLine
from booking.model.people import Role, ScopeKind
from booking.model.policy import RuleField, RuleScope
from booking.rules.phrases import say_place
from booking.rules.sentences import say_rule
from booking.rules.titles import say_grant

ADMIN_ACTS: dict[AuditAct, str] = {
    AuditAct.RULE_SET: "set a rule",
    AuditAct.RULE_ENDED: "ended a rule",
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
}
"""What was done, after the name of who did it."""

_RULES = frozenset({AuditAct.RULE_SET, AuditAct.RULE_ENDED})
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
