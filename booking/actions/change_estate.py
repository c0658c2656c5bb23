"""Change what is said of a site, building, floor or place: first its effect, then, confirmed, the change."""

from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.book import find_again
from booking.actions.estate_record import say_terms, tell_estate
from booking.actions.open_estate import find_managed, say_floor
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.decisions import Reason, Refused
from booking.model.effects import Affected, Effect
from booking.model.ids import FloorId, Ref, UnitId
from booking.model.people import Actor
from booking.model.tree import BuildingTerms, FloorTerms, Node, PlaceTerms, SiteTerms, Terms, Tier, stamp_terms
from booking.rules.effects import (
    TIER_WORDS,
    concerns_every_booking,
    say_building_change,
    say_floor_change,
    say_place_change,
    say_site_change,
)
from booking.rules.permits import Act, may
from booking.rules.phrases import say_place
from booking.rules.place_names import keys_of
from booking.store.affected import Concerned, read_affected
from booking.store.audit import append_entry
from booking.store.build import lock_organisation, lock_site, write_building, write_floor, write_place, write_site
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.features import read_known_features
from booking.store.tree import find_node, find_unit, read_floor_ids, read_names, read_place_lines, read_units


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants to be said of a thing, and the mark of what they saw it say."""

    tier: Tier
    ref: Ref
    wanted: Terms
    seen: str


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A change that could be made, what it would do, and what must be known to write it."""

    node: Node
    floors: tuple[FloorId, ...]
    effect: Effect
    to: Node | None = None
    unit_id: UnitId | None = None


def weigh_change(service: Service, actor: Actor, change: Change, *, now: datetime) -> Effect | Refused:
    """What a change would do; nothing is written."""
    found = service.db.read(lambda tx: _weigh(tx, actor, change, now))
    return found if isinstance(found, Refused) else found.effect


def change_estate(service: Service, actor: Actor, change: Change, *, agreed: str, now: datetime) -> Node | Refused:
    """Make a change whose effect is still the one agreed to; answers the thing as it then stands."""
    first = service.db.read(lambda tx: _weigh(tx, actor, change, now))
    if isinstance(first, Refused):
        return first

    def work(tx: Tx) -> Node | Refused:
        lock_floors(tx, first.floors, now=now)
        _lock_above(tx, first.node)
        asking = find_again(tx, actor)
        weighed = _weigh(tx, asking, change, now) if asking is not None else None
        if asking is None or isinstance(weighed, Refused) or weighed is None:
            return weighed if isinstance(weighed, Refused) else refuse_changed()
        if weighed.floors != first.floors or weighed.effect.stamp != agreed:
            return refuse_changed()
        _write(tx, change, weighed)
        after = find_node(tx, change.tier, change.ref)
        if after is None:
            raise RuntimeError(f"{change.tier} {first.node.id} was changed and is not there")
        facts = {"before": say_terms(service, weighed.node.terms), "after": say_terms(service, after.terms)}
        append_entry(tx, tell_estate(asking, AuditAct.ESTATE_CHANGED, after, facts), now)
        return after

    return service.db.write(work)


def refuse_changed() -> Refused:
    """What is answered where a confirmed effect is no longer what would happen."""
    return Refused(
        Reason.CHANGED_MEANWHILE,
        "Something changed while you were deciding. This is what it would do now. Nothing was changed yet.",
        field="agreed",
    )


def refuse_name(tx: Tx, tier: Tier, parent_id: int, name: str, *, but: int | None = None) -> Refused | None:
    """Why a name cannot be given beside those that stand in the same thing; None where it can.

    What is out of use keeps its name, so that its history is never taken for another's.
    """
    for other_id, other, in_use in read_names(tx, tier, parent_id):
        if other_id != but and other.casefold() == name.casefold():
            return _refuse_taken(tier, other, in_use=in_use)
    return None


def refuse_place_name(tx: Tx, floor_id: int, terms: PlaceTerms, *, but: Ref | None = None) -> Refused | None:
    """Why a place cannot be called so on a floor: another is, as it is written or as pages show it; None where it can.

    What is out of use keeps its name, as `refuse_name` says.
    """
    keys = keys_of(terms.kind, terms.name)
    for other in read_place_lines(tx, FloorId(floor_id)):
        if other.ref != but and keys & keys_of(other.kind, other.name):
            return _refuse_taken(Tier.PLACE, say_place(other.kind, other.name), in_use=other.in_use)
    return None


def _refuse_taken(tier: Tier, name: str, *, in_use: bool) -> Refused:
    why = f"There is already a {TIER_WORDS[tier]} called “{name}” here"
    end = ". Choose another name." if in_use else ", out of use. Bring it back, or choose another name."
    return Refused(Reason.BAD_FIELD, why + end, field="name")


def _lock_above(tx: Tx, node: Node) -> None:
    """Names of sites are judged within the organisation, all others within the site or the floor."""
    if node.tier is Tier.SITE:
        lock_organisation(tx, node.site.organisation_id)
    elif node.tier is not Tier.PLACE:
        lock_site(tx, node.site.id)


def _weigh(tx: Tx, actor: Actor, change: Change, now: datetime) -> _Weighed | Refused:
    node = find_managed(tx, actor, change.tier, change.ref)
    if isinstance(node, Refused):
        return node
    if stamp_terms(node.terms) != change.seen:
        return Refused(
            Reason.CHANGED_MEANWHILE,
            f"Somebody else changed this {TIER_WORDS[node.tier]} first. What you typed is kept below; what it says now "
            "stands beside it. Look at both, then save again.",
            field="seen",
        )
    if change.wanted == node.terms:
        return Refused(Reason.BAD_FIELD, "You have not changed anything. Change something, or go back.", field="")
    match node.terms, change.wanted:
        case SiteTerms() as before, SiteTerms() as after:
            return _weigh_site(tx, node, before, after, now)
        case BuildingTerms() as before, BuildingTerms() as after:
            return _weigh_building(tx, node, before, after)
        case FloorTerms() as before, FloorTerms() as after:
            return _weigh_floor(tx, node, before, after)
        case PlaceTerms() as before, PlaceTerms() as after:
            return _weigh_place(tx, actor, node, (before, after), now)
        case _:
            raise TypeError(f"{change.wanted} is not said of a {node.tier}")


def _weigh_site(tx: Tx, node: Node, before: SiteTerms, after: SiteTerms, now: datetime) -> _Weighed | Refused:
    if refusal := refuse_name(tx, Tier.SITE, node.site.organisation_id, after.name, but=node.id):
        return refusal
    moved = before.timezone != after.timezone
    affected = read_affected(tx, Concerned(Tier.SITE, (node.id,)), now) if moved else Affected()
    says = say_site_change(before, after, affected.total)
    effect = Effect(says, affected, zone_after=after.timezone if moved else "")
    return _Weighed(node, read_floor_ids(tx, Tier.SITE, node.id), effect)


def _weigh_building(tx: Tx, node: Node, before: BuildingTerms, after: BuildingTerms) -> _Weighed | Refused:
    if refusal := refuse_name(tx, Tier.BUILDING, node.site.id, after.name, but=node.id):
        return refusal
    return _Weighed(node, read_floor_ids(tx, Tier.BUILDING, node.id), Effect(say_building_change(before, after)))


def _weigh_floor(tx: Tx, node: Node, before: FloorTerms, after: FloorTerms) -> _Weighed | Refused:
    to = _find_target(tx, node, Tier.BUILDING, after.building)
    if isinstance(to, Refused):
        return to
    if refusal := refuse_name(tx, Tier.FLOOR, to.id, after.name, but=node.id):
        return refusal
    return _Weighed(node, (FloorId(node.id),), Effect(say_floor_change(before, after, to.name)), to)


def _weigh_place(
    tx: Tx, actor: Actor, node: Node, terms: tuple[PlaceTerms, PlaceTerms], now: datetime
) -> _Weighed | Refused:
    before, after = terms
    to = _find_target(tx, node, Tier.FLOOR, after.floor)
    if isinstance(to, Refused):
        return to
    renamed = (after.name, after.kind, after.floor) != (before.name, before.kind, before.floor)
    if renamed and (refusal := refuse_place_name(tx, to.id, after, but=node.ref)):
        return refusal
    unit_id = find_unit(tx, after.unit) if after.unit is not None else None
    if after.unit is not None and unit_id is None:
        return Refused(Reason.BAD_FIELD, "There is no such unit. Choose one from the list.", field="unit")
    if set(after.features) - {*before.features, *read_known_features(tx, node.site.organisation_id)}:
        return Refused(Reason.BAD_FIELD, "There is no such feature. Choose from the list.", field="feature")
    if refusal := _refuse_losing(actor, node, unit_id):
        return refusal
    over = Concerned(Tier.PLACE, (node.id,), after.capacity)
    too_many = read_affected(tx, over, now) if after.capacity < before.capacity else Affected()
    every = concerns_every_booking(before, after)
    affected = read_affected(tx, Concerned(Tier.PLACE, (node.id,)), now) if every else too_many
    names = {unit.ref: unit.name for unit in read_units(tx, node.site.organisation_id)}
    units = tuple(names.get(ref, "") if ref is not None else "" for ref in (before.unit, after.unit))
    says = say_place_change(
        before, after, coming=(affected.total, too_many.total), units=(units[0], units[1]), to_floor=say_floor(to)
    )
    floors = tuple(sorted({FloorId(node.above[-1].id), FloorId(to.id)}))
    return _Weighed(node, floors, Effect(says, affected), to, unit_id)


def _refuse_losing(actor: Actor, node: Node, unit_id: UnitId | None) -> Refused | None:
    """Nobody gives away by mistake what they then could not take back."""
    if may(actor, Act.MANAGE_ESTATE, replace(node.about, unit_id=unit_id)):
        return None
    return Refused(Reason.BAD_FIELD, "You look after this place through its unit. Leave it there.", field="unit")


def _find_target(tx: Tx, node: Node, tier: Tier, ref: Ref) -> Node | Refused:
    """Where a thing is to stand: where it stands already, or something in use at the same site."""
    to = find_node(tx, tier, ref)
    stays = to is not None and to.id == node.above[-1].id
    if to is None or to.site.id != node.site.id or not (stays or to.in_use):
        why = f"There is no such {TIER_WORDS[tier]} in use at this site. Choose one from the list."
        return Refused(Reason.BAD_FIELD, why, field=tier.value)
    return to


def _write(tx: Tx, change: Change, weighed: _Weighed) -> None:
    node, to = weighed.node, weighed.to
    match change.wanted:
        case SiteTerms() as terms:
            write_site(tx, node.id, terms)
        case BuildingTerms() as terms:
            write_building(tx, node.id, terms)
        case FloorTerms() as terms if to is not None:
            write_floor(tx, node.id, terms, to.id)
        case PlaceTerms() as terms if to is not None:
            write_place(tx, node.id, terms, floor_id=FloorId(to.id), unit_id=weighed.unit_id)
        case _:
            raise TypeError(f"nowhere to put {change.wanted}")
