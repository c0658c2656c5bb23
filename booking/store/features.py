"""What places have, over the whole estate."""

import json

from sqlalchemy import Text, cast, select

from booking.model.ids import SiteId
from booking.store.engine import Tx
from booking.store.tables import building, floor, resource


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
