"""Changing, cancelling, ending and bringing back a booking: what each writes, and what it leaves alone."""

import json
from datetime import UTC, date, datetime, timedelta

from booking.actions.book import book
from booking.actions.cancel import cancel, check_out, end_early
from booking.actions.change import Changes, change_booking, preview_change, reinstate_booking
from booking.actions.check_in import check_in
from booking.actions.service import Service
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.policy import ClosedDay, Rule, RuleField, RuleScope
from booking.store.tables import booking, occupation
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, checksum, run

DURING = at("11:00")
"""While a booking from 9am to 5pm is under way."""


def rows(service: Service) -> tuple[datetime, datetime, str, str | None, bool, int, int]:
    """The one booking: start, end, state, ended_why, holds, version, sequence."""
    columns = booking.c
    with service.db.reading() as tx:
        row = tx.execute(
            booking.select().with_only_columns(
                columns.starts_at,
                columns.ends_at,
                columns.state,
                columns.ended_why,
                columns.holds,
                columns.version,
                columns.sequence,
            )
        ).one()
    return tuple(row)


def holds(service: Service) -> list[tuple[str, datetime, datetime]]:
    """The live occupations: place, from, until."""
    sql = (
        "SELECT o.id, r.name FROM occupation o JOIN resource_atom a ON a.atom_id = o.atom_id "
        "JOIN resource r ON r.id = a.resource_id WHERE o.live ORDER BY o.starts_at, r.name"
    )
    with service.db.reading() as tx:
        times = {row.id: (row.starts_at, row.until_at) for row in tx.execute(occupation.select())}
    return [(row.name, *times[row.id]) for row in ask(service, sql)]


def letters(service: Service) -> list[tuple[str, int]]:
    return [(row.event, row.sequence) for row in ask(service, "SELECT event, sequence FROM outbox ORDER BY id")]


def entries(service: Service) -> list[tuple[int, str]]:
    return [(row.seq, row.act) for row in ask(service, "SELECT seq, act FROM audit_entry ORDER BY id")]


def versions(service: Service) -> dict[str, int]:
    return {row.name: row.diary_version for row in ask(service, "SELECT name, diary_version FROM floor")}


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


def test_cancel_frees_the_place_at_once_and_locks_nothing(service: Service, estate: Estate) -> None:
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))

    card_of(cancel(service, staff, made.booking.ref, version=1, now=NOW))

    assert rows(service) == (at("09:00"), at("17:00"), "cancelled", "cancelled", False, 2, 1)
    assert holds(service) == []
    assert entries(service) == [(1, "booked"), (2, "cancelled")]
    assert letters(service) == [("booked", 0), ("cancelled", 1)]
    booked(service, estate.actors["other"], wish(estate))


def test_cancel_is_refused_twice_after_the_end_and_for_what_is_used(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    ref = made.booking.ref

    assert refusal_of(cancel(service, staff, ref, version=None, now=at("17:00"))) is Reason.IN_THE_PAST
    card_of(check_in(service, staff, ref, now=at("09:05")))
    assert refusal_of(cancel(service, staff, ref, version=None, now=at("09:06"))) is Reason.IN_THE_PAST
    card_of(end_early(service, staff, ref, version=None, now=at("09:07")))
    assert refusal_of(cancel(service, staff, ref, version=None, now=at("09:08"))) is Reason.IN_THE_PAST


def test_cancel_under_way_is_refused_where_use_locks_the_place(service: Service, estate: Estate) -> None:
    """Otherwise a place that was used for a morning would lose its lockout by a click."""
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    locked = booked(service, staff, wish(estate, "Small"))
    set_rules(
        service,
        Rule(RuleScope.ORGANISATION, estate.organisation_id, ResourceKind.MEETING_ROOM, RuleField.LOCKOUT_HOURS, 72),
    )

    assert refusal_of(cancel(service, staff, locked.booking.ref, version=None, now=DURING)) is Reason.IN_THE_PAST
    assert refusal_of(cancel(service, staff, made.booking.ref, version=None, now=DURING)) is None
    assert refusal_of(cancel(service, staff, locked.booking.ref, version=None, now=at("09:00"))) is None


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


def test_end_early_starts_the_clock_of_the_lockout(service: Service, estate: Estate) -> None:
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    assert holds(service) == [("D1", at("09:00"), at("17:00", "2026-11-28"))]

    card_of(end_early(service, staff, made.booking.ref, version=1, now=DURING))

    assert rows(service) == (at("09:00"), DURING, "completed", "ended_early", True, 2, 1)
    assert holds(service) == [("D1", at("09:00"), at("11:00", "2026-11-28"))]
    assert entries(service)[-1] == (2, "ended_early")
    early = wish(estate, start="10:59", end="12:00", day="2026-11-28")
    on_time = wish(estate, start="11:00", end="12:00", day="2026-11-28")
    assert refusal_of(book(service, estate.actors["other"], early, now=DURING)) is Reason.LOCKED_OUT
    booked(service, estate.actors["other"], on_time, DURING)


def test_end_early_over_a_clock_change_locks_for_elapsed_hours(service: Service, estate: Estate) -> None:
    """T3 and B5: ended at 5pm on Friday 23 October 2026, free again at 4pm on Monday."""
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))
    staff = estate.actors["staff"]
    now = at("12:00", "2026-10-23")
    made = booked(service, staff, wish(estate, start="14:00", end="20:00", day="2026-10-23"), now)

    card_of(end_early(service, staff, made.booking.ref, version=1, now=at("17:00", "2026-10-23")))

    assert holds(service)[0][2] == datetime(2026, 10, 26, 16, 0, tzinfo=UTC)


def test_end_early_leaves_the_old_range_where_a_longer_tail_would_overlap(service: Service, estate: Estate) -> None:
    """A lockout that came after both bookings cannot push the next one out; the day is still ended."""
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate, end="15:00"))
    booked(service, estate.actors["other"], wish(estate, start="16:00", end="17:00"))
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, 72))

    card = card_of(end_early(service, staff, made.booking.ref, version=1, now=DURING))

    assert card.booking.interval.end == DURING
    assert holds(service) == [("D1", at("09:00"), at("15:00")), ("D1", at("16:00"), at("17:00"))]


def test_end_early_needs_a_booking_under_way(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    before = checksum(service)

    times = (NOW, at("09:00"), at("17:00"), at("18:00"))
    answers = [refusal_of(end_early(service, staff, made.booking.ref, version=1, now=now)) for now in times]

    assert answers == [Reason.BAD_FIELD, Reason.BAD_FIELD, Reason.IN_THE_PAST, Reason.IN_THE_PAST]
    assert checksum(service) == before


def test_check_in_and_out_write_when_somebody_came_and_left(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    ref = made.booking.ref

    arrived = card_of(check_in(service, staff, ref, now=at("09:05")))
    again = check_in(service, staff, ref, now=at("09:06"))
    left = card_of(check_out(service, staff, ref, now=DURING))

    assert (arrived.booking.state, arrived.booking.checked_in_at) == ("checked_in", at("09:05"))
    assert refusal_of(again) is Reason.CHANGED_MEANWHILE
    assert (left.booking.state, left.booking.checked_out_at) == ("completed", DURING)
    assert rows(service) == (at("09:00"), DURING, "completed", "checked_out", True, 3, 1)
    assert entries(service) == [(1, "booked"), (2, "checked_in"), (3, "checked_out")]
    assert letters(service) == [("booked", 0), ("checked_in", 0), ("checked_out", 1)]
    assert holds(service) == [("D1", at("09:00"), DURING)]


def test_check_out_needs_an_arrival(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))

    assert refusal_of(check_out(service, staff, made.booking.ref, now=DURING)) is Reason.BAD_FIELD
    card_of(check_in(service, staff, made.booking.ref, now=at("08:50")))
    assert refusal_of(check_out(service, staff, made.booking.ref, now=at("08:55"))) is Reason.BAD_FIELD


def test_check_in_is_for_the_holder_and_those_who_run_the_place(service: Service, estate: Estate) -> None:
    made = booked(service, estate.actors["mate"], wish(estate))
    ref = made.booking.ref

    answers = {
        who: refusal_of(check_in(service, estate.actors[who], ref, now=at("09:00")))
        for who in ("other", "auditor", "lead", "reception")
    }

    assert answers == {
        "other": Reason.NOT_FOUND,
        "auditor": Reason.NOT_ALLOWED,
        "lead": Reason.NOT_ALLOWED,
        "reception": None,
    }


def test_reinstate_brings_back_what_is_still_free(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    ref = made.booking.ref
    assert refusal_of(reinstate_booking(service, staff, ref, version=1, now=NOW)) is Reason.BAD_FIELD
    card_of(cancel(service, staff, ref, version=1, now=NOW))

    card_of(reinstate_booking(service, staff, ref, version=2, now=NOW))

    assert rows(service) == (at("09:00"), at("17:00"), "confirmed", None, True, 3, 2)
    assert holds(service) == [("D1", at("09:00"), at("17:00"))]
    assert entries(service) == [(1, "booked"), (2, "cancelled"), (3, "reinstated")]
    assert letters(service) == [("booked", 0), ("cancelled", 1), ("reinstated", 2)]
    assert versions(service)["First"] == 3


def test_reinstate_is_refused_where_the_time_is_taken_the_person_busy_or_the_day_over(
    service: Service, estate: Estate
) -> None:
    staff = estate.actors["staff"]
    made = booked(service, staff, wish(estate))
    ref = made.booking.ref
    card_of(cancel(service, staff, ref, version=1, now=NOW))
    elsewhere = booked(service, staff, wish(estate, "D2", start="16:00", end="18:00"))
    assert refusal_of(reinstate_booking(service, staff, ref, version=2, now=NOW)) is Reason.PERSON_BUSY
    card_of(cancel(service, staff, elsewhere.booking.ref, version=1, now=NOW))
    booked(service, estate.actors["other"], wish(estate, start="12:00", end="13:00"))
    before = checksum(service)

    assert refusal_of(reinstate_booking(service, staff, ref, version=2, now=NOW)) is Reason.TAKEN
    assert refusal_of(reinstate_booking(service, staff, ref, version=2, now=at("17:00"))) is Reason.IN_THE_PAST
    assert checksum(service) == before


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
