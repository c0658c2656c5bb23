"""Floors kept in memory: never older than the stamp under which they are shown."""

from sqlalchemy import event

from booking.actions.cancel import cancel
from booking.actions.service import Service
from booking.actions.show_floor import FloorView, Look, show_floor, show_floors, stamp_of
from booking.model.decisions import Reason
from booking.model.ids import Ref
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.rules.marks import PlaceState
from booking.store.engine import Database
from booking.store.estate import read_floors
from tests.actions.steps import booked, card_of, wish
from tests.estate import NOW, Estate, at, set_rules

DAY = Interval(at("09:00"), at("17:00"))


def look(service: Service, estate: Estate) -> FloorView:
    view = show_floor(service, estate.actors["admin"], estate.floor_refs["oak1"], DAY)
    assert isinstance(view, FloorView)
    return view


def states(view: FloorView) -> dict[str, str]:
    return {
        resource.name: mark.state
        for resource, mark in zip(view.resources, view.marks, strict=True)
        if mark.state is not PlaceState.FREE
    }


def test_show_floor_shows_each_write_at_once(service: Service, estate: Estate, database_url: str) -> None:
    """Also those of another process, which knows nothing of this one's memory."""
    elsewhere = Service(Database(database_url), service.secret, service.anchors)
    assert states(look(service, estate)) == {}

    made = booked(elsewhere, estate.actors["staff"], wish(estate))
    assert states(look(service, estate)) == {"D1": "taken"}
    booked(service, estate.actors["other"], wish(estate, "D2"))
    assert states(look(service, estate)) == {"D1": "taken", "D2": "taken"}
    card_of(cancel(elsewhere, estate.actors["staff"], made.booking.ref, version=None, now=NOW))
    assert states(look(service, estate)) == {"D2": "taken"}
    elsewhere.db.close()


def test_show_floor_shows_a_new_rule_at_once(service: Service, estate: Estate) -> None:
    look(service, estate)

    set_rules(service, Rule(RuleScope.RESOURCE, int(estate.id("D3")), None, RuleField.OPENING, ((),) * 7))

    assert states(look(service, estate)) == {"D3": "closed"}


def test_bookings_leave_a_known_sheet_known_and_anything_else_has_it_read_again(
    service: Service, estate: Estate, database_url: str
) -> None:
    elsewhere = Service(Database(database_url), service.secret, service.anchors)
    before = look(service, estate)

    booked(elsewhere, estate.actors["staff"], wish(estate))
    after = look(service, estate)
    assert (after.resources is before.resources, after.places is before.places) == (True, True)
    assert after.floor.diary_version == before.floor.diary_version + 1

    set_rules(elsewhere, Rule(RuleScope.SITE, int(estate.sites["oak"]), None, RuleField.HORIZON_DAYS, 9))
    assert look(service, estate).resources is not before.resources
    elsewhere.db.close()


def test_many_who_look_at_once_each_see_their_own(service: Service, estate: Estate) -> None:
    """Known floors are read together, whatever else is asked with them: an unknown floor, one that is learnt anew."""
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    oak1, oak2, late = estate.floor_refs["oak1"], estate.floor_refs["oak2"], Interval(at("17:00"), at("18:00"))
    staff, other = estate.actors["staff"], estate.actors["other"]
    look(service, estate)

    views = show_floors(
        service,
        [
            Look(staff, oak1, late),
            Look(staff, oak1, DAY),
            Look(other, Ref("no such floor"), DAY),
            Look(staff, oak2, DAY),
            Look(other, oak1, DAY),
        ],
    )

    assert [states(view) if isinstance(view, FloorView) else view.reason for view in views] == [
        {},
        {"D1": "yours", "D2": "taken"},
        Reason.NOT_FOUND,
        {},
        {"D1": "taken", "D2": "yours"},
    ]
    assert [view.floor.ref for view in views if isinstance(view, FloorView)] == [oak1, oak1, oak2, oak1]


def test_show_floor_is_never_older_than_the_stamp_that_it_carries(
    service: Service, estate: Estate, database_url: str
) -> None:
    """A booking lands between any two of its statements: it is shown, or the stamp is from before it.

    Otherwise the map would be asked for again under the new stamp, answered "not changed", and stay wrong.
    """
    elsewhere = Service(Database(database_url), service.secret, service.anchors)
    staff = estate.actors["facilities"]
    places = iter(["D1", "D2", "D3", "D4", "Small", "Middle", "Large", "Clinic"])
    holders = iter(["staff", "other", "mate", "lead", "staff", "other", "mate", "lead"])

    def book_next() -> None:
        booked(elsewhere, staff, wish(estate, next(places), for_person=next(holders)))

    for interrupted, forgets in ((0, False), (0, True), (1, True), (2, True)):
        look(service, estate)
        viewing = Service(service.db, service.secret, service.anchors) if forgets else service
        book_next()
        seen = 0

        def interrupt(*_: object, interrupted: int = interrupted) -> None:
            nonlocal seen
            seen += 1
            if seen == interrupted + 1:
                book_next()

        event.listen(service.db.engine, "after_cursor_execute", interrupt)
        view = look(viewing, estate)
        event.remove(service.db.engine, "after_cursor_execute", interrupt)

        [stands] = [f for f in service.db.read(lambda tx: read_floors(tx, None)) if f.id == estate.floors["oak1"]]
        if stamp_of(view.floor, NOW) == stamp_of(stands, NOW):
            forgetful = Service(service.db, service.secret, service.anchors)
            assert states(view) == states(look(forgetful, estate))
    elsewhere.db.close()
