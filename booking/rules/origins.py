"""Which rule says what applies somewhere: the page's twin of the policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from booking.model.estate import Resource, ResourceKind
from booking.model.ids import OrganisationId, SiteId
from booking.model.policy import SPACING_FIELDS, Policy, Rule, RuleField, RuleScope
from booking.model.rule_changes import RuleReach
from booking.rules.capacity import BREATHED_IN
from booking.rules.policy import is_dated, rank


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody looks: an organisation and, as far as they went down, a site, a floor and a place.

    Without a kind only rules for every kind are looked at.
    """

    organisation_id: OrganisationId
    site_id: int | None = None
    floor_id: int | None = None
    resource_id: int | None = None
    kind: ResourceKind | None = None

    @property
    def scope(self) -> RuleScope:
        """The narrowest scope that is named."""
        return next(scope for scope in reversed(RuleScope) if scope in self._ids)

    @property
    def scope_id(self) -> int:
        """The id in the narrowest scope."""
        return self._ids[self.scope]

    @property
    def _ids(self) -> dict[RuleScope, int]:
        ids = {
            RuleScope.ORGANISATION: int(self.organisation_id),
            RuleScope.SITE: self.site_id,
            RuleScope.FLOOR: self.floor_id,
            RuleScope.RESOURCE: self.resource_id,
        }
        return {scope: number for scope, number in ids.items() if number is not None}

    def sees(self, rule: Rule) -> bool:
        """Whether the rule applies here, on some date."""
        return self._ids.get(rule.scope) == rule.scope_id and rule.kind in (None, self.kind)

    def is_set_here(self, rule: Rule) -> bool:
        """Whether the rule is set for exactly this scope, whatever its kind."""
        return (rule.scope, rule.scope_id) == (self.scope, self.scope_id)


def spot_of(resource: Resource, organisation_id: OrganisationId) -> Spot:
    """The place itself, with everything around it."""
    return Spot(organisation_id, resource.site_id, resource.floor_id, resource.id, resource.kind)


def find_origin(rules: Iterable[Rule], spot: Spot, field: RuleField, on: date) -> Rule | None:
    """The rule that is followed for a field on a date; None where nobody has set any. Not for closed days."""
    applying = [rule for rule in rules if rule.field is field and spot.sees(rule) and is_dated(rule, on)]
    # Of two of one rank the last in the rules' order is followed, as in `resolve_policy`.
    return max(enumerate(applying), key=lambda pair: (rank(pair[1]), pair[0]))[1] if applying else None


def unset_rule(field: RuleField, spot: Spot) -> Rule:
    """What applies where nobody has set a rule, written as one."""
    value = getattr(Policy(), field.value)
    return Rule(RuleScope.ORGANISATION, int(spot.organisation_id), spot.kind, field, value)


def is_for(field: RuleField, kind: ResourceKind | None) -> bool:
    """Whether a rule about the field says anything about a kind of place; None is every kind."""
    if kind is None:
        return True
    if field in SPACING_FIELDS:
        return kind is ResourceKind.DESK
    if field is RuleField.PERSON_AREA_DM2:
        return kind is not ResourceKind.DESK
    return field is not RuleField.PERSON_AIR_M3 or kind in BREATHED_IN


def is_reached(place: Resource, reach: RuleReach) -> bool:
    """Whether a rule of that reach can concern the place."""
    if reach.kind not in (None, place.kind):
        return False
    match reach.scope:
        case RuleScope.ORGANISATION:
            return True
        case RuleScope.SITE:
            return SiteId(reach.scope_id) == place.site_id
        case RuleScope.FLOOR:
            return place.floor_id == reach.scope_id
        case RuleScope.RESOURCE:
            return place.id == reach.scope_id
