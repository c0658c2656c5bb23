"""Pictures behind the line work of a plan: their bytes once a floor, and where they lie on a draft or a version."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "picture",
        sa.Column("floor_id", KEY, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["floor_id"], ["floor.id"], name=op.f("fk_picture_floor_id")),
        sa.PrimaryKeyConstraint("floor_id", "digest", name=op.f("pk_picture")),
    )
    op.add_column("plan", sa.Column("pictures", sa.JSON(), nullable=True))
    op.add_column("plan_draft", sa.Column("pictures", sa.JSON(), nullable=True))
    op.add_column("plan_draft", sa.Column("notes", sa.JSON(), nullable=True))
