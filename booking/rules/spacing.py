"""Who sits too close: desks beside one another are not used at the same time where the rules keep people apart."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from booking.model.diary import Occupied
from booking.model.estate import Resource, Site
from booking.model.ids import ResourceId, SiteId
from booking.model.policy import Policy
from booking.model.spacing import Neighbour, Neighbours, SeatPair
from booking.model.time import Interval, unite
from booking.rules.policy import Policies
from booking.rules.wall_clock import local_day

Holds = Mapping[ResourceId, Sequence[Occupied]]


def distance_cm(policy: Policy, beside: Neighbour | SeatPair) -> int:
    """How far apart one policy keeps two seats: nothing across a screen that it exempts, more where they face."""
    if beside.screened and policy.screens_exempt:
        return 0
    return max(policy.spacing_cm, policy.face_spacing_cm) if beside.face_to_face else policy.spacing_cm


class Spacing:
    """The desks beside each desk, and how far apart the rules keep people.

    Two desks keep the larger spacing of both, across a screen too unless both exempt it; the rules are those of the
    local day on which the later of two bookings begins, so that it does not matter which of them is asked about.
    """

    def __init__(self, neighbours: Neighbours, policies: Policies, sites: Mapping[SiteId, Site]) -> None:
        self._neighbours = neighbours
        self._policies = policies
        self._sites = sites

    def policy_of(self, desk: Resource, on: date) -> Policy:
        """What applies to a desk on a day."""
        return self._policies.of(desk, self._sites[desk.site_id].organisation_id, on)

    def required_cm(self, desk: Resource, beside: Neighbour, on: date) -> int:
        """How far apart people at the two desks sit on a day, at least."""
        trust = self._sites[desk.site_id].organisation_id
        return max(distance_cm(self._policies.of(each, trust, on), beside) for each in (desk, beside.desk))

    def find_near(self, desk: Resource, on: date) -> Iterator[Neighbour]:
        """The desks that may not be used together with this one on a day, the nearest first."""
        for beside in self._neighbours.get(desk.id, ()):
            if beside.distance_mm < 10 * self.required_cm(desk, beside, on):
                yield beside

    def find_too_close(self, desk: Resource, interval: Interval, holds: Holds) -> Iterator[tuple[Neighbour, Occupied]]:
        """The uses of desks beside this one that keep it from being used during the interval, the nearest first.

        Only the use counts and not the time kept free after it: nobody sits there then.
        """
        beside = self._neighbours.get(desk.id, ())
        zone = self._sites[desk.site_id].zone if beside else None
        for near in beside:
            for held in holds.get(near.desk.id, ()):
                if held.interval.overlaps(interval):
                    on = max(held.interval.start, interval.start).astimezone(zone).date()
                    if near.distance_mm < 10 * self.required_cm(desk, near, on):
                        yield near, held

    def too_close_times(self, desk: Resource, within: Interval, holds: Holds) -> tuple[Interval, ...]:
        """The times at which others sit too close to this desk, in order and apart from one another."""
        beside = self._neighbours.get(desk.id, ())
        zone = self._sites[desk.site_id].zone if beside else None
        found: list[Interval] = []
        for near in beside:
            for held in holds.get(near.desk.id, ()):
                start, end = max(held.interval.start, within.start), min(held.interval.end, within.end)
                on = start.astimezone(zone).date()
                while start < end:
                    midnight = local_day(on, self._sites[desk.site_id].zone).end
                    if near.distance_mm < 10 * self.required_cm(desk, near, on):
                        found.append(Interval(start, min(end, midnight)))
                    start, on = midnight, on + timedelta(days=1)
        return tuple(unite(found))
