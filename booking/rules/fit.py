"""Which room fits: the smallest that is large enough, and the nearest of those."""

from collections.abc import Iterable

from booking.model.bookings import Request
from booking.model.diary import Diary
from booking.model.estate import Resource

OFFERED = 3
"""How many free places a refusal names; more would be a list to search, which the search page is better at."""


def find_better_fit(request: Request, diary: Diary, free: Iterable[Resource]) -> Resource | None:
    """The free resource that seats the party with fewer seats to spare than the one asked for; None where none does."""
    smaller = (resource for resource in free if resource.capacity < diary.resource.capacity)
    return min(smaller, key=lambda resource: _closeness(resource, request, diary), default=None)


def find_free_instead(request: Request, diary: Diary, free: Iterable[Resource]) -> tuple[Resource, ...]:
    """At most three free resources that seat the party, the closest fit first."""
    return tuple(sorted(free, key=lambda resource: _closeness(resource, request, diary))[:OFFERED])


def _closeness(resource: Resource, request: Request, diary: Diary) -> tuple[int, bool, int, int]:
    elsewhere = resource.floor_id != diary.resource.floor_id
    return resource.capacity - request.people, elsewhere, abs(resource.id - request.resource_id), resource.id
