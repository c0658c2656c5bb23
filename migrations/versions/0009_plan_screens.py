"""Walls and screens of a published plan: kept, so that a draft which begins from it knows them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("plan", sa.Column("screens", sa.JSON(), nullable=True))
