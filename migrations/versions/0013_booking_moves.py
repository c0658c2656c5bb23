"""Moves: of a booking that somebody else moved, where and when it was before, so that its people are told."""

import sqlalchemy as sa
from alembic import op

from booking.store.tables import Utc

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "booking_move",
        sa.Column("booking_id", KEY, autoincrement=False, nullable=False),
        sa.Column("from_id", KEY, nullable=False),
        sa.Column("from_starts_at", Utc(), nullable=False),
        sa.Column("from_ends_at", Utc(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("moved_at", Utc(), nullable=False),
        sa.CheckConstraint("from_starts_at < from_ends_at", name=op.f("ck_booking_move_half_open")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_move_booking_id")),
        sa.ForeignKeyConstraint(["from_id"], ["resource.id"], name=op.f("fk_booking_move_from_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_booking_move_by_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_move")),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("booking_move")
