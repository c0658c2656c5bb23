"""Show how many desks of a floor can be used at once where people sit apart, and which of them a fixed layout keeps."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from booking.actions.book import not_found
from booking.actions.open_estate import find_managed
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.estate import Place, Plan, Resource, ResourceKind
from booking.model.ids import FloorId, Ref, ResourceId
from booking.model.layouts import Conflicts, LayoutAsk, Most, StandingLayout, Unsteered
from booking.model.people import Actor
from booking.model.spacing import SeatPair
from booking.model.tree import Node, Tier
from booking.rules.layouts import count_unsteered, find_conflicts
from booking.rules.permits import Act, may
from booking.rules.phrases import say_metres, say_resource
from booking.solver.independent import Chosen, Puzzle, choose_each
from booking.store.engine import Tx
from booking.store.estate import read_floor
from booking.store.layouts import find_layout
from booking.store.spacing import read_seat_pairs

SECONDS = 10.0
"""How long both numbers together are worked on where a layout is hard: somebody waits for the page."""


@dataclass(frozen=True, slots=True)
class DesksHere:
    """A floor's desks as a layout looks at them.

    Attributes:
        node: the floor.
        plan: its current plan; None where it has none.
        desks: those in use that stand on the plan, by id.
        places: their places.
        pairs: those that stand nearer than any spacing could ask for.
        unplaced: how many desks stand on no plan.
        standing: the layout that is switched on; None where none is.
    """

    node: Node
    plan: Plan | None
    desks: tuple[Resource, ...]
    places: tuple[Place, ...]
    pairs: tuple[SeatPair, ...]
    unplaced: int
    standing: StandingLayout | None

    @property
    def features(self) -> tuple[str, ...]:
        """What any of the desks has, in order."""
        return tuple(sorted({code for desk in self.desks for code in desk.features}))


@dataclass(frozen=True, slots=True)
class LayoutView:
    """What an ask would give.

    Attributes:
        dynamic: how many desks can be used at once, where who takes which is steered in the best way.
        unsteered: the same where nobody steers.
        fixed: how many a fixed layout keeps, with those that must stay.
        kept, out: its desks, by id.
        must: those of them that must stay.
    """

    dynamic: Most
    unsteered: Unsteered
    fixed: Most
    kept: tuple[Resource, ...]
    out: tuple[Resource, ...]
    must: frozenset[ResourceId]


def open_desks(service: Service, actor: Actor, floor: Ref) -> DesksHere | Refused:
    """A floor's desks for somebody who manages it. Four selects."""
    return service.db.read(lambda tx: read_desks(tx, actor, floor))


def read_desks(tx: Tx, actor: Actor, floor: Ref) -> DesksHere | Refused:
    """The same within a transaction."""
    node = find_managed(tx, actor, Tier.FLOOR, floor)
    if isinstance(node, Refused):
        return node
    sheet = read_floor(tx, floor)
    if sheet is None or not may(actor, Act.MANAGE_ESTATE, node.about):
        return not_found()
    floor_id = FloorId(node.id)
    desks = {item.id: item for item in sheet.resources if item.kind is ResourceKind.DESK}
    places = tuple(place for place in sheet.places if place.resource_id in desks)
    placed = {place.resource_id for place in places}
    plan = sheet.floor.plan
    measured = plan is not None and plan.metres_per_unit is not None
    return DesksHere(
        node=node,
        plan=plan,
        desks=tuple(desk for desk_id, desk in desks.items() if desk_id in placed) if measured else (),
        places=places,
        pairs=read_seat_pairs(tx, [floor_id], _WIDEST_MM) if measured else (),
        unplaced=len(desks) - len(placed) if measured else len(desks),
        standing=find_layout(tx, floor_id),
    )


_WIDEST_MM = 10_000


def lay_out(here: DesksHere, ask: LayoutAsk, *, seconds: float = SECONDS) -> LayoutView | Refused:
    """The numbers of an ask and the desks that it keeps. It reads nothing.

    Where a layout is hard, both numbers together take so many seconds; then the best found stands with its bound.
    Refused where a desk that must stay is not there, or two that must stay are too near each other.
    """
    ids = tuple(desk.id for desk in here.desks)
    must = _find_must(here, ask)
    if isinstance(must, Refused):
        return must
    conflicts = find_conflicts(frozenset(ids), here.pairs, ask)
    if refusal := _refuse_clash(here, must, conflicts, ask):
        return refusal
    numbers = {desk_id: number for number, desk_id in enumerate(ids)}
    pairs = frozenset((numbers[one], numbers[other]) for one, other in conflicts)
    preferred = [bool(ask.prefer & set(desk.features)) for desk in here.desks]
    whole = 1 + sum(preferred)  # one desk more outweighs every preference
    weights = tuple(whole + liked for liked in preferred)
    free, kept = choose_each(
        (
            Puzzle((1,) * len(ids), pairs),
            Puzzle(weights, pairs, frozenset(numbers[desk_id] for desk_id in must)),
        ),
        seconds=seconds,
        most_pairs=sys.maxsize,
    )
    chosen = frozenset(kept.kept)
    return LayoutView(
        dynamic=_most(free, 1),
        unsteered=count_unsteered(ids, conflicts),
        fixed=_least_bound(_most(kept, whole), _most(free, 1)),
        kept=tuple(desk for number, desk in enumerate(here.desks) if number in chosen),
        out=tuple(desk for number, desk in enumerate(here.desks) if number not in chosen),
        must=must,
    )


def _most(chosen: Chosen, whole: int) -> Most:
    return Most(len(chosen.kept), chosen.bound // whole)


def _least_bound(fixed: Most, dynamic: Most) -> Most:
    """No layout keeps more desks than can be used at once."""
    return replace(fixed, bound=min(fixed.bound, dynamic.bound))


def _find_must(here: DesksHere, ask: LayoutAsk) -> frozenset[ResourceId] | Refused:
    by_name: Mapping[str, ResourceId] = {desk.name.casefold(): desk.id for desk in here.desks}
    unknown = [name for name in ask.names if name.casefold() not in by_name]
    if unknown:
        why = f"There is no desk called “{unknown[0]}” on the plan of this floor. Enter names as they stand on the map."
        return Refused(Reason.BAD_FIELD, why, field="keep")
    named = {by_name[name.casefold()] for name in ask.names}
    return frozenset(named | {desk.id for desk in here.desks if ask.must & set(desk.features)})


def _refuse_clash(here: DesksHere, must: frozenset[ResourceId], conflicts: Conflicts, ask: LayoutAsk) -> Refused | None:
    """Why not all that must stay can; None where it can."""
    clashes = sorted(pair for pair in conflicts if must.issuperset(pair))
    if not clashes:
        return None
    names = {desk.id: say_resource(desk) for desk in here.desks}
    apart = {(pair.one_id, pair.other_id): pair.distance_mm for pair in here.pairs}
    one, other = clashes[0]
    more = f" There are {len(clashes) - 1} more such pairs." if len(clashes) > 1 else ""
    return Refused(
        Reason.BAD_FIELD,
        f"{names[one]} and {names[other]} must both stay, and their seats are {say_metres(apart[one, other] // 10)} "
        f"apart.{more} Let one of them go, or choose a shorter distance than {say_metres(ask.spacing_cm)}.",
        field="keep",
    )
