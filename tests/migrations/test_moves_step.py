"""The step that keeps where bookings were before somebody moved them: up, down and up again."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from booking.actions.change import Changes, change_booking
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.store.guards import missing_guards
from booking.store.migrate import _config, current_revision, migrate, newest_revision
from booking.store.tables import metadata
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate
from tests.store.state import ask, count


def test_step_goes_down_and_up_again_and_leaves_bookings_alone(service: Service, estate: Estate) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    changes = Changes(resource=estate.ref("D2"))
    moved = change_booking(service, estate.actors["facilities"], made.booking.ref, changes, version=None, now=NOW)
    assert isinstance(moved, BookingCard)
    assert count(service, "booking_move") == 1
    before = [tuple(row) for row in ask(service, "SELECT * FROM booking")]

    service.db.write(lambda tx: command.downgrade(_config(tx.connection), "0012"))

    with service.db.engine.connect() as connection:
        assert (current_revision(connection), missing_guards(connection)) == ("0012", ())
        assert "booking_move" not in inspect(connection).get_table_names()

    assert migrate(service.db) == newest_revision()

    with service.db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert missing_guards(connection) == ()
    assert [tuple(row) for row in ask(service, "SELECT * FROM booking")] == before
    assert count(service, "booking_move") == 0
