"""A room's floor and height, as stored, decide for how many people it can be booked and found."""

from booking.actions.book import book
from booking.actions.find_rooms import RoomQuery, find_rooms
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.estate import Place, ResourceKind
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.time import Interval
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.plans import NewPlan, publish_plan
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import run

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0))


def publish_rooms(service: Service, estate: Estate) -> None:
    """A plan of floor oak1 on which Large and Clinic have 30.5 m² each."""
    places = tuple(Place(estate.id(name), SQUARE, 1.0, 1.0, 30.5) for name in ("Large", "Clinic"))

    def work(tx: Tx) -> None:
        lock_floors(tx, [estate.floors["oak1"]], now=NOW)
        publish_plan(tx, estate.floors["oak1"], NewPlan(20.0, 10.0, 1.0, "<svg/>", places), by=None, now=NOW)

    service.db.write(work)


def test_room_is_refused_and_not_found_for_more_people_than_its_floor_has_room_for(
    service: Service, estate: Estate
) -> None:
    """30.5 m² at 5 m² for each are 6 people, though the room seats 20."""
    publish_rooms(service, estate)
    trust = (RuleScope.ORGANISATION, int(estate.organisation_id), ResourceKind.MEETING_ROOM)
    staff = estate.actors["staff"]

    def found(people: int) -> list[str]:
        query = RoomQuery(Interval(at("09:00"), at("10:00")), people, ResourceKind.MEETING_ROOM)
        return [item.resource.name for item in find_rooms(service, staff, query, now=NOW)]

    assert found(7) == ["Middle", "Large"]
    set_rules(service, Rule(*trust, RuleField.PERSON_AREA_DM2, 500))
    refused = book(service, staff, wish(estate, "Large", people=7), now=NOW)

    assert found(7) == ["Middle"]
    assert found(6) == ["Far", "Middle", "Large"]
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TOO_MANY_PEOPLE
    assert refused.why == (
        "Large is for up to 6 people (its 30.5 m² of floor give each person 5 m²), and you asked for 7. "
        "Choose a larger room or fewer people."
    )
    assert booked(service, staff, wish(estate, "Large", people=6)).booking.people == 6


def test_air_of_a_clinic_room_counts_once_its_height_is_known(service: Service, estate: Estate) -> None:
    """30.5 m² and 2.4 m are 73.2 m³, which is for 6 people; the rooms for meetings are not judged by their air."""
    publish_rooms(service, estate)
    run(service, "UPDATE resource SET capacity = 9 WHERE name = 'Clinic'")
    clinic = estate.actors["clinic"]
    wide = wish(estate, "Clinic", "09:00", "10:00", people=7)
    booked(service, clinic, wide)

    run(service, "UPDATE resource SET ceiling_cm = 240 WHERE name IN ('Clinic', 'Large')")
    later = wish(estate, "Clinic", "10:00", "11:00", people=7)
    refused = book(service, clinic, later, now=NOW)

    assert isinstance(refused, Refused)
    assert "for up to 6 people (its 73.2 m³ of air give each person 11 m³)" in refused.why
    assert booked(service, estate.actors["staff"], wish(estate, "Large", people=20)).booking.people == 20
