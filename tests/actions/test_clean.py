"""Cleaning a place: its lock ends at once, and who did it is written down."""

import json
from datetime import datetime

import pytest

from booking.actions.book import book
from booking.actions.cancel import cancel, end_early
from booking.actions.clean import clean, list_to_clean, show_cleaning
from booking.actions.service import Service
from booking.actions.show_history import show_booking_history, show_place_history
from booking.model.audit import AuditAct
from booking.model.bookings import EndedWhy
from booking.model.cleaning import Cleaned
from booking.model.decisions import Reason, Refused
from booking.model.people import Actor, Grant, Role, ScopeKind
from booking.model.policy import Rule, RuleField, RuleScope
from booking.store.engine import Tx
from booking.store.people import NewPerson, add_person, find_actor
from booking.store.tables import booking, occupation
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.actions.written import holds, versions
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, checksum

USED = at("17:00")
LATER = at("18:00")


def add_cleaner(service: Service, estate: Estate, site: str = "oak") -> Actor:
    """Somebody who cleans at one site and does nothing else."""

    def write(tx: Tx) -> Actor | None:
        grant = Grant(Role.CLEANER, ScopeKind.SITE, int(estate.sites[site]))
        new = NewPerson("Kim Doe", f"kim@{site}.example", None, (), (grant,))
        return find_actor(tx, add_person(tx, estate.organisation_id, new, NOW))

    cleaner = service.db.write(write)
    assert cleaner is not None
    return cleaner


def lock_for(service: Service, estate: Estate, hours: int = 72) -> None:
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, hours))


@pytest.fixture
def cleaner(service: Service, estate: Estate) -> Actor:
    """A cleaner of the site Oak, where every place is locked for 72 hours after use."""
    lock_for(service, estate)
    return add_cleaner(service, estate)


def test_clean_ends_the_lock_at_once_and_the_place_can_be_booked(
    service: Service, estate: Estate, cleaner: Actor
) -> None:
    booked(service, estate.actors["staff"], wish(estate))
    tomorrow = wish(estate, day="2026-11-26")
    assert refusal_of(book(service, estate.actors["other"], tomorrow, now=LATER)) is Reason.LOCKED_OUT
    before = versions(service)

    answer = clean(service, cleaner, estate.ref("D1"), now=LATER)

    assert answer == Cleaned(estate.id("D1"), LATER, "Kim Doe", at("17:00", "2026-11-28"))
    assert holds(service) == [("D1", at("09:00"), LATER)]
    assert versions(service) == before | {"First": before["First"] + 1}
    booked(service, estate.actors["other"], tomorrow, LATER)


def test_clean_is_told_in_the_history_of_the_place_and_of_the_booking(
    service: Service, estate: Estate, cleaner: Actor
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate))
    assert isinstance(clean(service, cleaner, estate.ref("D1"), now=LATER), Cleaned)

    of_place = show_place_history(service, estate.actors["auditor"], estate.ref("D1"))
    of_booking = show_booking_history(service, estate.actors["staff"], made.booking.ref)

    assert not isinstance(of_place, Refused)
    assert not isinstance(of_booking, Refused)
    last = of_place[1][-1]
    assert (last.act, last.actor, last.at) == (AuditAct.CLEANED, "Kim Doe", LATER)
    assert of_booking[1][-1].act is AuditAct.CLEANED
    (row,) = ask(service, "SELECT facts FROM audit_entry WHERE act = 'cleaned'")
    assert json.loads(row.facts) == {
        "used_until": "2026-11-25T17:00:00Z",
        "kept_until": "2026-11-28T17:00:00Z",
        "bookings": [made.booking.id],
    }


@pytest.mark.parametrize(
    ("now", "reason"),
    [(NOW, Reason.BAD_FIELD), (at("11:00"), Reason.TAKEN), (at("17:00", "2026-11-28"), Reason.BAD_FIELD)],
)
def test_clean_is_refused_where_nothing_is_locked_and_writes_nothing(
    service: Service, estate: Estate, cleaner: Actor, now: datetime, reason: Reason
) -> None:
    booked(service, estate.actors["staff"], wish(estate))
    before = checksum(service)

    assert refusal_of(clean(service, cleaner, estate.ref("D1"), now=now)) is reason
    assert checksum(service) == before


def test_clean_twice_says_that_it_was_cleaned_already(service: Service, estate: Estate, cleaner: Actor) -> None:
    booked(service, estate.actors["staff"], wish(estate))
    assert isinstance(clean(service, cleaner, estate.ref("D1"), now=LATER), Cleaned)
    before = checksum(service)

    again = clean(service, estate.actors["facilities"], estate.ref("D1"), now=at("18:01"))

    assert isinstance(again, Refused)
    assert again.reason is Reason.CHANGED_MEANWHILE
    assert "by Kim Doe at 6pm on Wednesday 25 November 2026" in again.why
    assert checksum(service) == before


def test_clean_is_for_cleaners_and_facilities_of_the_site(service: Service, estate: Estate) -> None:
    lock_for(service, estate)
    booked(service, estate.actors["staff"], wish(estate))
    elsewhere = add_cleaner(service, estate, "elm")
    before = checksum(service)

    answers = {
        name: refusal_of(clean(service, actor, estate.ref("D1"), now=LATER))
        for name, actor in {**estate.actors, "elsewhere": elsewhere}.items()
        if name not in ("facilities", "oak_facilities", "admin")
    }

    unseen = {name for name, reason in answers.items() if reason is Reason.NOT_FOUND}
    assert unseen == {"nobody", "elsewhere"}
    assert {reason for name, reason in answers.items() if name not in unseen} == {Reason.NOT_ALLOWED}
    assert checksum(service) == before
    assert isinstance(clean(service, estate.actors["oak_facilities"], estate.ref("D1"), now=LATER), Cleaned)


def test_cleaner_books_nothing(service: Service, estate: Estate, cleaner: Actor) -> None:
    assert refusal_of(book(service, cleaner, wish(estate), now=NOW)) is Reason.NOT_ALLOWED


def test_list_has_what_is_locked_and_not_used_and_what_is_booked_soonest_first(
    service: Service, estate: Estate, cleaner: Actor
) -> None:
    """D1 and D2 are locked, D2 is booked again on the 30th; D3 is in use, D4 was not used, F1 stands elsewhere."""
    staff = estate.actors["staff"]
    booked(service, staff, wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    booked(service, estate.actors["other"], wish(estate, "D2", day="2026-11-30"))
    booked(service, estate.actors["mate"], wish(estate, "D3", end="19:00"))
    booked(service, estate.actors["lead"], wish(estate, "F1"))

    listed = list_to_clean(service, cleaner, now=LATER)

    assert [(each.resource.name, each.lock.used_until, each.next_at) for each in listed] == [
        ("D2", USED, at("09:00", "2026-11-30")),
        ("D1", USED, None),
    ]
    everywhere = list_to_clean(service, estate.actors["facilities"], now=LATER)
    assert [each.resource.name for each in everywhere] == ["D2", "D1", "F1"]
    floor = estate.floor_refs["elm0"]
    on_floor = list_to_clean(service, estate.actors["facilities"], floor=floor, now=LATER)
    assert [each.resource.name for each in on_floor] == ["F1"]
    assert list_to_clean(service, cleaner, floor=floor, now=LATER) == ()
    assert list_to_clean(service, staff, now=LATER) == ()


def test_cancelled_and_released_bookings_leave_nothing_to_clean(
    service: Service, estate: Estate, cleaner: Actor
) -> None:
    """D2 was released because nobody came, D3 was cancelled; of D1 nobody had to check in, so it was used."""
    staff = estate.actors["staff"]
    booked(service, staff, wish(estate, "D1"))
    released = booked(service, estate.actors["other"], wish(estate, "D2"))
    cancelled = booked(service, estate.actors["mate"], wish(estate, "D3"))
    card_of(cancel(service, estate.actors["mate"], cancelled.booking.ref, version=None, now=NOW))
    release(service, released.booking.id)

    assert [each.resource.name for each in list_to_clean(service, cleaner, now=LATER)] == ["D1"]
    booked(service, staff, wish(estate, "D2", day="2026-11-26"), LATER)
    booked(service, estate.actors["mate"], wish(estate, "D3", day="2026-11-26"), LATER)
    other = estate.actors["other"]
    assert refusal_of(book(service, other, wish(estate, day="2026-11-26"), now=LATER)) is Reason.LOCKED_OUT


def test_place_that_was_left_early_is_to_be_cleaned_from_then_on(
    service: Service, estate: Estate, cleaner: Actor
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate))
    card_of(end_early(service, estate.actors["staff"], made.booking.ref, version=1, now=at("11:00")))

    view = show_cleaning(service, cleaner, estate.ref("D1"), now=at("11:00"))

    assert not isinstance(view, Refused)
    assert not isinstance(view.lock, Refused)
    assert (view.lock.used_until, view.lock.kept_until) == (at("11:00"), at("11:00", "2026-11-28"))
    assert isinstance(clean(service, cleaner, estate.ref("D1"), now=at("11:20")), Cleaned)
    booked(service, estate.actors["other"], wish(estate, start="11:20", end="12:00"), at("11:20"))


def release(service: Service, booking_id: int) -> None:
    """Release a booking as the act that looks for no-shows does: it holds nothing any more."""

    def write(tx: Tx) -> None:
        gone = {"state": "released", "holds": False, "ended_why": EndedWhy.NO_SHOW.value}
        tx.execute(booking.update().where(booking.c.id == booking_id).values(gone))
        tx.execute(occupation.update().where(occupation.c.booking_id == booking_id).values(live=False))

    service.db.write(write)
