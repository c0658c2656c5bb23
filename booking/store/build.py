"""The writing half of the estate: what is said of things, and whether they are in use. Nothing is ever deleted."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from booking.model.ids import FloorId, OrganisationId, SiteId, UnitId
from booking.model.tree import BuildingTerms, FloorTerms, PlaceTerms, SiteTerms, Tier
from booking.store.engine import Tx
from booking.store.tables import atom, building, floor, organisation, resource, resource_atom, site
from booking.store.tree import TABLE_OF


def lock_site(tx: Tx, site_id: SiteId) -> None:
    """Take the site's row, after the floors: names and numbers of what stands in it are then judged one by one."""
    tx.execute(update(site).where(site.c.id == site_id).values(name=site.c.name))


def lock_organisation(tx: Tx, organisation_id: OrganisationId) -> None:
    """Take the organisation's row, after the floors."""
    tx.execute(update(organisation).where(organisation.c.id == organisation_id).values(name=organisation.c.name))


def write_site(tx: Tx, site_id: int, terms: SiteTerms) -> None:
    """Write what is said of a site."""
    tx.execute(update(site).where(site.c.id == site_id).values(name=terms.name, timezone=terms.timezone))


def write_building(tx: Tx, building_id: int, terms: BuildingTerms) -> None:
    """Write what is said of a building."""
    tx.execute(update(building).where(building.c.id == building_id).values(name=terms.name))


def write_floor(tx: Tx, floor_id: int, terms: FloorTerms, building_id: int) -> None:
    """Write what is said of a floor."""
    values = {"name": terms.name, "level": terms.level, "building_id": building_id}
    tx.execute(update(floor).where(floor.c.id == floor_id).values(**values))


def write_place(tx: Tx, resource_id: int, terms: PlaceTerms, *, floor_id: FloorId, unit_id: UnitId | None) -> None:
    """Write what is said of a place; what it is made of moves with it to another floor."""
    values = {
        "name": terms.name,
        "kind": terms.kind.value,
        "capacity": terms.capacity,
        "features": list(terms.features),
        "ceiling_cm": terms.ceiling_cm,
        "unit_id": unit_id,
        "floor_id": floor_id,
    }
    tx.execute(update(resource).where(resource.c.id == resource_id).values(**values))
    own = select(resource_atom.c.atom_id).where(resource_atom.c.resource_id == resource_id)
    tx.execute(update(atom).where(atom.c.id.in_(own), atom.c.floor_id != floor_id).values(floor_id=floor_id))


def write_features(tx: Tx, rows: Iterable[tuple[int, tuple[str, ...]]]) -> None:
    """Write what each of these places has."""
    for resource_id, features in rows:
        tx.execute(update(resource).where(resource.c.id == resource_id).values(features=list(features)))


def retire(tx: Tx, tier: Tier, ids: Iterable[int], at: datetime) -> None:
    """Take these things of a tier out of use; those that are so already keep their instant."""
    _mark(tx, tier, TABLE_OF[tier].c.retired_at.is_(None), ids, at)


def bring_back(tx: Tx, tier: Tier, ids: Iterable[int]) -> None:
    """Bring these things of a tier back into use."""
    _mark(tx, tier, TABLE_OF[tier].c.retired_at.is_not(None), ids, None)


def _mark(tx: Tx, tier: Tier, now_is: ColumnElement[bool], ids: Iterable[int], at: datetime | None) -> None:
    table, wanted = TABLE_OF[tier], tuple(ids)
    if wanted:
        tx.execute(update(table).where(table.c.id.in_(wanted), now_is).values(retired_at=at))
