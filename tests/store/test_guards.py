"""The guards in the database itself: what they refuse, and that a missing, changed or disabled one is named."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from booking.actions.migrate import migrate
from booking.actions.ready import Unready, find_unready
from booking.actions.service import Service
from booking.store.guards import missing_guards, postgres_guards, sqlite_guards
from booking.store.tables import atom, occupation, place, plan
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate, at
from tests.store.state import ask, checksum, run

HOUR = timedelta(hours=1)


@pytest.fixture
def held(service: Service, estate: Estate) -> Service:
    """A service in which D1 is booked from 9am to 5pm."""
    booked(service, estate.actors["staff"], wish(estate))
    return service


def occupy(service: Service, start: datetime, end: datetime, *, live: bool = True) -> None:
    """Write an occupation of the booked desk past every action."""
    booking_id, atom_id = tuple(ask(service, "SELECT booking_id, atom_id FROM occupation ORDER BY id")[0])
    values = {"booking_id": booking_id, "atom_id": atom_id, "starts_at": start, "until_at": end, "live": live}
    with service.db.writing() as tx:
        tx.execute(occupation.insert().values(**values))


@pytest.mark.parametrize("shift", ["same", "around", "inside", "one second in at the start", "one second at the end"])
def test_guard_refuses_an_overlapping_occupation(held: Service, shift: str) -> None:
    second = timedelta(seconds=1)
    start, end = {
        "same": (at("09:00"), at("17:00")),
        "around": (at("08:00"), at("18:00")),
        "inside": (at("10:00"), at("11:00")),
        "one second in at the start": (at("08:00"), at("09:00") + second),
        "one second at the end": (at("17:00") - second, at("18:00")),
    }[shift]
    before = checksum(held)

    with pytest.raises(IntegrityError, match="occupation_no_overlap"):
        occupy(held, start, end)

    assert checksum(held) == before


def test_guard_allows_what_touches_what_is_not_live_and_what_is_elsewhere(held: Service) -> None:
    occupy(held, at("08:00"), at("09:00"))
    occupy(held, at("17:00"), at("18:00"))
    occupy(held, at("10:00"), at("11:00"), live=False)
    with held.db.writing() as tx:
        floor_id = tx.execute(text("SELECT min(id) FROM floor")).scalar_one()
        atom_id = tx.execute(atom.insert().values(floor_id=floor_id).returning(atom.c.id)).scalar_one()
        booking_id = tx.execute(text("SELECT min(id) FROM booking")).scalar_one()
        tx.execute(
            occupation.insert().values(
                booking_id=booking_id, atom_id=atom_id, starts_at=at("09:00"), until_at=at("17:00"), live=True
            )
        )


def test_guard_refuses_an_update_that_makes_an_overlap(held: Service) -> None:
    occupy(held, at("17:00"), at("18:00"))
    occupy(held, at("10:00"), at("11:00"), live=False)
    second = occupation.c.starts_at == at("17:00")
    changes = (
        occupation.update().where(second).values(starts_at=at("16:59")),
        occupation.update().where(occupation.c.starts_at == at("09:00")).values(until_at=at("17:01")),
        occupation.update().where(~occupation.c.live).values(live=True),
    )

    for change in changes:
        with pytest.raises(IntegrityError, match="occupation_no_overlap"), held.db.writing() as tx:
            tx.execute(change)
    with held.db.writing() as tx:
        tx.execute(occupation.update().where(second).values(until_at=at("19:00")))


@pytest.fixture
def filled(held: Service, estate: Estate) -> Service:
    """A service with a row in every table that is append-only."""
    with held.db.writing() as tx:
        values = {
            "ref": "p" * 26, "floor_id": estate.floors["oak1"], "version": 1, "width": 10.0, "height": 10.0,
            "backdrop_svg": "<svg/>", "published_at": NOW,
        }  # fmt: skip
        plan_id = tx.execute(plan.insert().values(**values).returning(plan.c.id)).scalar_one()
        tx.execute(
            place.insert().values(
                plan_id=plan_id, resource_id=estate.id("D1"), outline=[[0, 0], [1, 0], [1, 1]], label_x=0.5, label_y=0.5
            )
        )
    return held


FORBIDDEN = {
    "audit_entry": "facts = '{}'",
    "plan": "width = 1",
    "place": "label_x = 1",
}


@pytest.mark.parametrize("table", FORBIDDEN)
def test_guard_refuses_to_change_or_remove_what_is_append_only(filled: Service, table: str, engine_name: str) -> None:
    before = checksum(filled)
    statements = [f"UPDATE {table} SET {FORBIDDEN[table]}", f"DELETE FROM {table}"]  # noqa: S608
    if engine_name == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")

    for statement in statements:
        with pytest.raises(DBAPIError, match=r"(audit_entry|plan|place) is append-only"):
            run(filled, statement)

    assert checksum(filled) == before


def test_guard_lets_the_head_of_a_chain_only_move_forward(held: Service, engine_name: str) -> None:
    before = checksum(held)
    forward = "audit_chain only moves forward"
    statements = {
        "UPDATE audit_chain SET seq = seq - 1 WHERE seq > 0": forward,
        "UPDATE audit_chain SET name = 'other' WHERE seq = 0": forward,
        "DELETE FROM audit_chain": "audit_chain is append-only",
    }
    if engine_name == "postgresql":
        statements["TRUNCATE audit_chain CASCADE"] = "is append-only"

    for statement, words in statements.items():
        with pytest.raises(DBAPIError, match=words):
            run(held, statement)

    assert checksum(held) == before


def missing(service: Service) -> tuple[str, ...]:
    with service.db.reading() as tx:
        return missing_guards(tx.connection)


def guarded_tables(engine_name: str) -> dict[str, str]:
    """Each trigger of the database by its name, with its table."""
    made = postgres_guards() if engine_name == "postgresql" else sqlite_guards()
    return {
        name: statement.split("CREATE TRIGGER ")[1].split(" ON ")[1].split()[0].strip("()")
        for name, statement in made.items()
        if "CREATE TRIGGER" in statement
    }


def drop(service: Service, name: str, table: str) -> None:
    on_table = f" ON {table}" if service.db.engine.dialect.name == "postgresql" else ""
    run(service, f"DROP TRIGGER {name}{on_table}")


def test_missing_guards_names_each_trigger_that_is_gone_and_migrating_puts_it_back(
    held: Service, engine_name: str
) -> None:
    triggers = guarded_tables(engine_name)
    assert missing(held) == ()
    assert len(triggers) == (15 if engine_name == "postgresql" else 17)

    for name, table in triggers.items():
        drop(held, name, table)
        assert missing(held) == (name,)
        migrate(held)
        assert missing(held) == ()


def test_missing_guards_names_the_overlap_guard_and_the_service_is_not_ready_without_it(
    held: Service, engine_name: str
) -> None:
    if engine_name == "postgresql":
        run(held, "ALTER TABLE occupation DROP CONSTRAINT occupation_no_overlap")
        gone = "occupation_no_overlap"
    else:
        run(held, "DROP TRIGGER occupation_no_overlap_insert")
        gone = "occupation_no_overlap_insert"

    assert missing(held) == (gone,)
    assert find_unready(held) is Unready.GUARDS
    migrate(held)
    assert find_unready(held) is Unready.NOTHING
    with pytest.raises(IntegrityError, match="occupation_no_overlap"):
        occupy(held, at("10:00"), at("11:00"))


def test_missing_guards_names_a_guard_that_was_made_harmless(held: Service, engine_name: str) -> None:
    """Same name, but it guards nothing: disabled, or made again with another body."""
    if engine_name == "postgresql":
        run(held, "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_delete")
        run(held, "ALTER TABLE plan ENABLE REPLICA TRIGGER plan_no_update")
        run(held, "CREATE OR REPLACE FUNCTION audit_chain_only_forward() RETURNS trigger LANGUAGE plpgsql AS "
                  "'BEGIN RETURN NEW; END'")  # fmt: skip
        run(held, "DROP TRIGGER place_no_update ON place")
        run(held, "CREATE TRIGGER place_no_update BEFORE UPDATE ON building "
                  "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")  # fmt: skip
        expected = ["audit_chain_only_forward", "audit_entry_no_delete", "place_no_update", "plan_no_update"]
    else:
        run(held, "DROP TRIGGER audit_entry_no_delete")
        run(held, "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END")
        expected = ["audit_entry_no_delete"]

    assert list(missing(held)) == expected
    migrate(held)
    assert missing(held) == ()
    with pytest.raises(DBAPIError, match="audit_entry is append-only"):
        run(held, "DELETE FROM audit_entry")


@pytest.mark.parametrize("table", ["audit_entry", "audit_chain", "plan", "place"])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_guard_refuses_to_replace_what_is_append_only(filled: Service, table: str) -> None:
    """SQLite's INSERT OR REPLACE removes the old row without firing the trigger against removal."""
    before = ask(filled, f"SELECT * FROM {table}")  # noqa: S608
    assert before

    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        run(filled, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608

    assert ask(filled, f"SELECT * FROM {table}") == before  # noqa: S608
