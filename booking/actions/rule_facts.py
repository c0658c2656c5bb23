"""A rule as the audit keeps it, and read back for the page that tells what happened."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from booking.store.audit import digest_text
from booking.store.policies import decode_value, encode_value


def rule_facts(service: Service, rule: Rule) -> dict[str, Any]:
    """A rule as the audit keeps it: ids, dates and numbers, and a keyed digest of the reason for a closed day."""
    value = encode_value(rule.value)
    if isinstance(rule.value, ClosedDay):
        value = {"on": rule.value.on.isoformat(), "why_digest": digest_text(service.secret, rule.value.why)}
    return {
        "scope": rule.scope.value,
        "scope_id": rule.scope_id,
        "kind": rule.kind.value if rule.kind is not None else None,
        "field": rule.field.value,
        "value": value,
        "from": rule.valid_from.isoformat() if rule.valid_from is not None else None,
        "until": rule.valid_until.isoformat() if rule.valid_until is not None else None,
    }


def rule_of_facts(facts: Mapping[str, Any]) -> Rule:
    """The rule that an entry tells of; the reason for a closed day is not kept and stays empty."""
    field, value = RuleField(facts["field"]), facts["value"]
    return Rule(
        scope=RuleScope(facts["scope"]),
        scope_id=int(facts["scope_id"]),
        kind=ResourceKind(facts["kind"]) if facts["kind"] else None,
        field=field,
        value=ClosedDay(_date(value["on"]), "") if field is RuleField.CLOSED_DAY else decode_value(field, value),
        valid_from=_date(facts["from"]) if facts["from"] else None,
        valid_until=_date(facts["until"]) if facts["until"] else None,
    )


def _date(text: str) -> date:
    return date.fromisoformat(text)
