"""Closures: what is closed from one instant to another, why, and who may still book it."""

import sqlalchemy as sa
from alembic import op

from booking.store.tables import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "closure",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(length=26), nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("starts_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_closure_half_open")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_closure_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sa.UniqueConstraint("ref", name=op.f("uq_closure_ref")),
    )
    op.create_index(op.f("ix_closure_site_id_ends_at"), "closure", ["site_id", "ends_at"], unique=False)
    op.create_table(
        "closure_target",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("closure_id", KEY, nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("scope_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["closure_id"], ["closure.id"], name=op.f("fk_closure_target_closure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_target")),
        sa.UniqueConstraint(
            "closure_id", "scope", "scope_id", name=op.f("uq_closure_target_closure_id_scope_scope_id")
        ),
    )
