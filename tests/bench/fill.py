"""The estate of the benchmark: 20 sites of 5 floors of 50 places, 2,000 people, 120,000 bookings over 60 days."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Table, insert, select

from booking.actions.issue_token import TOKEN_LIFE
from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.ids import PersonId
from booking.model.policy import Rule, RuleField, RuleScope
from booking.store import tables
from booking.store.audit import open_chain
from booking.store.engine import Tx
from booking.store.estate import add_organisation
from booking.store.policies import write_rules
from booking.store.refs import new_ref
from booking.store.sign_ins import digest_secret, open_sign_in

TOKEN_HOLDERS = 50
LOCKOUT_HOURS = 72
CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Size:
    """How large the estate is; the default is the one that all published figures are for."""

    sites: int = 20
    floors: int = 5
    places: int = 50
    people: int = 2000
    days: int = 60
    used: float = 0.4


@dataclass(frozen=True, slots=True)
class Filled:
    """What the load asks for: outside ids, bearer tokens of some people, and the secret of one person's sign-in."""

    floors: tuple[str, ...]
    resources: tuple[tuple[str, ...], ...]
    tokens: tuple[str, ...]
    first_free: datetime
    bookings: int
    sign_in: str = ""


def fill(service: Service, size: Size, now: datetime) -> Filled:
    """Write the estate into a migrated, empty database, in bulk."""
    return service.db.write(lambda tx: _fill(tx, size, now))


def _fill(tx: Tx, size: Size, now: datetime) -> Filled:
    chance = random.Random(20261123)  # noqa: S311 - a believable estate, the same in every run
    organisation_id = add_organisation(tx, "Benchmark trust", demo=False, now=now)
    open_chain(tx, None)
    floors, resources = _fill_estate(tx, size, int(organisation_id))
    people = _fill_people(tx, size, int(organisation_id), now)
    tokens = _fill_tokens(tx, people[:TOKEN_HOLDERS], now)
    desks = Rule(RuleScope.ORGANISATION, int(organisation_id), ResourceKind.DESK, RuleField.HORIZON_DAYS, 365)
    rooms = Rule(RuleScope.ORGANISATION, int(organisation_id), ResourceKind.CLINIC_ROOM, RuleField.TURNAROUND_MIN, 10)
    write_rules(tx, [desks, rooms])
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC)
    booked = _fill_bookings(tx, size, people, midnight, chance)
    secret = "bench-sign-in-of-somebody"
    open_sign_in(tx, digest_secret(secret), PersonId(people[-1]), now=now, expires_at=now + timedelta(hours=12))
    return Filled(floors, resources, tokens, midnight + timedelta(days=size.days), booked, secret)


def _fill_estate(tx: Tx, size: Size, organisation_id: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    floors, resources = [], []
    resource_id = 0
    for site in range(1, size.sites + 1):
        _add(
            tx,
            tables.site,
            id=site,
            ref=new_ref(),
            organisation_id=organisation_id,
            name=f"Site {site:02}",
            timezone="Europe/London",
        )
        open_chain(tx, site)  # type: ignore[arg-type]
        _add(tx, tables.building, id=site, ref=new_ref(), site_id=site, name=f"Building {site:02}")
        for level in range(size.floors):
            floor_id = (site - 1) * size.floors + level + 1
            floor_ref = new_ref()
            _add(tx, tables.floor, id=floor_id, ref=floor_ref, building_id=site, name=f"Floor {level}", level=level)
            floors.append(str(floor_ref))
            refs = _fill_floor(tx, size, floor_id, resource_id)
            resource_id += size.places
            resources.append(refs)
    return tuple(floors), tuple(resources)


def _fill_floor(tx: Tx, size: Size, floor_id: int, before: int) -> tuple[str, ...]:
    rows = [_resource(before + number, floor_id, number) for number in range(1, size.places + 1)]
    tx.execute(insert(tables.resource), rows)
    tx.execute(insert(tables.atom), [{"id": row["id"], "floor_id": floor_id} for row in rows])
    tx.execute(insert(tables.resource_atom), [{"resource_id": row["id"], "atom_id": row["id"]} for row in rows])
    plan_id = floor_id
    _add(
        tx,
        tables.plan,
        id=plan_id,
        ref=new_ref(),
        floor_id=floor_id,
        version=1,
        width=40.0,
        height=20.0,
        metres_per_unit=1.0,
        backdrop_svg="<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'/>",
        published_at=datetime.now(UTC),
    )
    places = []
    for index, row in enumerate(rows):
        x, y = 1.0 + index % 10 * 3.5, 1.0 + index // 10 * 3.5
        outline = [[x, y], [x + 1.6, y], [x + 1.6, y + 0.8], [x, y + 0.8]]
        places.append(
            {
                "plan_id": plan_id,
                "resource_id": row["id"],
                "outline": outline,
                "label_x": x + 0.8,
                "label_y": y + 0.4,
                "area_m2": 1.28,
            }
        )
    tx.execute(insert(tables.place), places)
    tx.execute(tables.floor.update().where(tables.floor.c.id == floor_id).values(plan_id=plan_id))
    return tuple(str(row["ref"]) for row in rows)


def _resource(resource_id: int, floor_id: int, number: int) -> dict[str, object]:
    kind, capacity = ResourceKind.DESK, 1
    if number > 46:
        kind, capacity = ResourceKind.MEETING_ROOM, (4, 8, 12, 20)[number % 4]
    elif number > 43:
        kind, capacity = ResourceKind.CLINIC_ROOM, 3
    return {
        "id": resource_id,
        "ref": new_ref(),
        "floor_id": floor_id,
        "unit_id": None,
        "kind": kind.value,
        "name": f"{number:02}",
        "capacity": capacity,
        "features": [],
    }


def _fill_people(tx: Tx, size: Size, organisation_id: int, now: datetime) -> list[int]:
    ids = list(range(1, size.people + 1))
    tx.execute(
        insert(tables.person),
        [
            {
                "id": n,
                "ref": new_ref(),
                "organisation_id": organisation_id,
                "name": f"Person {n}",
                "email": f"person{n}@bench.example",
                "password_hash": None,
                "active": True,
            }
            for n in ids
        ],
    )
    tx.execute(
        insert(tables.role_grant),
        [
            {"person_id": n, "role": "staff", "scope": "organisation", "scope_id": organisation_id, "granted_at": now}
            for n in ids
        ],
    )
    return ids


def _fill_tokens(tx: Tx, people: list[int], now: datetime) -> tuple[str, ...]:
    tokens = tuple(f"bench-token-of-person-{person_id}" for person_id in people)
    rows = [
        {
            "digest": digest_secret(token),
            "person_id": person_id,
            "scopes": ["book"],
            "created_at": now,
            "expires_at": now + TOKEN_LIFE,
        }
        for token, person_id in zip(tokens, people, strict=True)
    ]
    tx.execute(insert(tables.api_token), rows)
    return tokens


def _fill_bookings(tx: Tx, size: Size, people: list[int], midnight: datetime, chance: random.Random) -> int:
    bookings: list[dict[str, object]] = []
    booking_id = 0
    places = size.sites * size.floors * size.places
    for day in range(size.days):
        start = midnight + timedelta(days=day, hours=9)
        taken = chance.sample(range(1, places + 1), int(places * size.used))
        holders = chance.sample(people, len(people)) * (len(taken) // len(people) + 1)
        for resource_id, person_id in zip(taken, holders, strict=False):
            if day > 0 and person_id == people[-1]:
                continue  # who books by hand from the pages has the coming days free
            booking_id += 1
            bookings.append(_booking(booking_id, resource_id, person_id, start))
    for chunk in _chunks(bookings):
        tx.execute(insert(tables.booking), chunk)
        tx.execute(insert(tables.occupation), [_occupation(row) for row in chunk])
    _set_sequences(tx)
    return booking_id


def _booking(booking_id: int, resource_id: int, person_id: int, start: datetime) -> dict[str, object]:
    return {
        "id": booking_id,
        "ref": new_ref(),
        "resource_id": resource_id,
        "person_id": person_id,
        "booked_by_id": person_id,
        "starts_at": start,
        "ends_at": start + timedelta(hours=8),
        "people": 1,
        "title": "",
        "state": "confirmed",
        "holds": True,
        "version": 1,
        "sequence": 0,
        "created_at": start,
        "changed_at": start,
    }


def _occupation(row: dict[str, object]) -> dict[str, object]:
    return {
        "booking_id": row["id"],
        "atom_id": row["resource_id"],
        "starts_at": row["starts_at"],
        "until_at": row["ends_at"],
        "live": True,
    }


def _chunks(rows: list[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _set_sequences(tx: Tx) -> None:
    """Rows were written with ids of their own, so PostgreSQL's counters must be moved behind them."""
    if not tx.on_postgres:
        return
    for table in ("site", "building", "floor", "resource", "atom", "plan", "person", "booking"):
        tx.connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        )
    tx.connection.exec_driver_sql("ANALYZE")


def _add(tx: Tx, table: Table, **values: object) -> None:
    tx.execute(insert(table).values(**values))


def count_bookings(service: Service) -> int:
    """How many live bookings stand, for checking afterwards."""
    with service.db.reading() as tx:
        return len(tx.execute(select(tables.booking.c.id).where(tables.booking.c.holds)).all())
