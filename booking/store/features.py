"""What places have, over the whole estate."""

import json

from sqlalchemy import Text, cast, select

from booking.model.ids import SiteId
from booking.store.engine import Tx
from booking.store.tables import building, floor, resource


def read_features(tx: Tx, site_ids: frozenset[SiteId] | None) -> tuple[str, ...]:
    """The features that any resource of these sites has, in alphabetical order; None is every site. One select."""
    query = (
        select(cast(resource.c.features, Text).label("features"))
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .distinct()
    )
    if site_ids is not None:
        query = query.where(building.c.site_id.in_(site_ids))
    return tuple(sorted({str(feature) for row in tx.execute(query) for feature in json.loads(row.features)}))
