"""What a map shows of each place for a chosen time: its state, and until when it stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from booking.model.diary import Occupied
from booking.model.estate import Resource, Site
from booking.model.ids import PersonId, ResourceId, RoomUseId, SiteId
from booking.model.people import Actor
from booking.model.policy import Policy, Rule
from booking.model.spacing import NO_NEIGHBOURS, Neighbours
from booking.model.time import Interval
from booking.rules.closing import closures_during
from booking.rules.gaps import gap_before
from booking.rules.policy import Policies
from booking.rules.spacing import Spacing
from booking.rules.wall_clock import closed_on, is_open_during


class PlaceState(StrEnum):
    """The states of a place; the words are part of the API."""

    FREE = "free"
    YOURS = "yours"
    TAKEN = "taken"
    REQUESTED = "requested"
    LOCKED = "locked"
    TOO_CLOSE = "too_close"
    CLOSED = "closed"


class Mark(NamedTuple):
    """One place's state during the time asked for; `until` is when the hold that decides it ends.

    `why` is the reason of a closure; empty for every other state, and where hours or a closed day close the place.
    `beside` is what else is true of a place that is both closed for a time and held: the hold behind the closure, or
    the closure of what is the viewer's own.
    """

    resource_id: ResourceId
    state: PlaceState
    until: datetime | None = None
    why: str = ""
    beside: "Mark | None" = None


@dataclass(frozen=True, slots=True)
class Span:
    """A time during which a place is occupied, and why; `why` is one of booked, yours, locked, closed, too_close."""

    resource_id: ResourceId
    interval: Interval
    why: str


def mark_places(  # noqa: PLR0913 - one fact each of what stands there, none with a part of another
    resources: Iterable[Resource],
    sites: Mapping[SiteId, Site],
    occupied: Iterable[Occupied],
    rules: tuple[Rule, ...],
    *,
    interval: Interval,
    viewer: Actor,
    neighbours: Neighbours = NO_NEIGHBOURS,
    use_id: RoomUseId | None = None,
) -> tuple[Mark, ...]:
    """Answer the state of every resource for the interval, in the order given; for a use, with the gaps it needs.

    A use by the viewer counts before a use by others, that before a lockout or turnaround (of an earlier use, or of
    this one where a later booking needs it), that before closed, and that before somebody who sits too close. A closure
    for a time counts before all of these but the viewer's own use, and the hold is told beside it.
    What is closed to others and not to the viewer is not closed.
    """
    holds, policies = _by_resource(occupied), Policies(rules, viewer)
    spacing = Spacing(neighbours, Policies(rules), sites)
    days = {site_id: interval.start.astimezone(site.zone).date() for site_id, site in sites.items()}
    unheld: dict[tuple[SiteId, int], tuple[PlaceState, datetime | None, str]] = {}
    marks, own = [], viewer.person.id
    for resource in resources:
        site = sites[resource.site_id]
        policy = policies.of(resource, site.organisation_id, days[resource.site_id])
        held = holds.get(resource.id)
        mark = None if held is None else _mark_held(resource, held, interval, own, policy, use_id)
        if mark is None:
            known = (resource.site_id, id(policy))
            found = unheld.get(known)
            if found is None:
                found = unheld[known] = _find_unheld(interval, policy, site)
            mark = Mark(resource.id, *found)
        elif policy.closures:
            mark = _tell_closure(mark, interval, policy)
        if neighbours and mark.state is PlaceState.FREE and resource.id in neighbours:
            mark = _mark_too_close(mark, [held for _, held in spacing.find_too_close(resource, interval, holds)])
        marks.append(mark)
    return tuple(marks)


def span_places(  # noqa: PLR0913 - one fact each of what stands there, none with a part of another
    resources: Iterable[Resource],
    site: Site,
    occupied: Iterable[Occupied],
    rules: tuple[Rule, ...],
    *,
    interval: Interval,
    viewer: Actor,
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> tuple[Span, ...]:
    """Answer what is occupied, locked, closed or too close to others, by resource in the order given, then by start.

    Spans are cut to the interval; a booking's lockout or turnaround is a span of its own behind it, and the set-up of
    what is done in it one before it. What is closed to others and not to the viewer is not closed.
    """
    holds, policies = _by_resource(occupied), Policies(rules, viewer)
    spacing = Spacing(neighbours, Policies(rules), {site.id: site})
    closures: dict[tuple[int, ...], list[Interval]] = {}
    spans: list[Span] = []
    days = _days_of(interval, site)
    for resource in resources:
        daily = [(on, policies.of(resource, site.organisation_id, on)) for on in days]
        found = [span for held in holds.get(resource.id, ()) for span in _spans_of(held, viewer.person.id, daily[0][1])]
        known = tuple(id(policy) for _, policy in daily)
        if known not in closures:
            closures[known] = [gap for on, policy in daily for gap in closed_on(on, policy, site.zone)]
        found += [Span(resource.id, closed, "closed") for closed in closures[known]]
        found += [Span(resource.id, near, "too_close") for near in spacing.too_close_times(resource, interval, holds)]
        cut = (_cut(span, interval) for span in found)
        spans += sorted((span for span in cut if span is not None), key=lambda span: (span.interval, span.why))
    return tuple(spans)


def _find_unheld(interval: Interval, policy: Policy, site: Site) -> tuple[PlaceState, datetime | None, str]:
    """The state of a place that nobody holds; of one that is closed for a time, until when and why."""
    if is_open_during(interval, policy, site.zone):
        return PlaceState.FREE, None, ""
    closures = closures_during(interval, policy)
    if not closures:
        return PlaceState.CLOSED, None, ""
    return PlaceState.CLOSED, max(each.interval.end for each in closures), closures[0].why


def _tell_closure(held: Mark, interval: Interval, policy: Policy) -> Mark:
    """What is held as it stands, or together with the closure of its place."""
    closures = closures_during(interval, policy)
    if not closures:
        return held
    until = max(each.interval.end for each in closures)
    closed = Mark(held.resource_id, PlaceState.CLOSED, until, closures[0].why)
    return held._replace(beside=closed) if held.state is PlaceState.YOURS else closed._replace(beside=held)


def _mark_too_close(free: Mark, near: Sequence[Occupied]) -> Mark:
    if not near:
        return free
    return Mark(free.resource_id, PlaceState.TOO_CLOSE, max(held.interval.end for held in near))


def _by_resource(occupied: Iterable[Occupied]) -> dict[ResourceId, list[Occupied]]:
    holds: dict[ResourceId, list[Occupied]] = {}
    for held in occupied:
        holds.setdefault(held.resource_id, []).append(held)
    return holds


def _spans_of(held: Occupied, viewer: PersonId, policy: Policy) -> Iterator[Span]:
    use = policy.use_of(held.use_id)
    if use is not None and use.setup_min:
        ready = held.interval.start - timedelta(minutes=use.setup_min)
        yield Span(held.resource_id, Interval(ready, held.interval.start), "locked")
    yield Span(held.resource_id, held.interval, "yours" if held.person_id == viewer else "booked")
    if held.until > held.interval.end:
        yield Span(held.resource_id, Interval(held.interval.end, held.until), "locked")


def _days_of(interval: Interval, site: Site) -> list[date]:
    first, last = (edge.astimezone(site.zone).date() for edge in (interval.start, interval.end))
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _cut(span: Span, interval: Interval) -> Span | None:
    start, end = max(span.interval.start, interval.start), min(span.interval.end, interval.end)
    return Span(span.resource_id, Interval(start, end), span.why) if start < end else None


def _mark_held(
    resource: Resource,
    holds: Iterable[Occupied],
    interval: Interval,
    viewer: PersonId,
    policy: Policy,
    use_id: RoomUseId | None,
) -> Mark | None:
    start, end = interval.start, interval.end
    taken = None
    for held in holds:
        used = held.interval
        if used.start < end and start < used.end:
            if held.person_id == viewer:
                return Mark(resource.id, PlaceState.YOURS, used.end)
            if taken is None or used.end > taken:
                taken = used.end
    if taken is not None:
        return Mark(resource.id, PlaceState.TAKEN, taken)
    setup = timedelta(minutes=policy.setup_for(use_id))
    free_again = [max(held.until, held.interval.end + setup) for held in holds if held.interval.end <= start]
    if any(at > start for at in free_again):
        return Mark(resource.id, PlaceState.LOCKED, max(free_again))
    later = (held for held in holds if end <= held.interval.start)
    if any(held.interval.start < end + gap_before(held, policy, use_id) for held in later):
        return Mark(resource.id, PlaceState.LOCKED)
    return None
