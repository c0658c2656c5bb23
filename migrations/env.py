"""How alembic runs the steps: on the connection that `booking migrate` hands in, inside its transaction."""

from alembic import context

from booking.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
context.run_migrations()
