"""Show a floor: its places and their states for a time, or what is occupied over some days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.actions.book import not_found
from booking.actions.floor_sheets import FloorAsk, FloorNow, read_floor_sheets
from booking.actions.service import Service
from booking.model.decisions import Refused
from booking.model.diary import FloorStamp
from booking.model.estate import Floor, PictureFile, Place, Resource
from booking.model.ids import PersonId, Ref
from booking.model.people import About, Actor, Role
from booking.model.time import Interval
from booking.rules.closing import roles_let_in
from booking.rules.marks import Mark, Span, mark_places, span_places
from booking.rules.permits import Act, may, sites_where
from booking.store.engine import Tx
from booking.store.estate import read_floors
from booking.store.pictures import find_plan_picture
from booking.store.plans import find_backdrop


@dataclass(frozen=True, slots=True)
class SeenApart:
    """Who sees a floor otherwise than all others, who see the same as one another.

    `holders` have bookings of their own on it; one of the `roles` may let somebody book in spite of a closure.
    """

    holders: frozenset[PersonId]
    roles: frozenset[Role] = frozenset()

    def has(self, actor: Actor) -> bool:
        """Whether the actor may be one of them."""
        return actor.person.id in self.holders or bool(self.roles and self.roles & actor.roles)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at which floor, for which time.

    `stamp` is how the floor stood a moment ago, where the caller has seen it: then no select is spent on finding out.
    """

    actor: Actor
    ref: Ref
    interval: Interval
    stamp: FloorStamp | None = None


@dataclass(frozen=True, slots=True)
class FloorView:
    """A floor for one interval: a mark for each resource, in the resources' order; places of those on the plan."""

    floor: Floor
    resources: tuple[Resource, ...]
    places: tuple[Place, ...]
    marks: tuple[Mark, ...]
    apart: SeenApart


@dataclass(frozen=True, slots=True)
class FloorDiary:
    """What is occupied on a floor over some days, and until when, in order of resource and start."""

    floor: Floor
    resources: tuple[Resource, ...]
    spans: tuple[Span, ...]
    apart: SeenApart


def list_floors(service: Service, actor: Actor, site: Ref | None = None) -> tuple[Floor, ...]:
    """The floors that the actor may look at, by site, building and level."""
    sites = sites_where(actor, Act.LOOK)
    return service.db.read(lambda tx: read_floors(tx, sites, site))


def show_floor(service: Service, actor: Actor, ref: Ref, interval: Interval) -> FloorView | Refused:
    """A floor's places and their states for the interval. One select where the floor is known, else three."""
    return show_floors(service, [Look(actor, ref, interval)])[0]


def show_floors(service: Service, looks: Sequence[Look]) -> list[FloorView | Refused]:
    """What each who looks sees of a floor; the floors that are known are read in one way to the database."""
    return service.db.read(lambda tx: [_show_places(look, read) for look, read in _read(tx, service, looks)])


def show_floor_diary(service: Service, actor: Actor, ref: Ref, interval: Interval) -> FloorDiary | Refused:
    """What is occupied on a floor during the interval, and until when. As many selects as `show_floor`."""
    return show_floor_diaries(service, [Look(actor, ref, interval)])[0]


def show_floor_diaries(service: Service, looks: Sequence[Look]) -> list[FloorDiary | Refused]:
    """What each who looks finds occupied; the floors that are known are read in one way to the database."""
    return service.db.read(lambda tx: [_show_spans(look, read) for look, read in _read(tx, service, looks)])


def stamp_for(actor: Actor, stamp: FloorStamp | None, *, now: datetime) -> str | None:
    """What a stamp that was read already says to the actor; None where there is no floor that they may look at."""
    if stamp is None or not may(actor, Act.LOOK, About(site_id=stamp.site_id)):
        return None
    return stamp_of(stamp, now)


def stamp_of(floor: Floor | FloorStamp, now: datetime) -> str:
    """A stamp that changes whenever what the floor's diary shows may have changed.

    Made of the diary's version and, once the next change by time alone has come, of the minute.
    """
    passed = floor.next_change_at is not None and floor.next_change_at <= now
    return f"{floor.diary_version}.{int(now.timestamp()) // 60 if passed else 0}"


def show_backdrop(service: Service, actor: Actor, plan: Ref) -> str | Refused:
    """The drawing of a plan version, as a stand-alone SVG document."""
    found = service.db.read(lambda tx: find_backdrop(tx, plan))
    if found is None or not may(actor, Act.LOOK, About(site_id=found[0])):
        return not_found()
    return found[1]


def show_picture(service: Service, actor: Actor, plan: Ref, digest: str) -> PictureFile | Refused:
    """A picture behind the line work of a plan version."""
    found = service.db.read(lambda tx: find_plan_picture(tx, plan, digest))
    if found is None or not may(actor, Act.LOOK, About(site_id=found[0])):
        return not_found()
    return found[1]


def _find_apart(read: FloorNow, interval: Interval) -> SeenApart:
    holders = frozenset(held.person_id for held in read.occupied)
    return SeenApart(holders, roles_let_in(read.rules, interval))


def _show_places(look: Look, read: FloorNow | None) -> FloorView | Refused:
    if read is None:
        return not_found()
    sheet, site = read.sheet, read.sheet.floor.site
    marks = mark_places(
        sheet.resources,
        {site.id: site},
        read.occupied,
        read.rules,
        interval=look.interval,
        viewer=look.actor,
        neighbours=read.neighbours,
    )
    return FloorView(sheet.floor, sheet.resources, sheet.places, marks, _find_apart(read, look.interval))


def _show_spans(look: Look, read: FloorNow | None) -> FloorDiary | Refused:
    if read is None:
        return not_found()
    sheet = read.sheet
    spans = span_places(
        sheet.resources,
        sheet.floor.site,
        read.occupied,
        read.rules,
        interval=look.interval,
        viewer=look.actor,
        neighbours=read.neighbours,
    )
    return FloorDiary(sheet.floor, sheet.resources, spans, _find_apart(read, look.interval))


def _read(tx: Tx, service: Service, looks: Sequence[Look]) -> Iterator[tuple[Look, FloorNow | None]]:
    """Each look with the floor as it stands; None where there is none that they may look at."""
    asked = [
        FloorAsk(look.ref, look.interval, look.stamp.sheet_version if look.stamp is not None else None)
        for look in looks
    ]
    for look, read in zip(looks, read_floor_sheets(tx, service.sheets, asked), strict=True):
        seen = read is not None and may(look.actor, Act.LOOK, About(site_id=read.sheet.floor.site.id))
        yield look, read if seen else None
