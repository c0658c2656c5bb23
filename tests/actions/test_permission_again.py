"""Permission is judged again under the lock: what was taken away in between counts."""

from collections.abc import Callable
from typing import TypeVar

from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import Changes, change_booking
from booking.actions.service import Service
from booking.model.decisions import Reason
from booking.store.engine import Database, Tx
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, Estate
from tests.store.state import checksum, run

T = TypeVar("T")


class Interrupted(Database):
    """A database in which something happens between an action's first look and its transaction."""

    meanwhile: Callable[[], None]

    def write(self, work: Callable[[Tx], T]) -> T:
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return super().write(work)


def interrupt(service: Service, url: str, meanwhile: Callable[[], None]) -> Service:
    database = Interrupted(url, anchors=service.anchors)
    database.meanwhile = meanwhile
    return Service(database, service.secret, service.anchors)


def test_book_is_refused_when_the_role_was_taken_away_in_between(
    service: Service, estate: Estate, database_url: str
) -> None:
    taken = "DELETE FROM role_grant WHERE person_id = :person"
    slow = interrupt(service, database_url, lambda: run(service, taken, person=estate.actors["staff"].person.id))

    refused = book(slow, estate.actors["staff"], wish(estate), now=NOW)

    assert refusal_of(refused) is Reason.NOT_ALLOWED
    slow.db.close()


def test_book_for_somebody_is_refused_when_they_left_the_unit_in_between(
    service: Service, estate: Estate, database_url: str
) -> None:
    left = "DELETE FROM membership WHERE person_id = :person"
    slow = interrupt(service, database_url, lambda: run(service, left, person=estate.actors["mate"].person.id))

    refused = book(slow, estate.actors["lead"], wish(estate, for_person="mate"), now=NOW)

    assert refusal_of(refused) is Reason.NOT_ALLOWED
    slow.db.close()


def test_book_is_refused_when_the_account_was_closed_in_between(
    service: Service, estate: Estate, database_url: str
) -> None:
    closed = "UPDATE person SET active = false WHERE id = :person"
    slow = interrupt(service, database_url, lambda: run(service, closed, person=estate.actors["staff"].person.id))

    refused = book(slow, estate.actors["staff"], wish(estate), now=NOW)

    assert refusal_of(refused) is Reason.NOT_ALLOWED
    slow.db.close()


def test_change_and_cancel_are_refused_when_the_role_was_taken_away_in_between(
    service: Service, estate: Estate, database_url: str
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate))
    lead = estate.actors["oak_facilities"]
    taken = "DELETE FROM role_grant WHERE person_id = :person"
    slow = interrupt(service, database_url, lambda: run(service, taken, person=lead.person.id))

    changed = change_booking(slow, lead, made.booking.ref, Changes(title="Mine"), version=1, now=NOW)
    after = checksum(service)

    assert refusal_of(changed) is Reason.NOT_FOUND
    assert refusal_of(cancel(service, lead, made.booking.ref, version=1, now=NOW)) is Reason.NOT_FOUND
    assert checksum(service) == after
    slow.db.close()


def test_change_is_refused_when_the_booking_went_to_another_floor_in_between(
    service: Service, estate: Estate, database_url: str
) -> None:
    """The lock taken is not that of the floor on which it now stands."""
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    move = Changes(resource=estate.ref("E1"))

    def meanwhile() -> None:
        change_booking(service, staff, made.booking.ref, move, version=None, now=NOW)

    slow = interrupt(service, database_url, meanwhile)
    answer = change_booking(slow, staff, made.booking.ref, Changes(title="New"), version=None, now=NOW)

    assert refusal_of(answer) is Reason.CHANGED_MEANWHILE
    slow.db.close()


def test_change_without_a_place_keeps_the_place_that_it_has_by_then(
    service: Service, estate: Estate, database_url: str
) -> None:
    """Somebody moves the booking to the next desk while somebody else renames it: both changes stand."""
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    move = Changes(resource=estate.ref("D2"))

    def meanwhile() -> None:
        change_booking(service, staff, made.booking.ref, move, version=None, now=NOW)

    slow = interrupt(service, database_url, meanwhile)
    answer = change_booking(slow, staff, made.booking.ref, Changes(title="New"), version=None, now=NOW)

    assert refusal_of(answer) is None
    with service.db.reading() as tx:
        stands = tx.connection.exec_driver_sql(
            "SELECT r.name, b.title FROM booking b JOIN resource r ON r.id = b.resource_id"
        ).one()
    assert tuple(stands) == ("D2", "New")
    slow.db.close()
