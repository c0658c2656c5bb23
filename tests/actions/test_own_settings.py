"""What people set for themselves: saved, written down, and respected at once on every map."""

import json

from booking.actions.own_settings import SettingsWish, save_settings, show_settings
from booking.actions.service import Service
from booking.actions.show_start import show_start
from booking.model.decisions import Reason
from booking.model.habits import Preference
from booking.model.ids import Ref
from booking.model.policy import ClockSpan
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, Estate, at
from tests.store.state import ask, checksum, count, run


def versions(service: Service) -> dict[str, int]:
    return {row.name: row.diary_version for row in ask(service, "SELECT name, diary_version FROM floor")}


def test_settings_are_shown_name_and_habits_until_somebody_sets_them(service: Service, estate: Estate) -> None:
    settings = show_settings(service, estate.actors["staff"])

    assert settings.preference == Preference(shows_name=True, floor_id=None, hours=None)
    assert [floor.name for floor in settings.floors] == ["Ground", "First", "Second"]


def test_settings_are_saved_and_changed(service: Service, estate: Estate) -> None:
    staff, floor = estate.actors["staff"], estate.floor_refs["oak2"]
    save_settings(service, staff, SettingsWish(True, floor, ClockSpan(540, 780)), now=NOW)
    assert show_settings(service, staff).preference == Preference(True, estate.floors["oak2"], ClockSpan(540, 780))

    save_settings(service, staff, SettingsWish(False), now=NOW)

    rows = ask(service, "SELECT person_id, shows_name, usual_floor_id, usual_from_min, usual_to_min FROM preference")
    assert [(row.person_id, bool(row.shows_name)) for row in rows] == [(staff.person.id, False)]
    assert [tuple(row)[2:] for row in rows] == [(None, None, None)]
    assert show_settings(service, estate.actors["other"]).preference == Preference()


def test_settings_lead_the_start_page(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    booked(service, staff, wish(estate, "D1"))
    save_settings(service, staff, SettingsWish(True, estate.floor_refs["oak2"], ClockSpan(780, 1020)), now=NOW)

    start = show_start(service, staff, now=NOW)

    assert (start.habits.floor_id, start.habits.desk) == (estate.floors["oak2"], None)
    assert [(day.interval.start, day.desk) for day in start.days] == [
        (at("13:00", day), None) for day in ("2026-11-24", "2026-11-25", "2026-11-26")
    ]


def test_audit_says_what_was_set_by_ids_and_minutes(service: Service, estate: Estate) -> None:
    staff, floor = estate.actors["staff"], estate.floor_refs["oak2"]

    save_settings(service, staff, SettingsWish(False, floor, ClockSpan(540, 780)), now=NOW)

    (row,) = ask(service, "SELECT chain, act, actor_id, person_id, facts FROM audit_entry")
    assert tuple(row)[:4] == ("organisation", "settings_changed", staff.person.id, staff.person.id)
    assert json.loads(row.facts) == {
        "before": {"shows_name": True, "floor": None, "from_min": None, "to_min": None},
        "after": {"shows_name": False, "floor": estate.floors["oak2"], "from_min": 540, "to_min": 780},
    }


def test_saving_the_same_again_writes_nothing(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    save_settings(service, staff, SettingsWish(False), now=NOW)
    before = checksum(service)

    save_settings(service, staff, SettingsWish(False), now=NOW)

    assert checksum(service) == before


def test_hiding_a_name_raises_the_floors_on_which_it_stands_and_no_others(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    booked(service, staff, wish(estate, "D1"))
    booked(service, staff, wish(estate, "F1", day="2026-12-01"))
    booked(service, estate.actors["other"], wish(estate, "E1"))
    before = versions(service)

    save_settings(service, staff, SettingsWish(False), now=NOW)
    hidden = versions(service)
    save_settings(service, staff, SettingsWish(False, None, ClockSpan(540, 780)), now=NOW)

    assert {name: hidden[name] - before[name] for name in before} == {"First": 1, "Ground": 1, "Second": 0}
    assert versions(service) == hidden


def test_past_and_cancelled_bookings_raise_nothing(service: Service, estate: Estate) -> None:
    staff = estate.actors["staff"]
    booked(service, staff, wish(estate, "D1"))
    run(service, "UPDATE booking SET state = 'cancelled', holds = false")
    before = versions(service)

    save_settings(service, staff, SettingsWish(False), now=NOW)

    assert versions(service) == before
    assert count(service, "preference") == 1


def test_floor_that_is_not_there_or_not_ones_own_is_refused(service: Service, estate: Estate) -> None:
    oak = estate.actors["oak_facilities"]
    before = checksum(service)

    answers = [
        save_settings(service, oak, SettingsWish(True, floor), now=NOW)
        for floor in (Ref("a" * 26), estate.floor_refs["elm0"])
    ]

    assert [refusal_of(answer) for answer in answers] == [Reason.BAD_FIELD] * 2
    assert checksum(service) == before
    assert save_settings(service, oak, SettingsWish(True, estate.floor_refs["oak1"]), now=NOW) == Preference(
        True, estate.floors["oak1"]
    )
