"""The tables of rules, bookings and what they occupy."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    literal_column,
    text,
)

from booking.store.tables.base import Key, Utc, key_column, metadata, ref_column, to

policy_rule = Table(
    "policy_rule",
    metadata,
    key_column(),
    Column("scope", String(16), nullable=False),
    Column("scope_id", Key, nullable=False),
    Column("kind", String(32), nullable=True),
    Column("field", String(32), nullable=False),
    Column("value", JSON, nullable=False),
    Column("valid_from", Date, nullable=True),
    Column("valid_until", Date, nullable=True),
    Index(None, "scope", "scope_id"),
)

closure = Table(
    "closure",
    metadata,
    key_column(),
    ref_column(),
    to("site.id", name="site_id"),
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("value", JSON, nullable=False),
    Column("read", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    CheckConstraint("starts_at < ends_at", name="half_open"),
    Index(None, "site_id", "ends_at"),
)
"""`value` is what is read together with the rules: times, reason and roles. Those long over are `read` no more."""

closure_target = Table(
    "closure_target",
    metadata,
    key_column(),
    to("closure.id", name="closure_id"),
    Column("scope", String(16), nullable=False),
    Column("scope_id", Key, nullable=False),
    UniqueConstraint("closure_id", "scope", "scope_id"),
)

room_use = Table(
    "room_use",
    metadata,
    key_column(),
    ref_column(),
    to("organisation.id", name="organisation_id"),
    Column("value", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
)
"""`value` is what is read together with the rules: name, kinds and minutes, and whether it can still be chosen."""

series = Table(
    "series",
    metadata,
    key_column(),
    ref_column(),
    Column("rule", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
)

booking = Table(
    "booking",
    metadata,
    key_column(),
    ref_column(),
    to("resource.id", name="resource_id"),
    to("person.id", name="person_id"),
    to("person.id", name="booked_by_id"),
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("people", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("ended_why", String(16), nullable=True),
    Column("holds", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("checked_in_at", Utc, nullable=True),
    Column("checked_out_at", Utc, nullable=True),
    to("series.id", name="series_id", nullable=True),
    to("room_use.id", name="use_id", nullable=True),
    Column("procedure_ends_at", Utc, nullable=True),
    CheckConstraint("starts_at < ends_at", name="half_open"),
    CheckConstraint("people >= 1", name="people"),
    Index(None, "person_id", "ends_at"),
    Index(None, "booked_by_id", "ends_at"),
    Index(None, "resource_id", "starts_at"),
    Index(None, "series_id"),
    Index(None, "use_id", postgresql_where=text("use_id IS NOT NULL"), sqlite_where=text("use_id IS NOT NULL")),
)

booking_move = Table(
    "booking_move",
    metadata,
    Column("booking_id", Key, ForeignKey("booking.id"), primary_key=True, autoincrement=False),
    to("resource.id", name="from_id"),
    Column("from_starts_at", Utc, nullable=False),
    Column("from_ends_at", Utc, nullable=False),
    to("person.id", name="by_id"),
    Column("cause", String(16), nullable=False),
    Column("why", String(200), nullable=False),
    Column("moved_at", Utc, nullable=False),
    CheckConstraint("from_starts_at < from_ends_at", name="half_open"),
)
"""Where a booking was before somebody moved it who does not have it alone; what its people know already goes."""

cleaning = Table(
    "cleaning",
    metadata,
    key_column(),
    to("resource.id", name="resource_id"),
    to("person.id", name="person_id"),
    Column("cleaned_at", Utc, nullable=False),
    Column("kept_until", Utc, nullable=False),
    CheckConstraint("cleaned_at < kept_until", name="early"),
    Index(None, "resource_id", "cleaned_at"),
)

OCCUPATION_IS_LIVE = literal_column("occupation.live", Boolean)
"""In the words of the index of live rows: SQLite does not see that `live = 1`, as the toolkit says it, is the same."""

occupation = Table(
    "occupation",
    metadata,
    key_column(),
    to("booking.id", name="booking_id"),
    to("atom.id", name="atom_id"),
    Column("starts_at", Utc, nullable=False),
    Column("until_at", Utc, nullable=False),
    Column("live", Boolean, nullable=False),
    CheckConstraint("starts_at < until_at", name="half_open"),
    Index(None, "booking_id"),
    Index(None, "atom_id", "starts_at"),
    Index(
        "ix_occupation_window",
        "starts_at",
        "until_at",
        "atom_id",
        postgresql_where=text("live"),
        sqlite_where=text("live"),
    ),
)
