"""The audit holds ids and keyed digests: no names, no titles, no addresses, so that erasure keeps the chain valid."""

import json

import pytest

from booking.actions.add_to_estate import add_site_to_estate
from booking.actions.cancel import cancel, check_out, end_early
from booking.actions.change import Changes, change_booking, reinstate_booking
from booking.actions.change_features import FeatureChange, add_known_feature, change_feature, weigh_feature
from booking.actions.check_in import check_in
from booking.actions.identify import identify_sign_in, identify_token
from booking.actions.issue_token import issue_token
from booking.actions.service import Service
from booking.actions.sign_in import Knock, SignedIn, sign_in, sign_out
from booking.actions.verify_audit import verify_audit
from booking.model.audit import AuditAct
from booking.model.people import Actor, TokenScope
from booking.model.tree import SiteTerms, Tier
from tests.actions.estate.steps import change, done, effect_of, take_out, wanting
from tests.actions.steps import booked, card_of, wish
from tests.estate import NOW, PASSWORD, Estate, at
from tests.store.state import ask, count, run

MARKER = "ZZPII"


@pytest.fixture
def marked(service: Service, estate: Estate) -> Service:  # noqa: ARG001 - the estate is written by its fixture
    """A service in which every text about people and places carries the marker."""
    run(service, "UPDATE person SET name = 'ZZPII name ' || id, email = 'zzpii' || id || '@trust.example'")
    run(service, "UPDATE resource SET name = 'ZZPII ' || name")
    return service


def do_everything(service: Service, estate: Estate) -> list[tuple[str, int]]:
    """Do each act once or more; the acts that should have left an entry, in order, with their SEQUENCE."""
    staff, lead = estate.actors["staff"], estate.actors["lead"]
    title = f"{MARKER} supervision"
    made = booked(service, staff, wish(estate, title=title))
    ref = made.booking.ref
    card_of(change_booking(service, staff, ref, Changes(title=f"{title} moved"), version=1, now=NOW))
    card_of(cancel(service, staff, ref, version=2, now=NOW))
    card_of(reinstate_booking(service, staff, ref, version=3, now=NOW))
    card_of(check_in(service, staff, ref, now=at("09:01")))
    card_of(check_out(service, staff, ref, now=at("10:00")))
    other = booked(service, lead, wish(estate, "D2", for_person="mate", title=title))
    card_of(end_early(service, lead, other.booking.ref, version=1, now=at("10:00")))
    return [
        ("booked", 0), ("changed", 1), ("cancelled", 2), ("reinstated", 3), ("checked_in", 3), ("checked_out", 4),
        ("booked", 0), ("ended_early", 1),
    ]  # fmt: skip


def test_every_act_on_a_booking_leaves_one_entry_and_one_letter(marked: Service, estate: Estate) -> None:
    """U1."""
    expected = do_everything(marked, estate)

    assert [row.act for row in ask(marked, "SELECT act FROM audit_entry ORDER BY id")] == [act for act, _ in expected]
    letters = [tuple(row) for row in ask(marked, "SELECT event, sequence FROM outbox ORDER BY id")]
    assert letters == expected
    assert verify_audit(marked) == len(expected)


def enter(service: Service) -> Actor:
    """Somebody who signed in."""
    knock = Knock("zzpii1@trust.example", PASSWORD, "10.0.0.1", on_loopback=False)
    answer = sign_in(service, knock, now=NOW)
    assert isinstance(answer, SignedIn)
    actor = identify_sign_in(service, answer.secret, now=NOW)
    assert actor is not None
    return actor


def test_audit_holds_no_names_no_titles_and_no_addresses(marked: Service, estate: Estate) -> None:
    do_everything(marked, estate)
    entered = enter(marked)
    assert issue_token(marked, "zzpii2@trust.example", frozenset({TokenScope.READ}), now=NOW) is not None
    sign_out(marked, entered, now=NOW)

    entries = [repr(tuple(row)) for row in ask(marked, "SELECT * FROM audit_entry")]
    anchors = marked.anchors.read_text("ascii")
    assert len(entries) == 11
    assert not [entry for entry in (*entries, anchors) if "zzpii" in entry.lower()]
    assert count(marked, "booking", "title LIKE 'ZZPII%'") == 2


def test_audit_of_the_estate_holds_no_text_that_people_typed(marked: Service, estate: Estate) -> None:
    """Names of places, features and messages are digests; the act, the kind and the numbers are told."""
    manager, place = estate.actors["facilities"], (Tier.PLACE, estate.ref("D1"))
    booked(marked, estate.actors["staff"], wish(estate, title=f"{MARKER} supervision"))
    done(add_known_feature(marked, manager, f"{MARKER}_hoist", now=NOW))
    done(add_site_to_estate(marked, manager, SiteTerms(f"{MARKER} Court", "Europe/London"), now=NOW))
    renamed = wanting(marked, manager, *place, name=f"{MARKER} desk", features=(f"{MARKER}_hoist",))
    done(change(marked, manager, renamed))
    to = FeatureChange(f"{MARKER}_hoist", f"{MARKER}_lift")
    agreed = effect_of(weigh_feature(marked, manager, to, now=NOW)).stamp
    done(change_feature(marked, manager, to, agreed=agreed, now=NOW))
    done(take_out(marked, manager, *place, f"{MARKER} says the ceiling leaks"))

    entries = [repr(tuple(row)) for row in ask(marked, "SELECT * FROM audit_entry ORDER BY id")]
    acts = [row.act for row in ask(marked, "SELECT act FROM audit_entry ORDER BY id")]
    assert acts == [
        "booked", "feature_added", "estate_added", "estate_changed", "feature_renamed", "cancelled", "taken_out_of_use",
    ]  # fmt: skip
    assert [entry for entry in entries if MARKER.lower() in entry.lower()] == []
    assert count(marked, "resource", "name = 'ZZPII desk'") == 1
    assert verify_audit(marked) == len(acts)


def test_audit_names_the_token_through_which_somebody_booked(service: Service, estate: Estate) -> None:
    secret = issue_token(service, "staff@trust.example", frozenset({TokenScope.BOOK}), now=NOW)
    program = identify_token(service, str(secret), now=NOW)
    assert program is not None
    booked(service, program, wish(estate))
    booked(service, estate.actors["other"], wish(estate, "D2"))

    rows = ask(service, "SELECT facts FROM audit_entry WHERE act = 'booked' ORDER BY id")
    token_id = ask(service, "SELECT id FROM api_token")[0][0]
    assert [json.loads(row.facts).get("token") for row in rows] == [token_id, None]


def test_audit_shows_that_a_title_changed_without_telling_it(marked: Service, estate: Estate) -> None:
    do_everything(marked, estate)

    facts = [json.loads(row.facts) for row in ask(marked, "SELECT facts FROM audit_entry ORDER BY id")]
    digests = [fact["after"]["title_digest"] for fact in facts]
    assert len(digests[0]) == 32
    assert digests[1] != digests[0]
    assert digests[2:6] == [digests[1]] * 4
    assert digests[6] == digests[0]


def test_audit_of_a_service_with_another_secret_digests_titles_otherwise(marked: Service, estate: Estate) -> None:
    other = Service(marked.db, b"another secret of thirty-two bytes!!", marked.anchors)
    booked(marked, estate.actors["staff"], wish(estate, title="Same"))
    booked(other, estate.actors["other"], wish(estate, "D2", title="Same"))

    digests = {json.loads(row.facts)["after"]["title_digest"] for row in ask(marked, "SELECT facts FROM audit_entry")}
    assert len(digests) == 2


def test_audit_keeps_its_chain_when_people_are_erased(marked: Service, estate: Estate) -> None:
    expected = do_everything(marked, estate)

    run(marked, "UPDATE person SET name = 'erased', email = 'erased' || id")
    run(marked, "UPDATE booking SET title = ''")

    assert verify_audit(marked) == len(expected)


def test_every_act_of_the_audit_is_known_to_somebody(marked: Service, estate: Estate) -> None:
    """The acts seen above and those of plans and demos are all that there are."""
    do_everything(marked, estate)

    seen = {row.act for row in ask(marked, "SELECT act FROM audit_entry")}
    elsewhere = {
        "released",
        "plan_published",
        "estate_loaded",
        "token_issued",
        "token_revoked",
        "signed_in",
        "signed_out",
    }
    elsewhere |= {
        "estate_added", "estate_changed", "taken_out_of_use", "brought_into_use",
        "feature_added", "feature_renamed", "feature_removed",
        "room_use_added", "room_use_changed", "room_use_retired", "room_use_returned",
    }  # fmt: skip
    elsewhere |= {
        "settings_changed",
        "cleaned",
        "closed",
        "closure_changed",
        "closure_ended",
        "layout_fixed",
        "layout_ended",
        "kept",
    }
    elsewhere |= {
        "rule_set", "rule_ended", "service_begun", "person_added", "person_changed", "person_closed", "person_reopened",
        "invited", "password_set", "grant_given", "grant_ended", "unit_added", "unit_renamed", "unit_joined",
        "unit_left",
    }  # fmt: skip
    only_shown = {"altered"}
    assert seen | elsewhere | only_shown == {act.value for act in AuditAct}
