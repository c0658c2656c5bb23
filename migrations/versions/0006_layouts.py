"""Where people sit and which way they face, what stands between them, how high rooms are, and desks kept apart."""

import sqlalchemy as sa
from alembic import op

from booking.store.tables import Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    for name in ("seat_x", "seat_y", "facing"):
        op.add_column("place", sa.Column(name, sa.Float(), nullable=True))
    for name in ("screened", "face_to_face"):
        op.add_column("seat_pair", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("resource", sa.Column("ceiling_cm", sa.Integer(), nullable=True))
    op.create_table(
        "desk_layout",
        sa.Column("id", KEY, nullable=False),
        sa.Column("floor_id", KEY, nullable=False),
        sa.Column("spacing_cm", sa.Integer(), nullable=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.CheckConstraint("spacing_cm > 0", name=op.f("ck_desk_layout_spacing")),
        sa.ForeignKeyConstraint(["floor_id"], ["floor.id"], name=op.f("fk_desk_layout_floor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_layout")),
    )
    standing = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_desk_layout_standing",
        "desk_layout",
        ["floor_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
