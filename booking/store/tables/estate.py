"""The tables of the estate: what stands where, and how it is drawn."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from booking.store.tables.base import Key, Utc, key_column, metadata, ref_column, to

organisation = Table(
    "organisation",
    metadata,
    key_column(),
    ref_column(),
    Column("name", String(200), nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
)

site = Table(
    "site",
    metadata,
    key_column(),
    ref_column(),
    to("organisation.id", name="organisation_id"),
    Column("name", String(200), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("retired_at", Utc, nullable=True),
)

building = Table(
    "building",
    metadata,
    key_column(),
    ref_column(),
    to("site.id", name="site_id"),
    Column("name", String(200), nullable=False),
    Column("retired_at", Utc, nullable=True),
    Index(None, "site_id"),
)

floor = Table(
    "floor",
    metadata,
    key_column(),
    ref_column(),
    to("building.id", name="building_id"),
    Column("name", String(200), nullable=False),
    Column("level", Integer, nullable=False),
    Column("diary_version", BigInteger, nullable=False, server_default="0"),
    Column("sheet_version", BigInteger, nullable=False, server_default="0"),
    Column("next_change_at", Utc, nullable=True),
    Column("plan_id", Key, nullable=True),
    Column("retired_at", Utc, nullable=True),
    Index(None, "building_id"),
)

unit = Table(
    "unit",
    metadata,
    key_column(),
    ref_column(),
    to("organisation.id", name="organisation_id"),
    Column("name", String(200), nullable=False),
)

resource = Table(
    "resource",
    metadata,
    key_column(),
    ref_column(),
    to("floor.id", name="floor_id"),
    to("unit.id", name="unit_id", nullable=True),
    Column("kind", String(32), nullable=False),
    Column("name", String(120), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("features", JSON, nullable=False),
    Column("retired_at", Utc, nullable=True),
    Column("ceiling_cm", Integer, nullable=True),
    CheckConstraint("capacity >= 1", name="capacity"),
    UniqueConstraint("floor_id", "name"),
)

feature = Table(
    "feature",
    metadata,
    key_column(),
    to("organisation.id", name="organisation_id"),
    Column("code", String(60), nullable=False),
    UniqueConstraint("organisation_id", "code"),
)

atom = Table("atom", metadata, key_column(), to("floor.id", name="floor_id"))

resource_atom = Table(
    "resource_atom",
    metadata,
    to("resource.id", name="resource_id"),
    to("atom.id", name="atom_id"),
    PrimaryKeyConstraint("resource_id", "atom_id"),
    Index(None, "atom_id"),
)

plan = Table(
    "plan",
    metadata,
    key_column(),
    ref_column(),
    to("floor.id", name="floor_id"),
    Column("version", Integer, nullable=False),
    Column("width", Float, nullable=False),
    Column("height", Float, nullable=False),
    Column("metres_per_unit", Float, nullable=True),
    Column("backdrop_svg", Text, nullable=False),
    Column("screens", JSON, nullable=True),  # of plans published before it was kept, nobody knows them
    Column("outline", JSON, nullable=True),
    Column("pictures", JSON, nullable=True),
    Column("published_at", Utc, nullable=False),
    Column("published_by_id", Key, nullable=True),
    UniqueConstraint("floor_id", "version"),
)

place = Table(
    "place",
    metadata,
    to("plan.id", name="plan_id"),
    to("resource.id", name="resource_id"),
    Column("outline", JSON, nullable=False),
    Column("label_x", Float, nullable=False),
    Column("label_y", Float, nullable=False),
    Column("area_m2", Float, nullable=True),
    Column("seat_x", Float, nullable=True),
    Column("seat_y", Float, nullable=True),
    Column("facing", Float, nullable=True),
    PrimaryKeyConstraint("plan_id", "resource_id"),
    Index(None, "resource_id"),
)

seat_pair = Table(
    "seat_pair",
    metadata,
    to("plan.id", name="plan_id"),
    to("resource.id", name="one_id"),
    to("resource.id", name="other_id"),
    Column("distance_mm", Integer, nullable=False),
    Column("screened", Boolean, nullable=False, server_default=false()),
    Column("face_to_face", Boolean, nullable=False, server_default=false()),
    CheckConstraint("one_id < other_id", name="order"),
    CheckConstraint("distance_mm >= 0", name="distance"),
    PrimaryKeyConstraint("plan_id", "one_id", "other_id"),
)

plan_draft = Table(
    "plan_draft",
    metadata,
    Column("floor_id", Key, ForeignKey("floor.id"), primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("width", Float, nullable=False),
    Column("height", Float, nullable=False),
    Column("metres_per_unit", Float, nullable=True),
    Column("scale_from", String(32), nullable=False),
    Column("backdrop_svg", Text, nullable=False),
    Column("source", String(200), nullable=False),
    Column("places", JSON, nullable=False),
    Column("screens", JSON, nullable=False),
    Column("outline", JSON, nullable=True),
    Column("pictures", JSON, nullable=True),
    Column("notes", JSON, nullable=True),
    Column("changed_at", Utc, nullable=False),
    to("person.id", name="changed_by_id"),
    CheckConstraint("revision >= 1", name="revision"),
)

picture = Table(
    "picture",
    metadata,
    to("floor.id", name="floor_id"),
    Column("digest", String(64), nullable=False),
    Column("media_type", String(20), nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("floor_id", "digest"),
)

desk_layout = Table(
    "desk_layout",
    metadata,
    key_column(),
    to("floor.id", name="floor_id"),
    Column("spacing_cm", Integer, nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("ended_at", Utc, nullable=True),
    CheckConstraint("spacing_cm > 0", name="spacing"),
    Index(
        "ix_desk_layout_standing",
        "floor_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
