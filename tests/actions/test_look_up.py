"""Search by name, on both engines: what fits, whose names are told, and to whom."""

from datetime import timedelta

import pytest

from booking.actions.look_up import LookedUp, look_up
from booking.actions.own_settings import SettingsWish, save_settings
from booking.actions.service import Service
from booking.model.estate import ResourceKind
from booking.model.people import Grant, Role, ScopeKind
from booking.rules.finding import words_of
from booking.store.engine import Tx
from booking.store.estate import NewResource, add_resources
from booking.store.people import NewPerson, add_person
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate, at
from tests.store.state import run
from tests.web.test_floor import counting


def search(service: Service, estate: Estate, text: str, who: str = "staff") -> LookedUp:
    return look_up(service, estate.actors[who], words_of(text), now=NOW)


def add(service: Service, estate: Estate, *names: str) -> None:
    def write(tx: Tx) -> None:
        staff = Grant(Role.STAFF, ScopeKind.ORGANISATION, int(estate.organisation_id))
        for number, name in enumerate(names):
            add_person(tx, estate.organisation_id, NewPerson(name, f"x{number}@x.example", None, (), (staff,)), NOW)

    service.db.write(write)


def names(found: LookedUp) -> list[str]:
    return [colleague.name for colleague in found.colleagues]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("brown k", ["Keisha Brown"]),
        ("Brown, Keisha", ["Keisha Brown"]),
        ("smithjones", ["Ann Smith-Jones"]),
        ("Smith-Jones, A", ["Ann Smith-Jones"]),
        ("annemarie", ["Anne-Marie Bell"]),
        ("o brien", ["Mary O'Brien"]),
        ("brien mary", ["Mary O'Brien"]),
        ("bell-x", []),
    ],
)
def test_colleague_is_found_by_the_parts_of_the_name_in_any_order(
    service: Service, estate: Estate, typed: str, found: list[str]
) -> None:
    add(service, estate, "Keisha Brown", "Kevin Browne-Hall", "Ann Smith-Jones", "Anne-Marie Bell", "Mary O'Brien")
    run(service, "UPDATE person SET active = :no WHERE name = 'Kevin Browne-Hall'", no=False)

    assert names(search(service, estate, typed)) == found


@pytest.mark.parametrize("typed", ["sian", "SIÂN", "siân bro", "brown", "Brown Sian"])
def test_colleague_is_found_without_case_and_accents(service: Service, estate: Estate, typed: str) -> None:
    add(service, estate, "Siân Brown", "Simon Grey")

    assert names(search(service, estate, typed)) == ["Siân Brown"]


def test_apostrophes_and_letters_of_other_alphabets_do_not_matter(service: Service, estate: Estate) -> None:
    add(service, estate, "Mary O'Brien", "Zoë O’Brien", "Łukasz Żak", "Ελένη Παπά")

    assert names(search(service, estate, "obrien")) == ["Mary O'Brien", "Zoë O’Brien"]
    assert names(search(service, estate, "lukasz")) == ["Łukasz Żak"]
    assert names(search(service, estate, "ΕΛΕΝΗ")) == ["Ελένη Παπά"]


def test_signs_of_patterns_stand_for_themselves(service: Service, estate: Estate) -> None:
    run(service, "UPDATE resource SET name = 'Zone_1%' WHERE name = 'D1'")

    assert [place.name for place in search(service, estate, "zone").places] == ["Zone_1%"]
    assert search(service, estate, "zo%e").places == ()


def test_place_is_found_by_name_kind_and_site(service: Service, estate: Estate) -> None:
    run(service, "UPDATE resource SET name = '1.12' WHERE name = 'D1'")
    run(service, "UPDATE resource SET name = '1.12b' WHERE name = 'F1'")

    assert [(place.name, place.site) for place in search(service, estate, "1.12").places] == [
        ("1.12", "Oak"), ("1.12b", "Elm"),
    ]  # fmt: skip
    assert [place.name for place in search(service, estate, "desk 1.12 elm").places] == ["1.12b"]
    assert [place.name for place in search(service, estate, "meeting room").places] == [
        "Far", "Large", "Middle", "Small",
    ]  # fmt: skip
    assert search(service, estate, "elm").places == ()


def test_floors_are_found_by_their_own_building_and_site(service: Service, estate: Estate) -> None:
    assert [floor.name for floor in search(service, estate, "oak").floors] == ["First", "Second"]
    assert [floor.name for floor in search(service, estate, "second oak").floors] == ["Second"]


def test_somebody_of_one_site_finds_only_what_is_there(service: Service, estate: Estate) -> None:
    """Far is a room at Elm, and Mate sits there; Other sits at Oak, and Nobody nowhere."""
    booked(service, estate.actors["mate"], wish(estate, "F1"))
    booked(service, estate.actors["other"], wish(estate, "D1"))

    for text, everywhere, at_oak in (
        ("mate", ["Mate"], []),
        ("other", ["Other"], ["Other"]),
        ("nobody", ["Nobody"], []),
    ):
        assert names(search(service, estate, text)) == everywhere
        assert names(search(service, estate, text, "oak_facilities")) == at_oak
    assert len(search(service, estate, "far").places) == 1
    assert search(service, estate, "far", "oak_facilities").places == ()
    assert len(search(service, estate, "ground").floors) == 1
    assert search(service, estate, "ground", "oak_facilities").floors == ()


def test_colleague_sits_today_and_on_the_next_day_booked(service: Service, estate: Estate) -> None:
    mate = estate.actors["mate"]
    booked(service, mate, wish(estate, "D1", "09:00", "12:00", day="2026-11-24"))
    booked(service, mate, wish(estate, "Small", "10:00", "11:00", day="2026-11-26"))
    booked(service, mate, wish(estate, "D2", day="2026-11-27"))

    (found,) = search(service, estate, "mate").colleagues

    assert [(one.resource.name, one.interval.start) for one in found.today] == [("D1", at("09:00", "2026-11-24"))]
    assert [(one.resource.name, one.interval.start) for one in found.later] == [("Small", at("10:00", "2026-11-26"))]


def test_past_cancelled_and_far_bookings_are_not_told(service: Service, estate: Estate) -> None:
    mate = estate.actors["mate"]
    booked(service, mate, wish(estate, "D1", day="2026-11-23"), now=NOW - timedelta(days=2))
    booked(service, mate, wish(estate, "D2", day="2026-12-09"))
    booked(service, mate, wish(estate, "D3", day="2026-11-25"))
    run(service, "UPDATE booking SET state = 'cancelled', holds = false WHERE starts_at < '2026-11-26'")

    (found,) = search(service, estate, "mate").colleagues

    assert (found.today, found.later) == ((), ())


def test_clinics_and_visits_are_never_told(service: Service, estate: Estate) -> None:
    clinic, ward, admin = (estate.actors[name] for name in ("clinic", "ward", "admin"))
    booked(service, clinic, wish(estate, "Clinic"))
    booked(service, ward, wish(estate, "Visits"))
    booked(service, admin, wish(estate, "D1"))

    for who in ("staff", "admin"):
        told = {name: search(service, estate, name, who).colleagues[0].later for name in ("clinic", "ward", "admin")}
        assert {name: [one.resource.name for one in later] for name, later in told.items()} == {
            "clinic": [], "ward": [], "admin": ["D1"],
        }  # fmt: skip


def told(service: Service, estate: Estate, who: str) -> dict[str, list[str]]:
    """Where the person who searches for Mate is told that they sit, if Mate is found."""
    return {
        hit.name: [sitting.resource.name for sitting in (*hit.today, *hit.later)]
        for hit in search(service, estate, "mate", who).colleagues
    }


SEES_HIDDEN = {
    "staff": {},
    "other": {},
    "clinic": {},
    "ward": {},
    "nobody": {},
    "mate": {"Mate": ["D1", "F1"]},
    "lead": {"Mate": ["D1", "F1"]},
    "reception": {"Mate": ["D1"]},
    "oak_facilities": {"Mate": ["D1"]},
    "facilities": {"Mate": ["D1", "F1"]},
    "auditor": {"Mate": ["D1", "F1"]},
    "admin": {"Mate": ["D1", "F1"]},
}
"""Mate, who is in the lead's team, keeps their name to themselves; D1 stands at Oak and F1 at Elm."""


@pytest.mark.parametrize(("who", "sees"), SEES_HIDDEN.items(), ids=SEES_HIDDEN)
def test_hidden_colleague_is_found_by_those_who_may_see_the_booking(
    service: Service, estate: Estate, who: str, sees: dict[str, list[str]]
) -> None:
    booked(service, estate.actors["mate"], wish(estate, "D1", "09:00", "11:00"))
    booked(service, estate.actors["mate"], wish(estate, "F1", "13:00", "14:00"))
    open_to_all = told(service, estate, who)
    save_settings(service, estate.actors["mate"], SettingsWish(shows_name=False), now=NOW)

    assert told(service, estate, who) == sees
    looks = {"oak_facilities": {"Mate": ["D1"]}, "nobody": {}}
    assert open_to_all == looks.get(who, {"Mate": ["D1", "F1"]})


@pytest.mark.parametrize(
    ("who", "sees"), [("staff", {}), ("lead", {}), ("reception", {}), ("oak_facilities", {}), ("auditor", {"Mate": []})]
)
def test_hidden_colleague_without_a_booking_is_found_by_those_who_see_every_booking(
    service: Service, estate: Estate, who: str, sees: dict[str, list[str]]
) -> None:
    save_settings(service, estate.actors["mate"], SettingsWish(shows_name=False), now=NOW)

    assert told(service, estate, who) == sees


def test_hidden_colleague_is_found_by_whoever_booked_for_them(service: Service, estate: Estate) -> None:
    mine = booked(service, estate.actors["mate"], wish(estate, "D1", "09:00", "11:00"))
    booked(service, estate.actors["mate"], wish(estate, "D2", "13:00", "14:00"))
    save_settings(service, estate.actors["mate"], SettingsWish(shows_name=False), now=NOW)
    staff = estate.actors["staff"].person.id

    run(service, "UPDATE booking SET booked_by_id = :staff WHERE id = :id", staff=staff, id=mine.booking.id)

    assert (told(service, estate, "staff"), told(service, estate, "other")) == ({"Mate": ["D1"]}, {})


def test_hidden_colleagues_do_not_crowd_out_those_who_show_themselves(service: Service, estate: Estate) -> None:
    add(service, estate, *(f"Zara {number:02d}" for number in range(25)))
    hide = (
        "INSERT INTO preference (person_id, shows_name) "
        "SELECT id, :no FROM person WHERE name LIKE 'Zara%' AND name < 'Zara 22'"
    )
    run(service, hide, no=False)

    assert names(search(service, estate, "zara")) == ["Zara 22", "Zara 23", "Zara 24"]
    assert len(names(search(service, estate, "zara", "auditor"))) == 20


@pytest.mark.parametrize("who", ["staff", "mate", "facilities", "admin"])
def test_closed_accounts_are_not_found_by_anybody(service: Service, estate: Estate, who: str) -> None:
    booked(service, estate.actors["mate"], wish(estate, "D1"))
    assert names(search(service, estate, "mate", who)) == ["Mate"]

    run(service, "UPDATE person SET active = :no WHERE name = 'Mate'", no=False)
    assert names(search(service, estate, "mate", who)) == []


def test_twenty_are_told_and_how_many_more(service: Service, estate: Estate) -> None:
    add(service, estate, *(f"Zara {number:02d}" for number in range(23)))
    desks = [NewResource(ResourceKind.DESK, f"Z{number}", 1) for number in range(25)]
    service.db.write(lambda tx: add_resources(tx, estate.floors["oak2"], desks))

    people, places = search(service, estate, "zara"), search(service, estate, "desk")

    assert (len(people.colleagues), people.more_colleagues, names(people)[0]) == (20, 3, "Zara 00")
    assert (len(places.places), places.more_places) == (20, 31 - 20)


def test_features_are_found_at_each_site_that_has_them(service: Service, estate: Estate) -> None:
    loop, alarm = ("hearing-loop", "screen"), ("Panic_alarm", "café table")
    far = [NewResource(ResourceKind.MEETING_ROOM, name, 4, loop) for name in ("Near", "Nearer")]
    service.db.write(lambda tx: add_resources(tx, estate.floors["elm0"], far))
    one = NewResource(ResourceKind.MEETING_ROOM, "Nearest", 4, alarm)
    service.db.write(lambda tx: add_resources(tx, estate.floors["oak2"], [one]))

    found = {
        typed: [(hit.code, hit.site.name, hit.places) for hit in search(service, estate, typed).features]
        for typed in ("hear", "loop hearing", "panic alarm", "cafe", "earing", "hearing alarm")
    }

    both = [("hearing-loop", "Elm", 2), ("hearing-loop", "Oak", 1)]
    assert found == {
        "hear": both,
        "loop hearing": both,
        "panic alarm": [("Panic_alarm", "Oak", 1)],
        "cafe": [("café table", "Oak", 1)],
        "earing": [],
        "hearing alarm": [],
    }
    assert search(service, estate, "hearing").places == ()
    assert [hit.site.name for hit in search(service, estate, "hearing", who="oak_facilities").features] == ["Oak"]


def test_features_of_places_out_of_use_are_not_found(service: Service, estate: Estate) -> None:
    assert len(search(service, estate, "hearing").features) == 1

    run(service, "UPDATE resource SET retired_at = '2026-11-23 00:00:00+00:00' WHERE name = 'Large'")

    assert search(service, estate, "hearing").features == ()


def test_what_is_out_of_use_is_not_found(service: Service, estate: Estate) -> None:
    assert len(search(service, estate, "d1").places) == 1

    run(service, "UPDATE building SET retired_at = '2026-11-23 00:00:00+00:00' WHERE name = 'Oak'")

    assert search(service, estate, "d1").places == ()


def test_search_costs_four_statements(service: Service, estate: Estate) -> None:
    add(service, estate, *(f"Zara {number}" for number in range(5)))

    with counting(service) as seen:
        search(service, estate, "zara")

    assert len(seen) == 4
