"""F1, F3: SIGKILL in the middle of bookings. Nothing acknowledged is lost, nothing is half-written, the audit holds."""

import signal

import psutil
import pytest
from sqlalchemy import text

from booking.actions.book import OnceOnly, Wish, book
from booking.actions.identify import identify_token
from booking.actions.service import Service
from booking.clock import read_clock
from booking.model.bookings import BookingCard
from booking.model.time import Interval
from tests.faults.clients import CLIENTS, booking_clients
from tests.faults.journal import Journal, Reply, ask_for, find_faults, promises
from tests.race.crowd import Crowd
from tests.race.outside import OVERLAPS, count
from tests.served import Served, Setting, is_alive, run_booking, serving, worker_pids

KILLS_AFTER = (1, 9, 30)
"""How many further acknowledgements each round waits for before the kill; so the kill falls elsewhere each time."""

serves = pytest.mark.xdist_group("served")


@serves
def test_kill_in_the_middle_of_bookings_loses_nothing(crowd: Crowd, setting: Setting) -> None:
    journal = Journal()
    for number, more in enumerate(KILLS_AFTER):
        with serving(setting, workers=_workers(setting)) as served:
            _settle_open(served, journal)
            goal = len(journal.kept) + more
            with booking_clients(served.port, crowd, journal, f"round{number}"):
                journal.wait_for(lambda goal=goal: len(journal.kept) >= goal)  # type: ignore[misc]
                served.kill()
        assert find_faults(setting.database_url, journal) == []
        written = count(setting.database_url, "SELECT count(*) FROM booking")
        assert len(journal.kept) <= written <= len(journal.kept) + CLIENTS
        verified = run_booking(setting, "audit", "verify")
        assert (verified.returncode, verified.stderr) == (0, "")
    with serving(setting, workers=_workers(setting)) as served:
        _settle_open(served, journal)

    assert count(setting.database_url, "SELECT count(*) FROM booking") == len(journal.kept)
    assert find_faults(setting.database_url, journal) == []
    assert count(setting.database_url, OVERLAPS) == 0
    assert {reply.status for reply in journal.refused} <= {0}


def _settle_open(served: Served, journal: Journal) -> None:
    """Send what was left without an answer again, under its key: one booking each, written before or not."""
    while journal.still_open:
        promise = journal.still_open.pop()
        journal.note(promise, ask_for(served.port, promise))


def _workers(setting: Setting) -> int:
    return 2 if setting.database_url.startswith("postgresql") else 1


@serves
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_killed_worker_is_replaced_and_its_bookings_stand(crowd: Crowd, setting: Setting) -> None:
    journal = Journal()
    with serving(setting, workers=2) as served, booking_clients(served.port, crowd, journal, "one", stubborn=True):
        journal.wait_for(lambda: len(journal.kept) >= 10)
        victim = _a_worker(served)
        victim.send_signal(signal.SIGKILL)
        victim.wait(10)
        already = len(journal.kept)
        journal.wait_for(lambda: len(journal.kept) >= already + 20)
        assert is_alive(served.port)

    assert find_faults(setting.database_url, journal) == []
    assert {reply.status for reply in journal.refused} <= {0, 503}


def _a_worker(served: Served) -> psutil.Process:
    """A process that holds database connections: the youngest of those that the server has started."""
    return max((psutil.Process(pid) for pid in worker_pids(served)), key=lambda process: process.create_time())


@serves
def test_audit_verifies_while_bookings_are_made(crowd: Crowd, setting: Setting) -> None:
    journal = Journal()
    with (
        serving(setting, workers=_workers(setting)) as served,
        booking_clients(served.port, crowd, journal, "verify"),
    ):
        journal.wait_for(lambda: len(journal.kept) >= 10)
        verified = [run_booking(setting, "audit", "verify") for _ in range(3)]

    assert [(run.returncode, run.stderr) for run in verified] == [(0, "")] * 3


@pytest.mark.parametrize("table", ["booking", "occupation", "audit_entry", "outbox", "idempotency_key"])
def test_journal_check_notices_a_removed_row(service: Service, crowd: Crowd, setting: Setting, table: str) -> None:
    journal = _book_three(service, crowd)
    assert find_faults(setting.database_url, journal) == []

    _remove_newest(service, table)

    assert len(find_faults(setting.database_url, journal)) >= 1


def test_journal_check_notices_a_changed_title(service: Service, crowd: Crowd, setting: Setting) -> None:
    journal = _book_three(service, crowd)

    with service.db.engine.begin() as connection:
        connection.execute(text("UPDATE booking SET title = 'else' WHERE id = (SELECT max(id) FROM booking)"))

    (fault,) = find_faults(setting.database_url, journal)
    assert fault.startswith("changed: ")


def _book_three(service: Service, crowd: Crowd) -> Journal:
    """Three bookings as clients make them, without a server."""
    journal, now = Journal(), read_clock()
    actor = identify_token(service, crowd.tokens[0], now=now)
    assert actor is not None
    for promise in list(promises(crowd, 0, "three"))[:3]:
        interval = Interval(promise.start, promise.start.replace(minute=30))
        once = OnceOnly(promise.key, "digest", lambda card: (201, card.booking.ref))
        card = book(service, actor, Wish(crowd.desks[0], interval, title=promise.title), now=now, once=once)
        assert isinstance(card, BookingCard)
        journal.note(promise, Reply(201, card.booking.ref))
    return journal


def _remove_newest(service: Service, table: str) -> None:
    """Remove a row that the database would keep: past its triggers and its foreign keys."""
    with service.db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA foreign_keys = off"))
            connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        connection.execute(text(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})"))  # noqa: S608 - our own names
        connection.commit()
