"""Show the rules of the organisation, a site, a floor or a place to those who set them."""

from dataclasses import dataclass

from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.decisions import Refused
from booking.model.estate import Floor, Organisation, Resource, ResourceKind, Site
from booking.model.ids import Ref, SiteId
from booking.model.people import About, Actor
from booking.model.policy import Rule, RuleScope
from booking.model.rule_changes import StandingRule
from booking.rules.origins import Spot
from booking.rules.permits import Act, may, reach_of, sites_where
from booking.rules.phrases import say_resource
from booking.store.audit import digest_text
from booking.store.engine import Tx
from booking.store.estate import (
    ResourceFilter,
    find_floor,
    find_organisation,
    read_floors,
    read_resources,
    read_sites,
)
from booking.store.policies import read_standing_rules
from booking.store.uses import find_place


@dataclass(frozen=True, slots=True)
class SpotAsk:
    """Where rules are looked at or set, as a door has read it: a scope, the ref of what it is, and a kind."""

    scope: RuleScope = RuleScope.ORGANISATION
    ref: Ref | None = None
    kind: ResourceKind | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """Where somebody looks, found and permitted."""

    ask: SpotAsk
    spot: Spot
    organisation: Organisation
    site: Site | None = None
    floor: Floor | None = None
    resource: Resource | None = None

    def name_of(self, rule: Rule) -> str:
        """The name of what a rule that applies here is set for; empty for the organisation."""
        return self.names[rule.scope]

    @property
    def names(self) -> dict[RuleScope, str]:
        """What each scope around here is called in a sentence."""
        floor = f"{self.floor.name}, {self.floor.building}" if self.floor is not None else ""
        return {
            RuleScope.ORGANISATION: "",
            RuleScope.SITE: self.site.name if self.site is not None else "",
            RuleScope.FLOOR: floor,
            RuleScope.RESOURCE: say_resource(self.resource) if self.resource is not None else "",
        }


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rules that apply somewhere, and every rule that is set there, whatever its kind."""

    here: Here
    applying: tuple[StandingRule, ...]
    set_here: tuple[StandingRule, ...]


@dataclass(frozen=True, slots=True)
class RuleSpots:
    """Where the actor may set rules: everywhere or not, at these sites and floors, and the places of one floor."""

    everywhere: bool
    sites: tuple[Site, ...]
    floors: tuple[Floor, ...]
    places: tuple[Resource, ...]


def show_rules(service: Service, actor: Actor, ask: SpotAsk) -> RulesView | Refused:
    """The rules at a spot; a spot where the actor may set none is answered like one that is not there."""

    def work(tx: Tx) -> RulesView | Refused:
        here = find_here(tx, actor, ask)
        if isinstance(here, Refused):
            return here
        standing = read_standing_rules(tx)
        return RulesView(
            here,
            tuple(one for one in standing if here.spot.sees(one.rule)),
            tuple(one for one in standing if here.spot.is_set_here(one.rule)),
        )

    return service.db.read(work)


def list_rule_spots(service: Service, actor: Actor, floor: Ref | None) -> RuleSpots:
    """The spots at which the actor may set rules, and the places of one floor among them. At most three selects."""
    sites = sites_where(actor, Act.MANAGE_RULES)

    def work(tx: Tx) -> RuleSpots:
        wanted = ResourceFilter(site_ids=sites, floor=floor)
        places = read_resources(tx, wanted, None) if floor is not None else ()
        return RuleSpots(
            sites is None,
            read_sites(tx, sites),
            read_floors(tx, sites),
            tuple(sorted(places, key=lambda one: (one.kind, one.name))),
        )

    return service.db.read(work)


def find_here(tx: Tx, actor: Actor, ask: SpotAsk) -> Here | Refused:
    """The spot that is asked for, where the actor may set its rules. At most two selects."""
    organisation = find_organisation(tx)
    if organisation is None:
        return not_found()
    here = _find(tx, organisation, ask)
    if here is None or not _may_set(actor, here):
        return not_found()
    return here


def rule_ref(service: Service, rule_id: int) -> str:
    """A rule's id as addresses show it: a keyed digest, since rules have no ref of their own."""
    return digest_text(service.secret, f"rule:{rule_id}")


def _find(tx: Tx, organisation: Organisation, ask: SpotAsk) -> Here | None:
    trust, ref = organisation.id, ask.ref or Ref("")
    match ask.scope:
        case RuleScope.ORGANISATION:
            return Here(ask, Spot(trust, kind=ask.kind), organisation)
        case RuleScope.SITE:
            site = next((site for site in read_sites(tx, None) if site.ref == ref), None)
            return Here(ask, Spot(trust, site.id, kind=ask.kind), organisation, site) if site is not None else None
        case RuleScope.FLOOR:
            floor = find_floor(tx, ref)
            if floor is None:
                return None
            return Here(ask, Spot(trust, floor.site.id, floor.id, kind=ask.kind), organisation, floor.site, floor)
        case RuleScope.RESOURCE:
            found = find_place(tx, ref)
            if found is None:
                return None
            resource, floor = found
            spot = Spot(trust, floor.site.id, floor.id, resource.id, resource.kind)
            return Here(ask, spot, organisation, floor.site, floor, resource)


def _may_set(actor: Actor, here: Here) -> bool:
    """Organisation-wide rules need an organisation-wide grant; the others one that reaches their site or place."""
    if here.site is None:
        return reach_of(actor, Act.MANAGE_RULES).everywhere
    unit_id = here.resource.unit_id if here.resource is not None else None
    return may(actor, Act.MANAGE_RULES, About(site_id=SiteId(here.site.id), unit_id=unit_id))
