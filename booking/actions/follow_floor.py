"""Follow a floor: everything that its live map needs for some days, of one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.decisions import Refused
from booking.model.ids import Ref, ResourceId, RoomUseId
from booking.model.people import About, Actor
from booking.model.policy import Closure
from booking.model.room_uses import RoomUse
from booking.model.spacing import Neighbours
from booking.model.time import Interval
from booking.rules.closing import closures_during, say_hours
from booking.rules.marks import span_places
from booking.rules.naming import NAMED_KINDS, sight_at
from booking.rules.outlook import DayRules, outlook_of
from booking.rules.permits import Act, may
from booking.rules.policy import Policies
from booking.rules.wall_clock import local_day
from booking.store.engine import Tx
from booking.store.estate import FloorSheet, read_floor
from booking.store.policies import read_rules
from booking.store.spacing import read_neighbours
from booking.store.uses import Use, read_floor_uses

FOLLOWED_DAYS = 8
"""The days that a map knows at once: a week, and the day on which a booking over midnight ends."""


@dataclass(frozen=True, slots=True)
class FollowedFloor:
    """A floor over some days.

    `uses` reach back as far as a use before the first day can still keep a place; `closed` holds the times at which a
    resource is not open; a resource that is always open is left out. `hours` say of each when it opens on each of the
    days, empty where hours do not close it. `closures` are those of each resource that share
    an instant with the days, in order of start. `setups` are the minutes that what is done in a room needs before it.
    """

    sheet: FloorSheet
    interval: Interval
    days: tuple[DayRules, ...]
    uses: tuple[Use, ...]
    closed: Mapping[ResourceId, tuple[Interval, ...]]
    hours: Mapping[ResourceId, tuple[str, ...]]
    neighbours: Neighbours
    closures: Mapping[ResourceId, Sequence[Closure]]
    setups: Mapping[RoomUseId, int]


def follow_floor(service: Service, actor: Actor, ref: Ref, first: date) -> FollowedFloor | Refused:
    """The floor from the start of a local day on. Three selects, four where a rule keeps people apart."""

    def work(tx: Tx) -> FollowedFloor | Refused:
        sheet = read_floor(tx, ref)
        if sheet is None or not may(actor, Act.LOOK, About(site_id=sheet.floor.site.id)):
            return not_found()
        site = sheet.floor.site
        rules = read_rules(tx, site.organisation_id, site.id)
        days = [first + timedelta(days=step) for step in range(FOLLOWED_DAYS)]
        interval = Interval(local_day(days[0], site.zone).start, local_day(days[-1], site.zone).end)
        closed: dict[ResourceId, tuple[Interval, ...]] = {}
        for span in span_places(sheet.resources, site, (), rules, interval=interval, viewer=actor):
            closed[span.resource_id] = (*closed.get(span.resource_id, ()), span.interval)
        return FollowedFloor(
            sheet,
            interval,
            outlook_of(sheet.resources, site, rules, days, actor),
            read_floor_uses(tx, sheet.floor.id, interval, rules, reach=sight_at(actor, site), named=NAMED_KINDS),
            closed,
            _say_hours(sheet, Policies(rules), days),
            read_neighbours(tx, [sheet.floor.id], rules, sheet.resources),
            _find_closures(sheet, Policies(rules, actor), interval, days[0]),
            {use.id: use.setup_min for use in (rule.value for rule in rules) if isinstance(use, RoomUse)},
        )

    return service.db.read(work)


def _say_hours(sheet: FloorSheet, policies: Policies, days: Sequence[date]) -> dict[ResourceId, tuple[str, ...]]:
    trust, known = sheet.floor.site.organisation_id, {}
    said: dict[tuple[int, ...], tuple[str, ...]] = {}
    for resource in sheet.resources:
        daily = [policies.of(resource, trust, on) for on in days]
        alike = tuple(id(policy) for policy in daily)
        if alike not in said:
            said[alike] = tuple(say_hours(on, policy) for on, policy in zip(days, daily, strict=True))
        known[resource.id] = said[alike]
    return known


def _find_closures(
    sheet: FloorSheet, policies: Policies, interval: Interval, first: date
) -> dict[ResourceId, Sequence[Closure]]:
    trust = sheet.floor.site.organisation_id
    during = (
        (resource.id, closures_during(interval, policies.of(resource, trust, first))) for resource in sheet.resources
    )
    return {resource_id: closures for resource_id, closures in during if closures}
