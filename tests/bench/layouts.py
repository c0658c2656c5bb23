"""What is worked out without a database: the pairs of a plan that is published, and the numbers of a distance rule."""

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from statistics import median

from booking.actions.count_together import count_together
from booking.model.estate import Floor, Site
from booking.model.ids import BuildingId, FloorId, OrganisationId, Ref, ResourceId, SiteId
from booking.model.layouts import LayoutAsk, SpacedFloor
from booking.solver.independent import choose_each
from floorplans.spacing import find_near_seats
from tests.bench.report import Figure
from tests.bench.wanted import at_most
from tests.floorplans.seat_layouts import LAYOUTS, Layout

PAIRS_BUDGET_MS = 100.0
"""Processor time for the pairs of 5,000 seats, in the median of several rounds."""

TRUST_BUDGET_MS = 6000.0
"""Processor time for the numbers of a rule for 100 floors, the solver's process included; about twice what it takes."""

ROUNDS = 15


def measure_layouts() -> Iterator[Figure]:
    """Each figure as soon as it is there."""
    for name, make in LAYOUTS.items():
        yield _measure_pairs(f"pairs of 5,000 seats: {name}", make())
    yield _measure_trust()


def _measure_pairs(what: str, layout: Layout) -> Figure:
    pairs = 0

    def find() -> None:
        nonlocal pairs
        pairs = len(find_near_seats(layout.seats, facings=layout.facings, screens=layout.screens))

    took_ms = median(_cpu_ms(find) for _ in range(ROUNDS))
    return _make_figure(what, took_ms, PAIRS_BUDGET_MS, f"{pairs:,} pairs")


def _measure_trust() -> Figure:
    """A hundred floors of 50 desks, each floor with desks of its own: the numbers of both ways."""
    floors = [_floor(number) for number in range(100)]
    choose_each.cache_clear()
    proven = 0

    def count() -> None:
        nonlocal proven
        proven = sum(one.dynamic.is_proven and one.fixed.is_proven for one in count_together(floors).floors)

    began = time.perf_counter()
    took_ms = _cpu_ms(count)
    beside = f"{time.perf_counter() - began:.1f} s, {proven} floors proven"
    return _make_figure("numbers of a distance rule for 100 floors", took_ms, TRUST_BUDGET_MS, beside)


def _floor(number: int) -> SpacedFloor:
    """Desks at a bench, a little out of line on each floor, so that no two floors are alike."""
    dice = Random(number)  # noqa: S311 - a layout, no secret
    seats = [(at % 10 * 1.6 + dice.random() * 0.4, at // 10 * 1.8 + dice.random() * 0.4) for at in range(50)]
    near = find_near_seats(seats, 2000)
    conflicts = frozenset((ResourceId(pair.one), ResourceId(pair.other)) for pair in near)
    floor = replace(_FLOOR, id=FloorId(number), name=f"Floor {number}")
    must = frozenset({ResourceId(0), ResourceId(49)})
    return SpacedFloor(floor, LayoutAsk(200), tuple(ResourceId(at) for at in range(50)), conflicts, must)


_SITE = Site(SiteId(1), Ref("s"), OrganisationId(1), "Site", "Europe/London")
_FLOOR = Floor(FloorId(1), Ref("f"), BuildingId(1), "House", "First", 1, _SITE, 0, None)


def _cpu_ms(work: Callable[[], None]) -> float:
    """Processor time of this process and of those that it started and waited for."""
    before = _cpu_s()
    work()
    return (_cpu_s() - before) * 1000


def _cpu_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _make_figure(what: str, took_ms: float, budget_ms: float, beside: str) -> Figure:
    wanted = at_most(took_ms, budget_ms, "ms of CPU", binding=True)
    return Figure(what, service_ms=f"{took_ms:.0f}", beside=beside, wanted=(wanted,))
