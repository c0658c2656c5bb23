"""Open a floor's map for the time that somebody typed, which is clock time of the floor's own site."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.decisions import Refused
from booking.model.estate import Site
from booking.model.ids import Ref, ResourceId
from booking.model.people import About, Actor
from booking.model.policy import Rule
from booking.model.time import Interval
from booking.rules.marks import Mark, mark_places
from booking.rules.permits import Act, holds_one_of, may
from booking.rules.policy import resolve_policy
from booking.store.engine import Tx
from booking.store.estate import FloorSheet, read_floor
from booking.store.policies import read_rules
from booking.store.uses import Use, read_floor_uses

Fault = TypeVar("Fault")


@dataclass(frozen=True, slots=True)
class OpenFloor(Generic[Fault]):
    """A floor, and what is known of its places for the time.

    `marks` stand in the resources' order and are empty where the time names no interval; `when` then says why.
    `others` are the resources that only other roles may book.
    """

    sheet: FloorSheet
    when: Interval | Fault
    marks: tuple[Mark, ...] = ()
    uses: tuple[Use, ...] = ()
    others: frozenset[ResourceId] = frozenset()


def open_floor(
    service: Service, actor: Actor, ref: Ref, find_when: Callable[[Site], Interval | Fault]
) -> OpenFloor[Fault] | Refused:
    """A floor with the state and use of each place at the time that `find_when` reads on the site's clock.

    Three selects, or one where the time names no interval.
    """

    def work(tx: Tx) -> OpenFloor[Fault] | Refused:
        sheet = read_floor(tx, ref)
        if sheet is None or not may(actor, Act.LOOK, About(site_id=sheet.floor.site.id)):
            return not_found()
        site = sheet.floor.site
        when = find_when(site)
        if not isinstance(when, Interval):
            return OpenFloor(sheet, when)
        rules = read_rules(tx, site.organisation_id, site.id)
        uses = read_floor_uses(tx, sheet.floor.id, when, rules)
        holds = [use.occupied for use in uses]
        marks = mark_places(sheet.resources, {site.id: site}, holds, rules, interval=when, viewer=actor.person.id)
        return OpenFloor(sheet, when, marks, uses, _find_others(actor, sheet, rules, when))

    return service.db.read(work)


def _find_others(actor: Actor, sheet: FloorSheet, rules: tuple[Rule, ...], when: Interval) -> frozenset[ResourceId]:
    site = sheet.floor.site
    on = when.start.astimezone(site.zone).date()
    who = {item.id: resolve_policy(rules, item, site.organisation_id, on).who_may_book for item in sheet.resources}
    return frozenset(
        item.id
        for item in sheet.resources
        if not holds_one_of(actor, who[item.id], About(site_id=item.site_id, unit_id=item.unit_id))
    )
