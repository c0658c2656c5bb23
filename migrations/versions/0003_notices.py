"""Notices: until when a person has seen which of their bookings others have cancelled."""

import sqlalchemy as sa
from alembic import op

from booking.store.tables import Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "notice_seen",
        sa.Column("person_id", KEY, autoincrement=False, nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_seen_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_seen")),
    )
