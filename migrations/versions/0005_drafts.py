"""Drafts: a floor's next plan while people work on it."""

import sqlalchemy as sa
from alembic import op

from booking.store.tables import Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "plan_draft",
        sa.Column("floor_id", KEY, autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("width", sa.Float(), nullable=False),
        sa.Column("height", sa.Float(), nullable=False),
        sa.Column("metres_per_unit", sa.Float(), nullable=True),
        sa.Column("scale_from", sa.String(length=32), nullable=False),
        sa.Column("backdrop_svg", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("screens", sa.JSON(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("changed_by_id", KEY, nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_plan_draft_revision")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_plan_draft_changed_by_id")),
        sa.ForeignKeyConstraint(["floor_id"], ["floor.id"], name=op.f("fk_plan_draft_floor_id")),
        sa.PrimaryKeyConstraint("floor_id", name=op.f("pk_plan_draft")),
    )
