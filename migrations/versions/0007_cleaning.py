"""Cleaning: who cleaned a place that was kept free after use, and when."""

import sqlalchemy as sa
from alembic import op

from booking.store.tables import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "cleaning",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("resource_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("cleaned_at", Utc(), nullable=False),
        sa.Column("kept_until", Utc(), nullable=False),
        sa.CheckConstraint("cleaned_at < kept_until", name=op.f("ck_cleaning_early")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_cleaning_resource_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cleaning_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cleaning")),
    )
    op.create_index(op.f("ix_cleaning_resource_id_cleaned_at"), "cleaning", ["resource_id", "cleaned_at"], unique=False)
