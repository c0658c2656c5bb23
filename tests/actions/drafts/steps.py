"""A small drawing, and what is done with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from booking.actions import plan_drafts
from booking.actions.plan_drafts import begin_from_drawing
from booking.actions.service import Service
from booking.model.drafts import Draft, DraftPlace
from floorplans.cage import Tell, propose_in_cage
from floorplans.results import Proposed
from tests.estate import NOW, Estate

OFFICE = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400">
<rect x="0" y="0" width="800" height="400" fill="none" stroke="black"/>
<g class="room"><rect class="room" x="300" y="50" width="200" height="150" fill="none" stroke="black"/>
<text x="330" y="130" font-size="16">Meeting room 9</text></g>
<rect class="room" x="550" y="50" width="120" height="120" fill="none" stroke="black"/>
<text x="580" y="110" font-size="16">Store</text>
<rect class="room" x="300" y="250" width="120" height="80" fill="none" stroke="black"/>
<text x="330" y="290" font-size="16">Room 12</text>
<path class="wall" d="M128 60V140" fill="none" stroke="black"/>
<rect class="desk" x="100" y="100" width="16" height="8" fill="none" stroke="black"/>
<text x="101" y="106" font-size="3">Desk 9.01</text>
<rect class="desk" x="140" y="100" width="16" height="8" fill="none" stroke="black"/>
<text x="145" y="106" font-size="4">D1</text>
</svg>"""


def begun(service: Service, estate: Estate, floor: str = "oak1") -> Draft:
    """The office's drawing as a floor's draft."""
    actor, ref = estate.actors["facilities"], estate.floor_refs[floor]
    with read_once():
        draft = begin_from_drawing(service, actor, ref, ("office.svg", OFFICE), now=NOW)
    assert isinstance(draft, Draft), draft
    return draft


@contextmanager
def read_once() -> Iterator[None]:
    """A drawing that was read before is proposed as it was then: for what stands before a test begins.

    To start the process that reads it takes longer than most tests that want a draft.
    """

    def propose(data: bytes, name: str, *, tell: Tell) -> Proposed:  # noqa: ARG001 - nobody looks on
        return _read(data, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_drafts, "propose_in_cage", propose)
        yield


@cache
def _read(data: bytes, name: str) -> Proposed:
    return propose_in_cage(data, name)


def place_called(draft: Draft, name: str) -> DraftPlace:
    """The one place of that name."""
    (place,) = (place for place in draft.places if place.name == name)
    return place
