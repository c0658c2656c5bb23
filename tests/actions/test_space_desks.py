"""The numbers of a floor's own page where its layout is too hard to be proven while somebody waits."""

import time
from dataclasses import replace
from itertools import combinations
from random import Random

from booking.actions.space_desks import DesksHere, LayoutView, lay_out
from booking.model.estate import ResourceKind
from booking.model.ids import Ref, ResourceId
from booking.model.layouts import LayoutAsk
from booking.model.spacing import SeatPair
from booking.model.tree import FloorTerms, Node, Tier
from tests.rules.facts import FLOOR, room, site

DESKS = 300
SECONDS = 4.0


def hard_floor() -> DesksHere:
    """Desks of which one in ten pairs, by chance, is too near: no solver proves that in a minute. A third is dual."""
    dice = Random(7)  # noqa: S311 - a layout, no secret
    desks = tuple(
        replace(room(at, kind=ResourceKind.DESK, seats=1), features=("dual",) if at % 3 == 0 else ())
        for at in range(1, DESKS + 1)
    )
    pairs = tuple(
        SeatPair(ResourceId(one), ResourceId(other), 1500)
        for one, other in combinations(range(1, DESKS + 1), 2)
        if dice.random() < 0.1
    )
    node = Node(Tier.FLOOR, FLOOR, room().floor_ref, FloorTerms("First", 1, Ref("b")), (), site())
    return DesksHere(node=node, plan=None, desks=desks, places=(), pairs=pairs, unplaced=0, standing=None)


def test_both_numbers_of_a_hard_floor_share_the_time_and_each_has_a_bound_that_holds() -> None:
    here = hard_floor()

    began = time.monotonic()
    view = lay_out(here, LayoutAsk(200, prefer=frozenset({"dual"})), seconds=SECONDS)
    took_s = time.monotonic() - began

    assert isinstance(view, LayoutView)
    assert took_s < 2 * SECONDS  # each number alone takes all of it; starting the solver comes on top
    assert 20 <= view.dynamic.found < view.dynamic.bound <= DESKS
    assert 20 <= view.fixed.found < view.fixed.bound <= view.dynamic.bound
    kept = {desk.id for desk in view.kept}
    assert (len(kept), len(view.out)) == (view.fixed.found, DESKS - view.fixed.found)
    assert not any(kept.issuperset((pair.one_id, pair.other_id)) for pair in here.pairs)
