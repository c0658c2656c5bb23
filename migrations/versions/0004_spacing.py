"""Spacing: which seats of a plan version stand near one another, also for the plans that are published already."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from math import dist

import sqlalchemy as sa
from alembic import op

from booking.store.guards import install_guards

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOST_MM = 5_000
BATCH = 5_000

Seat = tuple[int, float, float]


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.execute("SET LOCAL lock_timeout = '5s'")
    seat_pair = op.create_table(
        "seat_pair",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("one_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("distance_mm", sa.Integer(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_seat_pair_order")),
        sa.CheckConstraint("distance_mm >= 0", name=op.f("ck_seat_pair_distance")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_seat_pair_plan_id")),
        sa.ForeignKeyConstraint(["one_id"], ["resource.id"], name=op.f("fk_seat_pair_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["resource.id"], name=op.f("fk_seat_pair_other_id")),
        sa.PrimaryKeyConstraint("plan_id", "one_id", "other_id", name=op.f("pk_seat_pair")),
    )
    measured = "SELECT id FROM plan WHERE metres_per_unit IS NOT NULL ORDER BY id"
    for (plan_id,) in bind.execute(sa.text(measured)).all():
        places = sa.text(
            "SELECT resource_id, label_x, label_y, outline FROM place WHERE plan_id = :plan ORDER BY resource_id"
        )
        seats = [(row[0], *_middle(row[1:3], row[3])) for row in bind.execute(places, {"plan": plan_id})]
        rows = [
            {"plan_id": plan_id, "one_id": one, "other_id": other, "distance_mm": apart}
            for one, other, apart in _find_near(seats)
        ]
        for start in range(0, len(rows), BATCH):
            bind.execute(seat_pair.insert(), rows[start : start + BATCH])
    install_guards(bind)


def _middle(label: Sequence[float], outline: str | list[list[float]]) -> tuple[float, float]:
    """The middle of a place, where its person sits; where its name is written if it has no outline."""
    points = json.loads(outline) if isinstance(outline, str) else outline
    if not points:
        return label[0], label[1]
    across, down = [point[0] for point in points], [point[1] for point in points]
    return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2


def _find_near(seats: list[Seat]) -> Iterator[tuple[int, int, int]]:
    """The pairs that are nearer than the most, each once; seats are looked for in squares of that size."""
    squares: defaultdict[tuple[int, int], list[Seat]] = defaultdict(list)
    for seat in seats:
        squares[_square_of(seat)].append(seat)
    for seat in seats:
        column, row = _square_of(seat)
        for across, down in product((-1, 0, 1), repeat=2):
            for other in squares.get((column + across, row + down), ()):
                apart = round(dist(seat[1:], other[1:]) * 1000)
                if seat[0] < other[0] and apart < MOST_MM:
                    yield seat[0], other[0], apart


def _square_of(seat: Seat) -> tuple[int, int]:
    return int(seat[1] * 1000 // MOST_MM), int(seat[2] * 1000 // MOST_MM)
