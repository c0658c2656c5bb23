"""Two at once: two managers and one name, and a booking made while its place is taken out of use."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from booking.actions.add_to_estate import add_building_to_estate, add_places, add_site_to_estate
from booking.actions.book import book
from booking.actions.retire import Confirmed, retire, weigh_retiring
from booking.actions.service import Service
from booking.actions.verify_audit import verify_audit
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.people import Actor
from booking.model.tree import BuildingTerms, Node, PlaceTerms, SiteTerms, Tier
from tests.actions.estate.steps import effect_of, ref_of
from tests.actions.steps import wish
from tests.estate import NOW, Estate
from tests.store.state import count

ROUNDS = 8


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do the acts in as many threads, all let go in the same moment."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("what", ["place", "building", "site"])
def test_of_two_managers_who_add_one_name_one_wins(service: Service, estate: Estate, what: str) -> None:
    managers = (estate.actors["facilities"], estate.actors["admin"])
    oak, floor = ref_of(service, "site", "Oak"), estate.floor_refs["oak1"]

    for number in range(ROUNDS):
        name = f"N{number}"
        new = PlaceTerms(name, ResourceKind.DESK, 1, (), None, floor)
        ways: dict[str, Callable[[Actor], object]] = {
            "place": lambda actor, new=new: add_places(service, actor, floor, (new,), now=NOW),  # type: ignore[misc]
            "building": lambda actor, name=name: add_building_to_estate(  # type: ignore[misc]
                service, actor, oak, BuildingTerms(name), now=NOW
            ),
            "site": lambda actor, name=name: add_site_to_estate(  # type: ignore[misc]
                service, actor, SiteTerms(name, "Europe/London"), now=NOW
            ),
        }
        answers = at_once(*(partial(ways[what], actor) for actor in managers))
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert [(answer.reason, answer.field) for answer in refused] == [(Reason.BAD_FIELD, "name")]

    table = "resource" if what == "place" else what
    assert count(service, table, "name LIKE 'N%'") == ROUNDS
    assert verify_audit(service) == ROUNDS


def test_of_a_booking_and_the_end_of_its_place_one_wins(service: Service, estate: Estate) -> None:
    """Whoever comes second is told: the manager that there is a booking, the person that the place is out of use."""
    manager, staff = estate.actors["facilities"], estate.actors["staff"]
    won: Counter[str] = Counter()

    for name in ("D1", "D2", "D3", "D4", "Small", "Middle", "Large", "E1"):
        place = (Tier.PLACE, estate.ref(name))
        agreed = effect_of(weigh_retiring(service, manager, *place, now=NOW)).stamp
        day = f"2026-12-{1 + sum(won.values()):02d}"
        answers = at_once(
            partial(retire, service, manager, place, Confirmed(agreed, ""), now=NOW),
            partial(book, service, staff, wish(estate, name, day=day), now=NOW),
        )
        match answers:
            case [Node(), Refused(reason=Reason.CLOSED)]:
                won["place gone"] += 1
            case [Refused(reason=Reason.CHANGED_MEANWHILE), BookingCard()]:
                won["booked"] += 1
            case _:
                pytest.fail(f"both or neither: {answers}")

    assert won.total() == ROUNDS
    assert count(service, "booking", "state = 'confirmed'") == won["booked"]
    assert count(service, "resource", "retired_at IS NOT NULL") == won["place gone"]
    sql = "state = 'confirmed' AND resource_id IN (SELECT id FROM resource WHERE retired_at IS NOT NULL)"
    assert count(service, "booking", sql) == 0
