"""Open the estate to those who manage it: the tree, one thing of it, and what can be chosen for it."""

from dataclasses import dataclass

from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.ids import FloorId, Ref
from booking.model.people import About, Actor
from booking.model.tree import Choice, Node, PlaceLine, SiteBranch, Tier
from booking.rules.permits import Act, may, sites_where
from booking.store.engine import Tx
from booking.store.features import read_known_features
from booking.store.tree import count_kinds, find_node, read_below, read_place_lines, read_tree, read_units


@dataclass(frozen=True, slots=True)
class OpenNode:
    """A thing and what can be chosen for it: units, features, and where else in its site it could stand."""

    node: Node
    units: tuple[Choice, ...] = ()
    features: tuple[str, ...] = ()
    elsewhere: tuple[Choice, ...] = ()


def show_tree(service: Service, actor: Actor) -> tuple[SiteBranch, ...]:
    """The sites that the actor manages with buildings and floors, what is out of use too. One select."""
    sites = sites_where(actor, Act.MANAGE_ESTATE)
    return service.db.read(lambda tx: read_tree(tx, sites))


def show_kinds(service: Service, actor: Actor) -> tuple[tuple[Choice, ResourceKind, int, int], ...]:
    """How many places of each kind the actor's sites have, in use and out of use. One select."""
    sites = sites_where(actor, Act.MANAGE_ESTATE)
    return service.db.read(lambda tx: count_kinds(tx, sites))


def open_node(service: Service, actor: Actor, tier: Tier, ref: Ref) -> OpenNode | Refused:
    """A thing that the actor manages; others are answered as not there. At most four selects."""

    def work(tx: Tx) -> OpenNode | Refused:
        node = find_managed(tx, actor, tier, ref)
        if isinstance(node, Refused):
            return node
        return OpenNode(node, *_read_choices(tx, node))

    return service.db.read(work)


def list_places(service: Service, actor: Actor, floor: Ref) -> tuple[Node, tuple[PlaceLine, ...]] | Refused:
    """A floor that the actor manages and every place on it. Two selects."""

    def work(tx: Tx) -> tuple[Node, tuple[PlaceLine, ...]] | Refused:
        node = find_managed(tx, actor, Tier.FLOOR, floor)
        return node if isinstance(node, Refused) else (node, read_place_lines(tx, FloorId(node.id)))

    return service.db.read(work)


def find_managed(tx: Tx, actor: Actor, tier: Tier, ref: Ref) -> Node | Refused:
    """A thing that the actor manages; one that is not there and one that they may not know of look the same."""
    node = find_node(tx, tier, ref)
    if node is None or not may(actor, Act.MANAGE_ESTATE, node.about):
        return not_found()
    return node


def refuse_narrow(actor: Actor) -> Refused | None:
    """Why the actor may not do what concerns the whole organisation; None where they may."""
    if may(actor, Act.MANAGE_ESTATE, About()):
        return None
    return Refused(
        Reason.NOT_ALLOWED,
        "This concerns every site, and you look after some of them. Ask somebody who looks after all of them.",
    )


def _read_choices(tx: Tx, node: Node) -> tuple[tuple[Choice, ...], tuple[str, ...], tuple[Choice, ...]]:
    """Units, features, and where else it could stand."""
    organisation = node.site.organisation_id
    match node.tier:
        case Tier.SITE | Tier.BUILDING:
            return (), (), ()
        case Tier.FLOOR:
            buildings = read_below(tx, Tier.BUILDING, Tier.SITE, node.site.id)
            elsewhere = tuple(Choice(each.ref, each.name) for each in buildings if each.in_use)
        case Tier.PLACE:
            floors = read_below(tx, Tier.FLOOR, Tier.SITE, node.site.id)
            elsewhere = tuple(Choice(each.ref, say_floor(each)) for each in floors if each.in_use)
    return read_units(tx, organisation), read_known_features(tx, organisation), elsewhere


def say_floor(floor: Node) -> str:
    """A floor among those of its site: First floor, Alder House."""
    return f"{floor.name}, {floor.above[-1].name}"
