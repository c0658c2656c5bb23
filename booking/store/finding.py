"""Names that may fit what somebody searches for, and where people sit."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, or_, select, true

from booking.model.bookings import LIVE_STATES
from booking.model.estate import ResourceKind
from booking.model.finding import NamedPerson, NamedPlace, Sitting
from booking.model.ids import PersonId, Ref, ResourceId, SiteId, UnitId
from booking.model.people import Reach
from booking.model.time import LOOK_BACK, Interval
from booking.store.bookings import is_reached
from booking.store.engine import Tx
from booking.store.estate import (
    FLOOR_COLUMNS,
    FLOORS,
    FLOORS_WITH_PLAN,
    RESOURCE_COLUMNS,
    floor_of,
    resource_of,
)
from booking.store.folding import may_fit
from booking.store.tables import booking, building, floor, person, preference, resource, site


def read_named_places(
    tx: Tx, words: Sequence[str], site_ids: frozenset[SiteId] | None, *, viewer: PersonId, now: datetime
) -> tuple[NamedPlace, ...]:
    """The places in use at these sites whose names, or one of whose features, may fit all words. One select.

    None is every site. With them come the places out of use that the viewer still has something booked of.
    """
    own = (
        or_(booking.c.person_id == viewer, booking.c.booked_by_id == viewer),
        booking.c.state.in_([state.value for state in LIVE_STATES]),
        booking.c.ends_at > now,
    )
    next_own = select(booking.c.ref).where(booking.c.resource_id == resource.c.id, *own)
    next_own = next_own.order_by(booking.c.starts_at, booking.c.id).limit(1)
    gone = resource.c.retired_at.is_not(None)
    names = (resource.c.name, resource.c.kind, floor.c.name, building.c.name, site.c.name)
    query = (
        select(
            resource.c.ref,
            resource.c.kind,
            resource.c.name,
            floor.c.ref.label("floor_ref"),
            floor.c.name.label("floor_name"),
            building.c.name.label("building_name"),
            site.c.name.label("site_name"),
            site.c.id.label("site_id"),
            resource.c.unit_id,
            resource.c.features,
            case((gone, next_own.correlate(resource).scalar_subquery())).label("own_booking"),
        )
        .select_from(FLOORS.join(resource, resource.c.floor_id == floor.c.id))
        .where(
            *(table.c.retired_at.is_(None) for table in (floor, building, site)),
            or_(~gone, resource.c.id.in_(select(booking.c.resource_id).where(*own))),
            or_(may_fit(tx, names, words), _may_have(words)),
        )
    )
    if site_ids is not None:
        query = query.where(site.c.id.in_(site_ids))
    return tuple(
        NamedPlace(
            ref=Ref(row.ref),
            kind=ResourceKind(row.kind),
            name=row.name,
            floor_ref=Ref(row.floor_ref),
            floor=row.floor_name,
            building=row.building_name,
            site=row.site_name,
            site_id=SiteId(row.site_id),
            unit_id=UnitId(row.unit_id) if row.unit_id is not None else None,
            features=tuple(row.features),
            own_booking=Ref(row.own_booking) if row.own_booking is not None else None,
        )
        for row in tx.execute(query)
    )


def read_places_ever(tx: Tx, words: Sequence[str]) -> tuple[tuple[ResourceId, NamedPlace], ...]:
    """The places whose names may fit all words, at every site, those that left the plan too. One select."""
    columns = (resource.c.name, resource.c.kind, floor.c.name, building.c.name, site.c.name)
    query = (
        select(
            *RESOURCE_COLUMNS,
            floor.c.ref.label("asked_floor"),
            floor.c.name.label("asked_floor_name"),
            building.c.name.label("asked_building"),
            site.c.name.label("asked_site"),
        )
        .select_from(FLOORS.join(resource, resource.c.floor_id == floor.c.id))
        .where(may_fit(tx, columns, words))
    )
    return tuple(
        (
            one.id,
            NamedPlace(
                ref=one.ref,
                kind=one.kind,
                name=one.name,
                floor_ref=Ref(row.asked_floor),
                floor=row.asked_floor_name,
                building=row.asked_building,
                site=row.asked_site,
                site_id=one.site_id,
                unit_id=one.unit_id,
            ),
        )
        for row in tx.execute(query)
        for one in (resource_of(row),)
    )


def read_named_people(tx: Tx, words: Sequence[str]) -> tuple[NamedPerson, ...]:
    """The active people whose names may fit all words, also those who keep theirs to themselves. One select."""
    query = (
        select(person.c.id, person.c.name, func.coalesce(preference.c.shows_name, true()).label("shows_name"))
        .outerjoin(preference, preference.c.person_id == person.c.id)
        .where(
            person.c.active,
            may_fit(tx, (person.c.name,), words),
        )
    )
    return tuple(NamedPerson(PersonId(row.id), row.name, bool(row.shows_name)) for row in tx.execute(query))


def read_sittings(
    tx: Tx,
    person_ids: Iterable[PersonId],
    interval: Interval,
    *,
    kinds: frozenset[ResourceKind],
    site_ids: frozenset[SiteId] | None,
    reach: Reach,
) -> tuple[Sitting, ...]:
    """Where the people have places of these kinds during the interval, in order of start. One select.

    Of people who keep their name to themselves only bookings in `reach` are told.
    """
    query = (
        select(booking.c.person_id, booking.c.starts_at, booking.c.ends_at, *RESOURCE_COLUMNS, *FLOOR_COLUMNS)
        .select_from(
            FLOORS_WITH_PLAN.join(resource, resource.c.floor_id == floor.c.id).join(
                booking, booking.c.resource_id == resource.c.id
            )
        )
        .outerjoin(preference, preference.c.person_id == booking.c.person_id)
        .where(
            booking.c.person_id.in_(tuple(person_ids)),
            booking.c.state.in_([state.value for state in LIVE_STATES]),
            booking.c.ends_at > interval.start,
            booking.c.starts_at < interval.end,
            booking.c.starts_at > interval.start - LOOK_BACK,
            resource.c.kind.in_([kind.value for kind in kinds]),
            or_(func.coalesce(preference.c.shows_name, true()), is_reached(reach)),
        )
        .order_by(booking.c.starts_at, booking.c.id)
    )
    if site_ids is not None:
        query = query.where(site.c.id.in_(site_ids))
    return tuple(
        Sitting(PersonId(row.person_id), resource_of(row), floor_of(row), Interval(row.starts_at, row.ends_at))
        for row in tx.execute(query)
    )


def _may_have(words: Sequence[str]) -> ColumnElement[bool]:
    """Whether each word stands in what a place has; true of all that has letters beyond ASCII, which JSON escapes."""
    carried = func.replace(func.lower(cast(resource.c.features, Text)), "'", "")
    return or_(and_(*(carried.contains(word, autoescape=True) for word in words)), carried.contains("\\u"))
