"""The audit: entries in hash chains, one chain a site and one for the organisation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.model.estate import ResourceKind


class AuditAct(StrEnum):
    """What was done."""

    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    ENDED_EARLY = "ended_early"
    REINSTATED = "reinstated"
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    RELEASED = "released"
    KEPT = "kept"
    CLEANED = "cleaned"
    PLAN_PUBLISHED = "plan_published"
    ESTATE_LOADED = "estate_loaded"
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - an act's name
    TOKEN_ISSUED = "token_issued"  # noqa: S105 - an act's name
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    RULE_SET = "rule_set"
    RULE_ENDED = "rule_ended"
    SERVICE_BEGUN = "service_begun"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_CLOSED = "person_closed"
    PERSON_REOPENED = "person_reopened"
    INVITED = "invited"
    PASSWORD_SET = "password_set"  # noqa: S105 - an act's name
    GRANT_GIVEN = "grant_given"
    GRANT_ENDED = "grant_ended"
    UNIT_ADDED = "unit_added"
    UNIT_RENAMED = "unit_renamed"
    UNIT_JOINED = "unit_joined"
    UNIT_LEFT = "unit_left"
    ESTATE_ADDED = "estate_added"
    ESTATE_CHANGED = "estate_changed"
    TAKEN_OUT_OF_USE = "taken_out_of_use"
    BROUGHT_INTO_USE = "brought_into_use"
    LAYOUT_FIXED = "layout_fixed"
    LAYOUT_ENDED = "layout_ended"
    CLOSED = "closed"
    CLOSURE_CHANGED = "closure_changed"
    CLOSURE_ENDED = "closure_ended"
    FEATURE_ADDED = "feature_added"
    FEATURE_RENAMED = "feature_renamed"
    FEATURE_REMOVED = "feature_removed"
    ROOM_USE_ADDED = "room_use_added"
    ROOM_USE_CHANGED = "room_use_changed"
    ROOM_USE_RETIRED = "room_use_retired"
    ROOM_USE_RETURNED = "room_use_returned"
    SETTINGS_CHANGED = "settings_changed"
    ALTERED = "altered"
    """Never written: what is shown of an entry that no longer says what it said when it was written."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as stored. `facts` is canonical JSON text of ids, instants and keyed digests; it holds no names."""

    chain: str
    seq: int
    at: datetime
    act: AuditAct
    actor_id: int | None
    person_id: int | None
    booking_id: int | None
    resource_id: int | None
    facts: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An audit entry as shown to a person: ids turned into names; `thing` is that of a site, building or floor."""

    entry_id: int
    seq: int
    at: datetime
    act: AuditAct
    actor: str | None
    person: str | None
    booking_ref: str | None
    resource_ref: str | None
    resource_name: str | None
    resource_kind: ResourceKind | None
    facts: dict[str, object]
    thing: str = ""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last entry of a chain."""

    chain: str
    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class AuditFault:
    """The first entry of a chain that does not hold, and what is wrong with it."""

    chain: str
    seq: int
    what: str
