"""Random histories of several clients at once on a few places (B3): nothing doubled, nothing lost, everything written.

The last test is the control: the same kind of race without locks and guards must double-book, or nothing is shown.
"""

import random
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, text

import booking.actions.book
from booking.actions.book import Wish, book
from booking.actions.cancel import cancel, check_out, end_early
from booking.actions.change import Changes, change_booking, reinstate_booking
from booking.actions.check_in import check_in
from booking.actions.service import Busy, Service
from booking.actions.verify_audit import verify_audit
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused, Verdict
from booking.model.diary import Stand
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.rules.decide import decide
from booking.store.engine import _begin_sqlite
from tests.actions.steps import wish
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, count, overlaps

CLIENTS = 6
STEPS = 25
PLACES = ("D1", "D2", "D3", "E1", "F1", "D4")
START = at("09:00")


@dataclass(slots=True)
class Journal:
    """What one client was told: the last acknowledged card of each booking, and how many writes were acknowledged."""

    chance: random.Random
    cards: dict[Ref, BookingCard] = field(default_factory=dict)
    writes: int = 0
    refused: list[Reason] = field(default_factory=list)


def take_step(service: Service, estate: Estate, actor: Actor, journal: Journal, now: datetime) -> object:
    """Do one random thing: book, or do something to a booking of one's own."""
    chance = journal.chance
    start = START + timedelta(minutes=15 * chance.randrange(24))
    end = start + timedelta(minutes=15 * chance.randrange(1, 9))
    place = estate.ref(chance.choice(PLACES))
    ref = chance.choice([*journal.cards, None])
    if ref is None or chance.random() < 0.35:
        return book(service, actor, Wish(place, Interval(start, end)), now=now)
    version = journal.cards[ref].booking.version
    move = Changes(start=start, end=end, resource=place)
    acts: list[Callable[[], BookingCard | Refused]] = [
        lambda: change_booking(service, actor, ref, move, version=version, now=now),
        lambda: change_booking(service, actor, ref, move, version=version, now=now),
        lambda: cancel(service, actor, ref, version=version, now=now),
        lambda: end_early(service, actor, ref, version=version, now=now),
        lambda: reinstate_booking(service, actor, ref, version=version, now=now),
        lambda: check_in(service, actor, ref, now=now),
        lambda: check_out(service, actor, ref, now=now),
    ]
    return chance.choice(acts)()


def live_through(service: Service, estate: Estate, who: str, seed: int) -> Journal:
    """Take random steps while an own clock runs on; every answer is noted."""
    journal, now = Journal(random.Random(seed)), NOW  # noqa: S311 - no secret is made of it
    for _ in range(STEPS):
        now += timedelta(minutes=journal.chance.choice((0, 5, 30)))
        try:
            answer = take_step(service, estate, estate.actors[who], journal, now)
        except Busy:
            continue
        if isinstance(answer, BookingCard):
            journal.cards[answer.booking.ref] = answer
            journal.writes += 1
        elif isinstance(answer, Refused):
            journal.refused.append(answer.reason)
    return journal


@pytest.mark.parametrize("seed", [1, 2])
def test_histories_of_six_clients_leave_no_overlap_and_lose_nothing(
    service: Service, estate: Estate, seed: int
) -> None:
    organisation = (RuleScope.ORGANISATION, int(estate.organisation_id), None)
    set_rules(
        service,
        Rule(*organisation, RuleField.ONE_AT_A_TIME, value=False),
        Rule(*organisation, RuleField.TURNAROUND_MIN, 10),
    )
    clients = ("staff", "other", "mate", "lead", "reception", "clinic")

    with ThreadPoolExecutor(CLIENTS) as pool:
        journals = list(
            pool.map(lambda pair: live_through(service, estate, pair[1], 100 * seed + pair[0]), enumerate(clients))
        )

    assert overlaps(service) == 0
    acknowledged = {ref: card for journal in journals for ref, card in journal.cards.items()}
    standing = {
        row.ref: (row.state, row.version, row.sequence, row.resource_id)
        for row in ask(service, "SELECT ref, state, version, sequence, resource_id FROM booking")
    }
    assert standing == {
        ref: (card.booking.state, card.booking.version, card.booking.sequence, card.booking.resource_id)
        for ref, card in acknowledged.items()
    }
    writes = sum(journal.writes for journal in journals)
    assert writes > 30
    assert count(service, "audit_entry") == writes
    assert count(service, "outbox") == writes
    assert verify_audit(service) == writes
    refusals = {reason for journal in journals for reason in journal.refused}
    assert Reason.TAKEN in refusals
    held = "booking_id IN (SELECT id FROM booking WHERE state IN ('confirmed', 'checked_in', 'completed'))"
    assert count(service, "occupation", f"live AND {held}") == count(service, "booking", "holds")
    assert count(service, "occupation", f"live AND NOT {held}") == 0


def race_two(service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two people ask for one desk; each waits, after deciding and before writing, until the other has decided too."""
    both_decided = threading.Barrier(2)

    def decide_together(*asked: object) -> Verdict:
        verdict = decide(*asked)  # type: ignore[arg-type]
        with suppress(threading.BrokenBarrierError):
            both_decided.wait(0.5)
        return verdict

    def ask_for_it(who: str) -> object:
        try:
            return book(service, estate.actors[who], wish(estate), now=NOW)
        except Busy as lost_twice:
            return lost_twice

    monkeypatch.setattr(booking.actions.book, "decide", decide_together)
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(ask_for_it, ("staff", "other")))


def test_two_who_decide_at_once_get_one_desk(service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = race_two(service, estate, monkeypatch)

    assert sum(isinstance(answer, BookingCard) for answer in answers) == 1
    assert (overlaps(service), count(service, "booking")) == (0, 1)


def drop_guards(service: Service) -> None:
    with service.db.writing() as tx:
        if tx.on_postgres:
            tx.execute(text("ALTER TABLE occupation DROP CONSTRAINT occupation_no_overlap"))
        else:
            tx.execute(text("DROP TRIGGER occupation_no_overlap_insert"))


class NoLock:
    """Stands in the place of the lock that orders SQLite's writers."""

    def acquire(self, timeout: float) -> bool:
        return timeout > 0

    def release(self) -> None:
        pass


def drop_locks(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    stands: Mapping[object, Stand] = defaultdict(lambda: Stand(-1, -1, None))
    monkeypatch.setattr(booking.actions.book, "lock_floors", lambda *_args, **_more: stands)
    monkeypatch.setattr(booking.actions.book, "lock_person", lambda *_args: None)
    if service.db.engine.dialect.name == "sqlite":
        monkeypatch.setattr(service.db, "_writer", NoLock())
        event.remove(service.db.engine, "begin", _begin_sqlite)


def test_control_without_locks_and_guards_two_get_one_desk(
    service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: if this did not double-book, the tests above could not notice a lock that is missing."""
    drop_guards(service)
    drop_locks(service, monkeypatch)

    answers = race_two(service, estate, monkeypatch)

    assert sum(isinstance(answer, BookingCard) for answer in answers) == 2
    assert overlaps(service) == 1


def test_guard_alone_keeps_a_desk_from_two_when_the_locks_are_gone(
    service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_locks(service, monkeypatch)

    answers = race_two(service, estate, monkeypatch)

    assert sum(isinstance(answer, BookingCard) for answer in answers) == 1
    assert overlaps(service) == 0


def test_lock_alone_keeps_a_desk_from_two_when_the_guard_is_gone(
    service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_guards(service)

    answers = race_two(service, estate, monkeypatch)

    assert sum(isinstance(answer, BookingCard) for answer in answers) == 1
    assert overlaps(service) == 0
