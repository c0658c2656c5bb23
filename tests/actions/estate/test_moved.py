"""A place that is moved to another floor between being found and its floor being locked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import event

from booking.actions.book import book
from booking.actions.change import Changes, change_booking
from booking.actions.service import Service
from booking.model.decisions import Reason
from booking.model.tree import Tier
from booking.store.engine import Database
from tests.actions.estate.steps import change, done, wanting
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, Estate
from tests.store.state import checksum


@contextmanager
def after_reads(service: Service, number: int, act: Callable[[], None]) -> Iterator[None]:
    """Do something once, as soon as the service has run so many statements."""
    numbers = count(1)

    def interrupt(*_: object) -> None:
        if next(numbers) == number:
            act()

    event.listen(service.db.engine, "after_cursor_execute", interrupt)
    try:
        yield
    finally:
        event.remove(service.db.engine, "after_cursor_execute", interrupt)


@pytest.mark.parametrize(("name", "reason"), [("Small", Reason.CHANGED_MEANWHILE), ("D4", Reason.NOT_FOUND)])
@pytest.mark.parametrize(("how", "reads"), [("book", 1), ("change", 2)])
def test_place_moved_meanwhile_is_not_booked_under_the_lock_of_its_old_floor(
    service: Service, estate: Estate, database_url: str, name: str, reason: Reason, how: str, reads: int
) -> None:
    """Rooms are looked for at their whole site and desks on their floor, so that a desk is not found there any more."""
    elsewhere = Service(Database(database_url), service.secret, service.anchors)
    manager, staff = estate.actors["facilities"], estate.actors["staff"]
    standing = booked(service, staff, wish(estate, "D1", day="2026-11-26"))
    states: list[dict[str, str]] = []

    def move() -> None:
        wanted = wanting(elsewhere, manager, Tier.PLACE, estate.ref(name), floor=estate.floor_refs["oak2"])
        done(change(elsewhere, manager, wanted))
        states.append(checksum(elsewhere))

    with after_reads(service, reads, move):
        if how == "book":
            answer: object = book(service, staff, wish(estate, name), now=NOW)
        else:
            changes = Changes(resource=estate.ref(name))
            answer = change_booking(service, staff, standing.booking.ref, changes, version=None, now=NOW)

    elsewhere.db.close()
    assert refusal_of(answer) is reason
    assert [checksum(service)] == states
