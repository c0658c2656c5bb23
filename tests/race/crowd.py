"""Many people of one trust, each with a bearer token, and the desks that they want."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import text

from booking.actions.publish_plan import measure_pairs
from booking.actions.service import Service
from booking.clock import read_clock
from booking.model.estate import Place, ResourceKind
from booking.model.ids import FloorId, PersonId, Ref
from booking.model.people import Grant, Role, ScopeKind, TokenScope
from booking.model.policy import Rule, RuleField, RuleScope
from booking.store.audit import open_chain
from booking.store.engine import Tx
from booking.store.estate import (
    NewResource,
    ResourceFilter,
    add_building,
    add_floor,
    add_organisation,
    add_resources,
    add_site,
    read_resources,
)
from booking.store.people import NewPerson, add_person
from booking.store.plans import NewPlan, publish_plan
from booking.store.policies import write_rules
from booking.store.sign_ins import digest_secret, issue_token

CROWD = 64
DESKS = 8


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who asks, and for what.

    Attributes:
        tokens: one bearer token a person, every person another.
        person_ids: the people, in the tokens' order.
        desks: desks on two floors, the first half on the first floor.
        floor_ids: the two floors.
    """

    tokens: tuple[str, ...]
    person_ids: tuple[PersonId, ...]
    desks: tuple[Ref, ...]
    floor_ids: tuple[FloorId, FloorId]


def gather_crowd(
    service: Service, *, people: int = CROWD, desks: int = DESKS, rules: tuple[RuleField, ...] = ()
) -> Crowd:
    """Write a trust with so many people and desks; a person may hold several desks at a time, unless a rule says no.

    Args:
        service: an empty, migrated database.
        people: how many, each with a token for reading and booking.
        desks: how many, an even number: half of them on each of two floors.
        rules: limits of the organisation to set to 2.
    """
    now = read_clock()
    tokens = tuple(secrets.token_urlsafe(16) for _ in range(people))

    def write(tx: Tx) -> Crowd:
        organisation_id = add_organisation(tx, "Crowded trust", demo=False, now=now)
        open_chain(tx, None)
        site_id = add_site(tx, organisation_id, "Site", "Europe/London")
        open_chain(tx, site_id)
        building_id = add_building(tx, site_id, "Building")
        floor_ids = (add_floor(tx, building_id, "First", 1), add_floor(tx, building_id, "Second", 2))
        for place, floor_id in enumerate(floor_ids):
            names = [f"D{place}.{number}" for number in range(desks // 2)]
            add_resources(tx, floor_id, [NewResource(ResourceKind.DESK, name, 1) for name in names])
        everybody = (RuleScope.ORGANISATION, int(organisation_id))
        limits = [Rule(*everybody, None, field, 2) for field in rules]
        write_rules(tx, [Rule(*everybody, None, RuleField.ONE_AT_A_TIME, value=False), *limits])
        staff = Grant(Role.STAFF, ScopeKind.ORGANISATION, organisation_id)
        person_ids = tuple(
            add_person(tx, organisation_id, NewPerson(f"P{n}", f"p{n}@crowd.example", None, (), (staff,)), now)
            for n in range(people)
        )
        scopes = frozenset({TokenScope.READ, TokenScope.BOOK})
        for person_id, token in zip(person_ids, tokens, strict=True):
            issue_token(tx, digest_secret(token), person_id, scopes, now=now, expires_at=now + timedelta(days=2))
        refs = tuple(desk.ref for desk in read_resources(tx, ResourceFilter(), None))
        return Crowd(tokens, person_ids, refs, floor_ids)

    return service.db.write(write)


def in_days(days: int, clock: time = time(9), *, since: datetime | None = None) -> datetime:
    """A UTC wall-clock time so many days from today: a running server reads the real clock, so no date can be fixed."""
    today = (since or read_clock()).astimezone(UTC).date()
    return datetime.combine(today + timedelta(days=days), clock, UTC)


def drop_constraint(service: Service) -> None:
    """Take the overlap guard out of this test's database, whichever engine it is."""
    if service.db.engine.dialect.name == "postgresql":
        statements = ["ALTER TABLE occupation DROP CONSTRAINT occupation_no_overlap"]
    else:
        statements = [f"DROP TRIGGER occupation_no_overlap_{event}" for event in ("insert", "update")]
    with service.db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def sit_in_a_row(service: Service, crowd: Crowd, *, apart_m: float = 1.6) -> None:
    """Publish a plan of the first floor with its desks in a row, and keep people 2 m apart there."""

    def write(tx: Tx) -> None:
        floor_id = crowd.floor_ids[0]
        desks = [desk for desk in read_resources(tx, ResourceFilter(), None) if desk.floor_id == floor_id]
        places = tuple(
            Place(desk.id, ((x, 0.0), (x + 1, 0.0), (x + 1, 1.0)), x, 0.5, None)
            for desk, x in ((desk, apart_m * number) for number, desk in enumerate(desks, start=1))
        )
        plan = NewPlan(20.0, 10.0, 0.01, "<svg/>", places, measure_pairs(places))
        publish_plan(tx, floor_id, plan, by=None, now=read_clock())
        write_rules(tx, [Rule(RuleScope.FLOOR, int(floor_id), ResourceKind.DESK, RuleField.SPACING_CM, 200)])

    service.db.write(write)
