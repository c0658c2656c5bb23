"""The query's twin of `may`: what a list shows is what each booking alone would allow, row by row."""

import random
from dataclasses import replace

from booking.actions.service import Service
from booking.model.ids import TokenId, UnitId
from booking.model.people import About, Actor, Grant, Role, ScopeKind, TokenScope
from booking.rules.permits import Act, may, reach_of
from booking.store.bookings import BookingFilter, read_bookings
from booking.store.tables import booking
from tests.estate import NOW, Estate, at
from tests.store.state import ask, run

ACTS = (Act.SEE_BOOKING, Act.CHANGE_BOOKING, Act.CHECK_IN, Act.BOOK_FOR, Act.SEE_AUDIT, Act.LOOK)
SCOPES = ([None] * 3) + [frozenset({scope}) for scope in TokenScope] + [frozenset()]


def write_bookings(service: Service, estate: Estate, chance: random.Random) -> None:
    """Sixty bookings of random places for and by random people, and random memberships of units."""
    people = [int(actor.person.id) for actor in estate.actors.values()]
    with service.db.writing() as tx:
        for number in range(60):
            values = {
                "ref": f"{number:026d}",
                "resource_id": chance.choice([int(resource.id) for resource in estate.resources.values()]),
                "person_id": chance.choice(people),
                "booked_by_id": chance.choice(people),
                "starts_at": at("09:00"),
                "ends_at": at("10:00"),
                "people": 1,
                "title": "",
                "state": chance.choice(["confirmed", "cancelled"]),
                "holds": False,
                "version": 1,
                "sequence": 0,
                "created_at": NOW,
                "changed_at": NOW,
            }
            tx.execute(booking.insert().values(**values))
    run(service, "DELETE FROM membership")
    for person_id in people:
        for unit_id in chance.sample(sorted(estate.units.values()), chance.randrange(3)):
            run(service, "INSERT INTO membership (unit_id, person_id) VALUES (:u, :p)", u=unit_id, p=person_id)


def abouts(service: Service) -> dict[str, About]:
    """What each booking concerns, by hand-written SQL."""
    units: dict[int, set[UnitId]] = {}
    for row in ask(service, "SELECT unit_id, person_id FROM membership"):
        units.setdefault(row.person_id, set()).add(UnitId(row.unit_id))
    sql = (
        "SELECT b.ref, bu.site_id, r.unit_id, b.person_id, b.booked_by_id FROM booking b "
        "JOIN resource r ON r.id = b.resource_id JOIN floor f ON f.id = r.floor_id "
        "JOIN building bu ON bu.id = f.building_id"
    )
    return {
        row.ref: About(
            row.site_id, row.unit_id, row.person_id, row.booked_by_id, frozenset(units.get(row.person_id, ()))
        )
        for row in ask(service, sql)
    }


def random_actor(estate: Estate, chance: random.Random) -> Actor:
    who = chance.choice(list(estate.actors.values()))
    ids = {
        ScopeKind.ORGANISATION: [int(estate.organisation_id)],
        ScopeKind.SITE: [*map(int, estate.sites.values()), 99],
        ScopeKind.UNIT: [*map(int, estate.units.values()), 99],
    }
    grants = []
    for _ in range(chance.randrange(4)):
        scope = chance.choices(list(ScopeKind), weights=(1, 4, 4))[0]
        grants.append(Grant(chance.choice(list(Role)), scope, chance.choice(ids[scope])))
    scopes = chance.choice(SCOPES)
    token = None if scopes is None else TokenId(1)
    person = replace(who.person, active=chance.random() < 0.9)
    return Actor(person, tuple(grants), token_id=token, token_scopes=scopes)


def test_read_bookings_agrees_with_may_row_by_row(service: Service, estate: Estate) -> None:
    chance = random.Random(11)  # noqa: S311 - no secret is made of it
    write_bookings(service, estate, chance)
    concerned = abouts(service)
    sizes = set()

    for _ in range(150):
        actor, act = random_actor(estate, chance), chance.choice(ACTS)
        wanted = BookingFilter(reach=reach_of(actor, act))
        shown = service.db.read(lambda tx, wanted=wanted: read_bookings(tx, wanted, 1000))  # type: ignore[misc]
        allowed = {ref for ref, about in concerned.items() if may(actor, act, about)}
        assert {card.booking.ref for card in shown} == allowed, (actor.grants, act)
        sizes.add(len(allowed))

    assert {0, 60} < sizes


def test_read_bookings_shows_nothing_to_somebody_without_grants(service: Service, estate: Estate) -> None:
    """Also nothing of one's own, since one may not book at all."""
    write_bookings(service, estate, random.Random(12))  # noqa: S311 - no secret is made of it
    nobody = replace(estate.actors["nobody"], grants=())
    assert any(about.holder_id == nobody.person.id for about in abouts(service).values())

    reach = reach_of(nobody, Act.SEE_BOOKING)

    assert service.db.read(lambda tx: read_bookings(tx, BookingFilter(reach=reach), 1000)) == ()


def test_read_bookings_pages_through_equal_starts_without_loss(service: Service, estate: Estate) -> None:
    write_bookings(service, estate, random.Random(13))  # noqa: S311 - no secret is made of it
    wanted = BookingFilter(reach=reach_of(estate.actors["admin"], Act.SEE_BOOKING))
    seen: list[str] = []

    for _ in range(10):
        page = service.db.read(lambda tx, wanted=wanted: read_bookings(tx, wanted, 7))  # type: ignore[misc]
        if not page:
            break
        seen += [card.booking.ref for card in page]
        last = page[-1].booking
        wanted = replace(wanted, after=(last.interval.start, last.id))

    assert len(seen) == len(set(seen)) == 60
