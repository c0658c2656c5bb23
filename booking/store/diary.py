"""The diary of a floor: locked, then read whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select, true, update

from booking.model.bookings import LIVE_STATES, Booking, BookingState, Request
from booking.model.diary import Diary, HolderBooking, Occupied, Stand, Surroundings
from booking.model.estate import Resource, ResourceKind
from booking.model.ids import BookingId, FloorId, PersonId, Ref, ResourceId, RoomUseId, SeriesId, SiteId
from booking.model.policy import Rule, RuleField, widest_tail_min
from booking.model.time import LOOK_BACK, Interval, unite
from booking.store.engine import Tx
from booking.store.estate import FLOOR_COLUMNS, RESOURCE_COLUMNS, floor_of, resource_of, select_resources
from booking.store.people import person_of
from booking.store.policies import read_rules
from booking.store.questions import Question, ask_together
from booking.store.spacing import read_neighbours
from booking.store.tables import (
    OCCUPATION_IS_LIVE,
    booking,
    building,
    floor,
    membership,
    occupation,
    person,
    plan,
    resource,
    resource_atom,
    site,
)


def lock_floors(
    tx: Tx, floor_ids: Iterable[FloorId], *, edges: tuple[datetime, ...] = (), now: datetime, sheet_stays: bool = False
) -> dict[FloorId, Stand]:
    """Raise the diary version of each floor, in ascending order; it must be a writing transaction's first statement.

    The statement takes the row's lock on PostgreSQL; on SQLite the transaction already holds the writer's place.
    `edges` are the instants at which what is about to be written starts and ends: the floor keeps the next one. The
    version of the floor's sheet rises too, unless `sheet_stays`: where bookings alone are written. Answers how each
    floor now stands.
    """
    edge = min((at for at in edges if at > now), default=None)
    stands = {}
    for floor_id in sorted(set(floor_ids)):
        lock = _LOCK_DIARY if sheet_stays else _LOCK_SHEET
        for row in lock.ask(tx, {"locked_id": floor_id, "now": now, "edge": edge}):
            stands[floor_id] = Stand(row.diary_version, row.sheet_version, row.next_change_at)
    return stands


def _lock_floor(*, sheet: int) -> Question:
    now = bindparam("now", type_=floor.c.next_change_at.type)
    edge = bindparam("edge", type_=floor.c.next_change_at.type)
    still_first = and_(floor.c.next_change_at > now, func.coalesce(floor.c.next_change_at < edge, true()))
    return Question(
        update(floor)
        .where(floor.c.id == bindparam("locked_id"))
        .values(
            {
                floor.c.diary_version: floor.c.diary_version + 1,
                floor.c.sheet_version: floor.c.sheet_version + sheet,
                floor.c.next_change_at: case((still_first, floor.c.next_change_at), else_=edge),
            }
        )
        .returning(floor.c.diary_version, floor.c.sheet_version, floor.c.next_change_at)
    )


_LOCK_DIARY, _LOCK_SHEET = _lock_floor(sheet=0), _lock_floor(sheet=1)


def read_diary(
    tx: Tx,
    resource_asked: Resource,
    request: Request,
    *,
    replaces: Booking | None,
    now: datetime,
    known: Surroundings | None = None,
) -> Diary | None:
    """Every fact that the decision about the request needs; None where the resource or the person is gone.

    Four selects: resources alike with their floors, rules, holds, and the holder with their bookings; and which desks
    are near where a rule keeps people apart. Two for a desk whose surroundings are `known` as they
    stand; one that is out of use does not stand in them.
    """
    near = _near(resource_asked)
    useful = known is not None and any(one.id == resource_asked.id for one in known.resources)
    around = known if useful and near.how == "floor_kind" else _read_around(tx, near, resource_asked)
    if around is None:
        return None
    alike = tuple(one for one in around.resources if one.kind is resource_asked.kind)
    asked = next(one for one in alike if one.id == resource_asked.id)
    held_near, held = ask_together(
        tx,
        (_OCCUPIED[near.how], {**near.which, **_times(_window(request.interval, around.rules))}),
        (_HOLDER, {"asked": request.person_id, **_counted(request.interval, around.rules, now)}),
    )
    if not held:
        return None
    return Diary(
        floor=around.floor,
        resource=asked,
        alike=alike,
        occupied=_distinct(held_near),
        rules=around.rules,
        holder=person_of(held[0], (row.unit_id for row in held if row.unit_id is not None)),
        holder_bookings=_holder_bookings(held),
        replaces=replaces,
        neighbours=around.neighbours,
    )


def _read_around(tx: Tx, near: "_Near", asked: Resource) -> Surroundings | None:
    """The asked resource's floor, the resources alike and the rules; None where the resource is gone. Two selects.

    A third for desks where a rule keeps people apart.
    """
    rows = tx.execute(_ALIKE[near.how], near.which).all()
    at = next((floor_of(row) for row in rows if row.resource_id == asked.id), None)
    if at is None:
        return None
    rules = read_rules(tx, at.site.organisation_id, at.site.id)
    alike = tuple(resource_of(row) for row in rows)
    neighbours = read_neighbours(tx, [at.id], rules, alike) if asked.kind is ResourceKind.DESK else {}
    return Surroundings(at, alike, rules, neighbours)


def find_wanted(tx: Tx, ref: Ref, interval: Interval) -> tuple[Resource, bool] | None:
    """The resource of that ref, and whether a live booking visibly holds it then; None where there is none. One select.

    Whoever sees it held need not wait for the floor's lock to be refused.
    """
    rows = _WANTED.ask(tx, {"asked": ref, **_times(interval)})
    return (resource_of(rows[0]), rows[0].held) if rows else None


def read_floor_occupied(tx: Tx, floor_id: FloorId, interval: Interval, rules: tuple[Rule, ...]) -> tuple[Occupied, ...]:
    """The holds on a floor's resources that touch the interval or what it would occupy, in order of start."""
    return _read_occupied(tx, _Near("floor", {"floor": floor_id}), _window(interval, rules))


def read_floors_now(
    tx: Tx, asked: Iterable[tuple[FloorId, Interval, tuple[Rule, ...]]]
) -> list[tuple[Stand, tuple[Occupied, ...]]]:
    """How each floor's diary stands, and its holds as `read_floor_occupied` gives them, of one moment.

    One select for each, all in one way to the server.
    """
    asks = [
        (_FLOOR_NOW, {"floor": floor_id, **_times(_window(interval, rules))}) for floor_id, interval, rules in asked
    ]
    return [
        (Stand(*rows[0][:3]), _distinct(row[3:] for row in rows if row[3] is not None))
        for rows in ask_together(tx, *asks)
    ]


def read_site_occupied(
    tx: Tx, resource_ids: Iterable[ResourceId], interval: Interval, rules: tuple[Rule, ...]
) -> tuple[Occupied, ...]:
    """The holds on the resources that touch the interval or what it would occupy, in order of start."""
    wanted = frozenset(resource_ids)
    held = _read_occupied(tx, _Near("anywhere", {}), _window(interval, rules))
    return tuple(one for one in held if one.resource_id in wanted)


def read_places_occupied(
    tx: Tx, resource_ids: Iterable[ResourceId], interval: Interval, rules: tuple[Rule, ...]
) -> tuple[Occupied, ...]:
    """The same for at most a few hundred places: only their holds are read."""
    query = _select_occupied("anywhere").where(resource.c.id.in_(frozenset(resource_ids)))
    return _distinct(tx.execute(query, _times(_window(interval, rules))))


def read_desks_occupied(
    tx: Tx, site_id: SiteId, times: Iterable[Interval], rules: tuple[Rule, ...]
) -> tuple[Occupied, ...]:
    """The holds on a site's desks that touch any of the times or what it would occupy, in order of start. One select.

    Times that overlap are asked for as one, so that many of one day cost no more than one of them.
    """
    which = {"site": site_id, "kind_asked": ResourceKind.DESK.value}
    return _read_touching(tx, _join_places("site_kind").where(_NEAR["site_kind"]), which, times, rules)


def read_kinds_occupied(
    tx: Tx, kinds: Iterable[ResourceKind], times: Iterable[Interval], rules: tuple[Rule, ...]
) -> tuple[Occupied, ...]:
    """The same of all places of some kinds, at whatever site. One select."""
    query = _join_places("anywhere").where(resource.c.kind.in_({kind.value for kind in kinds}))
    return _read_touching(tx, query, {}, times, rules)


def _read_touching(
    tx: Tx, query: Select[Any], which: dict[str, Any], times: Iterable[Interval], rules: tuple[Rule, ...]
) -> tuple[Occupied, ...]:
    windows = [_times(each) for each in unite(_window(each, rules) for each in times)]
    touching = or_(*(and_(*_touching(number)) for number in range(len(windows))))
    given = {f"{name}_{number}": at for number, window in enumerate(windows) for name, at in window.items()}
    return _distinct(tx.execute(query.where(OCCUPATION_IS_LIVE, touching), {**which, **given}))


_LONGEST_DAY = timedelta(hours=25)
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Near:
    """Which resources are read: a key of the statements below, and its parameters."""

    how: str
    which: dict[str, Any]


_NEAR: dict[str, ColumnElement[bool]] = {
    "anywhere": true(),
    "floor": resource.c.floor_id == bindparam("floor"),
    "floor_kind": and_(resource.c.floor_id == bindparam("floor"), resource.c.kind == bindparam("kind_asked")),
    "site_kind": and_(building.c.site_id == bindparam("site"), resource.c.kind == bindparam("kind_asked")),
}


def _near(asked: Resource) -> _Near:
    """Desks are alike within their floor, rooms within their site."""
    if asked.kind is ResourceKind.DESK:
        return _Near("floor_kind", {"floor": asked.floor_id, "kind_asked": asked.kind.value})
    return _Near("site_kind", {"site": asked.site_id, "kind_asked": asked.kind.value})


def _window(interval: Interval, rules: tuple[Rule, ...]) -> Interval:
    gap = timedelta(minutes=widest_tail_min(rules))
    return Interval(interval.start - gap, interval.end + gap)


def _counted(interval: Interval, rules: tuple[Rule, ...], now: datetime) -> dict[str, datetime]:
    """Between which instants the holder's bookings count: about the day asked for, or all to come where a limit is."""
    since, before = interval.start - _LONGEST_DAY, interval.end + _LONGEST_DAY
    if any(rule.field is RuleField.MAX_UPCOMING for rule in rules):
        since, before = min(now, since), _NEVER
    return {"since": since, "before": before}


def _select_alike(near: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*RESOURCE_COLUMNS, *FLOOR_COLUMNS)
        .select_from(resource)
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .join(site, site.c.id == building.c.site_id)
        .outerjoin(plan, plan.c.id == floor.c.plan_id)
        .where(near)
        .order_by(resource.c.id)
    )


def _select_occupied(how: str) -> Select[Any]:
    return _join_places(how).where(_NEAR[how], OCCUPATION_IS_LIVE, *_touching())


def _join_places(how: str) -> Select[Any]:
    """The holds on resources, to be narrowed to some of them and to some time."""
    query = (
        select(
            resource.c.id.label("resource_id"),
            booking.c.id.label("booking_id"),
            booking.c.person_id,
            booking.c.starts_at,
            booking.c.ends_at,
            occupation.c.until_at,
            booking.c.series_id,
            booking.c.use_id,
        )
        .select_from(occupation)
        .join(booking, booking.c.id == occupation.c.booking_id)
        .join(resource_atom, resource_atom.c.atom_id == occupation.c.atom_id)
        .join(resource, resource.c.id == resource_atom.c.resource_id)
        .order_by(booking.c.starts_at, booking.c.id, resource.c.id)
    )
    if how != "site_kind":
        return query
    return query.join(floor, floor.c.id == resource.c.floor_id).join(building, building.c.id == floor.c.building_id)


def _touching(number: int | None = None) -> tuple[ColumnElement[bool], ...]:
    """Which rows of the occupation touch the time of `_times`; of several times each has its number."""
    instant, of = occupation.c.starts_at.type, "" if number is None else f"_{number}"
    return (
        occupation.c.starts_at < bindparam(f"before{of}", type_=instant),
        occupation.c.starts_at > bindparam(f"look_back{of}", type_=instant),
        occupation.c.until_at > bindparam(f"since{of}", type_=instant),
    )


def _select_holder() -> Select[Any]:
    held = and_(
        booking.c.person_id == person.c.id,
        booking.c.ends_at > bindparam("since", type_=booking.c.ends_at.type),
        booking.c.starts_at < bindparam("before", type_=booking.c.starts_at.type),
        or_(*(booking.c.state == state.value for state in (*LIVE_STATES, BookingState.COMPLETED))),
    )
    return (
        select(
            person.c.id,
            person.c.ref,
            person.c.organisation_id,
            person.c.name,
            person.c.email,
            person.c.active,
            membership.c.unit_id,
            booking.c.id.label("booking_id"),
            booking.c.starts_at,
            booking.c.ends_at,
            resource.c.kind,
            resource.c.name.label("resource_name"),
        )
        .select_from(person)
        .outerjoin(membership, membership.c.person_id == person.c.id)
        .outerjoin(booking, held)
        .outerjoin(resource, resource.c.id == booking.c.resource_id)
        .where(person.c.id == bindparam("asked"))
        .order_by(booking.c.starts_at, booking.c.id)
    )


_ALIKE = {how: _select_alike(near) for how, near in _NEAR.items()}
_OCCUPIED = {how: Question(_select_occupied(how)) for how in _NEAR}
_HOLDER = Question(_select_holder())


def _ask_floor_now() -> Question:
    held = _select_occupied("floor").order_by(None).subquery()
    return Question(
        select(floor.c.diary_version, floor.c.sheet_version, floor.c.next_change_at, *held.c)
        .select_from(floor.outerjoin(held, true()))
        .where(floor.c.id == bindparam("floor"))
        .order_by(held.c.starts_at, held.c.booking_id, held.c.resource_id)
    )


_FLOOR_NOW = _ask_floor_now()


def _select_wanted() -> Select[Any]:
    held = (
        exists()
        .where(resource_atom.c.resource_id == resource.c.id, occupation.c.atom_id == resource_atom.c.atom_id)
        .where(OCCUPATION_IS_LIVE, *_touching())
        .correlate(resource)
    )
    return select_resources(held.label("held")).where(resource.c.ref == bindparam("asked"))


_WANTED = Question(_select_wanted())


def _read_occupied(tx: Tx, near: _Near, window: Interval) -> tuple[Occupied, ...]:
    return _distinct(_OCCUPIED[near.how].ask(tx, {**near.which, **_times(window)}))


def _times(window: Interval) -> dict[str, datetime]:
    return {"before": window.end, "look_back": window.start - LOOK_BACK, "since": window.start}


def _distinct(rows: Iterable[Sequence[Any]]) -> tuple[Occupied, ...]:
    """Each hold once: a booking that holds several parts of one room is one hold on it."""
    return tuple({(row[1], row[0]): _occupied(row) for row in rows}.values())


def _occupied(row: Sequence[Any]) -> Occupied:
    """The hold in a row of `_select_occupied`."""
    resource_id, booking_id, person_id, starts_at, ends_at, until_at, series_id, use_id = row
    return Occupied(
        ResourceId(resource_id),
        BookingId(booking_id),
        PersonId(person_id),
        Interval(starts_at, ends_at),
        until_at,
        SeriesId(series_id) if series_id is not None else None,
        RoomUseId(use_id) if use_id is not None else None,
    )


def _holder_bookings(rows: Iterable[Any]) -> tuple[HolderBooking, ...]:
    found = {
        row.booking_id: HolderBooking(
            BookingId(row.booking_id),
            ResourceKind(row.kind),
            row.resource_name,
            Interval(row.starts_at, row.ends_at),
        )
        for row in rows
        if row.booking_id is not None
    }
    return tuple(found.values())
