"""Add a site, a building, a floor or places. What is new affects nothing, so it is written at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.actions.book import find_again, not_found
from booking.actions.change_estate import refuse_name, refuse_place_name
from booking.actions.estate_record import say_terms, tell_act, tell_estate
from booking.actions.open_estate import find_managed, refuse_narrow
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.decisions import Reason, Refused
from booking.model.ids import BuildingId, FloorId, Ref, SiteId, UnitId
from booking.model.people import Actor
from booking.model.tree import BuildingTerms, FloorTerms, Node, PlaceTerms, SiteTerms, Tier
from booking.rules.effects import TIER_WORDS
from booking.rules.phrases import say_place
from booking.rules.place_names import group_alike, keys_of
from booking.store.audit import Event, append_entries, append_entry, open_chain
from booking.store.build import lock_organisation, lock_site
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.estate import NewResource, add_building, add_floor, add_resources, add_site
from booking.store.features import read_known_features
from booking.store.tree import find_unit, read_below, read_place_lines


def add_site_to_estate(service: Service, actor: Actor, terms: SiteTerms, *, now: datetime) -> Node | Refused:
    """Add a site, with a chain of its own in the audit; for those who manage the whole organisation."""

    def work(tx: Tx) -> Node | Refused:
        lock_organisation(tx, actor.person.organisation_id)
        asking = find_again(tx, actor)
        if asking is None:
            return not_found()
        organisation_id = asking.person.organisation_id
        if refusal := refuse_narrow(asking) or refuse_name(tx, Tier.SITE, organisation_id, terms.name):
            return refusal
        site_id = add_site(tx, organisation_id, terms.name, terms.timezone)
        open_chain(tx, site_id)
        facts = {"tier": Tier.SITE.value, "id": site_id, "after": say_terms(service, terms)}
        append_entry(tx, tell_act(asking, AuditAct.ESTATE_ADDED, facts), now)
        return _find(tx, Tier.SITE, site_id)

    return service.db.write(work)


def add_building_to_estate(
    service: Service, actor: Actor, site: Ref, terms: BuildingTerms, *, now: datetime
) -> Node | Refused:
    """Add a building to a site."""
    return _add_below(service, actor, (Tier.SITE, site), terms, now)


def add_floor_to_estate(
    service: Service, actor: Actor, building: Ref, terms: FloorTerms, *, now: datetime
) -> Node | Refused:
    """Add a floor to a building, without a plan."""
    return _add_below(service, actor, (Tier.BUILDING, building), terms, now)


def check_new_places(service: Service, actor: Actor, floor: Ref, places: Sequence[PlaceTerms]) -> Node | Refused:
    """The floor to which the places could be added, or why they could not; nothing is written."""

    def work(tx: Tx) -> Node | Refused:
        node = _find_open(tx, actor, Tier.FLOOR, floor)
        if isinstance(node, Refused):
            return node
        units = _find_units(tx, node, places)
        return units if isinstance(units, Refused) else node

    return service.db.read(work)


def add_places(
    service: Service, actor: Actor, floor: Ref, places: Sequence[PlaceTerms], *, now: datetime
) -> tuple[Node, ...] | Refused:
    """Add places to a floor, all of them or none; they stand in its list, and on no map until a plan names them."""
    found = service.db.read(lambda tx: _find_open(tx, actor, Tier.FLOOR, floor))
    if isinstance(found, Refused):
        return found

    def work(tx: Tx) -> tuple[Node, ...] | Refused:
        lock_floors(tx, [FloorId(found.id)], now=now)
        asking = find_again(tx, actor)
        node = _find_open(tx, asking, Tier.FLOOR, floor) if asking is not None else not_found()
        if asking is None or isinstance(node, Refused):
            return node if isinstance(node, Refused) else not_found()
        units = _find_units(tx, node, places)
        if isinstance(units, Refused):
            return units
        ids = add_resources(tx, FloorId(node.id), [_new(terms, units) for terms in places])
        added = {each.id: each for each in read_below(tx, Tier.PLACE, Tier.FLOOR, node.id)}
        append_entries(tx, [_tell(service, asking, added[place_id]) for place_id in ids], now)
        return tuple(added[place_id] for place_id in ids)

    return service.db.write(work)


def _add_below(
    service: Service, actor: Actor, above: tuple[Tier, Ref], terms: BuildingTerms | FloorTerms, now: datetime
) -> Node | Refused:
    found = service.db.read(lambda tx: _find_open(tx, actor, *above))
    if isinstance(found, Refused):
        return found

    def work(tx: Tx) -> Node | Refused:
        lock_site(tx, found.site.id)
        asking = find_again(tx, actor)
        node = _find_open(tx, asking, *above) if asking is not None else not_found()
        if asking is None or isinstance(node, Refused):
            return node if isinstance(node, Refused) else not_found()
        tier = Tier.BUILDING if isinstance(terms, BuildingTerms) else Tier.FLOOR
        if refusal := refuse_name(tx, tier, node.id, terms.name):
            return refusal
        match terms:
            case BuildingTerms():
                new_id: int = add_building(tx, SiteId(node.id), terms.name)
            case FloorTerms():
                new_id = add_floor(tx, BuildingId(node.id), terms.name, terms.level)
        added = _find(tx, tier, new_id)
        append_entry(tx, _tell(service, asking, added), now)
        return added

    return service.db.write(work)


def _find_open(tx: Tx, actor: Actor, tier: Tier, ref: Ref) -> Node | Refused:
    """Where something is to be added, which must be in use."""
    node = find_managed(tx, actor, tier, ref)
    if isinstance(node, Refused) or node.in_use:
        return node
    return Refused(Reason.CLOSED, f"This {TIER_WORDS[tier]} is out of use. Bring it back first, then add to it.")


def _find(tx: Tx, tier: Tier, thing_id: int) -> Node:
    (found,) = read_below(tx, tier, tier, thing_id)
    return found


def _find_units(tx: Tx, floor: Node, places: Sequence[PlaceTerms]) -> dict[Ref, UnitId] | Refused:
    """The units that are to own the places, or what is wrong with the places on this floor."""
    refusal = refuse_place_name(tx, floor.id, places[0]) if len(places) == 1 else _refuse_names(tx, floor, places)
    if refusal is not None:
        return refusal
    known = set(read_known_features(tx, floor.site.organisation_id))
    if any(set(terms.features) - known for terms in places):
        return Refused(Reason.BAD_FIELD, "There is no such feature. Choose from the list.", field="feature")
    units: dict[Ref, UnitId] = {}
    for ref in {terms.unit for terms in places if terms.unit is not None}:
        unit_id = find_unit(tx, ref)
        if unit_id is None:
            return Refused(Reason.BAD_FIELD, "There is no such unit. Choose one from the list.", field="unit")
        units[ref] = unit_id
    return units


def _refuse_names(tx: Tx, floor: Node, places: Sequence[PlaceTerms]) -> Refused | None:
    """Why several places cannot be called so, beside those that stand on the floor and beside one another."""
    standing = [(line.kind, line.name) for line in read_place_lines(tx, FloorId(floor.id))]
    taken = {key: say_place(*each) for each in standing for key in keys_of(*each)}
    clashes = [taken[key] for terms in places for key in keys_of(terms.kind, terms.name) if key in taken]
    clashes += [
        say_place(places[group[0]].kind, places[group[0]].name)
        for group in group_alike((terms.kind, terms.name) for terms in places)
    ]
    names = tuple(dict.fromkeys(clashes))
    if not names:
        return None
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    why = f"Taken on this floor already: {', '.join(names[:5])}{more}. Choose other numbers."
    return Refused(Reason.BAD_FIELD, why, field="first")


def _new(terms: PlaceTerms, units: dict[Ref, UnitId]) -> NewResource:
    unit_id = units[terms.unit] if terms.unit is not None else None
    return NewResource(terms.kind, terms.name, terms.capacity, terms.features, unit_id, terms.ceiling_cm)


def _tell(service: Service, actor: Actor, added: Node) -> Event:
    facts: dict[str, Any] = {"after": say_terms(service, added.terms)}
    return tell_estate(actor, AuditAct.ESTATE_ADDED, added, facts)
