"""Drafts of plans: one a floor, with its places as one value."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from booking.model.drafts import Draft, DraftPlace, SeatsFrom
from booking.model.estate import ResourceKind
from booking.model.ids import FloorId, PersonId, Ref
from booking.store.engine import Tx
from booking.store.pictures import picture_rows, pictures_of
from booking.store.tables import person, plan_draft


def read_draft(tx: Tx, floor_id: FloorId) -> Draft | None:
    """The floor's draft; None where there is none. One select."""
    query = (
        select(plan_draft, person.c.name.label("changed_by"))
        .join(person, person.c.id == plan_draft.c.changed_by_id)
        .where(plan_draft.c.floor_id == floor_id)
    )
    row = tx.execute(query).one_or_none()
    return _draft_of(row) if row else None


def put_draft(tx: Tx, draft: Draft, *, by: PersonId) -> None:
    """Write a draft in the place of the one that the floor may have, under a lock of the floor."""
    tx.execute(delete(plan_draft).where(plan_draft.c.floor_id == draft.floor_id))
    tx.execute(insert(plan_draft).values(**_row(draft, by), backdrop_svg=draft.backdrop_svg))


def change_draft(tx: Tx, draft: Draft, *, seen: int, by: PersonId, now: datetime) -> Draft | None:
    """Write the draft as the next revision after the one seen; None where that is no longer the newest."""
    changed = replace(draft, revision=seen + 1, changed_at=now)
    same = (plan_draft.c.floor_id == draft.floor_id) & (plan_draft.c.revision == seen)
    written = tx.execute(update(plan_draft).where(same).values(**_row(changed, by)))
    return changed if written.rowcount else None


def drop_draft(tx: Tx, floor_id: FloorId) -> None:
    """Remove a floor's draft, where it has one: what was published stays."""
    tx.execute(delete(plan_draft).where(plan_draft.c.floor_id == floor_id))


def _row(draft: Draft, by: PersonId) -> dict[str, Any]:
    return {
        "floor_id": draft.floor_id,
        "revision": draft.revision,
        "width": draft.width,
        "height": draft.height,
        "metres_per_unit": draft.metres_per_unit,
        "scale_from": draft.scale_from,
        "source": draft.source,
        "places": [place.as_json() for place in draft.places],
        "screens": [[list(point) for point in run] for run in draft.screens],
        "outline": [list(point) for point in draft.outline],
        "pictures": picture_rows(draft.pictures),
        "notes": list(draft.notes),
        "changed_at": draft.changed_at,
        "changed_by_id": by,
    }


def _draft_of(row: Any) -> Draft:
    return Draft(
        floor_id=FloorId(row.floor_id),
        revision=row.revision,
        width=row.width,
        height=row.height,
        metres_per_unit=row.metres_per_unit,
        scale_from=row.scale_from,
        backdrop_svg=row.backdrop_svg,
        source=row.source,
        places=tuple(_places_of(row.places)),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        screens=tuple(tuple((float(x), float(y)) for x, y in run) for run in row.screens),
        outline=tuple((float(x), float(y)) for x, y in row.outline or ()),
        pictures=pictures_of(row.pictures),
        notes=tuple(row.notes or ()),
    )


def _places_of(rows: Iterable[dict[str, Any]]) -> Iterable[DraftPlace]:
    for row in rows:
        yield DraftPlace(
            key=row["key"],
            name=row["name"],
            kind=ResourceKind(row["kind"]) if row["kind"] else None,
            seats=row["seats"],
            outline=tuple((float(x), float(y)) for x, y in row["outline"]),
            resource=Ref(row["resource"]) if row["resource"] else None,
            features=tuple(row["features"]),
            seat=(float(row["seat"][0]), float(row["seat"][1])) if row["seat"] else None,
            facing=row["facing"],
            confidence=row["confidence"],
            found=row["found"],
            doubt=row["doubt"],
            accepted=row["accepted"],
            alone=row.get("alone", False),
            seats_from=SeatsFrom(row.get("seats_from", SeatsFrom.SAID)),
        )
