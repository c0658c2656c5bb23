"""Set rules and end them: what it does to bookings is weighed first, by the functions that decide."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from booking.actions.book import find_again, not_found
from booking.actions.count_together import count_together
from booking.actions.rule_facts import rule_facts
from booking.actions.service import Busy, Service
from booking.actions.show_rules import Here, SpotAsk, find_here, rule_ref
from booking.actions.weigh_rules import Change, RuleEffect, weigh_change
from booking.model.audit import AuditAct
from booking.model.decisions import Reason, Refused
from booking.model.ids import FloorId
from booking.model.people import Actor
from booking.model.policy import Rule, RuleField, RuleScope, RuleValue
from booking.model.rule_changes import Amendment, RuleDates, RuleReach, StandingRule
from booking.rules.amend import end_rule, merge, set_rule
from booking.rules.breaches import TAIL_FIELDS, find_retimed
from booking.rules.permits import Act, sites_where
from booking.store.audit import Event, append_entry
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.estate import read_sites
from booking.store.future import find_scope_ref, read_future_bookings, read_reached_floors, retime_occupation
from booking.store.policies import read_all_rules, read_standing_rules, write_amendment


@dataclass(frozen=True, slots=True)
class RuleWish:
    """Rules that somebody wants to set, as a door has read them.

    Attributes:
        at: where; a place has no kind but its own.
        field: what they are about.
        values: one value, or several closed days.
        dates: when they apply; None for closed days, which carry their own.
        everywhere: whether closed days are set at every site where the actor may set rules, instead of here.
    """

    at: SpotAsk
    field: RuleField
    values: tuple[RuleValue, ...]
    dates: RuleDates | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class RuleEnd:
    """A rule that is to end, by its outside id; from that day on it applies no more."""

    rule: str
    first_day_without: date


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a change would do, and where."""

    here: Here
    effect: RuleEffect


@dataclass(frozen=True, slots=True)
class RulesDone:
    """The change is written; `late` floors were too busy for their bookings' times between uses to follow it."""

    late: int = 0


Plan = Callable[[Tx, Actor], "tuple[Change, ...] | Refused"]
"""Finds what is to change, as the rules stand at that moment, for somebody who may change it."""


def preview_rules(service: Service, actor: Actor, wish: RuleWish, *, now: datetime) -> Weighed | Refused:
    """Say what setting the rules would do, and write nothing."""
    return _count(service.db.read(lambda tx: _weigh(tx, actor, lambda t, a: _plan_set(t, a, wish, now), now)))


def set_rules(service: Service, actor: Actor, wish: RuleWish, stamp: str, *, now: datetime) -> RulesDone | Refused:
    """Set the rules where their effect is still the one that was seen; CHANGED_MEANWHILE where it is another."""
    return _write(service, actor, lambda tx, asking: _plan_set(tx, asking, wish, now), stamp, now)


def preview_end(service: Service, actor: Actor, end: RuleEnd, *, now: datetime) -> Weighed | Refused:
    """Say what ending a rule would do, and write nothing."""
    return _count(service.db.read(lambda tx: _weigh(tx, actor, lambda t, a: _plan_end(t, a, service, end, now), now)))


def _count(weighed: Weighed | Refused) -> Weighed | Refused:
    """The same with the desks that can be used at once; seconds, so that no transaction waits for it."""
    if isinstance(weighed, Refused) or not weighed.effect.spaced:
        return weighed
    effect = weighed.effect
    shown = replace(effect.shown, together=count_together(effect.spaced))
    return replace(weighed, effect=replace(effect, shown=shown))


def end_rules(service: Service, actor: Actor, end: RuleEnd, stamp: str, *, now: datetime) -> RulesDone | Refused:
    """End a rule where the effect is still the one that was seen; CHANGED_MEANWHILE where it is another."""
    return _write(service, actor, lambda tx, asking: _plan_end(tx, asking, service, end, now), stamp, now)


def find_rule(service: Service, actor: Actor, ref: str) -> tuple[Here, StandingRule] | Refused:
    """The rule of that outside id, and where it is set; one that the actor may not set is answered as not there."""
    return service.db.read(lambda tx: _find_rule(tx, actor, service, ref))


def _weigh(tx: Tx, actor: Actor, plan: Plan, now: datetime) -> Weighed | Refused:
    changes = plan(tx, actor)
    if isinstance(changes, Refused):
        return changes
    effect = weigh_change(tx, changes, now)
    if isinstance(effect, Refused):
        return effect
    return Weighed(changes[0].here, effect)


def _write(service: Service, actor: Actor, plan: Plan, stamp: str, now: datetime) -> RulesDone | Refused:
    """Weigh once more, and write where the effect is the one that was seen.

    Weighing takes seconds where there are very many bookings, so that it is done before the floors are locked; a
    booking that is made between the two stays like those that were listed. Rules, though, must stand as they did.
    """
    seen = service.db.read_at_once(lambda tx: _see(tx, actor, plan, now))
    if isinstance(seen, Refused):
        return seen
    if seen.stamp != stamp:
        return _changed()

    def work(tx: Tx) -> Amendment | Refused:
        lock_floors(tx, seen.floors, now=now)
        asking = find_again(tx, actor)
        changes = plan(tx, asking) if asking is not None else not_found()
        if asking is None or isinstance(changes, Refused):
            return changes if isinstance(changes, Refused) else not_found()
        whole = merge(change.amendment for change in changes)
        if read_standing_rules(tx) != seen.standing or read_reached_floors(tx, whole.reaches) != seen.floors:
            return _changed()
        write_amendment(tx, whole)
        for change in sorted(changes, key=_chain_order):
            _record(tx, service, asking, change, now)
        return whole

    whole = service.db.write(work)
    if isinstance(whole, Refused):
        return whole
    if not any(rule.field in TAIL_FIELDS for rule in whole.touched):
        return RulesDone()
    return RulesDone(late=sum(not _retime(service, floor_id, whole, now) for floor_id in seen.floors))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a change was weighed on: the effect's stamp, the floors that it reaches, and the rules as they stood."""

    stamp: str
    floors: tuple[FloorId, ...]
    standing: tuple[StandingRule, ...]


def _see(tx: Tx, actor: Actor, plan: Plan, now: datetime) -> _Seen | Refused:
    changes = plan(tx, actor)
    if isinstance(changes, Refused):
        return changes
    effect = weigh_change(tx, changes, now)
    if isinstance(effect, Refused):
        return effect
    reaches = merge(change.amendment for change in changes).reaches
    return _Seen(effect.shown.stamp, read_reached_floors(tx, reaches), read_standing_rules(tx))


def _changed() -> Refused:
    return Refused(Reason.CHANGED_MEANWHILE, "Something changed since this was shown. Look at it again.")


def _retime(service: Service, floor_id: FloorId, whole: Amendment, now: datetime) -> bool:
    """Let one floor's bookings to come occupy the time that the rules now ask for; False where it was too busy.

    Where that would reach into the next booking the old time stays.
    """

    def work(tx: Tx) -> None:
        lock_floors(tx, [floor_id], now=now)
        rules = read_all_rules(tx)
        for retimed in find_retimed(read_future_bookings(tx, whole.reaches, now, on_floor=floor_id), rules):
            retime_occupation(tx, retimed)

    try:
        service.db.write(work)
    except Busy:
        return False
    return True


def _plan_set(tx: Tx, actor: Actor, wish: RuleWish, now: datetime) -> tuple[Change, ...] | Refused:
    here = find_here(tx, actor, wish.at)
    if isinstance(here, Refused):
        return here
    spots = _every_site(tx, actor, here) if wish.everywhere else (here,)
    standing = read_standing_rules(tx)
    dates = wish.dates or RuleDates(now.date())
    return tuple(
        Change(spot, set_rule(standing, _rule(spot, wish, value)), dates.first)
        for spot in spots
        for value in wish.values
    )


def _rule(here: Here, wish: RuleWish, value: RuleValue) -> Rule:
    kind = None if here.spot.scope is RuleScope.RESOURCE else wish.at.kind
    rule = Rule(here.spot.scope, here.spot.scope_id, kind, wish.field, value)
    if wish.field is RuleField.CLOSED_DAY or wish.dates is None:
        return rule
    return replace(rule, valid_from=wish.dates.first, valid_until=wish.dates.last)


def _every_site(tx: Tx, actor: Actor, here: Here) -> tuple[Here, ...]:
    sites = read_sites(tx, sites_where(actor, Act.MANAGE_RULES))
    kind = here.ask.kind
    found = (find_here(tx, actor, SpotAsk(RuleScope.SITE, site.ref, kind)) for site in sites)
    return tuple(spot for spot in found if not isinstance(spot, Refused))


def _plan_end(tx: Tx, actor: Actor, service: Service, end: RuleEnd, now: datetime) -> tuple[Change, ...] | Refused:
    found = _find_rule(tx, actor, service, end.rule)
    if isinstance(found, Refused):
        return found
    here, one = found
    last = one.rule.valid_until
    if last is not None and last < end.first_day_without - timedelta(days=1):
        why = "This rule ends before that day by itself. Choose an earlier day."
        return Refused(Reason.BAD_FIELD, why, field="first_day_without")
    return (Change(here, end_rule(one, end.first_day_without), max(end.first_day_without, now.date())),)


def _find_rule(tx: Tx, actor: Actor, service: Service, ref: str) -> tuple[Here, StandingRule] | Refused:
    one = next((one for one in read_standing_rules(tx) if rule_ref(service, one.id) == ref), None)
    if one is None:
        return not_found()
    scope_ref = find_scope_ref(tx, RuleReach(one.rule.scope, one.rule.scope_id))
    here = find_here(tx, actor, SpotAsk(one.rule.scope, scope_ref, one.rule.kind))
    return here if isinstance(here, Refused) else (here, one)


def _record(tx: Tx, service: Service, actor: Actor, change: Change, now: datetime) -> None:
    """One entry for each rule set; for an end, one for each rule that ends. What was replaced is told with it."""
    amendment, here = change.amendment, change.here
    site_id = here.site.id if here.site is not None else None
    resource_id = here.resource.id if here.resource is not None else None
    before = [rule_facts(service, one.rule) for one in _ended(amendment)]
    told: list[tuple[AuditAct, tuple[tuple[str, Any], ...]]] = [
        (AuditAct.RULE_SET, (("rule", rule_facts(service, rule)), ("before", before))) for rule in amendment.added
    ] or [(AuditAct.RULE_ENDED, (("rule", fact), ("first_day_without", change.on.isoformat()))) for fact in before]
    token = (("token", actor.token_id),) if actor.token_id is not None else ()
    for act, facts in told:
        event = Event(act, actor.person.id, site_id=site_id, resource_id=resource_id, facts=(*facts, *token))
        append_entry(tx, event, now)


def _ended(amendment: Amendment) -> Iterable[StandingRule]:
    return (*amendment.removed, *(one for one, _ in amendment.redated))


def _chain_order(change: Change) -> tuple[bool, int]:
    """Sites in ascending order and the organisation last, so that chains are locked in one order."""
    site = change.here.site
    return site is None, int(site.id) if site is not None else 0
