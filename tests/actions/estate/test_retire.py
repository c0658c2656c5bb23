"""Taking out of use: the effect first, then everything or nothing, and the way back."""

import json
from datetime import timedelta

from booking.actions.add_to_estate import add_places
from booking.actions.book import book
from booking.actions.change import reinstate_booking
from booking.actions.check_in import check_in
from booking.actions.retire import Confirmed, bring_back, retire, weigh_retiring
from booking.actions.service import Service
from booking.actions.verify_audit import verify_audit
from booking.model.decisions import Reason, Refused
from booking.model.estate import ResourceKind
from booking.model.tree import PlaceTerms, Tier
from tests.actions.estate.steps import MESSAGE, done, effect_of, ref_of, take_out, versions
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.estate import NOW, Estate, at
from tests.store.state import ask, checksum, count


def states(service: Service) -> list[tuple[str, str | None, bool]]:
    rows = ask(service, "SELECT state, ended_why, holds FROM booking ORDER BY id")
    return [(row.state, row.ended_why, bool(row.holds)) for row in rows]


def test_effect_lists_the_coming_bookings_and_writes_nothing(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D1", day="2026-11-26"))
    booked(service, estate.actors["mate"], wish(estate, "D2"))
    before = checksum(service)

    effect = effect_of(weigh_retiring(service, manager, Tier.PLACE, estate.ref("D1"), now=NOW))

    assert [card.person.name for card in effect.affected.first] == ["Staff", "Other"]
    assert effect.affected.total == 2
    assert effect.says[-1] == "2 coming bookings will be cancelled. The message stands on the booking of each person."
    assert checksum(service) == before


def test_place_goes_with_its_bookings_cancelled_told_and_audited(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    first = booked(service, estate.actors["staff"], wish(estate, "D1"))
    second = booked(service, estate.actors["other"], wish(estate, "D1", day="2026-11-26"))
    booked(service, estate.actors["mate"], wish(estate, "D2"))
    before = versions(service, estate)

    done(take_out(service, manager, Tier.PLACE, estate.ref("D1")))

    assert states(service) == [
        ("cancelled", "out_of_use", False), ("cancelled", "out_of_use", False), ("confirmed", None, True)
    ]  # fmt: skip
    letters = ask(service, "SELECT booking_id, facts FROM outbox WHERE event = 'cancelled' ORDER BY id")
    assert [row.booking_id for row in letters] == [first.booking.id, second.booking.id]
    told = [json.loads(row.facts) if isinstance(row.facts, str) else row.facts for row in letters]
    assert [facts["message"] for facts in told] == [MESSAGE] * 2
    entries = ask(service, "SELECT act, resource_id, actor_id, facts FROM audit_entry ORDER BY id")[3:]
    assert [row.act for row in entries] == ["cancelled", "cancelled", "taken_out_of_use"]
    assert {(row.resource_id, row.actor_id) for row in entries} == {(estate.id("D1"), manager.person.id)}
    assert [row.facts for row in entries if "ceiling" in row.facts] == []
    assert count(service, "occupation", "live") == 1
    assert versions(service, estate) == {**before, "oak1": before["oak1"] + 1}
    assert verify_audit(service) == 6


def test_letter_of_a_booking_for_somebody_else_names_both(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["lead"], wish(estate, "D1", for_person="mate"))

    done(take_out(service, estate.actors["facilities"], Tier.FLOOR, estate.floor_refs["oak1"]))

    (letter,) = ask(service, "SELECT facts, sent_at FROM outbox WHERE event = 'cancelled'")
    facts = json.loads(letter.facts) if isinstance(letter.facts, str) else letter.facts
    mate, lead = (estate.actors[name].person.id for name in ("mate", "lead"))
    assert (facts["person_id"], facts["booked_by_id"], letter.sent_at) == (mate, lead, None)


def test_place_with_bookings_does_not_go_without_a_message(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    before = checksum(service)

    refused = take_out(service, estate.actors["facilities"], Tier.PLACE, estate.ref("D1"), message="")

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.BAD_FIELD, "message")
    assert checksum(service) == before


def test_place_without_bookings_goes_without_a_message(service: Service, estate: Estate) -> None:
    done(take_out(service, estate.actors["facilities"], Tier.PLACE, estate.ref("D1"), message=""))

    assert count(service, "resource", "retired_at IS NOT NULL") == 1


def test_booking_made_since_the_effect_was_seen_stops_the_act(service: Service, estate: Estate) -> None:
    manager, place = estate.actors["facilities"], (Tier.PLACE, estate.ref("D1"))
    seen = effect_of(weigh_retiring(service, manager, *place, now=NOW))
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    before = checksum(service)

    refused = retire(service, manager, place, Confirmed(seen.stamp, MESSAGE), now=NOW)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.CHANGED_MEANWHILE, "agreed")
    assert checksum(service) == before


def test_booking_under_way_ends_now(service: Service, estate: Estate) -> None:
    staff, now = estate.actors["staff"], at("10:00")
    made = booked(service, staff, wish(estate, "D1"))
    card_of(check_in(service, staff, made.booking.ref, now=at("09:01")))

    effect = effect_of(weigh_retiring(service, estate.actors["facilities"], Tier.PLACE, estate.ref("D1"), now=now))
    done(take_out(service, estate.actors["facilities"], Tier.PLACE, estate.ref("D1"), now=now))

    assert effect.says[-1] == "1 booking under way will end now."
    (row,) = ask(service, "SELECT state, ended_why FROM booking")
    assert tuple(row) == ("completed", "out_of_use")
    assert count(service, "audit_entry", "act = 'ended_early'") == 1


def test_bookings_that_are_over_or_cancelled_are_left_as_they_are(service: Service, estate: Estate) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))

    done(take_out(service, estate.actors["facilities"], Tier.PLACE, estate.ref("D1"), "", at("17:00")))

    assert states(service) == [("confirmed", None, True)]


def test_site_goes_with_all_that_stands_in_it_and_comes_back_with_it(service: Service, estate: Estate) -> None:
    manager, oak = estate.actors["facilities"], (Tier.SITE, ref_of(service, "site", "Oak"))
    booked(service, estate.actors["staff"], wish(estate, "E1"))
    booked(service, estate.actors["other"], wish(estate, "F1"))
    done(take_out(service, manager, Tier.PLACE, estate.ref("D4"), ""))
    later = NOW + timedelta(minutes=1)
    effect = effect_of(weigh_retiring(service, manager, *oak, now=later))
    assert effect.says[0] == (
        "1 building, 2 floors and 9 places in it are still in use. They are taken out of use with it."
    )
    assert effect.affected.total == 1

    done(take_out(service, manager, *oak, now=later))
    gone = {
        table: count(service, table, "retired_at IS NOT NULL") for table in ("site", "building", "floor", "resource")
    }
    done(bring_back(service, manager, *oak, now=later))

    assert gone == {"site": 1, "building": 1, "floor": 2, "resource": 10}
    left = [row.name for row in ask(service, "SELECT name FROM resource WHERE retired_at IS NOT NULL")]
    assert left == ["D4"]
    assert [count(service, table, "retired_at IS NOT NULL") for table in ("site", "building", "floor")] == [0, 0, 0]
    assert [state for state, *_ in states(service)] == ["cancelled", "confirmed"]
    assert verify_audit(service) == 2 + 1 + 1 + 13 + 13


def test_place_comes_back_only_where_its_floor_is_in_use(service: Service, estate: Estate) -> None:
    manager = estate.actors["facilities"]
    done(take_out(service, manager, Tier.PLACE, estate.ref("E1"), ""))
    done(take_out(service, manager, Tier.FLOOR, estate.floor_refs["oak2"], "", NOW + timedelta(minutes=1)))

    early = bring_back(service, manager, Tier.PLACE, estate.ref("E1"), now=NOW)
    done(bring_back(service, manager, Tier.FLOOR, estate.floor_refs["oak2"], now=NOW))
    done(bring_back(service, manager, Tier.PLACE, estate.ref("E1"), now=NOW))

    assert isinstance(early, Refused)
    assert early.why == "The floor Second is out of use. Bring it back first, then what stands in it."
    assert card_of(book(service, estate.actors["staff"], wish(estate, "E1"), now=NOW)).resource.name == "E1"


def test_holder_brings_a_booking_back_once_the_place_is_back(service: Service, estate: Estate) -> None:
    staff, manager = estate.actors["staff"], estate.actors["facilities"]
    made = booked(service, staff, wish(estate, "D1"))
    done(take_out(service, manager, Tier.PLACE, estate.ref("D1")))

    early = reinstate_booking(service, staff, made.booking.ref, version=None, now=NOW)
    done(bring_back(service, manager, Tier.PLACE, estate.ref("D1"), now=NOW))
    late = reinstate_booking(service, staff, made.booking.ref, version=None, now=NOW)

    assert refusal_of(early) is Reason.CLOSED
    assert card_of(late).booking.state == "confirmed"


def test_nothing_is_added_to_what_is_out_of_use(service: Service, estate: Estate) -> None:
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak2"]
    new = PlaceTerms("E2", ResourceKind.DESK, 1, (), None, floor)
    done(take_out(service, manager, Tier.FLOOR, floor, ""))

    refused = add_places(service, manager, floor, (new,), now=NOW)
    done(bring_back(service, manager, Tier.FLOOR, floor, now=NOW))

    assert refusal_of(refused) is Reason.CLOSED
    assert [place.name for place in done(add_places(service, manager, floor, (new,), now=NOW))] == ["E2"]


def test_manager_of_one_site_takes_out_what_stands_there_and_not_the_site(service: Service, estate: Estate) -> None:
    oak = estate.actors["oak_facilities"]

    answers = {
        "near": take_out(service, oak, Tier.PLACE, estate.ref("D1")),
        "far": take_out(service, oak, Tier.PLACE, estate.ref("F1")),
        "site": take_out(service, oak, Tier.SITE, ref_of(service, "site", "Oak")),
    }

    assert {name: refusal_of(answer) for name, answer in answers.items()} == {
        "near": None, "far": Reason.NOT_FOUND, "site": Reason.NOT_ALLOWED,
    }  # fmt: skip
