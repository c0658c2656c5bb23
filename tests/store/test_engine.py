"""Transactions: what commits, what rolls back, what is tried again, and what is answered when the database is busy."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from booking.actions.service import Service
from booking.actions.verify_audit import verify_audit
from booking.model.decisions import Reason, Refused
from booking.store.anchors import read_anchors
from booking.store.engine import Busy, Database, Tx
from booking.store.tables import organisation
from tests.actions.steps import booked, wish
from tests.estate import LONDON, Estate
from tests.store.state import ask, checksum, count

RENAME = text("UPDATE person SET name = 'Renamed' WHERE name = 'Staff'")


def names(service: Service) -> int:
    return count(service, "person", "name = 'Renamed'")


@pytest.fixture
def peopled(service: Service, estate: Estate) -> Service:  # noqa: ARG001 - the estate is written by its fixture
    return service


def test_write_commits_an_answer(peopled: Service) -> None:
    assert peopled.db.write(lambda tx: tx.execute(RENAME).rowcount) == 1
    assert names(peopled) == 1


def test_write_rolls_a_refusal_back(peopled: Service) -> None:
    refused, before = Refused(Reason.TAKEN, "No."), checksum(peopled)

    def work(tx: Tx) -> Refused:
        tx.execute(RENAME)
        return refused

    assert peopled.db.write(work) is refused
    assert checksum(peopled) == before


def test_write_rolls_an_exception_back(peopled: Service) -> None:
    before = checksum(peopled)

    def work(tx: Tx) -> None:
        tx.execute(RENAME)
        raise LookupError("on the way")

    with pytest.raises(LookupError, match="on the way"):
        peopled.db.write(work)
    assert checksum(peopled) == before


def test_write_tries_once_more_after_losing_to_a_constraint(peopled: Service) -> None:
    tries = []

    def work(tx: Tx) -> int:
        tries.append(1)
        tx.execute(RENAME)
        if len(tries) == 1:
            tx.execute(text("UPDATE person SET email = 'other@trust.example'"))
        return len(tries)

    assert peopled.db.write(work) == 2
    assert (names(peopled), count(peopled, "person", "email = 'other@trust.example'")) == (1, 1)


def test_write_gives_up_on_a_constraint_that_stands(peopled: Service) -> None:
    before = checksum(peopled)

    with pytest.raises(IntegrityError):
        peopled.db.write(lambda tx: tx.execute(text("UPDATE person SET email = 'other@trust.example'")))
    assert checksum(peopled) == before


def test_write_is_busy_when_another_writer_keeps_its_place_too_long(
    peopled: Service, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process: a database object of its own, so that SQLite's lock within the process does not help."""
    monkeypatch.setattr("booking.store.engine.LOCK_WAIT_S", 0.2)
    impatient = Service(Database(database_url), peopled.secret, peopled.anchors)
    if impatient.db.engine.dialect.name == "sqlite":
        with impatient.db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 200")
    holds, done = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        tx.execute(RENAME)
        holds.set()
        done.wait(10)

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(peopled.db.write, hold)
        assert holds.wait(5)
        with pytest.raises(Busy):
            impatient.db.write(lambda tx: tx.execute(RENAME))
        done.set()
        holder.result()
    impatient.db.close()
    assert names(peopled) == 1


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_write_that_meets_the_constraint_twice_is_busy(service: Service) -> None:
    """Where no lock puts writers in order, the loser of a deadlock may find the winner not yet committed."""
    overlapping = text("INSERT INTO held VALUES ('[1,5)')")
    tries = []

    def work(tx: Tx) -> None:
        tries.append(tx)
        tx.execute(overlapping)

    with service.db.writing() as tx:
        tx.execute(text("CREATE TABLE held (span int4range, EXCLUDE USING gist (span WITH &&))"))
        tx.execute(overlapping)

    with pytest.raises(Busy, match="held_span_excl"):
        service.db.write(work)
    assert len(tries) == 2


def test_new_sqlite_file_is_opened_while_another_that_does_not_wait_has_it(tmp_path: Path) -> None:
    """Two that open it at once lock each other out, and SQLite tells both so at once, whatever its timeout is."""
    path = tmp_path / "new.sqlite"
    database = Database(f"sqlite:///{path}?timeout=0")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    leave = threading.Timer(0.3, other.close)
    leave.start()

    with database.writing() as tx:
        tx.execute(text("CREATE TABLE thing (name text)"))

    leave.join()
    with sqlite3.connect(path) as reader:
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert reader.execute("SELECT name FROM sqlite_master").fetchall() == [("thing",)]


def test_read_and_write_are_busy_when_the_database_is_not_there(tmp_path: Path) -> None:
    """Nothing listens on a socket in this folder."""
    away = Database(f"postgresql://nobody@/none?host={tmp_path}")

    with pytest.raises(Busy):
        away.read(lambda tx: tx.execute(text("SELECT 1")))
    with pytest.raises(Busy):
        away.write(lambda tx: tx.execute(text("SELECT 1")))
    away.close()


def test_read_is_busy_when_no_connection_is_free(peopled: Service, database_url: str) -> None:
    narrow = Database(database_url, pool_size=1)
    narrow.engine.pool._timeout = 0.1  # type: ignore[attr-defined]

    with narrow.reading() as tx:
        tx.execute(text("SELECT 1"))
        with pytest.raises(Busy):
            narrow.read(lambda tx: tx.execute(text("SELECT 1")))
    narrow.close()
    assert count(peopled, "organisation") == 1


def test_instants_without_a_zone_are_refused(peopled: Service) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - on purpose

    with pytest.raises(StatementError, match="without a time zone"), peopled.db.writing() as tx:
        tx.execute(organisation.update().values(created_at=naive))


def test_instants_of_any_zone_come_back_in_utc_to_the_microsecond(peopled: Service) -> None:
    summer = datetime(2026, 7, 1, 9, 0, 0, 123456, tzinfo=LONDON)
    with peopled.db.writing() as tx:
        tx.execute(organisation.update().values(created_at=summer))

    with peopled.db.reading() as tx:
        stored = tx.execute(organisation.select()).one().created_at

    assert (stored, stored.tzinfo) == (datetime(2026, 7, 1, 8, 0, 0, 123456, tzinfo=UTC), UTC)
    assert str(ask(peopled, "SELECT created_at FROM organisation")[0][0])[:19] == "2026-07-01 08:00:00"


def test_anchors_are_written_after_the_commit_alone(peopled: Service, estate: Estate) -> None:
    anchored = len(read_anchors(peopled.anchors))

    def work(tx: Tx) -> None:
        tx.heads.append(tx.heads[0])

    with pytest.raises(IndexError):
        peopled.db.write(work)
    assert len(read_anchors(peopled.anchors)) == anchored
    booked(peopled, estate.actors["staff"], wish(estate))
    assert len(read_anchors(peopled.anchors)) == anchored + 1


def test_write_answers_what_is_committed_also_where_the_anchor_file_cannot_be_written(
    peopled: Service, estate: Estate, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise somebody would be told that their booking failed, and it stands."""
    peopled.anchors.mkdir()

    card = booked(peopled, estate.actors["staff"], wish(estate))

    assert count(peopled, "booking", "state = 'confirmed'") == 1
    assert card.booking.version == 1
    assert [record.getMessage() for record in caplog.records] == [
        f"audit heads not anchored file={peopled.anchors} why=Is a directory"
    ]


def test_verify_finds_nothing_wrong_while_the_service_is_at_work(peopled: Service, estate: Estate) -> None:
    """Heads, entries and anchors are read at different moments; a booking in between is no broken chain."""
    stop = threading.Event()

    def work(number: int) -> int:
        made = 0
        while not stop.is_set() and made < 60:
            day = f"2026-12-{1 + made % 28:02d}"
            start, end = f"{8 + made // 28:02d}:00", f"{9 + made // 28:02d}:00"
            booked(
                peopled, estate.actors[("staff", "other")[number]], wish(estate, f"D{1 + number}", start, end, day=day)
            )
            made += 1
        return made

    booked(peopled, estate.actors["mate"], wish(estate, "D3"))  # so that the anchor file is there before it is read
    with ThreadPoolExecutor(2) as pool:
        workers = [pool.submit(work, number) for number in range(2)]
        found = [verify_audit(peopled) for _ in range(15)]
        stop.set()
        made = sum(worker.result() for worker in workers)

    assert [one for one in found if not isinstance(one, int)] == []
    assert verify_audit(peopled) == made + 1
