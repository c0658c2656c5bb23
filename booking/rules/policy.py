"""Which rules apply to a resource on a day: each field inherits alone."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from booking.model.estate import Resource
from booking.model.ids import OrganisationId, Ref
from booking.model.people import Actor
from booking.model.policy import ClosedDay, Closure, Policy, Rule, RuleField, RuleScope
from booking.model.room_uses import RoomUse
from booking.rules.closing import open_to, roles_let_in

_NEARNESS = {RuleScope.ORGANISATION: 0, RuleScope.SITE: 1, RuleScope.FLOOR: 2, RuleScope.RESOURCE: 3}


def resolve_policy(rules: Iterable[Rule], resource: Resource, organisation_id: OrganisationId, on: date) -> Policy:
    """Answer what applies to one resource on one local date.

    A rule for the resource beats its floor's, that its site's, that the organisation's; within one scope a rule for
    the kind beats a general one, and of two the one that began later. Closed days, closures and uses of rooms add up.
    """
    applying = [rule for rule in rules if _applies(rule, resource, organisation_id)]
    fields: dict[str, Any] = {rule.field.value: rule.value for rule in sorted(applying, key=rank) if is_dated(rule, on)}
    fields.pop(RuleField.CLOSED_DAY.value, None)
    fields.pop(RuleField.ROOM_USE.value, None)
    closed = {rule.value for rule in applying if isinstance(rule.value, ClosedDay)}
    closures = {rule.value for rule in applying if isinstance(rule.value, Closure)}
    uses = {rule.value for rule in applying if isinstance(rule.value, RoomUse)}
    return Policy(
        closed_days=tuple(sorted(closed, key=lambda day: (day.on, day.why))),
        closures=tuple(sorted(closures, key=lambda each: (each.interval, each.ref))),
        uses=tuple(sorted(uses, key=lambda use: use.id)),
        **fields,
    )


class Policies:
    """The policies that one reading of the rules makes, each resolved once for all resources that share it.

    With a viewer they are what applies to these: without the closures in spite of which they may book the place.
    """

    def __init__(self, rules: tuple[Rule, ...], viewer: Actor | None = None) -> None:
        self._rules = rules
        self._let_in = viewer if viewer is not None and viewer.roles & roles_let_in(rules) else None
        self._single = frozenset(rule.scope_id for rule in rules if rule.scope is RuleScope.RESOURCE)
        self._known: dict[tuple[object, ...], Policy] = {}
        self._last: tuple[Resource, date, Policy] | None = None

    def of(self, resource: Resource, organisation_id: OrganisationId, on: date) -> Policy:
        """What `resolve_policy` answers, as it applies to the viewer; one object for resources that are ruled alike."""
        if self._last is not None:
            like, day, policy = self._last
            alike = resource.kind is like.kind and resource.floor_id == like.floor_id and on == day
            alike = alike and (self._let_in is None or resource.unit_id == like.unit_id)
            if alike and resource.id not in self._single and like.id not in self._single:
                return policy  # most stand beside one of their kind
        single = resource.id if resource.id in self._single else None
        unit = resource.unit_id if self._let_in is not None else None
        key = (organisation_id, resource.site_id, resource.floor_id, resource.kind, unit, single, on)
        known = self._known.get(key)
        if known is None:
            known = resolve_policy(self._rules, resource, organisation_id, on)
            known = known if self._let_in is None else open_to(self._let_in, known, resource)
            self._known[key] = known
        self._last = (resource, on, known)
        return known


def find_offered_use(rules: Iterable[Rule], ref: Ref) -> RoomUse | None:
    """What can be chosen for rooms under that ref; None for what is unknown, or is not offered any more."""
    uses = (rule.value for rule in rules if isinstance(rule.value, RoomUse))
    return next((use for use in uses if use.ref == ref and use.offered), None)


def _applies(rule: Rule, resource: Resource, organisation_id: OrganisationId) -> bool:
    scope_ids = {
        RuleScope.ORGANISATION: int(organisation_id),
        RuleScope.SITE: int(resource.site_id),
        RuleScope.FLOOR: int(resource.floor_id),
        RuleScope.RESOURCE: int(resource.id),
    }
    return rule.scope_id == scope_ids[rule.scope] and rule.kind in (None, resource.kind)


def is_dated(rule: Rule, on: date) -> bool:
    """Whether the rule applies on that date."""
    begun = rule.valid_from is None or rule.valid_from <= on
    return begun and (rule.valid_until is None or on <= rule.valid_until)


def rank(rule: Rule) -> tuple[int, bool, date]:
    """What orders rules for one field: of all that apply, the one of the highest rank is followed."""
    return _NEARNESS[rule.scope], rule.kind is not None, rule.valid_from or date.min
