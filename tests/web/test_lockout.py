"""What people read of a place that is kept free after use."""

import pytest

from booking.actions.cancel import end_early
from booking.actions.service import Service
from booking.model.policy import Rule, RuleField, RuleScope
from tests.actions.steps import booked, card_of, wish
from tests.estate import Estate, at, set_rules
from tests.web.browser import Browser
from tests.web.test_floor import draw_plan, list_states, open_floor


def lock_for(service: Service, estate: Estate, hours: int) -> None:
    set_rules(service, Rule(RuleScope.ORGANISATION, estate.organisation_id, None, RuleField.LOCKOUT_HOURS, hours))


def test_map_and_list_say_when_a_locked_place_is_free_again(staff: Browser, estate: Estate, service: Service) -> None:
    draw_plan(service, estate, "D1")
    lock_for(service, estate, 72)
    booked(service, estate.actors["other"], wish(estate, end="14:20"))

    page = open_floor(staff, estate, "date=2026-11-26&from=09:00&to=10:00")

    said = "Locked, free again at 2:20pm on Saturday 28 November 2026"
    assert list_states(page)["D1"] == said
    (mark,) = page.all("//main//svg//*[@aria-label]")
    assert mark.get("aria-label") == f"D1, {said[0].lower()}{said[1:]}, 1 seat."


def test_place_that_is_free_again_on_the_same_day_says_the_time_alone(
    staff: Browser, estate: Estate, service: Service
) -> None:
    lock_for(service, estate, 2)
    booked(service, estate.actors["other"], wish(estate, end="14:20"))

    page = open_floor(staff, estate, "date=2026-11-25&from=15:00&to=18:00")

    assert list_states(page)["D1"] == "Locked, free again at 4:20pm"


def test_place_whose_next_use_needs_the_time_says_so(staff: Browser, estate: Estate, service: Service) -> None:
    """Free from 8am to 9am, but a use then would have to be followed by two hours without any."""
    lock_for(service, estate, 2)
    booked(service, estate.actors["other"], wish(estate, start="10:00"))

    page = open_floor(staff, estate, "date=2026-11-25&from=08:00&to=09:00")

    assert list_states(page)["D1"] == "Locked before its next use"


@pytest.mark.parametrize(
    ("day", "start", "ended", "free_again"),
    [
        ("2027-03-26", "14:00", "17:00", "6pm on Monday 29 March 2027"),
        ("2026-10-23", "14:00", "17:00", "4pm on Monday 26 October 2026"),
        ("2027-03-25", "00:10", "01:30", "2:30am on Sunday 28 March 2027"),
        ("2026-10-22", "00:10", "01:30", "1:30am (before the clocks go back) on Sunday 25 October 2026"),
    ],
)
def test_lock_lasts_elapsed_hours_over_both_changes_of_the_clock(
    staff: Browser, estate: Estate, service: Service, day: str, start: str, ended: str, free_again: str
) -> None:
    """Counted by hand: the night of 28 March 2027 is an hour short, that of 25 October 2026 an hour long."""
    lock_for(service, estate, 72)
    other = estate.actors["other"]
    made = booked(service, other, wish(estate, start=start, end="20:00", day=day), at(start, day))
    card_of(end_early(service, other, made.booking.ref, version=1, now=at(ended, day)))

    page = open_floor(staff, estate, f"date={day}&from=21:00&to=22:00")

    assert list_states(page)["D1"] == f"Locked, free again at {free_again}"
