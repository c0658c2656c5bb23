"""Administration and habits: what is out of use, known features, invitations, preferences and series."""

import sqlalchemy as sa
from alembic import op

from booking.store.guards import install_guards
from booking.store.tables import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("site", "building", "floor", "resource"):
        op.add_column(table, sa.Column("retired_at", Utc(), nullable=True))
    op.add_column("floor", sa.Column("sheet_version", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "feature",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_feature_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature")),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_feature_organisation_id_code")),
    )
    op.create_table(
        "preference",
        sa.Column("person_id", KEY, autoincrement=False, nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("usual_floor_id", KEY, nullable=True),
        sa.Column("usual_from_min", sa.Integer(), nullable=True),
        sa.Column("usual_to_min", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_preference_person_id")),
        sa.ForeignKeyConstraint(["usual_floor_id"], ["floor.id"], name=op.f("fk_preference_usual_floor_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_preference")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("used_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_digest")),
    )
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(length=26), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("ref", name=op.f("uq_series_ref")),
    )
    # Written out: a column with its foreign key in one statement keeps SQLite's table, and with it its triggers.
    key = "INTEGER" if sqlite else "BIGINT"
    op.execute(f"ALTER TABLE booking ADD COLUMN series_id {key} CONSTRAINT fk_booking_series_id REFERENCES series (id)")
    op.create_index(op.f("ix_booking_series_id"), "booking", ["series_id"], unique=False)
    install_guards(op.get_bind())
