"""The outline of a floor, on its draft and on each plan version; of those that stand nobody knows it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("plan", sa.Column("outline", sa.JSON(), nullable=True))
    op.add_column("plan_draft", sa.Column("outline", sa.JSON(), nullable=True))
