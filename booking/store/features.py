"""What places have, over the whole estate."""

import json
from dataclasses import dataclass

from sqlalchemy import Text, cast, delete, func, insert, select, update

from booking.model.ids import FloorId, OrganisationId, ResourceId, SiteId
from booking.store.engine import Tx
from booking.store.tables import building, feature, floor, resource


@dataclass(frozen=True, slots=True)
class Carrier:
    """A place that has something, in use or not, and all that it has."""

    resource_id: ResourceId
    floor_id: FloorId
    site_id: SiteId
    features: tuple[str, ...]


def read_features(tx: Tx, site_ids: frozenset[SiteId] | None) -> tuple[str, ...]:
    """What the resources in use at these sites have, in alphabetical order; None is every site. One select."""
    query = (
        select(cast(resource.c.features, Text).label("features"))
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .where(resource.c.retired_at.is_(None))
        .distinct()
    )
    if site_ids is not None:
        query = query.where(building.c.site_id.in_(site_ids))
    return tuple(sorted({str(feature) for row in tx.execute(query) for feature in json.loads(row.features)}))


def read_listed_features(tx: Tx, organisation_id: OrganisationId) -> tuple[str, ...]:
    """The features that the organisation lists, whether any place has them or not, in alphabetical order."""
    query = select(feature.c.code).where(feature.c.organisation_id == organisation_id)
    return tuple(sorted(row.code for row in tx.execute(query)))


def count_features(tx: Tx) -> dict[str, int]:
    """How many places have each feature that any place has, in use or not. One select."""
    carried = cast(resource.c.features, Text).label("carried")
    counted: dict[str, int] = {}
    for row in tx.execute(select(carried, func.count().label("number")).group_by(carried)):
        for code in json.loads(row.carried):
            counted[str(code)] = counted.get(str(code), 0) + row.number
    return counted


def read_known_features(tx: Tx, organisation_id: OrganisationId) -> tuple[str, ...]:
    """Every feature that is listed or that any place has, in alphabetical order. Two selects."""
    return tuple(sorted({*read_listed_features(tx, organisation_id), *count_features(tx)}, key=str.casefold))


def read_carriers(tx: Tx, code: str) -> tuple[Carrier, ...]:
    """The places that have a feature, in use or not, in order of id. One select."""
    query = (
        select(resource.c.id, resource.c.floor_id, building.c.site_id, resource.c.features)
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .order_by(resource.c.id)
    )
    return tuple(
        Carrier(ResourceId(row.id), FloorId(row.floor_id), SiteId(row.site_id), tuple(row.features))
        for row in tx.execute(query)
        if code in row.features
    )


def add_feature(tx: Tx, organisation_id: OrganisationId, code: str) -> int:
    """List a feature; answers its id."""
    values = {"organisation_id": organisation_id, "code": code}
    return int(tx.execute(insert(feature).values(**values).returning(feature.c.id)).scalar_one())


def rename_feature(tx: Tx, organisation_id: OrganisationId, code: str, to: str) -> None:
    """List a feature under another code."""
    own = (feature.c.organisation_id == organisation_id) & (feature.c.code == code)
    tx.execute(update(feature).where(own).values(code=to))


def remove_feature(tx: Tx, organisation_id: OrganisationId, code: str) -> None:
    """List a feature no longer."""
    tx.execute(delete(feature).where(feature.c.organisation_id == organisation_id, feature.c.code == code))
