"""Open a floor's map for the time that somebody typed, which is clock time of the floor's own site."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.decisions import Refused
from booking.model.estate import Site
from booking.model.ids import Ref, ResourceId
from booking.model.people import About, Actor
from booking.model.policy import Rule
from booking.model.stranded import KeptPlace
from booking.model.time import Interval
from booking.rules.bars import Bar, FarAhead, far_ahead, has_begun, has_passed
from booking.rules.closing import say_hours
from booking.rules.marks import Mark, PlaceState, mark_places
from booking.rules.naming import NAMED_KINDS, sight_at
from booking.rules.outlook import may_book_here, outlook_of
from booking.rules.permits import Act, may
from booking.rules.policy import Policies
from booking.rules.week import DayAhead, look_ahead, touching
from booking.store.engine import Tx
from booking.store.estate import FloorSheet
from booking.store.kept import read_floor_and_kept
from booking.store.policies import read_rules
from booking.store.spacing import read_neighbours
from booking.store.uses import Use, read_floor_uses

Fault = TypeVar("Fault")


@dataclass(frozen=True, slots=True)
class OpenFloor(Generic[Fault]):
    """A floor, and what is known of its places for the time.

    `marks` stand in the resources' order and are empty where the time names no interval; `when` then says why.
    `bars` say why the viewer cannot book a place at that time even where nothing occupies it, and `far` of those that
    are not open for booking yet when they will be; `closed_why` why the floor is closed on that day, where one reason
    holds for all of it. `hours` say of a place that is closed by hours when it opens on that day. `kept` are its places
    out of use that still have bookings to come, whenever those are. `ahead` is what can be booked at the same time of
    the days asked for.
    """

    sheet: FloorSheet
    when: Interval | Fault
    marks: tuple[Mark, ...] = ()
    uses: tuple[Use, ...] = ()
    bars: Mapping[ResourceId, Bar] = field(default_factory=dict)
    far: Mapping[ResourceId, FarAhead] = field(default_factory=dict)
    closed_why: str = ""
    hours: Mapping[ResourceId, str] = field(default_factory=dict)
    kept: tuple[KeptPlace, ...] = ()
    ahead: Mapping[date, DayAhead] = field(default_factory=dict)


FindWeek = Callable[[Site], Mapping[date, Interval]]


def open_floor(
    service: Service,
    actor: Actor,
    ref: Ref,
    find_when: Callable[[Site], Interval | Fault],
    *,
    now: datetime,
    find_week: FindWeek = lambda _: {},
) -> OpenFloor[Fault] | Refused:
    """A floor with the state and use of each place at the time that `find_when` reads on the site's clock.

    `find_week` says which times of other days are looked at too. Three selects, four where a rule keeps people apart,
    or one where the time names no interval.
    """

    def work(tx: Tx) -> OpenFloor[Fault] | Refused:
        read = read_floor_and_kept(tx, ref, actor.person.id, now)
        if read is None or not may(actor, Act.LOOK, About(site_id=read[0].floor.site.id)):
            return not_found()
        sheet, kept = read
        site = sheet.floor.site
        when = find_when(site)
        if not isinstance(when, Interval):
            return OpenFloor(sheet, when)
        rules = read_rules(tx, site.organisation_id, site.id)
        reach = sight_at(actor, site)
        times = find_week(site)
        wide = Interval(min(at.start for at in (when, *times.values())), max(at.end for at in (when, *times.values())))
        found = read_floor_uses(tx, sheet.floor.id, wide, rules, reach=reach, named=NAMED_KINDS)
        held = [use.occupied for use in found]
        holds = touching(held, when, rules)
        near = {id(hold) for hold in holds}
        uses = tuple(use for use in found if id(use.occupied) in near)
        neighbours = read_neighbours(tx, [sheet.floor.id], rules, sheet.resources)
        marks = mark_places(
            sheet.resources,
            {site.id: site},
            holds,
            rules,
            interval=when,
            viewer=actor,
            neighbours=neighbours,
        )
        (day,) = outlook_of(sheet.resources, site, rules, [when.start.astimezone(site.zone).date()], actor)
        ahead = look_ahead(sheet.resources, site, held, rules, times, viewer=actor, now=now, neighbours=neighbours)
        bars, far = _find_bars(actor, sheet, rules, when, now)
        hours = _find_hours(sheet, rules, marks, day.on)
        return OpenFloor(sheet, when, marks, uses, bars, far, day.closed_why, hours, kept, ahead)

    return service.db.read(work)


def _find_hours(sheet: FloorSheet, rules: tuple[Rule, ...], marks: Iterable[Mark], on: date) -> dict[ResourceId, str]:
    """When each place opens on the day that is closed then, but not for a time."""
    policies, trust = Policies(rules), sheet.floor.site.organisation_id
    return {
        item.id: say_hours(on, policies.of(item, trust, on))
        for item, mark in zip(sheet.resources, marks, strict=True)
        if mark.state is PlaceState.CLOSED and mark.until is None
    }


def _find_bars(
    actor: Actor, sheet: FloorSheet, rules: tuple[Rule, ...], when: Interval, now: datetime
) -> tuple[dict[ResourceId, Bar], dict[ResourceId, FarAhead]]:
    site, policies = sheet.floor.site, Policies(rules)
    if has_passed(when, now) or has_begun(when, now):
        return {item.id: Bar.PASSED for item in sheet.resources}, {}
    on = when.start.astimezone(site.zone).date()
    bars, far = {}, {}
    for item in sheet.resources:
        policy = policies.of(item, site.organisation_id, on)
        if not may_book_here(actor, item, policy):
            bars[item.id] = Bar.OTHER_ROLES
        elif (ahead := far_ahead(when, policy, site.zone, now)) is not None:
            bars[item.id], far[item.id] = Bar.TOO_FAR, ahead
    return bars, far
