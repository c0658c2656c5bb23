"""What is asked very often is read straight from the driver, and says what the usual way says."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import bindparam, event, insert, literal_column, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.store import libpq
from booking.store.engine import Busy, Tx
from booking.store.questions import Question
from booking.store.tables import floor, person, resource, series, unit
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate

FLOORS = Question(
    select(floor.c.ref, floor.c.diary_version, floor.c.next_change_at).where(floor.c.level >= bindparam("least"))
)
FAULTY = Question(select(literal_column("nothing_of_that_name")).select_from(person))


Rows = list[tuple[Any, ...]]


def usual(service: Service, work: Callable[[Tx], Rows]) -> Rows:
    """What it answers where somebody listens, which sends it the usual way."""
    heard: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        heard.append(statement)

    event.listen(service.db.engine, "before_cursor_execute", listen)
    try:
        return service.db.read(work)
    finally:
        event.remove(service.db.engine, "before_cursor_execute", listen)
        assert len(heard) == 1


def test_question_answers_what_the_usual_way_answers(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate))

    def ask(tx: Tx) -> Rows:
        return sorted(tuple(row) for row in FLOORS.ask(tx, {"least": 1}))

    found = service.db.read(ask)

    assert found == usual(service, ask)
    assert {ref for ref, _, _ in found} == {estate.floor_refs["oak1"], estate.floor_refs["oak2"]}
    assert {version for _, version, _ in found} == {0, 1}


def test_question_sees_what_its_own_transaction_wrote(service: Service, estate: Estate) -> None:
    def work(tx: Tx) -> set[int]:
        tx.execute(floor.update().where(floor.c.id == estate.floors["oak1"]).values(diary_version=7))
        return {version for _, version, _ in FLOORS.ask(tx, {"least": 1})}

    assert service.db.write(work) == {0, 7}


def test_question_that_fails_raises_what_the_usual_way_raises(service: Service, estate: Estate) -> None:
    with pytest.raises(DBAPIError, match="nothing_of_that_name"):
        service.db.read(lambda tx: FAULTY.ask(tx, {}))
    assert len(service.db.read(lambda tx: FLOORS.ask(tx, {"least": 0}))) == len(estate.floors)


NEW_SERIES = Question(insert(series).returning(series.c.id, series.c.created_at), ("ref", "rule", "created_at"))
NEW_UNIT = Question(insert(unit), ("ref", "organisation_id", "name"))
RENAME = Question(
    resource.update().where(resource.c.id == bindparam("asked")).values({resource.c.name: bindparam("said")})
)


def test_question_writes_json_and_instants_and_gives_back_what_was_made(service: Service, estate: Estate) -> None:
    assert estate.floors
    rule = {"every": ["monday", "ß"], "weeks": 2}

    made = service.db.write(lambda tx: NEW_SERIES.ask(tx, {"ref": "s1", "rule": rule, "created_at": NOW})[0])

    query = select(series.c.id, series.c.rule, series.c.created_at).where(series.c.ref == "s1")
    assert tuple(service.db.read(lambda tx: tx.execute(query).one())) == (made.id, rule, NOW)
    assert made.created_at == NOW


def test_question_without_rows_gives_none_and_takes_effect(service: Service, estate: Estate) -> None:
    def rename(tx: Tx) -> int:
        return len(RENAME.ask(tx, {"asked": estate.resources["D1"].id, "said": "Desk of the north"}))

    assert service.db.write(rename) == 0
    names = service.db.read(lambda tx: set(tx.execute(text("SELECT name FROM resource")).scalars()))
    assert "Desk of the north" in names


def test_rule_of_the_database_that_is_broken_is_raised_as_the_usual_way_raises_it(
    service: Service, estate: Estate
) -> None:
    organisation = 1
    values = {"ref": "twice", "organisation_id": organisation, "name": "A unit"}

    def twice(tx: Tx) -> None:
        NEW_UNIT.ask(tx, values)
        NEW_UNIT.ask(tx, values)

    with pytest.raises(IntegrityError):
        service.db.write(twice)
    made = service.db.read(lambda tx: tx.execute(text("SELECT count(*) FROM unit WHERE ref = 'twice'")).scalar_one())
    assert made == 0
    assert estate.floors


def test_insert_must_say_what_it_writes() -> None:
    with pytest.raises(ValueError, match="columns"):
        Question(insert(unit))


@pytest.mark.parametrize("said", ["", "plain", "Zoë – ✓ 🩺", 'it\'s %s $1 \\ "quoted"', "line\nline\ttab"])
def test_question_takes_text_as_it_is(service: Service, estate: Estate, said: str) -> None:
    asked = estate.resources["D1"].id

    service.db.write(lambda tx: RENAME.ask(tx, {"asked": asked, "said": said}))

    query = text("SELECT name FROM resource WHERE id = :id")
    assert service.db.read(lambda tx: tx.execute(query, {"id": asked}).scalar_one()) == said


def test_text_that_postgres_cannot_hold_is_refused_and_not_cut_short(service: Service, estate: Estate) -> None:
    asked = estate.resources["D1"].id
    if service.db.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="NUL"):
            service.db.write(lambda tx: RENAME.ask(tx, {"asked": asked, "said": "Desk\x00 of the south"}))
    else:
        service.db.write(lambda tx: RENAME.ask(tx, {"asked": asked, "said": "Desk\x00 of the south"}))
    query = text("SELECT name FROM resource WHERE id = :id")
    found = service.db.read(lambda tx: tx.execute(query, {"id": asked}).scalar_one())
    assert found == ("D1" if service.db.engine.dialect.name == "postgresql" else "Desk\x00 of the south")


WROTE = Question(
    floor.update().where(floor.c.level >= bindparam("least")).values(diary_version=floor.c.diary_version + 1)
)


def forget_all(service: Service) -> None:
    """Drop what stands prepared on the connection that is used next, as the driver does after a rollback."""
    if service.db.engine.dialect.name == "postgresql":
        with service.db.engine.connect() as connection:
            connection.exec_driver_sql("DEALLOCATE ALL")


def test_question_whose_prepared_statement_is_gone_is_asked_again(service: Service, estate: Estate) -> None:
    def read(tx: Tx) -> int:
        return len(FLOORS.ask(tx, {"least": 0}))

    def write(tx: Tx) -> None:
        RENAME.ask(tx, {"asked": estate.resources["D1"].id, "said": "D1"})  # the first goes the driver's own way
        WROTE.ask(tx, {"least": 0})

    for _ in range(2):
        assert service.db.read(read) == len(estate.floors)
        forget_all(service)
    service.db.write(write)
    before = service.db.read(lambda tx: [row.diary_version for row in FLOORS.ask(tx, {"least": 0})])
    forget_all(service)
    service.db.write(write)
    after = service.db.read(lambda tx: [row.diary_version for row in FLOORS.ask(tx, {"least": 0})])

    assert sorted(after) == sorted(version + 1 for version in before)


def test_questions_after_many_refusals_are_answered(service: Service, estate: Estate) -> None:
    def refuse(tx: Tx) -> Refused:
        WROTE.ask(tx, {"least": 0})
        FLOORS.ask(tx, {"least": 0})
        WROTE.ask(tx, {"least": 0})
        return Refused(Reason.TAKEN, "Taken.")

    for _ in range(4):
        assert isinstance(service.db.write(refuse), Refused)
        versions = [row.diary_version for row in service.db.read(lambda tx: FLOORS.ask(tx, {"least": 0}))]
        assert versions == [0] * len(estate.floors)


def test_first_question_of_a_write_begins_its_transaction(service: Service, estate: Estate) -> None:
    class Broken(Exception):
        pass

    def work(tx: Tx) -> None:
        WROTE.ask(tx, {"least": 0})
        raise Broken

    for _ in range(4):
        with pytest.raises(Broken):
            service.db.write(work)
    assert {row.diary_version for row in service.db.read(lambda tx: FLOORS.ask(tx, {"least": 0}))} == {0}
    assert estate.floors


NOTE = Question(insert(unit).inline(), ("ref", "organisation_id", "name"))


def named(name: str, ref: str = "") -> dict[str, object]:
    """A unit of that name, whose ref nothing else has unless it is given."""
    return {"ref": ref or name.lower().replace(" ", "-"), "organisation_id": 1, "name": name}


def units(service: Service) -> list[str]:
    """The names of units, as SQL reads them."""
    return service.db.read(lambda tx: list(tx.execute(text("SELECT name FROM unit ORDER BY id")).scalars()))


def test_what_is_told_runs_before_what_is_asked_next(service: Service, estate: Estate) -> None:
    seen = []

    def work(tx: Tx) -> None:
        for _ in range(3):
            WROTE.tell(tx, {"least": 0})
        seen.append({row.diary_version for row in FLOORS.ask(tx, {"least": 0})})
        WROTE.tell(tx, {"least": 0})
        seen.append(set(tx.execute(select(floor.c.diary_version)).scalars()))
        WROTE.tell(tx, {"least": 0})

    service.db.write(work)

    seen.append({row.diary_version for row in service.db.read(lambda tx: FLOORS.ask(tx, {"least": 0}))})
    assert (seen, len(estate.floors) > 1) == ([{3}, {4}, {5}], True)


def test_what_is_told_and_refused_by_the_database_undoes_everything(service: Service, estate: Estate) -> None:
    """Told among others, told last, told before a statement that goes the usual way."""
    names = units(service)
    twice = named("Night staff once more", ref="night-staff")

    def work(tx: Tx, place: int) -> None:
        NOTE.tell(tx, named("Night staff"))
        if place == 0:
            NOTE.tell(tx, twice)
            WROTE.tell(tx, {"least": 0})
            FLOORS.ask(tx, {"least": 0})
        elif place == 1:
            NOTE.tell(tx, twice)
        else:
            NOTE.tell(tx, twice)
            tx.execute(text("SELECT 1"))

    for place in range(3):
        with pytest.raises(IntegrityError):
            service.db.write(lambda tx, place=place: work(tx, place))  # type: ignore[misc]
        assert units(service) == names
        assert {row.diary_version for row in service.db.read(lambda tx: FLOORS.ask(tx, {"least": 0}))} == {0}
    service.db.write(lambda tx: NOTE.tell(tx, named("Night staff")))
    assert units(service) == [*names, "Night staff"]
    assert estate.floors


def test_told_value_that_cannot_be_written_leaves_the_connection_usable(service: Service, estate: Estate) -> None:
    names, on_postgres = units(service), service.db.engine.dialect.name == "postgresql"

    def work(tx: Tx) -> None:
        NOTE.tell(tx, named("Day staff"))
        NOTE.tell(tx, named("Night\x00staff"))

    for _ in range(2 if on_postgres else 0):
        with pytest.raises(DBAPIError, match="NUL"):
            service.db.write(work)
        assert units(service) == names
    service.db.write(lambda tx: NOTE.tell(tx, named("Day staff")))
    assert (units(service), bool(estate.floors)) == ([*names, "Day staff"], True)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_connection_lost_among_told_statements_is_busy_and_not_kept(service: Service, estate: Estate) -> None:
    """The server ends the connection while statements wait: nothing of the transaction stands, the next one works."""
    names: list[str] = units(service)
    ended: list[bool] = []

    def work(tx: Tx) -> None:
        NOTE.tell(tx, named("Night staff"))
        pid = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
        if not ended:
            with service.db.reading() as other:
                ended.append(other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid}).scalar_one())
        NOTE.tell(tx, named("Day staff"))
        WROTE.tell(tx, {"least": 0})

    with pytest.raises(Busy):
        service.db.write(work)
    assert (ended, units(service)) == ([True], names)
    service.db.write(work)
    assert (units(service), bool(estate.floors)) == ([*names, "Night staff", "Day staff"], True)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
@pytest.mark.parametrize("way", ["read", "write"])
def test_connection_lost_in_the_middle_of_sending_is_busy_and_not_kept(
    service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """libpq answers with a fault that has no state, and the connection still passes for open."""
    lost: list[Any] = []
    before = service.db.read(lambda tx: tx.execute(text("SELECT pg_backend_pid()")).scalar_one())

    def check(driver: "psycopg.Connection[Any]", result: PGresult) -> PGresult:
        if not lost:
            lost.append(driver)
            result = driver.pgconn.make_empty_result(ExecStatus.FATAL_ERROR)
        real(driver, result)
        return result

    real = libpq._check
    monkeypatch.setattr(libpq, "_check", check)

    with pytest.raises(Busy):
        getattr(service.db, way)(lambda tx: FLOORS.ask(tx, {"least": 0}))

    assert (len(lost), lost[0].closed, bool(estate.floors)) == (1, True, True)
    after = service.db.read(lambda tx: tx.execute(text("SELECT pg_backend_pid()")).scalar_one())
    assert after != before
