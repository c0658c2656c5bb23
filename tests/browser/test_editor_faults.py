"""The faults that the editor finds at once are those that the server finds: codes, words, remedies and places."""

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from booking.actions.publish_draft import find_draft_faults
from booking.model.drafts import Draft, DraftPlace
from booking.model.estate import ResourceKind
from booking.model.ids import FloorId
from booking.rules.drafts import settle
from booking.rules.outlines import fault_in_outline
from tests.browser.test_editor_modules import plan_of, run

pytestmark = pytest.mark.xdist_group("browser")

__all__ = ["run"]

Ring = tuple[tuple[float, float], ...]
ELL: Ring = ((0, 0), (18, 0), (18, 5), (9, 5), (9, 9), (0, 9))
TURNED: Ring = tuple(reversed(ELL))
ROOM = ResourceKind.MEETING_ROOM
SAYS = (
    "return module.findFaults(given, {width: 20, height: 10}).map(({code, keys, says, remedy, stops}) => "
    "[code, keys[0], says, remedy, stops]).sort();"
)


def box(x: float, y: float, width: float = 1.6, height: float = 0.8) -> Ring:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


PLANS: dict[str, tuple[tuple[str, ResourceKind, int, Ring], ...]] = {
    "sound": (("1", ResourceKind.DESK, 1, box(1, 1)), ("Oak", ROOM, 4, box(4, 1, 4, 3))),
    "no name and two of one": (
        ("", ResourceKind.DESK, 1, box(1, 1)),
        ("A b", ResourceKind.DESK, 1, box(4, 1)),
        ("a  B", ResourceKind.DESK, 1, box(7, 1)),
    ),
    "off the sheet": (("1", ResourceKind.DESK, 1, box(19, 1)), ("2", ResourceKind.DESK, 1, box(-0.01, 1))),
    "in the recess": (("1", ResourceKind.DESK, 1, box(12, 6)), ("2", ResourceKind.DESK, 1, box(17, 1))),
    "a thousandth beyond the outline": (
        ("1", ResourceKind.DESK, 1, box(2, 8.219)),
        ("2", ResourceKind.DESK, 1, box(5, 8.221)),
    ),
    "too small": (
        ("Oak", ROOM, 8, box(1, 1, 3, 4)),
        ("Elm", ROOM, 9, box(5, 1, 3, 4)),
        ("1", ResourceKind.DESK, 4, box(1, 6)),
        ("2", ResourceKind.DESK, 1, box(4, 6, 0.5, 0.7)),
        ("Clinic", ResourceKind.CLINIC_ROOM, 3, box(9, 1, 2.35, 2.5)),
    ),
    "crossed, and so of no size and nowhere": (("1", ROOM, 9, ((1, 1), (30, 30), (30, 1), (1, 30))),),
    "touching itself": (("1", ROOM, 1, ((1, 1), (5, 1), (5, 5), (3, 1), (1, 5))),),
    "overlapping": (("1", ResourceKind.DESK, 1, box(1, 1)), ("2", ResourceKind.DESK, 1, box(1.8, 1))),
}

OF_THE_OUTLINE = {"in the recess", "a thousandth beyond the outline"}


@pytest.mark.parametrize("outline", [(), ELL, TURNED], ids=["no outline", "an outline", "an outline that was turned"])
@pytest.mark.parametrize("name", PLANS)
def test_browser_and_server_find_the_same_faults(run: Callable[..., Any], name: str, outline: Ring) -> None:
    places = tuple(
        DraftPlace(f"k{number}", called, kind, seats, ring, accepted=True)
        for number, (called, kind, seats, ring) in enumerate(PLANS[name])
    )
    at = datetime(2026, 11, 24, tzinfo=UTC)
    draft = Draft(FloorId(1), 1, 20.0, 10.0, 1.0, "typed", "<svg/>", "", places, at, outline=outline)
    server = sorted(
        [fault.code, fault.place, fault.problem, fault.remedy, fault.stops]
        for fault in find_draft_faults(draft, settle(draft, ()))
    )
    drawn: list[dict[str, object]] = [
        {
            "key": place.name,
            "name": place.name,
            "kind": place.kind,
            "seats": place.seats,
            "outline": [list(corner) for corner in place.outline],
            "accepted": True,
        }
        for place in places
    ]

    browser = run("editor-faults", SAYS, plan_of(*drawn, outline=[list(corner) for corner in outline] or None))

    assert sorted(browser) == server
    assert bool(server) == (name != "sound" and (bool(outline) or name not in OF_THE_OUTLINE))


def test_browser_and_server_judge_an_outline_alike(run: Callable[..., Any]) -> None:
    """Rings on a coarse grid, where corners repeat, touch sides and lie in line; too few corners, and too many."""
    chance = random.Random(11)  # noqa: S311 - the same rings each time
    at = datetime(2026, 11, 24, tzinfo=UTC)
    draft = Draft(FloorId(1), 1, 20.0, 10.0, 1.0, "typed", "<svg/>", "", (), at)
    rings = [
        [[float(chance.randint(0, 4)), float(chance.randint(0, 4))] for _ in range(chance.randint(2, 7))]
        for _ in range(2_000)
    ]
    circle = [[5 + 4 * math.cos(turn / 201 * math.tau), 5 + 4 * math.sin(turn / 201 * math.tau)] for turn in range(201)]
    rings += [circle, circle[:-1]]
    server = [not fault_in_outline([(x, y) for x, y in ring], draft) for ring in rings]

    browser = run("editor-outline", "return given.map((ring) => !module.faultInOutline(ring));", rings)

    assert [ring for ring, ours, theirs in zip(rings, server, browser, strict=True) if ours != theirs] == []
    assert server[-2:] == [False, True]
    assert 300 < sum(server) < 1_700
