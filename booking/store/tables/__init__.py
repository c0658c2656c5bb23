"""The tables, as the newest migration leaves them."""

from booking.store.tables.base import NAMING, Key, Utc, metadata
from booking.store.tables.bookings import booking, occupation, policy_rule, series
from booking.store.tables.estate import (
    atom,
    building,
    feature,
    floor,
    organisation,
    place,
    plan,
    resource,
    resource_atom,
    site,
    unit,
)
from booking.store.tables.people import (
    api_token,
    idempotency_key,
    invitation,
    membership,
    person,
    preference,
    role_grant,
    sign_in,
    sign_in_failure,
)
from booking.store.tables.records import audit_chain, audit_entry, outbox

__all__ = [
    "NAMING",
    "Key",
    "Utc",
    "api_token",
    "atom",
    "audit_chain",
    "audit_entry",
    "booking",
    "building",
    "feature",
    "floor",
    "idempotency_key",
    "invitation",
    "membership",
    "metadata",
    "occupation",
    "organisation",
    "outbox",
    "person",
    "place",
    "plan",
    "policy_rule",
    "preference",
    "resource",
    "resource_atom",
    "role_grant",
    "series",
    "sign_in",
    "sign_in_failure",
    "site",
    "unit",
]
