"""F2: an act that breaks off before any of its statements leaves the database as it was; one that does not is whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import event

from booking.actions.add_to_estate import add_places
from booking.actions.book import OnceOnly, Wish, book
from booking.actions.cancel import cancel, end_early
from booking.actions.change import Changes, change_booking, reinstate_booking
from booking.actions.change_features import FeatureChange, change_feature, weigh_feature
from booking.actions.check_in import check_in
from booking.actions.retire import Confirmed, retire, weigh_retiring
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.effects import Effect
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.time import Interval
from booking.model.tree import Node, PlaceTerms, Tier
from tests.access.watch import take_fingerprint
from tests.estate import NOW, Estate, at

Perform = Callable[[Service, Estate, Ref], object]


class BrokenOff(Exception):
    """What the test raises in the middle of an act."""


def _book(service: Service, estate: Estate, _standing: Ref) -> object:
    once = OnceOnly("a-key", "a-digest", lambda card: (201, card.booking.ref))
    wish = Wish(estate.ref("D2"), Interval(at("13:00"), at("14:00")), title="Half way")
    return book(service, estate.actors["staff"], wish, now=NOW, once=once)


def _change(service: Service, estate: Estate, standing: Ref) -> object:
    changes = Changes(end=at("12:00"), resource=estate.ref("E1"), title="Elsewhere")
    return change_booking(service, estate.actors["staff"], standing, changes, version=1, now=NOW)


def _cancel(service: Service, estate: Estate, standing: Ref) -> object:
    return cancel(service, estate.actors["staff"], standing, version=1, now=NOW)


def _check_in(service: Service, estate: Estate, standing: Ref) -> object:
    return check_in(service, estate.actors["staff"], standing, now=NOW)


def _end(service: Service, estate: Estate, standing: Ref) -> object:
    return end_early(service, estate.actors["staff"], standing, version=1, now=at("09:30"))


def _reinstate(service: Service, estate: Estate, standing: Ref) -> object:
    return reinstate_booking(service, estate.actors["staff"], standing, version=2, now=NOW)


def _take_out(service: Service, estate: Estate, _standing: Ref) -> object:
    effect = weigh_retiring(service, estate.actors["facilities"], Tier.PLACE, estate.ref("D1"), now=NOW)
    confirmed = Confirmed(effect.stamp if isinstance(effect, Effect) else "", "The ceiling leaks.")
    return retire(service, estate.actors["facilities"], (Tier.PLACE, estate.ref("D1")), confirmed, now=NOW)


def _add_places(service: Service, estate: Estate, _standing: Ref) -> object:
    floor = estate.floor_refs["oak2"]
    new = [PlaceTerms(f"E{number}", ResourceKind.DESK, 1, (), None, floor) for number in (2, 3)]
    return add_places(service, estate.actors["facilities"], floor, new, now=NOW)


def _rename_feature(service: Service, estate: Estate, _standing: Ref) -> object:
    manager, wanted = estate.actors["facilities"], FeatureChange("screen", "wall_screen")
    effect = weigh_feature(service, manager, wanted, now=NOW)
    return change_feature(service, manager, wanted, agreed=effect.stamp if isinstance(effect, Effect) else "", now=NOW)


ACTS: dict[str, Perform] = {
    "book": _book,
    "change": _change,
    "cancel": _cancel,
    "check in": _check_in,
    "end early": _end,
    "reinstate": _reinstate,
    "take out of use": _take_out,
    "add places": _add_places,
    "rename a feature": _rename_feature,
}
LEAST_STATEMENTS = 8
"""An act locks, reads, decides and writes; the check is blind where it meets fewer statements than that takes."""


@pytest.mark.parametrize("name", ACTS)
def test_act_that_breaks_off_anywhere_writes_nothing(service: Service, estate: Estate, name: str) -> None:
    wish = Wish(estate.ref("D1"), Interval(at("09:00"), at("10:00")))
    made = book(service, estate.actors["staff"], wish, now=NOW)
    assert isinstance(made, BookingCard)
    if name == "reinstate":
        _cancel(service, estate, made.booking.ref)
    before, anchors = take_fingerprint(service), service.anchors.read_text()

    for place in count(1):
        with _breaking_off(service, place) as broken:
            done = _perform(ACTS[name], service, estate, made.booking.ref)
        if not broken:
            break
        assert take_fingerprint(service) == before, f"broken off before statement {place}"
        assert service.anchors.read_text() == anchors

    assert place > LEAST_STATEMENTS
    assert isinstance(done, BookingCard | Node | FeatureChange | tuple)
    assert take_fingerprint(service) != before
    assert service.anchors.read_text() != anchors


def _perform(act: Perform, service: Service, estate: Estate, standing: Ref) -> object:
    try:
        return act(service, estate, standing)
    except BrokenOff:
        return None


@contextmanager
def _breaking_off(service: Service, place: int) -> Iterator[list[int]]:
    """Raise before the statement of that number, counted from one; the list then holds it."""
    broken: list[int] = []
    numbers = count(1)

    def break_off(*_statement: object) -> None:
        if next(numbers) == place:
            broken.append(place)
            raise BrokenOff

    event.listen(service.db.engine, "before_cursor_execute", break_off)
    try:
        yield broken
    finally:
        event.remove(service.db.engine, "before_cursor_execute", break_off)
