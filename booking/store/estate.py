"""Sites, floors and resources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, insert, select

from booking.model.estate import Floor, Organisation, Place, Plan, Resource, ResourceKind, Site
from booking.model.ids import BuildingId, FloorId, OrganisationId, PlanId, Ref, ResourceId, SiteId, UnitId
from booking.store import tables
from booking.store.engine import Tx
from booking.store.pictures import pictures_of
from booking.store.refs import new_ref
from booking.store.tables import building, floor, organisation, place, plan, resource, site, unit

SITE_COLUMNS = (
    site.c.id.label("site_id"),
    site.c.ref.label("site_ref"),
    site.c.organisation_id,
    site.c.name.label("site_name"),
    site.c.timezone,
)

PLAN_COLUMNS = (
    plan.c.id.label("plan_id"),
    plan.c.ref.label("plan_ref"),
    plan.c.version.label("plan_version"),
    plan.c.width.label("plan_width"),
    plan.c.height.label("plan_height"),
    plan.c.metres_per_unit,
    plan.c.pictures.label("plan_pictures"),
)

FLOOR_COLUMNS = (
    floor.c.id.label("floor_id"),
    floor.c.ref.label("floor_ref"),
    floor.c.building_id,
    building.c.name.label("building_name"),
    floor.c.name.label("floor_name"),
    floor.c.level,
    floor.c.diary_version,
    floor.c.sheet_version,
    floor.c.next_change_at,
    floor.c.retired_at.label("floor_retired_at"),
    *PLAN_COLUMNS,
    *SITE_COLUMNS,
)

_drawn = place.alias("drawn")
_AREA = case(
    (
        resource.c.kind != ResourceKind.DESK.value,
        select(_drawn.c.area_m2)
        .where(_drawn.c.plan_id == floor.c.plan_id, _drawn.c.resource_id == resource.c.id)
        .correlate(floor, resource)
        .scalar_subquery(),
    )
)
"""A room's area on its floor's current plan; a desk's says nothing of people, so it is not looked for."""

RESOURCE_COLUMNS = (
    resource.c.id.label("resource_id"),
    resource.c.ref.label("resource_ref"),
    resource.c.floor_id.label("resource_floor_id"),
    floor.c.ref.label("resource_floor_ref"),
    building.c.site_id.label("resource_site_id"),
    resource.c.unit_id.label("resource_unit_id"),
    resource.c.kind,
    resource.c.name.label("resource_name"),
    resource.c.capacity,
    resource.c.features,
    resource.c.retired_at.label("resource_retired_at"),
    resource.c.ceiling_cm,
    _AREA.label("resource_area_m2"),
)

PLACE_COLUMNS = tuple(
    place.c[name] for name in ("outline", "label_x", "label_y", "area_m2", "seat_x", "seat_y", "facing")
)

FLOORS = floor.join(building, building.c.id == floor.c.building_id).join(site, site.c.id == building.c.site_id)
FLOORS_WITH_PLAN = FLOORS.outerjoin(plan, plan.c.id == floor.c.plan_id)


@dataclass(frozen=True, slots=True)
class FloorSheet:
    """A floor, its resources in order of id, and the places of those that stand on its current plan."""

    floor: Floor
    resources: tuple[Resource, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ResourceFilter:
    """Which resources are asked for; None or empty is any. `after` continues behind the resource of that id."""

    site_ids: frozenset[SiteId] | None = None
    site: Ref | None = None
    floor: Ref | None = None
    kind: ResourceKind | None = None
    capacity: int | None = None
    after: ResourceId | None = None


def site_of(row: Any) -> Site:
    """The site in a row that holds `SITE_COLUMNS`."""
    return Site(
        SiteId(row.site_id), Ref(row.site_ref), OrganisationId(row.organisation_id), row.site_name, row.timezone
    )


def floor_of(row: Any) -> Floor:
    """The floor in a row that holds `FLOOR_COLUMNS`."""
    return Floor(
        id=FloorId(row.floor_id),
        ref=Ref(row.floor_ref),
        building_id=BuildingId(row.building_id),
        building=row.building_name,
        name=row.floor_name,
        level=row.level,
        site=site_of(row),
        diary_version=row.diary_version,
        sheet_version=row.sheet_version,
        plan=plan_of(row) if row.plan_id is not None else None,
        next_change_at=row.next_change_at,
        in_use=row.floor_retired_at is None,
    )


def plan_of(row: Any) -> Plan:
    """The plan version in a row that holds `PLAN_COLUMNS`."""
    return Plan(
        PlanId(row.plan_id),
        Ref(row.plan_ref),
        row.plan_version,
        row.plan_width,
        row.plan_height,
        row.metres_per_unit,
        pictures_of(row.plan_pictures),
    )


def resource_of(row: Any) -> Resource:
    """The resource in a row that holds `RESOURCE_COLUMNS`."""
    return Resource(
        id=ResourceId(row.resource_id),
        ref=Ref(row.resource_ref),
        floor_id=FloorId(row.resource_floor_id),
        floor_ref=Ref(row.resource_floor_ref),
        site_id=SiteId(row.resource_site_id),
        unit_id=UnitId(row.resource_unit_id) if row.resource_unit_id is not None else None,
        kind=ResourceKind(row.kind),
        name=row.resource_name,
        capacity=row.capacity,
        features=tuple(row.features),
        in_use=row.resource_retired_at is None,
        area_m2=row.resource_area_m2,
        ceiling_cm=row.ceiling_cm,
    )


def read_sites(tx: Tx, site_ids: frozenset[SiteId] | None) -> tuple[Site, ...]:
    """The sites in use, in order of name; None as ids is every site."""
    query = select(*SITE_COLUMNS).where(site.c.retired_at.is_(None)).order_by(site.c.name, site.c.id)
    if site_ids is not None:
        query = query.where(site.c.id.in_(site_ids))
    return tuple(site_of(row) for row in tx.execute(query))


def read_floors(tx: Tx, site_ids: frozenset[SiteId] | None, site_ref: Ref | None = None) -> tuple[Floor, ...]:
    """The floors in use, by site, building and level; None as ids is every site's."""
    query = select(*FLOOR_COLUMNS).select_from(FLOORS_WITH_PLAN).where(floor.c.retired_at.is_(None))
    if site_ids is not None:
        query = query.where(site.c.id.in_(site_ids))
    if site_ref is not None:
        query = query.where(site.c.ref == site_ref)
    query = query.order_by(site.c.name, site.c.id, building.c.name, building.c.id, floor.c.level, floor.c.id)
    return tuple(floor_of(row) for row in tx.execute(query))


_FLOOR = (
    select(*FLOOR_COLUMNS)
    .select_from(FLOORS_WITH_PLAN)
    .where(floor.c.ref == bindparam("asked"), floor.c.retired_at.is_(None))
)


def find_floor(tx: Tx, ref: Ref) -> Floor | None:
    """The floor of that ref; None where there is none in use."""
    row = tx.execute(_FLOOR, {"asked": ref}).one_or_none()
    return floor_of(row) if row else None


def select_resources(*extra: Any) -> Select[Any]:
    """A select of resources with their floors' sites, to be narrowed by the caller."""
    return (
        select(*RESOURCE_COLUMNS, *extra)
        .select_from(resource)
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
    )


_RESOURCE = select_resources().where(resource.c.ref == bindparam("asked"))

_SHEET = (
    select(*FLOOR_COLUMNS, *RESOURCE_COLUMNS, *PLACE_COLUMNS)
    .select_from(FLOORS_WITH_PLAN)
    .outerjoin(resource, and_(resource.c.floor_id == floor.c.id, resource.c.retired_at.is_(None)))
    .outerjoin(place, and_(place.c.plan_id == floor.c.plan_id, place.c.resource_id == resource.c.id))
    .where(floor.c.ref == bindparam("asked"), floor.c.retired_at.is_(None))
    .order_by(resource.c.id)
)


def find_resource(tx: Tx, ref: Ref) -> Resource | None:
    """The resource of that ref, in use or not; None where there is none."""
    row = tx.execute(_RESOURCE, {"asked": ref}).one_or_none()
    return resource_of(row) if row else None


def read_floor(tx: Tx, ref: Ref) -> FloorSheet | None:
    """A floor with its resources in use and their places on its current plan; None where there is none. One select."""
    rows = tx.execute(_SHEET, {"asked": ref}).all()
    if not rows:
        return None
    return sheet_of(rows)


def sheet_of(rows: Sequence[Any]) -> FloorSheet:
    """The floor, resources and places in rows, at least one, that hold the columns of all three."""
    filled = [row for row in rows if row.resource_id is not None]
    places = tuple(place_of(row) for row in filled if row.outline is not None)
    return FloorSheet(floor_of(rows[0]), tuple(resource_of(row) for row in filled), places)


def place_of(row: Any) -> Place:
    """The place in a row that holds the place's columns and its resource's id."""
    outline = tuple((float(x), float(y)) for x, y in row.outline)
    seat = (row.seat_x, row.seat_y) if row.seat_x is not None and row.seat_y is not None else None
    return Place(ResourceId(row.resource_id), outline, row.label_x, row.label_y, row.area_m2, seat, row.facing)


def read_resources(tx: Tx, wanted: ResourceFilter, limit: int | None) -> tuple[Resource, ...]:
    """The resources in use that match, in order of id, at most `limit` of them."""
    query = select_resources().join(site, site.c.id == building.c.site_id).order_by(resource.c.id).limit(limit)
    query = query.where(resource.c.retired_at.is_(None))
    if wanted.site_ids is not None:
        query = query.where(site.c.id.in_(wanted.site_ids))
    if wanted.site is not None:
        query = query.where(site.c.ref == wanted.site)
    if wanted.floor is not None:
        query = query.where(floor.c.ref == wanted.floor)
    if wanted.kind is not None:
        query = query.where(resource.c.kind == wanted.kind.value)
    if wanted.capacity is not None:
        query = query.where(resource.c.capacity >= wanted.capacity)
    if wanted.after is not None:
        query = query.where(resource.c.id > wanted.after)
    return tuple(resource_of(row) for row in tx.execute(query))


def is_estate_empty(tx: Tx) -> bool:
    """Whether no organisation stands in the database yet."""
    return tx.execute(select(organisation.c.id).limit(1)).first() is None


def find_organisation(tx: Tx) -> Organisation | None:
    """The organisation; None in an empty database."""
    row = tx.execute(select(organisation.c.id, organisation.c.name, organisation.c.demo).limit(1)).one_or_none()
    return Organisation(OrganisationId(row.id), row.name, row.demo) if row else None


def find_building(tx: Tx, name: str) -> tuple[BuildingId, SiteId, int] | None:
    """The building of that name, its site, and the level of its highest floor; None where there is none."""
    query = (
        select(building.c.id, building.c.site_id, func.coalesce(func.max(floor.c.level), 0).label("top"))
        .outerjoin(floor, floor.c.building_id == building.c.id)
        .where(building.c.name == name)
        .group_by(building.c.id, building.c.site_id)
        .order_by(building.c.id)
    )
    row = tx.execute(query).first()
    return (BuildingId(row.id), SiteId(row.site_id), row.top) if row else None


def add_organisation(tx: Tx, name: str, *, demo: bool, now: datetime) -> OrganisationId:
    """Write an organisation."""
    values = {"ref": new_ref(), "name": name, "demo": demo, "created_at": now}
    return OrganisationId(_insert(tx, organisation, values))


def add_site(tx: Tx, organisation_id: OrganisationId, name: str, timezone: str) -> SiteId:
    """Write a site."""
    values = {"ref": new_ref(), "organisation_id": organisation_id, "name": name, "timezone": timezone}
    return SiteId(_insert(tx, site, values))


def add_building(tx: Tx, site_id: SiteId, name: str) -> BuildingId:
    """Write a building."""
    return BuildingId(_insert(tx, building, {"ref": new_ref(), "site_id": site_id, "name": name}))


def add_floor(tx: Tx, building_id: BuildingId, name: str, level: int) -> FloorId:
    """Write a floor, without a plan."""
    values = {"ref": new_ref(), "building_id": building_id, "name": name, "level": level}
    return FloorId(_insert(tx, floor, values))


def add_unit(tx: Tx, organisation_id: OrganisationId, name: str) -> UnitId:
    """Write a unit: a group of people, such as a team, a ward or a service."""
    return UnitId(_insert(tx, unit, {"ref": new_ref(), "organisation_id": organisation_id, "name": name}))


@dataclass(frozen=True, slots=True)
class NewResource:
    """A resource that is about to be written."""

    kind: ResourceKind
    name: str
    capacity: int
    features: tuple[str, ...] = ()
    unit_id: UnitId | None = None
    ceiling_cm: int | None = None


def add_resources(tx: Tx, floor_id: FloorId, new: Iterable[NewResource]) -> tuple[ResourceId, ...]:
    """Write resources of one floor, each with an atom of its own; ids come in the order given."""
    ids = []
    for item in new:
        values = {
            "ref": new_ref(),
            "floor_id": floor_id,
            "unit_id": item.unit_id,
            "kind": item.kind.value,
            "name": item.name,
            "capacity": item.capacity,
            "features": list(item.features),
            "ceiling_cm": item.ceiling_cm,
        }
        resource_id = ResourceId(_insert(tx, resource, values))
        atom_id = _insert(tx, tables.atom, {"floor_id": floor_id})
        tx.execute(insert(tables.resource_atom).values(resource_id=resource_id, atom_id=atom_id))
        ids.append(resource_id)
    return tuple(ids)


def _insert(tx: Tx, table: Any, values: dict[str, Any]) -> int:
    return int(tx.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())
