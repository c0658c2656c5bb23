"""Writing down what was done to the estate: ids, numbers and keyed digests, no names."""

from collections.abc import Sequence
from typing import Any

from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.ids import ResourceId, SiteId
from booking.model.people import Actor
from booking.model.tree import BuildingTerms, FloorTerms, Node, PlaceTerms, SiteTerms, Terms, Tier
from booking.store.audit import Event, digest_text


def tell_estate(
    actor: Actor, act: AuditAct, node: Node, facts: dict[str, Any], *, site_id: SiteId | None = None
) -> Event:
    """What was done to a thing of the estate, in the chain of its site unless another is named."""
    more: dict[str, Any] = {"tier": node.tier.value, "id": node.id, **facts}
    return tell_act(
        actor,
        act,
        more,
        site_id=node.site.id if site_id is None else site_id,
        resource_id=ResourceId(node.id) if node.tier is Tier.PLACE else None,
    )


def tell_act(
    actor: Actor,
    act: AuditAct,
    facts: dict[str, Any],
    *,
    site_id: SiteId | None = None,
    resource_id: ResourceId | None = None,
) -> Event:
    """What was done, and by whom; without a site in the organisation's chain."""
    if actor.token_id is not None:
        facts = {**facts, "token": actor.token_id}
    return Event(act, actor.person.id, site_id=site_id, resource_id=resource_id, facts=tuple(facts.items()))


def say_terms(service: Service, terms: Terms) -> dict[str, Any]:
    """What is said of a thing, as the audit keeps it."""
    facts: dict[str, Any] = {"name_digest": digest_text(service.secret, terms.name)}
    match terms:
        case SiteTerms():
            facts["timezone"] = terms.timezone
        case BuildingTerms():
            pass
        case FloorTerms():
            facts |= {"level": terms.level, "building": terms.building}
        case PlaceTerms():
            facts |= {
                "kind": terms.kind.value,
                "seats": terms.capacity,
                "ceiling_cm": terms.ceiling_cm,
                "features": digest_features(service, terms.features),
                "unit": terms.unit,
                "floor": terms.floor,
            }
    return facts


def digest_features(service: Service, codes: Sequence[str]) -> list[str]:
    """Features as the audit keeps them: people typed them."""
    return [digest_text(service.secret, code) for code in codes]
