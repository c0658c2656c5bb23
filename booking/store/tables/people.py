"""The tables of people: who they are, what they may do, and how they are known again."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from booking.store.tables.base import Key, Utc, key_column, metadata, ref_column, to

person = Table(
    "person",
    metadata,
    key_column(),
    ref_column(),
    to("organisation.id", name="organisation_id"),
    Column("name", String(200), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=True),
    Column("active", Boolean, nullable=False),
    Column("diary_version", BigInteger, nullable=False, server_default="0"),
)

preference = Table(
    "preference",
    metadata,
    Column("person_id", Key, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("shows_name", Boolean, nullable=False),
    to("floor.id", name="usual_floor_id", nullable=True),
    Column("usual_from_min", Integer, nullable=True),
    Column("usual_to_min", Integer, nullable=True),
)

notice_seen = Table(
    "notice_seen",
    metadata,
    Column("person_id", Key, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("seen_at", Utc, nullable=False),
)

invitation = Table(
    "invitation",
    metadata,
    key_column(),
    Column("digest", String(64), nullable=False, unique=True),
    to("person.id", name="person_id"),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc, nullable=True),
    Index(None, "person_id"),
)

membership = Table(
    "membership",
    metadata,
    to("unit.id", name="unit_id"),
    to("person.id", name="person_id"),
    PrimaryKeyConstraint("unit_id", "person_id"),
    Index(None, "person_id"),
)

role_grant = Table(
    "role_grant",
    metadata,
    key_column(),
    to("person.id", name="person_id"),
    Column("role", String(32), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("scope_id", Key, nullable=False),
    Column("granted_at", Utc, nullable=False),
    UniqueConstraint("person_id", "role", "scope", "scope_id"),
)

sign_in = Table(
    "sign_in",
    metadata,
    key_column(),
    Column("digest", String(64), nullable=False, unique=True),
    to("person.id", name="person_id"),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("ended_at", Utc, nullable=True),
    Index(None, "person_id"),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    key_column(),
    Column("account_digest", String(64), nullable=False),
    Column("address_digest", String(64), nullable=False),
    Column("failed_at", Utc, nullable=False),
    Index(None, "account_digest", "failed_at"),
    Index(None, "address_digest", "failed_at"),
)

api_token = Table(
    "api_token",
    metadata,
    key_column(),
    Column("digest", String(64), nullable=False, unique=True),
    to("person.id", name="person_id"),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("revoked_at", Utc, nullable=True),
    Index(None, "person_id"),
)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    key_column(),
    to("person.id", name="person_id"),
    Column("key_digest", String(64), nullable=False),
    Column("body_digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("person_id", "key_digest"),
    Index(None, "created_at"),
)
