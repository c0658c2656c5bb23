"""What becomes of the rules that stand when one is set or ended; the past is never rewritten."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from booking.model.policy import Rule, RuleField
from booking.model.rule_changes import Amendment, StandingRule

_A_DAY = timedelta(days=1)


def set_rule(standing: Iterable[StandingRule], new: Rule) -> Amendment:
    """Answer what adding a rule does to those that stand for the same field, scope and kind.

    Of two such rules the one that began later is followed. A rule that begins with the new one gives way to it for as
    long as the new one applies; one that began before ends where a new one without an end begins. One that begins
    later stays: it is the exception that somebody has planned. A closed day replaces the same day's reason.

    Raises:
        ValueError: a rule other than a closed day without a first date.
    """
    alike = [one for one in standing if _is_alike(one.rule, new)]
    if new.field is RuleField.CLOSED_DAY:
        return Amendment(added=(new,), removed=tuple(one for one in alike if _day_of(one.rule) == _day_of(new)))
    if new.valid_from is None:
        raise ValueError("a rule is set from a date on, so that it does not rewrite the past")
    first = new.valid_from
    removed: list[StandingRule] = []
    redated: list[tuple[StandingRule, Rule]] = []
    for one in alike:
        old = one.rule
        if old.valid_from == first:
            rest = _begin_after(old, new)
            removed += [one] if rest is None else []
            redated += [] if rest is None else [(one, rest)]
        elif (old.valid_from is None or old.valid_from < first) and new.valid_until is None and _reaches(old, first):
            redated.append((one, replace(old, valid_until=first - _A_DAY)))
    return Amendment((new,), tuple(removed), tuple(redated))


def end_rule(one: StandingRule, first_day_without: date) -> Amendment:
    """Answer what ending a rule does: one that would never apply again is taken away, another gets a last date."""
    rule, last = one.rule, first_day_without - _A_DAY
    never_begins = rule.valid_from is not None and rule.valid_from > last
    if rule.field is RuleField.CLOSED_DAY or never_begins:
        return Amendment(removed=(one,))
    return Amendment(redated=((one, replace(rule, valid_until=last)),))


def apply_amendment(standing: Sequence[StandingRule], amendment: Amendment) -> tuple[Rule, ...]:
    """The rules as they will stand."""
    gone = {one.id for one in amendment.removed}
    changed = {one.id: rule for one, rule in amendment.redated}
    kept = (changed.get(one.id, one.rule) for one in standing if one.id not in gone)
    return (*kept, *amendment.added)


def merge(amendments: Iterable[Amendment]) -> Amendment:
    """Several changes, each about other rules, as one."""
    parts = tuple(amendments)
    return Amendment(
        tuple(rule for part in parts for rule in part.added),
        tuple(one for part in parts for one in part.removed),
        tuple(pair for part in parts for pair in part.redated),
    )


def _is_alike(old: Rule, new: Rule) -> bool:
    return (old.scope, old.scope_id, old.kind, old.field) == (new.scope, new.scope_id, new.kind, new.field)


def _day_of(rule: Rule) -> object:
    return getattr(rule.value, "on", None)


def _reaches(rule: Rule, on: date) -> bool:
    return rule.valid_until is None or rule.valid_until >= on


def _begin_after(old: Rule, new: Rule) -> Rule | None:
    """What is left of a rule that began with the new one: the days after the new one's last, if there are any."""
    if new.valid_until is None or not _reaches(old, new.valid_until + _A_DAY):
        return None
    return replace(old, valid_from=new.valid_until + _A_DAY)
