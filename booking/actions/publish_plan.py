"""Publish a floor plan: from a drawing to bookable places on an immutable, numbered version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.actions.drawings import find_near_seats
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.estate import PictureFile, Place, PlanPicture, ResourceKind
from booking.model.ids import FloorId, PersonId, PlanId, SiteId, UnitId
from booking.model.spacing import SeatPair
from booking.store.audit import Event, append_entry
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.estate import NewResource, add_resources
from booking.store.pictures import keep_pictures
from booking.store.plans import NewPlan
from booking.store.plans import publish_plan as write_plan
from floorplans.results import PlacedPicture, PreparedPlace, PreparedPlan
from floorplans.shapes import Ring

SEATS_OF = {ResourceKind.DESK: 1, ResourceKind.CLINIC_ROOM: 3, ResourceKind.VISITING_ROOM: 4}
"""Seats of a place whose drawing does not say; a meeting room's are estimated from its area by the plan."""

SEATS_UNKNOWN = 4


@dataclass(frozen=True, slots=True)
class Target:
    """Where a plan is published, and which unit owns the rooms of a kind."""

    site_id: SiteId
    floor_id: FloorId
    owners: tuple[tuple[ResourceKind, UnitId], ...] = ()


def publish_plan(
    service: Service, target: Target, prepared: PreparedPlan, *, by: PersonId | None, now: datetime
) -> PlanId:
    """Publish a prepared plan as the first version of a floor, with new resources for its places."""

    def work(tx: Tx) -> PlanId:
        lock_floors(tx, [target.floor_id], now=now)
        plan_id = write_prepared(tx, target, prepared, by=by, now=now)
        facts = (("floor", target.floor_id), ("plan", plan_id), ("places", len(prepared.places)))
        append_entry(tx, Event(AuditAct.PLAN_PUBLISHED, by, site_id=target.site_id, facts=facts), now)
        return plan_id

    return service.db.write(work)


def write_prepared(tx: Tx, target: Target, prepared: PreparedPlan, *, by: PersonId | None, now: datetime) -> PlanId:
    """Write a prepared plan's resources and places within a transaction that has locked the floor."""
    owners = dict(target.owners)
    new = [_new_resource(place, owners) for place in prepared.places]
    ids = add_resources(tx, target.floor_id, new)
    places = tuple(
        Place(resource_id, place.outline, place.label_x, place.label_y, place.area_m2, facing=place.facing)
        for resource_id, place in zip(ids, prepared.places, strict=True)
    )
    plan = NewPlan(
        prepared.width,
        prepared.height,
        prepared.metres_per_unit,
        prepared.backdrop_svg,
        places,
        measure_pairs(places, prepared.screens) if prepared.metres_per_unit is not None else (),
        prepared.screens,
        prepared.outline,
        tuple(map(place_picture, prepared.pictures)),
    )
    keep_pictures(tx, target.floor_id, map(file_picture, prepared.pictures))
    return write_plan(tx, target.floor_id, plan, by=by, now=now)


def place_picture(placed: PlacedPicture) -> PlanPicture:
    """Where a picture of a drawing lies on its plan."""
    picture = placed.picture
    return PlanPicture(picture.digest, picture.width, picture.height, tuple(placed.matrix))


def file_picture(placed: PlacedPicture) -> PictureFile:
    """A picture of a drawing as it is kept."""
    return PictureFile(placed.picture.digest, placed.picture.media_type, placed.picture.data)


def measure_pairs(places: Sequence[Place], screens: Sequence[Ring] = ()) -> tuple[SeatPair, ...]:
    """The places of a plan in metres whose seats are near, and how they stand to one another.

    Rooms are measured too: a place that becomes a desk later is then known at once. `screens` are the runs of its
    walls and screens.
    """
    seats = sorted(places, key=lambda place: place.resource_id)
    ids, facings = [place.resource_id for place in seats], [place.facing for place in seats]
    near = find_near_seats([place.seat_at for place in seats], facings, screens)
    return tuple(SeatPair(ids[one], ids[other], mm, walled, facing) for one, other, mm, walled, facing in near)


def _new_resource(place: PreparedPlace, owners: dict[ResourceKind, UnitId]) -> NewResource:
    kind = ResourceKind(place.kind)
    seats = place.seats or SEATS_OF.get(kind, SEATS_UNKNOWN)
    return NewResource(kind, place.name, seats, place.features, owners.get(kind))
