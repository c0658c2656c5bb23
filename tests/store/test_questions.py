"""What is asked very often is read straight from the driver, and says what the usual way says."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, event, insert, literal_column, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from booking.actions.service import Service
from booking.store.engine import Tx
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
