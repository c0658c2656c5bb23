"""Changing, cancelling, ending and bringing back a booking: what each writes, and what it leaves alone."""

import json
from datetime import date, timedelta

from booking.actions.cancel import cancel, end_early
from booking.actions.change import Changes, change_booking, preview_change, reinstate_booking
from booking.actions.check_in import check_in
from booking.actions.service import Service
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.actions.written import DURING, entries, holds, letters, rows, versions
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, checksum, run


def test_change_moves_time_people_and_title(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate, "Middle", title="Plan"))
    changes = Changes(start=at("10:00"), end=at("11:30"), people=5, title="Plan B")

    card = card_of(change_booking(service, staff, made.booking.ref, changes, version=1, now=NOW))

    assert rows(service) == (at("10:00"), at("11:30"), "confirmed", None, True, 2, 1)
    assert (card.booking.people, card.booking.title, card.booking.version) == (5, "Plan B", 2)
    assert holds(service) == [("Middle", at("10:00"), at("11:30"))]
    assert entries(service) == [(1, "booked"), (2, "changed")]
    assert letters(service) == [("booked", 0), ("changed", 1)]
    facts = json.loads(ask(service, "SELECT facts FROM audit_entry WHERE act = 'changed'")[0][0])
    assert [facts[when][name] for when in ("before", "after") for name in ("start", "people", "version")] == [
        "2026-11-25T09:00:00Z", 1, 1, "2026-11-25T10:00:00Z", 5, 2,
    ]  # fmt: skip


def test_change_may_overlap_its_own_old_time(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))

    card_of(change_booking(service, staff, made.booking.ref, Changes(end=at("18:00")), version=1, now=NOW))

    assert holds(service) == [("D1", at("09:00"), at("18:00"))]


def test_change_to_a_place_on_another_floor_raises_the_versions_of_both(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))

    moved = change_booking(service, staff, made.booking.ref, Changes(resource=estate.ref("E1")), version=1, now=NOW)

    assert card_of(moved).floor.name == "Second"
    assert holds(service) == [("E1", at("09:00"), at("17:00"))]
    assert versions(service) == {"First": 2, "Second": 1, "Ground": 0}
    booked(service, estate.actors["other"], wish(estate))


def test_change_to_another_site_is_written_to_the_chain_of_that_site(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))

    card_of(change_booking(service, staff, made.booking.ref, Changes(resource=estate.ref("F1")), version=1, now=NOW))

    chains = [tuple(row) for row in ask(service, "SELECT chain, seq FROM audit_entry ORDER BY id")]
    assert chains == [(f"site:{estate.sites['oak']}", 1), (f"site:{estate.sites['elm']}", 1)]


def test_change_refusals_write_nothing_and_say_why(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate, end="12:00"))
    booked(service, estate.actors["other"], wish(estate, "D2", end="12:00"))
    booked(service, estate.actors["mate"], wish(estate, start="13:00"))
    before = checksum(service)
    table = {
        Changes(end=at("13:01")): Reason.TAKEN,
        Changes(resource=estate.ref("D2")): Reason.TAKEN,
        Changes(end=at("09:00")): Reason.BAD_FIELD,
        Changes(start=at("12:00")): Reason.BAD_FIELD,
        Changes(people=2): Reason.TOO_MANY_PEOPLE,
        Changes(start=at("07:00", "2026-11-24"), end=at("07:30", "2026-11-24")): Reason.IN_THE_PAST,
        Changes(start=at("09:00", "2028-11-24"), end=at("10:00", "2028-11-24")): Reason.TOO_FAR_AHEAD,
        Changes(resource=estate.floor_refs["oak1"]): Reason.BAD_FIELD,
    }

    ref = made.booking.ref
    answers = {
        changes: (
            refusal_of(preview_change(service, staff, ref, changes, now=NOW)),
            refusal_of(change_booking(service, staff, ref, changes, version=1, now=NOW)),
        )
        for changes in table
    }

    assert answers == {changes: (reason, reason) for changes, reason in table.items()}
    assert checksum(service) == before


def test_change_is_refused_to_those_who_may_not(service: Service, estate: Estate) -> None:
    made = booked(service, estate.actors["mate"], wish(estate))
    before = checksum(service)
    table = {
        "other": Reason.NOT_FOUND,
        "nobody": Reason.NOT_FOUND,
        "ward": Reason.NOT_FOUND,
        "reception": Reason.NOT_ALLOWED,
        "auditor": Reason.NOT_ALLOWED,
    }

    changes, ref = Changes(title="Mine now"), made.booking.ref
    answers = {
        who: {
            refusal_of(preview_change(service, estate.actors[who], ref, changes, now=NOW)),
            refusal_of(change_booking(service, estate.actors[who], ref, changes, version=1, now=NOW)),
            refusal_of(cancel(service, estate.actors[who], ref, version=1, now=NOW)),
            refusal_of(end_early(service, estate.actors[who], ref, version=1, now=DURING)),
            refusal_of(reinstate_booking(service, estate.actors[who], ref, version=1, now=NOW)),
        }
        for who in table
    }

    assert answers == {who: {reason} for who, reason in table.items()}
    assert checksum(service) == before
    for who in ("lead", "facilities", "oak_facilities", "mate"):
        assert refusal_of(preview_change(service, estate.actors[who], ref, changes, now=NOW)) is None


def test_change_to_a_place_that_the_actor_may_not_book_is_refused_beforehand_too(
    service: Service, estate: Estate
) -> None:
    """Reception may see the booking of its own making and look at the place; an auditor may look and not book."""
    facilities = estate.actors["oak_facilities"]
    made = booked(service, facilities, wish(estate, for_person="other"))
    changes = Changes(resource=estate.ref("F1"))

    assert isinstance(preview_change(service, facilities, made.booking.ref, changes, now=NOW), Refused)
    assert isinstance(change_booking(service, facilities, made.booking.ref, changes, version=1, now=NOW), Refused)


def test_preview_change_answers_what_the_change_then_does_and_writes_nothing(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate, "Large"))
    before = checksum(service)

    verdict = preview_change(service, staff, made.booking.ref, Changes(people=5), now=NOW)

    assert isinstance(verdict, Accepted)
    assert verdict.better_fit is not None
    assert verdict.better_fit.name == "Middle"
    assert checksum(service) == before


def test_change_by_two_editors_of_one_version_lets_the_first_win(service: Service, estate: Estate) -> None:
    made = booked(service, estate.actors["mate"], wish(estate))
    ref = made.booking.ref

    first = change_booking(service, estate.actors["mate"], ref, Changes(title="First"), version=1, now=NOW)
    before = checksum(service)
    second = change_booking(service, estate.actors["lead"], ref, Changes(title="Second"), version=1, now=NOW)
    gone = cancel(service, estate.actors["lead"], ref, version=1, now=NOW)

    assert card_of(first).booking.version == 2
    assert (refusal_of(second), refusal_of(gone)) == (Reason.CHANGED_MEANWHILE, Reason.CHANGED_MEANWHILE)
    assert checksum(service) == before


def test_change_of_place_or_start_is_refused_once_a_booking_has_begun(service: Service, estate: Estate) -> None:
    """The place was used, so it keeps its lockout; people, title and end may still change."""
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    tomorrow = Changes(start=at("09:00", "2026-11-26"), end=at("17:00", "2026-11-26"))
    before = checksum(service)

    for changes in (tomorrow, Changes(resource=estate.ref("D2")), Changes(start=at("12:00"))):
        answer = change_booking(service, staff, made.booking.ref, changes, version=None, now=DURING)
        assert refusal_of(answer) is Reason.IN_THE_PAST
    assert checksum(service) == before
    card_of(change_booking(service, staff, made.booking.ref, Changes(end=at("12:00")), version=None, now=DURING))
    assert holds(service) == [("D1", at("09:00"), at("12:00"))]


def test_title_is_corrected_whatever_rules_were_made_since(service: Service, estate: Estate) -> None:
    """Closed that day, too long, and a lockout that would reach into the next booking: none is asked again."""
    staff, oak = estate.actors["staff"], (RuleScope.SITE, int(estate.sites["oak"]))
    made = booked(service, staff, wish(estate, "Small", end="12:00", people=2))
    booked(service, estate.actors["other"], wish(estate, "Small", start="13:00", end="14:00"))
    set_rules(
        service,
        Rule(*oak, None, RuleField.CLOSED_DAY, ClosedDay(date(2026, 11, 25), "Fire alarm test")),
        Rule(*oak, None, RuleField.LOCKOUT_HOURS, 72),
        Rule(*oak, None, RuleField.MAX_LENGTH_MIN, 60),
    )
    ref, before = made.booking.ref, checksum(service)
    titled = Changes(at("09:00"), at("12:00"), estate.ref("Small"), 2, "Handover")

    assert isinstance(preview_change(service, staff, ref, titled, now=NOW), Accepted)
    assert checksum(service) == before
    for more in (Changes(people=3, title="Handover"), Changes(end=at("11:30"), title="Handover")):
        refused = {
            refusal_of(preview_change(service, staff, ref, more, now=NOW)),
            refusal_of(change_booking(service, staff, ref, more, version=1, now=NOW)),
        }
        assert refused == {Reason.TOO_LONG}
    assert refusal_of(change_booking(service, staff, ref, titled, version=1, now=at("12:00"))) is Reason.IN_THE_PAST
    assert refusal_of(change_booking(service, estate.actors["reception"], ref, titled, version=1, now=NOW)) is (
        Reason.NOT_ALLOWED
    )
    assert checksum(service) == before

    card = card_of(change_booking(service, staff, ref, titled, version=1, now=NOW))

    assert (card.booking.title, card.booking.version, card.booking.state) == ("Handover", 2, "confirmed")
    assert holds(service) == [("Small", at("09:00"), at("12:00")), ("Small", at("13:00"), at("14:00"))]
    assert entries(service)[-1] == (3, "changed")
    assert letters(service)[-1] == ("changed", 1)


def test_change_of_time_takes_back_an_arrival(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    card_of(check_in(service, staff, made.booking.ref, now=at("08:55")))

    named = change_booking(service, staff, made.booking.ref, Changes(title="Here"), version=None, now=at("08:56"))
    moved = change_booking(
        service, staff, made.booking.ref, Changes(resource=estate.ref("D2")), version=None, now=at("08:57")
    )

    assert [card_of(named).booking.state, card_of(moved).booking.state] == ["checked_in", "confirmed"]


def test_change_is_judged_by_the_rules_of_today(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    run(service, "UPDATE resource SET capacity = 3 WHERE name = 'D1'")
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.MAX_LENGTH_MIN, 60))

    longer = change_booking(service, staff, made.booking.ref, Changes(people=3), version=1, now=NOW)
    shorter = change_booking(
        service, staff, made.booking.ref, Changes(people=3, end=at("10:00")), version=1, now=NOW + timedelta(minutes=1)
    )

    assert refusal_of(longer) is Reason.TOO_LONG
    assert card_of(shorter).booking.people == 3
