"""Check that nothing in the audit was changed, removed or cut off."""

from booking.actions.service import Service
from booking.model.audit import AuditFault
from booking.store.anchors import read_anchors
from booking.store.audit import ORGANISATION_CHAIN, verify_chains


def verify_audit(service: Service) -> int | AuditFault:
    """Answer the number of entries where all chains hold and agree with the anchor file, or the first broken entry.

    The anchors are read before the entries, and the entries as they stood at one moment, so that a service at work is
    not mistaken for a cut tail.
    """
    anchors = read_anchors(service.anchors)
    found = service.db.read_at_once(lambda tx: verify_chains(tx, anchors))
    if isinstance(found, int) and found and not anchors:
        why = f"the anchor file {service.anchors} is missing or empty, so nothing shows whether entries were cut off"
        return AuditFault(ORGANISATION_CHAIN, 1, why)
    return found
