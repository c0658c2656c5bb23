"""The step that measures the plans that are published already."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import text

from booking.store.engine import Database, Tx
from booking.store.guards import missing_guards
from booking.store.migrate import _config, migrate
from floorplans.spacing import find_near_seats
from tests.postgres import Postgres

SEATS = [(0.5, 0.5), (2.1, 0.5), (4.99, 0.5), (5.01, 4.6), (5.5, 0.5), (14.0, 9.0)]
APART = [(1, 2, 1600), (1, 3, 4490), (2, 3, 2890), (2, 5, 3400), (3, 4, 4100), (3, 5, 510), (4, 5, 4129)]


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in which nothing stands."""
    if engine_name == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'empty.sqlite'}")
        yield opened
        opened.close()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"empty_{uuid4().hex}"
    opened = Database(postgres.create_database(name))
    yield opened
    opened.close()
    postgres.drop_database(name)


def upgrade_to(database: Database, revision: str) -> None:
    database.write(lambda tx: command.upgrade(_config(tx.connection), revision))


def publish_by_hand(tx: Tx, plan_id: int, metres_per_unit: float | None) -> None:
    """A plan version with six places, as the steps before this one keep it."""
    run = tx.connection.execute
    run(
        text(
            "INSERT INTO plan (id, ref, floor_id, version, width, height, metres_per_unit, backdrop_svg, published_at) "
            "VALUES (:id, :ref, 1, :id, 20, 10, :scale, '', '2026-01-01 00:00:00+00:00')"
        ),
        {"id": plan_id, "ref": f"p{plan_id}", "scale": metres_per_unit},
    )
    for number, (x, y) in enumerate(SEATS, start=1):
        place = (
            "INSERT INTO place (plan_id, resource_id, outline, label_x, label_y) VALUES (:plan, :id, :outline, 0, 0)"
        )
        outline = json.dumps([[x - 0.5, y - 0.25], [x + 0.5, y - 0.25], [x + 0.5, y + 0.25]])
        run(text(place), {"plan": plan_id, "id": number, "outline": outline})


def write_floor(tx: Tx) -> None:
    run = tx.connection.exec_driver_sql
    run("INSERT INTO organisation VALUES (1, 'o', 'Trust', false, '2026-01-01 00:00:00+00:00')")
    run("INSERT INTO site (id, ref, organisation_id, name, timezone) VALUES (1, 's', 1, 'Site', 'UTC')")
    run("INSERT INTO building (id, ref, site_id, name) VALUES (1, 'b', 1, 'House')")
    run("INSERT INTO floor (id, ref, building_id, name, level) VALUES (1, 'f', 1, 'First', 1)")
    for number in range(1, len(SEATS) + 1):
        desk = "VALUES (:id, :ref, 1, 'desk', :ref, 1, '[]')"
        insert = text(f"INSERT INTO resource (id, ref, floor_id, kind, name, capacity, features) {desk}")
        tx.connection.execute(insert, {"id": number, "ref": f"r{number}"})


def test_plans_that_are_published_get_their_pairs_where_they_have_a_scale(database: Database) -> None:
    upgrade_to(database, "0003")

    def write(tx: Tx) -> None:
        write_floor(tx)
        publish_by_hand(tx, 1, 0.01)
        publish_by_hand(tx, 2, None)

    database.write(write)
    migrate(database)

    with database.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT plan_id, one_id, other_id, distance_mm FROM seat_pair ORDER BY plan_id, one_id, other_id")
        ).all()
        assert missing_guards(connection) == ()
    assert [tuple(row) for row in rows] == [(1, *pair) for pair in APART]


def test_step_measures_as_publishing_does() -> None:
    assert [(pair.one + 1, pair.other + 1, pair.distance_mm) for pair in find_near_seats(SEATS)] == APART
