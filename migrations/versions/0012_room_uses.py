"""Uses of rooms: what is done in them with the minutes that it needs, and of each booking what it is for."""

import sqlalchemy as sa
from alembic import op

from booking.store.tables import Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if not on_sqlite:
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "room_use",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_room_use_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_use")),
        sa.UniqueConstraint("ref", name=op.f("uq_room_use_ref")),
    )
    if on_sqlite:  # the usual way rebuilds the table, and with it every reference to it
        op.execute(
            "ALTER TABLE booking ADD COLUMN use_id INTEGER CONSTRAINT fk_booking_use_id REFERENCES room_use (id)"
        )
    else:
        op.add_column("booking", sa.Column("use_id", KEY, nullable=True))
        op.create_foreign_key(op.f("fk_booking_use_id"), "booking", "room_use", ["use_id"], ["id"])
    op.add_column("booking", sa.Column("procedure_ends_at", Utc(), nullable=True))
    known = sa.text("use_id IS NOT NULL")
    op.create_index(op.f("ix_booking_use_id"), "booking", ["use_id"], postgresql_where=known, sqlite_where=known)
