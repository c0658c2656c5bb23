"""Whose names a viewer may see beside a place."""

from dataclasses import replace

from booking.model.estate import ResourceKind, Site
from booking.model.people import Actor, Reach
from booking.rules.permits import Act, reach_of

NAMED_KINDS = frozenset({ResourceKind.DESK, ResourceKind.MEETING_ROOM})
"""The kinds whose users' names colleagues may see; clinics and visits are nobody else's business."""


def sight_at(actor: Actor, site: Site) -> Reach:
    """Whose bookings the actor may see at a site, and so every name; there, reaching the site is everywhere."""
    reach = reach_of(actor, Act.SEE_BOOKING)
    return replace(reach, everywhere=reach.everywhere or site.id in reach.sites)
