"""How many places can be used on each of the coming days under some rules, if as many as can be are used every day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.model.estate import Resource, Site
from booking.model.forecast import DayForecast, Forecast
from booking.model.ids import ResourceId, SiteId
from booking.model.policy import Policy, Rule
from booking.model.spacing import NO_NEIGHBOURS, Neighbours
from booking.model.time import Interval
from booking.rules.policy import Policies
from booking.rules.spacing import Spacing
from booking.rules.wall_clock import closed_on, local_day

DAYS_AHEAD = 28
"""Four weeks: long enough for a lockout of some days to show how it falls over weekends."""

_DAY_BEGINS, _DAY_ENDS = time(9), time(17)
"""The use of a place that is open for longer than a working day."""


def forecast(
    places: Sequence[Resource],
    sites: Mapping[SiteId, Site],
    *,
    before: tuple[Rule, ...],
    after: tuple[Rule, ...],
    first: date,
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> Forecast:
    """How many of the places can be used on each of the days from the first on, before and after a change."""
    days = [first + timedelta(days=step) for step in range(DAYS_AHEAD)]
    was, will_be = (count_usable(places, sites, rules, days=days, neighbours=neighbours) for rules in (before, after))
    counted = zip(days, was, will_be, strict=True)
    return Forecast(len(places), tuple(DayForecast(*each) for each in counted))


def count_usable(
    places: Sequence[Resource],
    sites: Mapping[SiteId, Site],
    rules: tuple[Rule, ...],
    *,
    days: Sequence[date],
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> tuple[int, ...]:
    """How many places are used on each day if every place that can be is used for the working day, day after day.

    Places are taken in the order of `fill_order`. Bookings that stand have no part in it.
    """
    policies, uses = Policies(rules), _Uses()
    spacing = Spacing(neighbours, policies, sites)
    free_at: dict[ResourceId, datetime] = {}
    ended: dict[ResourceId, datetime] = {}
    counted = []
    for on in days:
        used: dict[ResourceId, Interval] = {}
        for place in fill_order(places, neighbours):
            site = sites[place.site_id]
            policy = policies.of(place, site.organisation_id, on)
            use = uses.find(on, policy, site.zone)
            if use is None or not place.in_use or not _is_rested(place, use, policy, free_at, ended):
                continue
            if any(near.desk.id in used and used[near.desk.id].overlaps(use) for near in spacing.find_near(place, on)):
                continue
            used[place.id] = use
            ended[place.id], free_at[place.id] = use.end, use.end + timedelta(minutes=policy.tail_min)
        counted.append(len(used))
    return tuple(counted)


def fill_order(places: Iterable[Resource], neighbours: Neighbours) -> list[Resource]:
    """The places that keep the fewest others from being used first, then by id."""
    return sorted(places, key=lambda place: (len(neighbours.get(place.id, ())), place.id))


def find_use(on: date, policy: Policy, zone: ZoneInfo) -> Interval | None:
    """The use of a place on a local day: 9am to 5pm as far as it is open then, otherwise the longest time it is open.

    No longer than the longest booking; None where it is not open for the shortest.
    """
    open_times = list(_open_times(on, policy, zone))
    begins, ends = (datetime.combine(on, at, tzinfo=zone).astimezone(UTC) for at in (_DAY_BEGINS, _DAY_ENDS))
    within = [
        Interval(max(each.start, begins), min(each.end, ends))
        for each in open_times
        if each.start < ends and each.end > begins
    ]
    longest = max(within or open_times, key=lambda each: each.length, default=None)
    if longest is None or longest.length < timedelta(minutes=policy.min_length_min):
        return None
    most = timedelta(minutes=policy.max_length_min)
    return longest if longest.length <= most else Interval(longest.start, longest.start + most)


class _Uses:
    """The uses of days, each found once for all places to which the same rules apply."""

    def __init__(self) -> None:
        self._known: dict[tuple[date, int, ZoneInfo], tuple[Policy, Interval | None]] = {}

    def find(self, on: date, policy: Policy, zone: ZoneInfo) -> Interval | None:
        key = (on, id(policy), zone)
        if key not in self._known:
            self._known[key] = policy, find_use(on, policy, zone)
        return self._known[key][1]


def _is_rested(
    place: Resource,
    use: Interval,
    policy: Policy,
    free_at: Mapping[ResourceId, datetime],
    ended: Mapping[ResourceId, datetime],
) -> bool:
    """Whether the last use's tail and this one's set-up have both passed."""
    if place.id not in ended:
        return True
    return max(free_at[place.id], ended[place.id] + timedelta(minutes=policy.setup_min)) <= use.start


def _open_times(on: date, policy: Policy, zone: ZoneInfo) -> Iterator[Interval]:
    day = local_day(on, zone)
    reached = day.start
    for closed in closed_on(on, policy, zone):
        if reached < closed.start:
            yield Interval(reached, closed.start)
        reached = closed.end
    if reached < day.end:
        yield Interval(reached, day.end)
