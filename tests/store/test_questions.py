"""What is asked very often is read straight from the driver, and says what the usual way says."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, event, literal_column, select
from sqlalchemy.exc import DBAPIError

from booking.actions.service import Service
from booking.store.engine import Tx
from booking.store.questions import Question
from booking.store.tables import floor, person
from tests.actions.steps import booked, wish
from tests.estate import Estate

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
