"""Closures as rows: the closure, and the things that it closes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, insert, or_, select, update

from booking.model.closures import ClosureTarget, StandingClosure
from booking.model.estate import ResourceKind
from booking.model.ids import FloorId, Ref, SiteId
from booking.model.policy import Closure, RuleField, RuleScope
from booking.store.engine import Tx
from booking.store.estate import SITE_COLUMNS, site_of
from booking.store.policies import decode_value, encode_value
from booking.store.tables import building, closure, closure_target, floor, resource, site

_KEPT = timedelta(days=60)
"""For how long after its end a closure still shows on maps of the past; it stays in the list for ever."""


def write_closure(
    tx: Tx, site_id: SiteId, new: Closure, targets: Sequence[tuple[RuleScope, int]], now: datetime
) -> None:
    """Write a closure; its floors are locked already."""
    values = {
        "ref": new.ref,
        "site_id": site_id,
        "starts_at": new.interval.start,
        "ends_at": new.interval.end,
        "value": encode_value(new),
        "read": True,
        "created_at": now,
    }
    closure_id = tx.execute(insert(closure).values(values).returning(closure.c.id)).scalar_one()
    rows = [{"closure_id": closure_id, "scope": scope.value, "scope_id": scope_id} for scope, scope_id in targets]
    tx.execute(insert(closure_target), rows)
    tx.execute(update(closure).where(closure.c.ends_at < now - _KEPT).values(read=False))


def rewrite_closure(tx: Tx, closure_id: int, changed: Closure, *, applies: bool) -> None:
    """Write what a closure says from now on, or that it no longer applies; what it closes stays."""
    values = {
        "starts_at": changed.interval.start,
        "ends_at": changed.interval.end,
        "value": encode_value(changed),
        "read": applies,
    }
    tx.execute(update(closure).where(closure.c.id == closure_id).values(values))


def find_closure(tx: Tx, ref: Ref) -> StandingClosure | None:
    """The closure of that ref; None where there is none. Two selects."""
    return next(iter(_read(tx, closure.c.ref == ref)), None)


def read_closures(tx: Tx, site_ids: frozenset[SiteId] | None, since: datetime) -> tuple[StandingClosure, ...]:
    """The closures at the sites that apply and end after an instant, by start; None as sites is every site."""
    here = closure.c.site_id.in_(site_ids) if site_ids is not None else closure.c.site_id.is_not(None)
    return _read(tx, and_(here, closure.c.read, closure.c.ends_at > since))


def find_targets(tx: Tx, scope: RuleScope, refs: Iterable[Ref]) -> tuple[tuple[ClosureTarget, SiteId], ...]:
    """The sites, floors or places in use of these refs, each with its site, as people count; unknown are left out."""
    tables: dict[RuleScope, Any] = {RuleScope.SITE: site, RuleScope.FLOOR: floor, RuleScope.RESOURCE: resource}
    table = tables[scope]
    wanted = and_(table.c.ref.in_(frozenset(refs)), table.c.retired_at.is_(None))
    found = [(_target(scope, row), SiteId(row.at_site)) for row in tx.execute(_select_named(scope).where(wanted))]
    return tuple(sorted(found, key=lambda each: _count_order(each[0])))


def read_floors_closed(tx: Tx, targets: Iterable[tuple[RuleScope, int]]) -> tuple[FloorId, ...]:
    """The floors on which something is closed, in ascending order. One select."""
    ids: defaultdict[RuleScope, set[int]] = defaultdict(set)
    for scope, scope_id in targets:
        ids[scope].add(scope_id)
    query = (
        select(floor.c.id)
        .join(building, building.c.id == floor.c.building_id)
        .outerjoin(resource, resource.c.floor_id == floor.c.id)
        .where(_is_closed(ids))
        .distinct()
        .order_by(floor.c.id)
    )
    return tuple(FloorId(row.id) for row in tx.execute(query))


def _is_closed(ids: Mapping[RuleScope, set[int]]) -> ColumnElement[bool]:
    columns = {RuleScope.SITE: building.c.site_id, RuleScope.FLOOR: floor.c.id, RuleScope.RESOURCE: resource.c.id}
    return or_(false(), *(column.in_(ids[scope]) for scope, column in columns.items() if ids.get(scope)))


def _read(tx: Tx, where: ColumnElement[bool]) -> tuple[StandingClosure, ...]:
    query = (
        select(closure.c.id.label("closure_id"), closure.c.ref.label("closure_ref"), closure.c.value)
        .add_columns(closure.c.created_at, closure.c.read, *SITE_COLUMNS)
        .join(site, site.c.id == closure.c.site_id)
        .where(where)
        .order_by(closure.c.starts_at, closure.c.id)
    )
    rows = tx.execute(query).all()
    targets = _read_targets(tx, [row.closure_id for row in rows]) if rows else {}
    return tuple(_standing(row, tuple(targets.get(row.closure_id, ()))) for row in rows)


def _standing(row: Any, targets: tuple[ClosureTarget, ...]) -> StandingClosure:
    value = decode_value(RuleField.CLOSED_DAY, row.value)
    if not isinstance(value, Closure):
        raise TypeError(f"closure {row.closure_id} holds {value!r}")
    return StandingClosure(row.closure_id, Ref(row.closure_ref), site_of(row), value, targets, row.created_at, row.read)


def _read_targets(tx: Tx, closure_ids: Sequence[int]) -> dict[int, list[ClosureTarget]]:
    found: defaultdict[int, list[ClosureTarget]] = defaultdict(list)
    tables: dict[RuleScope, Any] = {RuleScope.SITE: site, RuleScope.FLOOR: floor, RuleScope.RESOURCE: resource}
    for scope, table in tables.items():
        query = (
            _select_named(scope)
            .add_columns(closure_target.c.closure_id)
            .join(closure_target, and_(closure_target.c.scope_id == table.c.id, closure_target.c.scope == scope.value))
            .where(closure_target.c.closure_id.in_(closure_ids))
            .order_by(closure_target.c.closure_id, table.c.id)
        )
        for row in tx.execute(query):
            found[row.closure_id].append(_target(scope, row))
    return {closure_id: sorted(targets, key=_count_order) for closure_id, targets in found.items()}


def _count_order(target: ClosureTarget) -> tuple[str, list[tuple[bool, int, str]], int]:
    """By floor, then as people count names: 1.2 before 1.10."""
    parts = re.findall(r"[0-9]{1,9}|[^0-9]+", target.name)
    counted = [(not part.isdigit(), int(part) if part.isdigit() else 0, part.lower()) for part in parts]
    return target.where, counted, target.scope_id


def _select_named(scope: RuleScope) -> Any:
    """Things of a scope with the words that name them, and their sites."""
    if scope is RuleScope.SITE:
        return select(site.c.id, site.c.ref, site.c.name, site.c.id.label("at_site"))
    at_site = building.c.site_id.label("at_site")
    if scope is RuleScope.FLOOR:
        named = select(floor.c.id, floor.c.ref, floor.c.name, building.c.name.label("building"), at_site)
        return named.join(building, building.c.id == floor.c.building_id)
    return (
        select(resource.c.id, resource.c.ref, resource.c.name, resource.c.kind)
        .add_columns(floor.c.name.label("floor"), building.c.name.label("building"), at_site)
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
    )


def _target(scope: RuleScope, row: Any) -> ClosureTarget:
    name, where = row.name, f"{row.floor}, {row.building}" if scope is RuleScope.RESOURCE else ""
    if scope is RuleScope.FLOOR:
        name = f"{row.name}, {row.building}"
    elif scope is RuleScope.RESOURCE and row.kind == ResourceKind.DESK.value and name[:1].isdigit():
        name = f"Desk {name}"
    return ClosureTarget(scope, row.id, Ref(row.ref), name, where)
