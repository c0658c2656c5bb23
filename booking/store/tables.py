"""The tables, as the newest migration leaves them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[datetime]):
    """An aware UTC instant; refuses instants without a zone, which SQLite would store silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring an instant to UTC on its way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant its zone back on its way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata = MetaData(naming_convention=NAMING)

Key = BigInteger().with_variant(Integer(), "sqlite")


def _key() -> Column[Any]:
    return Column("id", Key, primary_key=True, autoincrement=True)


def _ref() -> Column[Any]:
    return Column("ref", String(26), nullable=False, unique=True)


def _to(target: str, *, name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Key, ForeignKey(target), nullable=nullable)


organisation = Table(
    "organisation",
    metadata,
    _key(),
    _ref(),
    Column("name", String(200), nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
)

site = Table(
    "site",
    metadata,
    _key(),
    _ref(),
    _to("organisation.id", name="organisation_id"),
    Column("name", String(200), nullable=False),
    Column("timezone", String(64), nullable=False),
)

building = Table(
    "building",
    metadata,
    _key(),
    _ref(),
    _to("site.id", name="site_id"),
    Column("name", String(200), nullable=False),
    Index(None, "site_id"),
)

floor = Table(
    "floor",
    metadata,
    _key(),
    _ref(),
    _to("building.id", name="building_id"),
    Column("name", String(200), nullable=False),
    Column("level", Integer, nullable=False),
    Column("diary_version", BigInteger, nullable=False, server_default="0"),
    Column("next_change_at", Utc, nullable=True),
    Column("plan_id", Key, nullable=True),
    Index(None, "building_id"),
)

unit = Table(
    "unit",
    metadata,
    _key(),
    _ref(),
    _to("organisation.id", name="organisation_id"),
    Column("name", String(200), nullable=False),
)

resource = Table(
    "resource",
    metadata,
    _key(),
    _ref(),
    _to("floor.id", name="floor_id"),
    _to("unit.id", name="unit_id", nullable=True),
    Column("kind", String(32), nullable=False),
    Column("name", String(120), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("features", JSON, nullable=False),
    CheckConstraint("capacity >= 1", name="capacity"),
    UniqueConstraint("floor_id", "name"),
)

atom = Table("atom", metadata, _key(), _to("floor.id", name="floor_id"))

resource_atom = Table(
    "resource_atom",
    metadata,
    _to("resource.id", name="resource_id"),
    _to("atom.id", name="atom_id"),
    PrimaryKeyConstraint("resource_id", "atom_id"),
    Index(None, "atom_id"),
)

plan = Table(
    "plan",
    metadata,
    _key(),
    _ref(),
    _to("floor.id", name="floor_id"),
    Column("version", Integer, nullable=False),
    Column("width", Float, nullable=False),
    Column("height", Float, nullable=False),
    Column("metres_per_unit", Float, nullable=True),
    Column("backdrop_svg", Text, nullable=False),
    Column("published_at", Utc, nullable=False),
    Column("published_by_id", Key, nullable=True),
    UniqueConstraint("floor_id", "version"),
)

place = Table(
    "place",
    metadata,
    _to("plan.id", name="plan_id"),
    _to("resource.id", name="resource_id"),
    Column("outline", JSON, nullable=False),
    Column("label_x", Float, nullable=False),
    Column("label_y", Float, nullable=False),
    Column("area_m2", Float, nullable=True),
    PrimaryKeyConstraint("plan_id", "resource_id"),
    Index(None, "resource_id"),
)

person = Table(
    "person",
    metadata,
    _key(),
    _ref(),
    _to("organisation.id", name="organisation_id"),
    Column("name", String(200), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=True),
    Column("active", Boolean, nullable=False),
    Column("diary_version", BigInteger, nullable=False, server_default="0"),
)

membership = Table(
    "membership",
    metadata,
    _to("unit.id", name="unit_id"),
    _to("person.id", name="person_id"),
    PrimaryKeyConstraint("unit_id", "person_id"),
    Index(None, "person_id"),
)

role_grant = Table(
    "role_grant",
    metadata,
    _key(),
    _to("person.id", name="person_id"),
    Column("role", String(32), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("scope_id", Key, nullable=False),
    Column("granted_at", Utc, nullable=False),
    UniqueConstraint("person_id", "role", "scope", "scope_id"),
)

policy_rule = Table(
    "policy_rule",
    metadata,
    _key(),
    Column("scope", String(16), nullable=False),
    Column("scope_id", Key, nullable=False),
    Column("kind", String(32), nullable=True),
    Column("field", String(32), nullable=False),
    Column("value", JSON, nullable=False),
    Column("valid_from", Date, nullable=True),
    Column("valid_until", Date, nullable=True),
    Index(None, "scope", "scope_id"),
)

booking = Table(
    "booking",
    metadata,
    _key(),
    _ref(),
    _to("resource.id", name="resource_id"),
    _to("person.id", name="person_id"),
    _to("person.id", name="booked_by_id"),
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
    CheckConstraint("starts_at < ends_at", name="half_open"),
    CheckConstraint("people >= 1", name="people"),
    Index(None, "person_id", "ends_at"),
    Index(None, "booked_by_id", "ends_at"),
    Index(None, "resource_id", "starts_at"),
)

occupation = Table(
    "occupation",
    metadata,
    _key(),
    _to("booking.id", name="booking_id"),
    _to("atom.id", name="atom_id"),
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

audit_chain = Table(
    "audit_chain",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    _key(),
    Column("chain", String(64), ForeignKey("audit_chain.name"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", Utc, nullable=False),
    Column("act", String(32), nullable=False),
    Column("actor_id", Key, nullable=True),
    Column("person_id", Key, nullable=True),
    Column("booking_id", Key, nullable=True),
    Column("resource_id", Key, nullable=True),
    Column("facts", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("chain", "seq"),
    Index(None, "booking_id"),
    Index(None, "resource_id"),
)

outbox = Table(
    "outbox",
    metadata,
    _key(),
    Column("event", String(32), nullable=False),
    _to("booking.id", name="booking_id"),
    Column("sequence", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("sent_at", Utc, nullable=True),
    Index(
        "ix_outbox_unsent", "created_at", postgresql_where=text("sent_at IS NULL"), sqlite_where=text("sent_at IS NULL")
    ),
)

sign_in = Table(
    "sign_in",
    metadata,
    _key(),
    Column("digest", String(64), nullable=False, unique=True),
    _to("person.id", name="person_id"),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("ended_at", Utc, nullable=True),
    Index(None, "person_id"),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    _key(),
    Column("account_digest", String(64), nullable=False),
    Column("address_digest", String(64), nullable=False),
    Column("failed_at", Utc, nullable=False),
    Index(None, "account_digest", "failed_at"),
    Index(None, "address_digest", "failed_at"),
)

api_token = Table(
    "api_token",
    metadata,
    _key(),
    Column("digest", String(64), nullable=False, unique=True),
    _to("person.id", name="person_id"),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("revoked_at", Utc, nullable=True),
    Index(None, "person_id"),
)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    _key(),
    _to("person.id", name="person_id"),
    Column("key_digest", String(64), nullable=False),
    Column("body_digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("person_id", "key_digest"),
    Index(None, "created_at"),
)
