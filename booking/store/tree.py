"""The estate for those who manage it, what is out of use too."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from booking.model.estate import ResourceKind
from booking.model.ids import FloorId, OrganisationId, Ref, SiteId, UnitId
from booking.model.tree import (
    Above,
    BuildingBranch,
    BuildingTerms,
    Choice,
    FloorLeaf,
    FloorTerms,
    Node,
    PlaceLine,
    PlaceTerms,
    SiteBranch,
    SiteTerms,
    Terms,
    Tier,
)
from booking.store.engine import Tx
from booking.store.estate import FLOORS, SITE_COLUMNS, site_of
from booking.store.tables import building, floor, resource, site, unit

TABLE_OF: dict[Tier, Any] = {Tier.SITE: site, Tier.BUILDING: building, Tier.FLOOR: floor, Tier.PLACE: resource}

_PARENT: dict[Tier, Any] = {
    Tier.SITE: site.c.organisation_id,
    Tier.BUILDING: building.c.site_id,
    Tier.FLOOR: floor.c.building_id,
    Tier.PLACE: resource.c.floor_id,
}

_STANDING: dict[Tier, Any] = {
    Tier.SITE: site,
    Tier.BUILDING: building.join(site, site.c.id == building.c.site_id),
    Tier.FLOOR: FLOORS,
    Tier.PLACE: FLOORS.join(resource, resource.c.floor_id == floor.c.id).outerjoin(
        unit, unit.c.id == resource.c.unit_id
    ),
}
"""The tables that say where a thing stands."""

_TIERS = tuple(Tier)


def _columns(tier: Tier) -> list[Any]:
    """The columns of a thing and of all that it stands in."""
    columns: list[Any] = [*SITE_COLUMNS]
    for each in _TIERS[: _TIERS.index(tier) + 1]:
        table = TABLE_OF[each]
        columns += [getattr(table.c, name).label(f"{each}__{name}") for name in ("id", "ref", "name", "retired_at")]
    if tier in (Tier.FLOOR, Tier.PLACE):
        columns.append(floor.c.level)
    if tier is Tier.PLACE:
        columns += [resource.c.kind, resource.c.capacity, resource.c.features, resource.c.ceiling_cm]
        columns += [unit.c.id.label("unit_id"), unit.c.ref.label("unit_ref")]
    return columns


def _select_node(tier: Tier) -> Select[Any]:
    return select(*_columns(tier)).select_from(_STANDING[tier])


def find_node(tx: Tx, tier: Tier, ref: Ref) -> Node | None:
    """The thing of that tier and ref, in use or not; None where there is none. One select."""
    row = tx.execute(_select_node(tier).where(TABLE_OF[tier].c.ref == ref)).one_or_none()
    return _node(tier, row) if row else None


def read_below(tx: Tx, tier: Tier, above: Tier, above_id: int) -> tuple[Node, ...]:
    """Everything of a tier that stands in something higher, in order of id. One select."""
    query = _select_node(tier).where(TABLE_OF[above].c.id == above_id).order_by(TABLE_OF[tier].c.id)
    return tuple(_node(tier, row) for row in tx.execute(query))


def read_floor_ids(tx: Tx, above: Tier, above_id: int) -> tuple[FloorId, ...]:
    """The floors that something is, stands on or holds, in order of id. One select."""
    query = select(floor.c.id).select_from(_STANDING[max(above, Tier.FLOOR, key=_TIERS.index)])
    query = query.where(TABLE_OF[above].c.id == above_id).order_by(floor.c.id)
    return tuple(FloorId(row.id) for row in tx.execute(query))


def read_names(tx: Tx, tier: Tier, parent_id: int) -> tuple[tuple[int, str, bool], ...]:
    """Id, name and whether it is in use, of each thing of a tier that stands directly in one other. One select."""
    table = TABLE_OF[tier]
    query = select(table.c.id, table.c.name, table.c.retired_at).where(_PARENT[tier] == parent_id)
    return tuple((row.id, row.name, row.retired_at is None) for row in tx.execute(query))


def read_tree(tx: Tx, site_ids: frozenset[SiteId] | None) -> tuple[SiteBranch, ...]:
    """Sites, buildings and floors with the numbers of their places, by name and level; None is every site.

    One select.
    """
    out = func.count(resource.c.retired_at)
    query = (
        select(
            site.c.id.label("site_id"),
            site.c.ref.label("site_ref"),
            site.c.name.label("site_name"),
            site.c.timezone,
            site.c.retired_at.label("site_retired_at"),
            building.c.id.label("building_id"),
            building.c.ref.label("building_ref"),
            building.c.name.label("building_name"),
            building.c.retired_at.label("building_retired_at"),
            floor.c.id.label("floor_id"),
            floor.c.ref.label("floor_ref"),
            floor.c.name.label("floor_name"),
            floor.c.level,
            floor.c.plan_id,
            floor.c.retired_at.label("floor_retired_at"),
            (func.count(resource.c.id) - out).label("places"),
            out.label("places_out"),
        )
        .select_from(site)
        .outerjoin(building, building.c.site_id == site.c.id)
        .outerjoin(floor, floor.c.building_id == building.c.id)
        .outerjoin(resource, resource.c.floor_id == floor.c.id)
        .group_by(site.c.id, building.c.id, floor.c.id)
        .order_by(site.c.name, site.c.id, building.c.name, building.c.id, floor.c.level, floor.c.id)
    )
    if site_ids is not None:
        query = query.where(site.c.id.in_(site_ids))
    rows = tx.execute(query).all()
    return tuple(_branch(list(mine)) for _, mine in groupby(rows, key=lambda row: row.site_id))


def count_kinds(tx: Tx, site_ids: frozenset[SiteId] | None) -> tuple[tuple[Choice, ResourceKind, int, int], ...]:
    """How many places of a kind a site has: its ref and name, the kind, those in use and those out of use.

    By the site's name; a kind that a site does not have is left out. One select.
    """
    out = func.sum(case((resource.c.retired_at.is_(None), 0), else_=1))
    query = (
        select(site.c.ref, site.c.name, resource.c.kind, func.count().label("all"), out.label("out"))
        .select_from(FLOORS.join(resource, resource.c.floor_id == floor.c.id))
        .group_by(site.c.id, site.c.ref, site.c.name, resource.c.kind)
        .order_by(site.c.name, site.c.id)
    )
    if site_ids is not None:
        query = query.where(site.c.id.in_(site_ids))
    return tuple(
        (Choice(Ref(row.ref), row.name), ResourceKind(row.kind), row.all - int(row.out), int(row.out))
        for row in tx.execute(query)
    )


def read_place_lines(tx: Tx, floor_id: FloorId) -> tuple[PlaceLine, ...]:
    """Every place of a floor, in use or not, in order of id. One select."""
    query = (
        select(resource, unit.c.name.label("unit_name"))
        .outerjoin(unit, unit.c.id == resource.c.unit_id)
        .where(resource.c.floor_id == floor_id)
        .order_by(resource.c.id)
    )
    return tuple(
        PlaceLine(
            Ref(row.ref),
            row.name,
            ResourceKind(row.kind),
            row.capacity,
            tuple(row.features),
            row.unit_name or "",
            row.retired_at is None,
        )
        for row in tx.execute(query)
    )


def read_units(tx: Tx, organisation_id: OrganisationId) -> tuple[Choice, ...]:
    """Every unit of the organisation, by name. One select."""
    query = select(unit.c.ref, unit.c.name).where(unit.c.organisation_id == organisation_id)
    return tuple(Choice(Ref(row.ref), row.name) for row in tx.execute(query.order_by(unit.c.name, unit.c.id)))


def find_unit(tx: Tx, ref: Ref) -> UnitId | None:
    """The unit of that ref; None where there is none."""
    found = tx.execute(select(unit.c.id).where(unit.c.ref == ref)).scalar_one_or_none()
    return UnitId(found) if found is not None else None


def within(tier: Tier, ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether a row that joins the estate's tables stands in one of these."""
    return TABLE_OF[tier].c.id.in_(tuple(ids))  # type: ignore[no-any-return]


def _node(tier: Tier, row: Any) -> Node:
    chain = tuple(_above(each, row) for each in _TIERS[: _TIERS.index(tier) + 1])
    own = chain[-1]
    return Node(
        tier=tier,
        id=own.id,
        ref=own.ref,
        terms=_TERMS[tier](row, own, chain),
        above=chain[:-1],
        site=site_of(row),
        unit_id=UnitId(row.unit_id) if tier is Tier.PLACE and row.unit_id is not None else None,
        retired_at=_value(row, tier, "retired_at"),
    )


def _above(tier: Tier, row: Any) -> Above:
    return Above(
        tier,
        _value(row, tier, "id"),
        Ref(_value(row, tier, "ref")),
        _value(row, tier, "name"),
        _value(row, tier, "retired_at") is None,
    )


def _value(row: Any, tier: Tier, name: str) -> Any:
    return getattr(row, f"{tier}__{name}")


_TERMS: dict[Tier, Callable[[Any, Above, tuple[Above, ...]], Terms]] = {
    Tier.SITE: lambda row, own, _chain: SiteTerms(own.name, row.timezone),
    Tier.BUILDING: lambda _row, own, _chain: BuildingTerms(own.name),
    Tier.FLOOR: lambda row, own, chain: FloorTerms(own.name, row.level, chain[-2].ref),
    Tier.PLACE: lambda row, own, chain: PlaceTerms(
        own.name,
        ResourceKind(row.kind),
        row.capacity,
        tuple(row.features),
        Ref(row.unit_ref) if row.unit_ref is not None else None,
        chain[-2].ref,
        row.ceiling_cm,
    ),
}


def _branch(rows: list[Any]) -> SiteBranch:
    first = rows[0]
    built = [row for row in rows if row.building_id is not None]
    return SiteBranch(
        Ref(first.site_ref),
        first.site_name,
        first.timezone,
        first.site_retired_at is None,
        tuple(_twig(list(mine)) for _, mine in groupby(built, key=lambda row: row.building_id)),
    )


def _twig(rows: list[Any]) -> BuildingBranch:
    first = rows[0]
    floors = tuple(
        FloorLeaf(
            FloorId(row.floor_id),
            Ref(row.floor_ref),
            row.floor_name,
            row.level,
            row.floor_retired_at is None,
            row.places,
            row.places_out,
            row.plan_id is not None,
        )
        for row in rows
        if row.floor_id is not None
    )
    return BuildingBranch(Ref(first.building_ref), first.building_name, first.building_retired_at is None, floors)


def read_names_of(tx: Tx, tier: Tier, ids: Iterable[int]) -> dict[int, str]:
    """What the things of a tier are called, by id. One select."""
    table = TABLE_OF[tier]
    return {row.id: row.name for row in tx.execute(select(table.c.id, table.c.name).where(table.c.id.in_(tuple(ids))))}
