"""Desks whose whole floor is closed or leaves the plan: what is offered on other floors, and moving there."""

from functools import partial

import pytest

from booking.actions.book import book
from booking.actions.close_places import (
    ClosureEffect,
    ClosureView,
    ClosureWish,
    close_places,
    show_closure,
    weigh_closure,
)
from booking.actions.move_displaced import Cleared, OneMove, move_displaced, move_one_displaced
from booking.actions.publish_plan import measure_pairs
from booking.actions.service import Service
from booking.actions.verify_audit import verify_audit
from booking.model.bookings import BookingCard
from booking.model.closures import StandingClosure
from booking.model.estate import Place, Resource, ResourceKind
from booking.model.ids import Ref
from booking.model.people import Role
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.rules.effect_words import say_instead
from booking.store.audit import open_chain
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.estate import (
    NewResource,
    ResourceFilter,
    add_building,
    add_floor,
    add_resources,
    add_site,
    find_floor,
    read_resources,
)
from booking.store.plans import NewPlan, publish_plan
from tests.actions.seats import spacing
from tests.actions.steps import booked, wish
from tests.actions.test_admin_races import ROUNDS, at_once
from tests.actions.test_closures import close, places_of, wish_for
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, overlaps, run
from tests.web.test_floor import counting

Offer = tuple[str, str | None, str | None, str | None]


def until(day: str, start: str = "2026-11-25") -> Interval:
    """From one midnight to another."""
    return Interval(at("00:00", start), at("00:00", day))


def add_desk(service: Service, estate: Estate, floor: str, name: str, *features: str) -> None:
    """Another desk on a floor, known by its name from then on."""

    def write(tx: Tx) -> Resource:
        (made,) = add_resources(tx, estate.floors[floor], [NewResource(ResourceKind.DESK, name, 1, features)])
        return next(each for each in read_resources(tx, ResourceFilter(), None) if each.id == made)

    estate.resources[name] = service.db.write(write)


def publish_pair(service: Service, estate: Estate) -> None:
    """A plan of the second floor on which E1 and E2 stand a metre apart."""
    places = tuple(
        Place(estate.id(name), ((x, 1.0), (x + 1, 1.0), (x + 1, 2.0)), x, 1.5, None)
        for name, x in (("E1", 1.0), ("E2", 2.0))
    )

    def write(tx: Tx) -> None:
        lock_floors(tx, [estate.floors["oak2"]], now=NOW)
        plan = NewPlan(20.0, 10.0, 0.01, "<svg/>", places, measure_pairs(places))
        publish_plan(tx, estate.floors["oak2"], plan, by=None, now=NOW)

    service.db.write(write)


def diary_versions(service: Service) -> dict[str, int]:
    return {row.name: row.diary_version for row in ask(service, "SELECT name, diary_version FROM floor")}


def add_floors(service: Service, estate: Estate) -> None:
    """At Oak: desk T1 on its third floor, and G1 in another building, the Annexe."""

    def write(tx: Tx) -> None:
        here = find_floor(tx, estate.floor_refs["oak2"])
        assert here is not None
        third = add_floor(tx, here.building_id, "Third", 3)
        add_resources(tx, third, [NewResource(ResourceKind.DESK, "T1", 1)])
        annexe = add_floor(tx, add_building(tx, estate.sites["oak"], "Annexe"), "Garden", 1)
        add_resources(tx, annexe, [NewResource(ResourceKind.DESK, "G1", 1)])

    service.db.write(write)


def close_elm(service: Service) -> None:
    """Take everything at the other site out of use."""
    run(service, "UPDATE resource SET retired_at = '2026-11-01 00:00:00+00:00' WHERE name IN ('F1', 'Far')")


def offers(service: Service, estate: Estate, ref: Ref) -> list[Offer]:
    """Whose bookings stand within a closure, and what is offered to them where."""
    view = show_closure(service, estate.actors["facilities"], ref, now=NOW)
    assert isinstance(view, ClosureView), view
    return [
        (
            one.card.person.name,
            one.instead.name if one.instead is not None else None,
            one.floor.name if one.floor is not None else None,
            one.floor.building if one.floor is not None else None,
        )
        for one in view.displaced
    ]


def test_desks_of_a_closed_floor_are_offered_the_building_then_the_site(service: Service, estate: Estate) -> None:
    """From the first floor: the second, the third, the other building, then F1 at another site."""
    add_floors(service, estate)
    for who, place in (("staff", "D1"), ("other", "D2"), ("mate", "D3"), ("lead", "D4")):
        booked(service, estate.actors[who], wish(estate, place))

    closure = close(service, estate, "oak1")

    assert offers(service, estate, closure.ref) == [
        ("Staff", "E1", "Second", "Oak"),
        ("Other", "T1", "Third", "Oak"),
        ("Mate", "G1", "Garden", "Annexe"),
        ("Lead", "F1", "Ground", "Elm"),
    ]


def test_own_floor_comes_first(service: Service, estate: Estate) -> None:
    for who, place in (("staff", "D1"), ("other", "D2"), ("mate", "D3")):
        booked(service, estate.actors[who], wish(estate, place))

    closure = close(service, estate, "D1", "D2", "D3")

    assert offers(service, estate, closure.ref) == [
        ("Staff", "D4", None, None),
        ("Other", "E1", "Second", "Oak"),
        ("Mate", "F1", "Ground", "Elm"),
    ]


def test_desk_that_has_the_same_things_comes_before_one_that_has_not(service: Service, estate: Estate) -> None:
    add_desk(service, estate, "oak1", "Screened", "monitor")
    add_desk(service, estate, "oak2", "E2", "monitor")
    booked(service, estate.actors["staff"], wish(estate, "Screened"))
    booked(service, estate.actors["other"], wish(estate, "D1"))

    closure = close(service, estate, "oak1")

    assert [offer[:2] for offer in offers(service, estate, closure.ref)] == [("Staff", "E2"), ("Other", "E1")]


def statements_to_weigh(service: Service, estate: Estate, asked: ClosureWish) -> int:
    with counting(service) as seen:
        assert isinstance(weigh_closure(service, estate.actors["facilities"], asked, now=NOW), ClosureEffect)
    return len(seen)


def test_what_is_offered_elsewhere_is_asked_once_for_all(service: Service, estate: Estate) -> None:
    """Of each booking its own floor is read; what other floors have free is read once however many there are."""
    add_floors(service, estate)
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    asked = wish_for(estate, "oak1")

    one = statements_to_weigh(service, estate, asked)
    booked(service, estate.actors["other"], wish(estate, "D2"))
    booked(service, estate.actors["mate"], wish(estate, "D3", day="2026-11-26"))

    assert statements_to_weigh(service, estate, asked) == one + 2 * 4


def test_bookings_of_several_days_are_offered_the_same_desk(service: Service, estate: Estate) -> None:
    """E1 is somebody else's on the 26th alone, and kept free after it until 9am on the 27th."""
    set_rules(service, Rule(RuleScope.SITE, estate.sites["oak"], None, RuleField.LOCKOUT_HOURS, 16))
    close_elm(service)
    for day in ("2026-11-25", "2026-11-26", "2026-11-27"):
        booked(service, estate.actors["staff"], wish(estate, "D1", "09:30", "17:00", day=day))
    booked(service, estate.actors["other"], wish(estate, "E1", "14:00", "17:00", day="2026-11-26"))

    closure = close(service, estate, "oak1", interval=until("2026-11-28"))

    assert [offer[1] for offer in offers(service, estate, closure.ref)] == ["E1", None, "E1"]


@pytest.mark.parametrize("barrier", ["none", "taken", "locked out", "closed", "not theirs", "too close"])
def test_only_what_its_booker_could_use_then_is_offered(service: Service, estate: Estate, barrier: str) -> None:
    close_elm(service)
    oak2 = (RuleScope.FLOOR, int(estate.floors["oak2"]))
    add_desk(service, estate, "oak2", "E2")
    publish_pair(service, estate)
    lead = estate.actors["lead"]
    booked(service, lead, wish(estate, "E2"))
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    other = estate.actors["other"]
    match barrier:
        case "taken":
            booked(service, other, wish(estate, "E1", "16:00", "18:00"))
        case "locked out":
            booked(service, other, wish(estate, "E1", "17:30", "18:00"))
            set_rules(service, Rule(*oak2, None, RuleField.LOCKOUT_HOURS, 1))
        case "closed":
            close(service, estate, "oak2")
        case "not theirs":
            only = frozenset({Role.CLINIC_ADMIN})
            set_rules(service, Rule(*oak2, None, RuleField.WHO_MAY_BOOK, only))
        case "too close":
            set_rules(service, spacing(estate, 200))
        case _:
            assert barrier == "none"

    closure = close(service, estate, "oak1")

    expected = "E1" if barrier == "none" else None
    assert [offer[:2] for offer in offers(service, estate, closure.ref)] == [("Staff", expected)]


def test_all_are_moved_to_other_floors_with_one_act(service: Service, estate: Estate) -> None:
    """Both floors are locked; whoever has nowhere to go stays."""
    close_elm(service)
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    closure = close(service, estate, "oak1")
    before = diary_versions(service)

    moved = move_displaced(service, estate.actors["facilities"], closure.ref, "", now=NOW)

    assert moved == Cleared(done=1, left=1)
    assert places_of(service) == [("E1", "confirmed"), ("D2", "confirmed")]
    after = diary_versions(service)
    assert {name: after[name] - before[name] for name in after} == {"First": 1, "Second": 1, "Ground": 0}
    held = ask(
        service,
        "SELECT r.name FROM occupation o JOIN resource_atom a ON a.atom_id = o.atom_id "
        "JOIN resource r ON r.id = a.resource_id WHERE o.live ORDER BY r.name",
    )
    assert [row.name for row in held] == ["D2", "E1"]


def test_of_who_moves_there_and_who_books_there_one_wins(service: Service, estate: Estate) -> None:
    close_elm(service)
    outcomes = []
    for number in range(ROUNDS):
        day = f"2026-12-{number + 1:02d}"
        made = booked(service, estate.actors["staff"], wish(estate, "D1", day=day))
        closure = close(service, estate, "oak1", interval=until(f"2026-12-{number + 2:02d}", day))

        moved, taken = at_once(
            partial(move_displaced, service, estate.actors["facilities"], closure.ref, "", now=NOW),
            partial(book, service, estate.actors["other"], wish(estate, "E1", day=day), now=NOW),
        )

        assert isinstance(moved, Cleared)
        assert (moved.done == 1) != isinstance(taken, BookingCard), (moved, taken)
        (row,) = ask(
            service,
            "SELECT r.name FROM booking b JOIN resource r ON r.id = b.resource_id WHERE b.id = :id",
            id=made.booking.id,
        )
        assert row.name == ("E1" if moved.done else "D1")
        outcomes.append(moved.done)
    assert (len(outcomes), overlaps(service)) == (ROUNDS, 0)


def close_oak(service: Service, estate: Estate, who: str = "facilities") -> Ref:
    """Close the whole site for a day."""
    site = ask(service, "SELECT ref FROM site WHERE name = 'Oak'")[0].ref
    asked = ClosureWish(RuleScope.SITE, (Ref(site),), until("2026-11-26"), "flood")
    weighed = weigh_closure(service, estate.actors[who], asked, now=NOW)
    assert isinstance(weighed, ClosureEffect), weighed
    standing = close_places(service, estate.actors[who], asked, weighed.shown.stamp, now=NOW)
    assert isinstance(standing, StandingClosure), standing
    return standing.ref


def says(service: Service, estate: Estate, ref: Ref, who: str = "facilities") -> list[str]:
    view = show_closure(service, estate.actors[who], ref, now=NOW)
    assert isinstance(view, ClosureView), view
    return [say_instead(one, NOW) for one in view.displaced]


def test_bookings_of_a_closed_site_are_offered_other_sites_by_name(service: Service, estate: Estate) -> None:
    """Ash comes before Elm; one desk each, a room for those who meet, and no clinic room anywhere."""
    add_site_of(service, estate, "Ash", NewResource(ResourceKind.DESK, "A1", 1))
    for who, place in (("staff", "D1"), ("other", "E1"), ("mate", "D3")):
        booked(service, estate.actors[who], wish(estate, place))
    booked(service, estate.actors["staff"], wish(estate, "Small", people=4))
    booked(service, estate.actors["clinic"], wish(estate, "Clinic"))

    ref = close_oak(service, estate)

    assert says(service, estate, ref) == [
        "Best at another site: A1 (Ground, Ash House, Ash)",
        "Best at another site: F1 (Ground, Elm)",
        "No other place is free for it at Oak at that time",
        "Best at another site: Far (Ground, Elm)",
        "No other place is free for it at Oak at that time",
    ]


def add_site_of(service: Service, estate: Estate, name: str, place: NewResource) -> None:
    """A third site with one place."""

    def write(tx: Tx) -> None:
        site = add_site(tx, estate.organisation_id, name, "Europe/London")
        open_chain(tx, site)
        add_resources(tx, add_floor(tx, add_building(tx, site, f"{name} House"), "Ground", 0), [place])

    service.db.write(write)


@pytest.mark.parametrize("how", ["one by one", "at once"])
def test_bookings_are_moved_to_another_site(service: Service, estate: Estate, how: str) -> None:
    one = booked(service, estate.actors["staff"], wish(estate, "D1"))
    room = booked(service, estate.actors["other"], wish(estate, "Small", people=4))
    booked(service, estate.actors["mate"], wish(estate, "D2"))
    ref, manager = close_oak(service, estate), estate.actors["facilities"]
    before = diary_versions(service)

    if how == "at once":
        moved = [move_displaced(service, manager, ref, "Sorry", now=NOW)]
    else:
        wishes = (OneMove(one.booking.ref, estate.ref("F1")), OneMove(room.booking.ref))
        moved = [move_one_displaced(service, manager, ref, each, now=NOW) for each in wishes]

    assert all(isinstance(each, Cleared) for each in moved), moved
    assert moved[-1] == Cleared(done=2 if how == "at once" else 1, left=1)
    assert places_of(service) == [("F1", "confirmed"), ("Far", "confirmed"), ("D2", "confirmed")]
    after = diary_versions(service)
    assert after["Ground"] - before["Ground"] == 2
    assert isinstance(verify_audit(service), int)
    assert overlaps(service) == 0


@pytest.mark.parametrize("barrier", ["none", "not looked at", "not booked at", "taken", "closed"])
def test_only_sites_where_both_may_be_are_offered(service: Service, estate: Estate, barrier: str) -> None:
    """The manager must be let look there, the booker book there; oak_facilities looks after Oak alone."""
    who = "oak_facilities" if barrier == "not looked at" else "facilities"
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    match barrier:
        case "not booked at":
            oak = estate.sites["oak"]
            person = estate.actors["staff"].person.id
            sql = "UPDATE role_grant SET scope = 'site', scope_id = :oak WHERE person_id = :person"
            run(service, sql, oak=oak, person=person)
        case "taken":
            booked(service, estate.actors["other"], wish(estate, "F1", "16:00", "18:00"))
        case "closed":
            close(service, estate, "elm0")
        case _:
            assert barrier in ("none", "not looked at")

    ref = close_oak(service, estate, who)

    expected = "Best at another site: F1 (Ground, Elm)"
    nothing = "No other place is free for it at Oak at that time"
    assert says(service, estate, ref, who) == [expected if barrier == "none" else nothing]
    wanted = OneMove(made.booking.ref, estate.ref("F1"))
    answer = move_one_displaced(service, estate.actors[who], ref, wanted, now=NOW)
    assert isinstance(answer, Cleared) == (barrier == "none"), answer


def test_other_sites_are_asked_once_for_all(service: Service, estate: Estate) -> None:
    """Beside four selects for each booking, what other sites have free costs the same for one as for three."""
    site = Ref(ask(service, "SELECT ref FROM site WHERE name = 'Oak'")[0].ref)
    asked = ClosureWish(RuleScope.SITE, (site,), until("2026-11-27"), "flood")
    booked(service, estate.actors["staff"], wish(estate, "D1"))

    one = statements_to_weigh(service, estate, asked)
    booked(service, estate.actors["other"], wish(estate, "D2"))
    booked(service, estate.actors["mate"], wish(estate, "D3", day="2026-11-26"))

    assert statements_to_weigh(service, estate, asked) == one + 2 * 4
