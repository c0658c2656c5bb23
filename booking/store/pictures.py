"""Pictures behind the line work of plans: kept once a floor, while its draft or a version of its plan shows them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select

from booking.model.estate import PictureFile, PlanPicture
from booking.model.ids import FloorId, Ref, SiteId
from booking.store.engine import Tx
from booking.store.tables import building, floor, picture, plan, plan_draft


def keep_pictures(tx: Tx, floor_id: FloorId, files: Iterable[PictureFile]) -> None:
    """Keep pictures for a floor, those that it has already as they are; under a lock of the floor."""
    sent = {file.digest: file for file in files}
    known = set(tx.execute(select(picture.c.digest).where(picture.c.floor_id == floor_id)).scalars()) if sent else set()
    rows = [
        {"floor_id": floor_id, "digest": file.digest, "media_type": file.media_type, "data": file.data}
        for file in sent.values()
        if file.digest not in known
    ]
    if rows:
        tx.execute(insert(picture), rows)


def sweep_pictures(tx: Tx, floor_id: FloorId) -> None:
    """Remove a floor's pictures that neither its draft nor any version of its plan shows; under a lock of the floor."""
    shown = {
        placed.digest
        for table in (plan, plan_draft)
        for row in tx.execute(select(table.c.pictures).where(table.c.floor_id == floor_id))
        for placed in pictures_of(row.pictures)
    }
    tx.execute(delete(picture).where(picture.c.floor_id == floor_id, picture.c.digest.not_in(shown)))


def find_plan_picture(tx: Tx, plan_ref: Ref, digest: str) -> tuple[SiteId, PictureFile] | None:
    """The site's id and a picture that a plan version shows; None where it shows none such, or is out of use."""
    query = (
        select(building.c.site_id, plan.c.pictures, picture.c.media_type, picture.c.data)
        .join(floor, floor.c.id == plan.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .join(picture, (picture.c.floor_id == floor.c.id) & (picture.c.digest == digest))
        .where(plan.c.ref == plan_ref, floor.c.retired_at.is_(None))
    )
    row = tx.execute(query).one_or_none()
    found = _file_of(row, digest)
    return (SiteId(row.site_id), found) if row is not None and found is not None else None


def find_draft_picture(tx: Tx, floor_id: FloorId, digest: str) -> PictureFile | None:
    """A picture that the floor's draft shows; None where it shows none such."""
    query = (
        select(plan_draft.c.pictures, picture.c.media_type, picture.c.data)
        .join(picture, (picture.c.floor_id == plan_draft.c.floor_id) & (picture.c.digest == digest))
        .where(plan_draft.c.floor_id == floor_id)
    )
    return _file_of(tx.execute(query).one_or_none(), digest)


def picture_rows(pictures: Iterable[PlanPicture]) -> list[dict[str, Any]]:
    """Placed pictures as they stand in a column."""
    return [
        {"digest": each.digest, "width": each.width, "height": each.height, "matrix": list(each.matrix)}
        for each in pictures
    ]


def pictures_of(rows: Iterable[dict[str, Any]] | None) -> tuple[PlanPicture, ...]:
    """The placed pictures that stand in a column."""
    return tuple(
        PlanPicture(row["digest"], row["width"], row["height"], tuple(map(float, row["matrix"]))) for row in rows or ()
    )


def _file_of(row: Any, digest: str) -> PictureFile | None:
    if row is None or digest not in {each.digest for each in pictures_of(row.pictures)}:
        return None
    return PictureFile(digest, row.media_type, bytes(row.data))
