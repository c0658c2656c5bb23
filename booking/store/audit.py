"""The audit: append-only entries in hash chains, and the check that nothing was changed or cut."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DateTime,
    Dialect,
    Select,
    String,
    TypeDecorator,
    bindparam,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from booking.model.audit import AuditAct, AuditEntry, AuditFault, ChainHead, HistoryLine
from booking.model.estate import ResourceKind
from booking.model.ids import BookingId, PersonId, Ref, ResourceId, SiteId
from booking.store.engine import Tx
from booking.store.questions import Question
from booking.store.tables import audit_chain, audit_entry, booking, person, resource

ORGANISATION_CHAIN = "organisation"
NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as the audit keeps it: ids and facts without names.

    `site_id` chooses the chain; None is the organisation's. Facts are JSON values; text that people typed goes in as
    a keyed digest.
    """

    act: AuditAct
    actor_id: PersonId | None
    site_id: SiteId | None = None
    person_id: PersonId | None = None
    booking_id: BookingId | None = None
    resource_id: ResourceId | None = None
    facts: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which entries are asked for; None is any. `after` continues behind the entry of that id.

    One of the `people` did it or is whom it concerns; `until` is the first instant that is too late.
    """

    booking: Ref | None = None
    resource: Ref | None = None
    people: frozenset[PersonId] | None = None
    resources: frozenset[ResourceId] | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: int | None = None


def chain_of(site_id: SiteId | None) -> str:
    """The name of the chain of a site, or of the organisation's."""
    return ORGANISATION_CHAIN if site_id is None else f"site:{site_id}"


def open_chain(tx: Tx, site_id: SiteId | None) -> None:
    """Begin the chain of a new site, or of the organisation."""
    tx.execute(insert(audit_chain).values(name=chain_of(site_id), seq=0, digest=NOTHING_BEFORE))


def digest_text(secret: bytes, text: str) -> str:
    """A keyed digest of a person's words: shows whether two are equal, tells nothing of either."""
    return hmac.new(secret, text.encode("utf-8"), hashlib.sha256).hexdigest()[:32]


def append_entry(tx: Tx, event: Event, now: datetime) -> None:
    """Add an entry to its chain; the last statements of a transaction, since the chain's head is locked last."""
    chain = chain_of(event.site_id)
    (head,) = _STEP.ask(tx, {"asked": chain})
    entry = _entry_of(event, head.seq, head.digest, now)
    digest = digest_entry(entry)
    _APPEND_ONE.tell(tx, _row(entry, digest))
    _SEAL.tell(tx, {"asked": chain, "sealed": digest})
    tx.heads.append(ChainHead(chain, entry.seq, digest))


def append_entries(tx: Tx, events: Sequence[Event], now: datetime) -> None:
    """Add many entries to one chain, in order, with its head taken once.

    Raises:
        ValueError: they belong to different chains.
    """
    chains = {chain_of(event.site_id) for event in events}
    if not events:
        return
    if len(chains) > 1:
        raise ValueError(f"entries of {len(chains)} chains cannot be appended at once")
    (chain,) = chains
    head = tx.execute(_LEAP, {"asked": chain, "number": len(events)}).one()
    previous, rows = head.digest, []
    for seq, event in enumerate(events, head.seq - len(events) + 1):
        entry = _entry_of(event, seq, previous, now)
        previous = digest_entry(entry)
        rows.append(_row(entry, previous))
    tx.execute(_APPEND, rows)
    _SEAL.tell(tx, {"asked": chain, "sealed": previous})
    tx.heads.append(ChainHead(chain, head.seq, previous))


def append_history(tx: Tx, told: Iterable[tuple[Event, datetime]]) -> None:
    """Add entries of many chains, each with its own instant, in the order given; a transaction's last statements."""
    given = tuple(told)
    heads = {chain: _lock_head(tx, chain) for chain in sorted({chain_of(event.site_id) for event, _ in given})}
    rows = []
    for event, at in given:
        chain = chain_of(event.site_id)
        entry = _entry_of(event, heads[chain].seq + 1, heads[chain].digest, at)
        heads[chain] = ChainHead(chain, entry.seq, digest_entry(entry))
        rows.append(_row(entry, heads[chain].digest))
    if rows:
        tx.execute(_APPEND, rows)
    for head in heads.values():
        tx.execute(_MOVE, {"asked": head.chain, "moved": head.seq, "sealed": head.digest})
    tx.heads.extend(heads.values())


def _lock_head(tx: Tx, chain: str) -> ChainHead:
    """The head of a chain that is about to grow; its row is locked until the transaction ends."""
    head = tx.execute(select(audit_chain).where(audit_chain.c.name == chain).with_for_update()).one()
    return ChainHead(chain, head.seq, head.digest)


def _entry_of(event: Event, seq: int, previous: str, now: datetime) -> AuditEntry:
    return AuditEntry(
        chain=chain_of(event.site_id),
        seq=seq,
        at=now,
        act=event.act,
        actor_id=event.actor_id,
        person_id=event.person_id,
        booking_id=event.booking_id,
        resource_id=event.resource_id,
        facts=json.dumps(dict(event.facts), sort_keys=True, separators=(",", ":")),
        previous=previous,
        digest="",
    )


class _Instant(TypeDecorator[datetime]):
    """An instant as read back; one that somebody has made unreadable comes out as the first instant there is."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Text on SQLite, where a column takes anything; otherwise the instant that it is."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime:  # noqa: ARG002 - SQLAlchemy's own signature
        """Give the instant its zone back."""
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        try:
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        except (TypeError, ValueError):
            return _UNREADABLE


_UNREADABLE = datetime.min.replace(tzinfo=UTC)

_ENTRY = (
    *(column for column in audit_entry.c if column.name != "at"),
    type_coerce(audit_entry.c.at, _Instant()).label("at"),
)

_STEP = Question(
    update(audit_chain)
    .where(audit_chain.c.name == bindparam("asked"))
    .values({audit_chain.c.seq: audit_chain.c.seq + 1})
    .returning(audit_chain.c.seq, audit_chain.c.digest)
)

_LEAP = (
    update(audit_chain)
    .where(audit_chain.c.name == bindparam("asked"))
    .values({audit_chain.c.seq: audit_chain.c.seq + bindparam("number")})
    .returning(audit_chain.c.seq, audit_chain.c.digest)
)

_APPEND = insert(audit_entry).inline()

_APPEND_ONE = Question(_APPEND, tuple(column.name for column in audit_entry.c if column.name != "id"))

_SEAL = Question(
    update(audit_chain)
    .where(audit_chain.c.name == bindparam("asked"))
    .values({audit_chain.c.digest: bindparam("sealed")})
)

_MOVE = (
    update(audit_chain)
    .where(audit_chain.c.name == bindparam("asked"))
    .values({audit_chain.c.seq: bindparam("moved"), audit_chain.c.digest: bindparam("sealed")})
)


def digest_entry(entry: AuditEntry) -> str:
    """SHA-256 over the entry before it and everything that the entry says, as canonical JSON."""
    said = [
        entry.chain,
        entry.seq,
        entry.at.isoformat(timespec="microseconds"),
        str(entry.act),
        entry.actor_id,
        entry.person_id,
        entry.booking_id,
        entry.resource_id,
        entry.facts,
    ]
    text = json.dumps([entry.previous, said], separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def verify_chains(tx: Tx, anchors: Iterable[ChainHead]) -> int | AuditFault:
    """Answer the number of entries where every chain holds, or the first entry that does not.

    Each entry must follow the one before it and carry the digest of what it says; each chain's head must be its last
    entry; every anchored head must still be in its chain. Of two anchors of one entry the older holds: a tail that was
    cut and then grew again is anchored twice.
    """
    anchored: dict[str, dict[int, str]] = {}
    for anchor in anchors:
        anchored.setdefault(anchor.chain, {}).setdefault(anchor.seq, anchor.digest)
    heads = {row.name: ChainHead(row.name, row.seq, row.digest) for row in tx.execute(select(audit_chain))}
    strays = select(audit_entry.c.chain).where(audit_entry.c.chain.not_in(tuple(heads))).limit(1)
    if stray := tx.execute(strays).scalar_one_or_none():
        return AuditFault(stray, 1, "the chain's head is missing")
    counted = 0
    for name in sorted(heads.keys() | anchored.keys()):
        found = _verify_chain(tx, name, heads.get(name), anchored.get(name, {}))
        if isinstance(found, AuditFault):
            return found
        counted += found
    return counted


def read_history(tx: Tx, wanted: HistoryFilter, limit: int) -> tuple[HistoryLine, ...]:
    """Entries with ids turned into names, oldest first, at most `limit`. One select."""
    query = _select_history().order_by(audit_entry.c.id).limit(limit)
    if wanted.booking is not None:
        query = query.where(booking.c.ref == wanted.booking)
    if wanted.resource is not None:
        query = query.where(resource.c.ref == wanted.resource)
    if wanted.people is not None:
        query = query.where(or_(audit_entry.c.actor_id.in_(wanted.people), audit_entry.c.person_id.in_(wanted.people)))
    if wanted.resources is not None:
        query = query.where(audit_entry.c.resource_id.in_(wanted.resources))
    if wanted.until is not None:
        query = query.where(audit_entry.c.at < wanted.until)
    if wanted.since is not None:
        query = query.where(audit_entry.c.at >= wanted.since)
    if wanted.after is not None:
        query = query.where(audit_entry.c.id > wanted.after)
    return tuple(_line(row) for row in tx.execute(query))


def find_last_actor(tx: Tx, booking_id: BookingId) -> PersonId | None:
    """Who did what was last done to a booking; None where nobody did: the service itself. One select."""
    query = select(audit_entry.c.actor_id).where(audit_entry.c.booking_id == booking_id)
    return tx.execute(query.order_by(audit_entry.c.id.desc()).limit(1)).scalar_one_or_none()


def _verify_chain(tx: Tx, name: str, head: ChainHead | None, anchored: dict[int, str]) -> int | AuditFault:
    if head is None:
        return AuditFault(name, min(anchored), "the anchor file knows this chain, and the database does not")
    entries = select(*_ENTRY).where(audit_entry.c.chain == name).order_by(audit_entry.c.seq)
    with tx.execute(entries.execution_options(yield_per=1000)) as rows:
        last = _verify_entries(rows, anchored)
    if isinstance(last, AuditFault):
        return last
    seq, digest = last
    if anchored and max(anchored) > seq:
        return AuditFault(name, seq + 1, "the anchor file knows this entry, and it is missing: the tail was cut")
    if head.seq > seq:
        return AuditFault(name, seq + 1, f"the chain's head says {head.seq} entries, and {seq} are there")
    if head.seq < seq:
        return AuditFault(name, head.seq + 1, "the chain's head does not know this entry")
    return seq if head.digest == digest else AuditFault(name, seq, "the chain's head differs from its last entry")


def _verify_entries(rows: Iterable[Any], anchored: dict[int, str]) -> tuple[int, str] | AuditFault:
    """The number and the digest of a chain's last entry, or its first entry that does not hold."""
    previous, seq, last_id = NOTHING_BEFORE, 0, 0
    for row in rows:
        seq += 1
        entry = _entry(row)
        if fault := _fault_of(entry, seq, previous, anchored):
            return fault
        if row.id <= last_id:
            return AuditFault(entry.chain, seq, "the entry stands before an older one")
        previous, last_id = entry.digest, row.id
    return seq, previous


def _fault_of(entry: AuditEntry, seq: int, previous: str, anchored: dict[int, str]) -> AuditFault | None:
    if entry.seq != seq:
        return AuditFault(entry.chain, seq, "the entry is missing")
    if entry.previous != previous:
        return AuditFault(entry.chain, seq, "the entry does not follow the one before it")
    if digest_entry(entry) != entry.digest:
        return AuditFault(entry.chain, seq, "the entry was changed")
    if anchored.get(seq, entry.digest) != entry.digest:
        return AuditFault(entry.chain, seq, "the entry differs from the anchor file")
    return None


def _select_history() -> Select[Any]:
    actor, holder = person.alias("actor"), person.alias("holder")
    return (
        select(
            *_ENTRY,
            actor.c.name.label("actor_name"),
            holder.c.name.label("holder_name"),
            booking.c.ref.label("booking_ref"),
            resource.c.ref.label("resource_ref"),
            resource.c.name.label("resource_name"),
            resource.c.kind.label("resource_kind"),
        )
        .select_from(audit_entry)
        .outerjoin(actor, actor.c.id == audit_entry.c.actor_id)
        .outerjoin(holder, holder.c.id == audit_entry.c.person_id)
        .outerjoin(booking, booking.c.id == audit_entry.c.booking_id)
        .outerjoin(resource, resource.c.id == audit_entry.c.resource_id)
    )


def _row(entry: AuditEntry, digest: str) -> dict[str, Any]:
    return {
        "chain": entry.chain,
        "seq": entry.seq,
        "at": entry.at,
        "act": entry.act.value,
        "actor_id": entry.actor_id,
        "person_id": entry.person_id,
        "booking_id": entry.booking_id,
        "resource_id": entry.resource_id,
        "facts": entry.facts,
        "previous": entry.previous,
        "digest": digest,
    }


def _entry(row: Any) -> AuditEntry:
    return AuditEntry(
        row.chain,
        row.seq,
        row.at,
        AuditAct(row.act) if row.act in set(AuditAct) else row.act,
        row.actor_id,
        row.person_id,
        row.booking_id,
        row.resource_id,
        row.facts,
        row.previous,
        row.digest,
    )


def _line(row: Any) -> HistoryLine:
    """The entry as shown; of one that was altered only that it was, so that the rest can still be read."""
    holds = digest_entry(_entry(row)) == row.digest
    return HistoryLine(
        entry_id=row.id,
        seq=row.seq,
        at=row.at,
        act=AuditAct(row.act) if holds else AuditAct.ALTERED,
        actor=row.actor_name,
        person=row.holder_name,
        booking_ref=row.booking_ref,
        resource_ref=row.resource_ref,
        resource_name=row.resource_name,
        resource_kind=ResourceKind(row.resource_kind) if row.resource_kind else None,
        facts=json.loads(row.facts) if holds else {},
    )
