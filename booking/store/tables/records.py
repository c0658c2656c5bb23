"""The tables of the audit and of letters to be sent."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from booking.store.tables.base import Key, Utc, key_column, metadata, to

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
    key_column(),
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
    key_column(),
    Column("event", String(32), nullable=False),
    to("booking.id", name="booking_id"),
    Column("sequence", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("sent_at", Utc, nullable=True),
    Index(
        "ix_outbox_unsent", "created_at", postgresql_where=text("sent_at IS NULL"), sqlite_where=text("sent_at IS NULL")
    ),
)
